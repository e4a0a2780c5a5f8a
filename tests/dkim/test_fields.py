from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from deliverkit.dkim.fields import canonical_field, header_input, select, without_value
from deliverkit.message import Message


class TestCanonicalField:
    @pytest.mark.parametrize(
        ("raw", "relaxed"),
        [
            # the examples of RFC 6376 section 3.4.5
            (b"A: X\r\n", b"a:X\r\n"),
            (b"B : Y\t\r\n\tZ  \r\n", b"b:Y Z\r\n"),
            (b"Subject:\r\n", b"subject:\r\n"),
            (b"Subject: \t \r\n", b"subject:\r\n"),
            (b"Subject:x", b"subject:x\r\n"),
            (b"Subject:x\n", b"subject:x\r\n"),
            (b"SUBJECT \t:\r\n \r\n  a  b\t\tc \r\n", b"subject:a b c\r\n"),
            (b"X: a:b\r\n", b"x:a:b\r\n"),
            # only space and tab are WSP; all else that a program may take for a blank stays
            (b"X: \x0b a \x0c\r\n", b"x:\x0b a \x0c\r\n"),
            (b"X: a \xa0 b\xc2\x85\r\n", b"x:a \xa0 b\xc2\x85\r\n"),
            (b"X: a\x00 b\x1c\r\n", b"x:a\x00 b\x1c\r\n"),
            (b"X: a  \r  b\r\n", b"x:a \r b\r\n"),
            (b"X:  a\n  b \r\n c\r\n", b"x:a\n b c\r\n"),
            (b"X: a\r\n", b"x:a\r\n"),
        ],
    )
    def test_relaxed(self, raw: bytes, relaxed: bytes) -> None:
        assert canonical_field(raw, raw.index(b":"), relaxed=True) == relaxed

    @pytest.mark.parametrize(
        ("raw", "simple"),
        [
            (b"B : Y\t\r\n\tZ  \r\n", b"B : Y\t\r\n\tZ  \r\n"),
            (b"Subject: x", b"Subject: x\r\n"),
            (b"Subject: x\n", b"Subject: x\r\n"),
        ],
    )
    def test_simple_changes_nothing_but_a_missing_line_end(self, raw: bytes, simple: bytes) -> None:
        assert canonical_field(raw, raw.index(b":"), relaxed=False) == simple

    @settings(max_examples=1000)
    @given(st.lists(st.sampled_from([b"a", b" ", b"\t", b"\r\n ", b"\r\n\t", b"\x0b", b"\xff", b"\r", b"\n"])))
    def test_relaxed_by_hand(self, pieces: list[bytes]) -> None:
        value = b"".join(pieces)
        assume(re.search(rb"\r\n(?![ \t])", value + b"\r") is None)  # a field ends there
        unfolded = value.replace(b"\r\n ", b" ").replace(b"\r\n\t", b" ").replace(b"\t", b" ")
        while b"  " in unfolded:
            unfolded = unfolded.replace(b"  ", b" ")
        expected = b"x:" + unfolded.strip(b" ") + b"\r\n"
        assert canonical_field(b"X:" + value + b"\r\n", 1, relaxed=True) == expected


class TestSelect:
    RAW = b"From: 1\r\nReceived: 1\r\nSubject: 1\r\nRECEIVED : 2\r\nFrom: 2\r\n\r\nFrom: 3\r\n"

    @pytest.mark.parametrize(
        ("names", "expected"),
        [
            ((), []),
            (("from",), ["2"]),
            (("from", "subject", "from", "from"), ["2", "1", "1", None]),
            (("received", "received"), ["2", "1"]),
            (("cc", "from", "cc"), [None, "2", None]),
            (("fr\xf6m", ""), [None, None]),
        ],
    )
    def test_from_the_bottom(self, names: tuple[str, ...], expected: list[str | None]) -> None:
        found = select(Message.parse(self.RAW).fields, names)
        assert [None if one is None else one.text for one in found] == expected

    def test_a_signature_never_covers_itself(self) -> None:
        fields = Message.parse(b"A: 0\r\nDKIM-Signature: 1\r\nDKIM-Signature: 2\r\n\r\n").fields
        own = fields.get_all("dkim-signature")[1]
        found = select(fields, ("dkim-signature", "dkim-signature"), own.start)
        assert [None if one is None else one.text for one in found] == ["1", None]


@pytest.mark.parametrize(
    ("raw", "value", "expected"),
    [
        (b"D: a=1; b=xyz; c=2\r\n", b"xyz", b"D: a=1; b=; c=2\r\n"),
        (b"D: a=1; b=xyz\r\n", b"xyz", b"D: a=1; b=\r\n"),
        (b"D: a=1; b=xyz", b"xyz", b"D: a=1; b=\r\n"),
        (b"D: a=1; b = \r\n x\r\n\ty \r\n ; c=2\r\n", b"x\r\n\ty", b"D: a=1; b =; c=2\r\n"),
        (b"D: a=1; b=xyz \t\r\n", b"xyz", b"D: a=1; b=\r\n"),
        (b"xyz", b"xyz", b"\r\n"),
    ],
)
def test_without_value(raw: bytes, value: bytes, expected: bytes) -> None:
    start = raw.index(value)
    assert without_value(raw, start, start + len(value)) == expected


def test_header_input() -> None:
    fields = Message.parse(b"From:  A\r\nTo: b\r\n\r\n").fields
    covered = select(fields, ("to", "cc", "from"))
    bare = b"DKIM-Signature: v=1;  b=\r\n"
    assert header_input(covered, bare, 14, relaxed=True) == b"to:b\r\nfrom:A\r\ndkim-signature:v=1; b="
    assert header_input(covered, bare, 14, relaxed=False) == b"To: b\r\nFrom:  A\r\nDKIM-Signature: v=1;  b="
