"""Which tags were meant in this text?  Read past missing semicolons, wrong signs and what stands around the record.

What comes out is a list of tags with their places in the old text, and the scars that had to be read past; values are
not judged here. RFC 9989 section 4.8 has the grammar that was meant.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from .record import KNOWN, REMOVED, is_dmarc_text
from .scars import Scar, Stain, unscarred
from .spelling import near, tag_name
from .traced import Traced

__all__ = ["Meant", "Word", "looks_like_dmarc", "read_meant"]

_TAGS: Final = (*KNOWN, *REMOVED)
_KNOWN: Final = "|".join(sorted(_TAGS, key=len, reverse=True))
_EDGES: Final = " \t()"
_VERSION: Final = re.compile(
    r"(?<![A-Za-z0-9_.-])v[ \t]*+(?:[=:]++[ \t]*+)?dmarc[ \t_.-]{0,3}+(?:[0-9]++(?:\.[0-9]++)?+)?+", re.IGNORECASE
)
_BARE_VERSION: Final = re.compile(r"dmarc[ \t_-]?[0-9]?(?=[ \t]*+(?:[;,:]|\Z|[A-Za-z]{1,5}[ \t]*+=))", re.IGNORECASE)
_ODD_VERSION: Final = re.compile(r"v[ \t]*+[=:][ \t]*+([A-Za-z0-9]{4,9})(?![A-Za-z0-9])", re.IGNORECASE)
_EXACT: Final = re.compile(r"[vV][ \t]*+=[ \t]*+DMARC1")
_HAS_TAG: Final = re.compile(rf"(?<![A-Za-z0-9])(?:{_KNOWN})[ \t]*+[=:]", re.IGNORECASE)
_TELLING: Final = re.compile(
    r"(?<![A-Za-z0-9])(?:(?:p|sp|np)[ \t]*+=[ \t]*+(?:none|quarantine|reject)\b|ru[af][ \t]*+=[ \t]*+mailto:)",
    re.IGNORECASE,
)
# where a tag begins: behind a blank whatever its name, behind other signs only if it is known, and behind a word
# that is complete
_BEGINNING: Final = re.compile(
    rf"(?<![ \t])(?:[ \t]++(?P<any>[A-Za-z]{{1,12}}[ \t]*+=(?!=?[ \t]*+\Z)|(?:{_KNOWN}):)"
    rf"|[ \t]*+(?P<sign>[,|/]|:(?![ \t]*+//))[ \t]*+(?P<known>(?:{_KNOWN})[ \t]*+=))"
    rf"|(?<![;,|/: \t])(?P<run>ru[af][ \t]*+=[ \t]*+mailto:)"
    rf"|(?<=[=:])[ \t]*+(?P<word>none|quarantine|reject)(?P<joined>(?:{_KNOWN})[ \t]*+=)"
    rf"|(?<=[=:])(?P<short>[rsyn])(?P<behind>(?:adkim|aspf|fo|np|pct|psd|rua|ruf|sp|p|t)[ \t]*+=)",
    re.IGNORECASE,
)
_TAG: Final = re.compile(r"([A-Za-z][A-Za-z0-9_-]{0,30}+)[ \t]*+([=:]++(?:[ \t]*+=)*+)[ \t]*+")
_SIMPLE: Final = re.compile(rf"[ \t]*+(?!ru[af])(?:{_KNOWN})[ \t]*+=[ \t]*+[A-Za-z0-9]*+", re.IGNORECASE)
_PARTED: Final = re.compile(rf"({_KNOWN})[ \t]++(?=[^ \t=:]++\Z)", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"mailto:|[^\s@;=]++@", re.IGNORECASE)
_OPTION: Final = re.compile(r"[01ds](?::[01ds]){0,3}")
_ADDRESSED: Final = ("rua", "ruf")
_MOST_CONTINUED: Final = 20  # pieces of one list that stand behind semicolons


class Word(NamedTuple):
    """A tag that was meant.

    Arguments:
        name: the name in lower case, as it is spelt.
        value: the value, without white space around it.
        span, name_span, value_span: where they stand in the old text.
        starts: for each character of the value, where it stands.
    """

    name: str
    value: str
    span: tuple[int, int]
    name_span: tuple[int, int]
    value_span: tuple[int, int]
    starts: tuple[int, ...]


class Meant(NamedTuple):
    """What a text was meant to be: its tags without ``v=``, and the scars that were read past."""

    words: tuple[Word, ...]
    stains: tuple[Stain, ...]


def looks_like_dmarc(text: str) -> bool:
    """Whether *text* is a DMARC record, or was meant to be one."""
    return is_dmarc_text(text) or read_meant(text) is not None


def read_meant(text: str) -> Meant | None:
    """What *text* was meant to be, or None where it was not meant to be a DMARC record."""
    traced, stains = unscarred(text)
    reading = _Reading(traced)
    version = _version(traced.text)
    if version is None:
        return None
    start, end = version
    before = traced.text[:start]
    reading.begin(start, end)
    if _HAS_TAG.search(before):
        reading.stain(Scar.LATE_VERSION, start, end)
        reading.take(0, start)
    elif before.strip(_EDGES) or (before and start != end):
        reading.stain(Scar.LEADING, 0, start)
    reading.take_behind(start, end)
    return Meant(tuple(reading.words), (*stains, *reading.stains))


def _version(text: str) -> tuple[int, int] | None:
    """Where the version stands; an empty span at the start where there is none; None where this is no DMARC record."""
    found = _VERSION.search(text)
    if found is not None:
        return found.start(), found.start() + len(found[0].rstrip(" \t_.-"))
    at = len(text) - len(text.lstrip(_EDGES))
    bare = _BARE_VERSION.match(text, at)
    if bare is not None:
        return bare.span()
    odd = _ODD_VERSION.match(text, at)
    if odd is not None:
        return odd.span() if near(odd[1].lower(), "dmarc1", 2) else None
    return (at, at) if _TELLING.search(text) else None


class _Reading:
    """One text on its way: the tags and scars found so far."""

    def __init__(self, traced: Traced) -> None:
        self.traced = traced
        self.text = traced.text
        self.words: list[Word] = []
        self.stains: list[Stain] = []
        self.continued = 0

    def stain(self, scar: Scar, start: int, end: int, instead: str = "") -> None:
        self.stains.append(Stain(scar, *self.traced.span(start, end), self.text[start:end], instead))

    def begin(self, start: int, end: int) -> None:
        """Judge the version at *start*."""
        if start == end:
            self.stain(Scar.NO_VERSION, start, end)
        elif _EXACT.fullmatch(self.text, start, end) is None:
            self.stain(Scar.VERSION, start, end)

    def take_behind(self, version: int, start: int) -> None:
        """Take what stands behind the *version*, from *start* on, which a semicolon should part from it."""
        # the parentheses of a zone file's record end where they began
        opened = self.text.lstrip(" \t").startswith("(")
        stop = len(self.text.rstrip(_EDGES if opened else " \t"))
        at = start
        while at < stop and self.text[at] in " \t,:.|/":
            at += 1
        if at >= stop:
            return
        if self.text[at] == ";":
            if self.text[start:at].strip(" \t"):
                self.stain(Scar.VERSION, version, at)
            at += 1
        elif start:
            named = _HAS_TAG.match(self.text, at)
            self.stain(Scar.SEMICOLON, start, named.end() if named else at + 1)
        self.take(at, stop)

    def take(self, start: int, stop: int) -> None:
        """Take the tags in ``text[start:stop]``."""
        while start < stop:
            end = self.text.find(";", start, stop)
            is_last = end < 0
            end = stop if is_last else end
            if self.text[start:end].strip(" \t"):
                self._segment(start, end)
            elif not is_last:
                self.stain(Scar.EMPTY, end, end + 1)
            start = end + 1

    def _segment(self, start: int, end: int) -> None:
        """Take what stands between two semicolons: one tag, or several that are not parted."""
        at = start
        if self._is_another(start, end):
            self._tag(start, end)
            return
        for match in _BEGINNING.finditer(self.text, start, end):
            group = next(name for name in _GROUPS if match[name] is not None)
            begins = match.start(group)
            if not self.text[at:begins].strip(" \t"):
                continue  # the first of them
            if match["sign"] in (":", "/") and _SIMPLE.fullmatch(self.text, at, match.start()) is None:
                continue  # the sign belongs to an address
            self._tag(at, match.start("sign") if match["sign"] else begins)
            self.stain(Scar.SEMICOLON, match.start("sign") if match["sign"] else begins, match.end())
            at = begins
        self._tag(at, end)

    def _is_another(self, start: int, end: int) -> bool:
        """Whether this is a tag of something else, whose value may be any text: "%x20-3A / %x3C-7E"."""
        match = _TAG.match(self.text, start + _lead(self.text[start:end]), end)
        if match is None or match[2] != "=":
            return False
        name = match[1].lower()
        return name not in _TAGS and not tag_name(name) and name != "mailto"

    def _tag(self, start: int, end: int) -> None:
        piece = self.text[start:end]
        bare = piece.strip(" \t")
        start += len(piece) - len(piece.lstrip(" \t"))
        end = start + len(bare)
        if self._continues(start, end):
            return
        match = _TAG.match(self.text, start, end)
        name = "" if match is None else match[1].lower()
        if match is not None and (match[2] == "=" or name in _TAGS or tag_name(name)):
            if match[2] != "=":
                self.stain(Scar.EQUALS, match.start(2), match.end(2))
            self._keep(name, start, match.end(1), match.end(), end)
            return
        parted = _PARTED.match(self.text, start, end)
        if parted is not None:
            self.stain(Scar.EQUALS, parted.end(1), parted.end())
            self._keep(parted[1].lower(), start, parted.end(1), parted.end(), end)
            return
        self.stain(Scar.STRAY, start, end)

    def _continues(self, start: int, end: int) -> bool:
        """Whether this is another address, or another option, of the tag before, behind a semicolon of its own."""
        last = self.words[-1] if self.words else None
        if last is None or self.continued >= _MOST_CONTINUED:
            return False
        is_address = last.name in _ADDRESSED and _ADDRESS.match(self.text, start, end) is not None
        is_option = last.name == "fo" and _OPTION.fullmatch(self.text, start, end) is not None
        if is_address or is_option:
            self.continued += 1
            spans = (*last.starts, *self.traced.starts[start - 1 : end])
            value = f"{last.value};{self.text[start:end]}"
            until = self.traced.span(start, end)[1]
            word = last._replace(
                value=value,
                span=(last.span[0], until),
                value_span=(last.value_span[0], until),
                starts=spans,
            )
            self.words[-1] = word
        return is_address or is_option

    def _keep(self, name: str, start: int, name_end: int, value_start: int, end: int) -> None:
        span = self.traced.span
        value_start = min(value_start, end)
        self.words.append(
            Word(
                name,
                self.text[value_start:end],
                span(start, end),
                span(start, name_end),
                span(value_start, end),
                self.traced.starts[value_start:end],
            )
        )


def _lead(text: str) -> int:
    return len(text) - len(text.lstrip(" \t"))


_GROUPS: Final = ("any", "known", "run", "joined", "behind")
