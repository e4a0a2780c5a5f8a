"""What is a term of an SPF record, and what is the record?  (RFC 7208 sections 4.6.1 and 12)"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple, TypeAlias

__all__ = ["Fault", "Read", "Record", "Term"]


class Fault(Enum):
    """What is wrong with a term."""

    CHARACTER = "character"  # an octet that no term may hold
    UNKNOWN_MECHANISM = "unknown-mechanism"
    QUALIFIED_MODIFIER = "qualified-modifier"  # -redirect=...
    NO_NAME = "no-name"  # the term starts with no letter
    ARGUMENT = "argument"  # all:x, and terms whose argument is missing
    DOMAIN = "domain"  # no domain-spec
    MACRO = "macro"
    ADDRESS = "address"
    PREFIX = "prefix"  # a CIDR length that is none
    DUPLICATE = "duplicate"  # redirect= or exp= again


class Term(NamedTuple):
    """One mechanism or modifier.

    Arguments:
        name: its name in lower case, as far as one can be read.
        qualifier: ``+ - ~ ?`` for a mechanism (``+`` where none is written), ``""`` for a modifier.
        domain: the domain-spec before expansion, or a modifier's value; None where none is given.
        prefix4, prefix6: the CIDR lengths, in bits.
        network: for ``ip4`` and ``ip6`` the address as a number.
        start, end: its span in the record.
        fault: what is wrong with it, and ``faulty`` the span of the wrong part in the record.
    """

    name: str
    qualifier: str
    domain: str | None
    prefix4: int
    prefix6: int
    network: int
    start: int
    end: int
    fault: Fault | None = None
    faulty: tuple[int, int] = (0, 0)


# a term as it is read: the members of Term, in order, at a third of a named tuple's cost
Read: TypeAlias = tuple[str, str, str | None, int, int, int, int, int, Fault | None, tuple[int, int]]


class Record(NamedTuple):
    """An SPF record: its text (one character an octet) and its terms, in order."""

    text: str
    terms: tuple[Term, ...]
    faults: tuple[Term, ...]

    def modifier(self, name: str) -> Term | None:
        """The first modifier of that name."""
        for term in self.terms:
            if term.name == name and not term.qualifier:
                return term
        return None

    def show(self, term: Term) -> str:
        """The text of *term*."""
        return self.text[term.start : term.end]
