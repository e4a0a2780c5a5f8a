"""What does this domain publish for DMARC, is it right, does it stand where it should, and do reports arrive?

RFC 9989 sections 4.1 to 4.8 and 4.10, RFC 9990 section 4. No message is judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Final

from ..core.budget import DEFAULT_LIMITS, Budget, Limits
from ..core.evidence import Evidence
from ..core.findings import Finding, Severity
from ..core.outcome import Outcome, Unknown
from ..core.questions import Status
from ..core.steps import Steps, ask_all, check, together
from .arguments import expect, normal
from .astray import Elsewhere, judge_elsewhere, other_names, wildcards
from .destinations import judge_destinations
from .discovery import Discovery, discover
from .grammar import is_dmarc_text
from .joining import in_place_of, with_change
from .judging import judge
from .meant import looks_like_dmarc, read_meant
from .repair import mend
from .rules import discovery as discovery_rules
from .rules import policies as policy_rules
from .rules import publication as rules
from .suffixes import registered_domain
from .walk import Step

__all__ = ["publication"]

_WALK: Final = 10  # questions that a discovery may ask
_OTHERS: Final = 8  # names where a record is put by mistake, and wildcards
_MOST_JUDGED: Final = 5  # texts at one name
_OVERHEAD: Final = 12 + 6  # a message's header; the question's type and class, and the ends of its name
_RECORD_OVERHEAD: Final = 12  # a compressed name, type, class, TTL and length
_MAX_ANSWER: Final = 512
_NO_RECORD: Final = discovery_rules.no_record.code
_UNRELATED: Final = discovery_rules.unrelated_text.code
_WILDCARD: Final = rules.wildcard_text.code
_UNUSED: Final = rules.unused_subdomain_policy.code
_UNPROTECTED: Final = policy_rules.unprotected_subdomains.code


@check
def publication(domain: str, *, limits: Limits = DEFAULT_LIMITS) -> Steps[Outcome[Discovery]]:
    """Check what a domain publishes for DMARC: the record that applies, its place, and its report addresses.

    Arguments:
        domain: the domain behind the @ of an author's address, with A-labels or U-labels.
        limits: ``questions`` bounds the DNS questions: up to 10 for the walk, 8 for names where records are put by
            mistake and wildcards, and 12 for each domain that reports are to be sent to.

    Returns:
        A check whose outcome's value is what :func:`discover` found; None where *domain* is no domain name. The
        findings are those of the discovery, of the record that applies, of other places, and of the report addresses. A
        look-up that fails is an unknown, never "no record".

    Raises:
        UsageError: *domain* is no text, or *limits* are none.

    >>> import deliverkit as dk
    >>> records = {("_dmarc.a.example", "TXT"): ["v=DMARC1; p=reject; rua=mailto:dmarc@b.example"]}
    >>> world = dk.TableResolver({**records, ("b.example", "MX"): [(10, "mx.b.example")]})
    >>> [finding.code for finding in dk.run(publication("a.example"), resolver=world).findings]
    ['dmarc.unauthorized-destination']
    """
    name = normal("dmarc.publication()", "domain", domain).removeprefix("_dmarc.")
    expect("dmarc.publication()", "limits", limits, Limits, "a dk.Limits")
    budget = Budget(limits)
    # a discovery that may not ask refuses by itself
    may_ask = budget.spend("questions", _WALK) and budget.spend("questions", _OTHERS)
    names = other_names(name) if name and may_ask else ()
    wild = wildcards(name, registered_domain(name)) if names else ()
    discovered, answers = yield from together(discover(name or domain, limits=limits), ask_all((*names, *wild)))
    found = discovered.value
    if found is None:
        return discovered
    refused = budget.unknown(f"what else {found.domain} publishes for DMARC")
    elsewhere = tuple(map(Elsewhere, (*names, *wild), answers))
    others = elsewhere[: len(names)]
    here = tuple(step for step in found.steps if step.domain in (found.domain, found.record_domain))
    mine = tuple(finding for step in here for finding in _of_step(step, found))
    has_record = any(step.records for step in here if step.domain == found.domain)
    has_text = any(looks_like_dmarc(text) for text in found.steps[0].texts)
    is_there = has_record or has_text
    place = Elsewhere(found.steps[0].question, found.steps[0].answer)
    astray = judge_elsewhere(found.domain, place, others, elsewhere[len(names) :], has_record=is_there)
    reports = yield from _reports(found, budget)
    told = mine + astray
    first = _not_repeated(discovered.findings, told)
    unknown = discovered.unknown + refused + reports.unknown
    if not is_there:
        unknown += _unanswered(found.domain, others)
    return Outcome(value=found, findings=first + told + reports.findings, unknown=unknown)


def _not_repeated(first: tuple[Finding, ...], told: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings of the discovery, without those that are told here too, or mended here."""
    known = {(one.code, one.evidence) for one in told}
    # what was meant to be the record is mended: no other is to be published beside it
    mistaken = {_NO_RECORD} if any(one.remedy.publish is not None for one in told) else set[str]()
    # what a wildcard answers with cannot be moved or deleted at the name that it answers for
    answered = {_UNRELATED} if _WILDCARD in {one.code for one in told} else set[str]()
    return tuple(one for one in first if (one.code, one.evidence) not in known and one.code not in mistaken | answered)


def _unanswered(domain: str, places: Iterable[Elsewhere]) -> tuple[Unknown, ...]:
    what = f"whether a DMARC record of {domain} stands elsewhere"
    return tuple(
        Unknown(what=what, why=answer.reason, question=question)
        for question, answer in places
        if answer.status is Status.UNREACHABLE
    )


def _of_step(step: Step, found: Discovery) -> Iterator[Finding]:
    """What is wrong with what stands at one name."""
    wait = None if step.answer.ttl is None else timedelta(seconds=step.answer.ttl)
    of_name = tuple(_of_name(step, found))
    ignored = any(one.code == _UNUSED for one in of_name)
    for finding in (*_of_texts(step), *of_name):
        # a policy that has no effect leaves nobody unprotected
        if not (ignored and finding.code == _UNPROTECTED):
            yield finding.retest_after(wait)


def _of_texts(step: Step) -> Iterator[Finding]:
    name, uri = step.owner, step.question.uri
    meant = [text for text in step.texts if looks_like_dmarc(text)]
    records = [text for text in meant if is_dmarc_text(text)] or meant
    # several that count are told of as such, with the one that replaces them
    joined = in_place_of(name, records) if records[1:] and not step.records else None
    for text in records[:_MOST_JUDGED]:
        for finding in judge(text, name=name, subject=step.domain, source=uri):
            if len(records) == 1:
                yield finding
            elif finding.severity > Severity.NOTE:
                yield with_change(finding, joined)
    for text in [one for one in meant if one not in records][:_MOST_JUDGED]:
        stray = rules.stray_record(name=name, record=text)
        yield stray.about(step.domain).seen_in(Evidence.cut(uri, text))


def _of_name(step: Step, found: Discovery) -> Iterator[Finding]:
    """What is to be said of the name that it stands at."""
    name, aliases = step.question.name, step.answer.aliases
    if aliases and step.answer.status is not Status.UNREACHABLE:
        has_record = any(map(looks_like_dmarc, step.texts))
        rule = rules.record_behind_alias if has_record else rules.alias_to_nothing
        yield rule(name=name, target=aliases[-1]).about(step.domain)
    size = len(name) + _OVERHEAD
    size += sum(_RECORD_OVERHEAD + sum(len(one) + 1 for one in record.strings) for record in step.answer.records)
    if size > _MAX_ANSWER:
        yield rules.large_answer(name=name, octets=size).about(step.domain)
    yield from _unused(step, found)


def _unused(step: Step, found: Discovery) -> Iterator[Finding]:
    """Whether the record has policies for subdomains that count only further up."""
    record, organizational = step.record, found.organizational_domain
    if record is None or step.domain != found.domain or organizational in ("", found.domain):
        return
    tags = [tag for tag in map(record.tag, ("sp", "np")) if tag is not None]
    meant = read_meant(record.text)
    if tags and meant is not None and found.domain.endswith(f".{organizational}"):
        names = tuple(tag.name for tag in tags)
        kept = meant._replace(words=tuple(word for word in meant.words if word.name not in names))
        finding = rules.unused_subdomain_policy(
            domain=step.domain,
            name=step.owner,
            tags=names,
            organizational=organizational,
            record=record.text,
            repaired=mend(kept).text,
        )
        cuts = (Evidence.cut(step.question.uri, record.text, *tag.span) for tag in tags)
        yield finding.about(step.domain).seen_in(*cuts)


def _reports(found: Discovery, budget: Budget) -> Steps[Outcome[None]]:
    step = next((step for step in found.steps if step.domain == found.record_domain), None)
    if step is None or step.record is None:
        return Outcome(value=None)
    judged = yield from judge_destinations(
        step.record, step.domain, found.organizational_domain, step.question.uri, budget
    )
    return judged
