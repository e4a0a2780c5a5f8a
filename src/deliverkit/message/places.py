"""Where does it stand?  Evidence for lines, fields and parts, bounded windows whatever the message holds."""

from __future__ import annotations

from typing import Final, NamedTuple

from ..core.evidence import Evidence
from .fields import HeaderField
from .message import Message
from .part import Part
from .scan import line_end_of

__all__ = [
    "FieldCut",
    "at_line",
    "before_end",
    "clipped",
    "in_buffer",
    "in_field",
    "in_part",
    "in_value",
    "line_number",
]

_AROUND: Final = 300  # octets of the line that are handed on; Evidence.cut shows fewer
_CR: Final = 13
_MOST_TOLD: Final = 120  # characters of a text that a fact carries


class FieldCut(NamedTuple):
    """The field with ``raw[start:end]`` marked, cut when somebody looks at it."""

    field: HeaderField
    start: int
    end: int

    def show(self) -> Evidence:
        """Cut it."""
        return in_field(self.field, self.start, self.end)


def clipped(text: str) -> str:
    """*text*, or its beginning."""
    return text if len(text) <= _MOST_TOLD else text[:_MOST_TOLD] + "..."


def line_number(message: Message, at: int) -> int:
    """The number of the line that offset *at* stands in, from 1."""
    return message.raw.count(line_end_of(message.raw), 0, at) + 1


def at_line(message: Message, start: int, end: int) -> Evidence:
    """The line of the message that *start* stands in, with ``raw[start:end]`` marked as far as it is in that line."""
    return in_buffer(f"message:line:{line_number(message, start)}", message.raw, start, end)


def in_part(message: Message, part: Part, start: int, end: int) -> Evidence:
    """The line of the part that *start* stands in, by its number in the message where it can be counted there."""
    if part.source is message.raw:
        return at_line(message, start, end)
    return in_buffer(part.where, part.source, start, end)


def in_buffer(source: str, buffer: bytes, start: int, end: int) -> Evidence:
    """The line of *buffer* that *start* stands in, with ``buffer[start:end]`` marked as far as it is in that line."""
    line_end = line_end_of(buffer)
    first = buffer.rfind(line_end, max(0, start - _AROUND), start) + 1 or max(0, start - _AROUND)
    found = buffer.find(line_end, start, start + _AROUND)
    last = min(len(buffer), start + _AROUND) if found < 0 else found
    if last > end and buffer[last - 1] == _CR:
        last -= 1
    last = max(last, min(end, start + _AROUND))  # the line end itself may be what is marked
    return Evidence.cut(source, buffer[first:last], start - first, end - first)


def before_end(buffer: bytes, start: int, end: int) -> int:
    """Where the line ``buffer[start:end]`` ends, its line end left out unless it is nothing else."""
    line = buffer[start:end]
    return start + len(line.rstrip(b"\r\n") or line)


def in_value(field: HeaderField) -> Evidence:
    """The field with its value marked; all of it when it has none."""
    value = field.raw[field.value_at :]
    start = field.value_at + len(value) - len(value.lstrip(b" \t\r\n"))
    return in_field(field, start) if start < len(field.raw) else in_field(field)


def in_field(field: HeaderField, start: int = 0, end: int | None = None) -> Evidence:
    """The field with ``raw[start:end]`` marked, or all of it but its line end."""
    raw = field.raw.rstrip(b"\r\n")
    return Evidence.cut(field.where, raw, start, end)
