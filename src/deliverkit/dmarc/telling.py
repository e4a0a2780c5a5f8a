"""What is there to say of where a domain's records stand?  The findings of a discovery (RFC 9989 section 4.10)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from ..core.findings import Cut, Finding, Severity
from ..core.names import is_within
from ..core.questions import Txt
from ..core.records import RecordChange
from .joining import in_place_of, with_change
from .judging import judge
from .meant import looks_like_dmarc
from .merging import merge
from .record import Mode, Record, is_dmarc
from .rules import discovery as rules
from .suffixes import is_public_suffix
from .walk import Step, StepOutcome

if TYPE_CHECKING:
    from .discovery import Discovery

__all__ = ["faults_of", "findings_of", "policies_differ"]

_MOST_SHOWN: Final = 10
_NOT_KNOWN: Final = "not known"
_EMPTY: Final = Record(text="")


def findings_of(found: Discovery) -> tuple[Finding, ...]:
    """What is to be said of *found*: what is wrong first, then what is worth knowing."""
    several = tuple(_several(found))
    findings = [*several, *_not_seen(found)]
    # a name of one label is a host's own, or a public suffix: nothing to publish for whoever sends with it
    if found.is_known and found.record is None and not findings and "." in found.domain:
        findings.append(_nothing(found))
    findings += _beside(found)
    findings += _passed_over(found)
    if not several:
        findings += _differing(found)
    return tuple(findings)


def _several(found: Discovery) -> Iterator[Finding]:
    """Several records at the domain, or at one above that belongs to the same owner."""
    for step in found.steps:
        if step.outcome is StepOutcome.SEVERAL_DISCARDED and is_within(step.domain, found.legacy.organizational_domain):
            finding = rules.multiple_records(
                name=step.owner,
                count=len(step.records),
                domain=found.domain,
                applies=found.record_domain,
                policy=None if found.word == _NOT_KNOWN else _asked(found),
                older=_asked_of_older(found),
                records=tuple(record.text for record in step.records),
                merged=merge(step.records),
            )
            yield _seen(finding, found, step, *(one for one in step.answer.records if is_dmarc(one)))


def _seen(finding: Finding, found: Discovery, step: Step, *records: Txt) -> Finding:
    cuts = (Cut(step.question, one.data, 0, len(one.data)) for one in records[:_MOST_SHOWN])
    wait = None if step.answer.ttl is None else timedelta(seconds=step.answer.ttl)
    return finding.about(found.domain, *cuts).retest_after(wait)


def _not_seen(found: Discovery) -> Iterator[Finding]:
    """What is wrong with texts that were meant to be the record, where none counts."""
    for step in found.steps:
        if step.outcome is StepOutcome.NO_RECORD and is_within(step.domain, found.legacy.organizational_domain):
            texts = [text for text in step.texts[:_MOST_SHOWN] if looks_like_dmarc(text)]
            if step.domain == found.domain or found.record is None:
                faults = (finding for text in texts for finding in _faults(step, text, found.domain))
                yield from _joined(faults, in_place_of(step.owner, texts)) if texts[1:] else faults


def _joined(faults: Iterable[Finding], publish: RecordChange | None) -> Iterator[Finding]:
    for finding in faults:
        yield with_change(finding, publish)


def faults_of(found: Discovery) -> tuple[Finding, ...]:
    """What is wrong with the record that applies."""
    return tuple(
        finding
        for step in found.steps
        if step.record is not None and step.domain == found.record_domain
        for finding in _faults(step, step.record.text, found.domain)
    )


def _faults(step: Step, text: str, domain: str) -> Iterator[Finding]:
    wait = None if step.answer.ttl is None else timedelta(seconds=step.answer.ttl)
    for finding in judge(text, name=step.owner, subject=domain, source=step.question.uri):
        if finding.severity >= Severity.WARNING:
            yield finding.retest_after(wait)


def _nothing(found: Discovery) -> Finding:
    registered = found.legacy.organizational_domain
    # "postmaster" is the one mailbox that every domain with mail has (RFC 5321 section 4.5.1)
    contact = f"postmaster@{registered}"
    # section 5.2: "if a PSO publishes a DMARC record it MUST include the psd tag ... with a value of "y""; without it
    # all domains below were one organization
    suffix = "psd=y; " if is_public_suffix(registered) else ""
    name = owner = f"_dmarc.{registered}"
    alias = ""
    for step in found.steps:
        if step.question.name == name and step.answer.aliases:
            # what stands where the alias leads belongs to another use
            owner, alias = name if step.texts else step.owner, name
    finding = rules.no_record(
        domain=found.domain,
        owner=owner,
        suggested=f"v=DMARC1; p=none; {suffix}rua=mailto:{contact}",
        contact=contact,
        alias=alias,
    )
    return finding.about(found.domain)


def _beside(found: Discovery) -> Iterator[Finding]:
    for step in found.steps:
        # what an alias leads to has a place of its own
        if step.domain in (found.domain, found.record_domain) and not step.answer.aliases:
            others = [
                (one, text)
                for one, text in zip(step.answer.records, step.texts, strict=True)
                if not looks_like_dmarc(text)
            ]
            if others:
                texts = tuple(text[:255] for _, text in others[:_MOST_SHOWN])
                finding = rules.unrelated_text(name=step.question.name, texts=texts)
                yield _seen(finding, found, step, *(one for one, _ in others))


def _passed_over(found: Discovery) -> Iterator[Finding]:
    """Records between the domain and the one whose record counts."""
    if found.is_subdomain:
        for step in found.steps:
            if step.record is not None and len(step.domain) > len(found.record_domain):
                finding = rules.record_passed_over(
                    domain=found.domain, at=step.domain, record_domain=found.record_domain
                )
                yield finding.about(found.domain)


def _differing(found: Discovery) -> Iterator[Finding]:
    """Where receivers of RFC 9989 and of RFC 7489 act differently."""
    older = found.legacy
    if policies_differ(found):
        if found.record_domain != older.record_domain:
            finding = rules.policies_differ(
                domain=found.domain,
                policy=_asked(found),
                record_domain=found.record_domain,
                older_policy=_asked_of_older(found),
                older_record_domain=older.record_domain,
                owner=found.steps[0].owner,
                suggested=_own_record(found),
            )
            yield finding.about(found.domain)
        elif found.tag == "np":
            finding = rules.older_receivers_ignore_np(
                domain=found.domain,
                record_domain=found.record_domain,
                policy=found.word,
                older_policy=_asked_of_older(found),
            )
            yield finding.about(found.domain)
    organization = found.organizational_domain
    if organization and (found.record or older.record) and organization != older.organizational_domain:
        finding = rules.organizational_domains_differ(
            domain=found.domain, organizational=organization, older=older.organizational_domain
        )
        yield finding.about(found.domain)


def policies_differ(found: Discovery) -> bool:
    """Whether the two kinds of receivers are asked for different things, as far as both are known."""
    return _NOT_KNOWN not in (found.word, found.legacy.word) and _asked(found) != _asked_of_older(found)


def _asked(found: Discovery) -> str:
    return found.disposition.value if found.policy else found.word


def _asked_of_older(found: Discovery) -> str:
    return found.legacy.disposition.value if found.legacy.policy else found.legacy.word


def _own_record(found: Discovery) -> str:
    """A record for the domain itself that asks for what applies to it now."""
    source = found if found.policy is not None else found.legacy
    record = source.record or _EMPTY
    tags = [f"v=DMARC1; p={source.disposition.value}"]
    tags += [f"{name}=s" for name, mode in (("adkim", record.adkim), ("aspf", record.aspf)) if mode is Mode.STRICT]
    if is_public_suffix(found.domain):
        tags.append("psd=y")
    if addresses := [uri.text for uri in record.rua if uri.valid]:
        tags.append(f"rua={','.join(addresses)}")
    return "; ".join(tags)
