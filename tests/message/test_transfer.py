"""Transfer encodings, well and badly made."""

from __future__ import annotations

import base64
import binascii

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliverkit.message.problems import ProblemKind
from deliverkit.message.transfer import decode_base64, decode_quoted_printable, decode_uuencode, encoding_of

CUT, JUNK, BEHIND = ProblemKind.BASE64_CUT_SHORT, ProblemKind.BASE64_JUNK, ProblemKind.BASE64_AFTER_PADDING


@pytest.mark.parametrize(
    ("data", "plain", "notes"),
    [
        (b"", b"", ()),
        (b"YWJj", b"abc", ()),
        (b"YW\r\nJj\r\n", b"abc", ()),
        (b"YW Jj\t", b"abc", ()),
        (b"YQ==", b"a", ()),
        (b"YQ==\r\n", b"a", ()),
        (b"YWJj====", b"abc", ()),
        (b"YQ", b"a", ((CUT, 2, 2),)),
        (b"YQ=", b"a", ((CUT, 2, 2),)),
        (b"YWJjY", b"abc", ((CUT, 5, 5),)),
        (b"Y", b"", ((CUT, 1, 1),)),
        (b"Y*W-Jj", b"abc", ((JUNK, 1, 2),)),
        (b"Y*", b"", ((CUT, 2, 2), (JUNK, 1, 2))),
        (b"YQ==YWJj", b"a", ((BEHIND, 4, 8),)),
        (b"YQ==\r\n-- \r\nlist footer", b"a", ((BEHIND, 6, 22),)),
        (b"YQ=\nYWJj", b"a", ((BEHIND, 4, 8),)),
        (b"====", b"", ()),
    ],
)
def test_base64(data: bytes, plain: bytes, notes: object) -> None:
    assert decode_base64(data) == (plain, notes)


@given(st.binary(max_size=300))
def test_base64_round_trip(data: bytes) -> None:
    assert decode_base64(base64.encodebytes(data).replace(b"\n", b"\r\n")) == (data, ())


@given(st.binary(max_size=300))
def test_base64_of_anything_is_what_the_alphabet_holds(data: bytes) -> None:
    head = data.partition(b"=")[0]
    kept = bytes(octet for octet in head if (chr(octet).isalnum() and octet < 128) or octet in b"+/")
    whole = kept[:-1] if len(kept) % 4 == 1 else kept
    assert decode_base64(data).data == base64.b64decode(whole + b"=" * (-len(whole) % 4))


@pytest.mark.parametrize(
    ("data", "plain", "bad"),
    [
        (b"a=3Db", b"a=b", None),
        (b"a=3db=e9", b"a=b\xe9", None),
        (b"soft=\r\nbreak", b"softbreak", None),
        (b"soft=\nbreak", b"softbreak", None),
        (b"soft= \t\r\nbreak", b"softbreak", None),
        (b"soft=\rbreak", b"softbreak", None),
        (b"end=", b"end", None),
        (b"end= ", b"end", None),
        (b"blanks \t\r\nnext ", b"blanks\r\nnext", None),
        (b"a=ZZ", b"a=ZZ", (1, 4)),
        (b"a=4", b"a=4", (1, 3)),
        (b"caf\xe9_", b"caf\xe9_", None),
    ],
)
def test_quoted_printable(data: bytes, plain: bytes, bad: tuple[int, int] | None) -> None:
    notes = () if bad is None else ((ProblemKind.BAD_ESCAPE, *bad),)
    assert decode_quoted_printable(data) == (plain, notes)


@given(st.binary(max_size=200))
def test_quoted_printable_round_trip(data: bytes) -> None:
    data = data.replace(b"\r", b"")
    assert decode_quoted_printable(binascii.b2a_qp(data, quotetabs=True)).data == data


def _uu(data: bytes) -> bytes:
    lines = b"".join(binascii.b2a_uu(data[at : at + 45]) for at in range(0, len(data), 45))
    return b"text before\nbegin 644 a name.zip\n" + lines + b"`\nend\ntext behind\n"


@given(st.binary(min_size=1, max_size=200))
def test_uuencode_round_trip(data: bytes) -> None:
    assert decode_uuencode(_uu(data)) == (data, ())
    assert decode_uuencode(_uu(data).replace(b"\n", b"\r\n")) == (data, ())


def test_uuencode_of_no_file_and_of_broken_lines() -> None:
    assert decode_uuencode(b"no file") == (b"", ((ProblemKind.NO_UU_BEGIN, 0, 7),))
    assert decode_uuencode(b"begin 644 a") == (b"", ())
    assert decode_uuencode(b"begin 644 a\n#86)Cgarbage\nend") == (b"abc", ())
    broken = decode_uuencode(b"begin 644 a\n#86)C\n\n#\xff\xff\xff\xff\n#86)C")
    assert broken == (b"abcabc", ((ProblemKind.BAD_UU_LINE, 19, 25),))


@pytest.mark.parametrize(
    ("token", "encoding", "right"),
    [
        ("Base64", "base64", True),
        ("base-64", "base64", False),
        ("quoted printable", "quoted-printable", False),
        ("X-UUE", "x-uuencode", True),
        ("x_uue", "x-uuencode", False),
        ("8-bit", "8bit", False),
        ("x-yenc", "x-yenc", False),
        ("", "", False),
    ],
)
def test_spelling(token: str, encoding: str, right: bool) -> None:
    assert encoding_of(token) == (encoding, right)
