"""CD images sector by sector: ISO 9660 with Rock Ridge, Joliet beside it, and directories that lie (ECMA-119)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from struct import pack

__all__ = ["SECTOR", "IsoEntry", "both", "continued", "iso_of", "rock_name", "susp"]

SECTOR = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class IsoEntry:
    """A file, or a directory if it has entries.

    Arguments:
        name: in ISO 9660.
        joliet: in Joliet; None leaves it out there.
        system: the system use field of the ISO record.
        data: what the file holds.
        entries: what the directory holds.
        extent: where the data stand, if not the truth.
        size: of the data, if not the truth.
        unit: file unit size of interleaved data.
        in_iso: whether ISO 9660 has it.
    """

    name: bytes
    joliet: str | None = None
    system: bytes = b""
    data: bytes = b""
    entries: Sequence[IsoEntry] | None = None
    extent: int | None = None
    size: int | None = None
    unit: int = 0
    in_iso: bool = True


def both(value: int) -> bytes:
    """*value* in both byte orders."""
    return pack("<I", value) + pack(">I", value)


def susp(sign: bytes, value: bytes) -> bytes:
    """A system use field."""
    return sign + bytes([len(value) + 4, 1]) + value


def rock_name(name: bytes, flags: int = 0) -> bytes:
    """A Rock Ridge name."""
    return susp(b"NM", bytes([flags]) + name)


def continued(block: int, offset: int, size: int) -> bytes:
    """A pointer to where the system use field is continued."""
    return susp(b"CE", both(block) + both(offset) + both(size))


def _record(name: bytes, extent: int, size: int, *, directory: bool, system: bytes = b"", unit: int = 0) -> bytes:
    body = (
        both(extent) + both(size) + bytes(7) + bytes([2 * directory, unit, 0]) + b"\1\0\0\1" + bytes([len(name)]) + name
    )
    body += b"" if len(name) % 2 else b"\0"
    body += system
    body += b"" if len(body) % 2 == 0 else b"\0"
    return bytes([len(body) + 2, 0]) + body


def _filled(data: bytes) -> bytes:
    return data + bytes(-len(data) % SECTOR)


class _Layout:
    """The sectors from *first* on, and what is put into them."""

    def __init__(self, first: int) -> None:
        self.first = first
        self.sectors = bytearray()
        self.places: dict[int, tuple[int, int]] = {}

    def put(self, data: bytes) -> int:
        at = self.first + len(self.sectors) // SECTOR
        self.sectors += _filled(data)
        return at

    def file(self, entry: IsoEntry) -> tuple[int, int]:
        if entry.extent is not None and not entry.data:
            return (entry.extent, entry.size or 0)
        if id(entry) not in self.places:
            self.places[id(entry)] = (self.put(entry.data), len(entry.data))
        extent, size = self.places[id(entry)]
        return (extent if entry.extent is None else entry.extent, size if entry.size is None else entry.size)

    def directory(self, entries: Sequence[IsoEntry], *, joliet: bool) -> tuple[int, int]:
        records = [_record(name, self.first, SECTOR, directory=True) for name in (b"\0", b"\1")]
        for entry in entries:
            if (entry.joliet is None) if joliet else not entry.in_iso:
                continue
            where = self.file(entry) if entry.entries is None else self.directory(entry.entries, joliet=joliet)
            if entry.entries is not None and entry.extent is not None:
                where = (entry.extent, where[1])
            name = (entry.joliet or "").encode("utf-16-be") if joliet else entry.name
            system = b"" if joliet else entry.system
            directory = entry.entries is not None
            records.append(_record(name, *where, directory=directory, system=system, unit=entry.unit))
        data = bytearray()
        for record in records:
            if len(data) % SECTOR + len(record) > SECTOR:
                data += bytes(-len(data) % SECTOR)
            data += record
        return self.put(bytes(data)), len(_filled(bytes(data)))


def _descriptor(kind: int, root: tuple[int, int], blocks: int, *, escape: bytes = b"", block: int = SECTOR) -> bytes:
    data = bytearray(SECTOR)
    data[0:7] = bytes([kind]) + b"CD001\1"
    data[80:88] = both(blocks)
    data[120:128] = b"\1\0\0\1\1\0\0\1"
    data[132:140] = both(10)
    data[140:144] = pack("<I", 19)  # path tables: pointed at, but not there
    data[148:152] = pack(">I", 19)
    data[881] = 1
    data[88 : 88 + len(escape)] = escape
    data[128:132] = pack("<H", block) + pack(">H", block)
    data[156:190] = _record(b"\0", *root, directory=True)
    return bytes(data)


def iso_of(
    entries: Sequence[IsoEntry],
    *,
    joliet: bool = False,
    udf: bool = False,
    first: int = 0,
    block: int = SECTOR,
    root: tuple[int, int] | None = None,
) -> bytes:
    """A CD image.

    Arguments:
        entries: of the root directory.
        joliet: whether there is a Joliet volume.
        udf: whether the image says that there is UDF too.
        first: the sector at which this session begins; extents count from the start of the image.
        block: what the descriptors call a block.
        root: where the root directory is said to stand, if not the truth.
    """
    layout = _Layout(first + 16 + 4 + 3)
    trees = [layout.directory(entries, joliet=False)]
    if joliet:
        trees.append(layout.directory(entries, joliet=True))
    blocks = layout.first + len(layout.sectors) // SECTOR
    descriptors = _descriptor(1, root or trees[0], blocks, block=block)
    if joliet:
        descriptors += _descriptor(2, trees[1], blocks, escape=b"%/E")
    descriptors += b"\xffCD001\1".ljust(SECTOR, b"\0")
    descriptors = descriptors.ljust(4 * SECTOR, b"\0")
    signs = (b"BEA01", b"NSR02", b"TEA01") if udf else ()
    descriptors += b"".join((b"\0" + sign).ljust(SECTOR, b"\0") for sign in signs).ljust(3 * SECTOR, b"\0")
    return bytes(16 * SECTOR) + descriptors + bytes(layout.sectors)
