"""Was the same put into the text and into the HTML of one message?  What it says in the one, it says in the other."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import islice, zip_longest
from typing import Final

from .leaves import Leaf
from .places import Cut, banner_cuts, banner_ends, footer_cuts, footer_starts

__all__ = ["alike_banners", "alike_footers", "blind_pairs", "forms", "pairs"]

_MOST_BLIND: Final = 12  # places in the text for which the HTML may say other words
_MOST_READ: Final = 2_000
_MOST_WORDS: Final = 40
_WORD: Final = re.compile(rb"[A-Za-z0-9\x80-\xff]{3,}+")
_WORD_COST: Final = 64  # octets that are hashed in the time in which one is looked through for words


def forms(leaves: Iterable[Leaf]) -> tuple[Leaf, Leaf] | None:
    """The text and the HTML of the message; None where it has not both."""
    held = list(leaves)
    plain = next((leaf for leaf in held if not leaf.html), None)
    html = next((leaf for leaf in held if leaf.html), None)
    return None if plain is None or html is None else (plain, html)


def pairs(leaves: Iterable[Leaf], most: int, *, whole: bool = False) -> Iterator[tuple[str, tuple[Cut, Cut]]]:
    """What may have been put into a text and its HTML at once: the rule, and both places; *whole* as for places."""
    both = forms(leaves)
    if both is None:
        return
    footer = (("footer-inserted", pair) for pair in alike_footers(*both, most, whole=whole))
    banner = (("banner-inserted", pair) for pair in alike_banners(*both, most, whole=whole))
    # in turns: what both forms say anyhow would fill the room of the one or the other
    for two in zip_longest(footer, banner):
        yield from (pair for pair in two if pair is not None)


def blind_pairs(leaves: Iterable[Leaf], most: int, *, whole: bool = False) -> Iterator[tuple[str, tuple[Cut, Cut]]]:
    """Footers that may say other words in the text than in its HTML."""
    both = forms(leaves)
    if both is None:
        return
    plain, html = both
    for cut in islice(footer_cuts(plain), _MOST_BLIND):
        for other in islice(footer_cuts(html, whole=whole), most):
            yield "footer-inserted", (cut, other)


def alike_footers(plain: Leaf, html: Leaf, most: int, *, whole: bool = False) -> Iterator[tuple[Cut, Cut]]:
    """The footers of *plain*, each with those of *html* that hold its words, the shortest first."""
    return _alike(
        islice(footer_cuts(plain), most), html, footer_starts(html, whole=whole), -1, most // 2 if whole else most
    )


def alike_banners(plain: Leaf, html: Leaf, most: int, *, whole: bool = False) -> Iterator[tuple[Cut, Cut]]:
    """The banners of *plain*, each with those of *html* that hold its words, the shortest first."""
    return _alike(
        islice(banner_cuts(plain), most), html, banner_ends(html, whole=whole), 1, most // 2 if whole else most
    )


def _alike(
    cuts: Iterable[Cut], html: Leaf, groups: list[tuple[int, list[int]]], sign: int, most: int
) -> Iterator[tuple[Cut, Cut]]:
    """Each of *cuts* with those from an anchor to an edge of *html* in which most of its words stand too.

    Arguments:
        cuts: those in the text.
        html: the HTML.
        groups: the anchors, each with its edges, the nearest first.
        sign: 1 where the edges stand behind their anchor, -1 where they stand before it.
        most: edges that are tried for one of *cuts*.
    """
    held = [_nearest(html, anchor, edges, sign) for anchor, edges in groups]
    for cut in cuts:
        read = cut.leaf.text[cut.start : min(cut.end, cut.start + _MOST_READ)]
        if not html.view.work(len(read) * _WORD_COST):
            return
        words = _WORD.findall(read)[:_MOST_WORDS]
        enough = (len(words) * 3 + 3) // 4
        ways: list[list[Cut]] = []
        for (anchor, edges), nearest in zip(groups, held, strict=True):
            reached = sorted(nearest[word] for word in words if word in nearest)
            if words and len(reached) >= enough:
                # what reaches the last of the words that are needed holds them, and so does all that is longer
                first = bisect_left(edges, reached[enough - 1], key=lambda edge: edge * sign)
                chosen = edges[first : first + most]
                ways.append([Cut(html, min(anchor, edge), max(anchor, edge)) for edge in chosen])
        ranked = (other for rank in zip_longest(*ways) for other in rank if other is not None)
        yield from ((cut, other) for other in islice(ranked, most))


def _nearest(html: Leaf, anchor: int, edges: list[int], sign: int) -> dict[bytes, int]:
    """How far from *anchor* an edge must be, at least, so that a word stands between; signed as they are sorted."""
    found: dict[bytes, int] = {}
    last = edges[-1] if edges else anchor
    for match in _WORD.finditer(html.text, min(anchor, last), max(anchor, last)):
        if sign < 0:
            found[match[0]] = -match.start()
        else:
            found.setdefault(match[0], match.end())
    return found
