"""How checks are run, and what a run does when its driver or its caller is wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from inspect import unwrap
from typing import Any

import pytest

import deliverkit.drivers.system
from deliverkit.core.errors import DriverError, UsageError
from deliverkit.core.outcome import Outcome
from deliverkit.core.questions import Answer, Clock, Dns, Https, Page, Question, Status, a, txt
from deliverkit.core.steps import Batch, Check, Steps, ask, ask_all, check, together
from deliverkit.drivers import run, run_async
from deliverkit.drivers.protocols import AsyncResolver, Resolver

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
PAGE = Https("https://a.example/")


class Told:
    """Answers with the name that was asked for; remembers the batches and how long each might take."""

    def __init__(self) -> None:
        self.batches: list[tuple[str, ...]] = []
        self.timeouts: list[float] = []

    def resolve(self, questions: Sequence[Dns[Any]], timeout: float) -> Sequence[Answer[Any]]:
        self.batches.append(tuple(question.name for question in questions))
        self.timeouts.append(timeout)
        return [Answer(Status.FOUND, (question.name,)) for question in questions]


class ToldAsync(Told):
    """The same, only without blocking."""

    async def resolve_async(self, questions: Sequence[Dns[Any]], timeout: float) -> Sequence[Answer[Any]]:
        await asyncio.sleep(0)
        return Told.resolve(self, questions, timeout)

    def resolve(self, questions: Sequence[Dns[Any]], timeout: float) -> Sequence[Answer[Any]]:
        raise AssertionError("resolve_async goes first")


async def _awaited(one: Any, settings: dict[str, Any]) -> Any:
    return await run_async(one, **settings)


def echoed(url: str) -> Page:
    return Page(200, url.encode())


def run_blocking(one: Any, **settings: Any) -> Any:
    return run(one, **settings)


def run_in_loop(one: Any, **settings: Any) -> Any:
    return asyncio.run(_awaited(one, settings))


WAYS = pytest.mark.parametrize("way", [run_blocking, run_in_loop])


@check
def asking(*rounds: tuple[Question[Any], ...]) -> Steps[list[Any]]:
    told: list[Any] = []
    for questions in rounds:
        told += yield from ask_all(questions)
    return told


def found(name: str) -> Answer[Any]:
    return Answer(Status.FOUND, (name,))


# ---------------------------------------------------------------- answering


@WAYS
def test_the_value_is_returned(way: Callable[..., Any]) -> None:
    resolver = Told()
    one = asking((a("a"), txt("b")), (), (a("c"),))
    assert way(one, resolver=resolver) == [found("a"), found("b"), found("c")]
    assert way(one, resolver=resolver) == [found("a"), found("b"), found("c")]
    assert resolver.batches == [("a", "b"), ("c",)] * 2
    assert way(iter(one), resolver=resolver) == [found("a"), found("b"), found("c")]


def test_a_resolver_that_does_not_block_is_awaited() -> None:
    resolver = ToldAsync()
    assert run_in_loop(asking((a("a"),), (a("b"), a("c"))), resolver=resolver) == [found("a"), found("b"), found("c")]
    assert resolver.batches == [("a",), ("b", "c")]
    assert isinstance(resolver, AsyncResolver)
    assert isinstance(resolver, Resolver)
    assert not isinstance(Told(), AsyncResolver)


def test_one_that_cannot_do_anything_else_is_enough_for_run_async() -> None:
    class Only:
        async def resolve_async(self, questions: Sequence[Dns[Any]], timeout: float) -> Sequence[Answer[Any]]:
            return await ToldAsync().resolve_async(questions, timeout)

    assert run_in_loop(asking((a("a"),)), resolver=Only()) == [found("a")]
    with pytest.raises(UsageError) as caught:
        run_blocking(asking((a("a"),)), resolver=Only())
    assert str(caught.value) == "Only is no resolver that run() can use: it has no resolve()"


@WAYS
def test_mixed_batches_keep_their_order(way: Callable[..., Any]) -> None:
    resolver = Told()
    told = way(
        asking((Clock(), a("a"), PAGE, a("b"), Clock())),
        resolver=resolver,
        now=NOON,
        fetch=echoed,
    )
    assert told == [NOON, found("a"), Page(200, b"https://a.example/"), found("b"), NOON]
    assert resolver.batches == [("a", "b")]


@WAYS
def test_without_a_fetcher_nothing_is_fetched(way: Callable[..., Any]) -> None:
    assert way(asking((PAGE,)), resolver=Told()) == [Page(0, reason="no-fetcher")]


def test_a_fetcher_may_be_awaited_in_a_loop_only() -> None:
    async def fetch(url: str) -> Page:
        await asyncio.sleep(0)
        return Page(200, url.encode())

    assert run_in_loop(asking((PAGE,)), fetch=fetch) == [Page(200, b"https://a.example/")]
    with pytest.raises(UsageError, match=r"^fetch is a coroutine function: await run_async\(\.\.\.\) takes it"):
        run_blocking(asking((PAGE,)), fetch=fetch)


@WAYS
def test_a_resolver_may_know_pages_and_the_time(way: Callable[..., Any]) -> None:
    class World(Told):
        def fetch(self, url: str) -> Page:
            return Page(204, url.encode())

        def now(self) -> datetime:
            return NOON

    assert way(asking((PAGE, Clock())), resolver=World()) == [Page(204, b"https://a.example/"), NOON]
    later = NOON + timedelta(days=1)
    told = way(asking((PAGE, Clock())), resolver=World(), fetch=echoed, now=later)
    assert told == [Page(200, b"https://a.example/"), later]


@WAYS
def test_the_time(way: Callable[..., Any]) -> None:
    assert way(asking((Clock(),)), now=NOON) == [NOON]
    local = NOON.astimezone(timezone(timedelta(hours=1)))
    assert way(asking((Clock(),)), now=lambda: local) == [local]
    before = datetime.now(UTC)
    (told,) = way(asking((Clock(),)))
    assert before <= told <= datetime.now(UTC)
    assert told.tzinfo is UTC


@WAYS
def test_a_time_without_its_zone_is_refused(way: Callable[..., Any]) -> None:
    naive = NOON.replace(tzinfo=None)
    for now in (naive, lambda: naive):
        with pytest.raises(UsageError, match=r"^now must be timezone-aware"):
            way(asking((Clock(),)), now=now)


# ---------------------------------------------------------------- the deadline


@WAYS
def test_questions_past_the_deadline_are_unreachable(way: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr("deliverkit.drivers.runner.time.monotonic", lambda: clock[0])

    class Slow(Told):
        def resolve(self, questions: Sequence[Dns[Any]], timeout: float) -> Sequence[Answer[Any]]:
            clock[0] += 4
            return super().resolve(questions, timeout)

    resolver = Slow()
    rounds = [(a("a"),), (a("b"), PAGE), (a("c"),), (a("d"), PAGE, Clock(), a("e")), (PAGE,), (a("f"),)]
    told = way(asking(*rounds), resolver=resolver, timeout=10, now=NOON, fetch=echoed)
    late = Answer[Any].unreachable("deadline")
    none = Page(0, reason="deadline")
    assert told == [found("a"), found("b"), echoed(PAGE.url), found("c"), late, none, NOON, late, none, late]
    assert resolver.timeouts == [10, 6, 2]


@WAYS
@pytest.mark.parametrize("timeout", [0, -1, 0.0, float("nan"), float("-inf")])
def test_a_timeout_is_positive(way: Callable[..., Any], timeout: float) -> None:
    with pytest.raises(UsageError, match=r"^timeout must be a positive number of seconds, not "):
        way(asking(), timeout=timeout)


# ---------------------------------------------------------------- mistakes of the caller


@WAYS
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (Outcome(value=1), "this is an Outcome: it is already answered, read its value and findings"),
        (None, "run() takes what a check function returned, not NoneType"),
        (asking, "run() takes what a check function returned: call it first, drivers.asking(...)"),
        (unwrap(asking), "run() takes what a check function returned: call it first, asking(...)"),
        (Check, "run() takes what a check function returned, not type"),
        ([asking()], "run() takes what a check function returned, not list"),
    ],
)
def test_what_is_no_check_is_refused(way: Callable[..., Any], wrong: object, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        way(wrong)
    assert str(caught.value) == said


@WAYS
def test_a_generator_that_has_been_run_is_refused(way: Callable[..., Any]) -> None:
    steps = iter(asking((a("a"),)))
    assert way(steps, resolver=Told()) == [found("a")]
    with pytest.raises(UsageError, match=r"^this generator has been run; make a fresh one, or pass the Check itself$"):
        way(steps, resolver=Told())


def test_what_is_no_resolver_is_refused() -> None:
    with pytest.raises(UsageError, match=r"^dict is no resolver that run\(\) can use: it has no resolve\(\)$"):
        run_blocking(asking(), resolver={})
    with pytest.raises(UsageError, match=r"^str is no resolver: it has neither resolve_async\(\) nor resolve\(\)$"):
        run_in_loop(asking(), resolver="192.0.2.1")


# ---------------------------------------------------------------- drivers that break their contract


class Failing(Told):
    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error

    def resolve(self, questions: Sequence[Dns[Any]], timeout: float) -> Sequence[Answer[Any]]:
        raise self.error


class Short(Told):
    def resolve(self, questions: Sequence[Dns[Any]], timeout: float) -> Sequence[Answer[Any]]:
        return super().resolve(questions, timeout)[:1]


class Long(Told):
    def resolve(self, questions: Sequence[Dns[Any]], timeout: float) -> Sequence[Answer[Any]]:
        return [*super().resolve(questions, timeout), found("x")]


@WAYS
@pytest.mark.parametrize("batch", [(a("a"), a("b")), (a("a"), Clock(), a("b"))])
@pytest.mark.parametrize(
    ("resolver", "said"), [(Short(), "Short answered 1 of 2 questions"), (Long(), "Long answered 3 of 2 questions")]
)
def test_every_question_gets_one_answer(way: Callable[..., Any], batch: Batch, resolver: Told, said: str) -> None:
    with pytest.raises(DriverError) as caught:
        way(asking(batch), resolver=resolver, now=NOON)
    assert str(caught.value) == said


class Odd(Question[int]):
    __slots__ = ()

    def __repr__(self) -> str:
        return "Odd()"


@WAYS
def test_a_kind_of_question_that_nobody_knows(way: Callable[..., Any]) -> None:
    with pytest.raises(DriverError, match=r"^no driver knows how to answer Odd\(\)$"):
        way(asking((Odd(),)), resolver=Told())


@WAYS
def test_the_stop_iteration_of_a_driver_is_not_the_end_of_the_check(way: Callable[..., Any]) -> None:
    def fetch(url: str) -> Page:
        raise StopIteration(42)

    settings: dict[str, Any]
    for settings in ({"resolver": Failing(StopIteration(42))}, {"fetch": fetch}, {"now": iter(()).__next__}):
        with pytest.raises(DriverError, match="raised StopIteration instead of answering") as caught:
            way(asking((a("a"), PAGE, Clock())), **{"resolver": Told(), "fetch": echoed, **settings})
        assert isinstance(caught.value.__cause__, StopIteration)


@WAYS
def test_another_error_of_a_driver_comes_out_as_it_is(way: Callable[..., Any]) -> None:
    with pytest.raises(RuntimeError, match=r"^no room$"):
        way(asking((a("a"),)), resolver=Failing(RuntimeError("no room")))


# ---------------------------------------------------------------- nothing stays open


@check
def closing(log: list[str], *inner: Check[Any]) -> Steps[Any]:
    try:
        yield from ask(a("a"))
        return (yield from together(*inner))
    finally:
        log.append("closed")


@WAYS
def test_a_check_is_closed_when_its_driver_fails(way: Callable[..., Any]) -> None:
    log: list[str] = []
    with pytest.raises(ZeroDivisionError):
        way(closing(log), resolver=Failing(ZeroDivisionError()))
    with pytest.raises(KeyboardInterrupt):
        run_blocking(closing(log), resolver=Failing(KeyboardInterrupt()))
    assert log == ["closed"] * 2
    with pytest.raises(ZeroDivisionError):
        way(closing(log, closing(log), closing(log)), resolver=FailingLater())
    assert log == ["closed"] * 5


class FailingLater(Told):
    def resolve(self, questions: Sequence[Dns[Any]], timeout: float) -> Sequence[Answer[Any]]:
        if self.batches:
            raise ZeroDivisionError
        return super().resolve(questions, timeout)


def test_a_cancelled_run_closes_its_check() -> None:
    log: list[str] = []

    class Never:
        async def resolve_async(self, questions: Sequence[Dns[Any]], timeout: float) -> Sequence[Answer[Any]]:
            await asyncio.sleep(3600)
            raise AssertionError

    async def main() -> None:
        task = asyncio.create_task(run_async(closing(log), resolver=Never()))
        await asyncio.sleep(0)
        assert log == []
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert log == ["closed"]
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(run_async(closing(log), resolver=Never()), 0.01)
        assert log == ["closed"] * 2

    asyncio.run(main())


def test_run_works_inside_a_running_loop() -> None:
    async def main() -> Any:
        return run(asking((a("a"),), (Clock(),)), resolver=Told(), now=NOON)

    assert asyncio.run(main()) == [found("a"), NOON]


def test_many_runs_in_one_loop_do_not_meet() -> None:
    async def main() -> list[Any]:
        runs = [run_async(asking((a(str(at)),), (a(str(-at)),)), resolver=ToldAsync()) for at in range(20)]
        return list(await asyncio.gather(*runs))

    assert asyncio.run(main()) == [[found(str(at)), found(str(-at))] for at in range(20)]


class Opened(Told):
    """Stands for the system's resolver, which the network would be needed for."""

    all: tuple[Opened, ...] = ()

    def __init__(self) -> None:
        super().__init__()
        self.closed = ""
        Opened.all += (self,)

    def close(self) -> None:
        self.closed += "blocking"

    async def aclose(self) -> None:
        await asyncio.sleep(0)
        self.closed += "async"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> type[Opened]:
    monkeypatch.setattr(deliverkit.drivers.system, "SystemResolver", Opened)
    monkeypatch.setattr(Opened, "all", ())
    return Opened


@pytest.mark.parametrize(("way", "closed"), [(run_blocking, "blocking"), (run_in_loop, "async")])
def test_the_resolver_of_the_system_is_opened_once_and_closed(
    way: Callable[..., Any], closed: str, opened: type[Opened]
) -> None:
    assert way(asking((a("a"),), (a("b"),))) == [found("a"), found("b")]
    assert [(one.batches, one.closed) for one in opened.all] == [([("a",), ("b",)], closed)]
    with pytest.raises(ZeroDivisionError):
        way(dividing())
    assert [one.closed for one in opened.all] == [closed] * 2


@WAYS
def test_the_resolver_of_the_system_is_not_opened_without_need(way: Callable[..., Any], opened: type[Opened]) -> None:
    assert way(asking((PAGE, Clock())), now=NOON) == [Page(0, reason="no-fetcher"), NOON]
    assert opened.all == ()


@check
def dividing() -> Steps[float]:
    yield from ask(a("a"))
    return 1 / 0


@check
def stubborn() -> Steps[int]:
    try:
        yield from ask(a("a"))
        yield (Odd(),)
    finally:
        yield (a("b"),)
    return 1


@pytest.mark.parametrize(("way", "closed"), [(run_blocking, "blocking"), (run_in_loop, "async")])
def test_the_resolver_is_closed_even_when_the_check_refuses_to_be(
    way: Callable[..., Any], closed: str, opened: type[Opened]
) -> None:
    with pytest.raises(RuntimeError, match="generator ignored GeneratorExit"):
        way(stubborn())
    assert [one.closed for one in opened.all] == [closed]


def test_a_resolver_that_was_given_stays_open() -> None:
    resolver = Opened()
    assert run(asking((a("a"),)), resolver=resolver) == [found("a")]
    assert run_in_loop(asking((a("a"),)), resolver=resolver) == [found("a")]
    assert resolver.closed == ""
