"""How is a check run?  Ask it what it wants to know, answer, and repeat until it returns."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from types import GeneratorType
from typing import Any, TypeAlias, TypeGuard, TypeVar

from ..core.errors import DriverError, UsageError
from ..core.outcome import Outcome
from ..core.questions import Answer, Clock, Dns, Https, Page, Question
from ..core.steps import Answers, Batch, Check, Runnable, Steps
from .protocols import AsyncFetch, AsyncResolver, Fetch, Resolver

__all__ = ["Now", "run", "run_async"]

T = TypeVar("T")

Now: TypeAlias = datetime | Callable[[], datetime]

_NO_FETCHER = Page(0, reason="no-fetcher")
_NO_TIME = Page(0, reason="deadline")
_DEADLINE: Answer[Any] = Answer.unreachable("deadline")
_STOPPED = "the resolver, the fetcher or the clock raised StopIteration instead of answering"


def run(
    check: Runnable[T],
    *,
    resolver: Resolver | None = None,
    fetch: Fetch | None = None,
    now: Now | None = None,
    timeout: float = 20.0,
) -> T:
    """Run *check* to its end and return its value; works inside a running event loop too, which it blocks.

    Arguments:
        check: what a check function returned.
        resolver: who answers DNS questions; None for the system's resolver, opened when first needed and closed.
        fetch: who answers HTTPS questions, ``url -> Page``; None leaves them unanswered (``no-fetcher``).
        now: the time, timezone-aware, or a function that tells it; None for the system's clock.
        timeout: seconds for everything; questions left when it has passed are unreachable (``deadline``).

    Raises:
        UsageError: *check* is no check, or an argument is of the wrong kind.
        DriverError: the resolver did not answer every question, or raised StopIteration.
    """
    steps = iter(check) if type(check) is Check else _start(check)
    if resolver is not None and not hasattr(resolver, "resolve"):
        raise UsageError(f"{type(resolver).__name__} is no resolver that run() can use: it has no resolve()")
    world = _World(resolver, fetch, now, timeout)
    answers: Any = None  # starts it
    try:
        while True:
            try:
                # only this call may end with StopIteration: one that a driver raises is no end of the check
                batch = steps.send(answers)
            except StopIteration as stop:
                value: T = stop.value
                return value
            try:
                answers = world.answer(batch)
            except StopIteration as stop:
                raise DriverError(_STOPPED) from stop
    finally:
        try:
            steps.close()
        finally:
            world.close()


async def run_async(
    check: Runnable[T],
    *,
    resolver: Resolver | AsyncResolver | None = None,
    fetch: Fetch | AsyncFetch | None = None,
    now: Now | None = None,
    timeout: float = 20.0,
) -> T:
    """Run *check* inside the running event loop; the arguments, the value and the errors are those of :func:`run`.

    A resolver with ``resolve_async`` is awaited, another one is called and expected not to block.
    """
    steps = _start(check)
    if resolver is not None and not (hasattr(resolver, "resolve_async") or hasattr(resolver, "resolve")):
        raise UsageError(f"{type(resolver).__name__} is no resolver: it has neither resolve_async() nor resolve()")
    world = _World(resolver, fetch, now, timeout)
    answers: Any = None  # starts it
    try:
        while True:
            try:
                batch = steps.send(answers)
            except StopIteration as stop:
                value: T = stop.value
                return value
            try:
                answers = await world.answer_async(batch)
            except RuntimeError as error:
                # what PEP 479 makes of a StopIteration that leaves a coroutine
                if isinstance(error.__cause__, StopIteration):
                    raise DriverError(_STOPPED) from error.__cause__
                raise
    finally:
        try:
            steps.close()
        finally:
            await world.aclose()


def _start(check: Runnable[T]) -> Steps[T]:
    if type(check) is Check:
        return iter(check)
    if isinstance(check, GeneratorType):
        if check.gi_frame is None:
            raise UsageError("this generator has been run; make a fresh one, or pass the Check itself")
        return check
    if isinstance(check, Outcome):
        raise UsageError("this is an Outcome: it is already answered, read its value and findings")
    if callable(check) and not isinstance(check, type):
        name: str = getattr(check, "name", "") or getattr(check, "__name__", type(check).__name__)
        raise UsageError(f"run() takes what a check function returned: call it first, {name}(...)")
    raise UsageError(f"run() takes what a check function returned, not {type(check).__name__}")


class _World:
    """Who answers what during one run, and until when."""

    __slots__ = ("_deadline", "_fetch", "_now", "_opened", "_resolver")

    def __init__(
        self,
        resolver: Resolver | AsyncResolver | None,
        fetch: Fetch | AsyncFetch | None,
        now: Now | None,
        timeout: float,
    ) -> None:
        if not timeout > 0:
            raise UsageError(f"timeout must be a positive number of seconds, not {timeout!r}")
        if isinstance(now, datetime):
            _aware(now)
        self._resolver: Any = resolver
        self._fetch = fetch
        self._now = now
        self._opened: Any = None
        self._deadline = time.monotonic() + timeout

    def answer(self, batch: Batch) -> Answers:
        for question in batch:
            if type(question) is not Dns:
                return self._mixed(batch)
        left = self._deadline - time.monotonic()
        if left <= 0:
            return (_DEADLINE,) * len(batch)
        told = tuple((self._resolver or self._open()).resolve(batch, left))
        if len(told) != len(batch):
            raise self._short(batch, told)
        return told

    def _mixed(self, batch: Batch) -> Answers:
        asked = _dns(batch)
        told = self.answer(asked) if asked else ()
        others = {question: self._other(question) for question in batch if not isinstance(question, Dns)}
        for value in others.values():
            if inspect.iscoroutine(value):
                value.close()
                raise UsageError("fetch is a coroutine function: await run_async(...) takes it, run() does not")
        return _merge(batch, told, others)

    async def answer_async(self, batch: Batch) -> Answers:
        asked = _dns(batch)
        left = self._deadline - time.monotonic()
        told: Sequence[Answer[Any]] = ()
        if left <= 0:
            told = (_DEADLINE,) * len(asked)
        elif asked:
            resolver = self._open()
            wait = getattr(resolver, "resolve_async", None)
            told = resolver.resolve(asked, left) if wait is None else await wait(asked, left)
        if len(told) != len(asked):
            raise self._short(asked, told)
        others: dict[Question[Any], Any] = {}
        for question in batch:
            if not isinstance(question, Dns):
                value = self._other(question)
                others[question] = await value if inspect.isawaitable(value) else value
        return _merge(batch, told, others)

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()

    async def aclose(self) -> None:
        if self._opened is not None:
            await self._opened.aclose()

    def _open(self) -> Any:
        if self._resolver is None:
            from .system import SystemResolver

            self._resolver = self._opened = SystemResolver()
        return self._resolver

    def _short(self, asked: Batch, told: Sequence[Answer[Any]]) -> DriverError:
        return DriverError(f"{type(self._resolver).__name__} answered {len(told)} of {len(asked)} questions")

    def _other(self, question: Question[Any]) -> Any:
        # a recording answers for the whole world, not only for the DNS
        match question:
            case Https(url):
                fetch = self._fetch or getattr(self._resolver, "fetch", None)
                if fetch is None:
                    return _NO_FETCHER
                return _NO_TIME if time.monotonic() > self._deadline else fetch(url)
            case Clock():
                now = self._now or getattr(self._resolver, "now", None)
                if now is None:
                    return datetime.now(UTC)
                return now if isinstance(now, datetime) else _aware(now())
            case _:
                raise DriverError(f"no driver knows how to answer {question!r}")


def _aware(now: datetime) -> datetime:
    if now.tzinfo is None:
        raise UsageError("now must be timezone-aware: datetime(..., tzinfo=UTC)")
    return now


def _dns(batch: Batch) -> tuple[Dns[Any], ...]:
    return tuple(filter(_is_dns, batch))


def _is_dns(question: Question[Any]) -> TypeGuard[Dns[Any]]:
    return isinstance(question, Dns)


def _merge(batch: Batch, told: Sequence[Answer[Any]], others: dict[Question[Any], Any]) -> Answers:
    if not others:
        return tuple(told)
    dns = iter(told)
    return tuple(next(dns) if isinstance(question, Dns) else others[question] for question in batch)
