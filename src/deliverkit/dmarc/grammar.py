"""Which tags does a DMARC record hold, and where does each stand?  (RFC 9989 sections 4.7, 4.8 and 4.10)

The reader never stops at a fault: "Syntax errors in the remainder of the record MUST be discarded in favor of default
values (if any) or ignored outright" (section 4.8).
"""

from __future__ import annotations

import re
from enum import Enum
from typing import Final, NamedTuple

from ..core.questions import Txt
from .uris import WHITE

__all__ = [
    "KNOWN",
    "POLICY_TAGS",
    "REMOVED",
    "Fault",
    "Tag",
    "Wrong",
    "first_values",
    "is_dmarc",
    "is_dmarc_text",
    "is_valid",
    "percentage",
    "read_tags",
    "text_of",
]

KNOWN: Final = ("v", "p", "sp", "np", "adkim", "aspf", "fo", "psd", "t", "rua", "ruf")
REMOVED: Final = ("pct", "rf", "ri")  # RFC 9989 appendix C: RFC 7489 had them
POLICY_TAGS: Final = ("p", "sp", "np")

# dmarc-version = "v" equals %s"DMARC1" ; case sensitive, then dmarc-sep or the end
_BEGIN: Final = re.compile(r"[vV][ \t]*+=[ \t]*+DMARC1[ \t]*+(?:;|\Z)")
_BEGIN_OCTETS: Final = re.compile(rb"[vV][ \t]*+=[ \t]*+DMARC1[ \t]*+(?:;|\Z)")
_NAME: Final = re.compile(r"[A-Za-z]++")
_VALUE: Final = re.compile(r"[ -:<-~]++")
_PERCENT: Final = re.compile(r"0{0,9}(?:100|[0-9]{1,2})")


class Wrong(Enum):
    """What receivers cannot read in a record, or read otherwise than it looks."""

    VERSION = "version"
    NOT_A_TAG = "not-a-tag"
    EMPTY = "empty"
    UNKNOWN = "unknown"
    REMOVED = "removed"
    REPEATED = "repeated"
    VALUE = "value"


class Fault(NamedTuple):
    """One thing that receivers cannot read: ``text[start:end]``, in the tag *tag* where it is in one."""

    wrong: Wrong
    tag: str
    start: int
    end: int


class Tag(NamedTuple):
    """One ``name=value`` of a record.

    Arguments:
        name: the name, in lower case.
        value: the value, without the white space around it.
        span: start and end of the whole tag in the record.
        name_span, value_span: those of its parts.
    """

    name: str
    value: str
    span: tuple[int, int]
    name_span: tuple[int, int]
    value_span: tuple[int, int]


_ORDERS: Final = ("", "d", "s", "ds", "sd")
# RFC 9989 section 4.7, fo: "0" and "1" exclude each other; section 4.8: d and s at most once each
_OPTIONS: Final = frozenset(
    ":".join((*order[:at], digit, *order[at:])) if digit else ":".join(order)
    for digit in ("0", "1", "")
    for order in _ORDERS
    for at in range(len(order) + 1)
) - {""}
_CHOICES: Final[dict[str, frozenset[str]]] = {
    **dict.fromkeys(POLICY_TAGS, frozenset({"none", "quarantine", "reject"})),
    **dict.fromkeys(("adkim", "aspf"), frozenset("rs")),
    "fo": _OPTIONS,
    "psd": frozenset("ynu"),
    "t": frozenset("yn"),
}


def text_of(record: Txt) -> str:
    """The text of a TXT record, its strings joined (RFC 9989 section 4.5); octets that are no UTF-8 are surrogates."""
    return record.data.decode("utf-8", "surrogateescape")


def is_dmarc(record: Txt) -> bool:
    """Whether a TXT record begins with ``v=DMARC1``; all others are discarded (RFC 9989 section 4.10)."""
    return _BEGIN_OCTETS.match(record.data) is not None


def is_dmarc_text(text: str) -> bool:
    """The same of a text."""
    return _BEGIN.match(text) is not None


def is_valid(name: str, value: str) -> bool:
    """Whether *value* can stand in the tag *name*; any can in ``rua=``, ``ruf=`` and tags that nobody knows."""
    choices = _CHOICES.get(name)
    return choices is None or value.lower() in choices


def percentage(value: str) -> int | None:
    """The number in *value* of ``pct=``, from 0 to 100, or None (RFC 7489 section 6.3)."""
    return int(value) if _PERCENT.fullmatch(value) else None


def read_tags(text: str) -> tuple[list[Tag], list[Fault]]:
    """The tags of *text*, and what is no tag, or one that cannot be read."""
    tags: list[Tag] = []
    faults: list[Fault] = []
    seen: set[str] = set()
    start = 0
    pieces = text.split(";")
    for number, piece in enumerate(pieces, 1):
        bare = piece.strip(WHITE)
        at = start + len(piece) - len(piece.lstrip(WHITE)) if bare else start
        start += len(piece) + 1
        if not bare:
            # dmarc-record = dmarc-version *(dmarc-sep dmarc-tag) [dmarc-sep]: one may end it
            if number < len(pieces):
                faults.append(Fault(Wrong.EMPTY, "", at, start))
            continue
        tag = _tag(bare, at)
        if tag is None:
            faults.append(Fault(Wrong.NOT_A_TAG, "", at, at + len(bare)))
            continue
        tags.append(tag)
        wrong = Wrong.REPEATED if tag.name in seen else _wrong_with(tag)
        seen.add(tag.name)
        if wrong is not None:
            faults.append(Fault(wrong, tag.name, *tag.span))
    return tags, faults


def _tag(bare: str, at: int) -> Tag | None:
    name, equals, value = bare.partition("=")
    name = name.rstrip(WHITE)
    # dmarc-tag = 1*ALPHA equals 1*dmarc-value
    if not equals or _NAME.fullmatch(name) is None:
        return None
    value = value.lstrip(WHITE)
    end = at + len(bare)
    return Tag(name.lower(), value, (at, end), (at, at + len(name)), (end - len(value), end))


def _wrong_with(tag: Tag) -> Wrong | None:
    if tag.name in REMOVED:
        return Wrong.REMOVED
    if tag.name not in KNOWN:
        return Wrong.UNKNOWN
    if _VALUE.fullmatch(tag.value) is None:
        return Wrong.VALUE
    return None if is_valid(tag.name, tag.value) else Wrong.VALUE


def first_values(tags: list[Tag]) -> dict[str, str]:
    """The value of each tag, of the first where one is repeated; in lower case where that is all one."""
    first: dict[str, str] = {}
    for tag in tags:
        first.setdefault(tag.name, tag.value.lower() if tag.name in _CHOICES else tag.value)
    return first
