"""What does one evaluation carry along?  Its counters, what macros stand for, and why it was halted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from ..core.evidence import Evidence
from ..core.findings import Finding
from ..core.names import fits
from ..core.outcome import Unknown
from ..core.questions import Answer, Status, a, aaaa, ptr
from ..core.quick import new
from ..core.steps import Steps, ask, ask_all
from .addresses import Client, parse_ip4, parse_ip6
from .grammar import Record, Term
from .identity import Identity
from .macros import MacroContext, expand, macro_letters
from .result import Lookup, Result
from .rules import evaluation as rules
from .rules import lookups as lookup_rules
from .settings import Settings

__all__ = ["NO_NAME", "Here", "Run", "fit", "without"]

NO_NAME: Final[Answer[Any]] = Answer(Status.NO_NAME)  # for a name that cannot stand in the DNS
_FOUND = Status.FOUND  # looking a member up in its Enum costs a call, and every look-up does


class Here(NamedTuple):
    """The record under evaluation: its domain, how it was looked up, and what it says."""

    domain: str
    lookup: Lookup
    record: Record

    def show(self, term: Term) -> Evidence:
        """The record with *term* marked."""
        return Evidence.cut(self.lookup.question.uri, self.record.text, term.start, term.end)


def fit(name: str) -> str:
    """*name* as it is asked for: "the left side is truncated to fit, by removing successive domain labels"."""
    name = name.lower().removesuffix(".")
    if len(name) > 253:
        name = name[name.find(".", len(name) - 254) + 1 :]
    return name


def without(record: Record, *terms: Term) -> str:
    """The record's text with *terms* taken out."""
    return " ".join(["v=spf1", *(record.show(term) for term in record.terms if term not in terms)])


class Run:
    """The state of one evaluation; ``halted`` is the result that ended it early, if one did."""

    lookup_count = 0
    void_count = 0
    voids: tuple[str, ...] = ()
    pointers: tuple[Lookup, ...] = ()
    validated: tuple[str, ...] | None = None
    halted: Result | None = None
    findings: tuple[Finding, ...] = ()
    unknown: tuple[Unknown, ...] = ()

    def __init__(self, client: Client, identity: Identity, helo: str, settings: Settings) -> None:
        self.client = client
        self.identity = identity
        self.helo = helo
        self.settings = settings

    def halt(self, result: Result, *findings: Finding, unknown: tuple[Unknown, ...] = ()) -> None:
        """End the evaluation with an error and what is to be said of it."""
        self.halted = result
        self.findings = findings
        self.unknown = unknown

    def unanswered(self, what: str, lookup: Lookup, *evidence: Evidence) -> None:
        """End it with temperror, because nobody answered."""
        name, reason = lookup.question.name, lookup.answer.reason
        finding = rules.lookup_failed(name=name, rdtype=lookup.question.rdtype, reason=reason)
        self.halt(
            Result.TEMPERROR,
            finding.about(self.identity.domain).seen_in(*evidence),
            unknown=(Unknown(what=what, why=reason, question=lookup.question),),
        )

    def spend(self, here: Here, term: Term) -> bool:
        """Count a term that causes look-ups; False, and halted, when it is one too many."""
        self.lookup_count += 1
        if self.lookup_count <= self.settings.max_lookups:
            return True
        text = here.record.show(term)
        finding = lookup_rules.too_many_lookups(
            domain=here.domain, term=text, limit=self.settings.max_lookups, record=here.record.text, proposal=""
        )
        self.halt(Result.PERMERROR, finding.about(self.identity.domain).seen_in(here.show(term)))
        return False

    def tally(self, here: Here, term: Term, lookup: Lookup) -> bool:
        """Count a look-up that brought nothing; False, and halted, when it is one too many or nobody answered."""
        status = lookup.answer.status
        # a name that cannot stand in the DNS is not asked for, so that no "DNS queries return" nothing (section 4.6.4)
        if status is _FOUND or lookup.answer is NO_NAME:
            return True
        if status is Status.UNREACHABLE:
            self.unanswered(f"SPF term {here.record.show(term)} of {here.domain}", lookup, here.show(term))
            return False
        self.void_count += 1
        self.voids += (lookup.question.name,)
        if self.void_count <= self.settings.max_void_lookups:
            return True
        finding = lookup_rules.too_many_void_lookups(
            domain=here.domain,
            term=here.record.show(term),
            limit=self.settings.max_void_lookups,
            voids=self.voids,
            record=here.record.text,
            repaired=without(here.record, term),
        )
        self.halt(Result.PERMERROR, finding.about(self.identity.domain).seen_in(here.show(term)))
        return False

    def context(self, domain: str, validated: str, timestamp: str) -> MacroContext:
        """What the macro letters stand for in the record of *domain*."""
        client, identity = self.client, self.identity
        zone = "in-addr" if client.bits == 32 else "ip6"
        _, local_part, sender_domain, _ = identity
        names = (f"{local_part}@{sender_domain}", local_part, sender_domain, domain, client.dotted, client.text)
        return new(MacroContext, (*names, self.helo, self.settings.receiver, zone, validated, timestamp))

    def expand(self, text: str, domain: str, validated: str = "unknown", timestamp: str = "") -> str:
        """*text* with its macros replaced; "" where it can match nothing.

        Arguments:
            validated: what ``%{p}`` stands for, where *text* uses it.
            timestamp: what ``%{t}`` stands for, where *text* uses it.
        """
        if not self.identity.local_part.isascii() and not macro_letters(text).isdisjoint("sl"):
            # "terms that include %{s} or %{l} do not match anything" (RFC 8616 section 4)
            return ""
        return expand(text, self.context(domain, validated, timestamp))

    def best_name(self, domain: str) -> Steps[str]:
        """The name ``%{p}`` stands for: *domain* itself, else one below it, else any, else "unknown" (section 7.3)."""
        names = yield from self.validate()
        if domain in names:
            return domain
        below = [name for name in names if name.endswith("." + domain)]
        return next(iter(below or names), "unknown")

    def validate(self) -> Steps[tuple[str, ...]]:
        """The client's names that resolve back to it (RFC 7208 section 5.5), asked once."""
        if self.validated is None:
            question = ptr(self.client.reverse_name)
            answer = yield from ask(question)
            # "If this limit is exceeded, all records other than the first 10 MUST be ignored"
            names = [name.lower() for name in answer.records[: self.settings.max_addresses] if fits(name)]
            address = a if self.client.bits == 32 else aaaa
            questions = tuple([address(name) for name in names])
            answers = yield from ask_all(questions)
            # "If a DNS error occurs while doing an A RR lookup, then that domain name is skipped"
            pairs = zip(names, answers, strict=True)
            self.validated = tuple([name for name, found in pairs if self.holds(found, self.client.bits)])
            self.pointers = (Lookup(question, answer), *map(Lookup, questions, answers))
        return self.validated

    def holds(self, answer: Answer[str], prefix: int) -> bool:
        """Whether one of the addresses found is the client's, as far as *prefix* bits."""
        bits, number = self.client.bits, self.client.number
        parse: Callable[[str], int | None] = parse_ip4 if bits == 32 else parse_ip6
        shift = bits - prefix
        for text in answer.records:
            found = parse(text)
            if found is not None and (found ^ number) >> shift == 0:
                return True
        return False
