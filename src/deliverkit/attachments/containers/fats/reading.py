"""Which files are on the FAT file systems of a disk image?  Those of every directory, by its chain of clusters."""

from __future__ import annotations

from collections.abc import Callable, Container
from functools import partial
from typing import Final, NamedTuple

from ....core.budget import Budget
from ..finds import Finds
from ..member import WHOLE, ContainerFault, ContainerProblem, Kind, Listing, Opened, Source, Why, limit_of
from .disks import SECTOR, Disk, disk_of
from .entries import Entry, entries_in, names_of
from .volumes import Volume, file_system, starts_of, volume_at

__all__ = ["read_fat"]

_LONGEST: Final = 4_096
_MOST_DIRECTORY: Final = 65_536 * 32
"""Octets of a directory: "65,536 entries"."""
_ENTRY_COST: Final = 8
"""What an octet of a directory costs: there may be nothing else in the image."""
_MOST_TABLE: Final = 32 << 20
_MOST_FILE: Final = 100 << 20
"""A disk of which few blocks are there may have files of any size."""


class _Directory(NamedTuple):
    first: int
    path: str


def read_fat(data: Source, budget: Budget) -> Listing:
    """List the files of every FAT file system in *data*, a whole disk, a partition of one, or a virtual disk."""
    finds = Finds(Kind.FAT, data, budget)
    if finds.why is not None:
        return finds.listing()
    disk, missing = disk_of(finds.data)
    if missing:
        finds.stop(Why.UNSUPPORTED, missing)
        return finds.listing()
    others: list[str] = []
    starts = starts_of(disk)
    for start in starts:
        volume = volume_at(disk, start)
        if volume is not None:
            _Walk(finds, disk, volume).run()
        elif len(starts) == 1 or any(disk.read(start, SECTOR)):
            # one of several may be reserved, and empty
            others.append(file_system(disk, start) or "none that is known")
    if others:
        finds.stop(Why.UNSUPPORTED, f"another file system than FAT: {others[0]}")
    return finds.listing()


class _Clusters:
    """The chains of a volume."""

    __slots__ = ("_end", "disk", "table", "volume")

    def __init__(self, disk: Disk, volume: Volume) -> None:
        self.disk = disk
        self.volume = volume
        size = (volume.clusters + 2) * volume.bits // 8 + 1
        self.table = disk.read(volume.table, min(size, _MOST_TABLE))
        self._end = min(volume.clusters + 2, len(self.table) * 8 // volume.bits)

    def chain(self, first: int, most: int, taken: Container[int] = ()) -> list[int]:
        """The clusters from *first* on, *most* of them, up to one that is *taken*."""
        found: dict[int, None] = {}
        while 2 <= first < self._end and len(found) < most and first not in found and first not in taken:
            found[first] = None
            first = self._next(first)
        return [*found]

    def _next(self, cluster: int) -> int:
        table = self.table
        if self.volume.bits == 12:
            at = cluster * 3 // 2
            pair = int.from_bytes(table[at : at + 2], "little")
            return pair >> 4 if cluster % 2 else pair & 0xFFF
        width = self.volume.bits // 8
        # "only the low 28 bits" count
        return int.from_bytes(table[cluster * width : (cluster + 1) * width], "little") & 0x0FFFFFFF

    def where(self, cluster: int) -> int:
        """Where on the disk *cluster* stands."""
        return self.volume.data + (cluster - 2) * self.volume.cluster

    def place(self, chain: list[int], at: int) -> int:
        """Where on the disk the octet *at* of a chain stands."""
        return self.where(chain[at // self.volume.cluster]) + at % self.volume.cluster

    def read(self, chain: list[int]) -> bytes:
        """The octets of a chain."""
        return b"".join(self.disk.read(self.where(one), self.volume.cluster) for one in chain)

    def open(self, first: int, size: int, budget: Budget, most: int = WHOLE, /) -> Opened:
        """The first *most* octets of a file."""
        wanted = min(size, most)
        cost = min(wanted, self.disk.size)
        if cost > _MOST_FILE:
            return Opened(b"", False, Why.LIMIT, f"limit: a file of {size} octets")
        if not budget.spend("bytes_read", cost):
            return Opened(b"", False, Why.LIMIT, limit_of(budget, "bytes_read"))
        data = self.read(self.chain(first, -(-wanted // self.volume.cluster)))[:wanted]
        if len(data) == wanted:
            return Opened(data, wanted == size)
        detail = f"{size} octets declared, {len(data)} there"
        cut = ContainerProblem(ContainerFault.TRUNCATED, self.volume.start, detail)
        return Opened(data, False, Why.UNREADABLE, detail, (cut,))


class _Walk:
    """One pass over the directories of a volume."""

    def __init__(self, finds: Finds, disk: Disk, volume: Volume) -> None:
        self.finds = finds
        self.disk = disk
        self.volume = volume
        self.clusters = _Clusters(disk, volume)
        self.seen = {volume.root_cluster} if volume.bits == 32 else set[int]()
        self.taken: set[int] = set()  # clusters of directories that were read: each belongs to one

    def run(self) -> None:
        volume = self.volume
        root = self.disk.read(volume.root, volume.root_size)
        if not self.finds.pay("bytes_read", len(self.clusters.table) + _ENTRY_COST * len(root)):
            return
        todo = self._list(root, lambda at: volume.root + at, "")
        if volume.bits == 32:
            todo.append(_Directory(volume.root_cluster, ""))
        most = -(-_MOST_DIRECTORY // volume.cluster)
        while todo and self.finds.why is None:
            directory = todo.pop()
            chain = self.clusters.chain(directory.first, most, self.taken)
            self.taken.update(chain)
            octets = self.clusters.read(chain)
            if not octets:
                self.finds.notes.add(
                    ContainerFault.DAMAGED, volume.start, "a directory that stands nowhere, or in another one"
                )
            if self.finds.pay("bytes_read", _ENTRY_COST * len(octets)):
                todo.extend(reversed(self._list(octets, partial(self.clusters.place, chain), directory.path)))

    def _list(self, octets: bytes, where: Callable[[int], int], path: str) -> list[_Directory]:
        found: list[_Directory] = []
        for entry in entries_in(octets, wide=self.volume.bits == 32):
            if len(path) > _LONGEST:
                self.finds.stop(Why.LIMIT, f"limit: a path of {len(path)} characters")
            # a path costs by the memory it takes
            if self.finds.why is not None or not self.finds.pay("bytes_read", 16 * len(path)):
                break
            names = names_of(entry, path)
            at = self.disk.where(where(entry.at))
            if not entry.directory:
                self.finds.file(names, at, entry.size, partial(self.clusters.open, entry.first, entry.size))
            elif self._is_new(entry, at):
                self.finds.directory(names, at)
                found.append(_Directory(entry.first, names[0].text + "/"))
        return found

    def _is_new(self, entry: Entry, at: int) -> bool:
        if entry.first in self.seen:
            self.finds.notes.add(ContainerFault.LOOP, at, "a directory that was read already")
            return False
        self.seen.add(entry.first)
        return True
