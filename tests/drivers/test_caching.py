"""The cache: times to live, bounds, and questions asked once."""

# pyright: reportPrivateUsage=false
# that the cache is bounded and leaves no question open is seen from the inside only

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliverkit.core.errors import DriverError, UsageError
from deliverkit.core.questions import Answer, Dns, Mx, Status, a, mx
from deliverkit.drivers.caching import CachingResolver
from deliverkit.drivers.protocols import AsyncResolver, Resolver
from deliverkit.drivers.table import TableResolver

Say = Callable[[Dns[Any]], Answer[Any]]

TIMEOUT = Answer.unreachable("timeout")


def _always(say: Say | Answer[Any]) -> Say:
    if not isinstance(say, Answer):
        return say
    answer: Answer[Any] = say  # pyright: ignore[reportUnknownVariableType]  # what it answers is not known at run time
    return lambda _: answer


class Blocking:
    """An inner resolver that says what the test wants, after a while, and counts."""

    def __init__(self, say: Say | Answer[Any], pause: float = 0.0) -> None:
        self.say = _always(say)
        self.pause = pause
        self.asked: list[str] = []

    def resolve(self, questions: Sequence[Dns[Any]], timeout: float) -> Sequence[Answer[Any]]:
        self.asked += [question.name for question in questions]
        time.sleep(min(self.pause, timeout))
        return [TIMEOUT if timeout < self.pause else self.say(question) for question in questions]


class Awaited:
    """The same, in an event loop."""

    def __init__(self, say: Say | Answer[Any], pause: float = 0.0) -> None:
        self.say = _always(say)
        self.pause = pause
        self.asked: list[str] = []

    async def resolve_async(self, questions: Sequence[Dns[Any]], timeout: float) -> Sequence[Answer[Any]]:
        self.asked += [question.name for question in questions]
        await asyncio.sleep(min(self.pause, timeout))
        return [TIMEOUT if timeout < self.pause else self.say(question) for question in questions]


class Time:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def found(ttl: int | None) -> Answer[Any]:
    return Answer(Status.FOUND, ("192.0.2.1",), ttl=ttl)


async def _sequence(told: Awaitable[Sequence[Answer[Any]]]) -> Sequence[Answer[Any]]:
    return await told


def blocking(cache: CachingResolver, *names: str) -> Sequence[Answer[Any]]:
    return cache.resolve([a(name) for name in names])


def awaiting(cache: CachingResolver, *names: str) -> Sequence[Answer[Any]]:
    return asyncio.run(_sequence(cache.resolve_async([a(name) for name in names])))


both = pytest.mark.parametrize("ask", [blocking, awaiting])


@both
def test_an_answer_is_kept_as_long_as_it_lives_and_told_with_what_is_left(ask: Callable[..., Any]) -> None:
    now, inner = Time(), Blocking(found(60))
    cache = CachingResolver(inner, now=now)
    assert ask(cache, "a.example") == [found(60)]
    now.seconds += 10.9
    assert ask(cache, "A.Example") == [found(50)]
    now.seconds += 49
    assert ask(cache, "a.example") == [found(1)]
    assert len(inner.asked) == 1
    now.seconds += 0.2
    assert ask(cache, "a.example") == [found(60)]
    assert len(inner.asked) == 2


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (found(60), 60),
        (found(10_000), 1000),  # max_ttl
        (found(None), 30),
        (Answer(Status.NO_NAME), 20),
        (Answer(Status.NO_DATA), 20),
        (Answer(Status.NO_NAME, ttl=70), 70),
        (Answer.unreachable("servfail"), 3),
    ],
)
def test_how_long_an_answer_is_kept(answer: Answer[Any], seconds: float) -> None:
    now, inner = Time(), Blocking(answer)
    cache = CachingResolver(inner, now=now, max_ttl=1000, default_ttl=30, negative_ttl=20, unreachable_ttl=3)
    blocking(cache, "a.example")
    now.seconds += seconds - 0.01
    blocking(cache, "a.example")
    assert len(inner.asked) == 1
    now.seconds += 0.02
    blocking(cache, "a.example")
    assert len(inner.asked) == 2


def test_negative_answers_are_kept_three_hours_at_most() -> None:
    now, inner = Time(), Blocking(Answer(Status.NO_NAME, ttl=86_400))
    cache = CachingResolver(inner, now=now)
    assert blocking(cache, "a.example") == [Answer(Status.NO_NAME, ttl=86_400)]
    now.seconds += 10_799
    assert blocking(cache, "a.example") == [Answer(Status.NO_NAME, ttl=75_601)]
    now.seconds += 1
    blocking(cache, "a.example")
    assert len(inner.asked) == 2


@pytest.mark.parametrize(("answer", "more"), [(found(0), {}), (TIMEOUT, {"unreachable_ttl": 0})])
def test_what_is_not_kept_at_all(answer: Answer[Any], more: dict[str, Any]) -> None:
    inner = Blocking(answer)
    cache = CachingResolver(inner, now=Time(), **more)
    assert [*blocking(cache, "a.example"), *blocking(cache, "a.example")] == [answer] * 2
    assert len(inner.asked) == 2


def test_a_failure_that_only_the_callers_haste_brought_about_is_not_kept() -> None:
    inner = Blocking(found(60), pause=0.05)
    cache = CachingResolver(inner)
    assert cache.resolve([a("a.example")], 0.01) == [TIMEOUT]
    assert cache.resolve([a("a.example")], 5.0) == [found(60)]


def test_only_what_is_not_known_is_asked_and_equal_questions_once() -> None:
    inner = Blocking(lambda question: Answer(Status.FOUND, (question.name,), ttl=60))
    cache = CachingResolver(inner, now=Time())
    blocking(cache, "b.example")
    told = blocking(cache, "a.example", "b.example", "A.example", "c.example")
    assert [one.records for one in told] == [("A.example",), ("b.example",), ("A.example",), ("c.example",)]
    assert inner.asked == ["b.example", "A.example", "c.example"]


def test_types_are_kept_apart() -> None:
    cache = CachingResolver(
        TableResolver({("a.example", "A"): ["192.0.2.1"], ("a.example", "MX"): [(10, "mx.example")]}), now=Time()
    )
    for _ in range(2):
        assert cache.resolve([mx("a.example"), a("a.example"), a("b.example")]) == [
            Answer(Status.FOUND, (Mx(10, "mx.example"),)),
            Answer(Status.FOUND, ("192.0.2.1",)),
            Answer(Status.NO_NAME),
        ]


def test_the_answer_not_used_for_the_longest_goes_first() -> None:
    inner = Blocking(found(60))
    cache = CachingResolver(inner, size=2, now=Time())
    for name in ("a", "b", "a", "c", "a", "b"):
        blocking(cache, name)
    assert inner.asked == ["a", "b", "c", "b"]


@given(st.lists(st.sampled_from("abcdef"), max_size=40), st.integers(1, 4))
def test_it_never_holds_more_than_its_size_and_never_tells_anything_else(names: list[str], size: int) -> None:
    cache = CachingResolver(Blocking(lambda question: Answer(Status.FOUND, (question.name,))), size=size, now=Time())
    for name in names:
        assert blocking(cache, name)[0].records == (name,)
        assert len(cache._kept) <= size


def test_equal_questions_of_several_threads_are_asked_once() -> None:
    inner = Blocking(found(0), pause=0.3)
    cache, together = CachingResolver(inner), threading.Barrier(8)

    def one(number: int) -> Sequence[Answer[Any]]:
        together.wait()
        return blocking(cache, "a.example", f"n{number}.example")

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(one, range(8))) == [[found(0)] * 2] * 8
    assert inner.asked.count("a.example") == 1
    assert cache._flights == {}


@pytest.mark.parametrize("make", [Awaited, Blocking])
def test_equal_questions_of_several_tasks_are_asked_once(make: Callable[..., Any]) -> None:
    async def main() -> None:
        inner = make(found(60), pause=0.1)
        cache = CachingResolver(inner)
        told = await asyncio.gather(*(cache.resolve_async([a("a.example")]) for _ in range(8)))
        assert told == [[found(60)]] * 8
        assert len(inner.asked) == 1
        assert cache._flights == {}

    asyncio.run(main())


def test_when_the_one_who_asks_goes_away_another_asks() -> None:
    async def main() -> None:
        inner = Awaited(found(60), pause=0.2)
        cache = CachingResolver(inner)
        first = asyncio.create_task(_sequence(cache.resolve_async([a("a.example")])))
        await asyncio.sleep(0.05)
        others = [asyncio.create_task(_sequence(cache.resolve_async([a("a.example")]))) for _ in range(3)]
        await asyncio.sleep(0.05)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        assert await asyncio.gather(*others) == [[found(60)]] * 3
        assert len(inner.asked) == 2
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(main())


def test_one_who_waits_and_goes_away_disturbs_nobody() -> None:
    async def main() -> None:
        inner = Awaited(found(60), pause=0.2)
        cache = CachingResolver(inner)
        first = asyncio.create_task(_sequence(cache.resolve_async([a("a.example")])))
        await asyncio.sleep(0.05)
        second = asyncio.create_task(_sequence(cache.resolve_async([a("a.example")])))
        await asyncio.sleep(0.05)
        second.cancel()
        with pytest.raises(asyncio.CancelledError):
            await second
        assert await first == [found(60)]
        assert len(inner.asked) == 1

    asyncio.run(main())


def test_one_with_more_time_asks_again_when_the_first_had_too_little() -> None:
    async def main() -> None:
        inner = Awaited(found(60), pause=0.2)
        cache = CachingResolver(inner)
        hasty = asyncio.create_task(_sequence(cache.resolve_async([a("a.example")], 0.1)))
        await asyncio.sleep(0.02)
        assert await cache.resolve_async([a("a.example")], 5.0) == [found(60)]
        assert await hasty == [TIMEOUT]

    asyncio.run(main())


@both
def test_one_with_less_time_does_not_wait_for_the_first(ask: Callable[..., Any]) -> None:
    begun = time.monotonic()
    if ask is awaiting:

        async def main() -> None:
            cache = CachingResolver(Awaited(found(60), pause=0.5))
            patient = asyncio.create_task(_sequence(cache.resolve_async([a("a.example")])))
            await asyncio.sleep(0.05)
            assert await cache.resolve_async([a("a.example")], 0.05) == [TIMEOUT]
            assert time.monotonic() - begun < 0.45
            assert await patient == [found(60)]

        asyncio.run(main())
        return
    cache = CachingResolver(Blocking(found(60), pause=0.5))
    with ThreadPoolExecutor(1) as pool:
        patient = pool.submit(blocking, cache, "a.example")
        while not cache._flights:
            time.sleep(0.001)
        assert cache.resolve([a("a.example")], 0.05) == [TIMEOUT]
        assert time.monotonic() - begun < 0.45
        assert patient.result() == [found(60)]


def test_a_blocking_call_inside_a_loop_does_not_wait_for_the_loop_it_blocks() -> None:
    class Either(Awaited, Blocking):
        pass

    async def main() -> None:
        inner = Either(found(60), pause=0.1)
        cache = CachingResolver(inner)
        waiting = asyncio.create_task(_sequence(cache.resolve_async([a("a.example")])))
        await asyncio.sleep(0.01)
        assert cache.resolve([a("a.example")], 5.0) == [found(60)]
        assert await waiting == [found(60)]
        assert len(inner.asked) == 2

    asyncio.run(main())


def test_an_inner_resolver_that_raises_or_miscounts_is_heard_and_leaves_nothing() -> None:
    def broken(_: Dns[Any]) -> Answer[Any]:
        raise OSError("no such disk")

    cache = CachingResolver(Blocking(broken))
    with pytest.raises(OSError, match="no such disk"):
        blocking(cache, "a.example")
    assert cache._flights == {}

    class Short:
        def resolve(self, questions: Sequence[Dns[Any]], timeout: float) -> Sequence[Answer[Any]]:
            return ()

    cache = CachingResolver(Short())
    for _ in range(2):
        with pytest.raises(DriverError, match=r"^Short answered 0 of 1 questions$"):
            blocking(cache, "a.example")
    assert cache._flights == {}


def test_it_is_both_kinds_of_resolver_but_cannot_block_on_one_that_must_be_awaited() -> None:
    cache = CachingResolver(Awaited(found(60)))
    assert isinstance(cache, Resolver)
    assert isinstance(cache, AsyncResolver)
    with pytest.raises(UsageError, match=r"^Awaited has only resolve_async: await the CachingResolver's"):
        blocking(cache, "a.example")


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"size": 0}, "size must be 1 or more, not 0"),
        ({"max_ttl": -1}, "max_ttl, default_ttl, negative_ttl and unreachable_ttl are seconds, 0 or more"),
        ({"unreachable_ttl": -0.1}, "max_ttl, default_ttl, negative_ttl and unreachable_ttl are seconds, 0 or more"),
    ],
)
def test_arguments_that_cannot_be_meant(more: dict[str, Any], text: str) -> None:
    with pytest.raises(UsageError, match=f"^{text}$"):
        CachingResolver(Blocking(TIMEOUT), **more)


def test_what_is_no_resolver() -> None:
    with pytest.raises(UsageError, match=r"^a resolver has resolve or resolve_async, dict has neither$"):
        CachingResolver({})  # type: ignore[arg-type]  # the mistake in question


def test_a_timeout_that_cannot_be_meant() -> None:
    with pytest.raises(UsageError, match=r"^timeout must be a positive number of seconds, not 0$"):
        CachingResolver(Blocking(TIMEOUT)).resolve([a("a.example")], 0)
