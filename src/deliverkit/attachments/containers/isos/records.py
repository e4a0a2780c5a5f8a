"""What does a directory record say, and what do its system use fields add?  (ECMA-119 section 9.1, SUSP, RRIP)"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from .volumes import SECTOR

__all__ = ["Record", "RockRidge", "records_in", "rock_ridge"]

_MOST_CONTINUATIONS: Final = 16
_SELF_AND_PARENT: Final = (b"\0", b"\1")


class Record(NamedTuple):
    """A file or directory.

    Arguments:
        at: where the record stands in the directory.
        extent: the block where the data begin.
        size: of the data.
        directory: whether it is one.
        interleaved: whether the data stand in pieces with gaps.
        raw: its name.
        system: its system use field.
    """

    at: int
    extent: int
    size: int
    directory: bool
    interleaved: bool
    raw: bytes
    system: bytes


def records_in(directory: bytes) -> Iterator[Record]:
    """The records of *directory*, without those of itself and its parent."""
    at = 0
    while at < len(directory):
        length = directory[at]
        if length < 34:
            # "Each Directory Record shall end in the Logical Sector in which it begins": the rest of it is zero
            at = (at // SECTOR + 1) * SECTOR
            continue
        record = directory[at : at + length]
        if len(record) == length and record[33:34] and 33 + record[32] <= length:
            name_end = 33 + record[32]
            raw = record[33:name_end]
            if raw not in _SELF_AND_PARENT:
                yield Record(
                    at,
                    int.from_bytes(record[2:6], "little") + record[1],
                    int.from_bytes(record[10:14], "little"),
                    bool(record[25] & 0x02),
                    bool(record[26] or record[27]),
                    raw,
                    record[name_end + (1 - record[32] % 2) :],
                )
        at += length


class RockRidge(NamedTuple):
    """What Rock Ridge says of a record: its name, if one, whether the data are compressed, what it cost to read."""

    name: bytes | None
    compressed: bool
    cost: int


def rock_ridge(data: bytes, system: bytes, block: int) -> RockRidge:
    """Read *system* and where it is continued."""
    name: bytes | None = None
    compressed = False
    cost = 0
    areas = [system]
    for area in areas:
        for sign, value in _fields(area):
            if sign == b"NM" and value and not value[0] & 0x06:
                name = (name or b"") + value[1:]
            elif sign == b"ZF":
                compressed = True
            elif sign == b"CE" and len(value) >= 24 and len(areas) < _MOST_CONTINUATIONS:
                start = int.from_bytes(value[:4], "little") * block + int.from_bytes(value[8:12], "little")
                areas.append(data[start : start + min(int.from_bytes(value[16:20], "little"), SECTOR)])
                cost += len(areas[-1])
    return RockRidge(name, compressed, cost)


def _fields(area: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 4 <= len(area) and area[at + 2] >= 4:
        yield area[at : at + 2], area[at + 4 : at + area[at + 2]]
        at += area[at + 2]
