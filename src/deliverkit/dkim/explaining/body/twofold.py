"""Was text put in at two places: a banner and a footer, or a footer before the end of HTML and one behind it?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise, product
from typing import Final, TypeAlias

from .edits import Edit
from .inserted import edits_at
from .leaves import Leaf
from .pairs import alike_banners, alike_footers, forms
from .places import Cut, banner_cuts, footer_cuts, footer_starts
from .view import BodyView, Splice

__all__ = ["spliced", "twofold"]

_MOST: Final = 12  # places in a text
_MOST_HTML: Final = 24
_MOST_ALIKE: Final = 8  # places in a text that has HTML too
_FAR: Final = 1 << 16
_END: Final = re.compile(rb"</html[ \t]*+>(?:\r?\n)?+", re.IGNORECASE)
_Cuts: TypeAlias = tuple[Cut, ...]
_Splices: TypeAlias = tuple[Splice, ...]
_Twofold: TypeAlias = tuple[BodyView, _Splices, tuple[Edit, ...]]


def twofold(view: BodyView, leaves: list[Leaf]) -> Iterator[_Twofold]:
    """What may have been put in at two places: a reading, the splices that undo the rest there, and what to say."""
    yield from _around_the_end(view, leaves)
    for banners, footers in _groups(leaves):
        written = [(cuts, edit) for cuts in footers for edit in edits_at("footer-inserted", cuts)]
        for cuts in banners:
            for banner in edits_at("banner-inserted", cuts):
                yield from _with_footers(view, cuts, banner, written)
                if view.effort.ran_out:
                    return


def _groups(leaves: list[Leaf]) -> Iterator[tuple[list[_Cuts], list[_Cuts]]]:
    """Banners, and the footers in the same texts: those of both forms, then those of each text."""
    both = forms(leaves)
    if both is not None:
        banners: list[_Cuts] = list(alike_banners(*both, _MOST_ALIKE, whole=True))
        yield banners, list(alike_footers(*both, _MOST_ALIKE, whole=True)) if banners else []
    for leaf in leaves:
        most = _MOST_HTML if leaf.html else _MOST
        yield (
            [(cut,) for cut in islice(banner_cuts(leaf, whole=True), most)],
            [(cut,) for cut in islice(footer_cuts(leaf, whole=True), most)],
        )


def _with_footers(view: BodyView, cuts: _Cuts, banner: Edit, footers: list[tuple[_Cuts, Edit]]) -> Iterator[_Twofold]:
    reading: BodyView | None = None
    for others, footer in footers:
        pairs = list(zip(cuts, others, strict=True))
        if any(one.end > other.start for one, other in pairs):
            continue
        told = banner, footer
        rest = _moved(footer.splices, banner.splices)
        if rest:
            # what comes before the footers is hashed once
            if reading is None:
                reading = BodyView(view.header, spliced(view.text, banner), view.target, view.effort)
            yield reading, rest, told
        else:
            # both stand in one line, or in base64, which is written anew as a whole
            for splices in _together([list(pair) for pair in pairs]):
                yield view, splices, told
        if view.effort.ran_out:
            return


def _moved(splices: _Splices, before: _Splices) -> _Splices:
    """*splices*, for the body with those *before* put in place; empty where they meet."""
    moved: list[Splice] = []
    for start, end, put in splices:
        if any(one.start < end and start < one.end for one in before):
            return ()
        gone = sum(one.end - one.start - len(one.put) for one in before if one.end <= start)
        moved.append(Splice(start - gone, end - gone, put))
    return tuple(moved)


def spliced(text: bytes, edit: Edit) -> bytes:
    """*text* with the splices of *edit* put in place."""
    pieces: list[bytes] = []
    at = 0
    for start, end, put in edit.splices:
        pieces += (text[at:start], put)
        at = end
    return b"".join((*pieces, text[at:]))


def _around_the_end(view: BodyView, leaves: list[Leaf]) -> Iterator[_Twofold]:
    """Footers before the end tags of HTML and behind them, alone or with one in the text."""
    plain = next((leaf for leaf in leaves if not leaf.html), None)
    texts = [] if plain is None else [[cut] for cut in islice(footer_cuts(plain), _MOST)]
    for leaf in leaves:
        behind = _behind(leaf) if leaf.html else None
        if behind is None:
            continue
        groups = footer_starts(leaf, whole=True)[:-1]
        before = [Cut(leaf, start, end) for end, starts in groups for start in starts[:_MOST_HTML]]
        for text, cut in product([[], *texts], before):
            cuts = [*text, cut, behind]
            for splices in _together([*([one] for one in text), [cut, behind]]):
                marks = tuple((splice.start, splice.end) for splice in splices)
                place = " and ".join(dict.fromkeys(one.leaf.place for one in cuts if one.leaf.place))
                yield view, splices, (Edit("footer-inserted", splices, place or "the text", cuts[0].added, marks),)
            if view.effort.ran_out:
                return


def _behind(leaf: Leaf) -> Cut | None:
    """What stands behind the end of the HTML; None where nothing does."""
    ends = [found.end() for found in _END.finditer(leaf.text, max(0, len(leaf.text) - _FAR))]
    return Cut(leaf, ends[-1], leaf.content_end) if ends and leaf.text[ends[-1] :].strip() else None


def _together(groups: Iterable[list[Cut]]) -> Iterator[_Splices]:
    """The ways to write down that nothing stood at all of the places, which are grouped by their texts."""
    ways = [list(_ways(cuts)) for cuts in groups]
    if not all(ways):
        return
    for number in range(max(map(len, ways))):
        yield tuple(sorted(splice for way in ways for splice in way[min(number, len(way) - 1)]))


def _ways(cuts: list[Cut]) -> Iterator[_Splices]:
    """The ways to write one text without *cuts*, of which there are one or two."""
    leaf, first, last = cuts[0].leaf, cuts[0], cuts[-1]
    if leaf.encoding != "base64" or len(cuts) == 1:
        apart = list(zip(*(leaf.splices(cut.start, cut.end) for cut in cuts), strict=False))
        if all(one.end <= other.start for splices in apart for one, other in pairwise(splices)):
            yield from apart
            return
    for splice in leaf.splices(first.start, last.end, leaf.text[first.end : last.start]):
        yield (splice,)
