"""Trace fields in the forms the common servers write."""

from __future__ import annotations

import pytest

from deliverkit.message import Received, read_received, read_return_path

R = Received
FORMS: list[tuple[str, bytes, Received]] = [
    (
        "postfix",
        (
            b"from mail.a.example (rdns.a.example [192.0.2.1])\r\n\t(using TLSv1.3 with cipher X (256/256 bits))\r\n"
            b"\tby mx.b.example (Postfix) with ESMTPS id ABC123\r\n"
            b"\tfor <u@b.example>; Sun, 22 Nov 2026 00:00:00 +0000 (UTC)"
        ),
        R(
            "mail.a.example",
            "rdns.a.example",
            "192.0.2.1",
            "mx.b.example",
            "ESMTPS",
            "ABC123",
            "u@b.example",
            "Sun, 22 Nov 2026 00:00:00 +0000 (UTC)",
        ),
    ),
    (
        "postfix, no name",
        b"from x (unknown [IPv6:2001:DB8:0::1]) by y",
        R("x", "unknown", "2001:db8::1", "y"),
    ),
    (
        "sendmail",
        b"from h.a.example (r.a.example [192.0.2.1] (may be forged)) by y (8.18/8.18) with ESMTP id q; d",
        R("h.a.example", "r.a.example", "192.0.2.1", "y", "ESMTP", "q", None, "d"),
    ),
    (
        "exim, named",
        b"from r.a.example ([192.0.2.1] helo=h.a.example) by y with esmtps (TLS1.3) (Exim 4.97) id q for u@b; d",
        R("h.a.example", "r.a.example", "192.0.2.1", "y", "esmtps", "q", "u@b", "d"),
    ),
    (
        "exim, no name",
        b"from [192.0.2.1] (helo=h.a.example) by y; d",
        R("h.a.example", None, "192.0.2.1", "y", None, None, None, "d"),
    ),
    ("exim, with a port", b"from [192.0.2.1] (port=25 helo=[10.0.0.1]) by y", R("[10.0.0.1]", None, "192.0.2.1", "y")),
    (
        "qmail",
        b"from unknown (HELO h) (192.0.2.1) by y with SMTP; d",
        R("h", "unknown", "192.0.2.1", "y", "SMTP", date="d"),
    ),
    ("qmail, user", b"from r (u@192.0.2.1) by y", R("r", None, "192.0.2.1", "y")),
    ("yahoo", b"from r (EHLO h) ([192.0.2.1]) by y", R("h", "r", "192.0.2.1", "y")),
    (
        "exchange",
        b"from h (2001:db8::1) by y (192.0.2.9) with Microsoft SMTP Server id 15.1; d",
        R("h", None, "2001:db8::1", "y", "Microsoft", "15.1", None, "d"),
    ),
    ("literal helo", b"from [10.0.0.1] (r [192.0.2.1]) by y", R("[10.0.0.1]", "r", "192.0.2.1", "y")),
    ("bracket only", b"from [192.0.2.1] by y", R("[192.0.2.1]", None, "192.0.2.1", "y")),
    ("no from", b"by 2002:a05:6::1 with SMTP id q; d", R(by="2002:a05:6::1", protocol="SMTP", id="q", date="d")),
    ("local", b"(qmail 1 invoked by uid 0); d", R(date="d")),
    ("no clause ends", b"from", R()),
    ("keyword again", b"from a by b by c from d", R("a", None, None, "b")),
    ("bad address", b"from a ([999.0.2.1]) by b", R("a", None, None, "b")),
    ("empty brackets", b"from a ([]) by b", R("a", None, None, "b")),
    ("long brackets", b"from a ([" + b"1" * 99 + b"]) by b", R("a", None, None, "b")),
    ("open comment", b"from a (b [192.0.2.1] by c", R("a", None, None, "c")),
    ("nothing", b"", R()),
]


@pytest.mark.parametrize(("value", "received"), [pytest.param(v, r, id=name) for name, v, r in FORMS])
def test_forms(value: bytes, received: Received) -> None:
    assert read_received(value) == received


@pytest.mark.parametrize(
    ("value", "address"),
    [
        (b" <>", ""),
        (b"<> (null)", ""),
        (b"<a@b.example>", "a@b.example"),
        (b"a@b.example", "a@b.example"),
        (b'<"a b"@c>', "a b@c"),
        (b"nobody", None),
        (b"", None),
    ],
)
def test_return_path(value: bytes, address: str | None) -> None:
    assert read_return_path(value) == address
