"""Which server is asked next, how, and when the answer is known; without any network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliverkit.core.questions import Answer, Status
from deliverkit.core.steps import Done, advance
from deliverkit.drivers.system_servers import Server, parse_server
from deliverkit.drivers.system_tries import Plan, Response, Try, look_up
from nameserver import name_of, reply_to

ONE, TWO = parse_server("192.0.2.1"), parse_server("192.0.2.2")
OVER_TLS = parse_server("tls://192.0.2.3#dns.example")
A, TXT, CNAME = 1, 16, 5
FOUND = "a.example. 60 IN A 192.0.2.9"
NINE = Answer(Status.FOUND, ("192.0.2.9",), ttl=60)


def numbers() -> Callable[[], int]:
    count: Iterator[int] = iter(range(100_000))
    return lambda: next(count) % 65_536


def play(
    respond: Callable[[Try], bytes | str],
    servers: tuple[Server, ...] = (ONE,),
    rounds: int = 1,
    name: str = "a.example",
    rdtype: int = A,
) -> tuple[Answer[Any], list[Try]]:
    """The answer, and what was sent for it; *respond* gives a message or the word for what happened."""
    tries = look_up(name, rdtype, Plan(servers, rounds, 2.0, numbers()))
    sent: list[Try] = []
    step = advance(tries, None)
    while not isinstance(step, Done):
        sent.append(step)
        response = respond(step)
        step = advance(tries, Response(reason=response) if isinstance(response, str) else Response(response))
    return step.value, sent


def whom(sent: list[Try]) -> list[tuple[str, bool]]:
    return [(one.server.host, one.stream) for one in sent]


def test_the_first_server_that_answers_is_believed() -> None:
    answer, sent = play(lambda one: reply_to(one.query, FOUND), (ONE, TWO), 3)
    assert answer == NINE
    assert whom(sent) == [("192.0.2.1", False)]
    assert sent[0].seconds == 2.0


@pytest.mark.parametrize("name", ["", ".", "a..example", "a.example.", "a" * 64 + ".example", "é.example", "a." * 127])
def test_a_name_that_cannot_stand_in_the_dns_is_no_name_and_nobody_is_asked(name: str) -> None:
    answer, sent = play(lambda one: "timeout", name=name)
    assert answer == Answer(Status.NO_NAME)
    assert sent == []


@pytest.mark.parametrize("name", ['a b"c.example', "a\\.example", "%.example", "_dmarc.a.example", "a\x00\n.example"])
def test_odd_names_are_asked_as_they_are(name: str) -> None:
    answer, sent = play(lambda one: reply_to(one.query, rcode="NXDOMAIN"), name=name)
    assert answer == Answer(Status.NO_NAME)
    expected = b"".join(bytes((len(label),)) + label.encode() for label in name.split("."))
    assert sent[0].query[12:].startswith(expected + b"\0")


def test_truncation_leads_to_tcp_at_the_same_server() -> None:
    answer, sent = play(lambda one: reply_to(one.query, FOUND, flags=0 if one.stream else 0x0200), (ONE, TWO))
    assert answer == NINE
    assert whom(sent) == [("192.0.2.1", False), ("192.0.2.1", True)]


def test_truncated_over_tcp_too() -> None:
    answer, _ = play(lambda one: reply_to(one.query, flags=0x0200), rounds=3)
    assert answer == Answer.unreachable("truncated")


def test_truncated_over_tls_is_not_asked_again_over_tcp() -> None:
    answer, sent = play(lambda one: reply_to(one.query, flags=0x0200), (OVER_TLS,), 3)
    assert answer == Answer.unreachable("truncated")
    assert whom(sent) == [("192.0.2.3", False)]


def test_a_failed_tcp_connection_leads_to_the_next_server() -> None:
    def respond(one: Try) -> bytes | str:
        if one.server == TWO:
            return reply_to(one.query, FOUND)
        return "network" if one.stream else reply_to(one.query, flags=0x0200)

    answer, sent = play(respond, (ONE, TWO))
    assert answer == NINE
    assert whom(sent) == [("192.0.2.1", False), ("192.0.2.1", True), ("192.0.2.2", False)]


@pytest.mark.parametrize("rcode", ["FORMERR", "NOTIMP", "BADVERS"])
def test_a_server_that_may_not_know_edns_is_asked_without(rcode: str) -> None:
    def respond(one: Try) -> bytes:
        return reply_to(one.query, FOUND) if one.query[11] == 0 else reply_to(one.query, rcode=rcode)

    answer, sent = play(respond)
    assert answer == NINE
    assert [one.query[11] for one in sent] == [1, 0]


def test_a_server_that_answers_edns_with_nonsense_is_asked_without() -> None:
    answer, _ = play(lambda one: reply_to(one.query, FOUND) if one.query[11] == 0 else b"\0")
    assert answer == NINE


@pytest.mark.parametrize("reason", ["servfail", "refused", "rcode-9"])
def test_a_server_that_says_no_is_not_asked_again_but_the_next_is(reason: str) -> None:
    rcode = "NOTAUTH" if reason == "rcode-9" else reason.upper()
    answer, sent = play(lambda one: reply_to(one.query, rcode=rcode), (ONE, TWO), 3)
    assert answer == Answer.unreachable(reason)
    assert whom(sent) == [("192.0.2.1", False), ("192.0.2.2", False)]


def test_servfail_then_a_good_server() -> None:
    def respond(one: Try) -> bytes:
        return reply_to(one.query, rcode="SERVFAIL") if one.server == ONE else reply_to(one.query, FOUND)

    answer, _ = play(respond, (ONE, TWO))
    assert answer == NINE


@pytest.mark.parametrize("reason", ["timeout", "network"])
def test_a_silent_server_is_asked_again_in_each_round(reason: str) -> None:
    answer, sent = play(lambda one: reason, (ONE, TWO), 3)
    assert answer == Answer.unreachable(reason)
    assert whom(sent) == [("192.0.2.1", False), ("192.0.2.2", False)] * 3


@pytest.mark.parametrize("reason", ["tls", "http"])
def test_what_will_not_change_is_not_tried_again(reason: str) -> None:
    answer, sent = play(lambda one: reason, (OVER_TLS,), 3)
    assert answer == Answer.unreachable(reason)
    assert len(sent) == 1


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("timeout", b"", "malformed"),
        ("network", "timeout", "timeout"),
        ("timeout", "tls", "tls"),
        ("servfail", "timeout", "servfail"),
        ("timeout", "refused", "refused"),
        ("refused", "servfail", "refused"),
    ],
)
def test_of_several_failures_the_most_telling_is_told(first: str, second: str | bytes, told: str) -> None:
    def respond(one: Try) -> bytes | str:
        said = first if one.server == ONE else second
        return reply_to(one.query, rcode=said.upper()) if said in ("servfail", "refused") else said

    assert play(respond, (ONE, TWO))[0] == Answer.unreachable(told)


def test_without_a_server_nothing_is_sent() -> None:
    assert play(lambda one: "timeout", ()) == (Answer.unreachable("no-nameserver"), [])


def test_a_chain_told_in_parts_is_followed() -> None:
    world = {
        "a.example": ("a.example. 50 IN CNAME b.example.", "b.example. 40 IN CNAME c.other."),
        "c.other": ("c.other. 30 IN CNAME D.other.",),
        "d.other": ("d.other. 99 IN A 192.0.2.9",),
    }
    answer, sent = play(lambda one: reply_to(one.query, *world[name_of(one.query)], flags=0x20))
    assert answer == Answer(Status.FOUND, ("192.0.2.9",), "", ("b.example", "c.other", "d.other"), 30, True)
    assert len(sent) == 3


def test_a_chain_is_authenticated_only_if_each_response_is() -> None:
    world = {"a.example": "a.example. 50 IN CNAME b.example.", "b.example": "b.example. 50 IN A 192.0.2.9"}
    answer, _ = play(
        lambda one: reply_to(one.query, world[name_of(one.query)], flags=0x20 if name_of(one.query)[0] == "a" else 0)
    )
    assert answer == Answer(Status.FOUND, ("192.0.2.9",), "", ("b.example",), 50, False)


def test_a_dangling_chain_told_in_parts_is_no_name_with_its_aliases() -> None:
    def respond(one: Try) -> bytes:
        if name_of(one.query) == "a.example":
            return reply_to(one.query, "a.example. 50 IN CNAME gone.example.")
        return reply_to(one.query, rcode="NXDOMAIN", authority=("example. 20 IN SOA . . 1 2 3 4 99",))

    assert play(respond)[0] == Answer(Status.NO_NAME, (), "", ("gone.example",), 20)


def test_a_chain_whose_end_fails_keeps_its_aliases() -> None:
    def respond(one: Try) -> bytes:
        if name_of(one.query) == "a.example":
            return reply_to(one.query, "a.example. 50 IN CNAME b.example.")
        return reply_to(one.query, rcode="SERVFAIL")

    assert play(respond)[0] == Answer(Status.UNREACHABLE, (), "servfail", ("b.example",))


def test_a_loop_within_one_response() -> None:
    answer, _ = play(
        lambda one: reply_to(one.query, "a.example. 5 IN CNAME b.example.", "b.example. 5 IN CNAME a.example.")
    )
    assert answer == Answer.unreachable("cname-loop")


def test_a_loop_told_in_parts_ends_after_sixteen_aliases() -> None:
    answer, sent = play(lambda one: reply_to(one.query, f"{name_of(one.query)}. 5 IN CNAME x{name_of(one.query)}."))
    assert answer == Answer.unreachable("cname-loop")
    assert len(sent) == 17


def test_sixteen_aliases_are_no_loop() -> None:
    def respond(one: Try) -> bytes:
        name = name_of(one.query)
        return reply_to(
            one.query, f"{name}. 5 IN A 192.0.2.9" if name.startswith("x" * 16) else f"{name}. 5 IN CNAME x{name}."
        )

    answer, _ = play(respond)
    assert (answer.status, len(answer.aliases)) == (Status.FOUND, 16)


def test_a_question_for_an_alias_is_not_followed() -> None:
    answer, sent = play(lambda one: reply_to(one.query, "a.example. 5 IN CNAME b.example."), rdtype=CNAME)
    assert answer == Answer(Status.FOUND, ("b.example",), ttl=5)
    assert len(sent) == 1


@settings(max_examples=300)
@given(
    st.lists(st.one_of(st.sampled_from(["timeout", "network", "tls", "http"]), st.binary(max_size=80)), max_size=60),
    st.integers(1, 3),
)
def test_any_responses_end_in_an_answer_after_bounded_work(script: list[str | bytes], rounds: int) -> None:
    said = iter(script)

    def respond(one: Try) -> bytes | str:
        piece = next(said, "timeout")
        if isinstance(piece, str):
            return piece
        # the number and the question are right, so that the rest is read
        end = one.query.index(0, 12) + 5
        return (
            one.query[:2] + b"\x81" + piece[:1] + b"\0\1" + piece[1:7].ljust(6, b"\0") + one.query[12:end] + piece[7:]
        )

    answer, sent = play(respond, (ONE, TWO, OVER_TLS), rounds)
    assert isinstance(answer, Answer)
    assert len(sent) <= 17 * rounds * (4 + 4 + 2)
