"""Parameters: the examples of RFC 2231, and every slip clients forgive in their own way."""

from __future__ import annotations

import pytest

from deliverkit.core.budget import Budget, Limits
from deliverkit.message import Message, ProblemKind, Reading, filename_candidates, read_parameters

RFC_2231 = [
    (
        (
            b'message/external-body; access-type=URL;\r\n URL*0="ftp://";\r\n'
            b' URL*1="cs.utk.edu/pub/moore/bulk-mailer/bulk-mailer.tar"'
        ),
        "url",
        "ftp://cs.utk.edu/pub/moore/bulk-mailer/bulk-mailer.tar",
    ),
    (
        b"application/x-stuff;\r\n title*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A",
        "title",
        "This is ***fun***",
    ),
    (
        (
            b"application/x-stuff;\r\n title*0*=us-ascii'en'This%20is%20even%20more%20;\r\n"
            b' title*1*=%2A%2A%2Afun%2A%2A%2A%20;\r\n title*2="isn\'t it!"'
        ),
        "title",
        "This is even more ***fun*** isn't it!",
    ),
]


@pytest.mark.parametrize(("value", "name", "text"), RFC_2231)
def test_the_examples_of_rfc_2231(value: bytes, name: str, text: str) -> None:
    parameters = read_parameters(value)
    assert parameters.problems == ()
    assert [one.text for one in parameters.get_all(name)] == [text]
    assert parameters.get(name) == text
    assert parameters.get("none") is None


R = Reading
READINGS: list[tuple[str, bytes, list[tuple[str, Reading]]]] = [
    ("token", b"x; n=a.exe", [("a.exe", R.PLAIN)]),
    ("quoted", b'x; n="a; \\"b\\".exe"', [('a; "b".exe', R.PLAIN), ("a; b.exe", R.UNQUOTED)]),
    ("case and blanks", b"x ;\tN = a.exe ", [("a.exe", R.PLAIN)]),
    ("comments around", b"x; (c) n (c) = (c) a.exe", [("a.exe", R.PLAIN)]),
    ("comment behind", b'x; n="a.exe" (c)', [("a.exe", R.PLAIN)]),
    ("empty", b"x; n=", [("", R.PLAIN)]),
    ("folded", b'x;\r\n n="a\r\n b"', [("a b", R.PLAIN)]),
    ("backslashes", b'x; n="C:\\evil.exe"', [("C:evil.exe", R.PLAIN), ("C:\\evil.exe", R.ESCAPES_KEPT)]),
    ("comment inside", b"x; n=evil.()exe", [("evil.()exe", R.PLAIN), ("evil.exe", R.WITHOUT_COMMENTS)]),
    ("apostrophes", b"x; n='evil.exe'", [("'evil.exe'", R.PLAIN), ("evil.exe", R.UNQUOTED)]),
    ("quote in a token", b'x; n=ev"il".exe', [('ev"il".exe', R.PLAIN), ("evil.exe", R.UNQUOTED)]),
    (
        "text behind the quote",
        b'x; n="evil".exe',
        [("evil", R.PLAIN), ('"evil".exe', R.TO_SEMICOLON), ("evil.exe", R.UNQUOTED)],
    ),
    ("blank in a token", b"x; n=my evil.exe; m=1", [("my", R.PLAIN), ("my evil.exe", R.TO_SEMICOLON)]),
    (
        "open quote",
        b'x; n="evil.exe; m=1',
        [("evil.exe; m=1", R.PLAIN), ("evil.exe", R.TO_SEMICOLON)],
    ),
    ("missing semicolon", b"x; m=1 n=a.exe", [("a.exe", R.PLAIN)]),
    ("missing semicolon behind a quote", b'x; m="1"n="a.exe"', [("a.exe", R.PLAIN)]),
    ("missing semicolon behind the value", b"x n=a.exe", [("a.exe", R.PLAIN)]),
    ("missing value", b"n=a.exe", [("a.exe", R.PLAIN)]),
    (
        "token up to a semicolon",
        b"x; n=a b.exe m=1",
        [("a", R.PLAIN), ("a b.exe", R.TO_SEMICOLON), ("a b.exe m=1", R.TO_SEMICOLON)],
    ),
    ("repeated", b"x; n=a.pdf; n=b.exe", [("a.pdf", R.PLAIN), ("b.exe", R.PLAIN)]),
    ("repeated alike", b"x; n=a.pdf; n=a.pdf", [("a.pdf", R.PLAIN)]),
    ("star beside plain", b"x; n=a.pdf; n*=utf-8''b.exe", [("b.exe", R.EXTENDED), ("a.pdf", R.PLAIN)]),
    ("star without charset", b"x; n*=b%2Eexe", [("b.exe", R.EXTENDED)]),
    ("star with an empty charset", b"x; n*=''b%C3%B6", [("bö", R.EXTENDED)]),
    ("star in latin-1", b"x; n*=iso-8859-1'de'b%F6", [("bö", R.EXTENDED)]),
    ("percent without star", b"x; n=a%2Eexe", [("a%2Eexe", R.PLAIN), ("a.exe", R.PERCENT)]),
    (
        "encoded-word",
        b'x; n="=?utf-8?q?a=2Eexe?="',
        [("a.exe", R.ENCODED_WORD), ("=?utf-8?q?a=2Eexe?=", R.PLAIN)],
    ),
    ("raw utf-8", "x; n=ö.exe".encode(), [("ö.exe", R.PLAIN), ("Ã¶.exe", R.LATIN_1)]),
    ("raw latin-1", b"x; n=\xf6.exe", [("ö.exe", R.PLAIN)]),
    ("NUL", b"x; n*=utf-8''a.pdf%00.exe", [("a.pdf\0.exe", R.EXTENDED), ("a.pdf", R.CUT_AT_NUL)]),
    ("continued", b"x; n*1=.exe; n*0=a", [("a.exe", R.JOINED)]),
    (
        "twelve sections",
        b"x" + b"".join(b"; n*%d=%c" % (at, 97 + at) for at in reversed(range(12))),
        [("abcdefghijkl", R.JOINED)],
    ),
    ("gap", b"x; n*0=a.pdf; n*2=.exe", [("a.pdf", R.UNTIL_GAP), ("a.pdf.exe", R.JOINED)]),
    ("gap at the start", b"x; n*1=a; n*2=.exe", [("a.exe", R.JOINED)]),
    ("number again", b"x; n*0=a.pdf; n*0=a.exe", [("a.pdf", R.JOINED), ("a.exe", R.LAST_REPEATED)]),
    (
        "escape cut by the sections",
        b"x; n*0*=utf-8''a%C; n*1*=3%B6",
        [("a%C3\ufffd", R.JOINED), ("aö", R.JOINED)],
    ),
    ("character cut by the sections", b"x; n*0*=utf-8''a%C3; n*1*=%B6", [("aö", R.JOINED)]),
    ("star only later", b"x; n*0=a%41; n*1*=%42", [("a%41B", R.JOINED)]),
    ("star first", b"x; n*0*=utf-8''a%41; n*1=%42", [("aA%42", R.JOINED)]),
    ("star and apostrophes", b"x; n*='a%2Eexe'", [("", R.EXTENDED), ("'a.exe'", R.WHOLE_EXTENDED)]),
    ("star and nothing", b"x; n*=", [("", R.EXTENDED)]),
    ("star in utf-16", b"x; n*=utf-16le''a.b1", [("\u2e61\u3162", R.EXTENDED), ("a.b1", R.CHARSET_IGNORED)]),
    (
        "encoded-word under a star",
        b"x; n*=utf-8''=?utf-8?q?a=2Eexe?=",
        [("=?utf-8?q?a=2Eexe?=", R.EXTENDED), ("a.exe", R.ENCODED_WORD)],
    ),
]


@pytest.mark.parametrize(("value", "readings"), [pytest.param(v, r, id=name) for name, v, r in READINGS])
def test_readings(value: bytes, readings: list[tuple[str, Reading]]) -> None:
    assert [(one.text, one.reading) for one in read_parameters(value).get_all("n")] == readings


@pytest.mark.parametrize(
    ("value", "main", "problems"),
    [
        (b" text/plain (c) ; n=a", "text/plain", []),
        (b"", "", []),
        (b"x; ; n=a;", "x", []),
        (b"x; n", "x", [(ProblemKind.BAD_PARAMETER, b"n")]),
        (b"x; =a", "x", [(ProblemKind.BAD_PARAMETER, b"=a")]),
        (b"x n=a", "x", [(ProblemKind.MISSING_SEMICOLON, b" ")]),
        (b'x; m="a" n=b', "x", [(ProblemKind.MISSING_SEMICOLON, b"")]),
        (b"x; n=a; n=b", "x", [(ProblemKind.REPEATED_PARAMETER, b"b")]),
        (b"x; n*=a; n*=b; n=c", "x", [(ProblemKind.REPEATED_PARAMETER, b"b")]),
        (b"x; n*0=a; n*0=b", "x", [(ProblemKind.REPEATED_PARAMETER, b"b")]),
        (b"x; n*0=a; n*2=b", "x", [(ProblemKind.CONTINUATION_GAP, b"b")]),
        (b'x; n="a', "x", [(ProblemKind.UNTERMINATED_QUOTE, b'"a')]),
        (b'x; n="a; m="b; o="', "x", [(ProblemKind.UNTERMINATED_QUOTE, b'"')]),
        (b'x; n="\\"', "x", [(ProblemKind.UNTERMINATED_QUOTE, b'"\\"')]),
        (b"x; n=(a (b; m=c", "x", [(ProblemKind.UNCLOSED_COMMENT, b"(a (b; m=c")]),
        (b"n=a", "", []),
        (b"x; n*1234567890=a", "x", []),
        (b"x; *=a", "x", []),
    ],
)
def test_value_and_problems(value: bytes, main: str, problems: list[tuple[ProblemKind, bytes]]) -> None:
    parameters = read_parameters(value, "w", 10)
    assert parameters.value == main
    raw = b"0123456789" + value
    assert [(one.kind, raw[one.start : one.end]) for one in parameters.problems] == problems
    assert {one.where for one in parameters.problems} <= {"w"}


def test_spans() -> None:
    part = Message.parse(b'Content-Type: a/b; name="x.exe"; name*0=y\n\n').root
    raw = b'Content-Type: a/b; name="x.exe"; name*0=y\n'
    assert [raw[one.start : one.end] for one in part.params.values] == [b"y", b'"x.exe"']
    assert Message.parse(b"A: b\n\n").root.params.values == ()


def test_filename_candidates_of_every_field() -> None:
    raw = (
        b"Content-Type: application/pdf; name=a.pdf; filename=e.pdf\n"
        b"Content-Disposition: attachment; filename=b.pdf; name=c.pdf\n"
        b"Content-Disposition: attachment; filename*=utf-8''d.exe\n"
        b"Content-Type: text/plain; name=f.txt\n\n"
    )
    found = filename_candidates(Message.parse(raw).root)
    assert [(one.name, one.where, one.parameter) for one in found] == [
        ("b.pdf", "message:header:Content-Disposition:1", "filename"),
        ("d.exe", "message:header:Content-Disposition:2", "filename"),
        ("a.pdf", "message:header:Content-Type:1", "name"),
        ("f.txt", "message:header:Content-Type:2", "name"),
        ("c.pdf", "message:header:Content-Disposition:1", "name"),
        ("e.pdf", "message:header:Content-Type:1", "filename"),
    ]
    field = Message.parse(raw).get_all("Content-Disposition")[1]
    assert field.raw[found[1].start : found[1].end] == b"utf-8''d.exe"
    assert found[1].reading is Reading.EXTENDED


NAMES: list[tuple[str, bytes, list[tuple[str, Reading]]]] = [
    ("words before parameters", b"=?utf-8?q?x=3B_filename=3Da=2Eexe?=", [("a.exe", R.DECODED_FIRST)]),
    (
        "words and nothing more to see",
        b"x; filename==?utf-8?q?a?=",
        [("a", R.ENCODED_WORD), ("=?utf-8?q?a?=", R.PLAIN)],
    ),
    ("comment that hides a name", b"x; (y; filename=a.exe; z)", [("a.exe", R.COMMENTS_KEPT)]),
    ("comment before a name", b"x; (y) filename=a.exe", [("a.exe", R.PLAIN)]),
]


@pytest.mark.parametrize(("value", "names"), [pytest.param(v, n, id=name) for name, v, n in NAMES])
def test_names_that_only_careless_readers_see(value: bytes, names: list[tuple[str, Reading]]) -> None:
    part = Message.parse(b"Content-Disposition: " + value + b"\n\n").root
    found = filename_candidates(part)
    assert [(one.name, one.reading) for one in found] == names


def test_a_name_seen_carelessly_is_marked_by_its_whole_value() -> None:
    part = Message.parse(b"Content-Disposition: x; (y; filename=a.exe; z)\n\n").root
    (found,) = filename_candidates(part)
    assert part.fields[0].raw[found.start : found.end] == b" x; (y; filename=a.exe; z)\n"


def test_names_cost_what_reading_them_costs() -> None:
    honest = Message.parse(b'Content-Disposition: x; filename="a.exe"\nContent-Type: a/b; name="a.exe"\n\n').root
    budget = Budget(Limits(names=4))
    assert len(filename_candidates(honest, budget)) == 2
    assert not budget.exhausted
    assert not filename_candidates(honest, budget)
    assert budget.exhausted == ("names",)
    endless = Message.parse(
        b"Content-Disposition: x" + b"; filename=a" * 1000 + b'\nContent-Type: a/b; name="b.exe"\n\n'
    ).root
    budget = Budget(Limits(names=200))
    # what cannot be paid for hides nothing else
    assert [one.name for one in filename_candidates(endless, budget)] == ["b.exe"]
    assert budget.exhausted == ("names",)
    assert budget.left("names") == 198
