"""Was one line of many changed, put in or taken out?  Each is tried, where the body is not too large for it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from .edits import Edit
from .leaves import Leaf
from .view import BodyView, Splice

__all__ = ["changed_lines", "inserted_lines"]

_CRLF: Final = b"\r\n"
_MOST_LINES: Final = 400
_MOST_PAIRED: Final = 100
_MOST_TOGETHER: Final = 5  # lines, where there are more than that


def _lines(view: BodyView, leaf: Leaf, most: int) -> list[tuple[int, int]]:
    """The first lines of *leaf* as they stand, each with its line end."""
    found: list[tuple[int, int]] = []
    at = leaf.start
    while at < leaf.end and len(found) < most:
        following = view.text.find(_CRLF, at, leaf.end)
        end = leaf.end if following < 0 else following + len(_CRLF)
        found.append((at, end))
        at = end
    return found


def changed_lines(view: BodyView, leaves: list[Leaf]) -> Iterator[Edit]:
    """A full stop, an escape or a blank of one line, or an empty line."""
    text = view.text
    for leaf in leaves:
        lines = _lines(view, leaf, _MOST_LINES)
        for start, end in lines:
            line = text[start : min(end, start + 7)]
            if line.startswith(b".."):
                yield _one("dot-stuffing", Splice(start, start + 1), (start, end), "one full stop", "two full stops")
            if line.startswith(b">From "):
                yield _one("from-escaped", Splice(start, start + 1), (start, end), "From", ">From")
            if line.startswith(b"From "):
                yield _one("from-escaped", Splice(start, start, b">"), (start, end), ">From", "From")
        # the full stop that the sender did not double was taken away
        for start, end in sorted(lines, key=lambda line: text[line[0] : line[0] + 1].isupper()):
            yield _one("dot-stuffing", Splice(start, start, b"."), (start, end), "one full stop", "none")
        for start, end in lines:
            splice = Splice(start, start, _CRLF)
            yield Edit("empty-lines-removed", (splice,), leaf.place, marks=((start, end),), times=1)
        if not view.target.relaxed:
            yield from _blanks(view, lines)


def _blanks(view: BodyView, lines: list[tuple[int, int]]) -> Iterator[Edit]:
    text = view.text
    for start, end in lines:
        last = end - len(_CRLF)
        if not text.startswith(_CRLF, last):
            continue
        content = start + len(text[start:last].rstrip(b" \t"))
        if content < last:
            yield _one("trailing-blanks-changed", Splice(content, last), (start, end), "no blanks", "blanks")
        yield _one("trailing-blanks-changed", Splice(last, last, b" "), (start, end), "a blank", "none")


def _one(kind: str, splice: Splice, line: tuple[int, int], was: str, now: str) -> Edit:
    return Edit(kind, (splice,), marks=(line,), was=was, now=now, times=1)


def inserted_lines(view: BodyView, leaves: list[Leaf], most: int) -> Iterator[Edit]:
    """Lines in the middle of a text: every run of at *most* so many, the shortest first."""
    for leaf in leaves:
        lines = _lines(view, leaf, _MOST_LINES)
        if len(lines) > _MOST_PAIRED:
            most = min(most, _MOST_TOGETHER)
        for count in range(1, min(len(lines), most + 1)):
            for first, last in islice(zip(lines, lines[count - 1 :], strict=False), _MOST_LINES):
                splice = Splice(first[0], last[1])
                place = leaf.place or "the text"
                yield Edit("text-inserted", (splice,), place, view.text[first[0] : last[1]], (splice[:2],))
