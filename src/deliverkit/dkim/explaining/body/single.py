"""Was one line of many changed, put in or taken out?  Each is tried, where the body is not too large for it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, zip_longest
from typing import Final

from .edits import Edit
from .leaves import Leaf
from .view import BodyView, Splice

__all__ = ["inserted_lines", "one_blank", "one_by_one"]

_CRLF: Final = b"\r\n"
_MOST_LINES: Final = 400  # at the start of a text, and as many at its end
_BLOCK: Final = 40
_FEW: Final = 3
_SHOWN: Final = 4_000
_MOST_PAIRED: Final = 100
_MOST_TOGETHER: Final = 5  # lines, where there are more than that


def _lines(view: BodyView, leaf: Leaf) -> list[tuple[int, int]]:
    """The first lines of *leaf* as they stand, each with its line end."""
    found: list[tuple[int, int]] = []
    at = leaf.start
    while at < leaf.end and len(found) < _MOST_LINES:
        following = view.text.find(_CRLF, at, leaf.end)
        end = leaf.end if following < 0 else following + len(_CRLF)
        found.append((at, end))
        at = end
    return found


def _last_lines(view: BodyView, leaf: Leaf, first: int) -> list[tuple[int, int]]:
    """The last lines of *leaf* behind *first*, a place where a line starts."""
    found: list[tuple[int, int]] = []
    end = leaf.end
    while end > first and len(found) < _MOST_LINES:
        at = view.text.rfind(_CRLF, first, max(first, end - len(_CRLF)))
        start = first if at < 0 else at + len(_CRLF)
        found.append((start, end))
        end = start
    return found[::-1]


def _blocks(lines: list[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    return (sorted(lines[at : at + _BLOCK]) for at in range(0, len(lines), _BLOCK))


def one_by_one(view: BodyView, leaves: list[Leaf]) -> Iterator[Edit]:
    """One line changed, put in or taken out, or a few put in: from both ends, for a try at the last one is cheap."""
    for leaf in leaves:
        first = _lines(view, leaf)
        last = _last_lines(view, leaf, first[-1][1]) if first else []
        if last and last[0][0] > first[-1][1]:
            view.effort.cap("lines at either end of a text", _MOST_LINES)
        for block in filter(None, chain.from_iterable(zip_longest(_blocks(last[::-1]), _blocks(first)))):
            yield from _changed(view, leaf, block)
            for count in range(1, _FEW + 1):
                yield from _runs(view, leaf, block, count)


def _changed(view: BodyView, leaf: Leaf, lines: list[tuple[int, int]]) -> Iterator[Edit]:
    """A full stop, an escape or a blank of one line, or an empty line."""
    text = view.text
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


def one_blank(view: BodyView, leaves: list[Leaf]) -> Iterator[Edit]:
    """A blank at the end of one of the first lines of each text, or of its last ones."""
    for leaf in leaves:
        lines = _lines(view, leaf)
        first, last = lines[:_BLOCK], _last_lines(view, leaf, lines[-1][1] if lines else leaf.end) or lines[_BLOCK:]
        yield from (edit for edit in _blanks(view, [*last[-_BLOCK:], *first]) if edit.was == "a blank")


def _one(kind: str, splice: Splice, line: tuple[int, int], was: str, now: str) -> Edit:
    return Edit(kind, (splice,), marks=(line,), was=was, now=now, times=1)


def inserted_lines(view: BodyView, leaves: list[Leaf], most: int) -> Iterator[Edit]:
    """Lines in the middle of a text: every run of at *most* so many, the shortest first."""
    for leaf in leaves:
        lines = _lines(view, leaf)
        if len(lines) > _MOST_PAIRED:
            most = min(most, _MOST_TOGETHER)
            view.effort.cap(f"lines that were put in together, in a text of more than {_MOST_PAIRED}", most)
        for count in range(1, min(len(lines), most + 1)):
            yield from _runs(view, leaf, lines, count)


def _runs(view: BodyView, leaf: Leaf, lines: list[tuple[int, int]], count: int) -> Iterator[Edit]:
    """Every run of so many of *lines* that is not all of the text."""
    for first, last in zip(lines, lines[count - 1 :], strict=False):
        splice = Splice(first[0], last[1])
        if splice[:2] != (leaf.start, leaf.end):
            text = view.text[first[0] : min(last[1], first[0] + _SHOWN)]
            yield Edit("text-inserted", (splice,), leaf.place or "the text", text, (splice[:2],))
