"""The header of a message, its lines, and what a caller may pass."""

from __future__ import annotations

import email.message
import email.policy
import pickle

import pytest

from deliverkit.core.budget import Limits
from deliverkit.core.errors import UsageError
from deliverkit.core.evidence import Evidence
from deliverkit.message import HeaderField, LineEnds, Message, Problem, ProblemKind

K = ProblemKind


def _fields(raw: bytes) -> list[tuple[str, bytes]]:
    return [(field.name, field.value) for field in Message.parse(raw).fields]


HEADERS: list[tuple[str, bytes, list[tuple[str, bytes]], bytes, list[ProblemKind]]] = [
    ("crlf", b"A: b\r\nC: d\r\n\r\nbody", [("A", b" b"), ("C", b" d")], b"body", []),
    ("lf", b"A: b\n\nbody\n", [("A", b" b")], b"body\n", [K.BARE_LF]),
    ("cr", b"A: b\r\rbody", [("A", b" b")], b"body", [K.BARE_CR]),
    ("cr beside lf", b"A: b\rC: d\r\n\r\nbody", [("A", b" b\rC: d")], b"body", [K.BARE_CR]),
    ("mixed empty line", b"A: b\n\r\nbody", [("A", b" b")], b"body", [K.BARE_LF]),
    ("folded", b"A: b\r\n c\r\n\td\r\n\r\n", [("A", b" b\r\n c\r\n\td")], b"", []),
    ("blank fold", b"A: b\r\n \t\r\nC: d\r\n\r\n", [("A", b" b\r\n \t"), ("C", b" d")], b"", [K.BLANK_FOLD]),
    ("no body", b"A: b\r\n", [("A", b" b")], b"", []),
    ("no line end", b"A: b", [("A", b" b")], b"", []),
    ("no header", b"\r\nbody", [], b"body", []),
    ("no separator", b"A: b\r\nbody line\r\n", [("A", b" b")], b"body line\r\n", [K.NO_SEPARATOR]),
    ("fold first", b" A: b\r\n", [], b" A: b\r\n", [K.FOLD_WITHOUT_FIELD]),
    ("blank before the colon", b"A \t: b\r\n\r\n", [("A", b" b")], b"", [K.SPACE_BEFORE_COLON]),
    ("no name", b": b\r\n\r\n", [], b": b\r\n\r\n", [K.NO_SEPARATOR]),
    ("name with 8 bits", b"\xe4: b\r\n\r\n", [], b"\xe4: b\r\n\r\n", [K.NO_SEPARATOR]),
    ("8 bits", b"A: b\r\nC: \xe4\r\n\r\n", [("A", b" b"), ("C", b" \xe4")], b"", [K.EIGHT_BIT_HEADER]),
    ("NUL", b"A: \0\r\n\r\n", [("A", b" \0")], b"", [K.NUL]),
    ("mbox", b"From a@b Sun\r\nA: b\r\n\r\n", [("A", b" b")], b"", [K.MBOX_FROM_LINE]),
    ("quoted mbox", b">From a@b\r\nA: b\r\n\r\n", [("A", b" b")], b"", [K.MBOX_FROM_LINE]),
    ("From with a blank", b"From : a@b\r\n\r\n", [("From", b" a@b")], b"", [K.SPACE_BEFORE_COLON]),
    ("mbox alone", b"From a@b", [], b"", [K.MBOX_FROM_LINE]),
    ("nothing", b"", [], b"", []),
    ("lone cr at the end", b"A: b\n\r", [("A", b" b")], b"\r", [K.BARE_LF, K.BARE_CR, K.NO_SEPARATOR]),
]


@pytest.mark.parametrize(
    ("raw", "fields", "body", "kinds"), [pytest.param(r, f, b, k, id=name) for name, r, f, b, k in HEADERS]
)
def test_headers(raw: bytes, fields: list[tuple[str, bytes]], body: bytes, kinds: list[ProblemKind]) -> None:
    message = Message.parse(raw)
    assert _fields(raw) == fields
    assert raw[message.body_start :] == body == bytes(message.root.body)
    assert [one.kind for one in message.problems] == kinds
    assert message.problems is message.problems


def test_problems_name_their_octets() -> None:
    raw = b"From x\nA : b\n \nC: \xe4\0\rbody"
    assert [(one.kind.word, one.where, raw[one.start : one.end]) for one in Message.parse(raw).problems] == [
        ("bare-lf", "message", b"\n"),
        ("bare-cr", "message", b"\r"),
        ("nul", "message", b"\0"),
        ("eight-bit-header", "message", b"C: \xe4\0\rbody"),
        ("mbox-from-line", "message", b"From x\n"),
        ("blank-fold", "message", b" \n"),
        ("space-before-colon", "message", b" "),
    ]


def test_a_field() -> None:
    raw = b"X: 1\r\nSubject :  =?utf-8?q?gr=C3=BCn?=\r\n und blau \r\nsubject: again\r\n\r\n"
    message = Message.parse(raw)
    first, second = message.get_all("SUBJECT")
    assert message.get("subject") == first
    assert message.get("none") is None
    assert message.get_all("none") == ()
    assert message.get("gr\udcffn") is None
    assert (first.name, first.key, first.nth, first.where) == ("Subject", "subject", 1, "message:header:Subject:1")
    assert second.where == "message:header:subject:2"
    assert first.text == "=?utf-8?q?gr=C3=BCn?= und blau"
    assert first.decoded == "grün und blau"
    assert first.raw[first.value_at :] == raw[first.value_start : first.end]
    assert first.value == b"  =?utf-8?q?gr=C3=BCn?=\r\n und blau "
    assert Evidence.cut(first.where, first.raw, first.value_at).text.startswith("Subject :  =?utf-8?q?gr")
    assert len(message.fields) == 3
    assert (message.header_end, message.separator) == (len(raw) - 2, b"\r\n")
    assert [field.name for field in message.fields] == ["X", "Subject", "subject"]
    assert HeaderField(b"A: b\r", 0, 1, 1, "message").value == b" b"
    assert HeaderField(b"A: b", 0, 1, 1, "message").value == b" b"


def test_line_ends() -> None:
    assert Message.parse(b"a\r\nb\nc\rd\r\n").line_ends == LineEnds(2, 1, 1)
    assert Message.parse(b"a\r\nb\nc\rd\r\n").line_ends.mixed
    assert not Message.parse(b"a\r\nb\r\n").line_ends.mixed


def test_octets_in_any_form() -> None:
    raw = b"A: b\r\n\r\n"
    assert Message.parse(bytearray(raw)) == Message.parse(memoryview(raw)) == Message.parse(raw)
    assert Message.parse(raw).raw is raw


def test_what_is_no_octets_is_refused() -> None:
    with pytest.raises(UsageError, match=r"not text: read it as bytes"):
        Message.parse("A: b")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType] - the mistake
    made = email.message.EmailMessage()
    made["A"] = "b"
    with pytest.raises(UsageError, match=r"message\.as_bytes\(policy=email\.policy\.SMTP\)"):
        Message.parse(made)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType] - the mistake
    assert Message.parse(made.as_bytes(policy=email.policy.SMTP)).get("a") is not None
    with pytest.raises(UsageError, match="not int"):
        Message.parse(1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType] - the mistake


def test_equal_hashed_and_pickled_by_octets_and_limits() -> None:
    raw = b"A: b\r\n\r\n"
    message = Message.parse(raw)
    assert message == Message.parse(bytes(bytearray(raw)))
    assert message != Message.parse(raw, limits=Limits(parts=1))
    assert message != Message.parse(raw + b"x")
    assert message != raw
    assert hash(message) == hash(Message.parse(raw))
    assert pickle.loads(pickle.dumps(message)).limits == message.limits
    assert pickle.loads(pickle.dumps(message)) == message
    assert repr(message) == "<Message of 8 octets, 1 header fields>"
    assert message.root == message.root
    assert message.root != message
    assert message.root != Message.parse(raw + b"x").root
    assert len({message.root, Message.parse(raw).root}) == 1


def test_problems_pickle() -> None:
    problem = Problem(K.NUL, "message", 1, 2)
    assert pickle.loads(pickle.dumps(problem)) == problem
