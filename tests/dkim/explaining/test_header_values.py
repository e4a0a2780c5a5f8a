"""Are the ways in which programs write a value among those that are tried?"""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliverkit.dkim.explaining.header.addresses import entries, lists, named
from deliverkit.dkim.explaining.header.authors import authors, known_names, lost
from deliverkit.dkim.explaining.header.dates import dates
from deliverkit.dkim.explaining.header.folds import foldings, names, respacings, wrapped
from deliverkit.dkim.explaining.header.media import encodings, media_types, versions
from deliverkit.dkim.explaining.header.own import own_values
from deliverkit.dkim.explaining.header.subject import subjects
from deliverkit.dkim.explaining.header.words import spellings
from deliverkit.message import Message, decode_words


def values(found: Iterable[tuple[int, bytes]]) -> set[bytes]:
    return {value for _, value in found}


@pytest.mark.parametrize(
    ("now", "was"),
    [
        (b"Sun, 1 Nov 2026 09:05:00 +0100", b"Sun, 01 Nov 2026 09:05:00 +0100"),
        (b"Sun, 01 Nov 2026 09:05:00 +0100", b"Sun,  1 Nov 2026 09:05 +0100"),
        (b"Sun, 01 Nov 2026 08:05:00 GMT", b"Sun, 1 Nov 2026 09:05:00 +0100 (CET)"),
        (b"Sun, 01 Nov 2026 08:05:00 -0000", b"1 Nov 2026 08:05:00 UTC"),
        (b"1 Nov 26 08:05 EST", b"Sun, 1 Nov 2026 08:05:00 -0500"),
        (b"Sun, 01 Nov 2026 08:05:00 +0000", b"Sun, 01 Nov 2026 00:05:00 -0800 (PST)"),
        (b"Sun, 01 Nov 2026 08:05:00 +0100 (Paris)", b"Sun, 1 Nov 2026 08:05:00 +0100 (Paris)"),
        (b"1 nov 99 08:05:00", b"Mon, 1 Nov 1999 08:05:00"),
        (b"Sun, 01 Nov 2026 08:05:00 +0000", b"Sun, 01 Nov 2026 13:50:00 +0545"),
    ],
)
def test_dates(now: bytes, was: bytes) -> None:
    assert was in values(dates(now))


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"yesterday",
        b"1 Foo 2026 09:05:00 +0100",
        b"32 Nov 2026 09:05:00 +0100",
        b"1 Nov 0000 09:05:00 +0100",
        b"1 Nov 2026 09:05:00 +9999",
        b"1 Nov 2026 25:05:00 +0000",
    ],
)
def test_no_date(value: bytes) -> None:
    assert list(dates(value)) == []


def test_the_first_day_of_all_has_no_earlier_zone() -> None:
    assert b"Mon, 1 Jan 1 00:00:00 +0000" in values(dates(b"1 Jan 0001 00:00:00 +0000"))


@pytest.mark.parametrize(
    "was",
    [
        "Grüße".encode(),
        b"=?utf-8?q?Gr=C3=BC=C3=9Fe?=",
        b"=?UTF-8?B?R3LDvMOfZQ==?=",
        b"=?iso-8859-1?Q?Gr=FC=DFe?=",
        b"=?Windows-1252?b?R3L832U=?=",
    ],
)
def test_spellings_of_a_word(was: bytes) -> None:
    assert was in set(spellings("Grüße"))


def test_spellings_of_a_text() -> None:
    text = "Schöne grüße (an alle) & bis_bald, dein Jürgen Groß aus dem schönen München an der grünen Isar"
    found = list(spellings(text))
    assert len(found) == len(set(found))
    # an encoded-word beside plain words keeps the blank between them
    assert any(one.startswith(b"=?utf-8?q?Sch=C3=B6ne?= =?utf-8?q?gr=C3=BC=C3=9Fe?= (an") for one in found)
    assert any(b"?=\r\n =?" in one and decode_words(one).text == text for one in found)
    assert all(len(line) <= 76 for one in found if b"?=\r\n =?" in one for line in one.split(b"\r\n"))
    assert all(part.isascii() for part in found[1:])


def test_spellings_start_with_what_stands_there() -> None:
    assert list(spellings("Grüße", b"=?ISO-8859-1?Q?Gr=FC=DFe?="))[1].startswith(b"=?iso-8859-1?")


def test_plain_text_may_have_been_encoded() -> None:
    assert {b"Hello", b"=?utf-8?Q?Hello?=", b"=?us-ascii?Q?Hello?="} <= set(spellings("Hello"))


@pytest.mark.parametrize("text", ["", "x" * 1001, "a\x00b", "a\ufffdb"])
def test_no_spellings(text: str) -> None:
    assert list(spellings(text)) == []


@pytest.mark.parametrize(
    ("now", "was"),
    [
        (b"[list] Hello", b"Hello"),
        (b"[a] [b] Hello", b"Hello"),
        (b"Re: [list] Hello", b"Re: Hello"),
        (b"[list] Re: Hello", b"Re: Hello"),
        (b"Re: Hello", b"AW: Hello"),
        (b"Re: Hello", b"Hello"),
        (b"Hello", b"Re: Hello"),
        (b"[list]Hello", b"Hello"),
        (b"Hello (fwd)", b"Hello"),
        (b"Hello from outside world", b"Hello world"),
        (b"=?utf-8?q?=5Blist=5D_Gr=C3=BC=C3=9Fe?=", b"=?iso-8859-1?Q?Gr=FC=DFe?="),
        ("[list] Grüße".encode(), b"=?utf-8?B?R3LDvMOfZQ==?="),
        (b"[list] " + b" ".join([b"word"] * 40), b" ".join([b"word"] * 40)),
        (b"Hello", b"=?utf-8?Q?Hello?="),
        (b"[list]", b""),
    ],
)
def test_subjects(now: bytes, was: bytes) -> None:
    assert was in values(subjects(now))


@pytest.mark.parametrize(
    ("now", "was"),
    [
        (b'"Anna Meier" <anna@a.example>', b"Anna Meier <anna@a.example>"),
        (b"Anna Meier <anna@a.example>", b'"Anna Meier" <anna@a.example>'),
        (b"Anna <anna@a.example>", b"anna@a.example"),
        (b"anna@a.example", b"<anna@a.example>"),
        (b"<anna@a.example>", b"anna@a.example"),
        (b"Anna <anna@a.example>", b"anna@a.example (Anna)"),
        (b"anna@a.example (Anna)", b"Anna <anna@a.example>"),
        (b"Anna <ANNA@A.EXAMPLE>", b"Anna <anna@a.example>"),
        (b"Anna <anna@a.example>", b"Anna <anna@A.example>"),
        (b"Anna <anna@a.example>", b"Anna <Anna@a.example>"),
        (b"anna@a.example", b"anna"),
        (b"anna@a.example", b'"anna@a.example" <anna@a.example>'),
        (b"\"'anna@a.example'\" <anna@a.example>", b'"anna@a.example" <anna@a.example>'),
        (b"a@a.example, b@b.example", b"a@a.example,b@b.example"),
        (b"a@a.example, b@b.example", b"a@a.example"),
        (b"a@a.example, b@b.example", b"a@a.example, Ben <b@b.example>"),
        (b'"Meier, A" <a@a.example>, Ben <b@b.example>', b'"Meier, A" <a@a.example>, "Ben" <b@b.example>'),
        (b'"Meier, A" <a@a.example>', b"Meier, A <a@a.example>"),
        (b"=?utf-8?q?J=C3=BCrg?= <j@a.example>", b"=?iso-8859-1?Q?J=FCrg?= <j@a.example>"),
        (b"=?utf-8?q?J=C3=BCrg?= <j@a.example>", '"Jürg" <j@a.example>'.encode()),
        (b"=?utf-8?q?Anna?= <a@a.example>, Ben <b@b.example>", b"Anna <a@a.example>, Ben <b@b.example>"),
        ("Jürg <j@a.example>, Ben <b@b.example>".encode(), b"=?utf-8?B?SsO8cmc=?= <j@a.example>, Ben <b@b.example>"),
        (b"undisclosed-recipients:;", b"undisclosed-recipients: ;"),
        (b"", b"undisclosed-recipients:;"),
    ],
)
def test_lists(now: bytes, was: bytes) -> None:
    known = {b"b@b.example": list(entries(b"Ben <b@b.example>"))}
    assert was in values(lists(now, known, {}))


@pytest.mark.parametrize(
    "value",
    [
        b"nobody",
        b"Anna (Sales) <a@a.example>",
        b"a@a.example (A), b@b.example (B)",
        b", ".join(b"u%d@a.example" % number for number in range(101)),
    ],
)
def test_no_lists(value: bytes) -> None:
    assert list(lists(value, {}, {})) == []


def test_names_for_an_address() -> None:
    assert b"Anna <a@a.example>" in values(named("Anna", b"a@a.example"))
    assert b"=?utf-8?q?J=C3=BCrg?= <a@a.example>" in values(named("Jürg", b"a@a.example"))
    assert '"Jürg" <a@a.example>'.encode() in values(named("Jürg", b"a@a.example"))
    assert b"a@a.example" in values(named("", b"a@a.example"))


@pytest.mark.parametrize(
    ("header", "was"),
    [
        (b"From: Anna via Hike <l@l.example>\r\nReply-To: anna@a.example\r\n", b"Anna <anna@a.example>"),
        (b"From: 'Anna Meier' via L <l@l.example>\r\nCc: anna@a.example\r\n", b'"Anna Meier" <anna@a.example>'),
        (b"From: l@l.example\r\nX-Original-From: Anna <anna@a.example>\r\n", b"Anna <anna@a.example>"),
        (b"From: l@l.example\r\nX-Original-Sender: anna@a.example\r\n", b"anna@a.example"),
        (b"From: Anna <anna=a.example@l.example>\r\n", b"Anna <anna@a.example>"),
        (b"From: Anna <anna@a.example.invalid>\r\n", b"Anna <anna@a.example>"),
        (b"From: anna at a.example via L <l@l.example>\r\n", b"anna@a.example"),
        (b"From: L on behalf of Anna <l@l.example>\r\nReply-To: <anna@a.example>\r\n", b"Anna <anna@a.example>"),
        (b'From: "Meier, Anna" <l@l.example>\r\nReply-To: anna@a.example\r\n', b"Anna Meier <anna@a.example>"),
        (
            b"From: L <l@l.example>\r\nReply-To: =?UTF-8?Q?J=C3=BCrg?= <anna@a.example>\r\n",
            b"=?UTF-8?Q?J=C3=BCrg?= <anna@a.example>",
        ),
        (b"From: nothing\r\nReply-To: anna@a.example\r\n", b"anna@a.example"),
    ],
)
def test_authors(header: bytes, was: bytes) -> None:
    message = Message.parse(header + b"\r\nHello.\r\n")
    field = message.get("From")
    assert field is not None
    assert was in values(authors(message, field.value.strip(), "a.example"))


def test_long_fields_are_not_asked() -> None:
    message = Message.parse(b"From: l@l.example\r\nX-Original-From: " + b"a" * 5000 + b"@a.example\r\n\r\n")
    assert not any(len(value) > 100 for _, value in authors(message, b"l@l.example", "a.example"))


def test_known_names() -> None:
    message = Message.parse(b"From: Anna <Anna@a.example>\r\nTo: ben@b.example\r\n\r\n")
    assert list(known_names(message)) == [b"anna@a.example"]


@pytest.mark.parametrize(
    ("name", "was"),
    [
        ("mime-version", b"1.0"),
        ("content-transfer-encoding", b"8bit"),
        ("content-type", b'text/plain; charset="utf-8"'),
        ("reply-to", b"Anna <anna@a.example>"),
        ("reply-to", b"anna@a.example"),
        ("sender", b"<anna@a.example>"),
        ("to", b"ben@b.example"),
        ("in-reply-to", b"<2@a.example>"),
        ("in-reply-to", b"<1@a.example>"),
        ("thread-topic", b"Hello"),
        ("x-ms-has-attach", b""),
        ("x-anything", b"kept"),
        ("x-whatever", b""),
    ],
)
def test_lost(name: str, was: bytes) -> None:
    message = Message.parse(
        b"From: Anna <anna@a.example>\r\nReferences: <1@a.example> <2@a.example>\r\nSubject: Re: Hello\r\n"
        b"X-Original-To: ben@b.example\r\nX-Original-X-Anything: kept\r\n\r\n"
    )
    assert was in values(lost(message, name))


def test_multiparts_by_their_delimiter() -> None:
    found = values(lost(Message.parse(b"From: a@a.example\r\n\r\n\r\n--x\r\n\r\nHello.\r\n--x--\r\n"), "content-type"))
    assert {b'multipart/mixed; boundary="x"', b"multipart/signed;boundary=x", b"text/plain"} <= found


def test_references_from_in_reply_to() -> None:
    message = Message.parse(b"In-Reply-To:\r\nFrom: a@a.example\r\n\r\n")
    assert b"" in values(lost(message, "references"))


@pytest.mark.parametrize(
    ("now", "was"),
    [
        (b'text/plain; charset="utf-8"', b"text/plain; charset=utf-8"),
        (b"text/plain; charset=UTF-8", b'text/plain; charset="utf-8"'),
        (b"text/plain; charset=utf-8", b"text/plain; charset=iso-8859-1"),
        (b"text/plain; charset=utf-8", b"text/plain; charset=utf-8; format=flowed"),
        (b"text/plain; charset=utf-8", b"text/plain; charset=utf-8; format=flowed; delsp=yes"),
        (b"text/plain; format=flowed; charset=utf-8", b"text/plain; charset=utf-8"),
        (b"TEXT/PLAIN; CHARSET=utf-8", b"text/plain; charset=utf-8"),
        (b"text/plain; charset=utf-8", b"text/plain;charset=utf-8"),
        (b"text/plain; charset=utf-8", b"text/plain; charset=utf-8;"),
        (b"text/plain; charset=utf-8;", b"text/plain; charset=utf-8"),
        (b"text/plain; charset=utf-8; format=flowed", b"text/plain; format=flowed; charset=utf-8"),
        (b"text/plain", b"text/plain; charset=us-ascii"),
        (b"text/plain; charset=utf-8", b"text/plain"),
        (b'multipart/mixed; boundary="a b"', b"multipart/mixed; boundary=a b"),
        (b"multipart/mixed; boundary=a-b; charset=utf-8", b'multipart/mixed; boundary="a-b"; charset=utf-8'),
        (b"a/b; a=1; b=2; c=3; d=4", b"a/b; a=1; b=2; c=3"),
        (b'a/b; name="a;b"; size', b'a/b; name="a;b"; size='),
        (b"", b"; charset=utf-8"),
    ],
)
def test_media_types(now: bytes, was: bytes) -> None:
    assert was in values(media_types(now))


def test_no_media_type_of_many_parameters() -> None:
    assert list(media_types(b"a/b" + b"; c=d" * 13)) == []


def test_encodings_and_versions() -> None:
    assert {b"7bit", b"8bit", b"base64", b"Quoted-Printable"} <= values(encodings())
    assert b"1.0" in values(versions(b"1.0 (x)"))
    assert b"1.0" not in values(versions(b"1.0"))


@pytest.mark.parametrize(
    ("now", "was"),
    [
        (b" a b", b"a b"),
        (b"a b", b" a b"),
        (b" a,\r\n b", b" a, b"),
        (b" a,\r\n b", b" a,b"),
        (b" a,\r\n b", b" a,\r\n\tb"),
        (b" a,\r\n\tb", b" a,\r\n b"),
        (b" a, b, c", b" a,\r\n b,\r\n c"),
        (b' "a, b", c', b' "a, b",\r\n\tc'),
        (b" a \tb", b" a \tb "),
        (b" a\tb", b" a\r\n\tb"),
        (b" a b", b" a\r\n b"),
        (b" a b ", b" a b"),
        (b" a b", b"\r\n a b"),
        (b" ab\r\n cd", b" abcd"),
        (
            b" " + b"word " * 30 + b"end",
            b" " + b"word " * 12 + b"word\r\n " + b"word " * 14 + b"word\r\n word word end",
        ),
        (b"", b" "),
    ],
)
def test_foldings(now: bytes, was: bytes) -> None:
    assert was in values(foldings(now, 8))


def test_what_relaxed_does_not_forgive() -> None:
    assert {b" a,b;c", b" a, b; c"} <= values(respacings(b" a,\r\n b; c"))
    assert b" a b; c" in {value.replace(b"\r\n", b"") for _, value in respacings(b" a\r\n b; c")}
    assert b" a,\r\n b" in set(wrapped(b" a, b", 4))


@given(st.text('ab ,;\t"', max_size=60).map(str.encode))
def test_a_fold_changes_blanks_only(value: bytes) -> None:
    for _, folded in (*foldings(b" " + value, 9), *respacings(b" " + value)):
        assert folded.translate(None, b" \t\r\n") == value.translate(None, b" \t\r\n")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        (b"message-id", {b"Message-ID", b"Message-Id", b"message-id", b"MESSAGE-ID", b"Message-id"}),
        (b"mime-version", {b"MIME-Version", b"Mime-Version"}),
        (b"dkim-signature", {b"DKIM-Signature", b"Dkim-Signature"}),
        (b"CC", {b"Cc", b"CC", b"cc"}),
        (b"", {b""}),
    ],
)
def test_names(name: bytes, wanted: set[bytes]) -> None:
    assert wanted <= set(names(name))


@pytest.mark.parametrize(
    "was",
    [
        b" v=1; a=rsa-sha256; h=from:to; bh=AAAA; b=",
        b" v=1;a=rsa-sha256;h=from:to;bh=AAAA;b=",
        b" v=1; a=rsa-sha256; h=from : to; bh=AAAA; b=;",
        b" v=1;\r\n\ta=rsa-sha256;\r\n\th=from:to;\r\n\tbh=AAAA;\r\n\tb=",
        b" v=1; a=rsa-sha256; h=from:to; bh=AAAA;\r\n b=",
    ],
)
def test_own_values(was: bytes) -> None:
    assert was in values(own_values(b" v=1; a=rsa-sha256; h=from:\r\n to; bh=AA\r\n AA; b=", relaxed=False))


def test_own_values_relaxed() -> None:
    found = values(own_values(b"v=1; h=from: to; b=", relaxed=True))
    assert {b" v=1;h=from:to;b=", b" v=1; h=from:to; b="} <= found
    assert not any(b"\0" in value for value in found)
    assert {b" v=1; h=from:to; b=", b" v=1; h=from:to; b=;"} <= values(
        own_values(b"v=1; h=from: to; b=;", relaxed=True)
    )
