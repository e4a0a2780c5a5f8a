"""What does a program do that treats every field alike?  It folds, writes names, quotes and encodes in its own way."""

from __future__ import annotations

from collections.abc import Iterator

from ....message import decode_words
from .addresses import ADDRESS_FIELDS, respelled, restyled
from .changes import all_of, changed, differing, lead_of
from .folds import SWEEPING, names, unfolded
from .octets import Change, Edit, Mention, SignedHeader
from .words import Style, spell, styles

__all__ = ["line_ends", "name_cases", "styled_alike", "sweeping_edits"]


def line_ends(header: SignedHeader, mentions: list[Mention]) -> Iterator[Edit]:
    """Bare line feeds in folds that were CRLF when they were signed, or the other way round."""
    others = [mention for mention in mentions if mention is not header.own]
    for cost, line_end in ((0, b"\r\n"), (3, b"\n")):
        for chosen in (mentions, others, *([mention] for mention in mentions)):
            yield all_of(cost, [_line_ended(header, one, line_end) for one in chosen], sweeping=True)


def _line_ended(header: SignedHeader, mention: Mention, line_end: bytes) -> Edit:
    value = mention.value.replace(b"\r\n", line_end)
    field = mention.field or header.signature.field
    now = mention.value if mention is header.own else field.value
    change = Change("header-line-ends", field.name, field, value, now)
    return Edit(0, differing(header, ((mention.at + 1, header.value_piece(mention, value)),)), (change,))


def sweeping_edits(header: SignedHeader, mentions: list[Mention]) -> Iterator[Edit]:
    """What a program does to every field alike: its own way to fold, its own way to write names."""
    for without_own in (False, True):
        chosen = [one for one in mentions if one is not header.own or not without_own]
        for number, refold in enumerate(SWEEPING):
            edits = [changed(header, one, 0, refold(one.value, len(one.name) + 1)) for one in chosen]
            yield all_of(2 + (number > 3), edits, sweeping=True)
        for number in range(5):
            yield all_of(2, [edit for one in chosen for edit in _named(header, one, number)], sweeping=True)


def name_cases(header: SignedHeader, mentions: list[Mention]) -> Iterator[Edit]:
    """One name in another case."""
    for mention in mentions:
        for number in range(6):
            yield from _named(header, mention, number)


def _named(header: SignedHeader, mention: Mention, number: int) -> Iterator[Edit]:
    """The name of *mention* in the usual spelling of this *number*, if there are so many."""
    spelled = names(mention.name.encode("utf-8", "replace"))
    if mention.field is not None and number < len(spelled):
        change = Change(
            "field-name-case", mention.field.name, mention.field, spelled[number], mention.field.name.encode()
        )
        yield Edit(2, differing(header, ((mention.at, header.name_piece(spelled[number])),)), (change,))


def styled_alike(header: SignedHeader, mentions: list[Mention]) -> Iterator[Edit]:
    """All names in address fields quoted, and all texts encoded, in one other style."""
    lists = [(one, restyled(one.value)) for one in mentions if one.name in ADDRESS_FIELDS]
    for values in zip(*(values for _, values in lists), strict=True) if len(lists) > 1 else ():
        yield all_of(2, [changed(header, one, 2, value) for (one, _), value in zip(lists, values, strict=True)])
    strange = [one for one in mentions if _is_strange(one)]
    for style in styles() if len(strange) > 1 else ():
        yield all_of(3, [changed(header, one, 3, _encoded(one, style)) for one in strange])


def _is_strange(mention: Mention) -> bool:
    return (b"=?" in mention.value or not mention.value.isascii()) and mention.name in {"subject", *ADDRESS_FIELDS}


def _encoded(mention: Mention, style: Style) -> bytes:
    if mention.name in ADDRESS_FIELDS:
        return respelled(mention.value, style)
    text = decode_words(unfolded(mention.value).strip(b" \t\r\n")).text
    spelled = spell(text, style)
    return mention.value if spelled is None else lead_of(mention) + spelled
