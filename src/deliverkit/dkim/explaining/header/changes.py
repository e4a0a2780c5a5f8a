"""Which edit is it, when a field had another value?"""

from __future__ import annotations

from collections.abc import Iterable

from .folds import names
from .octets import Change, Edit, Mention, SignedHeader

__all__ = ["all_of", "changed", "differing", "lead_of", "title"]


def title(name: str) -> str:
    """The field name *name* as people write it."""
    return names(name.encode("utf-8", "replace"))[0].decode("utf-8", "replace")


def lead_of(mention: Mention) -> bytes:
    """The blanks, folds included, that stand before the value of *mention*."""
    return mention.value[: len(mention.value) - len(mention.value.lstrip(b" \t\r\n"))]


def differing(header: SignedHeader, pieces: Iterable[tuple[int, bytes]]) -> tuple[tuple[int, bytes], ...]:
    """Those of *pieces* that are not what stands there now."""
    return tuple((at, piece) for at, piece in pieces if header.pieces[at] != piece)


def changed(header: SignedHeader, mention: Mention, cost: int, value: bytes, *, with_body: bool = False) -> Edit:
    """The value of *mention* was *value*."""
    name = mention.field.name if mention.field else title(mention.name)
    change = Change("", name, mention.field, value, mention.value, with_body)
    return Edit(cost, differing(header, ((mention.at + 1, header.value_piece(mention, value)),)), (change,))


def all_of(cost: int, edits: Iterable[Edit], *, sweeping: bool = False) -> Edit:
    """All *edits* as one; those that change nothing are left out."""
    made = [edit for edit in edits if edit.pieces]
    pieces = tuple(piece for edit in made for piece in edit.pieces)
    return Edit(cost, pieces, tuple(change for edit in made for change in edit.changes), sweeping)
