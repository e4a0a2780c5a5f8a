"""Does the reader see every file of a FAT file system, in partitions and virtual disks, and survive the lies?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from attachment_builders.fats import (
    SECTOR,
    FatEntry,
    dynamic_vhd,
    extended,
    fat_of,
    fixed_vhd,
    gpt_of,
    mbr_of,
    partition,
)
from attachment_builders.listings import faults, first_names, lavish, opened, texts
from attachment_builders.tools import TREE, listed_by_7z, plant, run, tool
from deliverkit.attachments.containers.fats import read_fat
from deliverkit.attachments.containers.member import ContainerFault, Why
from deliverkit.core.budget import Budget, Limits

LARGE = bytes(range(256)) * 40
FILES = [
    FatEntry(short=b"A       TXT", data=b"alpha"),
    FatEntry(
        short=b"DIR        ",
        entries=[
            FatEntry(short=b".          ", entries=[], first=0),
            FatEntry(short=b"..         ", entries=[], first=0),
            FatEntry(short=b"LONGNA~1EXE", long="long name of a file.pdf.exe", data=LARGE),
        ],
    ),
    FatEntry(short=b"EMPTY   BAT", lower=0x18),
]
NAMES = ["A.TXT", "DIR", "empty.bat", "DIR/long name of a file.pdf.exe"]


def data_of(image: bytes) -> dict[str, bytes]:
    return {one.names[0].text: opened(one).data for one in read_fat(image, Budget()).members if not one.directory}


@pytest.mark.parametrize("bits", [12, 16, 32])
@pytest.mark.parametrize("per_cluster", [1, 4])
def test_files(bits: int, per_cluster: int) -> None:
    listing = read_fat(fat_of(FILES, bits=bits, per_cluster=per_cluster), Budget())
    assert listing.complete
    assert not listing.problems
    assert first_names(listing) == NAMES
    assert texts(listing.members[-1]) == ["DIR/long name of a file.pdf.exe", "DIR/LONGNA~1.EXE"]
    assert opened(listing.members[-1]).data == LARGE
    assert opened(listing.members[0]).data == b"alpha"
    assert opened(listing.members[2]).data == b""


def test_offsets() -> None:
    image = fat_of(FILES)
    for member in read_fat(image, Budget()).members:
        short = member.names[-1].text.rpartition("/")[2].partition(".")[0].upper().encode()
        assert image.startswith(short, member.offset)


def test_names() -> None:
    deleted = FatEntry(short=b"\xe5OLD    EXE", data=b"1")
    label = FatEntry(short=b"MY DISK    ", attributes=0x08)
    kanji = FatEntry(short=b"\x05\x41      EXE", data=b"1")
    full = FatEntry(short=b"THIRTE~1   ", long="x" * 9 + ".exe", data=b"1")
    many = FatEntry(short=b"MANY    JS ", before=(b"\x01" + b"y" * 10 + b"\x0f").ljust(32, b"\1") * 99, data=b"1")
    listing = read_fat(fat_of([deleted, label, kanji, full, many]), Budget())
    assert [texts(member)[0] for member in listing.members[:2]] == ["\ufffdA.EXE", "x" * 9 + ".exe"]
    assert "MANY.JS" in texts(listing.members[2])
    assert len(listing.members) == 3


def test_several_partitions() -> None:
    one, two, three, four = (fat_of([FatEntry(short=b"%d       EXE" % number, data=b"1")]) for number in (1, 2, 3, 4))
    size = len(one) // SECTOR
    base = 1 + 2 * size
    table = [partition(6, 1, size), partition(0x0C, 1 + size, size), partition(0x05, base, 3 * size)]
    first = extended([partition(6, 1, size), partition(5, size + 1, size)])
    second = extended([partition(6, 1, size)])
    volumes = [(1, one), (1 + size, two), (base, first), (base + 1, three), (base + size + 1, second)]
    disk = mbr_of(table, [*volumes, (base + size + 2, four)])
    listing = read_fat(disk, Budget())
    assert listing.complete
    assert first_names(listing) == ["1.EXE", "2.EXE", "3.EXE", "4.EXE"]


def test_extended_partitions_in_a_circle() -> None:
    disk = mbr_of([partition(5, 2)], [(2, extended([partition(5, 0), partition(6, 5)])), (7, fat_of(FILES))])
    assert first_names(read_fat(disk, Budget())) == NAMES


def test_guid_partition_table() -> None:
    listing = read_fat(gpt_of([(40, fat_of(FILES)), (900, bytes(SECTOR))]), Budget())
    assert listing.complete
    assert first_names(listing) == NAMES
    assert not read_fat(gpt_of([(40, fat_of(FILES))], size=7), Budget()).complete
    assert not read_fat(gpt_of([(40, fat_of(FILES))], sign=b"none"), Budget()).complete


@pytest.mark.parametrize("wrap", [fixed_vhd, dynamic_vhd])
def test_virtual_disks(wrap: Callable[[bytes], bytes]) -> None:
    disk = mbr_of([partition(6, 3)], [(3, fat_of(FILES))])
    listing = read_fat(wrap(disk), Budget())
    assert listing.complete
    assert first_names(listing) == NAMES
    assert data_of(wrap(disk)) == data_of(disk)
    for member in listing.members:
        assert wrap(disk)[member.offset : member.offset + 1].isalpha()


def test_footers() -> None:
    old = fixed_vhd(fat_of(FILES))[:-1]
    assert first_names(read_fat(old, Budget())) == NAMES
    assert first_names(read_fat(dynamic_vhd(fat_of(FILES))[:-SECTOR], Budget())) == NAMES


def test_blocks_that_were_never_written() -> None:
    disk = fat_of([FatEntry(short=b"HUGE    EXE", size=200 << 20)], clusters=4_000, per_cluster=64)
    image = dynamic_vhd(disk)
    member = read_fat(image, Budget()).members[0]
    assert len(image) < 200_000
    assert opened(member).why is Why.LIMIT
    sparse = fat_of([FatEntry(short=b"ZERO    EXE", data=bytes(100_000))])
    assert data_of(dynamic_vhd(sparse)) == {"ZERO.EXE": bytes(100_000)}


@pytest.mark.parametrize(
    "image",
    [
        b"",
        b"conectix",
        bytes(SECTOR),
        fixed_vhd(fat_of(FILES), kind=4),
        dynamic_vhd(fat_of(FILES), sign=b"nonsense"),
        dynamic_vhd(fat_of(FILES), block=1000),
        dynamic_vhd(b"", size=0),
        fat_of(FILES, boot={3: b"NTFS    "}),
        fat_of(FILES, boot={0: b"abc"}),
        fat_of(FILES, boot={11: b"\0\0"}),
        fat_of(FILES, boot={13: b"\0"}),
        mbr_of([partition(0x83, 1)], [(1, b"ext".ljust(SECTOR, b"x"))]),
    ],
)
def test_what_cannot_be_read(image: bytes) -> None:
    listing = read_fat(image, Budget())
    assert (listing.members, listing.why) == ((), Why.UNSUPPORTED)


def test_another_file_system_beside() -> None:
    disk = mbr_of([partition(7, 1), partition(6, 2)], [(1, b"\xeb\0\x90NTFS    ".ljust(SECTOR)), (2, fat_of(FILES))])
    listing = read_fat(disk, Budget())
    assert first_names(listing) == NAMES
    assert (listing.why, listing.detail) == (Why.UNSUPPORTED, "another file system than FAT: NTFS")


def test_chains_that_lie() -> None:
    files = [FatEntry(short=b"A       EXE", data=LARGE), FatEntry(short=b"B       EXE", data=b"1", size=1 << 30)]
    listing = read_fat(fat_of(files, patches={5: 2}), Budget())
    found = [opened(member) for member in listing.members]
    assert [(one.why, len(one.data)) for one in found] == [(Why.UNREADABLE, 4 * SECTOR), (Why.UNREADABLE, SECTOR)]
    assert faults(found[0]) == {ContainerFault.TRUNCATED}


@pytest.mark.parametrize("bits", [12, 32])
def test_directories_that_lie(bits: int) -> None:
    inner = FatEntry(short=b"LOOP       ", entries=[], first=3)
    nowhere = FatEntry(short=b"NOWHERE    ", entries=[], first=4_000)
    image = fat_of(
        [FatEntry(short=b"A       EXE", data=b"1"), FatEntry(short=b"D          ", entries=[inner]), nowhere], bits=bits
    )
    listing = read_fat(image, Budget())
    assert faults(listing) == {ContainerFault.LOOP, ContainerFault.DAMAGED}
    assert first_names(listing) == ["A.EXE", "D", "NOWHERE"]


def test_directories_in_one_another() -> None:
    inner = FatEntry(short=b"B       EXE", data=b"1")
    held = [FatEntry(short=b"F%-10d" % number) for number in range(40)]
    two = [FatEntry(short=b"ONE        ", entries=[*held, inner]), FatEntry(short=b"TWO        ", entries=[], first=4)]
    listing = read_fat(fat_of(two), Budget())
    assert listing.complete
    assert first_names(listing)[:2] == ["ONE", "TWO"]
    assert len({name.rpartition("/")[2] for name in first_names(listing)}) == 43


def test_deep_directories() -> None:
    entries = [FatEntry(short=b"RUN     JS ", data=b"1")]
    for _ in range(60):
        entries = [FatEntry(short=b"D          ", long="d" * 90, entries=entries)]
    listing = read_fat(fat_of(entries), Budget())
    assert listing.why is Why.LIMIT
    assert "path" in listing.detail


def test_only_the_beginning() -> None:
    opener = read_fat(fat_of(FILES), Budget()).members[-1].opener
    assert opener is not None
    part = opener(lavish(), 10)
    assert (part.data, part.complete, part.why) == (LARGE[:10], False, None)
    assert opener(Budget(Limits(bytes_read=9))).why is Why.LIMIT


@pytest.mark.parametrize("extra", [0, 200, 6_000, 20_000])
def test_limits(extra: int) -> None:
    image = fat_of(FILES)
    listing = read_fat(image, Budget(Limits(bytes_read=len(image) - 1 + extra, members=3)))
    assert (listing.complete, listing.why) == (False, Why.LIMIT)
    assert len(listing.members) == (3 if extra >= 6_000 else 0)


@pytest.mark.parametrize(
    ("bits", "sectors", "options"), [("12", "2880", []), ("16", "40000", []), ("32", "70000", ["-s", "1"])]
)
def test_what_mtools_wrote(bits: str, sectors: str, options: list[str], tmp_path: Path) -> None:
    make, copy = tool("mkfs.fat"), tool("mcopy")
    plant(tmp_path)
    run(["truncate", "-s", str(int(sectors) * SECTOR), "x.img"], tmp_path)
    run([make, "-F", bits, *options, "-n", "LABEL", "x.img"], tmp_path)
    run([copy, "-i", "x.img", "-s", "a.txt", "dir", "::"], tmp_path)
    image = (tmp_path / "x.img").read_bytes()
    listing = read_fat(image, lavish())
    assert listing.complete
    assert not listing.problems
    assert sorted(first_names(listing)) == sorted(listed_by_7z(tmp_path / "x.img"))
    assert {one.names[0].text: opened(one).data for one in listing.members if not one.directory} == TREE


@pytest.mark.parametrize("bits", [12, 16])
def test_what_we_wrote(bits: int, tmp_path: Path) -> None:
    (tmp_path / "x.img").write_bytes(fat_of(FILES, bits=bits))
    assert sorted(NAMES) == sorted(listed_by_7z(tmp_path / "x.img"))


@pytest.mark.parametrize("wrap", [fixed_vhd, dynamic_vhd])
def test_virtual_disks_of_ours(wrap: Callable[[bytes], bytes], tmp_path: Path) -> None:
    volume = fat_of(FILES)
    disk = mbr_of([partition(1, 1, len(volume) // SECTOR)], [(1, volume)])
    (tmp_path / "x.vhd").write_bytes(wrap(disk))
    assert sorted(NAMES) == sorted(listed_by_7z(tmp_path / "x.vhd"))
