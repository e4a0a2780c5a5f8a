"""How much work may hostile input cost?  Units of work, never seconds; running out is an unknown naming the limit."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

from .errors import UsageError
from .outcome import Unknown

__all__ = ["DEFAULT_LIMITS", "Budget", "Limits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most of each unit of work that one subject may cost; the defaults suit a mail server.

    Arguments:
        bytes_read: octets of input looked at, each reader's pass counted once.
        bytes_inflated: octets that decompression may produce.
        fields: header fields of one message, all its parts together.
        parts: MIME parts.
        members: members of archives.
        depth: how deep parts and archives may nest.
        names: candidate names of attachments.
        links: links.
        questions: DNS and HTTPS questions.
        signatures: DKIM signatures and ARC sets.
        steps: everything that has no unit of its own, such as SPF terms.
    """

    bytes_read: int = 200_000_000
    bytes_inflated: int = 200_000_000
    fields: int = 200_000
    parts: int = 20_000
    members: int = 100_000
    depth: int = 20_000
    names: int = 100_000
    links: int = 20_000
    questions: int = 500
    signatures: int = 60
    steps: int = 1_000_000

    def __post_init__(self) -> None:
        for one in fields(self):
            if getattr(self, one.name) < 0:
                raise UsageError(f"Limits.{one.name} must not be negative")


DEFAULT_LIMITS: Final = Limits()


class Budget:
    """What is left of a subject's limits; made for one subject and threaded through every reader of it.

    >>> budget = Budget(Limits(parts=1))
    >>> budget.spend("parts"), budget.spend("parts"), budget.exhausted
    (True, False, ('parts',))
    """

    __slots__ = ("_left", "_out", "limits")

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self.limits = limits
        self._left: dict[str, int] = {}
        self._out: dict[str, None] = {}

    def left(self, unit: str) -> int:
        """How much of *unit*, a field of :class:`Limits`, is left."""
        limit: int = getattr(self.limits, unit)
        return self._left.get(unit, limit)

    def spend(self, unit: str, amount: int = 1) -> bool:
        """Take *amount* of *unit*; False, and nothing taken, when less is left."""
        left = self.left(unit)
        if amount > left:
            self._out[unit] = None
            return False
        self._left[unit] = left - amount
        return True

    @property
    def exhausted(self) -> tuple[str, ...]:
        """The units that ran out, in the order they did."""
        return tuple(self._out)

    def unknown(self, what: str) -> tuple[Unknown, ...]:
        """One unknown a unit that ran out, saying that *what* was not wholly looked at."""
        return tuple(Unknown(what=what, why=f"limit: {unit} ({getattr(self.limits, unit)})") for unit in self._out)
