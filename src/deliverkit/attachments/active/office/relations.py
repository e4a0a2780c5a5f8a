"""Which parts does a document load from elsewhere?  Relationships of OOXML packages (ECMA-376 part 2, section 8)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Final, NamedTuple

__all__ = ["Relation", "is_remote", "macros_declared", "relations_of"]

_RELATION: Final = re.compile(rb"<(?:\w{1,20}:)?Relationship\s([^>]{0,8000})")
_TYPE: Final = re.compile(rb"<(?:\w{1,20}:)?(?:Override|Default)\s([^>]{0,4000})")
_ATTRIBUTE: Final = re.compile(rb"([A-Za-z]++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)')")
_MACRO_TYPES: Final = re.compile(r"vnd\.ms-office\.vbaProject\b|macrosheet", re.IGNORECASE)
_ELSEWHERE: Final = re.compile(r"(?:https?|ftp|mhtml|ms-[a-z-]{2,40}|search-ms|script|shell)\s*:", re.IGNORECASE)
_HOST: Final = re.compile(
    r"(?:file:/*)?(?:\\\\|(?<=file:)//|(?<=file://)//|(?<=file:///)//)([^\\/@]{1,255})(@?)", re.IGNORECASE
)
# names that stand for a machine of the same network
_NEAR_BY: Final = (".local", ".lan", ".internal", ".corp", ".intranet", ".home", ".localdomain")


class Relation(NamedTuple):
    """A relationship.

    Arguments:
        kind: the last word of its type, in lower case: ``attachedtemplate``.
        target: where it leads, as it stands.
        external: whether that is outside of the document.
        start: where it stands.
        end: where that ends.
    """

    kind: str
    target: str
    external: bool
    start: int
    end: int


def relations_of(part: bytes) -> Iterator[Relation]:
    """The relationships that *part* tells of."""
    for found in _RELATION.finditer(part):
        values = _attributes(found[1])
        kind = values.get("type", "").rstrip("/").rpartition("/")[2].lower()
        external = values.get("targetmode", "").strip().lower() == "external"
        yield Relation(kind, values.get("target", "").strip(), external, *found.span())


def macros_declared(part: bytes) -> dict[str, str]:
    """The parts, in lower case without the first slash, whose content type says macros; and what it says."""
    found = (_attributes(found[1]) for found in _TYPE.finditer(part))
    return {
        values["partname"].lstrip("/").lower(): values["contenttype"]
        for values in found
        if "partname" in values and _MACRO_TYPES.search(values.get("contenttype", ""))
    }


def _attributes(text: bytes) -> dict[str, str]:
    return {
        name.decode().lower(): unescape((value or other).decode("utf-8", "replace"))
        for name, value, other in _ATTRIBUTE.findall(text)
    }


def is_remote(target: str) -> bool:
    """Whether *target* stands on a machine of somebody else, and not in a folder or on a server of the author's.

    Word keeps the path of the template that a document was made from; that of a local one is no harm.
    """
    if _ELSEWHERE.match(target):
        return True
    host = _HOST.match(target)
    if host is None:
        return False
    return bool(host[2]) or ("." in host[1] and not host[1].lower().endswith(_NEAR_BY))
