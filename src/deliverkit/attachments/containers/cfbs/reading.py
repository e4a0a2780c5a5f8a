"""What does a compound file hold?  Its streams, by their path, and the files that an Outlook message carries (MS-CFB).

A stream that no storage holds is listed too. Opening a stream walks its chain no further than its size.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Final, NamedTuple

from ....core.budget import Budget
from ..finds import Finds
from ..member import ContainerFault, Kind, Listing, Source, Why
from .entries import ROOT, STORAGE, STREAM, Entry, below, entries_of, names_of
from .outlook import attached, is_attachment
from .sectors import MARK, Sectors

__all__ = ["read_cfb"]

_LONGEST: Final = 4_096
_HEADER: Final = 512


class _Storage(NamedTuple):
    entry: Entry
    path: str  # of what it holds
    outside: str  # of what it stands in


def read_cfb(data: Source, budget: Budget) -> Listing:
    """List the streams of *data*; the streams of an attachment of an Outlook message are one file, under its name."""
    finds = Finds(Kind.CFB, data, budget)
    if not finds.data.startswith(MARK) or len(finds.data) < _HEADER:
        finds.stop(Why.UNREADABLE, "no compound file")
    if finds.why is None:
        _Walk(finds).run()
    return finds.listing()


class _Walk:
    """One pass over the directory."""

    def __init__(self, finds: Finds) -> None:
        self.finds = finds
        self.sectors = Sectors(finds.data, finds.notes)
        self.entries = entries_of(self.sectors.directory, self.sectors.where, wide=self.sectors.wide)
        self.seen = {0}

    def run(self) -> None:
        # "The first entry in the first sector of the directory chain" is "the root directory entry"
        if not self.entries or self.entries[0].kind != ROOT:
            self.finds.stop(Why.UNREADABLE, "no root of the directory")
            return
        root = self.entries[0]
        self.sectors.root(root.first, root.size)
        todo = [_Storage(root, "", "")]
        while todo and self.finds.why is None:
            todo.extend(reversed(self._held(todo.pop())))
        self._strays()

    def _held(self, storage: _Storage) -> list[_Storage]:
        """List what *storage* holds; the storages among it."""
        held = [*below(self.entries, storage.entry, self.seen, self.finds.notes)]
        if not is_attachment(storage.entry):
            return self._list(held, storage.path)
        found = attached(held, self.finds, self.sectors, storage.outside)
        found.show(self.finds, self.sectors, storage.entry.at)
        name = found.names[0].text + "/" if found.names else storage.path
        # what it holds goes by its name, and its properties by that of the storage
        inside = [_Storage(entry, name, storage.path) for entry in found.held]
        return inside + self._list(found.rest, storage.path)

    def _list(self, entries: Iterable[Entry], path: str) -> list[_Storage]:
        storages: list[_Storage] = []
        for entry in entries:
            if self.finds.why is not None:
                break
            if entry.kind == STREAM:
                self._stream(entry, path)
            elif entry.kind == STORAGE:
                storages.append(self._storage(entry, path))
        return storages

    def _storage(self, entry: Entry, path: str) -> _Storage:
        names = names_of(entry, path)
        if not is_attachment(entry) and self._pay(path):
            self.finds.directory(names, entry.at)
        return _Storage(entry, names[0].text + "/", path)

    def _stream(self, entry: Entry, path: str) -> None:
        if self._pay(path):
            opener = partial(self.sectors.read, entry.first, entry.size)
            self.finds.file(names_of(entry, path), entry.at, entry.size, opener)

    def _pay(self, path: str) -> bool:
        """A path costs by the memory it takes: storages nest deeply."""
        if len(path) > _LONGEST:
            self.finds.stop(Why.LIMIT, f"limit: a path of {len(path)} characters")
            return False
        return self.finds.pay("bytes_read", 16 * len(path))

    def _strays(self) -> None:
        for number, entry in enumerate(self.entries):
            if entry.kind == STREAM and number not in self.seen and self.finds.why is None:
                self.finds.notes.add(ContainerFault.HIDDEN_MEMBER, entry.at, "a stream that no storage holds")
                self._stream(entry, "")
