"""What was a check told, so that it can be run again?"""

from __future__ import annotations

import inspect
from typing import Any, TypeVar

from ..core.errors import DriverError, UsageError
from ..core.questions import Question
from ..core.steps import Check, Done, Runnable, Steps, advance, check
from .transcript import Transcript

__all__ = ["recorded"]

T = TypeVar("T")


def recorded(check: Runnable[T]) -> Check[tuple[T, Transcript]]:
    """*check*, made to return its value and the transcript of what it was told.

        value, transcript = dk.run(dk.recorded(dk.audit_domain("example.com")))
        Path("example.jsonl").write_text(transcript.to_lines())

    It asks exactly what *check* asks, so it runs wherever *check* does, also as a part of another check.

    Arguments:
        check: what a check function returned.

    Raises:
        UsageError: *check* is no check.
    """
    if not isinstance(check, Check) and not inspect.isgenerator(check):
        raise UsageError(f"recorded() takes what a check function returned, not {type(check).__name__}")
    return _recorded(check)


@check
def _recorded(inner: Runnable[T]) -> Steps[tuple[T, Transcript]]:
    steps = iter(inner)
    exchanges: list[tuple[Question[Any], Any]] = []
    try:
        step = advance(steps, None)
        while not isinstance(step, Done):
            answers = yield step
            if len(answers) != len(step):
                raise DriverError(f"{len(step)} questions were asked and {len(answers)} answered")
            exchanges += zip(step, answers, strict=True)
            step = advance(steps, answers)
    finally:
        steps.close()
    return step.value, Transcript(tuple(exchanges))
