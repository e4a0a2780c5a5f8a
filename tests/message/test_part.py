"""Parts: their types, their octets and their text."""

from __future__ import annotations

import base64
import pickle

import pytest

from deliverkit.core.budget import Budget, Limits
from deliverkit.message import Message, Part, Problem, ProblemKind

K = ProblemKind


def _part(head: bytes, body: bytes = b"") -> Part:
    return Message.parse(head + b"\n\n" + body).root


@pytest.mark.parametrize(
    ("head", "types", "bad"),
    [
        (b"A: b", ("text/plain",), False),
        (b"Content-Type: Text/HTML", ("text/html",), False),
        (b"Content-Type : text/html", ("text/html",), False),
        (b"Content-Type: text / html; a=b", ("text/html",), False),
        (b"Content-Type: (c) text/html (d)", ("text/html",), False),
        (b"Content-Type: text/html, b", ("text/html",), True),
        (b"Content-Type: text", ("text/plain",), True),
        (b"Content-Type:", ("text/plain",), True),
        (b"Content-Type: text/html\nContent-Type: image/png", ("text/html", "image/png"), False),
        (b"Content-Type: multipart/mixed x; boundary=y", ("multipart/mixed",), True),
    ],
)
def test_types(head: bytes, types: tuple[str, ...], bad: bool) -> None:
    part = _part(head)
    assert (part.content_types, part.content_type) == (types, types[0])
    problems = [one.kind for one in Message.parse(head + b"\n\n").problems]
    assert (K.BAD_CONTENT_TYPE in problems) is bad


@pytest.mark.parametrize(
    ("value", "encodings", "plain"),
    [
        (b"base64", ("base64",), b"abc"),
        (b"BASE64 (c)", ("base64",), b"abc"),
        (b'"base64";', ("base64",), b"abc"),
        (b"base-64", ("base64",), b"abc"),
        (b"8bit", ("8bit",), b"YWJj"),
        (b"", ("",), b"YWJj"),
        (b"x-y", ("x-y",), b"YWJj"),
        (b"7bit\nContent-Transfer-Encoding: base64", ("7bit", "base64"), b"YWJj"),
    ],
)
def test_encodings(value: bytes, encodings: tuple[str, ...], plain: bytes) -> None:
    part = _part(b"Content-Transfer-Encoding: " + value, b"YWJj")
    assert (part.transfer_encodings, part.transfer_encoding) == (encodings, encodings[0])
    assert part.decode() == plain
    assert part.decode(encoding="base64") == b"abc"


def test_problems_of_a_body_stand_in_the_message() -> None:
    raw = b"Content-Transfer-Encoding: base64\n\nYW*Jj"
    part = Message.parse(raw).root
    assert part.read().problems == (Problem(K.BASE64_JUNK, "message:part:1", raw.index(b"*"), raw.index(b"*") + 1),)
    unknown = _part(b"Content-Transfer-Encoding: x", b"abc").read()
    assert unknown.data == b"abc"
    assert unknown.problems == (Problem(K.UNKNOWN_ENCODING, "message:part:1", 30, 33),)


def test_budget() -> None:
    part = _part(b"A: b", b"four")
    budget = Budget(Limits(bytes_read=5))
    assert part.decode(budget) == b"four"
    assert part.decode(budget) == b""
    assert budget.exhausted == ("bytes_read",)


@pytest.mark.parametrize(
    ("head", "body", "text", "charset", "kinds"),
    [
        (b"A: b", "ö".encode(), "ö", "utf-8", []),
        (b"A: b", b"\xf6", "ö", "latin-1", [K.NOT_UTF8]),
        (b"A: b", b"\xff\xfea\0", "a", "utf-16", []),
        (b"Content-Type: text/plain; charset=iso-8859-1", b"\xf6", "ö", "cp1252", []),
        (b"Content-Type: text/plain; charset=klingon", b"a", "a", "utf-8", [K.UNKNOWN_CHARSET]),
        (b"Content-Type: text/plain; charset=utf-8", b"\xef\xbb\xbfa", "a", "utf-8", []),
        (b"Content-Type: text/plain; charset=utf-8", b"a\xff", "a\ufffd", "utf-8", [K.WRONG_CHARSET]),
        (b"Content-Transfer-Encoding: base64", b"w7Y*=", "ö", "utf-8", [K.BASE64_JUNK]),
    ],
)
def test_text(head: bytes, body: bytes, text: str, charset: str, kinds: list[ProblemKind]) -> None:
    part = _part(head, body)
    read = part.read_text()
    assert (read.text, read.charset, [one.kind for one in read.problems]) == (text, charset, kinds)
    assert part.text() == text


def test_tree() -> None:
    inner = b"Content-Type: multipart/mixed; boundary=y\n\n--y\n\nb\n--y--"
    encoded = base64.encodebytes(b"Subject: s\n\nt")
    raw = (
        b"Content-Type: multipart/mixed; boundary=x\nSubject: o\n\n--x\n\na\n--x\n" + inner + b"\n--x\n"
        b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + encoded + b"\n--x--\n"
    )
    message = Message.parse(raw)
    paths = [(part.path, part.where, part.depth) for part in message.walk()]
    assert paths == [
        ("", "message", 0),
        ("1", "message:part:1", 1),
        ("2", "message:part:2", 1),
        ("2.1", "message:part:2.1", 2),
        ("3", "message:part:3", 1),
        ("3.1", "message:part:3.1", 2),
    ]
    last = message.part("3.1")
    assert last is not None
    subject = last.get("subject")
    assert subject is not None
    assert (subject.where, subject.decoded) == ("message:part:3.1:header:Subject:1", "s")
    assert last.source == b"Subject: s\n\nt"
    assert last.source[subject.start : subject.end] == subject.raw
    assert last.parent == message.part("3")
    assert message.part("4") is None
    assert message.root.parent is None
    assert message.root.is_multipart
    assert not last.is_multipart
    assert message.root.get("Subject") == message.get("subject")
    assert repr(message.root) == f"<Part (whole message) multipart/mixed, {len(message.root.body)} octets>"
    assert repr(last) == "<Part 3.1 text/plain, 1 octets>"
    assert last.params.values == ()
    assert last.fields is last.fields


def test_deep_parts_are_numbered() -> None:
    raw = b"Content-Type: message/rfc822\n\n" * 60
    message = Message.parse(raw)
    paths = [part.path for part in message.walk()]
    assert paths[50:52] == [".".join("1" * 51), "~51"]
    last = message.part("~60")
    assert last is not None
    assert (last.depth, last.where) == (60, "message:part:~60")
    assert pickle.loads(pickle.dumps(last)) == last


def test_bodies_are_not_copied() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\nabc\n--x--"
    part = Message.parse(raw).root.children[0]
    assert part.body.obj is raw
    assert (part.header_start, part.body_start, part.body_end) == (47, 48, 51)
    assert (raw[part.body_start : part.body_end], bytes(part.body)) == (b"abc", b"abc")
