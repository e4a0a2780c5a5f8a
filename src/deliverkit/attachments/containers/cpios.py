"""What does a cpio archive hold?  Headers as text or as numbers, each before its name and data (POSIX.1-1988, cpio(5)).

Behind the trailer another archive may begin, as in the images that boot Linux.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from struct import unpack_from
from typing import Final, NamedTuple

from ...core.budget import Budget
from .finds import Finds
from .member import ContainerFault, Kind, Listing, NameSource, Source, Why
from .naming import UTF8_FIRST, readings

__all__ = ["read_cpio"]

_NEW: Final = re.compile(rb"07070[12]([0-9A-Fa-f]{104})")
_OLD: Final = re.compile(rb"070707([0-7]{70})")
_BINARY: Final[Mapping[bytes, str]] = {b"\xc7\x71": "<", b"\x71\xc7": ">"}
_BINARY_SIZE: Final = 26
_ANY: Final = re.compile(rb"07070[12][0-9A-Fa-f]{104}|070707[0-7]{70}")
_FILLED: Final = re.compile(rb"[^\0]")
_TRAILER: Final = b"TRAILER!!!"
_TYPE, _DIRECTORY = 0o170000, 0o040000
_LONGEST: Final = 1 << 16


class _Header(NamedTuple):
    mode: int
    name_size: int
    size: int
    name: int  # where it stands
    align: int


def read_cpio(data: Source, budget: Budget) -> Listing:
    """List the files of *data*, and of archives behind it."""
    finds = Finds(Kind.CPIO, data, budget)
    at, count, ended = 0, 0, False
    while finds.why is None and at >= 0:
        header = _header(finds.data, at)
        if header is None:
            at = _further(finds, at, first=not count, ended=ended)
            continue
        if ended:
            finds.notes.add(ContainerFault.HIDDEN_MEMBER, at, "an archive behind the end of another")
        count += 1
        at, ended = _take(finds, header, at)
    return finds.listing()


def _header(data: bytes, at: int) -> _Header | None:
    if found := _NEW.match(data, at):
        fields = [int(found[1][start : start + 8], 16) for start in range(0, 104, 8)]
        return _Header(fields[1], fields[11], fields[6], at + 110, 4)
    if found := _OLD.match(data, at):
        digits = found[1]
        return _Header(int(digits[12:18], 8), int(digits[53:59], 8), int(digits[59:70], 8), at + 76, 1)
    order = _BINARY.get(data[at : at + 2])
    if order and at + _BINARY_SIZE <= len(data):
        mode, name_size, high, low = unpack_from(f"{order}6xH12xHHH", data, at)
        # "the most-significant word is stored first"
        return _Header(mode, name_size, high << 16 | low, at + _BINARY_SIZE, 2)
    return None


def _further(finds: Finds, at: int, *, first: bool, ended: bool) -> int:
    """Where the next header stands, when none is at *at*; -1 when that was all."""
    data = finds.data
    filled = _FILLED.search(data, at)
    if filled is None:
        if not ended:
            finds.notes.add(ContainerFault.TRUNCATED, len(data), "no trailer")
        return -1
    if first:
        finds.stop(Why.UNREADABLE, "no header of a cpio archive")
        return -1
    behind = filled.start()
    if _header(data, behind):
        return behind
    finds.notes.add(ContainerFault.TRAILING_DATA if ended else ContainerFault.DAMAGED, behind, "no header")
    found = _ANY.search(data, behind)
    return found.start() if found else -1


def _take(finds: Finds, header: _Header, at: int) -> tuple[int, bool]:
    """List the file of *header*; where the next header stands, and whether this was the trailer."""
    name = finds.data[header.name : header.name + min(header.name_size, _LONGEST)]
    start = _aligned(header.name + header.name_size, header, at)
    end = _aligned(start + header.size, header, at)
    if name.rstrip(b"\0") == _TRAILER:
        return end, True
    names = readings(name.removesuffix(b"\0"), NameSource.HEADER, UTF8_FIRST)
    if start + header.size > len(finds.data):
        finds.notes.add(ContainerFault.TRUNCATED, at, "the data of a file are cut")
    if header.mode & _TYPE == _DIRECTORY and not header.size:
        finds.directory(names, at)
    else:
        finds.stored(names, at, start, header.size)
    if header.name_size > _LONGEST:
        finds.stop(Why.LIMIT, f"limit: a name of {header.name_size} octets")
    return min(end, len(finds.data)), False


def _aligned(place: int, header: _Header, at: int) -> int:
    return place + -(place - at) % header.align
