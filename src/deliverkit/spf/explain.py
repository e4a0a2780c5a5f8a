"""Which finding does a result that is no pass and no error carry, and which change would make this client pass?"""

from __future__ import annotations

from datetime import timedelta

from ..core.evidence import Evidence
from ..core.findings import Finding
from ..core.names import is_within
from .grammar import Record, Term
from .result import RecordTrace, Result, SpfResult
from .rules import evaluation as rules
from .rules import lookups as lookup_rules

__all__ = ["allowing", "explain"]

_RULES = {
    Result.FAIL: rules.not_authorized,
    Result.SOFTFAIL: rules.probably_not_authorized,
    Result.NEUTRAL: rules.nothing_said,
}


def explain(value: SpfResult) -> tuple[Finding, ...]:
    """The finding for a none, neutral, softfail or fail."""
    tree = value.tree
    if tree is None:
        return (rules.unusable_domain(domain=value.domain, identity=value.identity).about(value.domain),)
    decided = tree.deciding
    record = decided.record
    if record is None:
        finding = lookup_rules.no_record(
            domain=value.domain, client_ip=value.client_ip, suggested=f"v=spf1 {_network(value.client_ip)} ~all"
        )
        return (finding.about(value.domain),)
    matched = decided.matched
    term, text = (None, "") if matched is None else (matched.term, matched.text)
    owner, own, before = decided, record, term
    if decided is not tree and tree.record is not None and not _same_owner(decided, tree):
        # the record behind the redirect is another owner's; the mechanisms of the domain's own come before its redirect
        owner, own, before = tree, tree.record, None
    finding = _RULES[value.result](
        domain=value.domain,
        client_ip=value.client_ip,
        term=text,
        ends_at=decided.domain,
        owner=owner.domain,
        repaired=allowing(own, value.client_ip, before),
        record=own.text,
    )
    start, end = (0, len(record.text)) if term is None else (term.start, term.end)
    finding = finding.about(value.domain, Evidence.cut(decided.lookup.question.uri, record.text, start, end))
    ttl = owner.lookup.answer.ttl
    return (finding if ttl is None else finding.retest_after(timedelta(seconds=ttl)),)


def allowing(record: Record, client_ip: str, before: Term | None = None) -> str:
    """The record's text with *client_ip* allowed.

    Arguments:
        before: the term to stand before; None for the modifiers at the end, or the end.
    """
    text = record.text
    at = len(text)
    if before is not None:
        at = before.start
    else:
        for term in reversed(record.terms):
            if term.qualifier:
                break
            at = term.start
    if at < len(text):
        return f"{text[:at]}{_network(client_ip)} {text[at:]}"
    return f"{text.rstrip(' ')} {_network(client_ip)}"


def _network(client_ip: str) -> str:
    return f"ip6:{client_ip}" if ":" in client_ip else f"ip4:{client_ip}"


def _same_owner(one: RecordTrace, other: RecordTrace) -> bool:
    return is_within(one.domain, other.domain) or is_within(other.domain, one.domain)
