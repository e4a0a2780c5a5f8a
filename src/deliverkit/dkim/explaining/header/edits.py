"""What may have been done to this header?  Every edit that is tried, the likeliest first."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import Final

from ...damage import Hint
from .changes import changed
from .instances import instance_edits
from .known import known_edits
from .mime import mime_edits
from .octets import Edit, Mention, SignedHeader
from .rewriting import Rewriting
from .sweeping import line_ends, name_cases, styled_alike, sweeping_edits

__all__ = ["possible_edits", "ranked"]

_MOST_MENTIONS: Final = 64  # mentions whose values are written anew
_MOST_OCTETS: Final = 4096  # of a value that is
_MOST_GUESSES: Final = 6000  # values that are tried for one field
_MOST_HELD: Final = 1_000_000  # octets of all guesses for one field
_MOST_HELD_IN_ALL: Final = 4_000_000
# how unlikely it is that somebody touches these at all
_LIKELY: Final = {
    "subject": 0, "from": 0, "reply-to": 0, "sender": 1, "to": 1, "cc": 1, "content-type": 1,
    "content-transfer-encoding": 1, "mime-version": 1, "date": 2,
}  # fmt: skip
_UNLIKELY: Final = 4
_SEVERAL: Final = 1  # of several fields at once


def possible_edits(header: SignedHeader, hints: tuple[Hint, ...]) -> Iterator[Edit]:
    """The edits that may have been made to *header*, no two with the same effect; made as they are asked for."""
    seen: set[tuple[tuple[int, bytes], ...]] = {()}
    mentions = [one for one in header.mentions if one.field and len(one.value) <= _MOST_OCTETS][:_MOST_MENTIONS]
    mentions.sort(key=lambda one: _LIKELY.get(one.name, _UNLIKELY))
    if len(header.own.value) <= _MOST_OCTETS:
        mentions.append(header.own)
    sources = [known_edits(header, hints), line_ends(header, mentions), instance_edits(header)]
    if not header.relaxed:
        sources += [sweeping_edits(header, mentions), name_cases(header, mentions)]
    for edit in chain(*sources, _rewritten(header, mentions), mime_edits(header), styled_alike(header, mentions)):
        if edit.pieces not in seen:
            seen.add(edit.pieces)
            yield edit


def ranked(header: SignedHeader, edits: list[Edit]) -> list[Edit]:
    """*edits* by what they cost, the likeliest first: each doubling of the rank within its field costs one more."""
    names = [*(one.name for one in header.mentions), header.own.name]
    ranks: dict[tuple[int, bool, bool], int] = {}
    found: list[Edit] = []
    for edit in sorted(edits, key=lambda one: one.cost):
        at = edit.pieces[0][0]
        # names, and what is done to several fields at once, are ranked apart
        several, of_name = len(edit.changes) > 1, edit.changes[0].kind == "field-name-case"
        group = (-1 if edit.sweeping else at // 2, several, of_name)
        likely = _SEVERAL if edit.sweeping or several else _LIKELY.get(names[at // 2], _UNLIKELY)
        rank = ranks[group] = ranks.get(group, -1) + 1
        found.append(edit._replace(cost=rank.bit_length() + (likely if edit.cost else 0)))
    return sorted(found, key=lambda one: one.cost)


def _rewritten(header: SignedHeader, mentions: list[Mention]) -> Iterator[Edit]:
    """The values of the fields as other programs write them."""
    rewriting = Rewriting(header)
    left = _MOST_HELD_IN_ALL
    for mention in mentions:
        size = len(mention.value) + 64
        seen = {header.pieces[mention.at + 1]}
        for cost, value in islice(rewriting.values(mention), min(_MOST_GUESSES, _MOST_HELD // size, left // size)):
            left -= size
            piece = header.value_piece(mention, value)
            if piece not in seen:
                seen.add(piece)
                yield changed(header, mention, cost, value)
