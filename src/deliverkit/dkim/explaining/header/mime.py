"""What was done to the fields of MIME together?  Gateways write, or drop, several at once (RFC 2045 section 3)"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from typing import Final

from .authors import lost
from .changes import all_of, changed, lead_of, title
from .folds import unfolded
from .instances import restored
from .media import encodings, media_types
from .octets import Change, Edit, Mention, SignedHeader

__all__ = ["mime_edits"]

_NAMES: Final = ("content-type", "content-transfer-encoding", "mime-version")
_MOST_OCTETS: Final = 1024  # of a value that is written anew
_MOST_TYPES: Final = 120
_MOST_GUESSES: Final = {"content-type": _MOST_TYPES, "content-transfer-encoding": 7, "mime-version": 1}
_NOTHING: Final = Edit(0, (), ())


def mime_edits(header: SignedHeader) -> Iterator[Edit]:
    """Two or three of the fields of MIME written otherwise, or gone."""
    options: list[list[Edit]] = []
    for name in _NAMES:
        mention = next((one for one in header.mentions if one.name == name), None)
        options.append([_NOTHING, *(_edits(header, mention) if mention else ())])
    for chosen in product(*options):
        if sum(1 for edit in chosen if edit.pieces) > 1:
            yield all_of(2, chosen)


def _edits(header: SignedHeader, mention: Mention) -> Iterator[Edit]:
    found: dict[tuple[tuple[int, bytes], ...], Edit] = {(): _NOTHING}
    for value in islice(_values(header, mention), 4 * _MOST_TYPES):
        if mention.field is None:
            change = Change("field-removed", title(mention.name), None, value)
            edit = Edit(0, next(restored(header, mention, value)), (change,))
        else:
            edit = changed(header, mention, 0, value)
        found.setdefault(edit.pieces, edit)
    yield from islice(found.values(), 1, 1 + _MOST_GUESSES[mention.name])


def _values(header: SignedHeader, mention: Mention) -> Iterator[bytes]:
    if mention.field is None:
        yield from (b" " + value for _, value in lost(header.message, mention.name))
    elif len(mention.value) <= _MOST_OCTETS and mention.name != "mime-version":
        body = unfolded(mention.value).strip(b" \t\r\n")
        guesses = media_types(body) if mention.name == "content-type" else encodings()
        yield from (lead_of(mention) + value for _, value in sorted(guesses, key=lambda one: one[0]))
