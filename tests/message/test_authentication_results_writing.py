"""What is written says what was meant, whatever a stranger put into the values."""

from __future__ import annotations

import re
from dataclasses import replace
from enum import Enum, StrEnum
from typing import Any, cast

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from deliverkit.core.errors import UsageError
from deliverkit.message import (
    AuthenticationResults,
    Comment,
    CommentPlace,
    Message,
    MethodResult,
    Property,
    read_arc_authentication_results,
    read_authentication_results,
    write_authentication_results,
)

P = CommentPlace
PIECES = [
    *(
        b";",
        b"=",
        b".",
        b"/",
        b'"',
        b"(",
        b")",
        b"\\",
        b"@",
        b" ",
        b"\t",
        b"\r\n ",
        b"\r",
        b"\n",
        b"\0",
        b"\xff",
        b"\xc3\xa4",
    ),
    *(
        b"x",
        b"none",
        b"dkim",
        b"dkim=pass",
        b"reason=",
        b"reason",
        b"header.d=",
        b"header.b= ",
        b"a.example",
        b"a@b.example",
    ),
    *(b"1", b"i=1", b"i", b'"a b"', b'"a"@b.example', b"(c)", b"_", b"-", b"<", b"%0d"),
]
octets = st.binary(max_size=200) | st.lists(st.sampled_from(PIECES), max_size=40).map(b"".join)

# controls, what line readers take for line ends and half surrogate pairs are replaced, so they cannot come back
texts = st.one_of(
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]) | st.just("\t"), max_size=40),
    st.lists(
        st.sampled_from([*'";()\\@=./', " ", "  ", "a", "a b", "a.example", "dkim=pass", "header.d=x", "\u00e4"])
    ).map("".join),
    st.lists(st.text("abc", min_size=1, max_size=30), max_size=12).map(" ".join),
)
names = st.from_regex(r"[a-z0-9_-]{1,12}", fullmatch=True)
digits = st.from_regex(r"[0-9]{1,3}", fullmatch=True)


@st.composite
def noted(draw: st.DrawFn, *places: CommentPlace) -> tuple[Comment, ...]:
    drawn = draw(st.lists(st.tuples(st.sampled_from(places), texts), max_size=3))
    return tuple(Comment(text, place) for place, text in sorted(drawn, key=lambda one: places.index(one[0])))


@st.composite
def properties(draw: st.DrawFn) -> Property:
    if draw(st.integers(0, 4)):
        name = draw(names.flatmap(lambda first: st.sampled_from([first, first + ".x"])))
        comments = draw(noted(P.PTYPE, P.DOT, P.NAME, P.EQUALS, P.VALUE))
        return Property(ptype=draw(names), name=name, value=draw(texts), comments=comments)
    bare = draw(names.filter(lambda name: name != "reason"))
    return Property(ptype="", name=bare, value=draw(texts), comments=draw(noted(P.NAME, P.EQUALS, P.VALUE)))


@st.composite
def method_results(draw: st.DrawFn) -> MethodResult:
    version, reason = draw(st.none() | digits), draw(st.none() | texts)
    places = [P.SEMICOLON, P.METHOD, *([P.SLASH, P.METHOD_VERSION] if version else []), P.EQUALS, P.RESULT]
    if reason is not None:
        places += [P.REASON, P.REASON_EQUALS, P.REASON_VALUE]
    return MethodResult(
        method=draw(names),
        version=version,
        result=draw(names),
        reason=reason,
        properties=tuple(draw(st.lists(properties(), max_size=3))),
        comments=draw(noted(*places)),
    )


@st.composite
def authentication_results(draw: st.DrawFn) -> AuthenticationResults:
    version, instance = draw(st.none() | digits), draw(st.none() | st.integers(1, 50))
    results = tuple(draw(st.lists(method_results(), max_size=3)))
    places = [*([P.INSTANCE] if instance else []), P.START, P.AUTHSERV_ID, *([P.VERSION] if version else [])]
    if not results:
        places += [P.SEMICOLON, P.NONE]
    return AuthenticationResults(
        authserv_id=draw(texts.filter(str.strip)),
        version=version,
        instance=instance,
        results=results,
        comments=draw(noted(*places)),
    )


def again(results: AuthenticationResults) -> AuthenticationResults:
    read = read_authentication_results if results.instance is None else read_arc_authentication_results
    return read(write_authentication_results(results))


def look_at(written: bytes) -> None:
    """No line ends but those of folds, no line of blanks only, no control that ends anything."""
    text = written.decode("utf-8")
    assert (
        re.search(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]", text.replace("\r\n ", " ").replace("\r\n\t", "\t"))
        is None
    )
    for line in text.split("\r\n"):
        assert line.strip(" \t")


@given(authentication_results())
@settings(max_examples=500)
def test_what_is_written_is_read(results: AuthenticationResults) -> None:
    written = write_authentication_results(results)
    look_at(written)
    assert again(results) == results


@given(octets)
@example(b'x; dkim=pass header.d= (a) "b')
@example(b'x; dkim=pass reason="a\\\r\\\n b"')
@settings(max_examples=1500)
def test_any_octets_are_read_and_written(value: bytes) -> None:
    for read in (read_authentication_results(b"x;" + value), read_authentication_results(value)):
        assert all(0 <= one.start <= one.end <= len(value) + 2 for one in read.problems)
        known = replace(read, authserv_id=read.authserv_id if read.authserv_id.strip() else "x")
        written = write_authentication_results(known)
        look_at(written)
        once = again(known)
        assert again(once) == once  # with nothing left to replace, nothing changes
        assert [(one.method, one.result) for one in once.results] == [(one.method, one.result) for one in read.results]
        if not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]|\xc2[\x80-\x9f]|[\x80-\x9f]|\xe2\x80[\xa8\xa9]", value):
            assert once == known
    read_arc_authentication_results(value)


NASTY = [
    "a\r\nSubject: forged",
    "a\r\n\r\nbody",
    "a\nX: y",
    "a\0b",
    "a; dkim=pass header.d=bank.example",
    'a"; dkim=pass header.d="bank.example',
    '"; dkim=pass',
    'a\\"; dkim=pass',
    "a) ; dkim=pass (",
    "(((",
    ")))",
    "\\",
    "\\\\)",
    "a\u2028b\x85c\x0bd\x0ce\x1cf",
    "\ud800",
    "=?utf-8?q?a?=",
    "",
    " ",
    "a" * 900,
    "a " * 3000,
]


@pytest.mark.parametrize("nasty", NASTY)
def test_no_value_gets_out_of_its_place(nasty: str) -> None:
    """One result stays one result and one field one field, for every reader of lines."""
    results = AuthenticationResults(
        authserv_id="mx.a.example",
        results=(
            MethodResult(
                method="dkim",
                result="fail",
                reason=nasty,
                comments=(Comment(nasty, P.RESULT),),
                properties=(Property(ptype="header", name="d", value=nasty, comments=(Comment(nasty, P.VALUE),)),),
            ),
        ),
        comments=(Comment(nasty, P.AUTHSERV_ID),),
    )
    written = write_authentication_results(results)
    look_at(written)
    message = Message.parse(b"Authentication-Results: " + written + b"\r\nSubject: x\r\n\r\n")
    assert [field.name for field in message.fields] == ["Authentication-Results", "Subject"]
    assert len(("x" + written.decode()).splitlines()) == written.count(b"\r\n") + 1
    field = message.fields.get("Authentication-Results")
    assert field is not None
    read = read_authentication_results(field.value)
    assert [(one.method, one.result, len(one.properties)) for one in read.results] == [("dkim", "fail", 1)]
    assert read.problems == ()
    assert read.results[0].reason == read.results[0].properties[0].value == read.comments[0].text
    named = write_authentication_results(replace(results, authserv_id=nasty if nasty.strip() else "x"))
    look_at(named)
    assert len(read_authentication_results(named).results) == 1


def result(method: str = "dkim", word: str = "pass", *looked_at: Property) -> AuthenticationResults:
    return AuthenticationResults(
        authserv_id="a.example", results=(MethodResult(method=method, result=word, properties=looked_at),)
    )


def header(name: str, value: str) -> Property:
    return Property(ptype="header", name=name, value=value)


@pytest.mark.parametrize(
    ("results", "written"),
    [
        (AuthenticationResults(authserv_id="a.example"), "a.example; none"),
        (AuthenticationResults(authserv_id="a.example", version="1"), "a.example 1; none"),
        (AuthenticationResults(authserv_id="m\u00fc.example"), '"m\u00fc.example"; none'),
        (AuthenticationResults(authserv_id="a/b"), '"a/b"; none'),
        (AuthenticationResults(authserv_id="a.example", instance=7), "i=7; a.example; none"),
        (result("DKIM", "Pass"), "a.example;\r\n dkim=pass"),
        (result("dkim", "pass", header("D", "B.example")), "a.example;\r\n dkim=pass header.d=B.example"),
        (result("dkim", "pass", header("i", "@b.example")), "a.example;\r\n dkim=pass header.i=@b.example"),
        (result("spf", "pass", header("x", "a=b@c.example")), "a.example;\r\n spf=pass header.x=a=b@c.example"),
        (result("spf", "pass", header("x", "a..b@c.example")), 'a.example;\r\n spf=pass header.x="a..b@c.example"'),
        (result("spf", "pass", header("x", "a@localhost")), 'a.example;\r\n spf=pass header.x="a@localhost"'),
        (result("spf", "pass", header("x", '"a b"@c.example')), 'a.example;\r\n spf=pass header.x="a b"@c.example'),
        (
            result("spf", "pass", header("x", '"a\\ b"@c.example')),
            'a.example;\r\n spf=pass header.x="\\"a\\\\ b\\"@c.example"',
        ),
        (result("dkim", "pass", header("b", "a/+=")), 'a.example;\r\n dkim=pass header.b="a/+="'),
        (result("dkim", "pass", header("b", "")), 'a.example;\r\n dkim=pass header.b=""'),
        (result("x", "y", Property(ptype="", name="action", value="none")), "a.example;\r\n x=y action=none"),
    ],
)
def test_forms(results: AuthenticationResults, written: str) -> None:
    assert write_authentication_results(results).decode() == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a", "(a)"),
        ("a (b) c", "(a (b) c)"),
        ("a ) b", "(a \\) b)"),
        ("a ( b", "(a \\( b)"),
        (") (", "(\\) \\()"),
        ("a \\ (b)", "(a \\\\ \\(b\\))"),
    ],
)
def test_comments(text: str, written: str) -> None:
    results = AuthenticationResults(authserv_id="x", comments=(Comment(text, P.AUTHSERV_ID),))
    assert write_authentication_results(results).decode() == f"x {written}; none"
    assert again(results) == results


def test_a_comment_at_every_place() -> None:
    places = (P.INSTANCE, P.START, P.AUTHSERV_ID, P.VERSION, P.SEMICOLON, P.NONE)
    server = AuthenticationResults(
        authserv_id="x", version="1", instance=2, comments=tuple(Comment(place.value, place) for place in places)
    )
    assert write_authentication_results(server).replace(b"\r\n", b"") == (
        b"i=2 (instance); (start) x (authserv-id) 1 (version); (semicolon) none (none)"
    )
    behind = (P.SEMICOLON, P.METHOD, P.SLASH, P.METHOD_VERSION, P.EQUALS, P.RESULT, P.REASON, P.REASON_EQUALS)
    one = MethodResult(
        method="a",
        version="1",
        result="b",
        reason="c",
        comments=tuple(Comment(str(number), place) for number, place in enumerate((*behind, P.REASON_VALUE))),
        properties=(
            Property(
                ptype="d",
                name="e",
                value="f",
                comments=tuple(Comment(place.value, place) for place in (P.PTYPE, P.DOT, P.NAME, P.EQUALS, P.VALUE)),
            ),
        ),
    )
    results = AuthenticationResults(authserv_id="x", results=(one, one))
    said = b" (0) a (1) / (2) 1 (3) = (4) b (5) reason (6) = (7) c (8) d (ptype) . (dot) e (name) = (equals) f (value)"
    assert write_authentication_results(results).replace(b"\r\n", b"") == b"x;" + said + b";" + said
    assert again(results) == results
    assert again(server) == server


def test_lines_are_folded_where_they_can_be() -> None:
    words = "a domain that has no policy told us that it has none " * 8
    results = AuthenticationResults(
        authserv_id="mx.a.example",
        comments=(Comment(words, P.AUTHSERV_ID),),
        results=(
            MethodResult(method="dkim", result="pass", reason=words, properties=(header("d", "a.example"),) * 20),
            MethodResult(method="spf", result="pass", comments=(Comment(words, P.RESULT),)),
        ),
    )
    for instance in (None, 50):
        one = replace(results, instance=instance)
        name = "Authentication-Results: " if instance is None else "ARC-Authentication-Results: "
        lines = (name + write_authentication_results(one).decode()).split("\r\n")
        assert max(map(len, lines)) <= 78
        assert sum(map(len, lines)) / len(lines) > 60
        assert again(one) == one


@pytest.mark.parametrize(
    ("results", "told"),
    [
        (AuthenticationResults(authserv_id=""), "must name the server"),
        (AuthenticationResults(authserv_id="x", version="one"), "'one' is no version"),
        (AuthenticationResults(authserv_id=" \t"), "must name the server"),
        (AuthenticationResults(authserv_id="x", instance=0), "1 to 50, not 0"),
        (AuthenticationResults(authserv_id="x", instance=51), "1 to 50, not 51"),
        (AuthenticationResults(authserv_id="x", comments=(Comment("a", P.VERSION),)), "behind the version"),
        (AuthenticationResults(authserv_id="x", comments=(Comment("a", P.INSTANCE),)), "behind the instance"),
        (result("a b"), "'a b' is no method"),
        (result("dkim", "pass; spf=pass"), "is no result"),
        (result("dkim", "pass\n"), "is no result"),
        (result("dkim", "pass", Property(ptype="a.b", name="c", value="")), "is no ptype"),
        (result("dkim", "pass", Property(ptype="", name="a.b", value="")), "is no property"),
        (result("dkim", "pass", Property(ptype="a", name="", value="")), "is no property"),
        (result("dkim", "pass", Property(ptype="", name="Reason", value="")), "MethodResult.reason"),
        (
            AuthenticationResults(authserv_id="x", results=(MethodResult(method="a", result="b", version=""),)),
            "is no method version",
        ),
    ],
)
def test_what_cannot_be_written(results: AuthenticationResults, told: str) -> None:
    with pytest.raises(UsageError, match=re.escape(told)):
        write_authentication_results(results)


class Word(Enum):
    PASS = "pass"


@pytest.mark.parametrize(
    ("results", "told"),
    [
        ("mx; none", "not str: pass read_authentication_results(text.encode())"),
        (None, "is an AuthenticationResults, not NoneType"),
        (
            AuthenticationResults(authserv_id=cast("Any", b"x")),
            "the authserv-id of Authentication-Results is text, not bytes",
        ),
        (
            AuthenticationResults(authserv_id="x", version=cast("Any", 1)),
            "the version of Authentication-Results is text",
        ),
        (AuthenticationResults(authserv_id="x", instance=True), "a number from 1 to 50, not True"),
        (AuthenticationResults(authserv_id="x", instance=cast("Any", 1.5)), "a number from 1 to 50, not 1.5"),
        (AuthenticationResults(authserv_id="x", instance=cast("Any", "1")), "a number from 1 to 50, not '1'"),
        (
            AuthenticationResults(authserv_id="x", comments=(Comment(cast("Any", None), P.AUTHSERV_ID),)),
            "the comment of Authentication-Results is text, not NoneType",
        ),
        (
            AuthenticationResults(
                authserv_id="x", results=(MethodResult(method="a", result="b", reason=cast("Any", 1)),)
            ),
            "the reason of Authentication-Results is text, not int",
        ),
        (
            result("dkim", cast("Any", Word.PASS)),
            "the result of Authentication-Results is text, not Word, pass its value",
        ),
        (result(cast("Any", None)), "the method of Authentication-Results is text, not NoneType"),
        (result("dkim", "pass", header(cast("Any", Word.PASS), "x")), "the property of Authentication-Results is text"),
        (
            result("dkim", "pass", header("d", cast("Any", b"x"))),
            "the property value of Authentication-Results is text",
        ),
    ],
)
def test_what_is_no_text(results: Any, told: str) -> None:  # a caller may pass anything
    with pytest.raises(UsageError, match=re.escape(told)):
        write_authentication_results(results)


class Said(StrEnum):
    PASS = "pass"
    GOOD = "good"


def test_words_that_are_text_and_more() -> None:
    """A StrEnum is text: its value is written, whatever str() makes of it."""
    one = MethodResult(
        method="dkim", result=Said.PASS, reason=Said.GOOD, comments=(Comment(Said.GOOD, P.REASON_EQUALS),)
    )
    results = AuthenticationResults(authserv_id="x", results=(one,))
    assert write_authentication_results(results) == b"x;\r\n dkim=pass reason= (good) good"


@pytest.mark.parametrize("instance", [None, 1])
@pytest.mark.parametrize("letter", ["a", "/", "\u00fc"])
def test_lines_have_an_end(instance: int | None, letter: str) -> None:
    """A word that cannot be folded must fit into a line of 998 octets, whatever stands beside it."""
    for results in (
        AuthenticationResults(authserv_id=letter * 1200, instance=instance),
        AuthenticationResults(authserv_id="x", instance=instance, comments=(Comment(letter * 1200, P.AUTHSERV_ID),)),
        replace(result("dkim", "pass", header("b", letter * 1200)), instance=instance),
        replace(result("dkim" * 300), instance=instance),
    ):
        with pytest.raises(UsageError, match="998 octets at most and only blanks can be folded: cut '"):
            write_authentication_results(results)


@pytest.mark.parametrize(
    ("instance", "before"), [(None, "Authentication-Results: "), (1, "ARC-Authentication-Results: i=1;\r\n ")]
)
def test_the_longest_lines(instance: int | None, before: str) -> None:
    most = 998 - len(before.rsplit("\r\n", maxsplit=1)[-1] + ";")
    results = AuthenticationResults(authserv_id="a" * most, instance=instance)
    written = before.split(": ", maxsplit=1)[0] + ": " + write_authentication_results(results).decode()
    assert written == f"{before}{'a' * most};\r\n none"
    assert again(results) == results
    with pytest.raises(UsageError, match="cut 'aaa"):
        write_authentication_results(replace(results, authserv_id="a" * (most + 1)))
