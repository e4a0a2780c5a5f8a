"""Was this client allowed to send for this sender?  SPF as far as the envelope is known (RFC 7208 section 2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from ..core.findings import Finding, Severity
from ..core.outcome import Outcome, Unknown
from ..core.steps import Steps
from ..spf import RecordTrace, Result, SpfResult, check_host, lint
from ..spf import Settings as SpfSettings
from .envelope import Envelope

__all__ = ["spf_of"]


def spf_of(envelope: Envelope, settings: SpfSettings) -> Steps[Outcome[SpfResult]]:
    """SPF of the transaction; what *envelope* lacks for it is an unknown, and nothing is asked."""
    client_ip, mail_from, helo = envelope.client_ip, envelope.mail_from, envelope.helo
    if client_ip is None:
        return _unknown("client IP not given")
    if mail_from is None:
        return _unknown("envelope sender not given")
    if helo is None and envelope.is_null_sender:
        # "When the reverse-path is null ... defines the MAIL FROM identity to be the mailbox composed of the local-part
        # postmaster and the HELO identity" (RFC 7208 section 2.4)
        return _unknown("HELO name not given, and the sender is null")
    outcome = yield from check_host(client_ip, mail_from, helo or "", settings=settings)
    if helo is None and outcome.value is not None and _asks_for_helo(outcome.value.tree):
        return _unknown("HELO name not given, and the record depends on it")
    return _with_record(outcome)


def _unknown(why: str) -> Outcome[SpfResult]:
    return Outcome(value=None, unknown=(Unknown(what="SPF", why=why),))


def _asks_for_helo(tree: RecordTrace | None) -> bool:
    """Whether a term that was evaluated holds the macro letter h (RFC 7208 section 7.2)."""
    todo = [] if tree is None else [tree]
    while todo:
        node = todo.pop()
        if any("%{h" in trace.text.lower() for trace in node.terms):
            return True
        todo += [trace.branch for trace in node.terms if trace.branch is not None]
    return False


def _with_record(outcome: Outcome[SpfResult]) -> Outcome[SpfResult]:
    """The outcome with whatever else is wrong with the domain's own record, where it did not come to pass."""
    value = outcome.value
    tree = None if value is None or value.result is Result.PASS else value.tree
    if tree is None or tree.record is None:
        return outcome
    known = {(finding.code, finding.subject) for finding in outcome.findings}
    more = [
        _looked_up(finding, tree)
        for finding in lint(tree.record.text, domain=tree.domain).findings
        if finding.severity >= Severity.WARNING and (finding.code, finding.subject) not in known
    ]
    findings = tuple(_timed(finding, tree) for finding in (*outcome.findings, *more))
    return Outcome(value=value, findings=findings, unknown=outcome.unknown, applies=outcome.applies)


def _looked_up(finding: Finding, tree: RecordTrace) -> Finding:
    """A finding about a record's text, with the look-up as the place where it was seen."""
    return Finding(
        code=finding.code,
        severity=finding.severity,
        message=finding.message,
        remedy=finding.remedy,
        subject=finding.subject,
        facts=finding.facts,
        evidence=tuple(replace(one, source=tree.lookup.question.uri) for one in finding.evidence),
        cites=finding.cites,
    )


def _timed(finding: Finding, tree: RecordTrace) -> Finding:
    """The finding with the time that resolvers keep the record its remedy replaces."""
    remedy, ttl = finding.remedy, tree.lookup.answer.ttl
    if remedy.publish is None or remedy.publish.owner != tree.domain or remedy.retest_after or ttl is None:
        return finding
    return finding.retest_after(timedelta(seconds=ttl))
