"""Does a search that runs out, anywhere, end in nothing rather than in an error?"""

from __future__ import annotations

import base64
import hashlib
from typing import Final

import pytest

import deliverkit as dk
from deliverkit.dkim import verify
from deliverkit.dkim.effort import Effort
from deliverkit.dkim.explaining.body.explain import explain_body
from deliverkit.dkim.explaining.body.leaves import text_leaves
from deliverkit.dkim.explaining.body.rewritten import linked
from deliverkit.dkim.explaining.body.view import BodyView, Target
from deliverkit.dkim.signature import SignatureHeader, parse_signature
from deliverkit.message import Message
from dkim_signer import PLAIN, sign, zone

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


def signed(form: str) -> SignatureHeader:
    digest = base64.b64encode(hashlib.sha256(b"what nobody can guess").digest()).decode()
    text = f"DKIM-Signature: v=1; a=rsa-sha256; c={form}/{form}; d=a.example; s=s; h=from; bh={digest}; b=AA==\r\n\r\n"
    field = Message.parse(text.encode()).get("DKIM-Signature")
    assert field is not None
    return parse_signature(field)


@pytest.mark.parametrize("form", ["relaxed", "simple"])
@pytest.mark.parametrize("name", MESSAGES)
def test_running_out(name: str, form: str) -> None:
    message, signature = Message.parse(MESSAGES[name]), signed(form)
    octets, spent = 500, 0
    while octets < 40_000_000:
        effort = Effort(octets, 60_000, 0)
        assert explain_body(message, signature, effort) is None
        assert 0 <= effort.octets <= octets
        spent, octets = octets - effort.octets, octets * 5 // 4
    assert spent


def multipart(*parts: bytes) -> bytes:
    head = b"From: a@a.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    return head + b"".join(b"--b\r\n" + part for part in parts) + b"--b--\r\n"


def plain(body: bytes) -> bytes:
    return b"From: a@a.example\r\n\r\n" + body


LONG: Final = {
    "nothing": (plain(WORDS), ""),
    "texts": (multipart(*[b"\r\nHello\r\n"] * 9), "texts of one message (8)"),
    "parts of one multipart": (
        multipart(*[b"Content-Type: x/y\r\n\r\nx\r\n"] * 17),
        "parts at either end of a multipart (8)",
    ),
    "parts": (multipart(*[b"Content-Type: x/y\r\n\r\nx\r\n"] * 101), "parts of one message (100)"),
    "a long header": (
        multipart(b"X-Long: " + b"x" * 4_100 + b"\r\n\r\nHello\r\n"),
        "octets in the header of a part (4096)",
    ),
    "lines": (plain((b"a" * 170 + b"\r\n") * 801), "lines at either end of a text (400)"),
    "short lines": (plain(b"a\r\n" * 401), "places in a text where something may have been put in (400)"),
    "lines together": (plain(b"a\r\n" * 101), "lines that were put in together, in a text of more than 100 (5)"),
    "places in HTML": (
        plain(b"<p>" * 900).replace(b"\r\n\r\n", b"\r\nContent-Type: text/html\r\n\r\n"),
        "places in a text where something may have been put in (400)",
    ),
}


@pytest.mark.parametrize("form", ["relaxed", "simple"])
@pytest.mark.parametrize("name", LONG)
def test_what_is_not_looked_at_is_told(name: str, form: str) -> None:
    raw, told = LONG[name]
    effort = Effort(10**12, 10**9, 0)
    effort.cap("what another search left out", 1)
    assert explain_body(Message.parse(raw), signed(form), effort) is None
    assert effort.ran_out == ""
    assert effort.capped == told


def test_what_is_not_looked_at_is_told_with_the_outcome() -> None:
    raw = sign(PLAIN + b"a\r\n" * 401).replace(b"see you", b"give up")
    outcome = dk.run(verify(raw), resolver=dk.TableResolver(zone()))
    assert [one.why for one in outcome.unknown] == [
        "limit: places in a text where something may have been put in (400)"
    ]


def test_links_are_not_looked_for_when_nothing_is_left() -> None:
    text = b"https://eur02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.example&data=x\r\n"
    view = BodyView(
        b"From: a@a.example\r\n\r\n", text, Target(b"", "sha256", relaxed=True, length=None), Effort(10**6, 100, 0)
    )
    leaves = text_leaves(view)
    assert list(linked(view, leaves))
    view.effort = Effort(len(text), 100, 0)
    assert list(linked(view, leaves)) == []
    assert view.effort.ran_out == "max_hashed"
