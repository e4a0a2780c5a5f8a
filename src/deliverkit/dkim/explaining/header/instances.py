"""Was a field added, taken away or moved after the mail was signed?  (RFC 6376 sections 5.4 and 5.4.2)"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, islice
from typing import Final

from ....message import HeaderField
from .authors import lost
from .changes import title
from .folds import names
from .octets import Change, Edit, Mention, SignedHeader

__all__ = ["instance_edits", "restored"]

_MOST_FIELDS: Final = 32  # fields of one name
_MOST_PAIRED: Final = 6
_MOST_NAMES: Final = 200
_ADDED_BY_LISTS: Final = ("reply-to", "sender", "list-", "precedence", "errors-to", "cc", "resent-", "x-")


def instance_edits(header: SignedHeader) -> Iterator[Edit]:
    """The edits that change which fields there are: one too many, one too few, another order."""
    groups: dict[str, list[Mention]] = {}
    for mention in header.mentions:
        groups.setdefault(mention.name, []).append(mention)
    own = header.signature.field.start
    for name, mentions in islice(groups.items(), _MOST_NAMES):
        fields = [field for field in header.message.get_all(name) if field.start != own]
        if len(fields) <= _MOST_FIELDS:
            group = _Group(header, mentions[: len(fields) + 1], fields)
            yield from group.added()
            yield from group.reordered()
            if len(mentions) > len(fields):
                yield from group.removed()


def restored(header: SignedHeader, mention: Mention, value: bytes) -> Iterator[tuple[tuple[int, bytes], ...]]:
    """The pieces of *mention*, which covers nothing now, were there a field with this *value*."""
    piece = header.value_piece(mention, value)
    for name in dict.fromkeys(map(header.name_piece, names(mention.name.encode("utf-8", "replace")))):
        yield (mention.at, name), (mention.at + 1, piece)


class _Group:
    """The fields of one name and the mentions that cover them, from the bottom up."""

    __slots__ = ("fields", "header", "mentions", "name", "split")

    def __init__(self, header: SignedHeader, mentions: list[Mention], fields: list[HeaderField]) -> None:
        self.header = header
        self.mentions = mentions
        self.fields = fields
        self.name = mentions[0].name
        self.split = [header.split(field.raw, field.colon) for field in fields]

    def pieces(self, fields: Sequence[int]) -> tuple[tuple[int, bytes], ...]:
        """What would be signed were these the fields, by number, from the top."""
        found: list[tuple[int, bytes]] = []
        for nth, mention in enumerate(self.mentions):
            name, value = self.split[fields[-1 - nth]] if nth < len(fields) else (b"", b"")
            for at, piece in ((mention.at, name), (mention.at + 1, value)):
                if self.header.pieces[at] != piece:
                    found.append((at, piece))
        return tuple(found)

    def added(self) -> Iterator[Edit]:
        # "a signer can prevent others from inserting" a field by naming it once more than it stands there
        numbers = range(len(self.fields))
        cost = 1 if self.name.startswith(_ADDED_BY_LISTS) or len(self.fields) > 1 else 2
        for count in (1, 2) if len(self.fields) <= _MOST_PAIRED else (1,):
            for gone in combinations(numbers, count):
                kept = [number for number in numbers if number not in gone]
                if kept or self.name != "from":  # a mail without From is signed by nobody
                    changes = tuple(self._change("field-added", number) for number in gone)
                    yield Edit(cost + 2 * (count - 1), self.pieces(kept), changes)

    def reordered(self) -> Iterator[Edit]:
        numbers = list(range(len(self.fields)))
        orders = [numbers[::-1], numbers[1:] + numbers[:1], numbers[-1:] + numbers[:-1]]
        orders += [[*numbers[:at], at + 1, at, *numbers[at + 2 :]] for at in numbers[:-1]]
        for order in orders if len(numbers) > 1 else ():
            moved = next(number for number, one in enumerate(order) if one != number)
            yield Edit(2, self.pieces(order), (self._change("fields-reordered", moved),))

    def removed(self) -> Iterator[Edit]:
        """One field more, where ``h=`` has room for it."""
        if not self.fields:
            mention = self.mentions[0]
            for cost, value in lost(self.header.message, self.name):
                written = b" " + value if value else value
                for pieces in restored(self.header, mention, written):
                    yield Edit(cost, pieces, (Change("field-removed", title(self.name), None, written),))
        for number in range(len(self.fields)):
            order = [*range(number + 1), number, *range(number + 1, len(self.fields))]
            change = Change("field-removed", title(self.name), None, self.fields[number].value)
            yield Edit(3, self.pieces(order), (change,))

    def _change(self, kind: str, number: int) -> Change:
        field = self.fields[number]
        return Change(kind, field.name, field, b"", field.value)
