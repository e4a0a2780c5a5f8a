"""What has been found in a RAR archive so far, and what did it cost?"""

from __future__ import annotations

from functools import partial
from typing import Final, NamedTuple

from ....core.budget import Budget
from ..member import ContainerFault, Held, Kind, Member, MemberName, Notes, Why, limit_of
from ..naming import cost_of
from ..streams import open_held

__all__ = ["SIGN", "Entry", "Volume"]

SIGN: Final = b"Rar!\x1a\x07"


class Entry(NamedTuple):
    """A file header, of either version.

    Arguments:
        names: every name of the file.
        directory: whether it is one.
        size: unpacked; None where that is not known.
        at: where the header stands.
        start: where the data do.
        packed: how many octets these have.
        plain: whether they are stored as they are.
        encrypted: whether they are encrypted.
        split: whether they begin or end in another volume.
    """

    names: tuple[MemberName, ...]
    directory: bool
    size: int | None
    at: int
    start: int
    packed: int
    plain: bool
    encrypted: bool
    split: bool


class Volume:
    """The archive *data*, while it is read.

    Arguments:
        data: the whole file.
        budget: what pays.
    """

    __slots__ = ("_held", "budget", "data", "detail", "kind", "members", "notes", "why")

    def __init__(self, data: bytes, budget: Budget) -> None:
        self.data = data
        self.budget = budget
        self.kind = Kind.RAR5
        self.notes = Notes()
        self.members: list[Member] = []
        self.why: Why | None = None
        self.detail = ""
        self._held = Held(data)

    def stop(self, why: Why, detail: str) -> None:
        """Say why not every file is listed."""
        if self.why is None:
            self.why, self.detail = why, detail

    def damaged(self, at: int, detail: str) -> None:
        """Note that reading cannot go on at *at*."""
        self.notes.add(ContainerFault.DAMAGED, at, detail)
        self.stop(Why.UNREADABLE, detail)

    def pay(self, unit: str, amount: int = 1) -> bool:
        """Whether the budget allows it."""
        if self.budget.spend(unit, amount):
            return True
        self.stop(Why.LIMIT, limit_of(self.budget, unit))
        return False

    def add(self, entry: Entry) -> None:
        """List the file of *entry*."""
        if not self.pay("bytes_read", sum(cost_of(name.raw) for name in entry.names)):
            return
        if entry.start + entry.packed > len(self.data):
            self.notes.add(ContainerFault.TRUNCATED, entry.at, "the data of a file are cut")
        if entry.split:
            self.notes.add(ContainerFault.MULTI_VOLUME, entry.at, "a file that other volumes have parts of")
        opener, why, detail = None, None, ""
        if entry.encrypted:
            why, detail = Why.ENCRYPTED, "a password is needed"
        elif entry.plain or not entry.packed:
            opener = partial(open_held, self._held, entry.start, entry.packed)
        else:
            why, detail = Why.UNSUPPORTED, "RAR compression"
        names, directory, size = entry.names, entry.directory, entry.size
        self.members.append(Member(names, directory, size, entry.encrypted, entry.at, opener, why, detail))
