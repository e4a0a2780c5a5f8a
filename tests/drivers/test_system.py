"""The resolver against servers on loopback that misbehave, called both ways."""

# pyright: reportPrivateUsage=false
# that nothing is left running is seen from the inside only

from __future__ import annotations

import asyncio
import gc
import os
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliverkit.core.errors import UsageError
from deliverkit.core.questions import Answer, Dns, Mx, Status, Txt, a, mx, txt
from deliverkit.drivers import system
from deliverkit.drivers.protocols import AsyncResolver, Resolver
from deliverkit.drivers.system import SystemResolver
from deliverkit.drivers.system_flights import Flights
from nameserver import HANG_UP, NameServer, Respond, name_of, reply_to

Way = Callable[..., Sequence[Answer[Any]]]

TC = 0x0200
FOUND = "a.example. 60 IN A 192.0.2.9"
NINE = Answer(Status.FOUND, ("192.0.2.9",), ttl=60)
TIMEOUT = Answer.unreachable("timeout")


def blocking(servers: Sequence[Any], questions: Sequence[Dns[Any]], within: float = 20.0, **more: Any) -> Any:
    with SystemResolver(servers, **more) as resolver:
        return resolver.resolve(questions, within)


def awaiting(servers: Sequence[Any], questions: Sequence[Dns[Any]], within: float = 20.0, **more: Any) -> Any:
    async def main() -> Sequence[Answer[Any]]:
        async with SystemResolver(servers, **more) as resolver:
            told = await resolver.resolve_async(questions, within)
        assert asyncio.all_tasks() == {asyncio.current_task()}
        return told

    return asyncio.run(main())


@pytest.fixture(params=[blocking, awaiting])
def ask(request: pytest.FixtureRequest) -> Way:
    way: Way = request.param
    return way


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    before = threading.active_count()
    yield
    assert threading.active_count() == before
    assert not [one for one in threading.enumerate() if one.name == "deliverkit-dns"]


def always(*answer: str, **more: Any) -> Respond:
    return lambda query, tcp: [reply_to(query, *answer, **more)]


def silent(query: bytes, tcp: bool) -> list[bytes]:  # the signature a server wants
    return []


def a_closed_port() -> tuple[str, int]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        where: tuple[str, int] = sock.getsockname()
    return where


def test_it_is_both_kinds_of_resolver() -> None:
    with SystemResolver(["192.0.2.1"]) as resolver:
        assert isinstance(resolver, Resolver)
        assert isinstance(resolver, AsyncResolver)


def test_several_questions_are_answered_in_order(ask: Way) -> None:
    def respond(query: bytes, tcp: bool) -> list[bytes]:
        name = name_of(query)
        record = {"t.example": 'TXT "v=spf1 " "-all"', "m.example": "MX 10 mx.example.", "n.example": ""}[name]
        return [reply_to(query, f"{name}. 60 IN {record}") if record else reply_to(query, rcode="NXDOMAIN")]

    with NameServer(respond) as server:
        assert ask([server.where], [mx("M.example"), a("n.example"), txt("t.example"), a("x" * 64)]) == [
            Answer(Status.FOUND, (Mx(10, "mx.example"),), ttl=60),
            Answer(Status.NO_NAME),
            Answer(Status.FOUND, (Txt((b"v=spf1 ", b"-all")),), ttl=60),
            Answer(Status.NO_NAME),
        ]


def test_no_questions_need_nobody(ask: Way) -> None:
    assert ask(["192.0.2.1"], []) == ()


def test_a_silent_server_is_a_timeout_and_the_next_one_answers(ask: Way) -> None:
    with NameServer(silent) as deaf, NameServer(always(FOUND)) as good:
        assert ask([deaf.where, good.where], [a("a.example")], timeout=0.1) == [NINE]
        assert ask([deaf.where], [a("a.example")], timeout=0.1, retries=1) == [TIMEOUT]
        assert len(deaf.asked) == 3


def test_the_whole_takes_no_longer_than_asked_for(ask: Way) -> None:
    with NameServer(silent) as deaf, NameServer(always(FOUND)) as good:
        begun = time.monotonic()
        told = ask([deaf.where, good.where], [a("a.example"), a("b.example")], 0.2, timeout=30)
        assert told == [TIMEOUT, TIMEOUT]
        assert time.monotonic() - begun < 5


def test_what_came_in_time_is_told_although_the_rest_did_not(ask: Way) -> None:
    def respond(query: bytes, tcp: bool) -> list[bytes]:
        return [reply_to(query, FOUND)] if name_of(query) == "a.example" else []

    with NameServer(respond) as server:
        assert ask([server.where], [a("b.example"), a("a.example")], 0.5, timeout=30) == [TIMEOUT, NINE]


def test_truncation_leads_to_tcp(ask: Way) -> None:
    strings = [os.urandom(120).hex() for _ in range(40)]
    big = "a.example. 60 IN TXT " + " ".join(f'"{one}"' for one in strings)

    def respond(query: bytes, tcp: bool) -> list[bytes]:
        return [reply_to(query, big) if tcp else reply_to(query, flags=TC)]

    with NameServer(respond) as server:
        expected = Txt(tuple(one.encode() for one in strings))
        assert ask([server.where], [txt("a.example")]) == [Answer(Status.FOUND, (expected,), ttl=60)]
        assert [tcp for _, tcp in server.asked] == [False, True]


@pytest.mark.parametrize("pieces", [[HANG_UP], [b"\xff", HANG_UP]])
def test_a_tcp_connection_that_is_closed(ask: Way, pieces: list[bytes]) -> None:
    def respond(query: bytes, tcp: bool) -> list[bytes]:
        return pieces if tcp else [reply_to(query, flags=TC)]

    reason = "network" if len(pieces) == 1 else "malformed"
    with NameServer(respond) as server:
        assert ask([server.where], [a("a.example")], retries=0) == [Answer.unreachable(reason)]


def test_tcp_connections_are_kept_between_questions_but_may_be_closed() -> None:
    def respond(query: bytes, tcp: bool) -> list[bytes]:
        if not tcp:
            return [reply_to(query, flags=TC)]
        reply = reply_to(query, f"{name_of(query)}. 60 IN A 192.0.2.9")
        return [reply, HANG_UP] if name_of(query).startswith("last") else [reply]

    names = [f"n{n}.example" for n in range(5)] + ["last.example"] + [f"m{n}.example" for n in range(5)]
    with NameServer(respond) as server:
        assert blocking([server.where], [a(name) for name in names], at_once=1) == [NINE] * 11
        assert len(server._connections) == 2


def test_a_response_with_another_number_is_not_heard(ask: Way) -> None:
    def respond(query: bytes, tcp: bool) -> list[bytes]:
        other = (int.from_bytes(query[:2], "big") + 1) % 65_536
        wrong = [reply_to(query, "a.example. 60 IN A 192.0.2.66", ident=other), b"garbage", b"", query]
        return [*wrong, reply_to(query, FOUND)]

    with NameServer(respond) as server:
        assert ask([server.where], [a("a.example")]) == [NINE]


def test_only_strangers_datagrams_are_a_timeout(ask: Way) -> None:
    with NameServer(lambda query, tcp: [b"garbage"] * 200) as server:
        assert ask([server.where], [a("a.example")], timeout=0.2, retries=0) == [TIMEOUT]


def test_garbage_behind_the_right_question_is_malformed_and_the_next_server_is_asked(ask: Way) -> None:
    def respond(query: bytes, tcp: bool) -> list[bytes]:
        return [query[:2] + b"\x81\x80\0\1\0\1\0\0\0\0" + query[12 : query.index(0, 12) + 5] + b"\xff\xff\xff"]

    with NameServer(respond) as broken, NameServer(always(FOUND)) as good:
        assert ask([broken.where, good.where], [a("a.example")]) == [NINE]
        assert ask([broken.where], [a("a.example")], retries=0) == [Answer.unreachable("malformed")]


@pytest.mark.parametrize("rcode", ["SERVFAIL", "REFUSED", "NOTIMP", "FORMERR"])
def test_a_server_that_says_no(ask: Way, rcode: str) -> None:
    with NameServer(always(rcode=rcode)) as unwilling, NameServer(always(FOUND)) as good:
        assert ask([unwilling.where, good.where], [a("a.example")]) == [NINE]
        assert ask([unwilling.where], [a("a.example")]) == [Answer.unreachable(rcode.lower())]


def test_a_port_where_nobody_listens_is_network(ask: Way) -> None:
    assert ask([a_closed_port()], [a("a.example")], retries=0) == [Answer.unreachable("network")]
    assert ask([f"tls://127.0.0.1:{a_closed_port()[1]}"], [a("a.example")]) == [Answer.unreachable("network")]


def test_a_slow_server_is_waited_for(ask: Way) -> None:
    with NameServer(lambda query, tcp: [0.2, reply_to(query, FOUND)]) as slow:
        assert ask([slow.where], [a("a.example")]) == [NINE]
        assert len(slow.asked) == 1


def test_a_chain_told_in_parts(ask: Way) -> None:
    world = {"a.example": "CNAME b.example.", "b.example": "CNAME c.example.", "c.example": "A 192.0.2.9"}

    def respond(query: bytes, tcp: bool) -> list[bytes]:
        return [reply_to(query, f"{name_of(query)}. 60 IN {world[name_of(query)]}")]

    with NameServer(respond) as server:
        expected = Answer(Status.FOUND, ("192.0.2.9",), "", ("b.example", "c.example"), 60)
        assert ask([server.where], [a("a.example")]) == [expected]


def test_something_on_tls_that_is_no_tls(ask: Way) -> None:
    with NameServer(lambda query, tcp: [b"HTTP/1.0 400 Bad Request\r\n\r\n"]) as server:
        told = ask([f"tls://127.0.0.1:{server.where[1]}"], [a("a.example")], timeout=1.0, retries=0)
        assert told[0].status is Status.UNREACHABLE


def test_equal_questions_in_a_batch_are_asked_once(ask: Way) -> None:
    with NameServer(always(FOUND)) as server:
        assert ask([server.where], [a("a.example"), a("A.EXAMPLE"), a("a.example")]) == [NINE] * 3
        assert len(server.asked) == 1


def test_equal_questions_of_several_tasks_are_asked_once() -> None:
    async def main(where: tuple[str, int]) -> list[Sequence[Answer[Any]]]:
        async with SystemResolver([where]) as resolver:
            return await asyncio.gather(*(resolver.resolve_async([a("a.example")]) for _ in range(20)))

    with NameServer(lambda query, tcp: [0.1, reply_to(query, FOUND)]) as server:
        assert asyncio.run(main(server.where)) == [[NINE]] * 20
        assert len(server.asked) == 1


def test_equal_questions_of_several_threads_are_asked_once() -> None:
    with (
        NameServer(lambda query, tcp: [0.3, reply_to(query, FOUND)]) as server,
        SystemResolver([server.where]) as resolver,
        ThreadPoolExecutor(8) as pool,
    ):
        together = threading.Barrier(8)

        def one(_: int) -> Sequence[Answer[Any]]:
            together.wait()
            return resolver.resolve([a("a.example")])

        assert list(pool.map(one, range(8))) == [[NINE]] * 8
        assert len(server.asked) == 1


def test_an_answer_that_came_is_not_kept_for_later_questions() -> None:
    with NameServer(always(FOUND)) as server, SystemResolver([server.where]) as resolver:
        for _ in range(3):
            assert resolver.resolve([a("a.example")]) == [NINE]
        assert len(server.asked) == 3


def test_one_who_goes_away_does_not_take_the_question_from_another() -> None:
    async def main(where: tuple[str, int]) -> Sequence[Answer[Any]]:
        async with SystemResolver([where]) as resolver:
            first = asyncio.create_task(_sequence(resolver.resolve_async([a("a.example")])))
            await asyncio.sleep(0.05)
            second = asyncio.create_task(_sequence(resolver.resolve_async([a("a.example")])))
            await asyncio.sleep(0.05)
            first.cancel()
            with pytest.raises(asyncio.CancelledError):
                await first
            return await second

    with NameServer(lambda query, tcp: [0.4, reply_to(query, FOUND)]) as server:
        assert asyncio.run(main(server.where)) == [NINE]
        assert len(server.asked) == 1


async def _sequence(told: Awaitable[Sequence[Answer[Any]]]) -> Sequence[Answer[Any]]:
    return await told


@pytest.mark.parametrize("over_tcp", [False, True])
def test_cancelled_it_leaves_nothing_running(over_tcp: bool) -> None:  # a parameter of the test
    def respond(query: bytes, tcp: bool) -> list[bytes]:
        return [reply_to(query, flags=TC)] if over_tcp and not tcp else []

    async def main(where: tuple[str, int]) -> None:
        resolver = SystemResolver([where])
        waiting = asyncio.create_task(_sequence(resolver.resolve_async([a("a.example"), a("b.example")])))
        await asyncio.sleep(0.2)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert asyncio.all_tasks() == {asyncio.current_task()}
        assert resolver._flights == {}

    with NameServer(respond) as server:
        asyncio.run(main(server.where))


def test_a_deadline_leaves_nothing_running() -> None:
    async def main(where: tuple[str, int]) -> None:
        resolver = SystemResolver([where])
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await resolver.resolve_async([a("a.example")])
        assert asyncio.all_tasks() == {asyncio.current_task()}

    with NameServer(silent) as server:
        asyncio.run(main(server.where))


def test_it_blocks_inside_a_running_loop_too() -> None:
    async def main(where: tuple[str, int]) -> Sequence[Answer[Any]]:
        with SystemResolver([where]) as resolver:
            return resolver.resolve([a("a.example")])

    with NameServer(always(FOUND)) as server:
        assert asyncio.run(main(server.where)) == [NINE]


def test_one_object_serves_several_loops_one_after_another_and_together() -> None:
    def respond(query: bytes, tcp: bool) -> list[bytes | float]:
        return [0.05, reply_to(query, FOUND)] if tcp else [reply_to(query, flags=TC)]

    with NameServer(respond) as server, SystemResolver([server.where]) as resolver:

        def one(_: int) -> Sequence[Answer[Any]]:
            return asyncio.run(_sequence(resolver.resolve_async([a("a.example")])))

        assert [one(0), one(1)] == [[NINE]] * 2
        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(one, range(8))) == [[NINE]] * 8
        assert resolver.resolve([a("a.example")]) == [NINE]


def test_two_hundred_questions_are_asked_together_within_bounds(ask: Way) -> None:
    under_way, most, lock = 0, 0, threading.Lock()

    def respond(query: bytes, tcp: bool) -> list[bytes]:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        time.sleep(0.02)
        with lock:
            under_way -= 1
        return [reply_to(query, f"{name_of(query)}. 60 IN A 192.0.2.9")]

    with NameServer(respond) as server:
        assert ask([server.where], [a(f"n{n}.example") for n in range(200)], at_once=16) == [NINE] * 200
    assert 1 < most <= 16


def test_a_resolver_that_was_forgotten_ends_its_thread() -> None:
    with NameServer(always(FOUND)) as server:
        resolver = SystemResolver([server.where])
        assert resolver.resolve([a("a.example")]) == [NINE]
        assert [one for one in threading.enumerate() if one.name == "deliverkit-dns"]
        del resolver
        gc.collect()
        assert not [one for one in threading.enumerate() if one.name == "deliverkit-dns"]


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_process_asks_with_a_thread_of_its_own() -> None:
    with NameServer(always(FOUND)) as server, SystemResolver([server.where]) as resolver:
        assert resolver.resolve([a("a.example")]) == [NINE]
        child = os.fork()
        if child == 0:
            told = resolver.resolve([a("a.example")], 5.0) == [NINE]
            resolver.close()
            os._exit(0 if told else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_closed_it_answers_who_still_waits_and_refuses_the_next() -> None:
    with NameServer(silent) as server:
        resolver = SystemResolver([server.where], timeout=30)
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(resolver.resolve, [a("a.example")], 30.0)
            while not server.asked:
                time.sleep(0.01)
            resolver.close()
            assert waiting.result() == [Answer.unreachable("closed")]
        resolver.close()
        with pytest.raises(UsageError, match="closed; make a new one"):
            resolver.resolve([a("a.example")])


def test_closed_it_answers_the_tasks_that_still_wait() -> None:
    async def main(where: tuple[str, int]) -> Sequence[Answer[Any]]:
        resolver = SystemResolver([where], timeout=30)
        waiting = asyncio.create_task(_sequence(resolver.resolve_async([a("a.example")], 30.0)))
        await asyncio.sleep(0.05)
        await resolver.aclose()
        return await waiting

    with NameServer(silent) as server:
        assert asyncio.run(main(server.where)) == [Answer.unreachable("closed")]


def test_a_loop_that_was_closed_with_a_question_under_way_is_no_trouble() -> None:
    resolver = SystemResolver(["192.0.2.1"])
    loop = asyncio.new_event_loop()
    resolver._flights[loop] = Flights(resolver._plan, 1, None)
    loop.close()
    resolver.close()


_CANNOT_BE_MEANT: list[tuple[tuple[Any, ...], dict[str, Any], str]] = [
    (("127.0.0.1",), {}, r"nameservers is a list: \['127.0.0.1'\]"),
    (([],), {}, "nameservers is empty; None stands for the system's"),
    ((["dns.example"],), {}, "'dns.example' is not a name server; write an IP address"),
    ((), {"timeout": 0}, "timeout must be a positive number of seconds, not 0"),
    ((), {"timeout": float("nan")}, "timeout must be a positive number of seconds, not nan"),
    ((), {"retries": -1}, "retries must be 0 or more and at_once 1 or more, not -1 and 64"),
    ((), {"at_once": 0}, "retries must be 0 or more and at_once 1 or more, not 2 and 0"),
]


@pytest.mark.parametrize(("arguments", "more", "text"), _CANNOT_BE_MEANT)
def test_arguments_that_cannot_be_meant(arguments: tuple[Any, ...], more: dict[str, Any], text: str) -> None:
    with pytest.raises(UsageError, match=f"^{text}"):
        SystemResolver(*arguments, **more)


def test_questions_that_cannot_be_meant(ask: Way) -> None:
    with pytest.raises(UsageError, match=r"^'TEXT' is not a type of DNS records$"):
        ask(["192.0.2.1"], [Dns("a.example", "TEXT")])
    with pytest.raises(UsageError, match=r"^timeout must be a positive number of seconds, not -1$"):
        ask(["192.0.2.1"], [a("a.example")], -1)


def _nothing(_: str) -> None:
    return None


def test_without_httpx_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "find_spec", _nothing)
    with pytest.raises(UsageError, match=r"^DNS over HTTPS needs httpx: pip install 'deliverkit\[doh\]'$"):
        SystemResolver(["https://127.0.0.1/dns-query"])


def test_a_system_without_nameserver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "servers_of_the_system", lambda: ())
    with SystemResolver() as resolver:
        assert resolver.resolve([a("a.example")]) == [Answer.unreachable("no-nameserver")]


@settings(max_examples=150)
@given(
    flags=st.sampled_from([0x8180, 0x81A0, 0x8183, 0x8182, 0x8185, 0x8181, 0x8380, 0x8580]),
    counts=st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 2)),
    rrs=st.lists(
        st.tuples(
            st.sampled_from([b"\xc0\x0c", b"\x01b\x07example\0"]),
            st.sampled_from([b"\0\x10", b"\0\5", b"\0\6", b"\0\2"]),
            st.sampled_from([b"\3abc", b"\1b\7example\0", b"\xc0\x0c", b"\0\0" + b"\0\0\0\7" * 5, b"\xff"]),
        ),
        max_size=6,
    ),
    tail=st.binary(max_size=6),
)
def test_both_ways_tell_the_same_of_the_same_response(
    flags: int, counts: tuple[int, int, int], rrs: list[tuple[bytes, bytes, bytes]], tail: bytes
) -> None:
    body = b"".join(owner + kind + b"\0\1\0\0\0\x3c" + len(data).to_bytes(2, "big") + data for owner, kind, data in rrs)
    head = flags.to_bytes(2, "big") + b"\0\1" + b"".join(count.to_bytes(2, "big") for count in counts)

    def respond(query: bytes, tcp: bool) -> list[bytes]:
        return [query[:2] + head + query[12 : query.index(0, 12) + 5] + body + tail]

    with NameServer(respond) as server:
        questions = [txt("a.example")]
        blocked = blocking([server.where], questions, retries=0)
        assert blocked == awaiting([server.where], questions, retries=0)
        assert all(isinstance(one, Answer) for one in blocked)
