"""What does an ARJ archive hold?  Headers with names, one before the data of each file (the technical notes of ARJ)."""

from __future__ import annotations

import re
from struct import Struct
from typing import Final, NamedTuple
from zlib import crc32

from ...core.budget import Budget
from .finds import Finds
from .member import ContainerFault, Kind, Listing, NameSource, Source, Why
from .naming import ANY_CODE_PAGE, readings

__all__ = ["read_arj"]

_SIGN: Final = b"\x60\xea"
_LARGEST: Final = 2_600
_HEADER: Final = Struct("<B3xBBB5xIII")
_LEAST: Final = 30
_GARBLED, _VOLUME, _CONTINUED = 0x01, 0x04, 0x08
_DIRECTORY: Final = 3
# a size of 30 to 2,600 octets, and the type
_MAIN_HEADER: Final = re.compile(
    rb"\x60\xea(?:[\x1e-\xff]\x00|[\x00-\xff][\x01-\x09]|[\x00-\x28]\x0a)[\x00-\xff]{6}\x02"
)
_STORED: Final = 0


class _Header(NamedTuple):
    flags: int
    method: int
    type: int
    packed: int
    size: int
    name: bytes
    end: int
    fits: bool  # whether its checksum does


def read_arj(data: Source, budget: Budget) -> Listing:
    """List the files of *data*; only what is not compressed can be opened."""
    finds = Finds(Kind.ARJ, data, budget)
    at = _first(finds.data)
    main = _header(finds.data, at) if at >= 0 else None
    if main is None:
        finds.stop(Why.UNREADABLE, "no header of an ARJ archive")
        return finds.listing()
    if at:
        finds.notes.add(ContainerFault.PREPENDED_DATA, 0, f"{at} octets")
    if main.flags & _VOLUME:
        finds.notes.add(ContainerFault.MULTI_VOLUME, at, "it goes on in another volume")
    at = main.end
    while finds.why is None:
        header = _header(finds.data, at)
        if header is None:
            _end(finds, at)
            break
        if not header.fits:
            finds.notes.add(ContainerFault.WRONG_CHECKSUM, at, "a header whose checksum does not fit")
        _take(finds, header, at)
        at = header.end + header.packed
    return finds.listing()


def _first(data: bytes) -> int:
    """Where the main header stands, which may be behind a program: the archive's own "file type" is 2."""
    found = _MAIN_HEADER.search(data)
    return found.start() if found else -1


def _header(data: bytes, at: int) -> _Header | None:
    size = int.from_bytes(data[at + 2 : at + 4], "little")
    start = at + 4
    behind = start + size
    if not data.startswith(_SIGN, at) or not _LEAST <= size <= _LARGEST or behind + 6 > len(data):
        return None
    first, flags, method, kind, packed, plain, _ = _HEADER.unpack_from(data, start)
    name = data[start + first : behind].partition(b"\0")[0]
    fits = crc32(data[start:behind]) == int.from_bytes(data[behind : behind + 4], "little")
    end = behind + 4
    # "extended header size (0 if none)", and a checksum behind each
    while more := int.from_bytes(data[end : end + 2], "little"):
        end += 2 + more + 4
    return _Header(flags, method, kind, packed, plain, name, end + 2, fits)


def _end(finds: Finds, at: int) -> None:
    """What stands behind the last file: "basic header size (0 if end of archive)"."""
    if finds.data[at : at + 4] != _SIGN + b"\0\0":
        cut = at >= len(finds.data)
        kind = ContainerFault.TRUNCATED if cut else ContainerFault.DAMAGED
        finds.notes.add(kind, min(at, len(finds.data)), "no end of the archive")
        if not cut:
            finds.stop(Why.UNREADABLE, "something that is no header")
    elif len(finds.data) > at + 4:
        finds.notes.add(ContainerFault.TRAILING_DATA, at + 4, f"{len(finds.data) - at - 4} octets")


def _take(finds: Finds, header: _Header, at: int) -> None:
    names = readings(header.name, NameSource.HEADER, ANY_CODE_PAGE)
    if header.flags & (_VOLUME | _CONTINUED):
        finds.notes.add(ContainerFault.MULTI_VOLUME, at, "a file that goes on in another volume")
    if header.type == _DIRECTORY:
        finds.directory(names, at)
    elif header.flags & _GARBLED:
        finds.closed(names, at, header.size, Why.ENCRYPTED, "garbled with a password")
    elif header.method == _STORED:
        finds.stored(names, at, header.end, header.packed)
    else:
        finds.closed(names, at, header.size, Why.UNSUPPORTED, f"method {header.method}")
