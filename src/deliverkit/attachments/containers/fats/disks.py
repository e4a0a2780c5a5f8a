"""Which octets does the disk have that this image stands for?  Its own, or blocks in any order (VHD format 1.0)."""

from __future__ import annotations

from struct import Struct, unpack_from
from typing import Final, Protocol

__all__ = ["SECTOR", "Disk", "Raw", "disk_of"]

SECTOR: Final = 512
_COOKIE: Final = b"conectix"
_FOOTER: Final = Struct(">16xQ36xI")
_SPARSE: Final = b"cxsparse"
_HEADER: Final = Struct(">16xQ4xII")
_FIXED, _DYNAMIC = 2, 3
_UNUSED: Final = 0xFFFFFFFF


class Disk(Protocol):
    """What octets of a disk can be read from."""

    def read(self, at: int, size: int, /) -> bytes:
        """The *size* octets from *at* on, or what there is of them."""
        ...

    def where(self, at: int, /) -> int:
        """Where in the image the octet *at* of the disk stands."""
        ...

    @property
    def size(self) -> int:
        """The most octets that can be read."""
        ...


class Raw:
    """An image that is the disk, octet by octet."""

    __slots__ = ("_data",)

    def __init__(self, data: bytes) -> None:
        self._data = data

    def read(self, at: int, size: int, /) -> bytes:
        """The *size* octets from *at* on, or what there is of them."""
        return self._data[at : at + size]

    def where(self, at: int, /) -> int:
        """Where in the image the octet *at* of the disk stands."""
        return at

    @property
    def size(self) -> int:
        """The octets of the image."""
        return len(self._data)


class _Sparse:
    """An image with those blocks of the disk that were ever written: "each entry is the absolute sector offset"."""

    __slots__ = ("_block", "_data", "_first", "_table")

    def __init__(self, data: bytes, table: tuple[int, ...], size: int) -> None:
        self._data = data
        self._table = table
        self._block = size
        # before each block stands a bitmap of its sectors, "padded to a 512-byte sector boundary"
        self._first = -(-size // (SECTOR * 8 * SECTOR)) * SECTOR

    def read(self, at: int, size: int, /) -> bytes:
        # a block that was never written is empty
        end = min(at + size, self.size)
        pieces: list[bytes] = []
        while at < end:
            wanted = min(self._block - at % self._block, end - at)
            start = self.where(at)
            piece = self._data[start : start + wanted] if start >= 0 else b""
            pieces.append(piece + bytes(wanted - len(piece)))
            at += wanted
        return b"".join(pieces)

    def where(self, at: int, /) -> int:
        sector = self._table[at // self._block]
        return -1 if sector == _UNUSED else sector * SECTOR + self._first + at % self._block

    @property
    def size(self) -> int:
        return len(self._table) * self._block


def disk_of(data: bytes) -> tuple[Disk, str]:
    """The disk, and why it cannot be read, if so."""
    # "versions prior to Microsoft Virtual PC 2004 create disk images that have a 511-byte disk footer"
    places = (max(0, len(data) - SECTOR), max(0, len(data) - SECTOR + 1), 0)
    footer = next((at for at in places if data.startswith(_COOKIE, at)), -1)
    if footer < 0 or footer + _FOOTER.size > len(data):
        return Raw(data), ""
    at, kind = _FOOTER.unpack_from(data, footer)
    if kind != _DYNAMIC:
        return Raw(data), "" if kind == _FIXED else "a virtual disk that only says how another one was changed"
    if not data.startswith(_SPARSE, at) or at + _HEADER.size > len(data):
        return Raw(data), "a virtual disk whose header is missing"
    table, count, size = _HEADER.unpack_from(data, at)
    count = min(count, max(0, len(data) - table) // 4)
    if not size or size % SECTOR:
        return Raw(data), "a virtual disk with blocks of an impossible size"
    return _Sparse(data, unpack_from(f">{count}I", data, table) if count else (), size), ""
