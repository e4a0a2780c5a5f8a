"""Where do the blocks of a tar come from?  From memory by offsets, or out of a decompressor, which holds nothing."""

from __future__ import annotations

from functools import partial
from typing import Protocol

from ....core.budget import Budget
from ..member import Held, Opener, Pieces, Source, Streamer, Why, limit_of
from ..streams import Solid, open_held

__all__ = ["InMemory", "InStream", "TarSource"]


class TarSource(Protocol):
    """What a tar is read from."""

    at: int

    @property
    def why(self) -> Why | None:
        """Why no more can be read, where that is not the end."""
        ...

    @property
    def detail(self) -> str:
        """The same in words."""
        ...

    def read(self, size: int) -> bytes:
        """The next *size* octets, or those that are left."""
        ...

    def skip(self, size: int) -> int:
        """Pass over *size* octets, or those that are left; how many."""
        ...

    def opener(self, start: int, size: int) -> Opener:
        """What opens these octets again."""
        ...


class InMemory:
    """A tar in *data*."""

    def __init__(self, data: Source, budget: Budget) -> None:
        self.at = 0
        self.why: Why | None = None
        self.detail = ""
        self._budget = budget
        self._held = Held(data)
        self._data = memoryview(data)

    def read(self, size: int) -> bytes:
        """The next *size* octets, or those that are left."""
        octets = self._data[self.at : self.at + size]
        if not self._budget.spend("bytes_read", len(octets)):
            self.why, self.detail = Why.LIMIT, limit_of(self._budget, "bytes_read")
            return b""
        self.at += len(octets)
        return bytes(octets)

    def skip(self, size: int) -> int:
        """Pass over *size* octets, or those that are left; how many."""
        passed = min(size, len(self._data) - self.at)
        self.at += passed
        return passed

    def opener(self, start: int, size: int) -> Opener:
        """What opens these octets again."""
        return partial(open_held, self._held, start, size)


class InStream:
    """A tar that comes out of what *begin* starts; members are opened by starting it again, in order but once."""

    def __init__(self, begin: Streamer, budget: Budget) -> None:
        self.at = 0
        self._flow: Pieces = begin(budget)
        self._pieces = iter(self._flow)
        self._rest = memoryview(b"")
        self._solid = Solid(begin)

    @property
    def why(self) -> Why | None:
        """Why the stream ended before its end."""
        return self._flow.why

    @property
    def detail(self) -> str:
        """The same in words."""
        return self._flow.detail

    def read(self, size: int) -> bytes:
        """The next *size* octets, or those that are left."""
        found = bytes(self._next(size))
        while len(found) < size and (piece := self._next(size - len(found))):
            found += piece
        return found

    def skip(self, size: int) -> int:
        """Pass over *size* octets, or those that are left; how many."""
        passed = 0
        while passed < size and (piece := self._next(size - passed)):
            passed += len(piece)
        return passed

    def opener(self, start: int, size: int) -> Opener:
        """What opens these octets again."""
        return partial(self._solid.open, start, size)

    def _next(self, most: int) -> memoryview:
        piece = self._rest or memoryview(next(self._pieces, b""))
        self._rest = piece[most:]
        piece = piece[:most]
        self.at += len(piece)
        return piece
