"""How far was the message read?  What a limit left unread is neither absent nor wrong, it is unknown."""

from __future__ import annotations

from typing import NamedTuple

from ..core.outcome import Unknown
from ..message import HeaderField, Message, Problem
from ..message.scan import line_end_of
from .settings import Settings

__all__ = ["Reach", "problems_within", "reach_of"]


class Reach(NamedTuple):
    """How far a message was read.

    Arguments:
        end: the octets of it that were read.
        is_cut: there are more.
        header: why its header was not wholly read; empty when it was.
        all_parts: its parts, and all fields of theirs, were found.
        all_fields: the fields of its parts were.
        max_field: the octets of one field that are read.
    """

    end: int
    is_cut: bool
    header: str
    all_parts: bool
    all_fields: bool
    max_field: int

    def has_whole(self, field: HeaderField) -> bool:
        """Whether *field* ends in what was read; what follows may be a fold of it."""
        return not self.is_cut or field.end < self.end

    def unread(self, field: HeaderField) -> str:
        """Why *field* is not to be read; empty when it is."""
        if not self.has_whole(field):
            return self.header
        return "" if len(field.raw) <= self.max_field else f"limit: max_field ({self.max_field} octets)"

    @property
    def unknown(self) -> tuple[Unknown, ...]:
        """That the header was not wholly read, if it was not."""
        return (Unknown(what="the header fields", why=self.header),) if self.header else ()


def reach_of(message: Message, settings: Settings) -> Reach:
    """How far *message* was read."""
    limits, size = message.limits, len(message.raw)
    end = min(size, limits.bytes_read)
    header = ""
    if end < size and message.raw.find(line_end_of(message.raw), message.header_end, end) < 0:
        header = f"limit: bytes_read ({limits.bytes_read})"
    out = {one.why.split()[1] for one in message.unknown} - {"bytes_read"}
    if len(message.fields) >= limits.fields and _last_end(message) < message.header_end:
        header = f"limit: fields ({limits.fields})"
    return Reach(end, end < size, header, not header and not out, "fields" not in out, settings.max_field)


def _last_end(message: Message) -> int:
    end = message.header_start
    for field in message.fields:
        end = field.end
    return end


def problems_within(message: Message, reach: Reach) -> tuple[Problem, ...]:
    """What had to be forgiven in *message*, without what may be right once more of it is read."""
    problems = message.problems
    if not reach.all_fields:  # how the body of a part is to be read was perhaps said in the rest
        problems = tuple(one for one in problems if one.where == "message")
    if reach.is_cut:
        copies = {part.where for part in message.walk() if part.source is not message.raw}
        problems = tuple(one for one in problems if one.end < reach.end and one.where not in copies)
    return problems
