"""What did the evaluation come to, and how?  (RFC 7208 section 2.6)"""

from __future__ import annotations

from enum import Enum
from typing import Any, NamedTuple

from ..core.questions import Answer, Dns
from .grammar import Record, Term

__all__ = ["Lookup", "RecordTrace", "Result", "SpfResult", "TermTrace"]


class Result(Enum):
    """The results of ``check_host()``, in the words of RFC 7208 section 2.6."""

    NONE = "none"
    NEUTRAL = "neutral"
    PASS = "pass"  # noqa: S105 # no password
    FAIL = "fail"
    SOFTFAIL = "softfail"
    TEMPERROR = "temperror"
    PERMERROR = "permerror"


class Lookup(NamedTuple):
    """One question that was asked, and its answer."""

    question: Dns[Any]
    answer: Answer[Any]


class TermTrace(NamedTuple):
    """One term as it was evaluated.

    Arguments:
        term: the term with its span in the record.
        text: its text.
        target: the domain it came to name, macros expanded; "" for terms that name none.
        lookups: what was asked for it, in order; a ``branch`` has its own.
        matched: it decided the result of its record.
        lookup_count: the terms that caused look-ups so far, this one included (at most 10 may).
        void_count: the look-ups so far that brought nothing (at most 2 may).
        branch: the record that an ``include`` or ``redirect`` led to.
    """

    term: Term
    text: str
    target: str
    lookups: tuple[Lookup, ...]
    matched: bool
    lookup_count: int
    void_count: int
    branch: RecordTrace | None = None


class RecordTrace(NamedTuple):
    """One record as it was evaluated, a node of the evaluation tree.

    Arguments:
        domain: the domain it was looked up at.
        lookup: the question for it, and the answer.
        record: the record, or None when there is not exactly one.
        terms: the terms that were evaluated, in order, a followed ``redirect`` last; those behind a match are not here.
        result: what this record comes to; an ``include`` of it makes of this what section 5.2 says.
    """

    domain: str
    lookup: Lookup
    record: Record | None
    terms: tuple[TermTrace, ...]
    result: Result

    @property
    def deciding(self) -> RecordTrace:
        """The record that ends the evaluation: this one, or the one its redirect leads to."""
        node = self
        while node.terms and node.terms[-1].term.name == "redirect" and node.terms[-1].branch is not None:
            node = node.terms[-1].branch
        return node

    @property
    def matched(self) -> TermTrace | None:
        """The term that decided, in this record; None when none matched, or another record decided."""
        return self.terms[-1] if self.terms and self.terms[-1].matched else None


class SpfResult(NamedTuple):
    """What ``check_host()`` came to.

    Arguments:
        result: one of the seven results.
        identity: ``mailfrom``, or ``helo`` when the sender is null (RFC 7208 section 2.4).
        domain: the domain judged, A-labels; as given when it is none that can be judged.
        local_part: the sender's local part, ``postmaster`` where there is none.
        helo: the name the client gave.
        client_ip: its address; an IPv4-mapped one as IPv4.
        explanation: the domain owner's text for a fail (``exp=``), or None.
        tree: the evaluation tree, or None when nothing was looked up.
        lookup_count: the terms that caused look-ups.
        void_count: the look-ups that brought nothing.
    """

    result: Result
    identity: str
    domain: str
    local_part: str
    helo: str
    client_ip: str
    explanation: str | None = None
    tree: RecordTrace | None = None
    lookup_count: int = 0
    void_count: int = 0

    @property
    def sender(self) -> str:
        """The mailbox that ``%{s}`` expands to."""
        return f"{self.local_part}@{self.domain}"

    @property
    def matched(self) -> TermTrace | None:
        """The term that decided the result, in the record that ends the evaluation."""
        return None if self.tree is None else self.tree.deciding.matched
