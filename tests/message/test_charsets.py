"""Characters: declared, wrongly declared, not declared."""

from __future__ import annotations

import codecs

import pytest

from deliverkit.message import ProblemKind
from deliverkit.message.charsets import CODECS, decode_charset, decode_marked, decode_unlabelled, known_charset


@pytest.mark.parametrize(
    ("data", "label", "text", "problem"),
    [
        (b"gr\xfcn", "iso-8859-1", "grün", None),
        (b"\x80\x81", "latin1", "\x80\x81", None),
        (b"\x80", "ISO_8859-1", "€", None),
        ("grün".encode(), '"UTF8"', "grün", None),
        ("grün".encode(), "us-ascii", "grün", ProblemKind.WRONG_CHARSET),
        (b"gr\xfcn", "us-ascii", "grün", ProblemKind.WRONG_CHARSET),
        (b"gr\xfcn", "utf-8", "gr\ufffdn", ProblemKind.WRONG_CHARSET),
        ("ö".encode(), "utf-16-be ", "", ProblemKind.UNKNOWN_CHARSET),
        ("ж".encode("koi8-r"), "KOI8-R", "ж", None),
        (b"+AOk-", "utf-7", "é", None),
        (b"+2AA-", "utf-7", "+2AA-", ProblemKind.WRONG_CHARSET),
        (b"+2AA-\xff", "utf-7", "\ufffd\ufffd", ProblemKind.WRONG_CHARSET),
        ("é".encode("utf-16"), "utf-16", "é", None),
        (b"a", "punycode", "a", ProblemKind.UNKNOWN_CHARSET),
        (b"\\x41", "unicode_escape", "\\x41", ProblemKind.UNKNOWN_CHARSET),
    ],
)
def test_decode(data: bytes, label: str, text: str, problem: ProblemKind | None) -> None:
    decoded = decode_charset(data, label)
    assert decoded.problem is problem
    assert decoded.text == (text or "ö")


def test_every_codec_of_the_table_exists() -> None:
    for label, codec in CODECS.items():
        assert codecs.lookup(codec).name
        assert known_charset(label.upper()) == codec


def test_without_a_label() -> None:
    assert decode_unlabelled(b"\xc3\xb6") == ("ö", "utf-8", None)
    assert decode_unlabelled(b"\xf6") == ("ö", "latin-1", ProblemKind.NOT_UTF8)
    assert decode_marked(b"\xff\xfea\0") == ("a", "utf-16", None)
    assert decode_marked(b"\xff\xfea") == ("\xff\xfea", "latin-1", ProblemKind.NOT_UTF8)
    assert decode_marked(b"a") == ("a", "utf-8", None)
