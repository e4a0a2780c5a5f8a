"""What do the extra fields of a zip member add?  Large sizes and a second name (APPNOTE.TXT sections 4.5.3, 4.6.9)."""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct
from typing import Final, NamedTuple
from zlib import crc32

__all__ = ["SecondName", "field", "second_names", "widened"]

_FIELD: Final = Struct("<2H")
_PATH: Final = Struct("<BI")
_ZIP64: Final = 0x0001
_UNICODE_PATH: Final = 0x7075
_FULL: Final = 0xFFFFFFFF


def _fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(extra):
        identifier, size = _FIELD.unpack_from(extra, at)
        yield identifier, extra[at + 4 : at + 4 + size]
        at += 4 + size


def field(extra: bytes, wanted: int) -> bytes | None:
    """The first field *wanted* of *extra*."""
    return next((value for identifier, value in _fields(extra) if identifier == wanted), None)


def widened(extra: bytes, usize: int, csize: int, offset: int) -> tuple[int, int, int]:
    """The three values, each replaced by its 64 bits where it says so.

    "The order of the fields in the zip64 extended information record is fixed, but the fields MUST only appear if the
    corresponding Local or Central directory record field is set to 0xFFFF or 0xFFFFFFFF."
    """
    values = [usize, csize, offset]
    wide = field(extra, _ZIP64) or b""
    at = 0
    for index, value in enumerate(values):
        if value == _FULL and at + 8 <= len(wide):
            values[index] = int.from_bytes(wide[at : at + 8], "little")
            at += 8
    return values[0], values[1], values[2]


class SecondName(NamedTuple):
    """A name in UTF-8, and whether it belongs to the first one."""

    raw: bytes
    fits: bool


def second_names(extra: bytes, raw: bytes) -> list[SecondName]:
    """Every Unicode Path of *extra*.

    "If the CRC check fails, this Unicode Path Extra Field SHOULD be ignored and the File Name field in the header
    SHOULD be used instead": not every program looks at the CRC.
    """
    return [
        SecondName(value[5:], _PATH.unpack_from(value)[1] == crc32(raw))
        for identifier, value in _fields(extra)
        if identifier == _UNICODE_PATH and len(value) > 5
    ]
