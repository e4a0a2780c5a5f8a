"""What may this part be called?  Every name any mail client may show or save it under (RFC 2183 section 2.3, RFC 2231).

Where Content-Disposition and Content-Type disagree, fields or parameters repeat, or a value can be read in several
ways, clients differ: a forbidden name is dangerous whichever of them shows it.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from .parameters import Reading
from .part import Part

__all__ = ["NameCandidate", "filename_candidates"]

_PLACES: Final = (
    ("Content-Disposition", "filename"),
    ("Content-Type", "name"),
    ("Content-Disposition", "name"),
    ("Content-Type", "filename"),
)


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


def filename_candidates(part: Part) -> tuple[NameCandidate, ...]:
    """Every name of *part*, the likeliest first; one name may come from several places."""
    read = {
        header: [(field.where, parameters) for field, parameters in zip(fields, part.parameters(header), strict=True)]
        for header in ("Content-Disposition", "Content-Type")
        for fields in (part.get_all(header),)
    }
    return tuple(
        NameCandidate(value.text, where, parameter, value.reading, value.start, value.end)
        for header, parameter in _PLACES
        for where, parameters in read[header]
        for value in parameters.get_all(parameter)
    )
