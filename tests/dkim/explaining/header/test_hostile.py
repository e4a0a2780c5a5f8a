"""Does any header, however hostile, cost little and raise nothing?"""

from __future__ import annotations

from itertools import pairwise
from random import Random
from time import process_time
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliverkit.dkim.damage import Fits, Hint
from deliverkit.dkim.effort import Effort
from deliverkit.dkim.explaining.header.explain import explain_header
from deliverkit.dkim.signature import parse_signature
from deliverkit.message import Message

SEED: Final = 20261125
FIELD: Final = b"DKIM-Signature: v=1; a=%s; c=%s; d=a.example; s=s; h=%s; bh=AAAA; b=AAAA\r\n"
SIGNED: Final = b"from:to:to:cc:subject:date:message-id:content-type:mime-version:reply-to:sender:references:x-a"
NAMES: Final = (
    *(b"From", b"To", b"Cc", b"Subject", b"Date", b"Message-ID", b"Content-Type", b"MIME-Version", b"Reply-To"),
    *(b"X-Original-From", b"Sender", b"References", b"X-A", b"x-A ", b"DKIM-Signature"),
)
ATOMS: Final = (
    *(b"=?utf-8?q?=C3=A9?=", b"=?x?b?", b"?=", b"<", b">", b"@", b",", b";", b":", b'"', b"(", b")", b"\\", b"[x]"),
    *(b"Re: ", b"via", b" via ", b"\r\n ", b"\n ", b"\r", b"\r\n\t", b" ", b"\t", b"\0", b"\xff", b"\xc3\xa9", b"="),
    *(b"a@a.example", b"Mon, 1 Nov 2026 10:00:00 +0000", b"text/plain", b"***", b"boundary=x", b"b=", b"'"),
    *(b"\xf0\x9f\x98\x80", b"charset=utf-8"),
)
HUGE: Final = {
    "blanks": b" " * 4000,
    "folds": b"a\r\n " * 1000,
    "commas": b"," * 4000,
    "semicolons": b"a;" * 2000,
    "equals": b"=" * 4000,
    "words": b"=?utf-8?q?=C3=A9?= " * 200,
    "brackets": b"[" * 4000,
    "pairs": b"[]" * 2000,
    "stars": b"*" * 4000,
    "angles": b"<" * 4000,
    "quotes": b'"' * 4000,
    "comments": b"(" * 4000,
    "addresses": b"a@a.example, " * 300,
    "one word": b"a" * 4000,
    "letters": b"\xc3\xa9" * 2000,
    "colons": b"a: " * 1300,
    "parameters": b'a/b; c="d"' * 400,
    "a megabyte": b"a " * 500_000,
}


def asked(raw: bytes, *, hints: tuple[Hint, ...] = (), tries: int = 20_000, octets: int = 100_000_000) -> float:
    """How long it takes to find nothing."""
    message = Message.parse(raw)
    effort = Effort(octets, tries, 1000)
    for field in message.get_all("DKIM-Signature"):
        signature = parse_signature(field)
        started = process_time()
        assert explain_header(message, signature, lambda _: False, effort, hints) == ()
        return process_time() - started
    return 0.0


@pytest.mark.parametrize("way", [b"relaxed", b"simple"])
@pytest.mark.parametrize("value", HUGE.values(), ids=HUGE.keys())
def test_long_values(value: bytes, way: bytes) -> None:
    block = b"".join(b"%s: %s\r\n" % (name, value) for name in NAMES[:-1])
    assert asked(FIELD % (b"rsa-sha256", way, SIGNED) + block + b"\r\n") < 10


@pytest.mark.parametrize("way", [b"relaxed", b"simple"])
def test_many_names_and_many_fields(way: bytes) -> None:
    names = b":".join(b"x-%d" % number for number in range(16_000))
    assert asked(FIELD % (b"rsa-sha256", way, names) + b"From: a@a.example\r\n\r\n") < 10
    fields = b"".join(b"X-%d: a\r\n" % number for number in range(10_000))
    assert asked(FIELD % (b"rsa-sha256", way, names) + fields + b"\r\n") < 10
    same = FIELD % (b"rsa-sha256", way, b":".join([b"to"] * 16_000)) + b"To: a@a.example\r\n" * 10_000
    assert asked(same + b"\r\n") < 10


@settings(max_examples=60)
@given(st.lists(st.sampled_from(ATOMS) | st.binary(max_size=6), max_size=20), st.sampled_from(NAMES), st.booleans())
def test_any_value(atoms: list[bytes], name: bytes, relaxed: bool) -> None:
    field = FIELD % (b"rsa-sha256", b"relaxed" if relaxed else b"simple", SIGNED)
    value = b"".join(atoms)
    asked(
        field + name + b": " + value + b"\r\nFrom: a@a.example\r\n\r\n",
        hints=(Hint("content-type", value),),
        tries=4000,
    )


@settings(max_examples=60)
@given(st.binary(max_size=200))
def test_any_octets(octets: bytes) -> None:
    asked(b"DKIM-Signature: h=from:" + octets + b"\r\n\r\n" + octets, tries=2000)
    asked(b"DKIM-Signature:" + octets, tries=2000)


def _after(tries: int) -> Fits:
    """Whatever is tried fits, after so many tries."""
    left = iter(range(tries))
    return lambda _: next(left, None) is None


def test_any_edit_is_told() -> None:
    """Whatever is said to fit, the finding can be made."""
    random = Random(SEED)
    for _ in range(60):
        way, algorithm = random.choice((b"relaxed", b"simple")), random.choice((b"rsa-sha256", b"ed25519-sha256"))
        block = b"".join(
            b"%s: %s\r\n" % (random.choice(NAMES), b"".join(random.choices(ATOMS, k=random.randrange(9))))
            for _ in range(random.randrange(8))
        )
        message = Message.parse(FIELD % (algorithm, way, SIGNED) + block + b"\r\nHello.\r\n")
        signature = parse_signature(message.get_all("DKIM-Signature")[0])
        fits = _after(random.randrange(3000))
        hints = (Hint("content-type", random.choice(ATOMS)), Hint("content-transfer-encoding", b"8bit"))
        effort = Effort(10**9, 20_000, 1000)
        for one in explain_header(message, signature, fits, effort, hints):
            assert one.finding.message, SEED
            assert one.finding.remedy.text
            assert one.finding.evidence
            assert one.finding.code == f"dkim.{one.kind}"


def test_growth() -> None:
    def cost(size: int) -> float:
        block = b"".join(b"%s: %s\r\n" % (name, b"word, " * size) for name in NAMES[:-1])
        return min(asked(FIELD % (b"rsa-sha256", b"simple", SIGNED) + block + b"\r\n", tries=2000) for _ in range(3))

    costs = [cost(size) for size in (2_000, 4_000, 8_000, 16_000)]
    ratios = sorted(after / before for before, after in pairwise(costs))
    assert ratios[1] < 2.6, f"{costs} (seed {SEED})"
