"""Is every edit the one that it is called, on whatever message?"""

from __future__ import annotations

import re
from typing import Any

import pytest

from deliverkit.core.errors import UsageError
from deliverkit.forwarding import (
    AddField,
    Effect,
    Footer,
    PartFooter,
    Recode,
    RefoldHeader,
    RemoveField,
    RewriteFrom,
    StripAttachments,
    SubjectTag,
    TrimBlanks,
)
from deliverkit.forwarding.changes.octets import spliced
from deliverkit.message import Message
from forwarding_ways import CHANGES, MESSAGE


def after(change: Any, raw: bytes) -> bytes:
    octets: bytes = change.apply(Message.parse(raw))
    return octets


@pytest.mark.parametrize("change", CHANGES, ids=lambda one: one.name)
def test_a_change_is_named_and_does_something(change: Any) -> None:
    assert re.fullmatch("[a-z][A-Za-z0-9 -]+", change.name)
    assert change.effect != Effect()
    if change != RemoveField("X-Nothing"):
        assert after(change, MESSAGE) != MESSAGE


@pytest.mark.parametrize(
    ("change", "before", "expected"),
    [
        (Footer("x\ny"), b"A: b\r\n\r\nc\r\n", b"A: b\r\n\r\nc\r\nx\r\ny\r\n"),
        (Footer("x"), b"A: b\n\nc\n", b"A: b\n\nc\nx\n"),
        (Footer("x"), b"A: b\r\n\r\nc", b"A: b\r\n\r\nc\r\nx\r\n"),
        (Footer("x"), b"A: b\r\n", b"A: b\r\n\r\nx\r\n"),
        (Footer("x"), b"A: b", b"A: b\r\n\r\nx\r\n"),
        (Footer("x"), b"", b"\r\nx\r\n"),
        (Footer(""), b"A: b\r\n\r\nc\r\n", b"A: b\r\n\r\nc\r\n\r\n"),
        (Footer("\u00fc\udc80"), b"A: b\r\n\r\n", b"A: b\r\n\r\n\xc3\xbc?\r\n"),
        (TrimBlanks(), b"A: b \r\n\r\nc \t\r\n d\t\n\re \r", b"A: b \r\n\r\nc\r\n d\n\re\r"),
        (TrimBlanks(), b"A: b\r\n\r\nc\r\n", b"A: b\r\n\r\nc\r\n"),
        (SubjectTag("[x]"), b"A: b\r\nSubject:y\r\n\r\n", b"A: b\r\nSubject: [x]y\r\n\r\n"),
        (SubjectTag("[x]"), b"A: b\r\nSubject: [x] y\r\n\r\n", b"A: b\r\nSubject: [x] y\r\n\r\n"),
        (SubjectTag("[x]"), b"A: b\r\n\r\n", b"A: b\r\nSubject: [x]\r\n\r\n"),
        (SubjectTag("[x]"), b"A: b", b"A: b\r\nSubject: [x]\r\n"),
        (SubjectTag("[x]"), b"A: b\r\nno field\r\n", b"A: b\r\nSubject: [x]\r\n\r\nno field\r\n"),
        (AddField("X", "\u00fc"), b"A: b\n\nc\n", b"X: \xc3\xbc\nA: b\n\nc\n"),
        (AddField("X", "y"), b"From x\r\nA: b\r\n\r\n", b"From x\r\nX: y\r\nA: b\r\n\r\n"),
        (AddField("X", "y", below=True), b"\r\nc", b"X: y\r\n\r\nc"),
        (AddField("X", "y"), b"", b"X: y\r\n"),
        (RemoveField("x"), b"X: 1\r\nA: b\r\nx : 2\r\n 3\r\n\r\nX: 4\r\n", b"A: b\r\n\r\nX: 4\r\n"),
        (RefoldHeader(width=20), b"A:  b  c\r\n\r\n", b"A:  b  c\r\n\r\n"),
        (RefoldHeader(width=20), b"Abc: 1234567890 1234567890\r\n\r\n", b"Abc: 1234567890\r\n 1234567890\r\n\r\n"),
        (RefoldHeader(width=20), b"Abc: 1234567890123 \t  \r\n\r\n", b"Abc: 1234567890123 \t  \r\n\r\n"),
        (RefoldHeader(width=20), b"A: 12345678901234567890\n\n", b"A:\n 12345678901234567890\n\n"),
        (RefoldHeader(), b"A:\r\n b\r\n\tc", b"A: b\tc"),
    ],
)
def test_header_and_body(change: Any, before: bytes, expected: bytes) -> None:
    assert after(change, before) == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (b"From: a@a.example\r\n\r\n", b'From: "a via l.example" <l@l.example>\r\nReply-To: a@a.example\r\n\r\n'),
        (
            b'From: "A. \\"B\\"" <a@a.example>\r\nReply-To: c@c.example\r\n\r\n',
            b'From: "A. \\"B\\" via l.example" <l@l.example>\r\nReply-To: c@c.example\r\n\r\n',
        ),
        (b"To: c\r\n\r\n", b'From: "via l.example" <l@l.example>\r\nTo: c\r\n\r\n'),
        (b"From: nobody\r\n\r\n", b'From: "via l.example" <l@l.example>\r\n\r\n'),
    ],
)
def test_rewritten_from(before: bytes, expected: bytes) -> None:
    assert after(RewriteFrom("l@l.example"), before) == expected


def test_rewritten_from_of_a_name_beyond_ascii() -> None:
    raw = b"From: =?utf-8?q?J=C3=BCrg?= <a@\r\n a.example>\r\nFrom: b@b.example\r\nTo: c\r\n\r\n"
    message = Message.parse(after(RewriteFrom("l@l.example"), raw))
    assert [(field.name, field.decoded) for field in message.fields] == [
        ("From", "J\u00fcrg via l.example <l@l.example>"),
        ("To", "c"),
        ("Reply-To", "a@ a.example"),
    ]
    assert message.raw.isascii()


def test_rewritten_from_leaves_no_long_name() -> None:
    raw = b"From: " + b"\xff" * 100_000 + b" <a@a.example>\r\n\r\n"
    field = Message.parse(after(RewriteFrom("l@l.example", reply_to=False), raw)).get("From")
    assert field is not None
    assert len(field.raw) < 1000
    assert after(RewriteFrom("l@l.example", reply_to=False), b"From: a@a.example\r\n\r\n").count(b"\n") == 2


HTML = b"Content-Type: text/html\r\n"


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (b"A: b\r\n\r\nc\r\n", b"A: b\r\n\r\nc\r\nBye\r\n"),
        (b"A: b\r\n\r\nc", b"A: b\r\n\r\nc\r\nBye"),
        (HTML + b"\r\n<BODY>c</BODY></body>\r\n", HTML + b"\r\n<BODY>c</BODY><p>Bye\r\n</body>\r\n"),
        (HTML + b"\r\n<p>c", HTML + b"\r\n<p>c\r\n<p>Bye"),
        (
            b"Content-Transfer-Encoding: base64\r\n\r\nYw0K\r\n",
            b"Content-Transfer-Encoding: base64\r\n\r\nYw0KQnllDQo=\r\n",
        ),
        (
            b"Content-Transfer-Encoding: quoted-printable\r\n\r\n=C3=BC=\r\nc\r\n",
            b"Content-Transfer-Encoding: quoted-printable\r\n\r\n=C3=BCc\r\nBye\r\n",
        ),
        # what cannot be read, what is no text, and what is attached stays
        (b"Content-Transfer-Encoding: x-own\r\n\r\nc\r\n", None),
        (b"Content-Type: image/png\r\n\r\nc\r\n", None),
        (b"Content-Disposition: attachment\r\n\r\nc\r\n", None),
        (b"Content-Type: text/plain; name=x.txt\r\n\r\nc\r\n", None),
        (b"Content-Type: message/rfc822\r\n\r\nA: b\r\n\r\nc\r\n", None),
        (b"A: b\r\n", b"A: b\r\nBye\r\n"),
    ],
)
def test_text_appended_to_parts(before: bytes, expected: bytes | None) -> None:
    assert after(PartFooter("Bye", "<p>Bye"), before) == (before if expected is None else expected)


def test_html_is_given_the_text_where_it_has_none_of_its_own() -> None:
    assert after(PartFooter("Bye"), HTML + b"\r\n<p>c</body>") == HTML + b"\r\n<p>cBye\r\n</body>"


@pytest.mark.parametrize(
    ("encoding", "before", "expected"),
    [
        (
            "base64",
            b"Content-Transfer-Encoding: 8bit\r\nA: b\r\nContent-Transfer-Encoding: 7bit\r\n\r\n\xc3\xbc\r\n",
            b"Content-Transfer-Encoding: base64\r\nA: b\r\n\r\nw7wNCg==\r\n",
        ),
        ("base64", b"A: b\n\n\xc3\xbc", b"A: b\nContent-Transfer-Encoding: base64\n\nw7w="),
        ("base64", b"\xc3\xbc", b"Content-Transfer-Encoding: base64\r\n\r\nw7w="),
        (
            "quoted-printable",
            b"A: b\r\n\xc3\xbc \r\n=\r\n",
            b"A: b\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=C3=BC=20\r\n=3D\r\n",
        ),
        ("quoted-printable", b"A: b\r\n\r\nc\r\n", None),
        ("quoted-printable", b"Content-Transfer-Encoding: base64\r\n\r\n\xff\r\n", None),
    ],
)
def test_recoded(encoding: str, before: bytes, expected: bytes | None) -> None:
    assert after(Recode(encoding), before) == (before if expected is None else expected)


PARTS = (
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nc\r\n"
    b"--b\r\nContent-Type: application/zip\r\n\r\nPK\r\n--b\r\nContent-Disposition: attachment\r\n\r\nd\r\n"
    b"--b\r\nContent-Type: message/rfc822\r\n\r\nContent-Type: application/zip\r\n\r\nPK\r\n--b--\r\n"
)
NOTE = b"Content-Type: text/plain; charset=us-ascii\r\n\r\nAn attachment was taken out."


def test_attachments_taken_out() -> None:
    first, second = b"Content-Type: application/zip\r\n\r\nPK", b"Content-Disposition: attachment\r\n\r\nd"
    assert after(StripAttachments(), PARTS) == PARTS.replace(first, NOTE, 1).replace(second, NOTE, 1)
    assert after(StripAttachments(("application/zip",)), PARTS) == PARTS.replace(first, NOTE, 1)
    assert after(StripAttachments(), HTML + b"Content-Disposition: attachment\r\n\r\nc") == (
        HTML + b"Content-Disposition: attachment\r\n\r\nc"
    )


def test_edits_that_overlap() -> None:
    assert spliced(b"abcdef", ((1, 3, b"X"), (2, 4, b"Y"), (4, 4, b"Z"))) == b"aXdZef"


def wrong(change: Any, *given: Any, **more: Any) -> Any:
    return change(*given, **more)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: wrong(Footer, 1), "Footer(text=...) takes a text, not int"),
        (lambda: wrong(PartFooter, html=None), "PartFooter(html=...) takes a text, not None"),
        (lambda: SubjectTag(" "), "takes a tag of ASCII characters"),
        (lambda: SubjectTag("\u00fc"), "takes a tag of ASCII characters"),
        (lambda: SubjectTag("a\nb"), "a line end or another control character"),
        (lambda: AddField("X:", "y"), "'X:' is no name of a header field"),
        (lambda: AddField("X", "y\r\nBcc: z"), "a line end or another control character"),
        (lambda: wrong(AddField, "X", "y", below="no"), "takes True or False"),
        (lambda: RemoveField(""), "'' is no name of a header field"),
        (lambda: RefoldHeader(10), "is from 20 to 998"),
        (lambda: wrong(RefoldHeader, "78"), "takes a whole number, not str"),
        (lambda: RewriteFrom("list"), "'list' is no address"),
        (lambda: RewriteFrom("a@b.example>, <c@d.example"), "is no address"),
        (lambda: RewriteFrom("a@" + "b" * 64), "is no address"),
        (lambda: Recode("8bit"), "takes 'quoted-printable' or 'base64'"),
        (lambda: wrong(StripAttachments, "application/zip"), "takes media types, such as"),
    ],
)
def test_wrong_arguments(make: Any, said: str) -> None:
    with pytest.raises(UsageError, match=re.escape(said)):
        make()
