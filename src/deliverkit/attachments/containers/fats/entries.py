"""Which files does a directory of FAT list, and under which names?  Short ones, and long ones before them."""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct
from typing import Final, NamedTuple

from ..member import MemberName, NameSource
from ..naming import ANY_CODE_PAGE, distinct, readings

__all__ = ["Entry", "entries_in", "names_of"]

_SIZE: Final = 32
_ENTRY: Final = Struct("<11sBB7xH4xHI")
_LONG, _LABEL, _DIRECTORY = 0x0F, 0x08, 0x10
_LOWER_NAME, _LOWER_EXTENSION = 0x08, 0x10
_DELETED, _END = 0xE5, 0
_LAST: Final = 0x40
_SELF_AND_PARENT: Final = (b".          ", b"..         ")
_MOST_PIECES: Final = 20
"""A long name has 255 characters, 13 a piece."""


class Entry(NamedTuple):
    """A file or a directory.

    Arguments:
        at: where it stands in the directory.
        short: eleven octets: name and extension.
        lower: which of these are to be shown in small letters.
        long: the long name; empty if none.
        directory: whether it is one.
        first: the cluster where the data begin.
        size: of the data.
    """

    at: int
    short: bytes
    lower: int
    long: bytes
    directory: bool
    first: int
    size: int


def entries_in(directory: bytes, *, wide: bool) -> Iterator[Entry]:
    """What *directory* lists; *wide* says that clusters have 32 bits."""
    pieces: list[bytes] = []
    for at in range(0, len(directory) - _SIZE + 1, _SIZE):
        first = directory[at]
        if first == _END:
            return
        if first == _DELETED:
            pieces = []
            continue
        short, attributes, lower, high, low, size = _ENTRY.unpack_from(directory, at)
        if attributes & 0x3F == _LONG:
            # "the last member of the set is stored first"
            pieces = [] if first & _LAST else pieces[-_MOST_PIECES:]
            pieces.append(directory[at + 1 : at + 11] + directory[at + 14 : at + 26] + directory[at + 28 : at + 32])
            continue
        long = _joined(pieces)
        pieces = []
        if not attributes & _LABEL and short not in _SELF_AND_PARENT:
            cluster = (high << 16 if wide else 0) | low
            yield Entry(at, short, lower, long, bool(attributes & _DIRECTORY), cluster, size)


def _joined(pieces: list[bytes]) -> bytes:
    name = b"".join(reversed(pieces))
    for at in range(0, len(name), 2):
        if name[at : at + 2] == b"\0\0":
            return name[:at]
    return name


def names_of(entry: Entry, path: str) -> tuple[MemberName, ...]:
    """Its names below *path*, the long one first."""
    base, extension = entry.short[:8].rstrip(b" "), entry.short[8:].rstrip(b" ")
    if base[:1] == b"\x05":  # which stands for 0xE5, the mark of what was deleted
        base = b"\xe5" + base[1:]
    base = base.lower() if entry.lower & _LOWER_NAME else base
    extension = extension.lower() if entry.lower & _LOWER_EXTENSION else extension
    found = readings(base + (b"." + extension if extension else b""), NameSource.HEADER, ANY_CODE_PAGE)
    if entry.long:
        text = entry.long.decode("utf-16-le", "replace")
        found = (MemberName(entry.long, text, NameSource.HEADER, "utf-16-le"), *found)
    return distinct(name._replace(text=path + name.text) for name in found)
