"""Zips byte by byte, with a knob for everything a sender can do wrong or lie about (APPNOTE.TXT)."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from struct import pack
from typing import Final

__all__ = ["BZIP2", "DEFLATE", "LZMA", "STORED", "XZ", "ZipMember", "end_of", "extra_of", "unicode_path", "zip_of"]

STORED: Final = 0
DEFLATE: Final = 8
BZIP2: Final = 12
LZMA: Final = 14
XZ: Final = 95


@dataclass(frozen=True, slots=True, kw_only=True)
class ZipMember:
    """A member, as its two headers tell of it.

    Arguments:
        name: in the central directory.
        data: what it holds.
        method: how it is compressed; one that is none of the constants stores the data under that number.
        flags: of both headers.
        local_name: in the local header, if another.
        local_method, local_flags, local_csize: in the local header, if others.
        extra: the extra field of the central header.
        local_extra: of the local header.
        csize, usize, crc: what both headers claim, if not the truth.
        offset: where the central header says that the local one stands, if not the truth.
        attributes: external attributes.
        comment: of the member.
        descriptor: whether the sizes follow the data.
        in_directory: whether the central directory has it.
        in_file: whether it has a local header and data.
    """

    name: bytes
    data: bytes = b""
    method: int = DEFLATE
    flags: int = 0
    local_name: bytes | None = None
    local_method: int | None = None
    local_flags: int | None = None
    local_csize: int | None = None
    extra: bytes = b""
    local_extra: bytes = b""
    csize: int | None = None
    usize: int | None = None
    crc: int | None = None
    offset: int | None = None
    attributes: int = 0
    comment: bytes = b""
    descriptor: bool = False
    in_directory: bool = True
    in_file: bool = True


def _deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def _lzma(data: bytes) -> bytes:
    alone = lzma.compress(data, lzma.FORMAT_ALONE)  # five octets of properties, eight of size, then the stream
    return pack("<BBH", 9, 20, 5) + alone[:5] + alone[13:]


def packed(member: ZipMember) -> bytes:
    """The data as they stand in the file."""
    match member.method:
        case 8:
            return _deflate(member.data)
        case 12:
            return bz2.compress(member.data)
        case 14:
            return _lzma(member.data)
        case 95:
            return lzma.compress(member.data)
        case _:
            return member.data


def extra_of(identifier: int, value: bytes) -> bytes:
    """One extra field."""
    return pack("<2H", identifier, len(value)) + value


def unicode_path(name: str, first: bytes, *, fits: bool = True) -> bytes:
    """A Unicode Path for a header whose name is *first*."""
    return extra_of(0x7075, pack("<BI", 1, zlib.crc32(first) ^ (not fits)) + name.encode())


def _local(member: ZipMember, octets: bytes) -> bytes:
    name = member.name if member.local_name is None else member.local_name
    flags = (member.flags if member.local_flags is None else member.local_flags) | (8 if member.descriptor else 0)
    crc, csize, usize = _claims(member, octets)
    if member.local_csize is not None:
        csize = member.local_csize
    known = (0, 0, 0) if member.descriptor else (crc, csize, usize)
    method = member.method if member.local_method is None else member.local_method
    header = pack("<4s5H3I2H", b"PK\3\4", 20, flags, method, 0, 0x21, *known, len(name), len(member.local_extra))
    behind = pack("<4s3I", b"PK\7\x08", crc, csize, usize) if member.descriptor else b""
    return header + name + member.local_extra + octets + behind


def _claims(member: ZipMember, octets: bytes) -> tuple[int, int, int]:
    return (
        zlib.crc32(member.data) if member.crc is None else member.crc,
        len(octets) if member.csize is None else member.csize,
        len(member.data) if member.usize is None else member.usize,
    )


def _central(member: ZipMember, octets: bytes, offset: int, *, zip64: bool) -> bytes:
    crc, csize, usize = _claims(member, octets)
    extra, where = member.extra, offset if member.offset is None else member.offset
    if zip64:
        extra += extra_of(1, pack("<3Q", usize, csize, where))
        usize = csize = where = 0xFFFFFFFF
    flags = member.flags | (8 if member.descriptor else 0)
    lengths = (len(member.name), len(extra), len(member.comment))
    return (
        pack("<4s6H3I", b"PK\1\2", 0x314, 20, flags, member.method, 0, 0x21, crc, csize, usize)
        + pack("<5H2I", *lengths, 0, 0, member.attributes, where)
        + member.name
        + extra
        + member.comment
    )


def end_of(count: int, size: int, offset: int, comment: bytes = b"", *, zip64_at: int | None = None) -> bytes:
    """An end record; with *zip64_at*, behind the 64-bit record that stands there and its locator."""
    if zip64_at is None:
        short = count & 0xFFFF
        return pack("<4s4H2IH", b"PK\5\6", 0, 0, short, short, size, offset, len(comment)) + comment
    wide = pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, offset)
    return wide + pack("<4sIQI", b"PK\6\7", 0, zip64_at, 1) + end_of(0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, comment)


def zip_of(
    members: Iterable[ZipMember | tuple[str | bytes, bytes]],
    *,
    prepend: bytes = b"",
    absolute: bool = False,
    comment: bytes = b"",
    append: bytes = b"",
    zip64: bool = False,
    count: int | None = None,
    directory: bool = True,
    end: bool = True,
) -> bytes:
    """A zip of *members*, each a :class:`ZipMember` or its name and data.

    Arguments:
        members: what it holds.
        prepend: what stands before it.
        absolute: whether offsets count what was prepended.
        comment: of the zip.
        append: what stands behind it.
        zip64: whether sizes and offsets stand in the 64-bit records.
        count: how many members the end record claims, if not the truth.
        directory: whether there is a central directory.
        end: whether there is an end record.
    """
    file = bytearray(prepend)
    base = 0 if absolute else len(prepend)
    central = bytearray()
    entries = 0
    for member in _members(members):
        octets = packed(member)
        if member.in_directory:
            central += _central(member, octets, len(file) - base, zip64=zip64)
            entries += 1
        if member.in_file:
            file += _local(member, octets)
    start = len(file)
    if directory:
        file += central
    if end:
        at = len(file) - base if zip64 else None
        file += end_of(entries if count is None else count, len(central), start - base, comment, zip64_at=at)
    return bytes(file + append)


def _members(members: Iterable[ZipMember | tuple[str | bytes, bytes]]) -> Sequence[ZipMember]:
    return [
        one
        if isinstance(one, ZipMember)
        else ZipMember(name=one[0].encode() if isinstance(one[0], str) else one[0], data=one[1])
        for one in members
    ]
