"""What did the evaluation come to, and how?  (RFC 7208 section 2.6)"""

from __future__ import annotations

from enum import Enum
from typing import Any, NamedTuple, TypeAlias

from ..core.questions import Answer, Dns, Txt
from .grammar import Record, Term, parse
from .terms import Read

__all__ = ["Asked", "Asking", "Lookup", "RecordTrace", "Result", "SpfResult", "TermTrace"]


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


# what an evaluation notes of a look-up, and of a term that asked: the members of Lookup, and of TermTrace but its text
Asked: TypeAlias = tuple[Dns[Any], Answer[Any]]
Asking: TypeAlias = "tuple[Read, str, tuple[Asked, ...], bool, int, int, RecordTrace | None]"


class RecordTrace(NamedTuple):
    """One record as it was evaluated, a node of the evaluation tree.

    Arguments:
        domain: the domain it was looked up at.
        question: the question for it.
        answer: what was answered.
        text: the record's text, or None when there is not exactly one record.
        result: what this record comes to; an ``include`` of it makes of this what section 5.2 says.
        asked: what was noted of the terms evaluated that cause look-ups; :attr:`terms` makes it readable.
        walked: how many of the record's terms were looked at.
        match: the term that matched, and so decided, as it was read.
        counts: the terms that caused look-ups, and the look-ups that brought nothing, before this record.
    """

    domain: str
    question: Dns[Txt]
    answer: Answer[Txt]
    text: str | None
    result: Result
    asked: tuple[Asking, ...] = ()
    walked: int = 0
    match: Read | None = None
    counts: tuple[int, int] = (0, 0)

    @property
    def lookup(self) -> Lookup:
        """The question for it, and the answer."""
        return Lookup(self.question, self.answer)

    @property
    def record(self) -> Record | None:
        """The record, or None when there is not exactly one."""
        return None if self.text is None else parse(self.text)

    @property
    def terms(self) -> tuple[TermTrace, ...]:
        """The terms that were evaluated, in order, a followed ``redirect`` last; those behind a match are not here."""
        record = self.record
        if record is None:
            return ()
        asked = {one[0]: _readable(record, one) for one in self.asked}
        counts = self.counts
        terms: list[TermTrace] = []
        for term in record.terms[: self.walked]:
            if not term.qualifier:
                continue
            trace = asked.pop(term, None)
            if trace is None:
                trace = TermTrace(term, record.show(term), "", (), term == self.match, *counts)
            counts = (trace.lookup_count, trace.void_count)
            terms.append(trace)
        return (*terms, *asked.values())

    @property
    def matched(self) -> TermTrace | None:
        """The same as it was evaluated."""
        return None if self.match is None else self.terms[-1]

    @property
    def deciding(self) -> RecordTrace:
        """The record that ends the evaluation: this one, or the one its redirect leads to."""
        node = self
        while node.asked:
            term, *_, branch = node.asked[-1]
            if branch is None or term[0] != "redirect":
                break
            node = branch
        return node


def _readable(record: Record, asking: Asking) -> TermTrace:
    read, target, asked, matched, lookup_count, void_count, branch = asking
    term = Term(*read)
    lookups = tuple([Lookup(*one) for one in asked])
    return TermTrace(term, record.show(term), target, lookups, matched, lookup_count, void_count, branch)


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
