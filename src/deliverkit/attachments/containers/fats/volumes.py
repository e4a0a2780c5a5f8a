"""Where on a disk are file systems, and how is each laid out?  Partition tables, and the boot sector of FAT."""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct
from typing import Final, NamedTuple

from .disks import SECTOR, Disk

__all__ = ["Volume", "file_system", "starts_of", "volume_at"]

_BOOT: Final = Struct("<11xHBHBHHxH8xII4xI")
_MARK: Final = b"\x55\xaa"
_PARTITION: Final = Struct("<4xB3xI4x")
_TABLE: Final = 446
_EXTENDED: Final = (0x05, 0x0F, 0x85)
_GPT: Final = 0xEE
_MOST_LINKS: Final = 64
_GPT_HEADER: Final = Struct("<72xQII")
_GPT_SIGN: Final = b"EFI PART"
_OTHERS: Final = {b"NTFS    ": "NTFS", b"EXFAT   ": "exFAT", b"ReFS\0\0\0\0": "ReFS", b"-FVE-FS-": "BitLocker"}


class Volume(NamedTuple):
    """A FAT file system.

    Arguments:
        start: where it begins on the disk.
        bits: of an entry of its table: 12, 16 or 32.
        table: where that stands on the disk.
        root: where the root directory stands; with 32 bits, it is a chain as any other.
        root_size: octets of the root directory; 0 with 32 bits.
        root_cluster: where the chain of the root directory begins.
        data: where cluster 2 stands.
        cluster: octets of a cluster.
        clusters: how many there are.
    """

    start: int
    bits: int
    table: int
    root: int
    root_size: int
    root_cluster: int
    data: int
    cluster: int
    clusters: int


def volume_at(disk: Disk, start: int) -> Volume | None:
    """The FAT file system that begins at *start*."""
    boot = disk.read(start, SECTOR)
    if boot[510:512] != _MARK or boot[:1] not in (b"\xe9", b"\xeb") or file_system(disk, start):
        return None
    sector, per_cluster, reserved, tables, entries, small, short, large, long, root = _BOOT.unpack_from(boot)
    if sector not in (512, 1024, 2048, 4096) or not per_cluster or not reserved or not tables:
        return None
    # "BPB_FATSz16": "on FAT32 volumes this field must be 0"
    size = short or long
    root_sectors = -(-entries * 32 // sector)
    first = reserved + tables * size + root_sectors
    count = max(0, (small or large) - first) // per_cluster
    # "if the count of clusters is less than 4085 then it is FAT12, if less than 65525 FAT16"
    bits = 12 if count < 4085 else 16
    if not short:
        bits = 32
    return Volume(
        start,
        bits,
        start + reserved * sector,
        start + (reserved + tables * size) * sector,
        0 if bits == 32 else entries * 32,
        root,
        start + first * sector,
        per_cluster * sector,
        min(count, size * sector * 8 // bits),
    )


def file_system(disk: Disk, start: int) -> str:
    """The name of another file system that begins at *start*; empty if none does."""
    return _OTHERS.get(disk.read(start + 3, 8), "")


def starts_of(disk: Disk) -> list[int]:
    """Where partitions begin: at 0 when there are none."""
    if volume_at(disk, 0) or file_system(disk, 0):
        return [0]
    found = list(dict.fromkeys(_partitions(disk)))
    return found or [0]


def _partitions(disk: Disk) -> Iterator[int]:
    chains: list[int] = []
    for kind, start in _entries(disk, 0):
        if kind == _GPT:
            yield from _gpt(disk)
        elif kind in _EXTENDED:
            chains.append(start)
        else:
            yield start
    for base in chains:
        at = base
        for _ in range(_MOST_LINKS):
            following = -1
            for kind, start in _entries(disk, at):
                # the first link counts from the extended partition, and partitions from their own link
                if kind in _EXTENDED:
                    following = base + start
                else:
                    yield at + start
            if following < 0:
                break
            at = following


def _entries(disk: Disk, at: int) -> Iterator[tuple[int, int]]:
    """The type and the start of each partition in the table at *at*."""
    table = disk.read(at, SECTOR)
    if table[510:512] == _MARK:
        for kind, start in _PARTITION.iter_unpack(table[_TABLE:510]):
            if kind:
                yield kind, start * SECTOR


def _gpt(disk: Disk) -> Iterator[int]:
    header = disk.read(SECTOR, SECTOR)
    if header.startswith(_GPT_SIGN):
        at, count, size = _GPT_HEADER.unpack_from(header)
        if size in (128, 256, 512):
            table = disk.read(at * SECTOR, min(count, 256) * size)
            for begin in range(0, len(table) - 47, size):
                if any(table[begin : begin + 16]):
                    yield int.from_bytes(table[begin + 32 : begin + 40], "little") * SECTOR
