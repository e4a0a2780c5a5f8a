"""Is the author domain found in any header, and does nothing a sender writes there raise or take long?"""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import deliverkit as dk
from deliverkit import dmarc
from deliverkit.core.budget import Limits
from strategies import any_text


def test_message_or_octets() -> None:
    raw = b"From: anna@a.example\r\n\r\n"
    for given_as in (raw, bytearray(raw), memoryview(raw), dk.Message.parse(raw)):
        assert dmarc.author_domain(given_as).value == "a.example"
    wrong: Any = "From: anna@a.example"
    with pytest.raises(dk.UsageError, match="octets of a mail"):
        dmarc.author_domain(wrong)


def test_a_header_that_was_not_wholly_read() -> None:
    raw = b"Subject: x\r\nFrom: anna@a.example\r\n\r\n"
    outcome = dmarc.author_domain(dk.Message.parse(raw, limits=Limits(fields=1)))
    assert (outcome.value, outcome.findings) == (None, ())
    assert [(one.what, one.why) for one in outcome.unknown] == [("author domain", "limit: fields (1)")]


def test_a_field_that_is_too_long() -> None:
    outcome = dmarc.author_domain(b"From: " + b"x" * 100_001 + b" <anna@a.example>\r\n\r\n")
    assert (outcome.value, outcome.findings) == (None, ())
    assert [one.why for one in outcome.unknown] == ["limit: octets of From (100000)"]
    two = dmarc.author_domain(b"From: " + b"x" * 100_001 + b" <anna@a.example>\r\nFrom: ben@a.example\r\n\r\n")
    assert [finding["domains"] for finding in two.findings] == [("a.example",)]


def test_only_a_few_are_named() -> None:
    many = ", ".join(f"x@d{number}.example" for number in range(3000))
    outcome = dmarc.author_domain(f"From: {many}\r\n\r\n".encode())
    assert outcome.value is None
    (finding,) = outcome.findings
    assert finding.code == "dmarc.several-author-domains"
    assert len(finding["domains"]) == len(finding.evidence) == 5
    shown = dmarc.author_domain(
        b'From: "' + b" y@e%d.test" * 1 % 1 + b" z@b.test" * 500 + b'" <anna@a.example>\r\n\r\n'
    )
    assert [one["shown"] for one in shown.findings] == [("e1.test", "b.test")]
    names = b" ".join(b"y@e%d.test" % number for number in range(500))
    shown = dmarc.author_domain(b'From: "' + names + b'" <anna@a.example>\r\n\r\n')
    assert len(shown.findings[0]["shown"]) == 5


@given(value=st.binary(max_size=300) | any_text(200).map(lambda text: text.encode("utf-8", "surrogatepass")))
@settings(max_examples=1500)
def test_any_octets_in_from(value: bytes) -> None:
    outcome = dmarc.author_domain(b"From: " + value + b"\r\n\r\nHello.\r\n")
    assert outcome.value is not None or outcome.findings or outcome.unknown
    assert all(finding.message and finding.evidence is not None for finding in outcome.findings)
    if outcome.value is not None:
        assert outcome.value == outcome.value.lower()
        assert outcome.value.isascii()
        assert "@" not in outcome.value


_PIECES = (
    b"a@b.example, ",
    b'"x@y.example" ',
    b"<@x.example:",
    b"(a@b.example) ",
    b"=?utf-8?q?a=40b.example?= ",
    b"@",
    b'\\"@',
    "\u00e9@\u00e9.example, ".encode(),
    "\uff20b.example ".encode(),
)


@pytest.mark.parametrize("piece", _PIECES)
def test_time_is_linear(piece: bytes) -> None:
    def cost(size: int) -> float:
        raw = b"From: " + piece * (size // len(piece)) + b"<anna@a.example>\r\n\r\n"
        best = float("inf")
        for _ in range(3):
            started = time.process_time()
            dmarc.author_domain(raw)
            best = min(best, time.process_time() - started)
        return best

    small, large = cost(12_000), cost(96_000)
    assert large < 30 * small + 0.05, f"{small:.4f} s for 12,000 octets, {large:.4f} s for 96,000"
