"""Which directories does a zip have?  Every end record is followed, by both ways of counting (APPNOTE.TXT 4.3.12-16).

Offsets count from the start of the file or, where something was put before the zip, from the start of the zip.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from ..member import ContainerFault
from .extras import widened
from .records import (
    CENTRAL,
    CENTRAL_SIGN,
    END,
    END64,
    END64_SIGN,
    LOCATOR64,
    LOCATOR64_SIGN,
)
from .views import Entry, Scan, add, simple

__all__ = ["End", "read_end", "walk"]

_FULL: Final = 0xFFFFFFFF
_ARCHIVE_EXTRA: Final = b"PK\6\x08"


class End(NamedTuple):
    """An end record: where it stands and ends, how many members it claims, whether a directory is where it says."""

    at: int
    end: int
    claimed: int
    true: bool


class _Place(NamedTuple):
    size: int
    offset: int
    before: int
    claimed: int


def read_end(scan: Scan, at: int) -> End | None:
    """Read every directory that the end record at *at* may mean; None if the record is cut."""
    data = scan.data
    if at + END.size > len(data):
        scan.notes.add(ContainerFault.TRUNCATED, at, "the end record is cut")
        scan.extents.append((at, len(data)))
        return None
    _, _, _, _, claimed, size, offset, comment = END.unpack_from(data, at)
    places = [_Place(size, offset, at, claimed)]
    wide = _wide(scan, at)
    if wide is not None:
        scan.extents.append((wide.before, at))
        places.append(wide)
        claimed = wide.claimed if claimed == 0xFFFF else claimed
    found = [count for place in dict.fromkeys(places) for count in _read_place(scan, place)]
    scan.extents.append((at, at + END.size))
    if any(found) and claimed % 0x10000 not in {count % 0x10000 for count in found}:
        scan.notes.add(ContainerFault.LYING_SIZE, at, f"{claimed} members declared, {max(found)} found")
    return End(at, at + END.size + comment, claimed, bool(found))


def _wide(scan: Scan, at: int) -> _Place | None:
    """The zip64 record that stands before the end record."""
    data = scan.data
    locator = at - LOCATOR64.size
    if locator < 0 or not data.startswith(LOCATOR64_SIGN, locator):
        return None
    for where in (LOCATOR64.unpack_from(data, locator)[2], locator - END64.size):
        if 0 <= where <= locator - END64.size and data.startswith(END64_SIGN, where):
            record = END64.unpack_from(data, where)
            return _Place(record[8], record[9], where, record[7])
    scan.notes.add(ContainerFault.DAMAGED, locator, "the zip64 record is not where it should be")
    return None


def _read_place(scan: Scan, place: _Place) -> list[int]:
    """For each directory that *place* may point at: how many of its members are new."""
    near = place.before - place.size
    at = [start for start in dict.fromkeys((near, place.offset)) if start >= 0]
    starts = [start for start in at if scan.data.startswith(CENTRAL_SIGN, start)]
    prefix = near - place.offset
    if not starts and place.size and any(scan.data.startswith(_ARCHIVE_EXTRA, start) for start in at):
        scan.notes.add(ContainerFault.HEADER_ENCRYPTED, max(near, 0), "the directory is encrypted")
    return [walk(scan, start, (0, prefix) if start == place.offset else (prefix, 0)) for start in starts]


def walk(scan: Scan, at: int, bases: tuple[int, ...]) -> int:
    """List the members of the directory at *at*; how many were new.

    It ends where the next signature is another: programs that count the entries and those that do not see the same.
    """
    data, entries, unpack = scan.data, scan.entries, CENTRAL.unpack_from
    start, found, last = at, 0, len(data) - CENTRAL.size
    names: set[bytes] = set()
    while at <= last and data.startswith(CENTRAL_SIGN, at) and at not in entries:
        record = unpack(data, at)
        name_end = at + CENTRAL.size + record[10]
        extra_end = name_end + record[11]
        raw, extra = data[at + CENTRAL.size : name_end], data[name_end:extra_end]
        if not scan.pay_for(raw, extra):
            break
        entries.add(at)
        names.add(raw)
        if not simple(scan, at, record, raw, extra, bases[0]):
            add(scan, _entry(at, record, raw, extra), bases)
        at = extra_end + record[12]
        found += 1
    if at > len(data):
        scan.notes.add(ContainerFault.TRUNCATED, start, "the directory is cut")
    if len(names) < found:
        scan.notes.add(ContainerFault.NAMES_DUPLICATE, start, f"{found} members, {len(names)} names")
    scan.directories += bool(found)
    scan.extents.append((start, at))
    return found


def _entry(at: int, record: tuple[Any, ...], raw: bytes, extra: bytes) -> Entry:
    _, _, _, flags, method, _, _, crc, csize, usize, _, _, _, _, _, attributes, offset = record
    if _FULL in (usize, csize, offset):
        usize, csize, offset = widened(extra, usize, csize, offset)
    return Entry(at, flags, method, crc, csize, usize, attributes, offset, raw, extra)
