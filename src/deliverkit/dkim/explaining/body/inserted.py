"""Was something put into the text: a footer at its end, a banner at its top, in one form of it or in both?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from .edits import Edit
from .leaves import Leaf
from .pairs import blind_pairs, pairs
from .places import Cut, banner_cuts, footer_cuts
from .view import BodyView, Splice

__all__ = ["banners", "both_forms", "edits_at", "footers", "in_other_words", "named", "tail"]

_CRLF: Final = b"\r\n"
_FAR: Final = 1 << 16  # octets before the end in which a footer may start
_MIDST: Final = 1_000
_MOST_LINES: Final = 3_000
_LINE: Final = re.compile(rb"\r?\n")


def tail(view: BodyView, midst: int = _MIDST) -> Edit | None:
    """The footer behind all of the body: it is hashed once, and each place where it may have ended is one more try.

    A program that forgets the line end before its footer is looked for in the last *midst* octets.
    """
    text = view.text
    first = max(0, view.end - _FAR)
    cuts = {first, *(found.end() for found in islice(_LINE.finditer(text, first, view.end), _MOST_LINES))}
    cuts.update(range(max(0, view.end - midst), view.end))
    for start in sorted(cuts):
        splice = Splice(start, len(text))
        if view.fits((splice,)):
            added = text[start : view.end]
            content = view.end - len(added.lstrip(b"\r\n"))
            splice, mark = Splice(content, len(text)), (content, len(text))
            if not added.strip():
                return Edit(
                    "trailing-lines-changed", (splice,), marks=(mark,), was="no such line", now="lines of blanks"
                )
            return Edit("footer-added", (splice,), "end", text[content:], (mark,))
        if view.effort.ran_out:
            break
    return None


def footers(leaves: Iterable[Leaf], most: int, gaps: int = 1) -> Iterator[Edit]:
    """A footer at the end of one text: *most* places where it may start, and the empty lines there were before it."""
    for gap in range(gaps):
        for leaf in leaves:
            if not (leaf.place or leaf.html or leaf.encoding):
                continue  # all of the body: its tail is searched
            for cut in islice(footer_cuts(leaf), most):
                yield from edits_at("footer-inserted", (_with_gap(cut, gap),), put=_CRLF * (gap - 1))


def _with_gap(cut: Cut, gap: int) -> Cut:
    """*cut* with the line end of the delimiter, where it is not its only one."""
    return cut._replace(end=len(cut.leaf.text)) if gap and cut.end == cut.leaf.content_end else cut


def banners(leaves: Iterable[Leaf], most: int, first: int = 0) -> Iterator[Edit]:
    """A banner at the top of one text: from the *first* of the places where it may end up to *most* of them."""
    for leaf in leaves:
        for cut in islice(banner_cuts(leaf), first, most):
            yield from edits_at("banner-inserted", (cut,))


def both_forms(leaves: list[Leaf], most: int, *, whole: bool) -> Iterator[Edit]:
    """The same words in the text and in the HTML of one message; *whole*: each element in it is closed."""
    for kind, cuts in pairs(leaves, most, whole=whole):
        yield from edits_at(kind, cuts)


def in_other_words(leaves: list[Leaf], most: int, *, whole: bool) -> Iterator[Edit]:
    """A footer in the text, and one in the HTML that does not say the same."""
    for kind, cuts in blind_pairs(leaves, most, whole=whole):
        yield from edits_at(kind, cuts)


def edits_at(kind: str, cuts: tuple[Cut, ...], put: bytes = b"") -> Iterator[Edit]:
    """*put* stood in place of each of *cuts*: the ways to write that down."""
    ways = [list(cut.leaf.splices(cut.start, cut.end, put)) for cut in cuts]
    if not all(ways):
        return
    for number in range(max(map(len, ways))):
        splices = [way[min(number, len(way) - 1)] for way in ways]
        marks = tuple(cut.mark(splice) for cut, splice in zip(cuts, splices, strict=True))
        kind, place = named(kind, cuts)
        yield Edit(kind, tuple(sorted(splices)), place=place, text=cuts[0].added, marks=marks)


def named(kind: str, cuts: tuple[Cut, ...]) -> tuple[str, str]:
    """The rule and the place for what *kind* of text was put in at *cuts*."""
    place = " and ".join(cut.leaf.place for cut in cuts)
    if place:
        return kind, place
    return ("banner-inserted", "top") if kind == "banner-inserted" else ("footer-added", "end")
