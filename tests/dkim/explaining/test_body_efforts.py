"""Does a search that runs out, anywhere, end in nothing rather than in an error?"""

from __future__ import annotations

import base64
import hashlib
from typing import Final

import pytest

from deliverkit.dkim.effort import Effort
from deliverkit.dkim.explaining.body.explain import explain_body
from deliverkit.dkim.signature import parse_signature
from deliverkit.message import Message

WORDS: Final = b"".join(b"The words of line %d are these.\r\n" % number for number in range(40))
LINES: Final = (b"<p>The words of line %d are these.</p>\r\n" % number for number in range(40))
PAGE: Final = b"<body>" + b"".join(LINES) + b"</body>\r\n"
GAPS: Final = b"Hello.\r\n" + b"\r\n" * 12 + b"-- \r\nfooter\r\n"


def encoded(text: bytes) -> bytes:
    return base64.encodebytes(text).replace(b"\n", b"\r\n")


def alternative(plain: bytes, html: bytes, encoding: bytes) -> bytes:
    field = b"Content-Transfer-Encoding: " + encoding + b"\r\n\r\n"
    return (
        b"From: a@a.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain\r\n" + field + plain + b"\r\n"
        b"--b\r\nContent-Type: text/html\r\n" + field + html + b"\r\n--b--\r\n"
    )


MESSAGES: Final = {
    "plain": alternative(WORDS, PAGE, b"7bit"),
    "base64": alternative(encoded(WORDS), encoded(PAGE), b"base64"),
    "gaps": alternative(GAPS, PAGE, b"7bit"),
}


@pytest.mark.parametrize("form", ["relaxed", "simple"])
@pytest.mark.parametrize("name", MESSAGES)
def test_running_out(name: str, form: str) -> None:
    digest = base64.b64encode(hashlib.sha256(b"what nobody can guess").digest()).decode()
    text = f"DKIM-Signature: v=1; a=rsa-sha256; c={form}/{form}; d=a.example; s=s; h=from; bh={digest}; b=AA==\r\n\r\n"
    field = Message.parse(text.encode()).get("DKIM-Signature")
    assert field is not None
    message, signature = Message.parse(MESSAGES[name]), parse_signature(field)
    octets, spent = 500, 0
    while octets < 40_000_000:
        effort = Effort(octets, 60_000, 0)
        assert explain_body(message, signature, effort) is None
        assert 0 <= effort.octets <= octets
        spent, octets = octets - effort.octets, octets * 5 // 4
    assert spent
