"""Where in a text may a footer start, or a banner end?  The likeliest places first."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final, NamedTuple

from .leaves import Leaf
from .view import Splice

__all__ = ["Cut", "banner_cuts", "banner_ends", "footer_cuts", "footer_starts"]

_CRLF: Final = b"\r\n"
_FAR: Final = 1 << 16  # octets before the end in which a footer may start
_NEAR: Final = 1 << 13  # octets of HTML that were put in, at most
_MOST_CUTS: Final = 400
_PLACES: Final = "places in a text where something may have been put in"
_MOST_GAPS: Final = 8  # empty lines before a footer
# "-- " and its like, and what virus scanners and lists begin with
_MARKER: Final = re.compile(rb"[ \t]*+(?:--|__|==|\*\*|~~|##|\+\+|\.\.\.|<|\[|\(|\xe2\x94|Th|Che|Sca|Vir|To un|Unsub)")
_LINE: Final = re.compile(rb"\r?\n")
_TAG: Final = re.compile(rb"<|>|\r?\n")
_HTML_ENDS: Final = (re.compile(rb"</body", re.IGNORECASE), re.compile(rb"</html", re.IGNORECASE))
_HTML_STARTS: Final = (
    re.compile(rb"<body[^<>]{0,500}+>", re.IGNORECASE),
    re.compile(rb"</head[^<>]{0,500}+>", re.IGNORECASE),
    re.compile(rb"<html[^<>]{0,500}+>", re.IGNORECASE),
)
_ELEMENT: Final = re.compile(rb"<(/?)([A-Za-z][A-Za-z0-9]*)")
_ELEMENT_COST: Final = 32  # octets that are hashed in the time in which one is looked through for elements
# elements of HTML that have no end tag
_VOID: Final = frozenset((b"area", b"base", b"br", b"col", b"hr", b"img", b"input", b"link", b"meta", b"wbr"))


class Cut(NamedTuple):
    """``text[start:end]`` of *leaf* may have been put in."""

    leaf: Leaf
    start: int
    end: int

    @property
    def added(self) -> bytes:
        """The octets, decoded."""
        return self.leaf.text[self.start : self.end]

    def mark(self, splice: Splice) -> tuple[int, int]:
        """Where it stands, its empty lines left out."""
        blank = len(self.added) - len(self.added.lstrip(b"\r\n"))
        at = self.leaf.written_from(self.start + blank)
        return at, max(at, splice.end)


def footer_cuts(leaf: Leaf, *, whole: bool = False) -> Iterator[Cut]:
    """Where a footer may start and end, the likeliest first; *whole*: in HTML, every element in it is closed."""
    if leaf.html:
        groups = footer_starts(leaf, whole=whole)
        for rank in range(max(len(starts) for _, starts in groups)):
            yield from (Cut(leaf, starts[rank], end) for end, starts in groups if rank < len(starts))
        return
    text, end = leaf.text, leaf.content_end
    first = max(0, end - _FAR)
    starts = [found.end() for found in _LINE.finditer(text, first, end) if found.end() < end]
    if len(starts) > _MOST_CUTS:
        leaf.view.effort.cap(_PLACES, _MOST_CUTS)
    starts = [0, *starts[-_MOST_CUTS:]] if first == 0 else starts[-_MOST_CUTS:]
    starts.reverse()
    marked = [place for at in starts if _MARKER.match(text, at) for place in (at, *_gaps_before(text, at))]
    around = [at for at in starts if _at_gap(text, at)]
    # within base64 the line end before the footer counts, and may have come with it
    before = (
        [at - (2 if text.startswith(_CRLF, at - 2) else 1) for at in (*marked, *around) if at]
        if leaf.encoding == "base64"
        else []
    )
    for start in dict.fromkeys((*marked, *before, *around, *starts)):
        yield Cut(leaf, start, end)


def _gaps_before(text: bytes, at: int) -> Iterator[int]:
    """The empty lines before the one at *at*, which may have come with it, the nearest first."""
    for _ in range(_MOST_GAPS):
        size = next((len(end) for end in (_CRLF, b"\n") if text.endswith(end, 0, at)), 0)
        at -= size
        if not size or (at and text[at - 1 : at] != b"\n"):
            return
        yield at


def _at_gap(text: bytes, at: int) -> bool:
    """Whether an empty line stands before or behind *at*."""
    return text.startswith((_CRLF, b"\n"), at) or text.endswith((b"\n\r\n", b"\n\n"), 0, at)


def footer_starts(leaf: Leaf, *, whole: bool = False) -> list[tuple[int, list[int]]]:
    """Each place in HTML where a footer may end, with those where it may start, the nearest first."""
    text = leaf.text
    ends: dict[int, None] = {}
    for pattern in _HTML_ENDS:
        for found in pattern.finditer(text, max(0, len(text) - _FAR)):
            ends[found.start()] = None
    groups = [(end, _html_starts(leaf, end)) for end in (*list(ends)[-2:], leaf.content_end)]
    return _whole(leaf, groups) if whole else groups


def _whole(leaf: Leaf, groups: list[tuple[int, list[int]]]) -> list[tuple[int, list[int]]]:
    """*groups* of an anchor and its edges, with those edges alone up to which each element is opened and closed."""
    kept: list[tuple[int, list[int]]] = []
    for anchor, edges in groups:
        first, *_, last = sorted((anchor, *edges[-1:], anchor))
        leaf.view.work((last - first) * _ELEMENT_COST)
        starts, sums = list[int](), [0]
        for tag in _ELEMENT.finditer(leaf.text, first, last):
            if tag[2].lower() not in _VOID:
                starts.append(tag.start())
                sums.append(sums[-1] + (-1 if tag[1] else 1))
        same = sums[bisect_left(starts, anchor)]
        kept.append((anchor, [edge for edge in edges if sums[bisect_left(starts, edge)] == same]))
    return kept


def _html_starts(leaf: Leaf, end: int) -> list[int]:
    """Where what ends at *end* may start: at tags and lines, the nearest first."""
    first = max(0, end - _NEAR)
    found = (at for match in _TAG.finditer(leaf.text, first, end) for at in _edges(match))
    return _nearest(leaf, sorted({at for at in found if at < end}, reverse=True))


def _nearest(leaf: Leaf, places: list[int]) -> list[int]:
    if len(places) > _MOST_CUTS:
        leaf.view.effort.cap(_PLACES, _MOST_CUTS)
    return places[:_MOST_CUTS]


def _edges(match: re.Match[bytes]) -> tuple[int, ...]:
    # before a tag, behind one, before and behind a line end
    return (
        (match.start(), match.end())
        if match[0].endswith(b"\n")
        else (match.start() if match[0] == b"<" else match.end(),)
    )


def banner_cuts(leaf: Leaf, *, whole: bool = False) -> Iterator[Cut]:
    """Where a banner may start and end, the likeliest first; *whole*: in HTML, every element in it is closed."""
    text = leaf.text
    if not leaf.html:
        ends = _nearest(leaf, [found.end() for found in _LINE.finditer(text, 0, _NEAR)])
        gaps = [at for at in ends if _at_gap(text, at)]
        yield from (Cut(leaf, 0, end) for end in dict.fromkeys((*gaps, *ends)))
        return
    for start, ends in banner_ends(leaf, whole=whole):
        yield from (Cut(leaf, start, end) for end in ends)


def banner_ends(leaf: Leaf, *, whole: bool = False) -> list[tuple[int, list[int]]]:
    """Each place in HTML where a banner may start, with those where it may end, the nearest first."""
    text = leaf.text
    starts = [found.end() for pattern in _HTML_STARTS if (found := pattern.search(text))]
    groups: list[tuple[int, list[int]]] = []
    for start in dict.fromkeys((*starts, 0)):
        edges = (at for match in _TAG.finditer(text, start, start + _NEAR) for at in _edges(match))
        groups.append((start, _nearest(leaf, sorted({at for at in edges if at > start}))))
    return _whole(leaf, groups) if whole else groups
