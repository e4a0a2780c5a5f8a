"""Compound files sector by sector, with every way to lie about a chain, and the Outlook messages in them (MS-CFB)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from struct import pack

__all__ = ["END", "FREE", "CfbEntry", "attachment", "cfb_of", "property_stream"]

END, FREE = 0xFFFFFFFE, 0xFFFFFFFF
_FAT, _DIFAT = 0xFFFFFFFD, 0xFFFFFFFC
_MINI = 64
_CUTOFF = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class CfbEntry:
    """A stream, or a storage if it has entries.

    Arguments:
        name: what the directory says.
        data: of a stream.
        entries: what a storage holds.
        size: of the stream, if not the truth.
        first: its first sector, if not the truth.
        kind: of the entry, if not 2 or 1.
        linked: whether its parent leads to it.
        length: of the name in octets, if not the truth.
    """

    name: str
    data: bytes = b""
    entries: Sequence[CfbEntry] | None = None
    size: int | None = None
    first: int | None = None
    kind: int | None = None
    linked: bool = True
    length: int | None = None


def property_stream(tag: str, data: bytes) -> CfbEntry:
    """The stream of a property, such as "3707001F"."""
    return CfbEntry(name=f"__substg1.0_{tag}", data=data)


def attachment(number: int, *entries: CfbEntry, long: str = "", short: str = "", data: bytes | None = None) -> CfbEntry:
    """The storage of an attachment of an Outlook message."""
    held = list(entries)
    if long:
        held.append(property_stream("3707001F", long.encode("utf-16-le")))
    if short:
        held.append(property_stream("3704001E", short.encode("cp1252")))
    if data is not None:
        held.append(property_stream("37010102", data))
    return CfbEntry(name=f"__attach_version1.0_#{number:08X}", entries=held)


class _Layout:
    """The sectors, and the tables that chain them."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.sectors = bytearray()
        self.fat: list[int] = []
        self.mini = bytearray()
        self.mini_fat: list[int] = []
        self.entries: list[list[object]] = []

    def put(self, data: bytes) -> int:
        return _put(self.sectors, self.fat, data, self.size)

    def add(self, entry: CfbEntry) -> int:
        number = len(self.entries)
        kind = entry.kind if entry.kind is not None else (2 if entry.entries is None else 1)
        small = len(entry.data) < _CUTOFF
        first = _put(self.mini, self.mini_fat, entry.data, _MINI) if small else self.put(entry.data)
        size = len(entry.data) if entry.size is None else entry.size
        place = first if entry.first is None else entry.first
        self.entries.append([entry.name, entry.length, kind, FREE, FREE, place, size])
        self.entries[number][4] = self.hold(entry.entries or ())
        return number

    def hold(self, entries: Sequence[CfbEntry]) -> int:
        """Add *entries*, each of which leads to the next; the number of the first."""
        first = last = FREE
        for entry in entries:
            number = self.add(entry)
            if not entry.linked:
                continue
            if last == FREE:
                first = number
            else:
                self.entries[last][3] = number
            last = number
        return first


def _put(place: bytearray, table: list[int], data: bytes, size: int) -> int:
    if not data:
        return END
    first = len(table)
    count = -(-len(data) // size)
    place += data + bytes(-len(data) % size)
    table += [*range(first + 1, first + count), END]
    return first


def _entry(name: str, length: int | None, kind: int, right: int, child: int, first: int, size: int) -> bytes:
    raw = name.encode("utf-16-le")[:62]
    taken = len(raw) + 2 if length is None else length
    return raw.ljust(64, b"\0") + pack("<HBB3I36xIQ", taken, kind, 1, FREE, right, child, first, size)


def cfb_of(
    entries: Sequence[CfbEntry],
    *,
    version: int = 3,
    shift: int | None = None,
    cutoff: int = _CUTOFF,
    root_kind: int = 5,
    patches: dict[int, int] | None = None,
    siblings: dict[int, int] | None = None,
) -> bytes:
    """A compound file.

    Arguments:
        entries: what the root holds.
        version: 3 or 4.
        shift: what the header says of the size of a sector.
        cutoff: what the header says of the size of streams that stand in the FAT.
        root_kind: of the first entry.
        patches: numbers in the FAT that are not true.
        siblings: right siblings that are not true, by the number of the entry.
    """
    layout = _Layout(512 if version == 3 else 4096)
    layout.entries.append(["Root Entry", None, root_kind, FREE, FREE, END, 0])
    layout.entries[0][4] = layout.hold(entries)
    for number, right in (siblings or {}).items():
        layout.entries[number][3] = right
    layout.entries[0][5:] = [layout.put(bytes(layout.mini)), len(layout.mini)]
    mini_fat = layout.put(b"".join(pack("<I", one) for one in layout.mini_fat))
    directory = b"".join(_entry(*one) for one in layout.entries)  # type: ignore[arg-type]
    empty = _entry("", 0, 0, FREE, FREE, 0, 0)
    first = layout.put(directory + empty * (-len(directory) % layout.size // 128))
    return _finish(
        layout,
        first,
        mini_fat,
        patches or {},
        pack("<HHHH", 0x3E, version, 0xFFFE, shift or (9 if version == 3 else 12)),
        cutoff,
    )


def _finish(layout: _Layout, first: int, mini_fat: int, patches: dict[int, int], sizes: bytes, cutoff: int) -> bytes:
    each = layout.size // 4
    difats = tables = 0
    while tables * each < len(layout.fat) + tables + difats:
        tables += 1
        difats = max(0, -(-(tables - 109) // (each - 1)))
    start = len(layout.fat)
    numbers = [*range(start, start + tables)]
    fat = layout.fat + [_FAT] * tables + [_DIFAT] * difats
    for at, value in patches.items():
        fat[at] = value
    fat += [FREE] * (tables * each - len(fat))
    body = bytes(layout.sectors) + pack(f"<{len(fat)}I", *fat)
    rest = numbers[109:]
    for number in range(difats):
        piece = rest[number * (each - 1) : (number + 1) * (each - 1)]
        piece += [FREE] * (each - 1 - len(piece))
        following = start + tables + number + 1 if number + 1 < difats else END
        body += pack(f"<{each}I", *piece, following)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + sizes + pack("<H6x", 6)
    header += pack(
        "<9I",
        0,
        tables,
        first,
        0,
        cutoff,
        mini_fat,
        -(-len(layout.mini_fat) // each),
        start + tables if difats else END,
        difats,
    )
    header += pack("<109I", *(numbers[:109] + [FREE] * (109 - len(numbers[:109]))))
    return header.ljust(layout.size, b"\0") + body
