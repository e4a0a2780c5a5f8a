"""Which properties does an attribute of a winmail.dat hold, and where?  Names, data, messages (MS-OXTNEF 2.1.3.4)."""

from __future__ import annotations

from collections.abc import Container, Iterator
from struct import Struct
from typing import Final, NamedTuple

__all__ = ["OBJECT", "STRING8", "UNICODE", "Property", "properties_in"]

STRING8, UNICODE, OBJECT, _BINARY = 0x1E, 0x1F, 0x0D, 0x102
_VARIABLE: Final = (STRING8, UNICODE, OBJECT, _BINARY)
_MULTIPLE: Final = 0x1000
_WIDTHS: Final = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_NAMED: Final = 0x8000
_U32: Final = Struct("<I")
_TAG: Final = Struct("<HH")


class Property(NamedTuple):
    """A value of a property: its identifier, its type, and where its octets stand."""

    id: int
    type: int
    start: int
    end: int


def properties_in(data: bytes, at: int, end: int, wanted: Container[int]) -> Iterator[Property | None]:
    """Those of the properties in ``data[at:end]`` that are *wanted*; None, at last, if something cannot be read.

    What has a fixed size, as numbers do, is passed over.
    """
    left = _number(data, at, end)
    at += 4
    while left:
        left -= 1
        if at + 4 > end:
            yield None
            return
        kind, number = _TAG.unpack_from(data, at)
        # "If the property ID is in the range 0x8000 to 0xFFFE", its name stands before the value
        at = _behind_name(data, at + 4, end) if number >= _NAMED else at + 4
        many = bool(kind & _MULTIPLE)
        kind &= ~_MULTIPLE
        count = 1
        if many or kind in _VARIABLE:
            count, at = _number(data, at, end), at + 4
        if kind in _WIDTHS:
            at += _WIDTHS[kind] * count
            continue
        if kind not in _VARIABLE:
            yield None
            return
        while count and at + 4 <= end:
            size = _number(data, at, end)
            start, at = at + 4, at + 4 + size + -size % 4
            if number in wanted:
                yield Property(number, kind, start, min(start + size, end))
            count -= 1


def _number(data: bytes, at: int, end: int) -> int:
    return int(_U32.unpack_from(data, at)[0]) if at + 4 <= end else 0


def _behind_name(data: bytes, at: int, end: int) -> int:
    """Where the value of a named property stands: behind a set, and a number or a string."""
    if not _number(data, at + 16, end):
        return at + 24
    size = _number(data, at + 20, end)
    return at + 24 + size + -size % 4
