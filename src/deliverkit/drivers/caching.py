"""How is the same question not asked twice?  A cache that honours times to live.  (RFC 1035 section 3.2.1, RFC 2308)"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final, NamedTuple, TypeAlias, cast

from ..core.errors import DriverError, UsageError
from ..core.questions import Answer, Dns, Status
from ..core.steps import Done, advance
from .protocols import AsyncResolver, Resolver

__all__ = ["CachingResolver"]

Key: TypeAlias = tuple[str, str]

_TIMEOUT: Final[Answer[Any]] = Answer.unreachable("timeout")
# RFC 2308 section 5: "Values of one to three hours have been found to work well" as the most for negative answers
_MOST_NEGATIVE: Final = 10_800.0


class _Kept(NamedTuple):
    answer: Answer[Any]
    since: float
    until: float


class _Flight:
    """A question that one caller is asking, and others wait for; without an answer once landed, it was given up."""

    __slots__ = ("answer", "deadline", "landed")

    def __init__(self, landed: threading.Event | asyncio.Event, deadline: float) -> None:
        self.answer: Answer[Any] | None = None
        self.landed = landed
        self.deadline = deadline


class _Ask(NamedTuple):
    questions: tuple[Dns[Any], ...]
    seconds: float


class _Wait(NamedTuple):
    landed: threading.Event | asyncio.Event
    seconds: float


class CachingResolver:
    """Remembers the answers of another resolver as long as they may be remembered.

    Answers come with the time to live they have left. Names are compared without regard to case. The cache is the
    object's own, serves any number of threads and event loops, and asks a question once that several callers in one
    loop, or several threads, want at the same time. It closes nothing: whoever opened *inner* closes it.

    Arguments:
        inner: who is asked what is not known. ``resolve_async`` of one that only has ``resolve`` blocks the loop.
        size: how many answers are kept; the one not used for the longest goes first.
        now: a clock in seconds that never goes back.
        max_ttl: the longest an answer is kept; negative ones never longer than three hours (RFC 2308 section 5).
        default_ttl: how long an answer is kept whose source gives no time to live.
        negative_ttl: the same for ``no-name`` and ``no-data``; else the SOA record decides.
        unreachable_ttl: how long a failure is kept (RFC 9520 section 3.2 asks for a few seconds); 0 for not at all. One
            that only the caller's own *timeout* brought about is never kept.

    Raises:
        UsageError: *inner* is no resolver, *size* is not positive, or a time is negative.
    """

    def __init__(
        self,
        inner: Resolver | AsyncResolver,
        *,
        size: int = 10_000,
        now: Callable[[], float] = time.monotonic,
        max_ttl: float = 86_400.0,
        default_ttl: float = 300.0,
        negative_ttl: float = 300.0,
        unreachable_ttl: float = 5.0,
    ) -> None:
        if size < 1:
            raise UsageError(f"size must be 1 or more, not {size!r}")
        if not min(max_ttl, default_ttl, negative_ttl, unreachable_ttl) >= 0:
            raise UsageError("max_ttl, default_ttl, negative_ttl and unreachable_ttl are seconds, 0 or more")
        if not (hasattr(inner, "resolve") or hasattr(inner, "resolve_async")):
            raise UsageError(f"a resolver has resolve or resolve_async, {type(inner).__name__} has neither")
        self._inner = inner
        self._blocking = inner if isinstance(inner, Resolver) else None
        self._size = size
        self._now = now
        self._max_ttl = max_ttl
        self._defaults = {
            Status.FOUND: default_ttl,
            Status.NO_DATA: negative_ttl,
            Status.NO_NAME: negative_ttl,
            Status.UNREACHABLE: unreachable_ttl,
        }
        self._lock = threading.Lock()
        self._kept: OrderedDict[Key, _Kept] = OrderedDict()
        # a thread must never wait for a question that the loop it blocks is asking: each loop has its own
        self._flights: dict[tuple[asyncio.AbstractEventLoop | None, Key], _Flight] = {}

    def resolve(self, questions: Sequence[Dns[Any]], timeout: float = 20.0) -> Sequence[Answer[Any]]:
        """Answer *questions*, in order, within *timeout* seconds, asking the inner resolver only what is not known.

        Raises:
            UsageError: *timeout* is not positive, or the inner resolver has only ``resolve_async``.
        """
        if self._blocking is None:
            name = type(self._inner).__name__
            raise UsageError(f"{name} has only resolve_async: await the CachingResolver's resolve_async too")
        steps = self._steps(questions, timeout, None)
        try:
            step = advance(steps, None)
            while not isinstance(step, Done):
                told: Sequence[Answer[Any]] = ()
                if isinstance(step, _Ask):
                    told = self._blocking.resolve(step.questions, step.seconds)
                else:
                    cast("threading.Event", step.landed).wait(step.seconds)
                step = advance(steps, told)
            return step.value
        finally:
            steps.close()

    async def resolve_async(self, questions: Sequence[Dns[Any]], timeout: float = 20.0) -> Sequence[Answer[Any]]:
        """The same as :meth:`resolve`, awaiting the inner resolver's ``resolve_async`` if it has one."""
        steps = self._steps(questions, timeout, asyncio.get_running_loop())
        try:
            step = advance(steps, None)
            while not isinstance(step, Done):
                told: Sequence[Answer[Any]] = ()
                if isinstance(step, _Ask):
                    told = await self._ask_inner(step)
                else:
                    with suppress(TimeoutError):
                        async with asyncio.timeout(step.seconds):
                            await cast("asyncio.Event", step.landed).wait()
                step = advance(steps, told)
            return step.value
        finally:
            steps.close()

    async def _ask_inner(self, step: _Ask) -> Sequence[Answer[Any]]:
        if isinstance(self._inner, AsyncResolver):
            return await self._inner.resolve_async(step.questions, step.seconds)
        return self._inner.resolve(step.questions, step.seconds)

    def _steps(
        self, questions: Sequence[Dns[Any]], timeout: float, loop: asyncio.AbstractEventLoop | None
    ) -> Generator[_Ask | _Wait, Sequence[Answer[Any]], list[Answer[Any]]]:
        """What must be asked and waited for, until all is known or the time is over."""
        if not timeout > 0:
            raise UsageError(f"timeout must be a positive number of seconds, not {timeout!r}")
        deadline = time.monotonic() + timeout
        keys = [(question.name.lower(), question.rdtype.upper()) for question in questions]
        unknown = dict(zip(keys, questions, strict=True))
        told: dict[Key, Answer[Any]] = {}
        while unknown and (left := deadline - time.monotonic()) > 0:
            mine, others = self._board(unknown, told, loop, deadline)
            if mine:
                try:
                    answers = yield _Ask(tuple(unknown[key] for key in mine), left)
                    self._land(mine, answers)
                finally:
                    self._take_off_the_board(mine, loop)
                told.update(zip(mine, answers, strict=True))
            for key, flight in others.items():
                yield _Wait(flight.landed, max(0.0, deadline - time.monotonic()))
                if flight.answer is not None:
                    told[key] = flight.answer
            unknown = {key: question for key, question in unknown.items() if key not in told}
        return [told.get(key, _TIMEOUT) for key in keys]

    def _board(
        self,
        unknown: dict[Key, Dns[Any]],
        told: dict[Key, Answer[Any]],
        loop: asyncio.AbstractEventLoop | None,
        deadline: float,
    ) -> tuple[dict[Key, _Flight], dict[Key, _Flight]]:
        """Look all up at once: what is kept goes to *told*, the rest is mine to ask or asked by others."""
        mine: dict[Key, _Flight] = {}
        others: dict[Key, _Flight] = {}
        now = self._now()
        with self._lock:
            for key in unknown:
                kept = self._fresh(key, now)
                if kept is not None:
                    told[key] = kept
                elif flight := self._flights.get((loop, key)):
                    others[key] = flight
                else:
                    flight = _Flight(threading.Event() if loop is None else asyncio.Event(), deadline)
                    mine[key] = self._flights[loop, key] = flight
        return mine, others

    def _land(self, mine: dict[Key, _Flight], answers: Sequence[Answer[Any]]) -> None:
        if len(answers) != len(mine):
            raise DriverError(f"{type(self._inner).__name__} answered {len(answers)} of {len(mine)} questions")
        now, tick = self._now(), time.monotonic()
        with self._lock:
            for (key, flight), answer in zip(mine.items(), answers, strict=True):
                if answer.status is not Status.UNREACHABLE or tick < flight.deadline:
                    flight.answer = answer
                    self._keep(key, answer, now)

    def _take_off_the_board(self, mine: dict[Key, _Flight], loop: asyncio.AbstractEventLoop | None) -> None:
        with self._lock:
            for key in mine:
                del self._flights[loop, key]
        for flight in mine.values():
            flight.landed.set()

    def _fresh(self, key: Key, now: float) -> Answer[Any] | None:
        kept = self._kept.get(key)
        if kept is None:
            return None
        if now >= kept.until:
            del self._kept[key]
            return None
        self._kept.move_to_end(key)
        answer = kept.answer
        return answer if answer.ttl is None else replace(answer, ttl=answer.ttl - int(now - kept.since))

    def _keep(self, key: Key, answer: Answer[Any], now: float) -> None:
        seconds = self._defaults[answer.status] if answer.ttl is None else float(answer.ttl)
        if answer.status in (Status.NO_DATA, Status.NO_NAME):
            seconds = min(seconds, _MOST_NEGATIVE)
        seconds = min(seconds, self._max_ttl)
        if seconds <= 0:
            return
        self._kept[key] = _Kept(answer, now, now + seconds)
        self._kept.move_to_end(key)
        if len(self._kept) > self._size:
            self._kept.popitem(last=False)
