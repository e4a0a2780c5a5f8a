"""Where in a compound file are the octets of a stream?  In chains of sectors, by two tables (MS-CFB section 2)."""

from __future__ import annotations

from collections.abc import Sequence
from struct import Struct, unpack
from typing import Final

from ....core.budget import Budget
from ..member import WHOLE, ContainerFault, ContainerProblem, Notes, Opened, Why, limit_of

__all__ = ["MARK", "Sectors"]

MARK: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER: Final = Struct("<26x4H6x9I109I")
_CUTOFF: Final = 4_096
_MINI: Final = 64
_LAST: Final = 0xFFFFFFFA
"""The first number that is no sector: "Maximum regular sector number"."""


class Sectors:
    """The sectors of one compound file.

    Arguments:
        data: the file, with a whole header of 512 octets.
        notes: takes what is odd.
    """

    __slots__ = (
        "_directory",
        "_fat",
        "_mini_fat",
        "_mini_first",
        "_mini_stream",
        "_root",
        "data",
        "notes",
        "size",
        "wide",
    )

    def __init__(self, data: bytes, notes: Notes) -> None:
        self.data = data
        self.notes = notes
        fields: tuple[int, ...] = _HEADER.unpack_from(data)
        major, order, shift, mini_shift, _, _, first, _, cutoff, mini, _, difat, _, *tables = fields
        # "If Major Version is 3, the Sector Shift MUST be 0x0009"; 0x000C for 4
        self.wide = major == 4
        usual = 12 if self.wide else 9
        self.size = 1 << (shift if shift in (9, 12) else usual)
        if (order, shift, mini_shift, cutoff) != (0xFFFE, usual, 6, _CUTOFF):
            notes.add(ContainerFault.DAMAGED, 24, "sizes in the header that are not those of the format")
        self._fat: Sequence[int] = ()
        self._fat = self._table(self._places(tables, difat))
        self._directory = self._chain(first, self._fat, len(self._fat))
        self._mini_first = mini
        self._mini_fat: Sequence[int] = ()
        self._mini_stream: bytes | None = None
        self._root = (_LAST, 0)

    @property
    def directory(self) -> bytes:
        """The octets of the directory."""
        return self._join(self._directory)

    def where(self, at: int) -> int:
        """Where in the file the octet *at* of the directory stands."""
        return self._offset(self._directory[at // self.size]) + at % self.size

    def root(self, first: int, size: int) -> None:
        """Say where the mini stream stands: "the starting sector of the mini stream" is the root entry's."""
        self._root = (first, size)

    def read(self, first: int, size: int, budget: Budget, most: int = WHOLE, /) -> Opened:
        """The first *most* octets of the stream of *size* octets that begins in sector *first*."""
        wanted = min(size, most)
        # "The maximum size of a user-defined data stream that is allocated from the mini FAT and mini stream"
        small = 0 < size < _CUTOFF
        cost = min(wanted, len(self.data)) + (self._mini_cost() if small else 0)
        if not budget.spend("bytes_read", cost):
            return Opened(b"", False, Why.LIMIT, limit_of(budget, "bytes_read"))
        data = self._small(first, wanted) if small else self._large(first, wanted)
        if len(data) == wanted:
            return Opened(data, wanted == size)
        detail = f"{size} octets declared, {len(data)} there"
        cut = ContainerProblem(ContainerFault.TRUNCATED, self._offset(min(first, _LAST)), detail)
        return Opened(data, False, Why.UNREADABLE, detail, (cut,))

    def _large(self, first: int, wanted: int) -> bytes:
        return self._join(self._chain(first, self._fat, -(-wanted // self.size)))[:wanted]

    def _small(self, first: int, wanted: int) -> bytes:
        if self._mini_stream is None:
            self._mini_stream = self._large(*self._root)
            self._mini_fat = self._table(self._chain(self._mini_first, self._fat, len(self._fat)))
        stream = self._mini_stream
        chain = self._chain(first, self._mini_fat, -(-wanted // _MINI))
        return b"".join(stream[at * _MINI : (at + 1) * _MINI] for at in chain)[:wanted]

    def _mini_cost(self) -> int:
        return min(self._root[1], len(self.data)) if self._mini_stream is None else 0

    def _offset(self, sector: int) -> int:
        return (sector + 1) * self.size

    def _join(self, sectors: Sequence[int]) -> bytes:
        starts = map(self._offset, sectors)
        return b"".join(self.data[start : start + self.size] for start in starts)

    def _table(self, sectors: Sequence[int]) -> Sequence[int]:
        octets = self._join(sectors)
        numbers: tuple[int, ...] = unpack(f"<{len(octets) // 4}I", octets[: len(octets) // 4 * 4])
        return numbers

    def _chain(self, first: int, table: Sequence[int], most: int) -> list[int]:
        """The sectors from *first* on, *most* of them."""
        found: list[int] = []
        seen: set[int] = set()
        while first < len(table) and len(found) < most:
            if first in seen:
                self.notes.add(ContainerFault.LOOP, self._offset(first), "a chain of sectors that comes back")
                break
            seen.add(first)
            found.append(first)
            first = table[first]
        return found

    def _places(self, first: Sequence[int], difat: int) -> list[int]:
        """Where the FAT stands; a file has no use for more of it than it has sectors."""
        enough = len(self.data) // self.size * 4 // self.size + 1
        found = [sector for sector in first if sector < _LAST]
        seen: set[int] = set()
        while difat < _LAST and difat not in seen and len(found) < enough:
            seen.add(difat)
            *more, difat = self._table([difat]) or [_LAST]
            found.extend(sector for sector in more if sector < _LAST)
        return found[:enough]
