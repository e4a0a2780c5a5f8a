"""Was something put into a text that was encoded anew with it?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import Final, TypeAlias

from .edits import Edit
from .inserted import named
from .leaves import Leaf
from .pairs import blind_pairs, pairs
from .places import Cut, banner_cuts, footer_cuts
from .styles import CHARSETS, FEW_STYLES, FIRST_STYLES, Style, converted, is_told_apart
from .view import BodyView
from .writing import Recoded, name_of, written_down

__all__ = ["cut_and_recoded"]

_MOST_CUTS: Final = 16
_MOST_PAIRS: Final = 60
_MOST_WAYS: Final = 3
_CONVERTING: Final = 8  # octets that are hashed in the time in which one is converted
_MORE_STYLES: Final = tuple(style for style in FEW_STYLES if style not in FIRST_STYLES)
_Cuts: TypeAlias = tuple[str, tuple[Cut, ...]]


def cut_and_recoded(view: BodyView, leaves: list[Leaf]) -> Iterator[tuple[Edit, Edit]]:
    """What was put into texts whose encoding or charset is another now too: the recoding, and the insertion."""
    cuts = list(_cuts(leaves))
    for labels in ((b"",), CHARSETS):
        for styles in (FIRST_STYLES, _MORE_STYLES):
            for label in labels:
                for one in cuts:
                    yield from _recoded(view, one, label, styles)
                    if view.effort.ran_out:
                        return


def _recoded(view: BodyView, cuts: _Cuts, label: bytes, styles: tuple[Style, ...]) -> Iterator[tuple[Edit, Edit]]:
    texts: list[Recoded] = []
    for cut in cuts[1]:
        text = _cut(cut, label)
        if text is None:
            return
        texts.append(text)
    kind, place = named(*cuts)
    added = Edit(kind, (), place, cuts[1][0].added)
    for style in styles:
        if not any(is_told_apart(style, text.octets) for text in texts):
            continue
        if label or not all(_as_it_is(text.leaf, style) for text in texts):
            for edit in islice(written_down(view, texts, style, {}), _MOST_WAYS):
                yield edit, added


def _as_it_is(leaf: Leaf, style: Style) -> bool:
    """Whether *style* is how the text is written now, so that nothing was encoded anew."""
    return (style.encoding == name_of(leaf) and style.encoding == "8bit") or style == Style(leaf.encoding)


def _cuts(leaves: list[Leaf]) -> Iterator[_Cuts]:
    yield from islice(chain(pairs(leaves, _MOST_CUTS), blind_pairs(leaves, _MOST_CUTS)), _MOST_PAIRS)
    for leaf in leaves:
        yield from (("footer-inserted", (cut,)) for cut in islice(footer_cuts(leaf), _MOST_CUTS))
        yield from (("banner-inserted", (cut,)) for cut in islice(banner_cuts(leaf), _MOST_CUTS))


def _cut(cut: Cut, label: bytes) -> Recoded | None:
    """The text without what was put in; None where it was in the charset *label* already, or cannot be."""
    leaf = cut.leaf
    if not leaf.view.work(len(leaf.text) * (_CONVERTING if label else 1)):
        return None
    kept = leaf.text[: cut.start] + leaf.text[cut.end :]
    if leaf.place and leaf.encoding != "base64":
        kept = kept.removesuffix(b"\r\n")  # the one before the delimiter
    if not label:
        return Recoded(leaf, kept)
    octets = converted(kept, leaf.charset, label)
    return None if octets is None or octets == kept else Recoded(leaf, octets, label, label.decode(), leaf.charset)
