"""How is nothing asked twice on one way?  By answering from what was told before."""

from __future__ import annotations

from typing import Any, TypeAlias, TypeVar

from ..core.questions import Question
from ..core.steps import Done, Runnable, Steps, advance, ask_all

__all__ = ["Told", "remembered"]

T = TypeVar("T")
Told: TypeAlias = dict[Question[Any], Any]


def remembered(steps: Runnable[T], told: Told) -> Steps[T]:
    """Run *steps*; only what does not stand in *told* is asked, and what is answered is put there.

    So all receivers of one way see the same world at the same time, and a key or a policy is asked for once.
    """
    running: Steps[T] = iter(steps)
    answers: tuple[Any, ...] | None = None
    try:
        while True:
            step = advance(running, answers)
            if isinstance(step, Done):
                value: T = step.value
                return value
            missing = tuple(dict.fromkeys(question for question in step if question not in told))
            told.update(zip(missing, (yield from ask_all(missing)), strict=True))
            answers = tuple(told[question] for question in step)
    finally:
        running.close()
