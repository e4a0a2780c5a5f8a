"""Where does the header end and which fields stand in it?  Offsets only, one pass (RFC 5322 sections 2.2 and 3.5)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple, TypeAlias

from ..core.budget import Budget
from .problems import ProblemKind

__all__ = ["Block", "FieldSpan", "Note", "line_end_of", "scan_header"]

FieldSpan: TypeAlias = tuple[int, int, int]  # start, colon, end (behind the line end)
Note: TypeAlias = tuple[ProblemKind, int, int]

# "A field name MUST be composed of printable US-ASCII characters (i.e., characters that have values between 33 and
# 126, inclusive), except colon" (RFC 5322 section 2.2); blanks before the colon are obsolete syntax (section 4.5)
_NAME: Final = re.compile(rb"[!-9;-~]++([ \t]*+):")
_LF: Final = 10
_CR: Final = 13
_WSP: Final = (32, 9)
_HYPHEN: Final = 45


class Block(NamedTuple):
    """A header and where its body starts: ``buffer[start:separator]`` is all fields, then the empty line, then body."""

    start: int
    fields: tuple[FieldSpan, ...]
    separator: int
    body_start: int
    notes: tuple[Note, ...]


def line_end_of(buffer: bytes) -> bytes:
    """The octet that ends a line of *buffer*: LF, or CR where no LF stands at all.

    A bare CR beside LFs is an ordinary octet, as it is for the common mail servers and for signatures.
    """
    return b"\r" if b"\n" not in buffer and b"\r" in buffer else b"\n"


def scan_header(
    buffer: bytes,
    start: int,
    end: int,
    *,
    line_end: bytes,
    budget: Budget,
    is_delimiter: Callable[[int], bool] | None = None,
) -> Block:
    """Find the fields of the header at *start*.

    Arguments:
        buffer: the octets.
        start: where the header starts.
        end: where it must end at the latest.
        line_end: the octet that ends a line, from :func:`line_end_of`.
        budget: fields are counted in it; the ones over its limit are passed over.
        is_delimiter: tells whether the line at this offset, which starts with a hyphen, is an open delimiter.

    A line that is no field ends the header and starts the body, as the common mail servers decide.
    """
    notes: list[Note] = []
    find, match = buffer.find, _NAME.match
    pos = _after_mbox_line(buffer, start, end, line_end, notes)
    first, spans = pos, list[FieldSpan]()
    while pos < end:
        if is_delimiter is not None and buffer[pos] == _HYPHEN and is_delimiter(pos):
            break
        name = match(buffer, pos, end)
        if name is None:
            break
        colon = name.end() - 1
        following = find(line_end, colon, end) + 1 or end
        while following < end and buffer[following] in _WSP:
            line = following
            following = (find(line_end, line, end) + 1) or end
            if following - line < _BLANK_LOOK and buffer[line:following].isspace():
                notes.append((ProblemKind.BLANK_FOLD, line, following))
        if buffer[colon - 1] in _WSP:
            notes.append((ProblemKind.SPACE_BEFORE_COLON, name.start(1), colon))
        spans.append((pos, colon, following))
        pos = following
    room = budget.left("fields")
    if not budget.spend("fields", len(spans)):
        budget.spend("fields", room)
        del spans[room:]
    body = _body_start(buffer, pos, end, line_end, is_delimiter, notes)
    return Block(first, tuple(spans), pos, body, tuple(notes))


_BLANK_LOOK: Final = 1000  # a longer line of blanks is not looked at


def _after_mbox_line(buffer: bytes, start: int, end: int, line_end: bytes, notes: list[Note]) -> int:
    if not buffer.startswith((b"From ", b">From "), start, end) or _NAME.match(buffer, start, end):
        return start
    following = (buffer.find(line_end, start, end) + 1) or end
    notes.append((ProblemKind.MBOX_FROM_LINE, start, following))
    return following


def _body_start(
    buffer: bytes, pos: int, end: int, line_end: bytes, is_delimiter: Callable[[int], bool] | None, notes: list[Note]
) -> int:
    # "The body is simply a sequence of characters that follows the header section and is separated from the header
    # section by an empty line" (RFC 5322 section 2.1); a header that runs to the end has no body, which is allowed
    if pos >= end:
        return end
    if buffer[pos] == line_end[0]:
        return pos + 1
    if line_end[0] == _LF and buffer[pos] == _CR and buffer.startswith(b"\n", pos + 1, end):
        return pos + 2
    if is_delimiter is not None and buffer[pos] == _HYPHEN and is_delimiter(pos):
        kind = ProblemKind.DELIMITER_IN_HEADER
    else:
        kind = ProblemKind.FOLD_WITHOUT_FIELD if buffer[pos] in _WSP else ProblemKind.NO_SEPARATOR
    notes.append((kind, pos, min(end, (buffer.find(line_end, pos, min(end, pos + _BLANK_LOOK)) + 1) or end)))
    return pos
