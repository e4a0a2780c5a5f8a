"""Messages to sign: what people, broken clients and attackers write, drawn by a seed."""

from __future__ import annotations

from random import Random
from typing import Final

__all__ = ["message"]

_NAMES: Final = (
    *("Subject", "subject", "To", "Cc", "CC", "Date", "Message-ID", "Sender", "Reply-To", "MIME-Version", "Comments"),
    *("Content-Type", "Content-Transfer-Encoding", "Received", "X-Mailer", "List-Id", "List-Unsubscribe", "References"),
    *("Resent-From", "DKIM-Signature", "X-b", "Keywords", "Return-Path"),
)
_WORDS: Final = (
    *(
        b"hello",
        b"world",
        b"=?utf-8?q?=C3=A9?=",
        b"\xc3\xa9",
        b"\xff",
        b"a@a.example",
        b"<b@b.example>",
        b"b=",
        b"; b=x",
    ),
    *(b":", b";", b"x" * 90, b"\x00", b"", b"(comment)", b'"quoted"'),
)
_BLANKS: Final = (b" ", b"  ", b"\t", b" \t ", b"\r\n ", b"\r\n\t ", b" \r\n  ")
_BODY: Final = (
    *(
        b"hello",
        b" ",
        b"  ",
        b"\t",
        b"\r\n",
        b"\r\n\r\n",
        b" \r\n",
        b"\t\r\n",
        b"\n",
        b".",
        b"x" * 300,
        b"\x00",
        b"\xe9",
    ),
    *(b"--boundary", b"=20", b"From here"),
)


def message(rng: Random) -> bytes:
    """One message with one From field; its lines may end in CRLF, in LF or in both."""
    fields = [_field(rng, rng.choice(_NAMES)) for _ in range(rng.randrange(8))]
    fields.insert(rng.randrange(len(fields) + 1), b"From:" + _value(rng) + b"a@a.example" + _value(rng) + b"\r\n")
    body = b"".join(rng.choices(_BODY, k=rng.randrange(12)))
    whole = b"".join(fields) + (b"\r\n" + body if rng.random() < 0.95 else b"")
    return whole.replace(b"\r\n", b"\n") if rng.random() < 0.1 else whole


def _field(rng: Random, name: str) -> bytes:
    return name.encode() + b":" + _value(rng) + b"\r\n"


def _value(rng: Random) -> bytes:
    words = rng.choices(_WORDS, k=rng.randrange(6))
    return b"".join(rng.choice(_BLANKS) + word for word in words) + rng.choice((b"", b"", b" ", b"\t"))
