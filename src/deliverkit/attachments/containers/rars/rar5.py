"""What do the headers of a RAR 5 archive say?  (technote.txt of RAR 5, "General archive structure")"""

from __future__ import annotations

from typing import Final
from zlib import crc32

from ..member import ContainerFault, NameSource, Why
from ..naming import UTF8_FIRST, readings
from .volume import Entry, Volume

__all__ = ["read_headers"]

_MAIN, _FILE, _SERVICE, _ENCRYPTION, _END = range(1, 6)
_UNKNOWN_SIZE: Final = 0x0008


class _Fields:
    """The fields of a header one by one; what it lacks is zero."""

    __slots__ = ("at", "data", "end")

    def __init__(self, data: bytes, at: int, end: int) -> None:
        self.data = data
        self.at = at
        self.end = end

    def number(self) -> int:
        # "Variable length integer. Can include one or more bytes, where lower 7 bits of every byte contain integer
        # data and highest bit in every byte is the continuation flag."
        if self.at < self.end and self.data[self.at] < 0x80:
            self.at += 1
            return self.data[self.at - 1]
        value = 0
        for shift in range(0, 70, 7):
            octet = self.data[self.at] if self.at < self.end else 0
            self.at += 1
            value |= (octet & 0x7F) << shift
            if not octet & 0x80:
                break
        return value

    def take(self, size: int) -> bytes:
        taken = self.data[self.at : min(self.at + size, self.end)]
        self.at += size
        return taken


def read_headers(volume: Volume, at: int) -> int:
    """List the files of the archive whose marker stands at *at*; where it ends."""
    data = volume.data
    at += 8
    while at + 7 <= len(data) and volume.pay("members"):
        fields = _Fields(data, at + 4, len(data))
        size = fields.number()
        start = fields.at
        end = fields.end = start + size
        if not 2 <= size <= len(data) - start:
            volume.damaged(at, "no RAR header")
            break
        if crc32(data[at + 4 : end]) != int.from_bytes(data[at : at + 4], "little"):
            volume.notes.add(ContainerFault.WRONG_CHECKSUM, at, "of a header")
        kind, flags = fields.number(), fields.number()
        extra = fields.number() if flags & 0x0001 else 0
        more = fields.number() if flags & 0x0002 else 0
        if kind == _ENCRYPTION:
            volume.notes.add(ContainerFault.HEADER_ENCRYPTED, at, "a password is needed for the names")
            volume.stop(Why.ENCRYPTED, "a password is needed for the names")
            return len(data)
        if kind == _FILE:
            _entry(volume, fields, at, (flags, extra, more))
        elif kind == _MAIN and fields.number() & 0x0001:
            volume.notes.add(ContainerFault.MULTI_VOLUME, at, "one volume of several")
        at = end + more
        if kind == _END:
            return at
    return at


def _entry(volume: Volume, fields: _Fields, at: int, common: tuple[int, int, int]) -> None:
    """List one file."""
    flags, extra, packed = common
    end = fields.end
    about, size = fields.number(), fields.number()
    fields.number()
    fields.take((4 if about & 0x0002 else 0) + (4 if about & 0x0004 else 0))
    method = fields.number() >> 7 & 7
    fields.number()
    names = readings(fields.take(fields.number()), NameSource.HEADER, UTF8_FIRST)
    volume.add(
        Entry(
            names=names,
            directory=bool(about & 0x0001),
            size=None if about & _UNKNOWN_SIZE else size,
            at=at,
            start=end,
            packed=packed,
            plain=method == 0,
            encrypted=_is_encrypted(_Fields(volume.data, max(end - extra, fields.at), end)),
            split=bool(flags & 0x0018),
        )
    )


def _is_encrypted(fields: _Fields) -> bool:
    """Whether the extra area has a record of type 1, "File encryption"."""
    while fields.at < fields.end:
        size = fields.number()
        following = fields.at + max(size, 1)
        if fields.number() == 1:
            return True
        fields.at = following
    return False
