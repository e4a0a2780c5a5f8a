"""Is the canonical body made as RFC 6376 sections 3.4.3 to 3.4.5 have it?"""

from __future__ import annotations

import base64
import hashlib
from typing import Final

import pytest

from deliverkit.core.errors import UsageError
from deliverkit.dkim import body
from deliverkit.dkim.body import BodyHash, canonical_body, canonical_length, hash_body, hash_body_at

NAMES: Final = ("_WINDOW", "_NEAR", "_CHUNK")
SIZES: Final[tuple[int, ...]] = tuple(vars(body)[name] for name in NAMES)

# body, simple, relaxed
TABLE: Final = {
    # RFC 6376 section 3.4.5, the second of its examples
    "the example": (b" C \r\nD \t E\r\n\r\n\r\n", b" C \r\nD \t E\r\n", b" C\r\nD E\r\n"),
    # "a completely empty or missing body is canonicalized as a single CRLF" (section 3.4.3), by "relaxed" as nothing
    "none": (b"", b"\r\n", b""),
    "one empty line": (b"\r\n", b"\r\n", b""),
    "empty lines": (b"\r\n" * 5000, b"\r\n", b""),
    "only blanks": (b" \t ", b" \t \r\n", b""),
    "only lines of blanks": (b" \r\n\t\r\n  ", b" \r\n\t\r\n  \r\n", b""),
    "no line end": (b"a", b"a\r\n", b"a\r\n"),
    "blanks and no line end": (b"a \t", b"a \t\r\n", b"a\r\n"),
    "empty lines, then a line": (b"\r\n" * 70 + b"a", b"\r\n" * 70 + b"a\r\n", b"\r\n" * 70 + b"a\r\n"),
    "a line of blanks at the end": (b"a\r\n \t\r\n\r\n", b"a\r\n \t\r\n", b"a\r\n"),
    "a line of blanks inside": (b"a\r\n \t\r\nb\r\n", b"a\r\n \t\r\nb\r\n", b"a\r\n\r\nb\r\n"),
    "blanks at the start": (b"\t a\r\n", b"\t a\r\n", b" a\r\n"),
    "only one tab": (b"a\tb\r\n", b"a\tb\r\n", b"a b\r\n"),
    # a line ends with CR LF and with nothing else
    "CR at the end": (b"a\r", b"a\r\r\n", b"a\r\r\n"),
    "CR before CR LF": (b"a\r\r\n\r\n", b"a\r\r\n", b"a\r\r\n"),
    "blank before CR": (b"a \rb\r\n", b"a \rb\r\n", b"a \rb\r\n"),
    "blank before CR CR LF": (b"a \r\r\n", b"a \r\r\n", b"a \r\r\n"),
    "blank between CR and LF": (b"a\r \nb\r\n", b"a\r \nb\r\n", b"a\r \nb\r\n"),
    "LF alone": (b"a \n\n b  \n", b"a \n\n b  \n\r\n", b"a \n\n b \n\r\n"),
    "LF CR": (b"a\n\r", b"a\n\r\r\n", b"a\n\r\r\n"),
    "LF CR LF": (b"a\r\n\n\r\n", b"a\r\n\n\r\n", b"a\r\n\n\r\n"),
    # nothing else is a blank
    "other space": (
        b"\x0b\x0c\x00\xa0\x85 \x0b \r\n",
        b"\x0b\x0c\x00\xa0\x85 \x0b \r\n",
        b"\x0b\x0c\x00\xa0\x85 \x0b\r\n",
    ),
    "dense": (b"a  b   " * 400, b"a  b   " * 400 + b"\r\n", (b"a b " * 400)[:-1] + b"\r\n"),
    "dense, with the octet that marks": (
        b"a  \xff   " * 400,
        b"a  \xff   " * 400 + b"\r\n",
        b"a \xff " * 399 + b"a \xff\r\n",
    ),
}


@pytest.mark.parametrize("sizes", [(1, 1, 1), (2, 1, 3), (7, 2, 5), SIZES])
@pytest.mark.parametrize("name", TABLE)
def test_table(name: str, sizes: tuple[int, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    for constant, size in zip(NAMES, sizes, strict=True):
        monkeypatch.setattr(body, constant, size)
    raw, simple, relaxed = TABLE[name]
    for is_relaxed, canonical in ((False, simple), (True, relaxed)):
        assert canonical_body(raw, relaxed=is_relaxed) == canonical
        assert canonical_length(raw, relaxed=is_relaxed) == len(canonical)
        whole = BodyHash(hashlib.sha256(canonical).digest(), len(canonical))
        assert hash_body(raw, 0, relaxed=is_relaxed) == whole
        assert hash_body(b"X: y\r\n\r\n" + raw, 8, relaxed=is_relaxed, limit=len(canonical) + 1) == whole


def test_known_hashes() -> None:
    # the hashes of the empty body stand in RFC 6376 sections 3.4.3 and 3.4.4
    for relaxed, hash_name, digest in (
        (False, "sha1", "uoq1oCgLlTqpdDX/iUbLy7J1Wic="),
        (False, "sha256", "frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY="),
        (True, "sha1", "2jmj7l5rSw0yVb/vlWAYkK/YBwk="),
        (True, "sha256", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
    ):
        assert hash_body(b"", 0, relaxed=relaxed, hash_name=hash_name).digest == base64.b64decode(digest)


def test_limits() -> None:
    raw, canonical = b"X: y\r\n\r\na  b\r\n\r\nc\t\r\n\r\n", b"a b\r\n\r\nc\r\n"
    lengths = (*range(len(canonical) + 3), 10**76)
    limits = (None, *lengths, 3, None)
    expected = [hashlib.sha256(canonical[:limit]).digest() for limit in limits]
    for given in (limits, tuple(reversed(limits)), lengths):
        for limit, found in zip(given, hash_body_at(raw, 8, relaxed=True, limits=given), strict=True):
            assert found.length == len(canonical[:limit])
            assert found.digest == expected[limits.index(limit)]
            assert found == hash_body(raw, 8, relaxed=True, limit=limit)
    assert hash_body_at(raw, 8, relaxed=True, limits=()) == ()


def test_limit_stops_early() -> None:
    # an l= of nothing costs nothing, whatever was appended
    assert hash_body(b"a  b\r\n" * 10**6, 0, relaxed=True, limit=0) == BodyHash(hashlib.sha256(b"").digest(), 0)
    assert hash_body(b"", 0, relaxed=False, limit=1) == BodyHash(hashlib.sha256(b"\r").digest(), 1)


def test_part_of_a_message() -> None:
    raw = b"X: y\r\n\r\na  b \r\n--x\r\n"
    assert canonical_body(raw, 8, 13, relaxed=True) == b"a b\r\n"
    assert canonical_body(raw, 8, 14, relaxed=True) == b"a b \r\r\n"  # the CR alone is an octet of the line
    assert canonical_body(raw, 8, 15, relaxed=True) == b"a b\r\n"
    assert canonical_body(raw, 8, 8, relaxed=False) == b"\r\n"
    assert canonical_length(raw, 8, 15, relaxed=False) == 7


def test_windows_end_between_cr_and_lf() -> None:
    for size in (SIZES[0], SIZES[2]):
        for before in range(size - 4, size + 5):
            raw = b"x" * before + b" \r\n \r\n\t y" + b"z" * size + b"\r\n"
            assert canonical_body(raw, relaxed=True) == b"x" * before + b"\r\n\r\n y" + b"z" * size + b"\r\n"
            raw = b"x" * before + b"\r\n\r\n" + b"z" * size
            assert canonical_body(raw, relaxed=True) == raw + b"\r\n"


def test_a_callers_mistake() -> None:
    with pytest.raises(UsageError, match="sha256 or sha1"):
        hash_body(b"", 0, relaxed=True, hash_name="md5")
    with pytest.raises(UsageError, match="limited to -1"):
        hash_body(b"", 0, relaxed=True, limit=-1)
    for start, end in ((-1, 1), (3, 3), (1, 0), (0, 3)):
        with pytest.raises(UsageError, match="a message of 2 octets"):
            canonical_body(b"ab", start, end, relaxed=False)
    with pytest.raises(UsageError, match="no body from 3"):
        hash_body(b"ab", 3, relaxed=True)
