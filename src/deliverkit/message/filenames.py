"""What may this part be called?  Every name any mail client may show or save it under (RFC 2183 section 2.3, RFC 2231).

Where Content-Disposition and Content-Type disagree, fields or parameters repeat, or a value can be read in several
ways, clients differ: a forbidden name is dangerous whichever of them shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from ..core.budget import Budget
from .fields import HeaderField
from .parameters import Parameters, Reading, read_parameters
from .part import Part
from .words import decode_words

__all__ = ["NameCandidate", "filename_candidates"]

_PLACES: Final = (
    ("Content-Disposition", "filename"),
    ("Content-Type", "name"),
    ("Content-Disposition", "name"),
    ("Content-Type", "filename"),
)

_MARKS: Final = (b"=", b";", b"(", b'"')  # each of these may start something that has to be read
_MARKS_A_NAME: Final = 2


class NameCandidate(NamedTuple):
    """One name a part may have.

    Arguments:
        name: the name, decoded, nothing stripped.
        where: the path of the field it stands in, for evidence.
        parameter: ``filename`` or ``name``.
        reading: how the parameter was read.
        start: where the value starts in that field's ``raw``.
        end: where it ends.
    """

    name: str
    where: str
    parameter: str
    reading: Reading
    start: int
    end: int


def filename_candidates(part: Part, budget: Budget | None = None) -> tuple[NameCandidate, ...]:
    """Every name of *part*, the likeliest first; one name may come from several places.

    Arguments:
        part: a part of a message.
        budget: what reading a field costs is taken from its ``names``, two for an honest field; a field that cannot be
            paid for is not read, and the budget says so.
    """
    fields = {
        header: [field for field in part.get_all(header) if budget is None or budget.spend("names", _cost(field.value))]
        for header in ("Content-Disposition", "Content-Type")
    }
    read = {
        header: [(field, read_parameters(field.value, field.where, field.value_at)) for field in fields[header]]
        for header in fields
    }
    found = [
        NameCandidate(value.text, field.where, parameter, value.reading, value.start, value.end)
        for header, parameter in _PLACES
        for field, parameters in read[header]
        for value in parameters.get_all(parameter)
    ]
    seen = {candidate.name for candidate in found}
    otherwise = {header: list(_otherwise(fields[header])) for header in fields}
    for header, parameter in _PLACES:
        for field, reading, parameters in otherwise[header]:
            new = {value.text: None for value in parameters.get_all(parameter) if value.text not in seen}
            seen.update(new)
            start, end = field.value_at, len(field.raw)
            found.extend(NameCandidate(name, field.where, parameter, reading, start, end) for name in new)
    return tuple(found)


def _cost(value: bytes) -> int:
    return max(1, sum(map(value.count, _MARKS)) // _MARKS_A_NAME)


def _otherwise(fields: Iterable[HeaderField]) -> Iterator[tuple[HeaderField, Reading, Parameters]]:
    """The fields as clients read them that do not take them apart first, or that know of no comments."""
    for field in fields:
        value = field.value
        if b"=?" in value:
            yield field, Reading.DECODED_FIRST, read_parameters(decode_words(value).text.encode("utf-8", "replace"))
        if b"(" in value:
            yield field, Reading.COMMENTS_KEPT, read_parameters(value, comments=False)
