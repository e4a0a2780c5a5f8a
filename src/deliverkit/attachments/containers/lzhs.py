"""What does an LHA archive hold, in headers of each of its four levels?  (notes of LHa for UNIX)

Names stand in the header, or in extensions behind it, with or without the directory; each is a candidate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from struct import Struct
from typing import Final, NamedTuple, TypeAlias

from ...core.budget import Budget
from .finds import Finds
from .member import ContainerFault, Kind, Listing, MemberName, NameSource, Source, Why
from .naming import ANY_CODE_PAGE, distinct, readings

__all__ = ["read_lzh"]

_METHOD: Final = re.compile(rb"-(?:lh[0-9dx]|lz[s2345]|pm[0-2s]|pc1)-")
_BASE: Final = Struct("<2x5sII5xB")
_DIRECTORY: Final = b"-lhd-"
_STORED: Final = (b"-lh0-", b"-lz4-", b"-pm0-")
_NAME, _FOLDER, _SIZES, _WIDE_NAME, _WIDE_FOLDER = 0x01, 0x02, 0x42, 0x44, 0x45
_KEPT: Final = frozenset((_NAME, _FOLDER, _SIZES, _WIDE_NAME, _WIDE_FOLDER))
_LEVELS: Final = (b"\0", b"\1", b"\2", b"\3")
_MOST_EXTENSIONS: Final = 256


class _Header(NamedTuple):
    method: bytes
    packed: int
    size: int
    names: tuple[MemberName, ...]
    fits: bool  # whether its checksum does
    start: int  # of the data


_Fields: TypeAlias = list[tuple[int, bytes]]


class _Extensions(NamedTuple):
    fields: _Fields
    end: int
    size: int  # of all of them


def read_lzh(data: Source, budget: Budget) -> Listing:
    """List the files of *data*; only what is not compressed can be opened."""
    finds = Finds(Kind.LZH, data, budget)
    at = _first(finds.data)
    if at < 0:
        finds.stop(Why.UNREADABLE, "no header of an LHA archive")
    elif at:
        finds.notes.add(ContainerFault.PREPENDED_DATA, 0, f"{at} octets")
    while finds.why is None:
        header = _header(finds.data, at)
        if header is None:
            _end(finds, at)
            break
        if not header.fits:
            finds.notes.add(ContainerFault.WRONG_CHECKSUM, at, "a header whose checksum does not fit")
        _take(finds, header, at)
        at = header.start + header.packed
    return finds.listing()


def _first(data: bytes) -> int:
    """Where the first header stands: its level is at 20, two octets stand before the method."""
    for found in _METHOD.finditer(data, 2):
        at = found.start() - 2
        if data[at + 20 : at + 21] in _LEVELS:
            return at
    return -1


def _end(finds: Finds, at: int) -> None:
    """What stands behind the last header: a zero, and nothing more."""
    left = len(finds.data) - at
    if left > 0 and finds.data[at]:
        finds.notes.add(ContainerFault.DAMAGED, at, "no header")
        finds.stop(Why.UNREADABLE, "something that is no header")
    elif left <= 0:
        finds.notes.add(ContainerFault.TRUNCATED, len(finds.data), "no end marker")
    elif left > 1:
        finds.notes.add(ContainerFault.TRAILING_DATA, at + 1, f"{left - 1} octets")


def _take(finds: Finds, header: _Header, at: int) -> None:
    if header.method == _DIRECTORY:
        finds.directory(header.names, at)
    elif header.method in _STORED:
        finds.stored(header.names, at, header.start, header.packed)
    else:
        method = header.method.strip(b"-").decode("ascii")
        finds.closed(header.names, at, header.size, Why.UNSUPPORTED, f"the method {method}")


def _header(data: bytes, at: int) -> _Header | None:
    if not _METHOD.match(data, at + 2) or data[at + 20 : at + 21] not in _LEVELS:
        return None
    level = data[at + 20]
    return _old(data, at) if level < 2 else _new(data, at, 2 if level == 2 else 4)


def _old(data: bytes, at: int) -> _Header:
    """Levels 0 and 1: an octet with the size, one with a sum, and the name in the middle."""
    method, packed, size, level = _BASE.unpack_from(data, at)
    end = max(at + 2 + data[at], at + _BASE.size)
    name = data[at + 22 : at + 22 + int.from_bytes(data[at + 21 : at + 22])]
    fits = sum(data[at + 2 : end]) & 0xFF == data[at + 1]
    if not level:
        return _Header(method, packed, size, _names(name, []), fits, end)
    more = _extensions(data, end - 2, len(data), 2)
    # "the compressed size includes the extended headers"
    return _Header(method, max(0, packed - more.size), size, _names(name, more.fields), fits, more.end)


def _new(data: bytes, at: int, width: int) -> _Header:
    """Levels 2 and 3: the size of the whole header, and everything else in extensions; numbers of *width* octets."""
    method, packed, size, _ = _BASE.unpack_from(data, at)
    told, first = (at, at + 24) if width == 2 else (at + 24, at + 28)
    end = max(at + int.from_bytes(data[told : told + width], "little"), at + _BASE.size)
    fields = _extensions(data, first, min(end, len(data)), width).fields
    sizes = next((value for kind, value in fields if kind == _SIZES and len(value) >= 16), b"")
    if sizes:
        packed, size = int.from_bytes(sizes[:8], "little"), int.from_bytes(sizes[8:16], "little")
    return _Header(method, packed, size, _names(b"", fields), True, end)


def _extensions(data: bytes, at: int, end: int, width: int) -> _Extensions:
    """The extensions from *at* on, where the size of the first stands; each ends with the size of the next."""
    fields: _Fields = []
    total = 0
    for _ in range(_MOST_EXTENSIONS):
        size = int.from_bytes(data[at : at + width], "little")
        at += width
        if size <= width or at + size > end:
            break
        if data[at] in _KEPT:
            fields.append((data[at], data[at + 1 : at + size - width]))
        total += size
        at += size - width
    return _Extensions(fields, at, total)


def _names(plain: bytes, fields: _Fields) -> tuple[MemberName, ...]:
    return distinct(_spelt(plain, fields))


def _spelt(plain: bytes, fields: _Fields) -> Iterator[MemberName]:
    folder = _first_of(_FOLDER, fields).replace(b"\xff", b"/")
    wide = _first_of(_WIDE_FOLDER, fields) + _first_of(_WIDE_NAME, fields)
    if wide:
        text = wide.decode("utf-16-le", "replace").replace("\uffff", "/")
        yield MemberName(wide, text, NameSource.HEADER, "utf-16-le")
    spelt = [value for kind, value in (*fields, (_NAME, plain)) if kind == _NAME and value]
    for name in spelt or ([b""] if folder and not wide else []):
        yield from readings(folder + name, NameSource.HEADER, ANY_CODE_PAGE)


def _first_of(wanted: int, fields: _Fields) -> bytes:
    return next((value for kind, value in fields if kind == wanted), b"")
