"""What was found in this container so far, and may the reading go on?  What the readers of one pass share."""

from __future__ import annotations

from functools import partial

from ...core.budget import Budget
from .member import Held, Kind, Listing, Member, MemberName, Notes, Opener, Source, Why, limit_of
from .naming import cost_of
from .streams import open_held

__all__ = ["Finds"]


class Finds:
    """The members and problems of one container, while it is read.

    Arguments:
        kind: its format.
        data: its octets.
        budget: what pays.
    """

    __slots__ = ("budget", "data", "detail", "held", "kind", "members", "notes", "why")

    def __init__(self, kind: Kind, data: Source, budget: Budget) -> None:
        self.kind = kind
        self.data = bytes(data)
        self.held = Held(self.data)
        self.budget = budget
        self.members: list[Member] = []
        self.notes = Notes()
        self.why: Why | None = None
        self.detail = ""
        self.pay("bytes_read", len(self.data))

    def stop(self, why: Why, detail: str) -> None:
        """Say why not everything is listed; the first reason stays."""
        if self.why is None:
            self.why, self.detail = why, detail

    def pay(self, unit: str, amount: int = 1) -> bool:
        """Take *amount* of *unit*; False, and the reading stops, if less is left."""
        if self.budget.spend(unit, amount):
            return True
        self.stop(Why.LIMIT, limit_of(self.budget, unit))
        return False

    def add(self, member: Member) -> bool:
        """List *member*, if it can be paid for: what its names cost is told by the memory they take."""
        if not self.pay("members") or not self.pay("bytes_read", sum(cost_of(name.raw) for name in member.names)):
            return False
        # where a size lies, what should stand behind it would stand behind the end
        at = min(member.offset, len(self.data))
        self.members.append(member if at == member.offset else member._replace(offset=at))
        return True

    def file(self, names: tuple[MemberName, ...], at: int, size: int, opener: Opener, detail: str = "") -> bool:
        """List a file of *size* octets that *opener* opens and whose header stands at *at*."""
        return self.add(Member(names, False, size, False, at, opener, detail=detail))

    def stored(self, names: tuple[MemberName, ...], at: int, start: int, size: int) -> bool:
        """List a file whose octets stand in the container as they are."""
        return self.file(names, at, size, partial(open_held, self.held, start, size))

    def closed(self, names: tuple[MemberName, ...], at: int, size: int | None, why: Why, detail: str) -> bool:
        """List a file that cannot be opened."""
        return self.add(Member(names, False, size, why is Why.ENCRYPTED, at, None, why, detail))

    def directory(self, names: tuple[MemberName, ...], at: int) -> bool:
        """List a directory."""
        return self.add(Member(names, True, None, False, at, None))

    def listing(self) -> Listing:
        """All of it."""
        return Listing(self.kind, tuple(self.members), self.notes.told, self.why is None, self.why, self.detail)
