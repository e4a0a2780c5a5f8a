"""What do the headers of a RAR 1.5 to 4 archive say?  (technote.txt of RAR 4)"""

from __future__ import annotations

from struct import Struct
from typing import Final
from zlib import crc32

from ..member import ContainerFault, Kind, Why
from .names import rar4_names
from .volume import Entry, Volume

__all__ = ["read_headers"]

_BLOCK: Final = Struct("<HBHH")
_FILE: Final = Struct("<IIBIIBBHI")
_MAIN, _ENTRY, _END = 0x73, 0x74, 0x7B
_TYPES: Final = range(0x72, 0x7C)
_HAS_DATA: Final = 0x8000


def read_headers(volume: Volume, at: int) -> int:
    """List the files of the archive whose marker stands at *at*; where it ends."""
    volume.kind = Kind.RAR4
    data = volume.data
    at += 7
    while at + _BLOCK.size <= len(data) and volume.pay("members"):
        crc, kind, flags, size = _BLOCK.unpack_from(data, at)
        if size < _BLOCK.size or kind not in _TYPES:
            volume.damaged(at, "no RAR header")
            break
        if crc32(data[at + 2 : at + size]) & 0xFFFF != crc:
            volume.notes.add(ContainerFault.WRONG_CHECKSUM, at, "of a header")
        more = int.from_bytes(data[at + 7 : at + 11], "little") if flags & _HAS_DATA else 0
        if kind == _ENTRY:
            more = _entry(volume, at, flags, size)
        elif kind == _MAIN:
            if flags & 0x0001:
                volume.notes.add(ContainerFault.MULTI_VOLUME, at, "one volume of several")
            if flags & 0x0080:
                volume.notes.add(ContainerFault.HEADER_ENCRYPTED, at, "a password is needed for the names")
                volume.stop(Why.ENCRYPTED, "a password is needed for the names")
                return len(data)
        at += size + more
        if kind == _END:
            return at
    return at


def _entry(volume: Volume, at: int, flags: int, size: int) -> int:
    """List one file; how many octets its data have."""
    data = volume.data
    head = data[at + _BLOCK.size : at + size]
    if len(head) < _FILE.size:
        volume.damaged(at, "a file header that is cut")
        return 0
    packed, unpacked, _, _, _, _, method, length, attributes = _FILE.unpack_from(head)
    name_at = _FILE.size
    if flags & 0x0100:
        packed |= int.from_bytes(head[name_at : name_at + 4], "little") << 32
        unpacked |= int.from_bytes(head[name_at + 4 : name_at + 8], "little") << 32
        name_at += 8
    names = rar4_names(head[name_at : name_at + length], wide=bool(flags & 0x0200))
    directory = flags & 0xE0 == 0xE0 or (not packed and bool(attributes & 0x10))
    volume.add(
        Entry(
            names=names,
            directory=directory,
            size=unpacked,
            at=at,
            start=at + size,
            packed=packed,
            plain=method == 0x30,
            encrypted=bool(flags & 0x0004),
            split=bool(flags & 0x0003),
        )
    )
    return int(packed)
