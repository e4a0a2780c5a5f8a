"""Does a validation survive whatever is thrown at it, and how much may one mail make it ask?"""

from __future__ import annotations

import os
from random import Random
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import deliverkit as dk
from arc_chains import MESSAGE, NOW, RESULTS, SEALERS, ZONE, key_of, sealed
from arc_mutations import mutated
from deliverkit import arc
from deliverkit.core.outcome import Outcome
from deliverkit.core.questions import Answer, Clock, Dns, Status, Txt

MOST_QUESTIONS: Final = 2 * 50 + 1  # "up to 2*N DNS queries" (RFC 8617 section 9.2), and the time
MUTATIONS: Final = int(os.environ.get("ARC_MUTATIONS", "4000"))
RAW: Final = sealed(SEALERS)

_NAMES: Final = st.sampled_from(("ARC-Seal", "ARC-Message-Signature", "ARC-Authentication-Results", "arc-seal", "From"))
_TAGS: Final = st.sampled_from(
    (
        *("i=1", "i=2", "i=50", "i=51", "i=0", "i=-1", "i=999999999999999999999999", "i=a", "i=\u0661", "i="),
        *("cv=none", "cv=pass", "cv=fail", "cv=x", "cv=", "a=rsa-sha256", "a=ed25519-sha256", "a=rsa-sha1", "a=x"),
        *("d=a.example", "d=" + "a." * 200 + "example", "d=\xe9.example", "d=", "s=s", "s=.", "b=AA==", "b=%"),
        *(
            "bh=AA==",
            "h=from",
            "h=arc-seal:from",
            "h=:::",
            "h=",
            "h=" + "from:" * 50,
            "c=simple",
            "c=relaxed/relaxed",
            "c=/",
        ),
        *("l=0", "l=99999999999", "t=1", "x=1", "x=999999999999", "v=1", "z=From:x", "q=x"),
        *("=", ";", "x", "\x00", "(", ""),
    )
)


def _field(name: str, tags: list[str], glue: str) -> bytes:
    return f"{name}: {glue.join(tags)}\r\n".encode("utf-8", "replace")


_FIELD: Final = st.builds(_field, _NAMES, st.lists(_TAGS, max_size=12), st.sampled_from(("; ", ";\r\n ", ";", " ")))
_RECORDS: Final = st.one_of(
    st.binary(max_size=60).map(lambda text: Answer(Status.FOUND, (Txt((text,)),))),
    st.sampled_from((Answer(Status.NO_NAME), Answer(Status.FOUND), dk.UNREACHABLE)),
    st.sampled_from([Answer(Status.FOUND, (Txt((key_of(one.key).record.encode(),)),)) for one in SEALERS]),
)


def validated(raw: bytes | dk.Message, answer: Any = None) -> Outcome[arc.Chain]:
    """What is said of *raw* where every question about a key gets *answer*, and how often it asked."""
    steps = iter(arc.verify(raw))
    asked = 0
    answers: Any = None
    while True:
        try:
            batch = steps.send(answers)
        except StopIteration as stop:
            outcome: Outcome[arc.Chain] = stop.value
            return outcome
        asked += len(batch)
        assert asked <= MOST_QUESTIONS
        assert all(isinstance(one, Dns | Clock) for one in batch)
        answers = tuple(NOW if isinstance(one, Clock) else answer or _answer(one) for one in batch)


def _answer(question: Any) -> Answer[Txt]:
    records = ZONE.get(tuple(question))
    return Answer(Status.FOUND, tuple(Txt((one.encode(),)) for one in records)) if records else Answer(Status.NO_NAME)


def is_sound(outcome: Outcome[arc.Chain]) -> None:
    chain = outcome.value
    assert chain is not None
    if chain.result is None:
        assert outcome.unknown
        assert chain.broken_at is None
    elif chain.result is arc.Result.FAIL:
        assert chain.reason in {one.code for one in outcome.findings}
        assert outcome.verdict is dk.Verdict.PROBLEMS
    else:
        assert not chain.reason
    assert (chain.result is arc.Result.NONE) == (not outcome.applies)
    assert outcome.applies == bool(outcome.findings or outcome.unknown)
    for one in outcome.findings:
        assert one.message
        assert all(len(piece.text) < 1000 for piece in one.evidence)


@settings(max_examples=1000)
@given(st.lists(_FIELD, max_size=12), _RECORDS, st.binary(max_size=30))
def test_any_fields(fields: list[bytes], answer: Answer[Txt], body: bytes) -> None:
    is_sound(validated(b"".join(fields) + b"From: a@a.example\r\n\r\n" + body, answer))


@settings(max_examples=500)
@given(st.binary(max_size=200))
def test_any_octets(raw: bytes) -> None:
    is_sound(validated(raw))
    is_sound(validated(b"ARC-Seal:" + raw))
    is_sound(validated(b"ARC-Authentication-Results: i=1;" + raw))


@settings(max_examples=300)
@given(st.lists(_FIELD, max_size=8), st.sampled_from(tuple(arc.Result)))
def test_sealing_raises_usage_errors_and_no_others(fields: list[bytes], chain: arc.Result) -> None:
    raw = b"".join(one for one in fields if not one.startswith(b"From")) + MESSAGE
    try:
        made = arc.seal(raw, RESULTS, key_of("ed25519"), "school.example", "e1", chain=chain)
    except dk.UsageError:
        return
    if made.why_not:
        assert made.message == made.original
        return
    again = validated(made.message)
    assert again.value is not None
    if made.status is arc.Result.NONE:
        assert again.value.result is arc.Result.PASS
    elif made.status is arc.Result.FAIL:
        assert again.value.reason == "arc.declared-broken"


_PIECES: Final = st.sampled_from(
    (b"\r\n", b"\r\n", b"\n", b"\r", b" ", b"From: a@a.example", b"From x", b"ARC-Seal: i=1; cv=none", b"ARC-Seal: i=2")
)


@settings(max_examples=1000)
@given(
    st.lists(_FIELD | _PIECES | st.sampled_from((RAW, MESSAGE)), max_size=12).map(b"".join),
    _RECORDS | st.none(),
    st.sampled_from((dk.Limits(), dk.Limits(fields=6), dk.Limits(bytes_read=40), dk.Limits(signatures=1))),
)
def test_a_forwarder_that_seals_what_it_judged_never_sees_an_error(raw: bytes, answer: Any, limits: dk.Limits) -> None:
    message = dk.Message.parse(raw, limits=limits)
    chain = validated(message, answer).value
    made = arc.seal(message, RESULTS, key_of("ed25519"), "school.example", "e1", chain=chain)
    assert bool(made.fields) == bool(made.instance) == (not made.why_not)
    if made.status is arc.Result.PASS and made.fields:
        assert validated(made.message).value.result is arc.Result.PASS  # type: ignore[union-attr]


def test_a_forwarder_that_seals_mutations_never_sees_an_error() -> None:
    seed = 8618
    for number in range(MUTATIONS // 4):
        raw = mutated(RAW, Random(f"{seed}:{number}"))
        chain = validated(raw).value
        try:
            arc.seal(raw, RESULTS, key_of("ed25519"), "school.example", "e1", chain=chain)
        except dk.UsageError as error:
            pytest.fail(f"seed {seed}:{number}: {error}")


def test_mutations_never_raise_and_are_always_explained() -> None:
    seed = 8617
    passed = 0
    for number in range(MUTATIONS):
        random = Random(f"{seed}:{number}")
        outcome = validated(mutated(RAW, random))
        try:
            is_sound(outcome)
        except AssertionError:
            pytest.fail(f"seed {seed}:{number}")
        passed += outcome.value is not None and outcome.value.result is arc.Result.PASS
    assert MUTATIONS // 10 < passed < MUTATIONS // 2


@pytest.mark.parametrize("name", [b"ARC-Seal", b"ARC-Message-Signature", b"ARC-Authentication-Results"])
def test_very_many_fields(name: bytes) -> None:
    raw = b"".join(b"%s: i=%d; a=rsa-sha256; d=a.example; s=s; b=AA==\r\n" % (name, at) for at in range(100_000))
    outcome = validated(raw + MESSAGE)
    assert [one.code for one in outcome.findings] == ["arc.too-many-sets", "arc.historic"]
