"""Where does one parameter end and the next begin?  A splitter for ``value; name=value`` (RFC 2045 section 5.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import Final, NamedTuple

from .lexis import QUOTED, comments_of, skip_blanks, unescape, without_comments
from .problems import ProblemKind
from .scan import Note

__all__ = ["Piece", "Way", "split_pieces"]


class Way(Enum):
    """How far a raw value was taken."""

    PLAIN = 1
    TO_SEMICOLON = 2
    ESCAPES_KEPT = 3


class Piece(NamedTuple):
    """One ``name=value``: the name in lower case as written, each raw value it may have, and the span of the value."""

    name: str
    ways: tuple[tuple[bytes, Way], ...]
    start: int
    end: int


_STOP: Final = re.compile(rb'[;"(]')
_NAME: Final = re.compile(rb'[^\x00-\x20=;"()<>]++')
# where the next parameter starts although no semicolon stands before it
_NEXT: Final = re.compile(rb"(?<![ \t\r\n])[ \t\r\n]++(?=[A-Za-z][A-Za-z0-9_*-]{0,60}+[ \t]{0,9}+=)")
_AT_NEXT: Final = re.compile(rb"[ \t\r\n]*+(?=[A-Za-z][A-Za-z0-9_*-]{0,60}+[ \t]{0,9}+=)")
_BLANK: Final = re.compile(rb"[ \t\r\n]")
_KEPT_ESCAPE: Final = re.compile(rb'\\(["\\])')


def split_pieces(value: bytes, *, comments: bool = True) -> tuple[bytes, list[Piece], list[Note]]:
    """The text before the first semicolon, the parameters, and what had to be forgiven; offsets in *value*.

    Without *comments*, parentheses are text.
    """
    notes: list[Note] = []
    pieces: list[Piece] = []
    main: bytes | None = None
    closed = comments_of(value) if comments else {}
    for begin, end in _segments(value, closed, notes):
        start = begin
        if main is None:
            first = _NEXT.search(value, start, end)
            cut = first.end() if first else end
            if b"=" in value[start:cut] and not first:
                cut = start  # the value itself is missing: "Content-Disposition: filename=a.exe"
            elif first:
                notes.append((ProblemKind.MISSING_SEMICOLON, first.start(), first.end()))
            main = value[start:cut]
            start = cut
        _read_segment(value, start, end, closed, pieces, notes)
    return main or b"", pieces, notes


def _segments(value: bytes, comments: dict[int, int], notes: list[Note]) -> Iterator[tuple[int, int]]:
    start = pos = 0
    quotes = unclosed = True
    while mark := _STOP.search(value, pos):
        at = mark.start()
        pos = at + 1
        if mark[0] == b";":
            yield start, at
            start = pos
        elif mark[0] == b"(":
            pos = comments.get(at, pos)
            if unclosed and at not in comments:
                notes.append((ProblemKind.UNCLOSED_COMMENT, at, len(value)))
                unclosed = False
        elif quotes:
            quoted = QUOTED.match(value, at)
            if quoted:
                pos = quoted.end()
            else:
                quotes = False
                notes.append((ProblemKind.UNTERMINATED_QUOTE, at, len(value)))
    yield start, len(value)


def _read_segment(
    value: bytes, start: int, end: int, comments: dict[int, int], pieces: list[Piece], notes: list[Note]
) -> None:
    whole = True  # only the first parameter of a segment may reach to its end: that keeps this linear
    while True:
        pos = skip_blanks(value, start, end, comments)
        if pos >= end:
            return
        name = _NAME.match(value, pos, end)
        equals = skip_blanks(value, name.end(), end, comments) if name else end
        if name is None or not value.startswith(b"=", equals, end):
            notes.append((ProblemKind.BAD_PARAMETER, pos, end))
            return
        at = skip_blanks(value, equals + 1, end, comments)
        ways, stop = (_quoted if value.startswith(b'"', at, end) else _token)(value, at, end, whole=whole)
        pieces.append(Piece(name[0].decode("latin-1").lower(), ways, at, stop))
        if stop >= end:
            return
        notes.append((ProblemKind.MISSING_SEMICOLON, stop, stop))
        start, whole = stop, False


def _quoted(value: bytes, at: int, end: int, *, whole: bool) -> tuple[tuple[tuple[bytes, Way], ...], int]:
    quoted = QUOTED.match(value, at, end)
    if quoted is None:  # to the end of the field, or to the next semicolon
        ways = [(value[at + 1 :], Way.PLAIN)] if whole else []
        return (*ways, (value[at + 1 : end], Way.TO_SEMICOLON)), end
    inside, behind = value[at + 1 : quoted.end() - 1], quoted.end()
    ways = [(unescape(inside), Way.PLAIN)]
    if b"\\" in inside:
        ways.append((_KEPT_ESCAPE.sub(rb"\1", inside), Way.ESCAPES_KEPT))
    following = _AT_NEXT.match(value, behind, end) or _NEXT.search(value, behind, end)
    stop = following.end() if following else end
    rest = value[behind : following.start() if following else end]
    if without_comments(rest).strip(b" \t\r\n"):
        ways.append((value[at : behind + len(rest)].strip(b" \t\r\n"), Way.TO_SEMICOLON))
    return tuple(ways), stop


def _token(value: bytes, at: int, end: int, *, whole: bool) -> tuple[tuple[tuple[bytes, Way], ...], int]:
    following = _NEXT.search(value, at, end)
    near, stop = (following.start(), following.end()) if following else (end, end)
    text = value[at:near].rstrip(b" \t\r\n")
    blank = _BLANK.search(text)
    ways = [(text[: blank.start()], Way.PLAIN)] if blank else [(text, Way.PLAIN)]
    if blank:
        ways.append((text, Way.TO_SEMICOLON))
    if following and whole:
        ways.append((value[at:end].rstrip(b" \t\r\n"), Way.TO_SEMICOLON))
    return tuple(ways), stop
