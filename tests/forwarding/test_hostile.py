"""Does a simulation survive whatever message, name and record it meets, and how much may one way cost?"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle
from random import Random
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import deliverkit as dk
from deliverkit import forwarding
from deliverkit.core.outcome import Outcome
from deliverkit.core.questions import Answer, Clock, Dns, Question, Status, Txt
from deliverkit.core.steps import Check
from deliverkit.forwarding import Change, Hop, Path, Receiver, Signing
from deliverkit.message import Message
from forwarding_ways import CHANGES, FORWARDER, LIST, NOW, UNEXPLAINED, outcome_of, signed
from strategies import any_text

ROUNDS: Final = int(os.environ.get("FORWARDING_ROUNDS", "400"))
_PIECES: Final = (
    *(b"From: a@a.example\r\n", b"From: ", b"DKIM-Signature: v=1; ", b"ARC-Seal: i=1; cv=none\r\n", b"\r\n\r\n"),
    *(b"\r", b"\n", b"\x00", b"\xff", b" \r\n", b"--b", b"--b--", b"Content-Type: multipart/mixed; boundary=b\r\n"),
    *(
        b"Content-Transfer-Encoding: base64\r\n",
        b"Content-Type: text/html\r\n",
        b"</body>",
        b"Subject: [list]",
        b"From ",
    ),
    *(b"Content-Type: message/rfc822\r\n", b"=?utf-8?q?=FC?=", b"<", b">", b'"', b"(" * 50, b"Reply-To: x\r\n"),
)


@given(st.lists(st.sampled_from(_PIECES), max_size=30).map(b"".join), st.sampled_from(CHANGES))
@settings(max_examples=500)
def test_any_message_any_change(raw: bytes, change: Change) -> None:
    octets = change.apply(Message.parse(raw))
    assert isinstance(octets, bytes)
    assert len(octets) <= 4 * len(raw) + 2_000


@given(st.binary(max_size=300), st.sampled_from(CHANGES))
def test_any_octets_any_change(raw: bytes, change: Change) -> None:
    assert isinstance(change.apply(Message.parse(raw)), bytes)


@given(any_text(120), any_text(120))
def test_any_author_and_sender(author: str, sender: str) -> None:
    outcome = outcome_of(author, [FORWARDER, LIST], sender=sender)
    assert (outcome.value is None) == ("forwarding.no-author" in [one.code for one in outcome.findings])


@given(any_text(400), any_text(400), any_text(400))
def test_any_names_under_a_seal(host: str, receiver: str, sender: str) -> None:
    seal = LIST.arc_seal
    hop = Hop(host, "192.0.2.1", arc_seal=seal, receives=Receiver(host=receiver, honours_dmarc=False))
    path = outcome_of(signed(), [hop, hop], sender=sender).value
    assert path is not None
    assert path.last.chain.result == "pass"


_NO_NAME: Final[Answer[Any]] = Answer(Status.NO_NAME)
_NO_DATA: Final[Answer[Any]] = Answer(Status.NO_DATA)
_ANSWERS: Final = st.one_of(
    st.binary(max_size=80).map(lambda text: Answer(Status.FOUND, (Txt((text,)),))),
    st.sampled_from(
        [
            Answer(Status.FOUND, (Txt((text,)),))
            for text in (
                b"v=spf1 -all",
                b"v=spf1 +all",
                b"v=spf1 redirect=a.example",
                b"v=DMARC1; p=reject",
                b"v=DMARC1",
            )
        ]
    ),
    st.sampled_from((_NO_NAME, _NO_DATA, dk.UNREACHABLE)),
)


def ran(check: Check[Outcome[Path]], answers: Iterator[Answer[Any]]) -> tuple[Path, int]:
    """The value where every question gets the next of *answers*, and how many were asked."""
    steps, asked = iter(check), 0
    told: Any = None
    while True:
        try:
            batch = steps.send(told)
        except StopIteration as stop:
            return stop.value.value, asked
        asked += len(batch)
        told = tuple(NOW if isinstance(one, Clock) else _answer(one, next(answers)) for one in batch)


def _answer(question: Question[Any], answer: Answer[Any]) -> Answer[Any]:
    assert isinstance(question, Dns)
    return answer if question.rdtype == "TXT" or answer.status is not Status.FOUND else _NO_DATA


@given(st.lists(_ANSWERS, min_size=1, max_size=12), st.booleans())
@settings(max_examples=300)
def test_any_world(answers: list[Answer[Any]], real: bool) -> None:
    hops = [FORWARDER, replace(LIST, changes=(forwarding.Footer(),)), FORWARDER]
    given = signed() if real else "john@a.example"
    path, asked = ran(forwarding.simulate_forwarding(given, hops, settings=UNEXPLAINED), cycle(answers))
    assert asked <= 200
    assert str(path)
    assert path.svg()


def _way(random: Random) -> list[Hop]:
    hops: list[Hop] = []
    for number in range(random.randrange(5)):
        some = random.random()
        hops.append(
            Hop(
                random.choice(("mx.fwd.example", "lists.example", "x", "")),
                random.choice(("198.51.100.7", "203.0.113.9", "2001:db8::1")),
                random.choice(("user@fwd.example", "list@lists.example", f"u{number}@third.example")),
                random.choice(("keep", "srs", "own", "null")),
                tuple(random.sample(CHANGES, random.randrange(3))),
                random.choice((None, LIST.dkim_sign, Signing("fwd.example"))),
                random.choice((None, LIST.arc_seal, Signing("fwd.example"))),
                receives=Receiver(honours_dmarc=some > 0.8, trusted_sealers=("lists.example",)),
            )
        )
    return hops


@pytest.mark.parametrize("real", [True, False], ids=["message", "author"])
def test_any_way(real: bool) -> None:
    seed = Random().randrange(10**9)
    random = Random(seed)
    for number in range(ROUNDS):
        raw = bytearray(signed())
        for _ in range(random.randrange(4)):
            at = random.randrange(len(raw))
            raw[at : at + random.randrange(3)] = random.choice(_PIECES)
        hops = _way(random)
        receiver = Receiver(
            trusted_sealers=random.choice(((), ("lists.example",), ("lists.example", "fwd.example"))),
            rejects_spf_fail=random.random() < 0.2,
        )
        told = f"seed {seed}, round {number}"
        given = bytes(raw) if real else "john@a.example"
        more: dict[str, Any] = random.choice(({}, {"origin": None}, {"sender": ""}, {"sender": "\x00" * 1_000}))
        path = outcome_of(given, hops, receiver=receiver, settings=UNEXPLAINED, **more).value
        assert path is not None, told
        assert len(path.stages) <= len(hops) + 1, told
        assert all(stage.passes_on for stage in path.stages[:-1]), told
        assert str(path), told
        assert path.svg().isascii(), told
