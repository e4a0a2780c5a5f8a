"""What does this domain publish, and is it right?  Its SPF record, all it leads to, and what else looks like one.

RFC 7208 sections 3 and 4.4 to 4.6. No client is judged: the ledger counts what the worst case costs.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final, NamedTuple

from ..core.budget import DEFAULT_LIMITS, Budget, Limits
from ..core.evidence import Evidence
from ..core.findings import Finding
from ..core.names import to_ascii
from ..core.outcome import Outcome, Unknown
from ..core.questions import Answer, Dns, Status, Txt, mx, txt
from ..core.steps import Steps, ask, check, together
from . import syntax
from .branches import judge_branches, unanswered
from .grammar import Record, is_spf, parse
from .joining import Joined, join
from .ledger import Branch, Fate, ledger, nodes
from .meaning import judge
from .merging import merge
from .pasted import begins_spf, near_miss
from .reading import Reading, read
from .remedies import advice, guarded
from .repair import mend
from .result import Lookup
from .rules import form as form_rules
from .rules import lookups as lookup_rules
from .rules import publication as rules
from .settings import DEFAULT_SETTINGS, Settings
from .walk import follow

__all__ = ["Publication", "publication"]

_OVERHEAD: Final = 12 + 6  # a message's header; the question's type and class, and the ends of its name
_RECORD_OVERHEAD: Final = 12  # a compressed name, type, class, TTL and length
_MAX_ANSWER: Final = 512
_NOT_COUNTED: Final = (Fate.CUT, Fate.UNANSWERED)
_LEADING: Final = ("include", "redirect")


class Publication(NamedTuple):
    """The SPF record of a domain and what it costs.

    Arguments:
        domain: the domain, in normal form.
        record: its record as receivers read it, faults included.
        ledger: what each term costs, branch by branch; a faulty record is taken as it was meant.
        ttl: how long resolvers keep it, in seconds, or None where that is not known.
    """

    domain: str
    record: Record
    ledger: Branch
    ttl: int | None = None

    @property
    def lookups(self) -> int:
        """The look-ups of the worst case, of which 10 are allowed; there are more where not :attr:`complete`."""
        return self.ledger.lookups

    @property
    def complete(self) -> bool:
        """Whether all branches were counted: not those that nobody answered, nor what lies far beyond the limits."""
        return not any(cost.fate in _NOT_COUNTED and cost.term.name in _LEADING for _, cost in nodes(self.ledger))

    @property
    def voids(self) -> tuple[str, ...]:
        """The names whose look-up brings nothing, of which 2 are accepted."""
        return self.ledger.voids


class _Candidate(NamedTuple):
    """A TXT record that is, or was meant to be, an SPF record."""

    text: str  # as it stands
    meant: str  # with blanks between its strings and its version put right
    why: str  # why receivers do not see it; "" when they do
    end: int
    joined: Joined


@check
def publication(
    domain: str, *, settings: Settings = DEFAULT_SETTINGS, limits: Limits = DEFAULT_LIMITS
) -> Steps[Outcome[Publication]]:
    """Check what a domain publishes for SPF: the record, everything it leads to, and what only looks like it.

    Arguments:
        domain: the domain, as it stands behind the @ of a sender.
        settings: the limits of an evaluation.
        limits: ``questions`` bounds the DNS questions.

    Returns:
        A check whose outcome's value is the record with its ledger, or None when the domain has not exactly one.

    >>> import deliverkit as dk
    >>> world = dk.TableResolver({("a.example", "TXT"): ["v=spf1 include:b.example -all"]})
    >>> [finding.code for finding in dk.run(publication("a.example"), resolver=world).findings]
    ['spf.include-without-record']
    """
    name = to_ascii(domain)
    if name is None or "." not in name:
        return Outcome(value=None, findings=(rules.not_a_domain(text=domain[:255]).about(domain[:255]),))
    budget = Budget(limits)
    budget.spend("questions", 2)
    question = txt(name)
    obsolete: Dns[Txt] = Dns(name, "SPF")
    answer, old = yield from together(ask(question), ask(obsolete))
    found = yield from _published(name, question, answer, settings, budget)
    return Outcome(
        value=found.value,
        findings=_timed(found.findings, answer) + _of_obsolete(obsolete, old),
        unknown=found.unknown + _unreachable(obsolete, old),
    )


def _published(
    name: str, question: Dns[Txt], answer: Answer[Txt], settings: Settings, budget: Budget
) -> Steps[Outcome[Publication]]:
    """What is to be said of the TXT records that were found."""
    if answer.status is Status.UNREACHABLE:
        return Outcome(value=None, unknown=_unreachable(question, answer))
    seen, misses = _candidates(answer)
    told = _of_answer(name, question, answer, misses if seen else ())
    candidates = seen or misses
    if not candidates:
        nothing = yield from _nothing(name)
        return Outcome(value=None, findings=nothing.findings + told, unknown=nothing.unknown)
    several, reading = _choose(name, question, answer, candidates)
    if reading is None:
        return Outcome(value=None, findings=several + told)
    walk = yield from follow(name, reading.meant, budget)
    branch = ledger(walk, name, reading.meant)
    mine = (
        *syntax.of_steps(reading.record, reading.mended, name, question.uri, reading.published),
        *judge(reading),
        *judge_branches(reading, branch, settings),
    )
    if len(candidates) > 1:
        mine = tuple(map(advice, mine))  # once the records are one, these replace it
    value = Publication(name, parse(seen[0].text), branch, answer.ttl) if len(seen) == 1 else None
    found = several + mine
    for one in candidates:
        record = parse(one.meant)
        found = guarded(found, record, mend(record))
    return Outcome(value=value, findings=found + told, unknown=unanswered(walk, branch))


def _unreachable(question: Dns[Txt], answer: Answer[Txt]) -> tuple[Unknown, ...]:
    if answer.status is not Status.UNREACHABLE:
        return ()
    what = f"SPF record of {question.name}" if question.rdtype == "TXT" else f"type SPF records of {question.name}"
    return (Unknown(what=what, why=answer.reason, question=question),)


def _of_obsolete(question: Dns[Txt], answer: Answer[Txt]) -> tuple[Finding, ...]:
    if not answer.records:
        return ()
    name, texts = question.name, tuple(record.data.decode("utf-8", "surrogateescape") for record in answer.records)
    cuts = [Evidence.cut(question.uri, record.data) for record in answer.records[:3]]
    return _timed((rules.obsolete_type(domain=name, records=texts).about(name).seen_in(*cuts),), answer)


def _candidates(answer: Answer[Txt]) -> tuple[tuple[_Candidate, ...], tuple[_Candidate, ...]]:
    """The SPF records of the answer, and the texts that were meant to be some."""
    seen: list[_Candidate] = []
    misses: list[_Candidate] = []
    for record in answer.records:
        text = record.data.decode("latin-1")
        joined = join(tuple(string.decode("latin-1") for string in record.strings))
        if is_spf(record):
            seen.append(_Candidate(text, joined.text, "", 0, joined))
        elif begins_spf(joined.text):
            misses.append(_Candidate(text, joined.text, "no blank stands behind v=spf1", 7, joined))
        elif miss := near_miss(text):
            misses.append(_Candidate(text, miss.text, miss.why, miss.end, joined))
    return tuple(seen), tuple(misses)


def _of_answer(
    name: str, question: Dns[Txt], answer: Answer[Txt], strays: tuple[_Candidate, ...]
) -> tuple[Finding, ...]:
    """What is wrong beside the record itself."""
    found = [
        rules.stray_record(domain=name, why=one.why)
        .about(name)
        .seen_in(Evidence.cut(question.uri, one.text.encode("latin-1"), 0, one.end))
        for one in strays
    ]
    size = len(name) + _OVERHEAD
    size += sum(_RECORD_OVERHEAD + sum(len(string) + 1 for string in record.strings) for record in answer.records)
    if size > _MAX_ANSWER:
        found.append(rules.large_answer(domain=name, octets=size).about(name))
    return tuple(found)


def _nothing(name: str) -> Steps[Outcome[Publication]]:
    """No record: a first one names the mail hosts; or says that no mail is sent, where nothing receives any."""
    question = mx(name)
    answer = yield from ask(question)
    receives = any(record.exchange for record in answer.records)
    suggested = "v=spf1 mx ~all" if receives else "v=spf1 -all"
    unknown: tuple[Unknown, ...] = ()
    if answer.status is Status.UNREACHABLE:
        suggested = ""
        unknown = (Unknown(what=f"mail hosts of {name}", why=answer.reason, question=question),)
    finding = lookup_rules.no_record(domain=name, client_ip="", suggested=suggested)
    return Outcome(value=None, findings=(finding.about(name),), unknown=unknown)


def _choose(
    name: str, question: Dns[Txt], answer: Answer[Txt], candidates: tuple[_Candidate, ...]
) -> tuple[tuple[Finding, ...], Reading | None]:
    """The record to judge, which merges several; None when they cannot be merged. And what is wrong with its form."""
    first, *more = candidates
    texts = tuple(one.text for one in candidates)
    merged = merge(tuple(one.meant for one in candidates)) if more else first.meant
    reading = read(merged, name, question.uri, texts[0]) if merged else None
    repaired = reading.mended.text if reading else ""
    found: list[Finding] = []
    if first.why:
        finding = form_rules.not_quite_spf(domain=name, why=first.why, record=texts, repaired=repaired)
        cuts = [Evidence.cut(question.uri, one.text.encode("latin-1"), 0, one.end) for one in candidates[:10]]
        found.append(finding.about(name).seen_in(*cuts))
    elif more:
        found.append(syntax.multiple(Lookup(question, answer), [one for one in answer.records if is_spf(one)]))
    joined = first.joined
    if joined.terms and not more:
        finding = form_rules.strings_run_together(domain=name, terms=joined.terms, record=first.text, repaired=repaired)
        cuts = [Evidence.cut(question.uri, joined.shown.encode("latin-1"), *span) for span in joined.spans[:10]]
        found.append(finding.about(name).seen_in(*cuts))
    return tuple(found), reading


def _timed(findings: tuple[Finding, ...], answer: Answer[Txt]) -> tuple[Finding, ...]:
    wait = None if answer.ttl is None else timedelta(seconds=answer.ttl)
    return tuple(finding.retest_after(wait) for finding in findings)
