"""Which storages and streams are in a compound file, and which holds which?  Its directory (MS-CFB 2.6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from struct import Struct
from typing import Final, NamedTuple

from ..member import ContainerFault, MemberName, NameSource, Notes

__all__ = ["ROOT", "STORAGE", "STREAM", "Entry", "below", "entries_of", "names_of"]

STORAGE, STREAM, ROOT = 1, 2, 5
_ENTRY: Final = Struct("<64sHBx3I36xIQ")
_NAMES: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._"


class Entry(NamedTuple):
    """An object of the directory.

    Arguments:
        at: where it stands in the file.
        raw: its name, UTF-16.
        kind: STORAGE, STREAM, ROOT, or a number that means nothing.
        left, right: its siblings, as numbers of entries.
        child: the first of those it holds.
        first: the sector where its data begin.
        size: of the data.
    """

    at: int
    raw: bytes
    kind: int
    left: int
    right: int
    child: int
    first: int
    size: int

    @property
    def name(self) -> str:
        """Its name, decoded."""
        return self.raw.decode("utf-16-le", "replace")


def entries_of(directory: bytes, where: Callable[[int], int], *, wide: bool) -> list[Entry]:
    """The entries of *directory*, whose octets stand *where*; *wide* says that sizes have 64 bits."""
    found: list[Entry] = []
    whole = memoryview(directory)[: len(directory) // _ENTRY.size * _ENTRY.size]
    for number, fields in enumerate(_ENTRY.iter_unpack(whole)):
        raw, length, kind, left, right, child, first, size = fields
        # "The length MUST be a multiple of 2 and include the terminating null character"
        name = raw[: max(0, min(length, 64) // 2 * 2 - 2)]
        # for version 3, "ignore the most significant 32 bits"
        at = where(number * _ENTRY.size)
        found.append(Entry(at, name, kind, left, right, child, first, size if wide else size & 0xFFFFFFFF))
    return found


def below(entries: list[Entry], parent: Entry, seen: set[int], notes: Notes) -> Iterator[Entry]:
    """What *parent* holds, in the order of its tree; *seen* are the entries that were met already."""
    waiting: list[Entry] = []
    at = parent.child
    while at < len(entries) or waiting:
        if at < len(entries) and at not in seen:
            seen.add(at)
            waiting.append(entries[at])
            at = entries[at].left
            continue
        if at < len(entries):
            notes.add(ContainerFault.LOOP, parent.at, "an entry of the directory that stands in it twice")
        if not waiting:
            return
        entry = waiting.pop()
        yield entry
        at = entry.right


def names_of(entry: Entry, path: str) -> tuple[MemberName, ...]:
    """The names of *entry* below *path*: as it stands, and as installers pack them."""
    text = entry.name
    plain = MemberName(entry.raw, path + text, NameSource.HEADER, "utf-16-le")
    unpacked = _unpacked(text)
    if unpacked == text:
        return (plain,)
    return (MemberName(entry.raw, path + unpacked, NameSource.HEADER, "installer"), plain)


def _unpacked(text: str) -> str:
    """*text* as Windows Installer reads it, which packs two characters into one."""
    return "".join(_two(ord(character)) or character for character in text)


def _two(code: int) -> str:
    if 0x3800 <= code < 0x4800:
        return _NAMES[code & 0x3F] + _NAMES[code - 0x3800 >> 6]
    if 0x4800 <= code < 0x4840:
        return _NAMES[code - 0x4800]
    return "!" if code == 0x4840 else ""
