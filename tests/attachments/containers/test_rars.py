"""Is every file of a RAR archive listed, of both versions, and what is encrypted said?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from attachment_builders.listings import faults, first_names, opened, texts
from attachment_builders.rars import MARKER4, MARKER5, RarFile, block4, block5, rar4_of, rar5_of, vint
from deliverkit.attachments.containers.member import ContainerFault, Kind, Why
from deliverkit.attachments.containers.rars import read_rar
from deliverkit.core.budget import Budget, Limits

Build = Callable[..., bytes]
BOTH = pytest.mark.parametrize("build", [rar4_of, rar5_of])
TWO = [RarFile(name=b"a.txt", data=b"alpha"), RarFile(name=b"b/run.js", data=b"beta")]


@BOTH
@pytest.mark.parametrize("end", [True, False])
def test_a_plain_archive(build: Build, *, end: bool) -> None:
    listing = read_rar(build(TWO, end=end), Budget())
    assert listing.kind is (Kind.RAR4 if build is rar4_of else Kind.RAR5)
    assert first_names(listing) == ["a.txt", "b/run.js"]
    assert (listing.complete, listing.problems) == (True, ())
    assert [opened(member).data for member in listing.members] == [b"alpha", b"beta"]


@BOTH
def test_behind_a_program(build: Build) -> None:
    listing = read_rar(build(TWO, prepend=b"MZ Rar!\x1a\x07?" * 99, append=b"??"), Budget())
    assert first_names(listing) == ["a.txt", "b/run.js"]
    assert faults(listing) == {ContainerFault.PREPENDED_DATA, ContainerFault.TRAILING_DATA}


def test_one_behind_the_other() -> None:
    listing = read_rar(rar4_of(TWO) + rar5_of([RarFile(name=b"hid.exe")]), Budget())
    assert first_names(listing) == ["a.txt", "b/run.js", "hid.exe"]
    assert faults(listing) == {ContainerFault.HIDDEN_MEMBER}


def test_no_archive() -> None:
    for data in (b"", b"Rar!\x1a\x07", b"something else"):
        listing = read_rar(data, Budget())
        assert (listing.members, listing.complete, listing.why) == ((), False, Why.UNREADABLE)


@BOTH
def test_compressed_and_split(build: Build) -> None:
    files = [
        RarFile(name=b"a.js", data=b"1", method=3),
        RarFile(name=b"b.js", data=b"1", flags=2 if build is rar4_of else 16),
    ]
    listing = read_rar(build(files, flags=1), Budget())
    assert [member.why for member in listing.members] == [Why.UNSUPPORTED, None]
    assert faults(listing) == {ContainerFault.MULTI_VOLUME}


def test_encrypted() -> None:
    four = read_rar(rar4_of([RarFile(name=b"a.js", data=b"1", flags=4)]), Budget())
    extra = vint(2) + vint(9) + b"x" + vint(3) + vint(1) + b"ab"
    five = read_rar(rar5_of([RarFile(name=b"a.js", data=b"1", extra=extra), *TWO]), Budget())
    for listing in (four, five):
        member = listing.members[0]
        assert (member.encrypted, member.opener, member.why) == (True, None, Why.ENCRYPTED)
        assert listing.complete
    assert not five.members[1].encrypted
    other = read_rar(rar5_of([RarFile(name=b"a.js", extra=vint(2) + vint(5) + b"\0" + b"\0")]), Budget())
    assert not other.members[0].encrypted


def test_encrypted_headers() -> None:
    four = MARKER4 + block4(0x73, 0x80, bytes(6)) + b"\xaa" * 99
    five = MARKER5 + block5(4, 0, vint(0) + bytes(20)) + b"\xaa" * 99
    for data in (four, five):
        listing = read_rar(data, Budget())
        assert (listing.members, listing.complete, listing.why) == ((), False, Why.ENCRYPTED)
        assert faults(listing) == {ContainerFault.HEADER_ENCRYPTED}


@pytest.mark.parametrize(
    ("raw", "flags", "wanted"),
    [
        (b"plain.js", 0, ["plain.js"]),
        ("\u00fc.js".encode(), 0x200, ["\u00fc.js"]),
        # high octet 04; flags 1, 1, 0, 0: two letters of that page, then two ASCII ones
        (b"??.j\0" + b"\x04\x50\x45\x45.j", 0x200, ["\u0445\u0445.j", "??.j"]),
        # flags 2, 3: one unit in full, then five of the plain name
        (b"?.exe\0" + b"\x00\xb0\x45\x04\x02", 0x200, ["\u0445.exe", "?.exe"]),
        # flags 3 with a correction: the plain name, each octet plus one, in page 4
        (b"abc\0" + b"\x04\xc0\x81\x01", 0x200, ["\u0462\u0463\u0464", "abc"]),
        (b"abc\0", 0x200, ["", "abc"]),
        (b"abc\0" + b"\0\0" + b"a" * 4 + b"\0b", 0x200, ["aaaab", "abc"]),
        (b"a\0" + b"\0\x80\0\xd8", 0x200, ["\ufffd", "a"]),
    ],
)
def test_names_of_rar_4(raw: bytes, flags: int, wanted: list[str]) -> None:
    listing = read_rar(rar4_of([RarFile(name=raw, flags=flags)]), Budget())
    assert texts(listing.members[0]) == wanted


def test_directories() -> None:
    four = read_rar(rar4_of([RarFile(name=b"d", flags=0xE0), RarFile(name=b"e", attributes=0x10), TWO[0]]), Budget())
    assert [member.directory for member in four.members] == [True, True, False]
    five = read_rar(rar5_of([RarFile(name=b"d", about=1), TWO[0]]), Budget())
    assert [member.directory for member in five.members] == [True, False]


def test_sizes() -> None:
    four = read_rar(rar4_of([RarFile(name=b"a", data=b"12", large=True), TWO[0]]), Budget())
    assert first_names(four) == ["a", "a.txt"]
    five = read_rar(rar5_of([RarFile(name=b"a", data=b"12", about=8 | 2), TWO[0]]), Budget())
    assert [member.size for member in five.members] == [None, 5]
    for build in (rar4_of, rar5_of):
        cut = read_rar(build([RarFile(name=b"a", data=b"12", packed=1 << 31)]), Budget())
        assert first_names(cut) == ["a"]
        assert ContainerFault.TRUNCATED in faults(cut)


@pytest.mark.parametrize(
    "data",
    [
        MARKER4 + block4(0x73, 0, size=3),
        MARKER4 + block4(0x20, 0),
        MARKER4 + block4(0x74, 0x8000, b"short"),
        MARKER5 + bytes(12),
        MARKER5 + block5(1, 0, vint(0))[:5] + vint(1 << 40) + b"\xff" * 12,
    ],
)
def test_damage(data: bytes) -> None:
    listing = read_rar(data, Budget())
    assert (listing.complete, listing.why) == (False, Why.UNREADABLE)
    assert ContainerFault.DAMAGED in faults(listing)


def test_checksums() -> None:
    four = MARKER4 + block4(0x73, 0, bytes(6), crc=1) + rar4_of(TWO)[len(MARKER4) + 13 :]
    five = MARKER5 + block5(1, 0, vint(0), crc=1) + rar5_of(TWO)[len(MARKER5) + len(block5(1, 0, vint(0))) :]
    for data in (four, five):
        listing = read_rar(data, Budget())
        assert first_names(listing) == ["a.txt", "b/run.js"]
        assert faults(listing) == {ContainerFault.WRONG_CHECKSUM}


@BOTH
@pytest.mark.parametrize(
    ("limits", "count"), [(Limits(members=3), 2), (Limits(bytes_read=9), 0), (Limits(bytes_read=280), 2)]
)
def test_limits(build: Any, limits: Limits, count: int) -> None:
    listing = read_rar(build([*TWO, RarFile(name=b"c" * 30)], end=False), Budget(limits))
    assert len(listing.members) == count
    assert (listing.complete, listing.why) == (False, Why.LIMIT)


def test_the_first_reason_is_told() -> None:
    data = MARKER4 + block4(0x74, 0x8000, b"short") + block4(0x20, 0)
    assert read_rar(data, Budget()).detail == "a file header that is cut"
    service = MARKER5 + block5(1, 0, vint(0)) + block5(3, 0, b"x" * 9, size=0) + block5(5, 0, vint(0))
    assert read_rar(service, Budget()).complete
    old = (
        MARKER4
        + block4(0x73, 0, bytes(6))
        + block4(0x7A, 0x8000, (4).to_bytes(4, "little"))
        + b"data"
        + block4(0x7B, 0)
    )
    assert read_rar(old, Budget()).complete
