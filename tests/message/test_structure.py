"""Where the parts are: delimiters well and badly written."""

from __future__ import annotations

import base64

import pytest

from deliverkit.core.budget import Limits
from deliverkit.message import Message, ProblemKind

K = ProblemKind
Tree = list[tuple[str, str, bytes]]


def _mail(body: bytes, content: bytes = b"multipart/mixed; boundary=x") -> bytes:
    return b"Content-Type: " + content + b"\n\n" + body


def _leaves(raw: bytes) -> Tree:
    return [(part.path, part.content_type, part.decode()) for part in Message.parse(raw).walk() if not part.children]


def _kinds(raw: bytes) -> list[ProblemKind]:
    return [problem.kind for problem in Message.parse(raw).problems if problem.kind is not K.BARE_LF]


PLAIN = "text/plain"
SHAPES: list[tuple[str, bytes, Tree, list[ProblemKind]]] = [
    ("one part", b"A: b\n\nbody", [("1", PLAIN, b"body")], []),
    ("two parts", _mail(b"pre\n--x\n\na\n--x\n\nb\n--x--\nepi"), [("1", PLAIN, b"a"), ("2", PLAIN, b"b")], []),
    ("crlf", _mail(b"--x\r\n\r\na\r\n\r\n--x--").replace(b"\n\n", b"\r\n\r\n", 1), [("1", PLAIN, b"a\r\n")], []),
    ("bare cr", _mail(b"--x\n\na\n--x--\n").replace(b"\n", b"\r"), [("1", PLAIN, b"a")], [K.BARE_CR]),
    ("empty part", _mail(b"--x\n\n--x--"), [("1", PLAIN, b"")], []),
    ("no header, no empty line", _mail(b"--x\n--x--"), [("1", PLAIN, b"")], [K.DELIMITER_IN_HEADER]),
    (
        "header cut",
        _mail(b"--x\nA: b\n--x\n\na\n--x--"),
        [("1", PLAIN, b""), ("2", PLAIN, b"a")],
        [K.DELIMITER_IN_HEADER],
    ),
    ("header cut by the end", _mail(b"--x\nA: b\n--x--"), [("1", PLAIN, b"")], [K.DELIMITER_IN_HEADER]),
    ("field like a delimiter", _mail(b"--x\n--y: b\n\na\n--x--"), [("1", PLAIN, b"a")], []),
    ("hyphen, no delimiter", _mail(b"--x\n-a: b\n\na\n--x--"), [("1", PLAIN, b"a")], []),
    ("unclosed", _mail(b"--x\n\na\n"), [("1", PLAIN, b"a\n")], [K.UNCLOSED_BOUNDARY]),
    ("absent", _mail(b"--y\n\na\n"), [("", "multipart/mixed", b"--y\n\na\n")], [K.ABSENT_BOUNDARY]),
    ("blanks", _mail(b"--x \t\n\na\n--x-- \n"), [("1", PLAIN, b"a")], [K.BLANKS_AFTER_DELIMITER] * 2),
    ("text behind", _mail(b"--x\n\na\n--x b\n--x--\n"), [("1", PLAIN, b"a\n--x b")], []),
    ("after the close", _mail(b"--x--\n--x\n\na\n--x--\n"), [("1", PLAIN, b"a")], [K.DELIMITER_AFTER_CLOSE]),
    ("missing", _mail(b"pre\n-- \n--y\n\na\n--y--", b"multipart/mixed"), [("1", PLAIN, b"a")], [K.MISSING_BOUNDARY]),
    (
        "missing, never found",
        _mail(b"a -- b\n--\n--y z\n", b"multipart/mixed"),
        [("", "multipart/mixed", b"a -- b\n--\n--y z\n")],
        [K.MISSING_BOUNDARY, K.ABSENT_BOUNDARY],
    ),
    ("blank at its end", _mail(b"--x\n\na\n--x--", b'multipart/mixed; boundary="x "'), [("1", PLAIN, b"a")], []),
    (
        "two boundaries",
        _mail(b"--x\n\na\n--y\n\nb\n--x--", b"multipart/mixed; boundary=x; boundary=y"),
        [("1", PLAIN, b"a"), ("2", PLAIN, b"b")],
        [],
    ),
    (
        "two types",
        b"Content-Type: text/html\n" + _mail(b"--x\n\na\n--x--"),
        [("1", PLAIN, b"a")],
        [K.REPEATED_FIELD],
    ),
    (
        "prefix of the outer",
        _mail(
            b"--xy\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\na\n--x--\n--xy\n\nb\n--xy--",
            b"multipart/mixed; boundary=xy",
        ),
        [("1.1", PLAIN, b"a"), ("2", PLAIN, b"b")],
        [],
    ),
    (
        "inner never closed",
        _mail(b"--x\nContent-Type: multipart/mixed; boundary=y\n\n--y\n\na\n--x\n\nb\n--x--"),
        [("1.1", PLAIN, b"a"), ("2", PLAIN, b"b")],
        [K.UNCLOSED_BOUNDARY],
    ),
    (
        "one boundary twice",
        _mail(b"--x\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\na\n--x--\n--x\n\nb\n--x--"),
        [("1.1", PLAIN, b"a"), ("2", PLAIN, b"b")],
        [K.REUSED_BOUNDARY],
    ),
    (
        "boundary that ends in hyphens",
        _mail(b"--x--\n\na\n--x----\n", b"multipart/mixed; boundary=x--"),
        [("1", PLAIN, b"a")],
        [],
    ),
    (
        "8-bit boundary",
        _mail(b"--\xf6\n\na\n--\xf6--", b"multipart/mixed; boundary=\xf6"),
        [("1", PLAIN, b"a")],
        [K.EIGHT_BIT_HEADER],
    ),
    (
        "digest",
        _mail(b"--x\n\nA: b\n\ni\n--x--", b"multipart/digest; boundary=x"),
        [("1.1", PLAIN, b"i")],
        [],
    ),
    ("message", _mail(b"A: b\n\ni", b"message/rfc822"), [("1.1", PLAIN, b"i")], []),
    (
        "message in a part",
        _mail(b"--x\nContent-Type: message/global\n\nA: b\n\ni\n--x\n\nj\n--x--"),
        [("1.1", PLAIN, b"i"), ("2", PLAIN, b"j")],
        [],
    ),
    (
        "message in base64",
        _mail(b"--x\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nQTogYgoKaQ==\n--x--"),
        [("1.1", PLAIN, b"i")],
        [K.ENCODED_COMPOSITE],
    ),
    (
        "message in two encodings",
        b"Content-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: base64\n"
        + _mail(b"QTogYgoKaQ==", b"message/rfc822"),
        [("1.1", PLAIN, b"QTogYgoKaQ=="), ("1.2", PLAIN, b"i")],
        [K.REPEATED_FIELD, K.ENCODED_COMPOSITE, K.NO_SEPARATOR],
    ),
    (
        "message in an unknown encoding",
        b"Content-Transfer-Encoding: x-y\n" + _mail(b"A: b\n\ni", b"message/rfc822"),
        [("1.1", PLAIN, b"i")],
        [K.UNKNOWN_ENCODING],
    ),
    (
        "multipart in base64",
        b"Content-Transfer-Encoding: base64\n" + _mail(base64.b64encode(b"--x\n\na\n--x \n\nb")),
        [("1", PLAIN, b"a"), ("2", PLAIN, b"b")],
        [K.ABSENT_BOUNDARY, K.ENCODED_COMPOSITE, K.BLANKS_AFTER_DELIMITER, K.UNCLOSED_BOUNDARY],
    ),
    (
        "multipart said to be base64",
        b"Content-Transfer-Encoding: base64\n" + _mail(b"--x\n\na\n--x--"),
        [("1", PLAIN, b"a")],
        [],
    ),
    (
        "multipart in base64 without its boundary",
        b"Content-Transfer-Encoding: base64\n" + _mail(b"YWJj"),
        [("", "multipart/mixed", b"abc")],
        [K.ABSENT_BOUNDARY, K.ENCODED_COMPOSITE, K.ABSENT_BOUNDARY],
    ),
]


@pytest.mark.parametrize(("raw", "leaves", "kinds"), [pytest.param(r, t, k, id=name) for name, r, t, k in SHAPES])
def test_shapes(raw: bytes, leaves: Tree, kinds: list[ProblemKind]) -> None:
    assert _leaves(raw) == leaves
    assert _kinds(raw) == kinds


def test_problems_name_their_octets() -> None:
    raw = _mail(b"--x\nContent-Type: multipart/mixed; boundary=y\n\n--y\n\na\n--x \n\nb\n--x--")
    problems = [one for one in Message.parse(raw).problems if one.kind is not K.BARE_LF]
    assert [(one.kind, one.where, raw[one.start : one.end]) for one in problems] == [
        (K.UNCLOSED_BOUNDARY, "message:part:1", b""),
        (K.BLANKS_AFTER_DELIMITER, "message", b"--x \n"),
    ]
    assert raw[problems[0].start :].startswith(b"--x \n")


def test_hyphens_beyond_the_window() -> None:
    filler = b"a-b-c\n" * 30_000
    raw = _mail(b"--x\n\n" + filler + b"--x\n\nb\n--x--\n" + filler)
    assert [len(part.body) for part in Message.parse(raw).walk()][1:] == [len(filler) - 1, 1]
    for cut in range(65_500, 65_560):  # every place of a delimiter about the end of the window
        raw = _mail(b"--x\n\n" + b"-" * cut + b"\n--x--\n" + b"-" * 70_000)
        assert len(Message.parse(raw).root.children[0].body) == cut
    assert Message.parse(_mail(b"-" * 200_000)).root.children == ()


def test_limits() -> None:
    raw = _mail(b"--x\n\na\n--x\n\nb\n--x--")
    few = Message.parse(raw, limits=Limits(parts=2))
    assert [part.path for part in few.walk()] == ["", "1"]
    assert [one.why for one in few.unknown] == ["limit: parts (2)"]
    deep = Message.parse(_mail(_mail(b"A: b\n\ni", b"message/rfc822"), b"message/rfc822"), limits=Limits(depth=1))
    assert [part.depth for part in deep.walk()] == [0, 1]
    assert [one.why for one in deep.unknown] == ["limit: depth (1)"]
    fields = Message.parse(b"A: b\nC: d\nE: f\n\nbody", limits=Limits(fields=2))
    assert [field.name for field in fields.fields] == ["A", "C"]
    assert bytes(fields.root.body) == b"body"
    assert [one.why for one in fields.unknown] == ["limit: fields (2)"]
    short = Message.parse(raw, limits=Limits(bytes_read=len(raw) - 12))
    assert [len(part.body) for part in short.walk()][1:] == [2]
    assert [one.why for one in short.unknown] == [f"limit: bytes_read ({len(raw) - 12})"]
    assert short.root.body_end == len(raw)
    copies = b"Content-Transfer-Encoding: base64\n" + _mail(base64.b64encode(b"A: b\n\ni"), b"message/rfc822")
    unread = Message.parse(copies, limits=Limits(bytes_read=len(copies)))
    assert [part.path for part in unread.walk()] == ["1"]
    assert [one.why for one in unread.unknown] == [f"limit: bytes_read ({len(copies)})"]


def test_encoded_messages_in_encoded_messages() -> None:
    head = b"Content-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable\n\n"
    raw = b"A: b\n\ni"
    for _ in range(20):
        raw = head + raw.replace(b"=", b"=3D")
    message = Message.parse(raw)
    assert max(part.depth for part in message.walk()) == 16
    assert [one.why for one in message.unknown] == ["limit: encoded messages inside one another (16)"]
