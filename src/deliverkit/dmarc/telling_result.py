"""Why did this mail fail DMARC, and who has to act?  The findings of an evaluation (RFC 9989 sections 4.4 and 5.3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..core.findings import Finding, Severity
from .alignment import MODE_TAGS
from .discovery import Discovery
from .record import Disposition, Mode, Record
from .result import Evaluation, Result
from .rules import evaluation as rules
from .suffixes import registered_domain
from .telling import faults_of
from .telling import findings_of as findings_of_discovery

__all__ = ["findings_of"]

_OPINIONS: Final = (Result.PASS, Result.FAIL)


def findings_of(value: Evaluation, found: Discovery, *, judged_dkim: bool) -> tuple[Finding, ...]:
    """What is to be said of an evaluation: what decided it, then what is to be said of the record's place.

    Arguments:
        value: the evaluation.
        found: the record, and how it was found.
        judged_dkim: the signatures were judged, so that where there is none there is none.
    """
    findings = [*_of_result(value, found, judged_dkim=judged_dkim)]
    if {value.result, value.legacy_result} == set(_OPINIONS):
        named = tuple(one.word for one in value.identifiers if one.authenticated)
        findings.append(
            rules.results_differ(
                domain=found.domain,
                result=value.result.value,
                older=value.legacy_result.value,
                identifiers=named,
            )
        )
    findings = [one.about(found.domain) for one in findings]
    if value.result is Result.PASS:
        return (*findings, *(one for one in findings_of_discovery(found) if one.severity >= Severity.WARNING))
    return (*findings, *findings_of_discovery(found), *faults_of(found))


def _of_result(value: Evaluation, found: Discovery, *, judged_dkim: bool) -> Iterator[Finding]:
    if value.result is Result.PASS and judged_dkim and all(one.method == "spf" for one in value.aligned_by):
        yield rules.spf_alone_aligned(domain=found.domain, spf_domain=value.aligned_by[0].domain)
    if value.result is Result.FAIL and found.record is not None:
        yield _failed(value, found, found.record)
        for one in value.identifiers:
            if not one.counts and one.result == "pass" and one.aligned:
                yield rules.helo_does_not_count(domain=found.domain, helo=one.domain)


def _failed(value: Evaluation, found: Discovery, record: Record) -> Finding:
    possible = _possible(value, found, record)
    enforced = Disposition.NONE.value not in possible
    told = {"domain": found.domain, "policy": " or ".join(possible), "asked_by": _asked_by(found, record)}
    passed = [one for one in value.identifiers if one.authenticated]
    names = tuple(one.word for one in passed)
    strict = [one for one in passed if one.related]
    if strict:
        rule = rules.strict_alignment if enforced else rules.strict_alignment_unenforced
        relaxed = _relaxed(record, {one.method for one in strict})
        owner = next(step.owner for step in found.steps if step.domain == found.record_domain)
        passing = tuple(one.word for one in strict)
        return rule(**told, passed=passing, owner=owner, record=record.text, relaxed=relaxed)
    own = tuple(
        f"{one.word}: {one.result}" for one in value.identifiers if one.aligned and one.counts and not one.authenticated
    )
    if not passed:
        rule_of_none = rules.nothing_authenticated if enforced else rules.nothing_authenticated_unenforced
        return rule_of_none(**told, own=own)
    if passed[0].method == "spf":
        through = rules.sent_through_another_provider if enforced else rules.sent_through_another_provider_unenforced
        return through(**told, provider=_provider(passed[0].domain, found), passed=names, own=own)
    signed = rules.signed_for_another_domain if enforced else rules.signed_for_another_domain_unenforced
    return signed(**told, passed=names, own=own)


def _possible(value: Evaluation, found: Discovery, record: Record) -> tuple[str, ...]:
    """What may be asked for: several things only where nobody answered whether the domain exists."""
    if found.policy is not None:
        return (value.disposition.value,)
    policies = [record.requested(record.policy_for(subdomain=True, exists=exists)) for exists in (True, False)]
    return tuple(dict.fromkeys(policy.value for policy in policies))


def _provider(domain: str, found: Discovery) -> str:
    registered = registered_domain(domain)
    return domain if registered == found.legacy.organizational_domain else registered


def _asked_by(found: Discovery, record: Record) -> str:
    """The words of the record that ask for it: ``sp=reject of a.example, lowered by t=y``."""
    if not found.tag:
        return f"the record of {found.record_domain}"
    where = f"{found.tag}={found.word} of {found.record_domain}"
    return f"{where}, lowered by t=y," if record.testing and found.policy is not Disposition.NONE else where


def _relaxed(record: Record, methods: set[str]) -> str:
    """The record with relaxed alignment for *methods*."""
    text = record.text
    for tag in reversed(record.tags):
        if tag.name in {MODE_TAGS[method] for method in methods} and tag.value.lower() == Mode.STRICT.value:
            start, end = tag.value_span
            text = text[:start] + Mode.RELAXED.value + text[end:]
    return text
