"""Address lists: those of RFC 5322, and those that try to hide an address."""

from __future__ import annotations

import pytest

from deliverkit.message import ProblemKind, read_addresses

K = ProblemKind
GOOD: list[tuple[bytes, list[tuple[str, str]]]] = [
    # RFC 5322 appendix A
    (b"John Doe <jdoe@machine.example>", [("John Doe", "jdoe@machine.example")]),
    (
        b'"Joe Q. Public" <john.q.public@example.com>, Mary Smith <mary@x.test>, jdoe@example.org',
        [("Joe Q. Public", "john.q.public@example.com"), ("Mary Smith", "mary@x.test"), ("", "jdoe@example.org")],
    ),
    (b'"Giant; \\"Big\\" Box" <sysservices@example.net>', [('Giant; "Big" Box', "sysservices@example.net")]),
    (b"Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>", [("Pete", "pete@silly.test")]),
    (
        b"Mary Smith <@node.test:mary@example.net>, , jdoe@test  . example",
        [("Mary Smith", "mary@example.net"), ("", "jdoe@test.example")],
    ),
    (b"Joe Q. Public <john.q.public@example.com>", [("Joe Q. Public", "john.q.public@example.com")]),
    # more
    (b'"a@b"@c.example', [("", "a@b@c.example")]),
    (b'"<a@b>" <c@d.example>', [("<a@b>", "c@d.example")]),
    (b'"a".b@c', [("", "a.b@c")]),
    (b"<@a.example,@b.example:c@d.example>", [("", "c@d.example")]),
    (b"a@[IPv6:::1]", [("", "a@[IPv6:::1]")]),
    ("Jö <ä@mü.example>".encode(), [("Jö", "ä@mü.example")]),
    (b"=?utf-8?q?J=C3=B6?= =?utf-8?q?rg?= <a@b>", [("Jörg", "a@b")]),
    (b"=?utf-8?q?Doe,_Jane?= <a@b>", [("Doe, Jane", "a@b")]),
    (b"a@b (Jane)", [("", "a@b")]),
    (b"Jane\r\n Doe\r\n <a@b>", [("Jane Doe", "a@b")]),
    (b"", []),
    (b" (c) ,, ", []),
]


@pytest.mark.parametrize(("value", "mailboxes"), GOOD)
def test_well_written(value: bytes, mailboxes: list[tuple[str, str]]) -> None:
    read = read_addresses(value)
    assert [(one.display_name, one.address) for one in read.mailboxes] == mailboxes
    assert (read.groups, read.problems) == ((), ())


BAD: list[tuple[bytes, list[tuple[str, str]], list[tuple[ProblemKind, bytes]]]] = [
    (b"Jane Doe", [], [(K.NO_ADDRESS, b"Jane Doe")]),
    (b"<>", [], [(K.NO_ADDRESS, b"<>")]),
    (b"a@", [], [(K.NO_ADDRESS, b"a@")]),
    (b"@b", [], [(K.NO_ADDRESS, b"@b")]),
    (b"<@a@b>", [("", "@a@b")], [(K.STRAY_TEXT, b"@a")]),
    (b"a@b <c@d>", [("a@b", "c@d")], [(K.STRAY_TEXT, b"@b <c@d")]),
    (b"<a b@c>", [("", "ab@c")], [(K.STRAY_TEXT, b"a b@c")]),
    (b"<a@b@c>", [("", "a@b@c")], [(K.STRAY_TEXT, b"a@b")]),
    (b"a@b@c", [("", "a@b@c")], [(K.STRAY_TEXT, b"a@b")]),
    (b"x a@b y", [("x", "a@b")], [(K.STRAY_TEXT, b"x"), (K.STRAY_TEXT, b"y")]),
    (b"a@b c@d", [("", "a@b"), ("", "c@d")], [(K.MISSING_COMMA, b"a@b c@d")]),
    (b"<a@b> <c@d>", [("", "a@b"), ("", "c@d")], [(K.MISSING_COMMA, b"<a@b> <c@d>")]),
    (b"<a@b> c@d", [("", "a@b"), ("", "c@d")], [(K.MISSING_COMMA, b"<a@b> c@d")]),
    (b"x <a@b, c@d", [("x", "a@b"), ("", "c@d")], [(K.UNCLOSED_ANGLE, b"<")]),
    (b"x <a@b", [("x", "a@b")], [(K.UNCLOSED_ANGLE, b"<")]),
    (b"<a@b <c@d>", [("", "a@b"), ("", "c@d")], [(K.UNCLOSED_ANGLE, b"<"), (K.MISSING_COMMA, b"<a@b <c@d>")]),
    (b"a@b>", [("", "a@b")], []),
    (b'"x <a@b>', [('"x', "a@b")], [(K.UNTERMINATED_QUOTE, b'"x <a@b>')]),
    (b'"x <a@b>, c"@d', [("", "x <a@b>, c@d")], []),
    (b"(x <a@b>", [("(x", "a@b")], [(K.UNCLOSED_COMMENT, b"(x <a@b>")]),
    (b"a@[b", [("", "a@[b")], []),
    (b"a@b; c@d", [("", "a@b"), ("", "c@d")], []),
]


@pytest.mark.parametrize(("value", "mailboxes", "problems"), BAD)
def test_badly_written(
    value: bytes, mailboxes: list[tuple[str, str]], problems: list[tuple[ProblemKind, bytes]]
) -> None:
    read = read_addresses(value, "w", 5)
    assert [(one.display_name, one.address) for one in read.mailboxes] == mailboxes
    raw = b"From:" + value
    assert [(one.kind, raw[one.start : one.end]) for one in read.problems] == problems
    assert {one.where for one in read.problems} <= {"w"}


def test_groups() -> None:
    read = read_addresses(b"A Group:Ed Jones <joe@where.test>,john@one.test;, x@y.test, Undisclosed:;")
    assert read.groups == ("A Group", "Undisclosed")
    assert [(one.address, one.group) for one in read.mailboxes] == [
        ("joe@where.test", "A Group"),
        ("john@one.test", "A Group"),
        ("x@y.test", None),
    ]
    assert read.problems == ()
    unclosed = read_addresses(b"a: b: c@d")
    assert (unclosed.groups, unclosed.mailboxes[0].group) == (("a", "b"), "b")
    assert [(one.kind, one.start, one.end) for one in unclosed.problems] == [
        (K.UNCLOSED_GROUP, 3, 4),
        (K.UNCLOSED_GROUP, 9, 9),
    ]
    assert [one.kind for one in read_addresses(b"a::").problems] == [K.UNCLOSED_GROUP] * 2


def test_spans_name_the_address_itself() -> None:
    raw = b"To: Jane <jane@a.example> (c), x@y"
    assert [raw[one.start : one.end] for one in read_addresses(raw[3:], offset=3).mailboxes] == [
        b"jane@a.example",
        b"x@y",
    ]
