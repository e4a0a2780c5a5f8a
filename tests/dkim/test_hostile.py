"""Does a verification survive whatever is thrown at it, and what may one mail make it ask and do?"""

from __future__ import annotations

import base64
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import deliverkit as dk
from deliverkit import dkim
from deliverkit.core.questions import Answer, Dns, Status, Txt
from dkim_edits import draw
from dkim_signer import PLAIN, ed25519_key, rsa_key, sign, zone

NOW: Final = datetime(2026, 11, 22, 12, tzinfo=UTC)
SMALL: Final = dkim.Settings(max_tries=200, max_hashed=10**6, max_verifications=20)
HASH: Final = base64.b64encode(bytes(32)).decode()
TAGS: Final = f"v=1; a=rsa-sha256; d=a.example; s=s1; h=from; bh={HASH}; b=QUJD"

_PIECES: Final = st.sampled_from(
    (
        *("v=1", "a=rsa-sha256", "a=ed25519-sha256", "a=rsa-sha1", "d=a.example", "s=s1", "h=from", f"bh={HASH}"),
        *(
            "b=QUJD",
            "c=relaxed/relaxed",
            "c=simple",
            "l=5",
            "l=0",
            "t=1",
            "x=999999999999",
            "i=@a.example",
            "q=dns/txt",
        ),
        *(
            "z=From:x|Subject:y",
            "h=from:from:to:dkim-signature",
            "l=99999999999999999999",
            "d=\xfc.example",
            "s=" + "a." * 90,
        ),
        *(
            ";",
            "; ",
            ";\r\n ",
            "=",
            " ",
            "\t",
            "\r\n\t",
            "\x00",
            "\xff",
            "\r",
            "\n",
            ":",
            "b=",
            "bh=",
            "x=",
            "@",
            "|",
            "=3D",
        ),
    )
)
_VALUES: Final = st.one_of(
    st.binary(max_size=80),
    st.lists(_PIECES, max_size=12).map(lambda pieces: "".join(pieces).encode("latin-1")),
    st.lists(_PIECES, max_size=4).map(lambda pieces: (TAGS + "; " + "".join(pieces)).encode("latin-1")),
)
_RECORDS: Final = st.one_of(
    st.binary(max_size=120),
    st.binary(max_size=60).map(lambda tail: b"v=DKIM1; p=" + tail),
    st.binary(max_size=90).map(lambda octets: b"v=DKIM1; k=ed25519; p=" + base64.b64encode(octets)),
    st.tuples(st.integers(0, 390), st.binary(max_size=4)).map(
        lambda edit: rsa_key().record.encode()[: edit[0]] + edit[1] + rsa_key().record.encode()[edit[0] :]
    ),
)


class Counting:
    """Answers every question with the same records, counts, and refuses names that cannot be."""

    def __init__(self, texts: Sequence[bytes]) -> None:
        self.count = 0
        self._answer = Answer(Status.FOUND, tuple(Txt((text,)) for text in texts)) if texts else Answer(Status.NO_NAME)

    def resolve(self, questions: Sequence[Dns[Any]], timeout: float = 0.0) -> Sequence[Answer[Any]]:
        self.count += len(questions)
        for question in questions:
            assert 0 < len(question.name) <= 253
            assert ".." not in f".{question.name}."
            assert question.name.isascii()
            assert question.name == question.name.lower()
        return [self._answer] * len(questions)


def _verify(raw: bytes, *texts: bytes, how: dkim.Settings = SMALL) -> Any:
    resolver = Counting(texts)
    outcome = dk.run(dkim.verify(raw, settings=how), resolver=resolver, timeout=60, now=NOW)
    assert resolver.count <= how.max_signatures + how.max_other_keys
    assert outcome.value is not None
    for one in outcome.value:
        assert bool(one.reason) != (one.result is dkim.Result.PASS)
        assert min(one.covered, one.uncovered) >= 0
    for one in outcome.value[:2]:
        assert set(one.unsigned_fields) <= {field.key for field in one.message.fields}
        assert set(one.oversigned_fields) <= set(one.signed_fields)
    for finding in outcome.findings:
        assert finding.message.isprintable(), finding.message
        assert len(finding.message) < 2000
    repr(outcome.findings)
    dk.to_json(dk.Report(subject="x", checks=(dk.CheckReport.of("dkim.verify", outcome),)))
    return outcome


@settings(max_examples=700)
@given(st.binary(max_size=300))
def test_any_octets(raw: bytes) -> None:
    _verify(raw, rsa_key().record.encode())
    _verify(b"DKIM-Signature:" + raw)


@settings(max_examples=1000)
@given(_VALUES, st.lists(_RECORDS, max_size=2))
def test_any_signature(value: bytes, records: list[bytes]) -> None:
    _verify(b"DKIM-Signature: " + value + b"\r\n" + PLAIN, *records)


@settings(max_examples=1000)
@given(st.lists(_RECORDS, max_size=3), st.booleans())
def test_any_key_record(records: list[bytes], ed25519: bool) -> None:
    _verify(sign(PLAIN, ed25519_key() if ed25519 else rsa_key()), *records)


@settings(max_examples=300)
@given(
    st.lists(st.sampled_from([b"a", b" ", b"\r\n", b"\n", b"\r", b"\t", b":", b"\x00", b"\xff", b"--b"]), max_size=60)
)
def test_any_message_that_is_signed(pieces: list[bytes]) -> None:
    _verify(sign(b"From: a@a.example\r\n" + b"".join(pieces)), rsa_key().record.encode())


def test_messages_edited_without_end() -> None:
    random = Random("edited")
    for number in range(400):
        drawn = draw(Random(f"hostile:{number}"))
        raw = bytearray(drawn.raw)
        for _ in range(random.randrange(20)):
            raw[random.randrange(len(raw))] = random.randrange(256)
        _verify(bytes(raw), drawn.record)


def test_what_passes_is_known() -> None:
    """With every question answered and no limit hit, a signature that passes leaves nothing unknown."""
    passed = 0
    for number in range(300):
        drawn = draw(Random(f"known:{number}"))
        outcome = _verify(drawn.raw, drawn.record)
        if all(one.result is dkim.Result.PASS for one in outcome.value):
            assert outcome.unknown == ()
            passed += 1
    assert passed > 100
    for key in (rsa_key(), ed25519_key()):
        assert _verify(sign(PLAIN, key), key.record.encode(), how=dkim.Settings()).unknown == ()


class TestMasses:
    """Each in some seconds on any machine; growth is measured in test_growth.py."""

    @pytest.fixture(autouse=True)
    def _in_time(self) -> Any:
        started = time.perf_counter()
        yield
        assert time.perf_counter() - started < 20

    def test_ten_thousands_of_names(self) -> None:
        header = b"".join(b"X-%d: y\r\n" % n for n in range(16_000))
        names = "from:" + ":".join(f"x-{n}" for n in range(16_000))
        outcome = _verify(sign(header + PLAIN, h=names), rsa_key().record.encode())
        assert outcome.value[0].result is dkim.Result.PASS

    def test_one_name_as_often(self) -> None:
        raw = sign(b"X: y\r\n" * 16_000 + PLAIN, h="from:" + ":".join(["x"] * 16_000))
        assert _verify(raw, rsa_key().record.encode()).value[0].result is dkim.Result.PASS
        outcome = _verify(b"X: new\r\n" + raw, rsa_key().record.encode())
        assert outcome.value[0].result is dkim.Result.PASS

    def test_a_body_of_blanks(self) -> None:
        for body in (b" \t" * 500_000, b" \t\r\n" * 200_000, b"x \t" * 300_000 + b"\r\n"):
            raw = sign(b"From: a@a.example\r\n\r\n" + body, h="from")
            assert _verify(raw, rsa_key().record.encode()).value[0].result is dkim.Result.PASS

    def test_signatures(self) -> None:
        raw = b"DKIM-Signature: " + TAGS.encode() + b"\r\n"
        outcome = _verify(raw * 100_000 + PLAIN, rsa_key().record.encode())
        assert len(outcome.value) == 20
        assert outcome.unknown[-1].what == "99980 more DKIM signatures"
        assert outcome.unknown[-1].why == "limit: max_signatures (20)"

    @pytest.mark.parametrize("tag", ["b", "bh", "h", "z", "d", "s", "i", "c", "q", "v", "l", "y"])
    @pytest.mark.parametrize("unit", ["a", "a:", "=41|", " \r\n\t", "\xe9", "@"])
    def test_long_values(self, tag: str, unit: str) -> None:
        value = unit * (1_000_000 // len(unit))
        raw = b"DKIM-Signature: " + f"{tag}={value}; {TAGS}".encode() + b"\r\n" + PLAIN
        _verify(raw, rsa_key().record.encode())

    @pytest.mark.parametrize("unit", [";", "a=1;", "a=1 ", "= ", "a;", "\r\n ", "x" * 9, "b=;"])
    def test_long_lists(self, unit: str) -> None:
        _verify(f"DKIM-Signature: {unit * (1_000_000 // len(unit))}; {TAGS}\r\n".encode() + PLAIN)

    def test_long_key_records(self) -> None:
        for unit in (";", "a=1;", "p=", "A", " ", "\xe9", '"', "h=x:", "\\;"):
            _verify(sign(PLAIN), ("v=DKIM1; p=" + unit * (60_000 // len(unit))).encode("latin-1"))

    def test_many_key_records(self) -> None:
        records = [f"v=DKIM1; p=; n={n}".encode() for n in range(1500)]
        _verify(sign(PLAIN), *records, rsa_key().record.encode())

    def test_many_from_fields(self) -> None:
        _verify(b"From: x@b.example\r\n" * 50_000 + sign(PLAIN), rsa_key().record.encode())


def test_the_zone_of_the_tests() -> None:
    assert dk.run(dkim.verify(sign(PLAIN)), resolver=dk.TableResolver(zone())).findings == ()
