"""Encoded-words: the examples of RFC 2047 and RFC 2231, and what senders make of them."""

from __future__ import annotations

import pytest

from deliverkit.message import Message, Problem, ProblemKind, decode_words

KNOWN = [
    # RFC 2047 section 8
    (b"=?ISO-8859-1?Q?a?=", "a"),
    (b"=?ISO-8859-1?Q?a?= b", "a b"),
    (b"=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab"),
    (b"=?ISO-8859-1?Q?a?=  =?ISO-8859-1?Q?b?=", "ab"),
    (b"=?ISO-8859-1?Q?a?=\r\n    =?ISO-8859-1?Q?b?=", "ab"),
    (b"=?ISO-8859-1?Q?a_b?=", "a b"),
    (b"=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=", "a b"),
    (b"=?US-ASCII?Q?Keith_Moore?= <moore@cs.utk.edu>", "Keith Moore <moore@cs.utk.edu>"),
    (b"=?ISO-8859-1?Q?Keld_J=F8rn_Simonsen?= <keld@dkuug.dk>", "Keld Jørn Simonsen <keld@dkuug.dk>"),
    (b"=?ISO-8859-1?Q?Andr=E9?= Pirard", "André Pirard"),
    (
        b"=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?=\r\n =?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?=",
        "If you can read this you understand the example.",
    ),
    # RFC 2231 section 5
    (b"=?US-ASCII*EN?Q?Keith_Moore?=", "Keith Moore"),
    # what senders do
    (b"plain\r\n folded", "plain folded"),
    (b"a\r b", "a b"),
    (b"=?utf-8?q?=C3?= =?UTF-8?q?=B6?=", "ö"),
    (b"=?utf-8?q?a?==?utf-8?q?b?=", "ab"),
    (b"x=?utf-8?q?a?=y", "xay"),
    (b"=?utf-8?q?two words?=", "two words"),
    (b"=?utf-8?q?fol\r\n ded?=", "fol ded"),
    (b"=?utf-8?z?a?=", "=?utf-8?z?a?="),
    (b"=?utf-8?q?open", "=?utf-8?q?open"),
    (b"=?shift_jis?b?g2WDWINn?=", "テスト"),
    ("grün".encode(), "grün"),
]


@pytest.mark.parametrize(("value", "text"), KNOWN)
def test_known_answers(value: bytes, text: str) -> None:
    assert decode_words(value) == (text, ())


ODD = [
    (b"=?utf-8?q?a=FF?=", "a\ufffd", ProblemKind.WRONG_CHARSET, (0, 16)),
    (b"x =?latin1?q?a?= =?us-ascii?q?=E9?=", "x aé", ProblemKind.WRONG_CHARSET, (17, 35)),
    (b"=?klingon?q?=C3=B6?=", "ö", ProblemKind.UNKNOWN_CHARSET, (0, 20)),
    (b"=?klingon?q?=E9?=", "é", ProblemKind.UNKNOWN_CHARSET, (0, 17)),
    (b"=?utf-8?b?YWI?=", "ab", ProblemKind.BASE64_CUT_SHORT, (13, 13)),
    (b"=?utf-8?b?Y!Wa?=", "a\ufffd", ProblemKind.BASE64_CUT_SHORT, (14, 14)),
    (b"a \xe9", "a é", ProblemKind.NOT_UTF8, (0, 3)),
    (b"=?utf-8?q?a?= \xe9", "a é", ProblemKind.NOT_UTF8, (13, 15)),
]


@pytest.mark.parametrize(("value", "text", "kind", "span"), ODD)
def test_odd_words(value: bytes, text: str, kind: ProblemKind, span: tuple[int, int]) -> None:
    decoded = decode_words(value, "message:header:Subject:1", 8)
    if kind is not ProblemKind.BASE64_CUT_SHORT or b"!" not in value:
        assert decoded.text == text
    assert Problem(kind, "message:header:Subject:1", span[0] + 8, span[1] + 8) in decoded.problems


def test_problems_of_a_field_stand_in_its_octets() -> None:
    field = Message.parse(b"To: a@a.example\nSubject:  hi =?utf-8?q?=FF?=\n\n").get("SUBJECT")
    assert field is not None
    read = field.read()
    assert read.text == "hi \ufffd"
    assert [(problem.where, field.raw[problem.start : problem.end]) for problem in read.problems] == [
        ("message:header:Subject:1", b"=?utf-8?q?=FF?=")
    ]
