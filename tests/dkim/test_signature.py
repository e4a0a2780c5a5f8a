from __future__ import annotations

import base64
from typing import Any

import pytest

from deliverkit.dkim.signature import Copied, SignatureFault, SignatureHeader, parse_signature
from deliverkit.dkim.verifying.form import form_findings, form_result, is_askable
from deliverkit.dkim.verifying.result import Result
from deliverkit.message import Message

HASH = base64.b64encode(bytes(32)).decode()
TAGS = {
    "v": "1",
    "a": "rsa-sha256",
    "d": "a.example",
    "s": "s1",
    "h": "from:to",
    "bh": HASH,
    "b": "QUJD",
}


def read(text: str | bytes, **more: Any) -> SignatureHeader:
    octets = text if isinstance(text, bytes) else text.encode()
    field = Message.parse(b"DKIM-Signature: " + octets + b"\r\nFrom: a@a.example\r\n\r\n").get("dkim-signature")
    assert field is not None
    return parse_signature(field, **more)


def having(**tags: str | None) -> SignatureHeader:
    """A sound signature with some tags changed; None takes one away."""
    said = {name: value for name, value in {**TAGS, **tags}.items() if value is not None}
    return read("; ".join(f"{name}={value}" for name, value in said.items()))


def faults(header: SignatureHeader) -> list[tuple[SignatureFault, str]]:
    """The faults, with what is marked of each."""
    raw = header.field.raw
    return [(one.fault, raw[one.start : one.end].decode("latin-1")) for one in header.problems]


class TestSound:
    def test_values(self) -> None:
        header = having(c="Relaxed/simple", l="10", t="1", x="2", q="dns/txt", i="x@sub.A.example", z="From:a=20b")
        assert not header.problems
        assert is_askable(header)
        assert form_result(header) is None
        assert (header.algorithm, header.key_type, header.hash_name) == ("rsa-sha256", "rsa", "sha256")
        assert (header.signature, header.body_hash) == (b"ABC", bytes(32))
        assert (header.domain, header.selector, header.identity) == ("a.example", "s1", "x@sub.A.example")
        assert header.key_name == "s1._domainkey.a.example"
        assert header.names == ("from", "to")
        assert (header.relaxed_header, header.relaxed_body) == (True, False)
        assert (header.length, header.signed_at, header.expires_at) == (10, 1, 2)
        assert header.copied == (Copied("from", b"a b"),)

    def test_defaults(self) -> None:
        header = having()
        assert (header.relaxed_header, header.relaxed_body, header.identity) == (False, False, None)
        assert (header.length, header.signed_at, header.expires_at, header.copied) == (None, None, None, ())

    @pytest.mark.parametrize(
        "tags",
        [
            {"h": " From :\r\n\t to:from "},
            {"b": "QU\r\n JD"},
            {"b": "QUI"},  # [ [FWS] "=" [ [FWS] "=" ] ]: padding may be missing
            {"a": "RSA-SHA256"},
            {"a": "ed25519-sha256"},
            {"a": "rsa-sha1"},
            {"q": "x/y : DNS/TXT"},
            {"i": "@a.example"},
            {"i": "a b@a.example"},
            {"i": "@xn--mnchen-3ya.a.example"},
            {"d": "A.Example."},
            {"d": "m\xfcnchen.example", "i": "j\xf6rg@xn--mnchen-3ya.example"},
            {"d": "xn--mnchen-3ya.example", "i": "@sub.m\xfcnchen.example"},
            {"s": "a.b_c"},
            {"s": "k\xf6ln"},
            {"l": "0"},
            {"l": "9" * 76},
            {"t": "9" * 12},
            {"c": "simple"},
            {"c": "relaxed"},
            {"h": "from:!:x@y"},
        ],
    )
    def test_without_fault(self, tags: dict[str, str]) -> None:
        assert not having(**tags).problems

    @pytest.mark.parametrize(
        ("value", "copied"),
        [
            ("From:a=3Bb|To:\r\n c d", (Copied("from", b"a;b"), Copied("to", b"cd"))),
            ("x|From:=|y:=zz=4", (Copied("from", b"="), Copied("y", b"=zz=4"))),
            ("From:a:=3a=7C", (Copied("from", b"a::|"),)),
            ("From:\xe9", (Copied("from", b"\xc3\xa9"),)),
            ("", ()),
        ],
    )
    def test_copied_fields(self, value: str, copied: tuple[Copied, ...]) -> None:
        assert having(z=value).copied == copied


@pytest.mark.parametrize(
    ("tags", "fault", "marked", "result"),
    [
        ({"v": None}, SignatureFault.MISSING, None, Result.PERMERROR),
        ({"a": None}, SignatureFault.MISSING, None, Result.PERMERROR),
        ({"b": None}, SignatureFault.MISSING, None, Result.PERMERROR),
        ({"bh": None}, SignatureFault.MISSING, None, Result.PERMERROR),
        ({"d": None}, SignatureFault.MISSING, None, Result.PERMERROR),
        ({"h": None}, SignatureFault.MISSING, None, Result.PERMERROR),
        ({"s": None}, SignatureFault.MISSING, None, Result.PERMERROR),
        ({"v": "2"}, SignatureFault.VERSION, "v=2", Result.NEUTRAL),
        ({"v": "0.5"}, SignatureFault.VERSION, "v=0.5", Result.NEUTRAL),
        ({"v": "1.0"}, SignatureFault.VERSION, "v=1.0", Result.NEUTRAL),
        ({"v": ""}, SignatureFault.VERSION, "v=", Result.NEUTRAL),
        ({"a": "rsa-md5"}, SignatureFault.ALGORITHM, "a=rsa-md5", Result.NEUTRAL),
        ({"a": "rsa"}, SignatureFault.ALGORITHM, "a=rsa", Result.NEUTRAL),
        ({"a": "ed25519-sha1"}, SignatureFault.ALGORITHM, "a=ed25519-sha1", Result.NEUTRAL),
        ({"a": ""}, SignatureFault.ALGORITHM, "a=", Result.NEUTRAL),
        ({"b": ""}, SignatureFault.BAD_VALUE, "b=", Result.NEUTRAL),
        ({"b": "Q"}, SignatureFault.BAD_VALUE, "b=Q", Result.NEUTRAL),
        ({"b": "QUJD==="}, SignatureFault.BAD_VALUE, "b=QUJD===", Result.NEUTRAL),
        ({"b": "QU-D"}, SignatureFault.BAD_VALUE, "b=QU-D", Result.NEUTRAL),
        ({"b": "QQ==QQ=="}, SignatureFault.BAD_VALUE, "b=QQ==QQ==", Result.NEUTRAL),
        ({"bh": "\xe9"}, SignatureFault.BAD_VALUE, "bh=\xc3\xa9", Result.NEUTRAL),
        ({"d": ""}, SignatureFault.BAD_VALUE, "d=", Result.NEUTRAL),
        ({"d": "localhost"}, SignatureFault.BAD_VALUE, "d=localhost", Result.NEUTRAL),
        ({"d": "a..example"}, SignatureFault.BAD_VALUE, "d=a..example", Result.NEUTRAL),
        ({"d": "-a.example"}, SignatureFault.BAD_VALUE, "d=-a.example", Result.NEUTRAL),
        ({"d": "a b.example"}, SignatureFault.BAD_VALUE, "d=a b.example", Result.NEUTRAL),
        ({"d": "\u2602.example"}, SignatureFault.BAD_VALUE, "d=\xe2\x98\x82.example", Result.NEUTRAL),
        ({"s": ""}, SignatureFault.BAD_VALUE, "s=", Result.NEUTRAL),
        ({"s": "a/b"}, SignatureFault.BAD_VALUE, "s=a/b", Result.NEUTRAL),
        ({"s": "*"}, SignatureFault.BAD_VALUE, "s=*", Result.NEUTRAL),
        ({"h": ""}, SignatureFault.BAD_VALUE, "h=", Result.NEUTRAL),
        ({"h": "from:"}, SignatureFault.BAD_VALUE, "h=from:", Result.NEUTRAL),
        ({"h": "from::to"}, SignatureFault.BAD_VALUE, "h=from::to", Result.NEUTRAL),
        ({"h": "from to"}, SignatureFault.BAD_VALUE, "h=from to", Result.NEUTRAL),
        ({"h": "subject:to"}, SignatureFault.FROM_NOT_SIGNED, "h=subject:to", Result.PERMERROR),
        ({"c": ""}, SignatureFault.CANONICALIZATION, "c=", Result.NEUTRAL),
        ({"c": "relaxed/"}, SignatureFault.CANONICALIZATION, "c=relaxed/", Result.NEUTRAL),
        ({"c": "/relaxed"}, SignatureFault.CANONICALIZATION, "c=/relaxed", Result.NEUTRAL),
        ({"c": "nowsp/relaxed"}, SignatureFault.CANONICALIZATION, "c=nowsp/relaxed", Result.NEUTRAL),
        (
            {"c": "relaxed/relaxed/relaxed"},
            SignatureFault.CANONICALIZATION,
            "c=relaxed/relaxed/relaxed",
            Result.NEUTRAL,
        ),
        ({"c": "relaxed / simple"}, SignatureFault.CANONICALIZATION, "c=relaxed / simple", Result.NEUTRAL),
        ({"l": "-1"}, SignatureFault.BAD_VALUE, "l=-1", Result.NEUTRAL),
        ({"l": ""}, SignatureFault.BAD_VALUE, "l=", Result.NEUTRAL),
        ({"l": "\xb2"}, SignatureFault.BAD_VALUE, "l=\xc2\xb2", Result.NEUTRAL),
        ({"l": "9" * 77}, SignatureFault.BAD_VALUE, "l=" + "9" * 77, Result.NEUTRAL),
        ({"t": "1.5"}, SignatureFault.BAD_VALUE, "t=1.5", Result.NEUTRAL),
        ({"t": "1" * 13}, SignatureFault.BAD_VALUE, "t=" + "1" * 13, Result.NEUTRAL),
        ({"x": "soon"}, SignatureFault.BAD_VALUE, "x=soon", Result.NEUTRAL),
        ({"t": "9", "x": "9"}, SignatureFault.EXPIRES_FIRST, "x=9", Result.NEUTRAL),
        ({"i": "anna"}, SignatureFault.BAD_VALUE, "i=anna", Result.NEUTRAL),
        ({"i": "anna@"}, SignatureFault.BAD_VALUE, "i=anna@", Result.NEUTRAL),
        ({"i": "@example"}, SignatureFault.IDENTITY, "i=@example", Result.PERMERROR),
        ({"i": "@ba.example"}, SignatureFault.IDENTITY, "i=@ba.example", Result.PERMERROR),
        ({"i": "@a.example@b.example"}, SignatureFault.IDENTITY, "i=@a.example@b.example", Result.PERMERROR),
        ({"q": "http"}, SignatureFault.QUERY, "q=http", Result.NEUTRAL),
        ({"q": ""}, SignatureFault.QUERY, "q=", Result.NEUTRAL),
        ({"y": "1"}, SignatureFault.UNKNOWN_TAG, "y=1", None),
        ({"B": "1"}, SignatureFault.UNKNOWN_TAG, "B=1", None),
    ],
)
def test_one_fault(
    tags: dict[str, str | None], fault: SignatureFault, marked: str | None, result: Result | None
) -> None:
    header = having(**tags)
    whole = header.field.raw[len(b"DKIM-Signature:") : -2].decode("latin-1")
    assert faults(header) == [(fault, whole if marked is None else marked)]
    assert form_result(header) is result
    (finding,) = form_findings(header)
    assert finding.evidence[0].source == "message:header:DKIM-Signature:1"


class TestLists:
    def test_faults_of_the_list_come_first(self) -> None:
        text = "; ".join(f"{name}={value}" for name, value in TAGS.items()) + ";; x; v=1; d=b.example"
        header = read(text)
        assert faults(header) == [
            (SignatureFault.SYNTAX, ";"),
            (SignatureFault.SYNTAX, "x"),
            (SignatureFault.REPEATED, "v=1"),
            (SignatureFault.REPEATED, "d=b.example"),
        ]
        assert header.domain == "a.example"
        assert not is_askable(header)

    def test_all_that_is_missing(self) -> None:
        header = read("")
        assert [one.fault for one in header.problems] == [SignatureFault.SYNTAX, *[SignatureFault.MISSING] * 7]
        assert (header.key_name, header.names, header.signature) == ("._domainkey.", (), b"")
        assert form_result(header) is Result.NEUTRAL

    def test_what_decides_is_told_before_what_does_no_harm(self) -> None:
        text = "; ".join(f"{name}={value}" for name, value in TAGS.items())
        header = read("; ".join(f"x{n}=1" for n in range(12)) + "; " + text + "; i=@b.example")
        assert form_result(header) is Result.PERMERROR
        found = form_findings(header)
        assert [one.code for one in found] == ["dkim.identity-mismatch", *["dkim.unknown-tag"] * 9]

    def test_the_sealed_form_has_no_version_and_counts_by_i(self) -> None:
        header = read("i=1; a=rsa-sha256; d=a.example; s=s1; h=from; bh=QUJD; b=QUJD", required=("a", "b", "bh"))
        assert not header.problems
        assert header.identity is None


class TestPlaces:
    def test_spans(self) -> None:
        header = having(b=" QU\r\n\tJD ")
        raw = header.field.raw
        start, end = header.value_span
        assert raw[start:end] == b"QU\r\n\tJD"
        start, end = header.span("d")
        assert raw[start:end] == b"d=a.example"
        assert header.span("x") == (0, len(raw) - 2)

    def test_no_signature_at_all(self) -> None:
        header = having(b=None)
        assert header.value_span == (len(header.field.raw),) * 2


class TestNames:
    def test_a_key_whose_name_no_name_server_can_hold(self) -> None:
        # "names: 255 octets or less" (RFC 1035 section 2.3.4)
        label = "a" * 60
        selector = ".".join([label] * 2)
        long, short = ".".join([label] * 2 + ["example"]), "a.example"
        assert not having(d=short, s=selector).problems
        assert faults(having(d=long, s=selector)) == [(SignatureFault.BAD_VALUE, f"s={selector}")]
        assert faults(having(d="x", s=selector)) == [(SignatureFault.BAD_VALUE, "d=x")]

    def test_octets_that_are_no_utf_8(self) -> None:
        header = read(b"v=1; a=rsa-sha256; d=\xff.example; s=s1; h=from; bh=QUJD; b=QUJD; i=\xfe@a")
        found = faults(header)
        assert found[0] == (SignatureFault.SYNTAX, "\xff")
        assert (SignatureFault.BAD_VALUE, "d=\xff.example") in found
