"""Authentication-Results in every form that servers write, and in those that attackers would like them to write."""

from __future__ import annotations

from typing import Any

import pytest

from deliverkit.core.errors import UsageError
from deliverkit.message import (
    AuthenticationResults,
    Comment,
    CommentPlace,
    Message,
    MethodResult,
    ProblemKind,
    Property,
    read_arc_authentication_results,
    read_authentication_results,
    write_authentication_results,
)

K = ProblemKind
P = CommentPlace


def told_comments(comments: tuple[Comment, ...]) -> str:
    return "".join(f" {one.place.value}({one.text})" for one in comments)


def told_property(one: Property) -> str:
    return f" {one.ptype}.{one.name}=<{one.value}>" + told_comments(one.comments)


def told(result: MethodResult) -> str:
    """One result in one line: what it says and which comment stands behind which word."""
    version = "" if result.version is None else f"/{result.version}"
    reason = "" if result.reason is None else f" reason=<{result.reason}>"
    behind = "".join(map(told_property, result.properties))
    return f"{result.method}{version}={result.result}{reason}{told_comments(result.comments)}{behind}"


# name: the value, the authserv-id (with version and comments), its results
GOOD: dict[str, tuple[bytes, str, list[str]]] = {
    # RFC 8601 appendix B
    "B.1 nothing but a name": (b" example.org 1; none", "example.org/1", []),
    "B.2 service provided": (
        b" example.com;\r\n          spf=pass smtp.mailfrom=example.net",
        "example.com",
        ["spf=pass smtp.mailfrom=<example.net>"],
    ),
    "B.3 several methods": (
        b" example.com;\r\n auth=pass (cram-md5) smtp.auth=sender@example.net;\r\n spf=pass smtp.mailfrom=example.net",
        "example.com",
        ["auth=pass result(cram-md5) smtp.auth=<sender@example.net>", "spf=pass smtp.mailfrom=<example.net>"],
    ),
    "B.5 several hops": (
        (
            b' example.com;\r\n  dkim=pass reason="good signature"\r\n    header.i=@mail-router.example.net;\r\n'
            b'  dkim=fail reason="bad signature"\r\n    header.i=@newyork.example.com'
        ),
        "example.com",
        [
            "dkim=pass reason=<good signature> header.i=<@mail-router.example.net>",
            "dkim=fail reason=<bad signature> header.i=<@newyork.example.com>",
        ],
    ),
    "B.6 comments everywhere": (
        (
            b" foo.example.net (foobar) 1 (baz);\r\n  dkim (Because I like it) / 1 (One yay) = (wait for it) fail\r\n"
            b"    policy (A dot can go here) . (like that) expired\r\n"
            b"    (this surprised me) = (as I wanted to see it) 1362471462"
        ),
        "foo.example.net/1 authserv-id(foobar) version(baz)",
        [
            (
                "dkim/1=fail method(Because I like it) method-version(One yay) equals(wait for it)"
                " policy.expired=<1362471462> ptype(A dot can go here) dot(like that) name(this surprised me)"
                " equals(as I wanted to see it)"
            )
        ],
    ),
    # the large servers
    "one line": (
        b" mx.a.example; dkim=pass header.i=@a.example header.s=s1 header.b=abc",
        "mx.a.example",
        ["dkim=pass header.i=<@a.example> header.s=<s1> header.b=<abc>"],
    ),
    "google": (
        (
            b" mx.google.com;\r\n"
            b"       spf=pass (google.com: domain of x@a.example designates 192.0.2.1 as permitted sender)"
            b" smtp.mailfrom=x@a.example;\r\n       dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=a.example"
        ),
        "mx.google.com",
        [
            (
                "spf=pass result(google.com: domain of x@a.example designates 192.0.2.1 as permitted sender)"
                " smtp.mailfrom=<x@a.example>"
            ),
            "dmarc=pass result(p=REJECT sp=REJECT dis=NONE) header.from=<a.example>",
        ],
    ),
    "opendkim": (
        (
            b" mx.a.example;\n\tdkim=pass (2048-bit key; unprotected)"
            b' header.d=a.example header.i=@a.example header.b="ab/C+="'
        ),
        "mx.a.example",
        ["dkim=pass result(2048-bit key; unprotected) header.d=<a.example> header.i=<@a.example> header.b=<ab/C+=>"],
    ),
    "iprev": (
        b'a.example; iprev=pass policy.iprev="2001:db8::1" (mail.a.example)',
        "a.example",
        ["iprev=pass policy.iprev=<2001:db8::1> value(mail.a.example)"],
    ),
    "bimi": (
        b"a.example; bimi=pass header.d=b.example header.selector=default policy.authority=pass",
        "a.example",
        ["bimi=pass header.d=<b.example> header.selector=<default> policy.authority=<pass>"],
    ),
    "unknown method, result and ptype": (
        b"a.example; x-new-method=x-maybe x-ptype.x-name=v",
        "a.example",
        ["x-new-method=x-maybe x-ptype.x-name=<v>"],
    ),
    # the grammar
    "any case": (b"A.Example; DKIM=Pass Header.D=B.Example", "A.Example", ["dkim=pass header.d=<B.Example>"]),
    "none in capitals": (b"a.example;NONE", "a.example", []),
    "none with comments": (b"(a) x (b); (c) none (d)", "x start(a) authserv-id(b) semicolon(c) none(d)", []),
    "a method called none": (b"x; none (a) = pass", "x", ["none=pass method(a)"]),
    "no blanks": (b"x;dkim=pass;spf=fail", "x", ["dkim=pass", "spf=fail"]),
    "blanks everywhere": (
        b"x ; dkim / 1 = pass header . d = b.example ; spf = fail ",
        "x",
        [
            "dkim/1=pass header.d=<b.example>",
            "spf=fail",
        ],
    ),
    "method version": (b"x; dkim/1=pass", "x", ["dkim/1=pass"]),
    "quoted server": (b'"x; dkim=pass"; spf=fail', "x; dkim=pass", ["spf=fail"]),
    "quoted server of other letters": (
        '"m\u00fcnchen.example"; spf=fail'.encode(),
        "m\u00fcnchen.example",
        ["spf=fail"],
    ),
    "address": (
        b"x; spf=pass smtp.mailfrom=SRS0=ab=cd=a.example=u@b.example",
        "x",
        [
            "spf=pass smtp.mailfrom=<SRS0=ab=cd=a.example=u@b.example>",
        ],
    ),
    "quoted local part": (
        b'x; spf=pass smtp.mailfrom="a; b\\""@b.example',
        "x",
        [
            'spf=pass smtp.mailfrom=<"a; b\\""@b.example>',
        ],
    ),
    "quoted address": (b'x; spf=pass smtp.mailfrom="a@b.example"', "x", ["spf=pass smtp.mailfrom=<a@b.example>"]),
    "unicode address": (
        "x; spf=pass smtp.mailfrom=\u00e4@m\u00fc.example".encode(),
        "x",
        [
            "spf=pass smtp.mailfrom=<\u00e4@m\u00fc.example>",
        ],
    ),
    "unicode domain": ("x; dkim=pass header.d=m\u00fc.example".encode(), "x", ["dkim=pass header.d=<m\u00fc.example>"]),
    "semicolon in a comment": (
        b"x; dkim=fail (; spf=pass) header.d=a",
        "x",
        [
            "dkim=fail result(; spf=pass) header.d=<a>",
        ],
    ),
    "nested comment": (b"x; dkim=fail (a (b;\\)) c) (d)", "x", ["dkim=fail result(a (b;)) c) result(d)"]),
    "semicolon in quotes": (
        b'x; dkim=fail reason="; spf=pass" header.d=a',
        "x",
        [
            "dkim=fail reason=<; spf=pass> header.d=<a>",
        ],
    ),
    "parenthesis in quotes": (
        b'x; dkim=fail reason="(" (a) header.d=")"',
        "x",
        [
            "dkim=fail reason=<(> reason-value(a) header.d=<)>",
        ],
    ),
    "quotes in a comment": (
        b'x; dkim=fail (") header.d=a; spf=pass (")',
        "x",
        [
            'dkim=fail result(") header.d=<a>',
            'spf=pass result(")',
        ],
    ),
    "fold in quotes": (b'x; dkim=fail reason="a\r\n b" header.d=a', "x", ["dkim=fail reason=<a b> header.d=<a>"]),
    "fold in a comment": (b"x; dkim=fail (a\n\tb)", "x", ["dkim=fail result(a\tb)"]),
    "comments around a reason": (
        b"x; dkim=fail (a) reason (b) = (c) d (e)",
        "x",
        [
            "dkim=fail reason=<d> result(a) reason(b) reason-equals(c) reason-value(e)",
        ],
    ),
    "comments around a slash": (
        b"x;(a)dkim(b)/(c)1(d)=(e)fail(f)",
        "x",
        [
            "dkim/1=fail semicolon(a) method(b) slash(c) method-version(d) equals(e) result(f)",
        ],
    ),
    "empty quoted values": (b'x; dkim=fail reason="" header.d=""', "x", ["dkim=fail reason=<> header.d=<>"]),
    "a value behind a comment": (
        b"x; dkim=fail header.d= (c) b.example",
        "x",
        [
            "dkim=fail header.d=<b.example> equals(c)",
        ],
    ),
    "one property twice": (b"x; dkim=fail header.d=a header.d=b", "x", ["dkim=fail header.d=<a> header.d=<b>"]),
}

# and the problems: which, and the octets that are marked
BAD: dict[str, tuple[bytes, str, list[str], list[tuple[ProblemKind, bytes]]]] = {
    "microsoft": (
        (
            b" spf=pass (sender IP is 192.0.2.1)\r\n smtp.mailfrom=a.example; dkim=pass (signature was verified)\r\n"
            b" header.d=a.example;dmarc=bestguesspass action=none header.from=a.example;compauth=pass reason=109"
        ),
        "",
        [
            "spf=pass result(sender IP is 192.0.2.1) smtp.mailfrom=<a.example>",
            "dkim=pass result(signature was verified) header.d=<a.example>",
            "dmarc=bestguesspass .action=<none> header.from=<a.example>",
            "compauth=pass reason=<109>",
        ],
        [(K.NO_AUTHSERV_ID, b""), (K.BAD_PROPERTY, b"action=none")],
    ),
    "no server, a version": (b"dkim/1=pass", "", ["dkim/1=pass"], [(K.NO_AUTHSERV_ID, b"")]),
    "no server, blanks": (b"(a) dkim = pass", "", ["dkim=pass semicolon(a)"], [(K.NO_AUTHSERV_ID, b"")]),
    "yahoo": (
        b" mta.a.example from=b.example; domainkeys=neutral (no sig); from=b.example; dkim=permerror (no key)",
        "mta.a.example",
        ["domainkeys=neutral result(no sig)", "dkim=permerror result(no key)"],
        [(K.STRAY_TEXT, b"from=b.example"), (K.BAD_RESULT, b"from=b.example")],
    ),
    "ses": (
        b" amazonses.com; spf=pass (spfCheck: x) client-ip=192.0.2.1; envelope-from=a@b.example; helo=c.example;",
        "amazonses.com",
        ["spf=pass result(spfCheck: x) .client-ip=<192.0.2.1>"],
        [
            (K.BAD_PROPERTY, b"client-ip=192.0.2.1"),
            (K.BAD_RESULT, b"envelope-from=a@b.example"),
            (K.BAD_RESULT, b"helo=c.example"),
            (K.NO_RESULT, b";"),
        ],
    ),
    "job number": (b"mx.a.example/4711; none", "mx.a.example/4711", [], [(K.UNQUOTED_VALUE, b"mx.a.example/4711")]),
    "base64 without quotes": (
        b"x; dkim=pass header.b=ab/C+=",
        "x",
        ["dkim=pass header.b=<ab/C+=>"],
        [(K.UNQUOTED_VALUE, b"ab/C+=")],
    ),
    "angle brackets": (
        b"x; spf=pass smtp.mailfrom=<a@b.example>",
        "x",
        ["spf=pass smtp.mailfrom=<<a@b.example>>"],
        [(K.UNQUOTED_VALUE, b"<a@b.example>")],
    ),
    "address of one label": (
        b"x; spf=pass smtp.mailfrom=root@localhost",
        "x",
        ["spf=pass smtp.mailfrom=<root@localhost>"],
        [(K.UNQUOTED_VALUE, b"root@localhost")],
    ),
    "quoted local part only": (
        b'x; spf=pass smtp.mailfrom="a b"@',
        "x",
        ['spf=pass smtp.mailfrom=<"a b"@>'],
        [(K.UNQUOTED_VALUE, b'"a b"@')],
    ),
    "unquoted server of other letters": (
        "m\u00fcnchen.example; none".encode(),
        "m\u00fcnchen.example",
        [],
        [(K.UNQUOTED_VALUE, "m\u00fcnchen.example".encode())],
    ),
    "value in two words": (
        b"x; dkim=fail reason=bad signature (c) here header.d=a",
        "x",
        ["dkim=fail reason=<bad> reason-value(c) header.d=<a>"],
        [(K.STRAY_TEXT, b"signature (c) here")],
    ),
    "reason of a date": (
        b"x; dkim=fail reason=12:00",
        "x",
        ["dkim=fail reason=<12:00>"],
        [(K.UNQUOTED_VALUE, b"12:00")],
    ),
    "reason behind a property": (
        b"x; dkim=fail (a) header.d=b (c) reason=d (e)",
        "x",
        ["dkim=fail reason=<d> result(a) reason-value(e) header.d=<b> value(c)"],
        [(K.BAD_PROPERTY, b"reason=d")],
    ),
    "two reasons": (
        b"x; dkim=fail reason=a reason=b",
        "x",
        ["dkim=fail reason=<a> .reason=<b>"],
        [(K.BAD_PROPERTY, b"reason=b")],
    ),
    "no reason": (b"x; dkim=fail reason=", "x", ["dkim=fail reason=<>"], [(K.BAD_PROPERTY, b"reason=")]),
    "no value": (
        b"x; dkim=fail header.b= header.d=a header.i=;",
        "x",
        ["dkim=fail header.b=<> header.d=<a> header.i=<>"],
        [(K.BAD_PROPERTY, b"header.b="), (K.BAD_PROPERTY, b"header.i="), (K.NO_RESULT, b";")],
    ),
    "odd names": (
        b"x; x_y=pass_ _p.a.b=c; dkim-=pass",
        "x",
        ["x_y=pass_ _p.a.b=<c>", "dkim-=pass"],
        [(K.BAD_RESULT, b"x_y=pass_"), (K.BAD_PROPERTY, b"_p.a.b=c"), (K.BAD_RESULT, b"dkim-=pass")],
    ),
    "half a property": (
        b"x; dkim=pass header. header.d header.=a header.s=b",
        "x",
        ["dkim=pass header.s=<b>"],
        [(K.STRAY_TEXT, b"header. header.d header.=a")],
    ),
    "half a method": (
        b'x; dkim; dkim/=pass; dkim/x=pass; dkim=; =pass; dkim="pass"; dkim=pass,spf=pass; spf=fail',
        "x",
        ["spf=fail"],
        [
            (K.BAD_RESULT, b"dkim"),
            (K.BAD_RESULT, b"dkim/=pass"),
            (K.BAD_RESULT, b"dkim/x=pass"),
            (K.BAD_RESULT, b"dkim="),
            (K.BAD_RESULT, b"=pass"),
            (K.BAD_RESULT, b'dkim="pass"'),
            (K.BAD_RESULT, b"dkim=pass,spf=pass"),
        ],
    ),
    "result with octets behind it": (b"x; dkim=pass\0", "x", [], [(K.BAD_RESULT, b"dkim=pass\0")]),
    "none and more": (b"x; none; dkim=pass", "x", ["dkim=pass"], [(K.BAD_RESULT, b"none")]),
    "none with a word": (b"x; none at all", "x", [], [(K.BAD_RESULT, b"none at all")]),
    "empty parts": (
        b"x (a); (b); dkim=pass; (c) ;; (d)",
        "x authserv-id(a) authserv-id(b)",
        ["dkim=pass result(c) result(d)"],
        [(K.NO_RESULT, b";")] * 4,
    ),
    "none and an empty part": (b"x; none; (a)", "x none(a)", [], [(K.NO_RESULT, b";")]),
    "empty part behind a property": (
        b"x; dkim=pass header.d=a; (b)",
        "x",
        ["dkim=pass header.d=<a> value(b)"],
        [(K.NO_RESULT, b";")],
    ),
    "nothing": (b"", "", [], [(K.NO_AUTHSERV_ID, b""), (K.NO_RESULT, b"")]),
    "a semicolon": (b";", "", [], [(K.NO_AUTHSERV_ID, b""), (K.NO_RESULT, b";")]),
    "no server, a semicolon": (b"; dkim=pass", "", ["dkim=pass"], [(K.NO_AUTHSERV_ID, b"")]),
    "empty server": (b'""; dkim=pass', "", ["dkim=pass"], [(K.NO_AUTHSERV_ID, b'""')]),
    "a server": (b"x", "x", [], [(K.NO_RESULT, b"")]),
    "a server called none": (b"none", "none", [], [(K.NO_RESULT, b"")]),
    "version astray": (
        b"x 1a (b) c 2; none",
        "x authserv-id(b)",
        [],
        [(K.STRAY_TEXT, b"1a (b) c 2")],
    ),
    "closed without opening": (b"x; dkim=pass ) header.d=a", "x", ["dkim=pass header.d=<a>"], [(K.STRAY_TEXT, b")")]),
    "comment never closed": (
        b"x; dkim=fail (domain of a(b; spf=pass smtp.mailfrom=(c); arc=pass",
        "x",
        ["dkim=fail result(domain of a(b; spf=pass smtp.mailfrom=(c); arc=pass)"],
        [(K.UNCLOSED_COMMENT, b"(domain of a(b; spf=pass smtp.mailfrom=(c); arc=pass")],
    ),
    "quotes never closed": (
        b'x; dkim=fail reason="a; spf=pass (b)',
        "x",
        ["dkim=fail reason=<a; spf=pass (b)>"],
        [(K.UNTERMINATED_QUOTE, b'"a; spf=pass (b)')],
    ),
    "quotes opened again": (
        b'x; dkim=fail header.d="a" "; spf=pass',
        "x",
        ["dkim=fail header.d=<a>"],
        [(K.UNTERMINATED_QUOTE, b'"; spf=pass'), (K.STRAY_TEXT, b'"; spf=pass')],
    ),
    "quotes inside a value": (
        b'x; dkim=fail header.d=a"; spf=pass" header.s=b',
        "x",
        ["dkim=fail header.d=<a> header.s=<b>"],
        [(K.STRAY_TEXT, b'"; spf=pass"')],
    ),
    "server never closed": (
        b'"x; dkim=pass',
        "x; dkim=pass",
        [],
        [(K.UNTERMINATED_QUOTE, b'"x; dkim=pass'), (K.NO_RESULT, b"")],
    ),
    "server and an equals sign": (b'"x" = pass', "", [], [(K.NO_AUTHSERV_ID, b""), (K.BAD_RESULT, b'"x" = pass')]),
    "escaped parenthesis outside": (
        b"x; dkim=fail \\(a) header.d=b",
        "x",
        ["dkim=fail result(a) header.d=b)"],
        [(K.STRAY_TEXT, b"\\"), (K.UNCLOSED_COMMENT, b"(a) header.d=b")],
    ),
    "latin-1": (
        b"x; dkim=fail (\xe4) header.d=\xf6.example",
        "x",
        ["dkim=fail result(\u00e4) header.d=<\u00f6.example>"],
        [
            (K.NOT_UTF8, b"\xe4"),
            (K.NOT_UTF8, b"\xf6.example"),
        ],
    ),
    "controls": (b'x; dkim=fail reason="a\0\nb"', "x", ["dkim=fail reason=<a\0\nb>"], []),
}

ALL = {name: (*case, list[tuple[ProblemKind, bytes]]()) for name, case in GOOD.items()} | BAD


def told_server(read: AuthenticationResults) -> str:
    version = "" if read.version is None else f"/{read.version}"
    return f"{read.authserv_id}{version}{told_comments(read.comments)}"


@pytest.mark.parametrize("name", ALL)
def test_reading(name: str) -> None:
    value, server, results, problems = ALL[name]
    raw = b"Authentication-Results:" + value
    read = read_authentication_results(value, "w", len(raw) - len(value))
    assert told_server(read) == server
    assert [told(one) for one in read.results] == results
    assert [(one.kind, raw[one.start : one.end]) for one in read.problems] == problems
    assert {one.where for one in read.problems} <= {"w"}


@pytest.mark.parametrize("name", ALL)
def test_written_again_it_says_the_same(name: str) -> None:
    read = read_authentication_results(ALL[name][0])
    if not read.authserv_id or name == "controls":
        return
    again = read_authentication_results(write_authentication_results(read))
    assert again == read
    # a name that no Keyword is, and a property without a ptype, stay what they are
    assert {one.kind for one in again.problems} <= ({K.BAD_PROPERTY, K.BAD_RESULT} if name in BAD else set())


def test_there_are_enough_examples() -> None:
    assert len(ALL) >= 75
    assert len({case[0] for case in ALL.values()}) == len(ALL)


def test_spans() -> None:
    raw = b'Authentication-Results: x (c) 1 ; dkim=pass (a) header.d = b.example (c) header.s="d" ;'
    field = Message.parse(raw).fields.get("Authentication-Results")
    assert field is not None
    read = read_authentication_results(field.value, field.where, field.value_at)
    assert raw[read.start : read.end] == b"x (c) 1 "
    (result,) = read.results
    assert raw[result.start : result.end] == b'dkim=pass (a) header.d = b.example (c) header.s="d"'
    assert [raw[one.start : one.end] for one in result.properties] == [b"header.d = b.example", b'header.s="d"']
    assert [one.where for one in read.problems] == ["message:header:Authentication-Results:1"]


def test_asking() -> None:
    read = read_authentication_results(b"x; dkim=fail header.d=a header.d=b; spf=none; dkim=pass")
    assert [one.result for one in read.get_all("dkim")] == ["fail", "pass"]
    assert read.get_all("dmarc") == ()
    assert (read.results[0].get("header", "d"), read.results[0].get("header", "i")) == ("a", None)


@pytest.mark.parametrize(
    ("version", "supported"), [(b"", True), (b" 1", True), (b" 01", True), (b" 2", False), (b" 0", False)]
)
def test_versions(version: bytes, supported: bool) -> None:
    assert read_authentication_results(b"x" + version + b"; none").supported is supported


@pytest.mark.parametrize(
    ("value", "instance", "server", "problems"),
    [
        (b" i=1; mx.a.example; none", 1, "mx.a.example", []),
        (
            b" (a) i (b) = (c) 50 (d) ; (e) x (f); none",
            50,
            ("x instance(a) instance(b) instance(c) instance(d) start(e) authserv-id(f)"),
            [],
        ),
        (b"i=1;; x; none", 1, "x", [(K.NO_RESULT, b";")]),
        (b"i=51; x; none", 51, "x", [(K.BAD_INSTANCE, b"51")]),
        (b"i=0; x; none", 0, "x", [(K.BAD_INSTANCE, b"0")]),
        (b"i=; x; none", None, "x", [(K.BAD_INSTANCE, b"")]),
        (b"i=" + b"1" * 5000 + b"; x; none", None, "x", [(K.BAD_INSTANCE, b"1" * 5000)]),
        (b"i=1 x; none", 1, "none", [(K.STRAY_TEXT, b"x"), (K.NO_RESULT, b"")]),
        (
            b"I=1; x; none",
            None,
            "",
            [(K.BAD_INSTANCE, b""), (K.NO_AUTHSERV_ID, b""), (K.BAD_RESULT, b"x"), (K.BAD_RESULT, b"none")],
        ),
        (b"i/1=1; none", None, "", [(K.BAD_INSTANCE, b""), (K.NO_AUTHSERV_ID, b""), (K.BAD_RESULT, b"none")]),
        (b"x; none", None, "x", [(K.BAD_INSTANCE, b"")]),
        (b"i=1", 1, "", [(K.NO_AUTHSERV_ID, b""), (K.NO_RESULT, b"")]),
        (b"", None, "", [(K.BAD_INSTANCE, b""), (K.NO_AUTHSERV_ID, b""), (K.NO_RESULT, b"")]),
    ],
)
def test_arc(value: bytes, instance: int | None, server: str, problems: list[tuple[ProblemKind, bytes]]) -> None:
    read = read_arc_authentication_results(value)
    assert (read.instance, told_server(read)) == (instance, server)
    assert sorted((one.kind.word, value[one.start : one.end]) for one in read.problems) == sorted(
        (kind.word, octets) for kind, octets in problems
    )


def test_text_is_not_read() -> None:
    text: Any = "mx; none"
    for read in (read_authentication_results, read_arc_authentication_results):
        with pytest.raises(UsageError, match=r"from bytes, HeaderField\.value, not from str"):
            read(text)
