"""What do the signature and the body themselves tell of the fields as they were?  (RFC 6376 section 3.5, the tag z=)"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice, product
from typing import Final

from ...damage import Hint
from .changes import all_of, changed, lead_of, title
from .instances import restored
from .media import media_types
from .octets import Change, Edit, Mention, SignedHeader

__all__ = ["known_edits"]

_MOST_MENTIONS: Final = 64
_MOST_TOGETHER: Final = 200  # ways to put several fields back at once
_MOST_OCTETS: Final = 4096  # of a field of a part


def known_edits(header: SignedHeader, hints: tuple[Hint, ...]) -> Iterator[Edit]:
    """What the signature itself says that the fields were (``z=``), and what the body gives away."""
    copied: dict[str, list[bytes]] = {}
    for name, value in header.signature.copied:
        copied.setdefault(name, []).append(value)
    hinted: dict[str, list[bytes]] = {}
    for name, value in (*hints, *_first_part(header)):
        hinted.setdefault(name, []).append(value)
    for values, with_body in ((copied, False), (hinted, True)):
        options: list[list[Edit]] = []
        for mention in header.mentions[:_MOST_MENTIONS]:
            held = values.get(mention.name, ())
            # for a hint they are alternatives; "z=" copies each field once, in the order of "h="
            chosen = list(held) if with_body else [values[mention.name].pop(0)] if held else []
            edits = [edit for value in chosen for edit in _put_back(header, mention, value, with_body=with_body)]
            options.append([edit for edit in edits if edit.pieces])
        yield from chain(*options)
        several = (held for held in options if held)
        yield from (all_of(0, edits) for edits in islice(product(*several), _MOST_TOGETHER))


def _put_back(header: SignedHeader, mention: Mention, value: bytes, *, with_body: bool) -> Iterator[Edit]:
    bare = value.strip(b" \t\r\n")
    if mention.field is None:
        change = Change("field-removed", title(mention.name), None, b" " + bare, b"", with_body)
        yield from (Edit(0, pieces, (change,)) for pieces in restored(header, mention, b" " + bare))
        return
    for written in (lead_of(mention) + bare, value, b" " + bare):
        yield changed(header, mention, 0, written, with_body=with_body)
    if with_body and mention.name == "content-type":
        for cost, written in media_types(bare):
            yield changed(header, mention, cost, lead_of(mention) + written, with_body=True)


def _first_part(header: SignedHeader) -> Iterator[tuple[str, bytes]]:
    """A list that adds a footer as a part of its own makes what the message was its first part."""
    part = header.message.root
    for _ in range(2):
        children = part.children
        if not children:
            return
        part = children[0]
        for name in ("content-type", "content-transfer-encoding"):
            field = part.get(name)
            if field is not None and len(field.raw) <= _MOST_OCTETS:
                yield name, field.value
