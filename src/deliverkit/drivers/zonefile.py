"""What does this zone file say?  (RFC 1035 section 5, $TTL of RFC 2308 section 4, names of RFC 5890)

A reader for real, sloppy zone files: it keeps what stands there so that a checker can complain of it. A quoted
string over 255 octets, for example, stays one over-long string, which a name server would refuse to load.

Read are $ORIGIN, $TTL, $INCLUDE, ``@``, parentheses, quotes, escapes, comments, TTLs with units (``1h30m``), TTL and
class in either order, UTF-8 names, any line ends and a byte order mark. Without any origin, a name of two or more
labels is taken for complete even without its final dot, because that is how control panels show names; any other
relative name is an error that says to give the origin.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

from ..core.errors import UsageError
from ..core.names import to_ascii
from ..core.questions import Mx, Txt
from .zonelexer import Entry, Token, ZoneSyntaxError, absolute_name, entries
from .zonerdata import CLASSES, TYPES, rdata, seconds, shown

__all__ = ["Record", "ZonePath", "ZoneText", "read_file", "read_text"]

ZonePath: TypeAlias = "str | PathLike[str]"

_MAX_DEPTH: Final = 16  # of $INCLUDE
_MARKS: Final = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_GENERIC_TYPE: Final = re.compile(r"TYPE[0-9]{1,5}", re.ASCII)


class Record(NamedTuple):
    """One record of a zone: owner in normal form, type in capitals, value as in an answer, seconds to live if told."""

    name: str
    rdtype: str
    value: Txt | Mx | str
    ttl: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneText:
    """What one zone file says: its records in their order, and the origins it was given or gives itself."""

    records: tuple[Record, ...]
    origins: tuple[str, ...]


def read_text(text: str, origin: str | None = None) -> ZoneText:
    """Read the text of a zone file.

    Arguments:
        text: the text; $INCLUDE is refused in it, for it stands in no folder to look in.
        origin: what relative names are relative to until the text says $ORIGIN.

    Raises:
        UsageError: it is no zone file; the text says in which line, and why.
    """
    reader = _Reader("<text>", None, _checked(origin))
    reader.read(text.removeprefix("\ufeff"))
    return reader.told


def read_file(path: ZonePath, origin: str | None = None) -> ZoneText:
    """Read a zone file and those it includes, whose paths are relative to it.

    Raises:
        UsageError: as for :func:`read_text`.
        OSError: a file cannot be read.
    """
    reader = _Reader(str(path), Path(path), _checked(origin))
    reader.read(_decoded(Path(path).read_bytes()))
    return reader.told


def _checked(origin: str | None) -> str | None:
    if origin is None:
        return None
    name = "" if origin == "." else to_ascii(origin)
    if name is None:
        raise UsageError(f"origin={origin!r} is not a domain name")
    return name


def _decoded(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    return data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogateescape")


@dataclass(slots=True)
class _Place:
    """What holds from one entry to the next; an included file changes it for itself only."""

    source: str
    path: Path | None
    origin: str | None
    owner: str | None
    default_ttl: int | None = None
    last_ttl: int | None = None


class _Reader:
    def __init__(self, source: str, path: Path | None, origin: str | None) -> None:
        self._at = _Place(source, path, origin, origin)
        self._open = [] if path is None else [path.resolve()]
        self._records: list[Record] = []
        self._origins: dict[str, None] = {} if origin is None else {origin: None}

    @property
    def told(self) -> ZoneText:
        return ZoneText(records=tuple(self._records), origins=tuple(self._origins))

    def read(self, text: str) -> None:
        try:
            for entry in entries(text):
                if not entry.tokens:
                    continue
                first = entry.tokens[0]
                if first.text.startswith("$") and not first.quoted:
                    self._directive(first, entry.tokens[1:])
                else:
                    self._record(entry)
        except ZoneSyntaxError as wrong:
            raise UsageError(f"{self._at.source}:{wrong.line}: {wrong}") from None

    def _directive(self, first: Token, rest: list[Token]) -> None:
        at = self._at
        match first.text.upper(), rest:
            case "$ORIGIN", [name]:
                at.origin = absolute_name(name, at.origin)
                self._origins[at.origin] = None
            case "$TTL", [ttl] if (told := seconds(ttl.text)) is not None:
                at.default_ttl = told
            case "$INCLUDE", [path]:
                self._include(path, at.origin)
            case "$INCLUDE", [path, name]:
                self._include(path, absolute_name(name, at.origin))
            case ("$ORIGIN" | "$TTL" | "$INCLUDE") as directive, _:
                wanted = _FOLLOWED[directive]
                raise ZoneSyntaxError(
                    first.line, f"{directive} is followed by {wanted}, not by {shown(rest) or 'nothing'}"
                )
            case _:
                raise ZoneSyntaxError(first.line, f"{first.text} is not read; $ORIGIN, $TTL and $INCLUDE are")

    def _include(self, token: Token, origin: str | None) -> None:
        outer = self._at
        if outer.path is None:
            raise ZoneSyntaxError(token.line, "$INCLUDE is read in files only, for a text stands in no folder")
        path = outer.path.parent / token.text
        if path.resolve() in self._open or len(self._open) > _MAX_DEPTH:
            raise ZoneSyntaxError(token.line, f"$INCLUDE {token.text} leads round in a circle, or too deep")
        text = _decoded(path.read_bytes())
        owner = outer.owner if origin == outer.origin else origin
        self._at = replace(outer, source=str(path), path=path, origin=origin, owner=owner)
        self._open.append(path.resolve())
        self.read(text)
        self._open.pop()
        # "$INCLUDE never changes the relative origin of the parent file"
        self._at = outer

    def _record(self, entry: Entry) -> None:
        tokens, at = entry.tokens, self._at
        if not entry.indented:
            at.owner = absolute_name(tokens[0], at.origin)
        if at.owner is None:
            raise ZoneSyntaxError(
                entry.line, "a line that starts with a blank continues the name above it; there is none"
            )
        index, ttl = _ttl_and_class(tokens, 0 if entry.indented else 1)
        if index == len(tokens):
            raise ZoneSyntaxError(entry.line, f"{shown(tokens)} is not followed by a record type and its data")
        kind = tokens[index]
        rdtype = kind.text.upper()
        if kind.quoted or not (rdtype in TYPES or _GENERIC_TYPE.fullmatch(rdtype)):
            raise ZoneSyntaxError(kind.line, f"{kind.shown} is no record type{_hint(tokens[0], kind)}")
        value = rdata(rdtype, tokens[index + 1 :], at.origin, kind.line)
        self._records.append(Record(at.owner, rdtype, value, self._ttl(ttl, rdtype, value)))

    def _ttl(self, ttl: int | None, rdtype: str, value: Txt | Mx | str) -> int | None:
        at = self._at
        # RFC 2308 section 4: $TTL is "the default for all records ... which do not have a TTL"; without it, RFC 1035
        # section 5.1: "Omitted class and TTL values are default to the last explicitly stated values."
        if ttl is None and at.default_ttl is not None:
            return at.default_ttl
        if ttl is None and at.last_ttl is None and rdtype == "SOA":
            ttl = int(str(value).rpartition(" ")[2])
        if ttl is not None:
            at.last_ttl = ttl
        return at.last_ttl


_FOLLOWED: Final = {"$ORIGIN": "a name", "$TTL": "a time to live", "$INCLUDE": "a path and perhaps an origin"}


def _ttl_and_class(tokens: list[Token], index: int) -> tuple[int, int | None]:
    """Both, in either order: the index of the type behind them, and the time to live."""
    ttl: int | None = None
    seen_class = False
    for token in tokens[index : index + 2]:
        told = seconds(token.text)
        if told is not None and ttl is None:
            ttl = told
        elif token.text.upper() in CLASSES and not seen_class:
            seen_class = True
            if token.text.upper() != "IN":
                raise ZoneSyntaxError(token.line, f"class {token.text} is not read; IN, the Internet, is")
        else:
            break
        index += 1
    return index, ttl


def _hint(name: Token, kind: Token) -> str:
    if name.text.upper() in TYPES and (kind.quoted or not kind.text.isalpha()):
        return f"; {name.text} was read as the name, for a line without a name starts with a blank"
    return ""
