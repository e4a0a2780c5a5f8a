"""Is every file of a 7z archive listed, and opened where the interpreter can?"""

from __future__ import annotations

import pytest

from attachment_builders.listings import faults, first_names, lavish, opened
from attachment_builders.sevenzips import (
    COPY,
    DEFLATE,
    LZMA,
    LZMA2,
    Coder,
    Folder,
    files_of,
    number,
    sevenzip_of,
    streams_of,
    wrap,
)
from deliverkit.attachments.containers.member import ContainerFault, Kind, Why
from deliverkit.attachments.containers.sevenzips import read_7z
from deliverkit.attachments.containers.sevenzips.cursor import Cursor
from deliverkit.core.budget import Budget, Limits

LZMA_CODER = Coder(LZMA, b"\x5d" + (1 << 16).to_bytes(4, "little"))
LZMA2_CODER = Coder(LZMA2, b"\x08")
TWO = (["a.txt", "b/run.js"], Folder(files=[b"alpha", b"beta" * 300]))
AES = Coder(b"\6\xf1\7\1", b"\x13\0")


@pytest.mark.parametrize("value", [0, 1, 0x7F, 0x80, 0x3FFF, 0x4000, 1 << 31, (1 << 49) - 1, 1 << 56, (1 << 64) - 1])
def test_numbers(value: int) -> None:
    assert Cursor(number(value), 0).number() == value


@pytest.mark.parametrize("packed", [None, Coder(COPY), LZMA_CODER, LZMA2_CODER, Coder(DEFLATE)])
@pytest.mark.parametrize("crc", [True, False])
def test_a_plain_archive(packed: Coder | None, *, crc: bool) -> None:
    one = (["c.js"], Folder(files=[b"gamma"], coders=[LZMA2_CODER]))
    listing = read_7z(
        sevenzip_of([TWO, one], empty={"d": True, "e.js": False}, packed_header=packed, crc=crc), Budget()
    )
    assert listing.kind is Kind.SEVENZIP
    assert first_names(listing) == ["a.txt", "b/run.js", "c.js", "d", "e.js"]
    assert (listing.complete, listing.problems) == (True, ())
    assert [member.directory for member in listing.members] == [False, False, False, True, False]
    assert [opened(member).data for member in listing.members] == [b"alpha", b"beta" * 300, b"gamma", b"", b""]


@pytest.mark.parametrize("coder", [Coder(COPY), LZMA_CODER, LZMA2_CODER, Coder(DEFLATE)])
def test_solid_folders_in_any_order(coder: Coder) -> None:
    files = [b"%d," % n * 9_000 for n in range(6)]
    data = sevenzip_of([([f"{n}.txt" for n in range(6)], Folder(files=files, coders=[coder]))])
    listing = read_7z(data, Budget())
    for n in (0, 1, 5, 2, 2, 0):
        assert opened(listing.members[n]).data == files[n]
    budget = Budget(Limits(bytes_inflated=sum(map(len, files)) + 70_000))
    assert all(opened(member, budget).complete for member in read_7z(data, Budget()).members)
    assert opened(listing.members[5], Budget(Limits(bytes_inflated=1_000))).why is Why.LIMIT


@pytest.mark.parametrize("coder", [Coder(COPY), LZMA2_CODER])
def test_a_solid_folder_is_unpacked_once(coder: Coder) -> None:
    files = [b"%d," % n * 5 * 9**n for n in range(6)]  # from 10 octets to half a million
    data = sevenzip_of([([f"{n}.txt" for n in range(6)], Folder(files=files, coders=[coder]))])
    budget = Budget(Limits(bytes_inflated=sum(map(len, files))))
    for index, member in enumerate(read_7z(data, Budget()).members):
        assert member.opener is not None
        for most in (0, 5, 512, 1 << 62):
            assert member.opener(budget, most).data == files[index][:most]
    member = read_7z(data, Budget()).members[5]
    assert opened(member) == opened(member)


def test_an_empty_archive() -> None:
    for data in (sevenzip_of([]), wrap(b"", b"")):
        listing = read_7z(data, Budget())
        assert (listing.members, listing.complete) == ((), True)


def test_something_before_and_behind() -> None:
    listing = read_7z(sevenzip_of([TWO], prepend=b"MZ" * 999, append=b"??"), Budget())
    assert first_names(listing) == ["a.txt", "b/run.js"]
    assert faults(listing) == {ContainerFault.PREPENDED_DATA, ContainerFault.TRAILING_DATA}
    assert opened(listing.members[0]).data == b"alpha"


def test_encrypted() -> None:
    folder = Folder(files=[b"alpha"], coders=[AES, LZMA_CODER])
    listing = read_7z(sevenzip_of([(["a.js"], folder)]), Budget())
    member = listing.members[0]
    assert (member.encrypted, member.opener, member.why, listing.complete) == (True, None, Why.ENCRYPTED, True)
    hidden = read_7z(sevenzip_of([TWO], packed_header=AES), Budget())
    assert (hidden.members, hidden.complete, hidden.why) == ((), False, Why.ENCRYPTED)
    assert faults(hidden) == {ContainerFault.HEADER_ENCRYPTED}


@pytest.mark.parametrize(
    ("coders", "word"),
    [
        ([Coder(b"\3\4\1", b"12345")], "PPMd"),
        ([Coder(b"\3\3\1\x1b", b"", 4, 1)], "BCJ2"),
        ([Coder(b"\1\2\3\4")], "method 01020304"),
        ([Coder(DEFLATE), Coder(b"\3\3\1\3")], "method 040108"),
        ([LZMA2_CODER, Coder(b"\3\4\1")], "PPMd"),
        ([LZMA2_CODER] + [Coder(b"\3\3\1\3")] * 4, "method 03030103"),
        ([Coder(LZMA, b"12")], "method 030101"),
        ([Coder(LZMA2)], "method 21"),
    ],
)
def test_unsupported(coders: list[Coder], word: str) -> None:
    folder = Folder(files=[b"alpha"], coders=coders, packed=b"alpha", binds=[] if coders[0].ins > 1 else None)
    member = read_7z(sevenzip_of([(["a.js"], folder)]), Budget()).members[0]
    assert (member.opener, member.why) == (None, Why.UNSUPPORTED)
    assert word in member.detail


@pytest.mark.parametrize("coder", [Coder(LZMA2, b"\x28"), Coder(LZMA2, b"\x27")])
def test_dictionaries_that_are_too_large(coder: Coder) -> None:
    for coders in ([coder], [coder, Coder(b"\3", b"\3")]):
        member = read_7z(sevenzip_of([(["a"], Folder(files=[b"x"], coders=coders))]), Budget()).members[0]
        assert (member.opener, member.why) == (None, Why.LIMIT)


def test_large_dictionaries_of_lzma() -> None:
    large = Coder(LZMA, b"\x5d" + (512 << 20).to_bytes(4, "little"))
    member = read_7z(sevenzip_of([(["a"], Folder(files=[b"x"], coders=[large]))]), Budget()).members[0]
    assert opened(member).why is Why.LIMIT
    filtered = read_7z(sevenzip_of([(["a"], Folder(files=[b"x"], coders=[large, Coder(b"\4")]))]), Budget()).members[0]
    assert filtered.why is Why.LIMIT


@pytest.mark.parametrize("first", [LZMA2_CODER, LZMA_CODER])
@pytest.mark.parametrize("last", [Coder(b"\3", b"\0"), Coder(b"\3"), Coder(b"\3\3\1\3")])
def test_filters(first: Coder, last: Coder) -> None:
    import lzma

    data = bytes(range(200)) * 30
    delta = last.method == b"\3"
    chain = [{"id": lzma.FILTER_DELTA, "dist": 1} if delta else {"id": lzma.FILTER_X86}]
    chain += [{"id": lzma.FILTER_LZMA2 if first is LZMA2_CODER else lzma.FILTER_LZMA1, "dict_size": 1 << 16}]
    packed = lzma.compress(data, lzma.FORMAT_RAW, filters=chain)
    folder = Folder(files=[data], coders=[first, last], packed=packed)
    one = opened(read_7z(sevenzip_of([(["a"], folder)]), Budget()).members[0])
    assert one.data[:5_990] == data[:5_990]


def test_binds_that_lead_nowhere() -> None:
    folder = Folder(files=[b"x"], coders=[LZMA2_CODER, Coder(b"\4")], binds=[(0, 1)])
    assert opened(
        read_7z(sevenzip_of([(["a"], Folder(files=[b"x"], coders=[Coder(COPY)]))]), Budget()).members[0]
    ).complete
    for binds in ([(0, 0)], [(5, 1)], [(1, 9)], [(0, 1)]):
        odd = Folder(files=folder.files, coders=folder.coders, binds=binds)
        listing = read_7z(sevenzip_of([(["a"], odd)]), Budget())
        assert first_names(listing) == ["a"]


def test_a_header_bomb() -> None:
    bomb = sevenzip_of([TWO], packed_header=LZMA2_CODER, header_size=1 << 30)
    assert read_7z(bomb, Budget()).why is Why.LIMIT
    small = sevenzip_of([TWO], packed_header=LZMA2_CODER, header_size=1_000)
    assert read_7z(small, Budget()).why is Why.UNREADABLE
    assert read_7z(sevenzip_of([TWO], packed_header=LZMA2_CODER), Budget(Limits(bytes_inflated=9))).why is Why.LIMIT
    assert read_7z(sevenzip_of([TWO], packed_header=Coder(b"\3\4\1")), Budget()).why is Why.UNSUPPORTED


def test_a_header_packed_for_ever() -> None:
    inner = b"\x17" + streams_of([Folder(files=[bytes(99)])], 0, plain=True)
    folder = Folder(files=[inner])
    # the packed header is what unpacks to itself
    header = b"\x17" + streams_of([folder], 0, plain=True)
    size = len(header)
    quine = b"\x17" + streams_of([Folder(files=[bytes(size)])], 0, plain=True)
    assert len(quine) == size
    listing = read_7z(wrap(quine, quine), Budget())
    assert listing.why is Why.LIMIT


def test_a_huge_header_is_not_read() -> None:
    data = wrap(b"", bytes(17 << 20))
    assert read_7z(data, Budget()).why is Why.LIMIT


@pytest.mark.parametrize(
    "header",
    [
        b"\2",
        b"\1\x09",
        b"\1\4\x09",
        b"\1\4\6\0\1\x0d",
        b"\1\4\7\x0c",
        b"\1\4\7\x0b\0\1",
        b"\1\4\7\x0b\1\0\0",
        b"\1\4\7\x0b\1\0\x21",
        b"\1\4\7\x0b\1\0\1\x81\0",
        b"\1\4\7\x0b\1\0\1\x11\0\0\0",
        b"\1\4\7\x0b\1\0\1\x11\0\0\1",
        b"\1\4\7\x0b\1\0\1\x11\0\1\x21",
        b"\1\4\7\x0b\1\0\1\1\0\x0d",
        b"\1\4\7\x0b\1\0\1\1\0\x0c\1\0\x08\x0b",
        b"\1\4\7\x0b\1\0\1\1\0\x0c\1\0\0\5\0\0\0",
        b"\1\5\1\x11\1\1\0\0",
        b"\1\5\1\x0e",
        b"\x17\0",
        b"\1\4\6\0\1\0\7",
    ],
)
def test_headers_that_are_none(header: bytes) -> None:
    listing = read_7z(wrap(b"", header), Budget())
    assert (listing.complete, listing.why) == (False, Why.UNREADABLE)
    assert ContainerFault.DAMAGED in faults(listing)


def test_headers_with_more_than_is_needed() -> None:
    header = b"\1\2\6\1x\0\3" + streams_of([]) + files_of(["a.js"], {"a.js": False}) + b"\0"
    assert first_names(read_7z(wrap(b"", header), Budget())) == ["a.js"]


def test_names_and_counts_that_differ() -> None:
    header = b"\1" + files_of(["a.js", "\ud800.js"], {"a.js": False, "\ud800.js": False}, count=9) + b"\0"
    listing = read_7z(wrap(b"", header.replace(b"\x0e\1\xc0", b"\x0e\2\xc0\0")), Budget())
    assert first_names(listing)[:2] == ["a.js", "\ufffd.js"]
    assert ContainerFault.DAMAGED in faults(listing)
    nameless = read_7z(wrap(b"", b"\1\5\1\0\0"), Budget())
    assert nameless.members == () or first_names(nameless) == [""]


def test_checksums_and_cuts() -> None:
    data = sevenzip_of([TWO])
    broken = bytearray(data)
    broken[-1] ^= 1
    broken[9] ^= 1
    assert ContainerFault.WRONG_CHECKSUM in faults(read_7z(bytes(broken), Budget()))
    for size in range(len(data)):
        listing = read_7z(data[:size], Budget())
        assert (listing.complete, listing.why) == (False, Why.UNREADABLE)


@pytest.mark.parametrize(
    ("limits", "count"), [(Limits(members=1), 0), (Limits(bytes_read=1), 0), (Limits(bytes_read=180), 1)]
)
def test_limits(limits: Limits, count: int) -> None:
    budget = Budget(limits)
    listing = read_7z(sevenzip_of([TWO]), budget)
    assert len(listing.members) == count
    assert (listing.complete, listing.why) == (False, Why.LIMIT)
    assert budget.exhausted


def test_limits_of_empty_files() -> None:
    listing = read_7z(sevenzip_of([], empty={f"{n}": False for n in range(9)}), Budget(Limits(members=4)))
    assert len(listing.members) == 4
    assert listing.why is Why.LIMIT


def test_zstandard_is_not_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    from deliverkit.attachments.containers.sevenzips import folders

    monkeypatch.setattr(folders, "zstandard", lambda: None)
    folder = Folder(files=[b"x"], coders=[Coder(b"\4\xf7\x11\1")])
    assert read_7z(sevenzip_of([(["a"], folder)]), Budget()).members[0].why is Why.UNSUPPORTED


def test_bzip2() -> None:
    import bz2

    folder = Folder(files=[b"alpha" * 99], coders=[Coder(b"\4\2\2")], packed=bz2.compress(b"alpha" * 99))
    member = read_7z(sevenzip_of([(["a"], folder)]), Budget()).members[0]
    assert opened(member, lavish()).data == b"alpha" * 99
