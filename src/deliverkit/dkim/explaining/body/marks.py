"""Where in the message as it arrived does this edit show?"""

from __future__ import annotations

import re
from typing import Final

from ....core.evidence import Evidence
from ....message import Message
from ....message.charsets import decode_unlabelled
from ....message.places import at_line, in_field
from ...signature import SignatureHeader
from .view import BodyView

__all__ = ["alike", "first_difference", "in_tag", "marked", "readable"]

_TAGS: Final = re.compile(r"<[^<>]*+>")
_ENDS: Final = re.compile(r"[\r\n]++")
_MOST_READ: Final = 4_000
_LONGEST: Final = 120


def readable(text: bytes) -> str:
    """What a person reads in *text*: its lines with `` / `` between them, without tags."""
    words = decode_unlabelled(text[:_MOST_READ]).text
    lines = (" ".join(line.split()) for line in _ENDS.split(_TAGS.sub(" ", words)))
    joined = " / ".join(line for line in lines if line)
    return joined if len(joined) <= _LONGEST else joined[:_LONGEST] + "..."


def marked(message: Message, view: BodyView, start: int, end: int) -> Evidence:
    """The line at *start* of the canonical lines, with the octets up to *end* marked as far as they are in it."""
    first = view.in_raw(start)
    line_end = view.raw.find(b"\r\n", first)
    last = view.in_raw(end)
    if first < line_end < last or last <= first:
        # where something was taken away, the line that is left is shown
        last = line_end if line_end >= 0 else len(view.raw)
    return at_line(message, message.body_start + first, message.body_start + max(first, last))


def in_tag(signature: SignatureHeader, name: str) -> Evidence:
    """The tag *name* of the signature."""
    return in_field(signature.field, *signature.span(name))


def alike(now: bytes, was: bytes) -> int:
    """How many octets *now* and *was* begin with alike."""
    low, high = 0, min(len(now), len(was))
    while low < high:
        middle = (low + high + 1) // 2
        if now[low:middle] == was[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def first_difference(now: bytes, was: bytes) -> tuple[int, int]:
    """Where in *now* the first line that is other than in *was* starts to differ, and where it ends to."""
    low = alike(now, was)
    line, other = (text.find(b"\r\n", low) for text in (now, was))
    last, end = (len(text) if at < 0 else at for text, at in ((now, line), (was, other)))
    while last > low and end > low and now[last - 1] == was[end - 1]:
        last, end = last - 1, end - 1
    # nothing stands there now where something was taken away: the line is shown then
    return (low, last) if last > low else (now.rfind(b"\n", 0, low) + 1, len(now) if line < 0 else line)
