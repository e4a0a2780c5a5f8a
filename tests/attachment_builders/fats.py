"""Disk images with FAT file systems, partitioned or not, and virtual disks around them (ECMA-107, VHD format 1.0)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from struct import pack

__all__ = ["SECTOR", "FatEntry", "dynamic_vhd", "extended", "fat_of", "fixed_vhd", "gpt_of", "mbr_of", "partition"]

SECTOR = 512
_RESERVED = {12: 1, 16: 1, 32: 32}
_COUNT = {12: 200, 16: 5000, 32: 300}


@dataclass(frozen=True, slots=True, kw_only=True)
class FatEntry:
    """A file, or a directory if it has entries.

    Arguments:
        short: eleven octets.
        long: the long name; empty if it has none.
        data: what the file holds.
        entries: what the directory holds.
        size: of the file, if not the truth.
        first: the first cluster, if not the truth.
        attributes: more of them.
        lower: which parts of the short name are small letters.
        before: entries before this one.
    """

    short: bytes
    long: str = ""
    data: bytes = b""
    entries: Sequence[FatEntry] | None = None
    size: int | None = None
    first: int | None = None
    attributes: int = 0
    lower: int = 0
    before: bytes = b""


def _long(name: str, short: bytes) -> bytes:
    """The entries of a long name, the last piece first."""
    checksum = 0
    for octet in short:
        checksum = ((checksum & 1) << 7 | checksum >> 1) + octet & 0xFF
    raw = name.encode("utf-16-le")
    pieces = [raw[at : at + 26] for at in range(0, len(raw), 26)]
    body = b""
    for number, piece in reversed([*enumerate(pieces, 1)]):
        filled = piece if len(piece) == 26 else (piece + b"\0\0").ljust(26, b"\xff")
        order = number | (0x40 if number == len(pieces) else 0)
        body += bytes([order]) + filled[:10] + bytes([0x0F, 0, checksum]) + filled[10:22] + b"\0\0" + filled[22:]
    return body


def _entry(short: bytes, attributes: int, lower: int, first: int, size: int) -> bytes:
    times = bytes(7)
    return short + bytes([attributes, lower]) + times + pack("<HHHHI", first >> 16, 0, 0, first & 0xFFFF, size)


class _Layout:
    """The clusters, and the table that chains them."""

    def __init__(self, bits: int, cluster: int) -> None:
        self.bits = bits
        self.cluster = cluster
        self.data = bytearray()
        self.table = [0xFFFFFF8, 0xFFFFFFF]

    def put(self, data: bytes) -> int:
        if not data:
            return 0
        first = len(self.table)
        count = -(-len(data) // self.cluster)
        self.table += [*range(first + 1, first + count), 0xFFFFFFF]
        self.data += data + bytes(-len(data) % self.cluster)
        return first

    def directory(self, entries: Sequence[FatEntry]) -> bytes:
        body = b""
        for one in entries:
            held = one.data if one.entries is None else self.directory(one.entries) or bytes(32)
            place = self.put(held) if one.first is None else one.first
            size = 0 if one.entries is not None else len(one.data) if one.size is None else one.size
            attributes = one.attributes | (0x10 if one.entries is not None else 0x20)
            body += one.before + _long(one.long, one.short) + _entry(one.short, attributes, one.lower, place, size)
        return body

    def packed(self, size: int, patches: dict[int, int]) -> bytes:
        table = self.table.copy()
        for at, value in patches.items():
            table[at] = value
        if self.bits == 12:
            digits = b"".join(
                ((a & 0xFFF) | (b & 0xFFF) << 12).to_bytes(3, "little")
                for a, b in zip(table[::2], [*table[1::2], 0], strict=False)
            )
            return digits.ljust(size, b"\0")
        return b"".join((one & (1 << self.bits) - 1).to_bytes(self.bits // 8, "little") for one in table).ljust(
            size, b"\0"
        )


def fat_of(
    entries: Sequence[FatEntry],
    *,
    bits: int = 12,
    per_cluster: int = 1,
    clusters: int = 0,
    patches: dict[int, int] | None = None,
    boot: dict[int, bytes] | None = None,
) -> bytes:
    """A FAT file system.

    Arguments:
        entries: of the root directory.
        bits: 12, 16 or 32.
        per_cluster: sectors of a cluster.
        clusters: how many there are at least.
        patches: entries of the table that are not true.
        boot: octets of the boot sector that are not true.
    """
    layout = _Layout(bits, per_cluster * SECTOR)
    root = layout.directory(entries)
    root_cluster = layout.put(root or bytes(32)) if bits == 32 else 0
    count = max(len(layout.table) - 2, _COUNT[bits], clusters)
    table_sectors = -(-((count + 2) * bits // 8 + 1) // SECTOR)
    slots = 0 if bits == 32 else -(-max(len(root) // 32 + 1, 16) // 16) * 16
    total = _RESERVED[bits] + 2 * table_sectors + slots // 16 + count * per_cluster
    small = total if bits < 32 and total < 65_536 else 0
    head = b"\xeb\x3c\x90mkfs.fat" + pack("<HBHBHH", SECTOR, per_cluster, _RESERVED[bits], 2, slots, small)
    head += pack("<BHHHII", 0xF8, 0 if bits == 32 else table_sectors, 32, 2, 0, 0 if small else total)
    head += pack("<IHHI", table_sectors, 0, 0, root_cluster) if bits == 32 else b""
    sector = bytearray(head.ljust(510, b"\0") + b"\x55\xaa")
    for at, octets in (boot or {}).items():
        sector[at : at + len(octets)] = octets
    table = layout.packed(table_sectors * SECTOR, patches or {})
    reserved = bytes(sector).ljust(_RESERVED[bits] * SECTOR, b"\0")
    return (
        reserved
        + table * 2
        + (b"" if bits == 32 else root.ljust(slots * 32, b"\0"))
        + bytes(layout.data).ljust(count * per_cluster * SECTOR, b"\0")
    )


def partition(kind: int, start: int, size: int = 1) -> bytes:
    """An entry of a partition table, in sectors."""
    return bytes(4) + bytes([kind]) + bytes(3) + pack("<II", start, size)


def mbr_of(table: Sequence[bytes], volumes: Sequence[tuple[int, bytes]]) -> bytes:
    """A disk with a partition *table*, and *volumes* in sectors of it."""
    disk = bytearray(bytes(446) + b"".join(table).ljust(64, b"\0") + b"\x55\xaa")
    for start, data in volumes:
        disk = disk.ljust(start * SECTOR, b"\0")
        disk[start * SECTOR : start * SECTOR + len(data)] = data
    return bytes(disk)


def extended(table: Sequence[bytes]) -> bytes:
    """A link of the chain of an extended partition."""
    return bytes(446) + b"".join(table).ljust(64, b"\0") + b"\x55\xaa"


def gpt_of(volumes: Sequence[tuple[int, bytes]], *, size: int = 128, sign: bytes = b"EFI PART") -> bytes:
    """A disk with a GUID partition table; volumes stand from sector 40 on."""
    header = sign.ljust(72, b"\0") + pack("<QII", 2, 128, size)
    entries = b"".join((b"\1" * 32 + pack("<QQ", start, start)).ljust(128, b"\0") for start, _ in volumes)
    return mbr_of([partition(0xEE, 1)], [(1, header), (2, entries.ljust(128 * 128, b"\0")), *volumes])


def _footer(kind: int, offset: int, size: int) -> bytes:
    body = pack(">8sIIQI4sI4sQQII", b"conectix", 2, 0x10000, offset, 0, b"dlvk", 1, b"Wi2k", size, size, 0, kind)
    checksum = ~sum(body) & 0xFFFFFFFF
    return (body + pack(">I", checksum)).ljust(SECTOR, b"\0")


def fixed_vhd(disk: bytes, *, kind: int = 2) -> bytes:
    """A virtual disk that has all its octets."""
    return disk + _footer(kind, (1 << 64) - 1, len(disk))


def dynamic_vhd(
    disk: bytes, *, block: int = 1 << 16, size: int | None = None, sign: bytes = b"cxsparse", count: int | None = None
) -> bytes:
    """A virtual disk without its empty blocks; *block*, *sign* and *count* may lie."""
    told = len(disk) if size is None else size
    blocks = [disk[at : at + block].ljust(block, b"\0") for at in range(0, told, block)]
    table_size = -(-len(blocks) * 4 // SECTOR) * SECTOR
    bitmap = b"\xff" * (-(-block // (SECTOR * 8 * SECTOR)) * SECTOR)
    at = (SECTOR + 1024 + table_size) // SECTOR
    table, body = b"", b""
    for one in blocks:
        if any(one):
            table += pack(">I", at)
            body += bitmap + one
            at += len(bitmap + one) // SECTOR
        else:
            table += b"\xff\xff\xff\xff"
    header = pack(">8sQQIII", sign, (1 << 64) - 1, SECTOR + 1024, 0x10000, count or len(blocks), block)
    header += pack(">I", ~sum(header) & 0xFFFFFFFF)
    footer = _footer(3, SECTOR, told)
    return footer + header.ljust(1024, b"\0") + table.ljust(table_size, b"\xff") + body + footer
