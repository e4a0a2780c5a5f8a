"""Which record was meant?  The text of an SPF record with its syntax mended, and each change that it took.

The terms without a fault stay as they are, byte for byte. What cannot be guessed is taken out. What comes out has no
fault (RFC 7208 section 12), and nothing is left to mend in it.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import Final, NamedTuple

from .grammar import Fault, Record, Term
from .respelling import EDGE, Speller, reads, split_term
from .spelling import address_term, bare_term, inner_terms, lengths, plain

__all__ = ["Mended", "Piece", "Step", "Wrong", "mend"]


class Wrong(Enum):
    """What a step mends; each is a rule."""

    DETACHED_QUALIFIER = "detached-qualifier"
    DETACHED_ARGUMENT = "detached-argument"
    UNKNOWN_MECHANISM = "unknown-mechanism"
    QUALIFIED_MODIFIER = "qualified-modifier"
    BAD_ADDRESS = "bad-address"
    BAD_PREFIX_LENGTH = "bad-prefix-length"
    BAD_MACRO = "bad-macro"
    BAD_DOMAIN = "bad-domain"
    MISSING_ARGUMENT = "missing-argument"
    UNEXPECTED_ARGUMENT = "unexpected-argument"
    ODD_CHARACTER = "odd-character"
    REPEATED_MODIFIER = "repeated-modifier"
    MISSING_BLANK = "missing-blank"


class Step(NamedTuple):
    """One change: ``record.text[start:end]`` becomes the terms *instead*, or nothing.

    Arguments:
        wrong: what was wrong.
        start, end: the span of the terms that are changed.
        marked: the span of the wrong part, to be shown.
        instead: what was meant there; a term that the record has already is not repeated.
    """

    wrong: Wrong
    start: int
    end: int
    marked: tuple[int, int]
    instead: tuple[str, ...]


class Piece(NamedTuple):
    """One term of the mended record, and the span of the old one that it comes from."""

    text: str
    start: int
    end: int


class Mended(NamedTuple):
    """The mended record: its text, its terms with where they come from, and the changes."""

    text: str
    pieces: tuple[Piece, ...]
    steps: tuple[Step, ...]


_FAULTS: Final = {
    Fault.CHARACTER: Wrong.ODD_CHARACTER,
    Fault.UNKNOWN_MECHANISM: Wrong.UNKNOWN_MECHANISM,
    Fault.QUALIFIED_MODIFIER: Wrong.QUALIFIED_MODIFIER,
    Fault.NO_NAME: Wrong.UNKNOWN_MECHANISM,
    Fault.ARGUMENT: Wrong.MISSING_ARGUMENT,
    Fault.DOMAIN: Wrong.BAD_DOMAIN,
    Fault.MACRO: Wrong.BAD_MACRO,
    Fault.ADDRESS: Wrong.BAD_ADDRESS,
    Fault.PREFIX: Wrong.BAD_PREFIX_LENGTH,
    Fault.DUPLICATE: Wrong.REPEATED_MODIFIER,
}
_ODD: Final = re.compile(r"[^!-~]+|[;,\"'`\\]+|(?<=[-+?~])[-+?~]+")
_QUALIFIER: Final = ("+", "-", "~", "?")
_MAX_JOINED: Final = 4  # terms that may belong together: "- ip4 : 192.0.2.1"
_MAX_GUESSED: Final = 200  # faults of one record that are thought about; any more terms with a fault are taken out
_ADDRESSED: Final = ("ip4", "ip6", "ip", "ipv4", "ipv6")
_OPTIONAL: Final = ("a", "mx", "ptr")  # their argument may be left out
_REQUIRED: Final = (*_ADDRESSED, "include", "exists", "redirect", "exp")
_ONCE: Final = ("redirect", "exp")


def mend(record: Record) -> Mended:
    """The record that was meant; its terms are those of *record*, and no step is needed, when it has no fault."""
    mending = _Mending(record)
    index = 0
    while index < len(record.terms):
        index = mending.take(index)
    text = " ".join(["v=spf1", *[piece.text for piece in mending.pieces]])
    return Mended(text, tuple(mending.pieces), tuple(mending.steps))


class _Mending:
    """One record on its way: what was taken over so far."""

    def __init__(self, record: Record) -> None:
        good = [term for term in record.terms if term.fault is None]
        self.record = record
        self.pieces: list[Piece] = []
        self.steps: list[Step] = []
        self.speller = Speller()
        self.known = {record.show(term).lower() for term in good} if record.faults else set[str]()
        self.once = {term.name for term in good if term.name in _ONCE}
        self.list_from = ""  # "include:a.example" behind "include:a.example,"

    def take(self, index: int) -> int:
        """Take over the term at *index*, with those that belong to it; the index of the next."""
        term = self.record.terms[index]
        text = self.record.show(term)
        if len(self.steps) >= _MAX_GUESSED and term.fault is not None:
            self.steps.append(Step(_FAULTS[term.fault], term.start, term.end, (term.start, term.end), ()))
            return index + 1
        if not self.record.faults or len(self.steps) >= _MAX_GUESSED:
            self.pieces.append(Piece(text, term.start, term.end))
            return index + 1
        until, joined, wrong = self._join(index, text if term.fault is None else plain(text))
        if wrong is not None:
            span = term.start, self.record.terms[until - 1].end
            self._change(wrong, span, span, self.speller.terms(joined, ""))
        elif term.fault is None:
            self.pieces.append(Piece(text, term.start, term.end))
        else:
            wrong, marked = _diagnose(term, text, joined)
            instead = () if term.fault is Fault.DUPLICATE else self.speller.terms(joined, self.list_from)
            self._change(wrong, (term.start, term.end), marked, instead)
            self.list_from = instead[-1] if instead and text[-1:] == "," else ""
        return until

    def _join(self, index: int, joined: str) -> tuple[int, str, Wrong | None]:
        """The terms from *index* on that belong together, as one text, and what parts them."""
        terms = self.record.terms
        wrong: Wrong | None = None
        until = index + 1
        while until < min(len(terms), index + _MAX_JOINED):
            behind = terms[until]
            text = plain(self.record.show(behind))
            parted = _parted(joined, text, behind)
            if parted is None:
                break
            joined += text
            wrong = wrong or parted
            until += 1
        return until, joined, wrong

    def _change(self, wrong: Wrong, span: tuple[int, int], marked: tuple[int, int], instead: tuple[str, ...]) -> None:
        self.steps.append(Step(wrong, *span, marked, instead))
        for text in instead:
            name = text.partition("=")[0].lower()
            if text.lower() in self.known or name in self.once:
                continue
            self.known.add(text.lower())
            if name in _ONCE:
                self.once.add(name)
            self.pieces.append(Piece(text, *span))


def _parted(text: str, behind: str, term: Term) -> Wrong | None:
    """What a blank between *text* and *behind*, which is the next *term*, has cut apart; None when nothing."""
    if text in _QUALIFIER:
        return Wrong.DETACHED_QUALIFIER if behind[:1].isalpha() and term.qualifier else None
    _, name, rest = split_term(text)
    first = behind[:1]
    if first == "/":
        takes = name in ("a", "mx", *_ADDRESSED) and "/" not in rest
        return Wrong.DETACHED_ARGUMENT if takes and lengths(behind) else None
    if (name not in _OPTIONAL and name not in _REQUIRED) or rest not in ("", ":", "="):
        return None
    if first in (":", "=") and not rest:
        return Wrong.DETACHED_ARGUMENT
    if term.fault is None or (not rest and name in _OPTIONAL):
        return None
    meant = address_term(behind) if name in _ADDRESSED else bare_term(behind) or "%{" in behind
    return Wrong.DETACHED_ARGUMENT if meant else None


def _diagnose(term: Term, text: str, joined: str) -> tuple[Wrong, tuple[int, int]]:
    """What is wrong with a single faulty term, and the span to mark."""
    whole = term.start, term.end
    assert term.fault is not None, "only faulty terms are diagnosed"
    if term.fault is Fault.DUPLICATE:
        return Wrong.REPEATED_MODIFIER, whole
    if joined in _QUALIFIER:
        return Wrong.DETACHED_QUALIFIER, whole
    odd = _ODD.search(text)
    if odd is not None and term.fault is not Fault.MACRO:
        return Wrong.ODD_CHARACTER, (term.start + odd.start(), term.start + odd.end())
    trimmed = text.rstrip(EDGE)
    if trimmed != text and term.fault is not Fault.ARGUMENT and reads(trimmed):
        return Wrong.ODD_CHARACTER, (term.start + len(trimmed), term.end)
    if len(inner_terms(text)) > 1:
        return Wrong.MISSING_BLANK, whole
    if term.fault is Fault.ARGUMENT and (term.name == "all" or split_term(text)[2][:1] == "/"):
        return Wrong.UNEXPECTED_ARGUMENT, term.faulty
    return _FAULTS[term.fault], term.faulty if term.faulty[0] < term.faulty[1] else whole
