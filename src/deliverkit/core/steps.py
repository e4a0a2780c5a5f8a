"""How does a check ask?  It is a generator: it yields a batch of questions and is sent the answers.

A check is written with :func:`ask`, :func:`ask_all`, :func:`together` and ``yield from``, and decorated with
:func:`check`; a driver (:mod:`deliverkit.drivers`) answers. A batch is a tuple of questions, the answers a tuple
of the same length and order, so nothing about time, threads or event loops can enter a check.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import ExitStack
from functools import update_wrapper
from typing import TYPE_CHECKING, Any, Final, Generic, ParamSpec, TypeAlias, TypeVar, overload

from .errors import DriverError, UsageError
from .questions import Question

__all__ = [
    "Answers",
    "Batch",
    "Check",
    "Done",
    "Runnable",
    "Steps",
    "advance",
    "ask",
    "ask_all",
    "check",
    "together",
]

A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Asked = TypeVar("Asked")
Sent = TypeVar("Sent")
P = ParamSpec("P")

_SHOWN: Final = 80  # characters of an argument that the repr of a Check shows

Batch: TypeAlias = tuple[Question[Any], ...]
Answers: TypeAlias = tuple[Any, ...]
Steps: TypeAlias = Generator[Batch, Answers, T]


class Check(Generic[T_co]):
    """A check with its arguments, not run yet; iterating it starts it afresh, so it can be run any number of times.

    Made by the functions that :func:`check` decorates. Hand it to ``dk.run`` or ``await dk.run_async``, or compose
    it inside another check with ``yield from``.
    """

    __slots__ = ("_args", "_kwargs", "_maker")

    def __init__(self, maker: _Maker[..., T_co], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self._maker = maker
        self._args = args
        self._kwargs = kwargs

    def __iter__(self) -> Steps[T_co]:
        return self._maker.start(*self._args, **self._kwargs)

    def __repr__(self) -> str:
        shown = [_shown(value) for value in self._args]
        shown += [f"{name}={_shown(value)}" for name, value in self._kwargs.items()]
        return f"<{self._maker.name}({', '.join(shown)}), not run yet: dk.run(...)>"

    def __reduce__(self) -> tuple[Any, ...]:
        return _remake, (self._maker, self._args, self._kwargs)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            raise AttributeError(f"{self._maker.name}(...) has no {name!r}: it was not run yet, dk.run(...) runs it")


def _shown(value: object) -> str:
    # an argument may be a whole mail
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."


def _remake(maker: _Maker[..., T], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Check[T]:
    return Check(maker, args, kwargs)


class _Maker(Generic[P, T_co]):
    """The callable that stands where a decorated generator function stood; pickles by its name, like a function."""

    def __init__(self, start: Callable[P, Steps[T_co]]) -> None:
        self.start = start
        update_wrapper(self, start)
        self.__qualname__ = start.__qualname__
        package = start.__module__.split(".")[1:2]
        self.name = ".".join((*package, start.__name__))

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Check[T_co]:
        return Check(self, args, kwargs)

    def __reduce__(self) -> str:
        return self.__qualname__

    def __repr__(self) -> str:
        return f"<check {self.name}>"


def check(start: Callable[P, Steps[T]]) -> Callable[P, Check[T]]:
    """Turn a generator function that asks into a function that returns a :class:`Check`."""
    return _Maker(start)


Runnable: TypeAlias = Check[T] | Steps[T]


def ask(question: Question[A]) -> Steps[A]:
    """Ask one question; the value of ``yield from ask(q)`` is its answer."""
    answers = yield (question,)
    answer: A = answers[0]
    return answer


def ask_all(questions: tuple[Question[A], ...]) -> Steps[tuple[A, ...]]:
    """Ask several questions in one batch; an empty tuple is answered at once, without a round."""
    if not questions:
        return ()
    answers = yield questions
    return answers


class Done(Generic[T_co]):
    """A check has finished, with this value."""

    __slots__ = ("value",)

    def __init__(self, value: T_co) -> None:
        self.value = value


def advance(steps: Generator[Asked, Sent, T], answers: Sent | None) -> Asked | Done[T]:
    """Send *answers* and return the next batch, or :class:`Done` where StopIteration says that the check is finished.

    It is kept this narrow so that a StopIteration raised by a driver, between two calls, is never mistaken for it.
    """
    try:
        sent: Any = answers  # None starts it
        return steps.send(sent)
    except StopIteration as stop:
        value: T = stop.value
        return Done(value)


@overload
def together(first: Runnable[A], second: Runnable[B], /) -> Steps[tuple[A, B]]: ...
@overload
def together(first: Runnable[A], second: Runnable[B], third: Runnable[C], /) -> Steps[tuple[A, B, C]]: ...
@overload
def together(
    first: Runnable[A], second: Runnable[B], third: Runnable[C], fourth: Runnable[D], /
) -> Steps[tuple[A, B, C, D]]: ...
@overload
def together(*checks: Runnable[T]) -> Steps[tuple[T, ...]]: ...


def together(*checks: Runnable[Any]) -> Steps[tuple[Any, ...]]:
    """Run several checks in lockstep: each round asks what all of them want to know in one merged batch.

    Returns their values in order. A question that several of them ask in the same round is asked once.

    Raises:
        UsageError: the same generator was passed twice (a :class:`Check` may be).
    """
    running: list[Steps[Any]] = [iter(one) for one in checks]
    if len({id(steps) for steps in running}) < len(running):
        raise UsageError("together() was given the same generator twice; make a fresh one, or pass the Check itself")
    return _lockstep(running)


def _lockstep(running: list[Steps[Any]]) -> Steps[tuple[Any, ...]]:
    values: list[Any] = [None] * len(running)
    waiting: dict[int, Batch] = {}

    def move(index: int, answers: Answers | None) -> None:
        step: Batch | Done[Any] = advance(running[index], answers)
        if isinstance(step, Done):
            values[index] = step.value
        else:
            waiting[index] = step

    try:
        for index in range(len(running)):
            move(index, None)
        while waiting:
            merged = tuple(dict.fromkeys(question for batch in waiting.values() for question in batch))
            answers = yield merged
            if len(answers) != len(merged):
                raise DriverError(f"{len(merged)} questions were asked and {len(answers)} answered")
            told = dict(zip(merged, answers, strict=True))
            asked, waiting = waiting, {}
            for index, batch in asked.items():
                move(index, tuple(told[question] for question in batch))
    finally:
        with ExitStack() as closing:  # all of them, even when one refuses
            for steps in running:
                closing.callback(steps.close)
    return tuple(values)
