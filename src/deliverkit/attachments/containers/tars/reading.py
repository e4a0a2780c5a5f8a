"""What does a tar hold, whoever reads it?  Every header, also behind damage and behind the end marker.

Where two sizes are given the smaller is believed: what it leaves is searched for headers, so that neither hides one.
"""

from __future__ import annotations

from typing import Final

from ....core.budget import Budget
from ..member import (
    ContainerFault,
    Kind,
    Listing,
    Member,
    MemberName,
    NameSource,
    Notes,
    Source,
    Streamer,
    Why,
    limit_of,
)
from ..naming import UTF8_FIRST, cost_of, distinct, readings
from .header import BLOCK, EMPTY, Header, header_of
from .pax import Records, records_of
from .source import InMemory, InStream, TarSource

__all__ = ["read_tar", "read_tar_stream"]

_LONGEST: Final = 1 << 16
"""The most octets of a long name or a pax header: Linux takes paths of 4,096."""
_NO_DATA: Final = frozenset((b"1", b"2", b"3", b"4", b"5", b"6"))
"""Links, devices, directories: "no data logical records are stored"."""


def read_tar(data: Source, budget: Budget) -> Listing:
    """List the members of the tar *data*."""
    return _Walk(InMemory(data, budget), budget).listing()


def read_tar_stream(begin: Streamer, budget: Budget) -> Listing:
    """List the members of the tar in a stream, without holding it: for ``tar.gz`` and its kin."""
    return _Walk(InStream(begin, budget), budget).listing()


class _Walk:
    """One pass over the headers."""

    def __init__(self, source: TarSource, budget: Budget) -> None:
        self.source = source
        self.budget = budget
        self.notes = Notes()
        self.members: list[Member] = []
        self.long_name = b""
        self.pax = Records()
        self.everywhere = Records()
        self.ended = 0  # empty blocks, one behind the other
        self.why: Why | None = None
        self.detail = ""
        self.lost = False  # the last block was neither a header nor empty
        self.over = False

    def listing(self) -> Listing:
        while not self.over and len(block := self.source.read(BLOCK)) == BLOCK:
            if block == EMPTY:
                self.ended += 1
                self.lost = False
                continue
            header = header_of(block)
            if header is None:
                self._pass_over()
            else:
                self._take(header)
        if self.source.why is not None:
            self._stop(self.source.why, self.source.detail)
        elif not self.over and not self.ended:
            self.notes.add(ContainerFault.TRUNCATED, self.source.at, "no end marker")
            if not self.members:
                self._stop(Why.UNREADABLE, "no tar header")
        return Listing(Kind.TAR, tuple(self.members), self.notes.told, self.why is None, self.why, self.detail)

    def _stop(self, why: Why, detail: str) -> None:
        self.over = True
        if self.why is None:
            self.why, self.detail = why, detail

    def _pass_over(self) -> None:
        if not self.lost:
            kind = ContainerFault.TRAILING_DATA if self.ended else ContainerFault.DAMAGED
            self.notes.add(kind, self.source.at - BLOCK, "no tar header")
        self.lost = True

    def _take(self, header: Header) -> None:
        at = self.source.at - BLOCK
        if self.ended:
            self.notes.add(ContainerFault.HIDDEN_MEMBER, at, "a header behind the end marker")
        self.ended, self.lost = 0, False
        if not header.fits:
            self.notes.add(ContainerFault.WRONG_CHECKSUM, at, "the header's checksum does not fit")
        if header.kind in b"LKxXg" and header.kind:
            self._read_about(header)
        elif header.kind != b"V":
            self._member(header, at)

    def _read_about(self, header: Header) -> None:
        """What a header that belongs to the next one says."""
        size = header.size or 0
        data = self.source.read(min(size, _LONGEST))
        self._to_block(size, len(data))
        if size > _LONGEST:
            self.why, self.detail = Why.LIMIT, f"limit: a name or a pax header of {size} octets"
        elif header.kind == b"L":
            self.long_name = data.rstrip(b"\0")
        elif header.kind != b"K":
            records = records_of(data)
            if not records.fits:
                self.notes.add(ContainerFault.DAMAGED, self.source.at, "a pax header that cannot be read")
            if header.kind == b"g":
                self.everywhere = records
            else:
                self.pax = records

    def _to_block(self, size: int, passed: int) -> None:
        wanted = -(-size // BLOCK) * BLOCK - passed
        if self.source.skip(wanted) < size - passed:
            self.notes.add(ContainerFault.TRUNCATED, self.source.at, "the data of a member are cut")

    def _member(self, header: Header, at: int) -> None:
        if header.extended:
            while (block := self.source.read(BLOCK)) and len(block) > 504 and block[504]:
                pass
        size, skipped = self._sizes(header, at)
        names = self._names(header)
        self.long_name, self.pax = b"", Records()
        if not self._pay(names):
            return
        directory = header.kind in (b"5", b"D") or (not size and header.name.endswith(b"/"))
        start = self.source.at
        real = size if header.real_size is None else header.real_size
        self.members.append(Member(names, directory, real, False, at, self.source.opener(start, size)))
        if header.fits:
            self._to_block(skipped, 0)

    def _pay(self, names: tuple[MemberName, ...]) -> bool:
        cost = sum(cost_of(name.raw) for name in names)
        for unit, amount in (("members", 1), ("bytes_read", cost)):
            if not self.budget.spend(unit, amount):
                self._stop(Why.LIMIT, limit_of(self.budget, unit))
                return False
        return True

    def _sizes(self, header: Header, at: int) -> tuple[int, int]:
        """How many octets the data have, and how many of them are surely no headers."""
        size = header.size
        if size is None:
            self.notes.add(ContainerFault.DAMAGED, at, "the size is no number")
            size = 0
        other = self.pax.size if self.pax.size is not None else self.everywhere.size
        if other is not None and other != size:
            self.notes.add(ContainerFault.VIEWS_DIFFER, at, f"{size} octets by the header, {other} by pax")
            return max(size, other), min(size, other)
        if size and header.kind in _NO_DATA:
            self.notes.add(ContainerFault.LYING_SIZE, at, f"a link, device or directory of {size} octets")
            return size, 0
        if header.kind == b"M":
            self.notes.add(ContainerFault.MULTI_VOLUME, at, "continued from another volume")
        return size, size

    def _names(self, header: Header) -> tuple[MemberName, ...]:
        found: list[MemberName] = []
        for raw in (*self.pax.names, *self.everywhere.names):
            found.extend(readings(raw, NameSource.PAX, UTF8_FIRST))
        if self.long_name:
            found.extend(readings(self.long_name, NameSource.LONG_NAME, UTF8_FIRST))
        # what writers put there who have a longer name elsewhere is its beginning, and no name of its own
        if not any(name.raw.startswith(header.name) for name in found):
            found.extend(readings(header.name, NameSource.HEADER, UTF8_FIRST))
        return distinct(found)
