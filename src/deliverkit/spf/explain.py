"""Which finding does a result that is no pass and no error carry, and which change would make this client pass?"""

from __future__ import annotations

from datetime import timedelta

from ..core.findings import Cut, Finding
from ..core.names import is_within
from ..core.quick import new
from .grammar import parse
from .result import RecordTrace, Result, SpfResult
from .rules import evaluation as rules
from .rules import lookups as lookup_rules

__all__ = ["explain"]

_RULES = {
    Result.FAIL: rules.not_authorized,
    Result.SOFTFAIL: rules.probably_not_authorized,
    Result.NEUTRAL: rules.nothing_said,
}


def explain(value: SpfResult, decided: RecordTrace | None) -> tuple[Finding, ...]:
    """The finding for a none, neutral, softfail or fail; *decided* is the record that ends the evaluation."""
    tree = value.tree
    if tree is None or decided is None:
        return (rules.unusable_domain(domain=value.domain, identity=value.identity).about(value.domain),)
    text, match = decided.text, decided.match
    if text is None:
        finding = lookup_rules.no_record(
            domain=value.domain, client_ip=value.client_ip, suggested=_first_record(value.client_ip)
        )
        return (finding.about(value.domain),)
    domain, owner, own = value.domain, decided, text
    start, end = (0, len(text)) if match is None else match[6:8]
    if decided is not tree and tree.text is not None and not _same_owner(decided, tree):
        # the record behind the redirect is another owner's; the mechanisms of the domain's own come before its redirect
        owner, own = tree, tree.text
    before = start if match is not None and owner is decided else _before_modifiers(own)
    facts = (
        ("domain", domain),
        ("client_ip", value.client_ip),
        ("term", "" if match is None else text[start:end]),
        ("ends_at", decided.domain),
        ("owner", owner.domain),
        ("record", own),
        ("before", before),
    )
    ttl = owner.answer.ttl
    wait = None if ttl is None else timedelta(seconds=ttl)
    cut = new(Cut, (decided.question, text, start, end))
    return (Finding.of(_RULES[value.result], facts, domain, (cut,), wait),)


def _before_modifiers(text: str) -> int:
    """Where a further mechanism may stand last: before the modifiers at the end, or at the end."""
    at = len(text)
    for term in reversed(parse(text).terms):
        if term.qualifier:
            break
        at = term.start
    return at


def _same_owner(one: RecordTrace, other: RecordTrace) -> bool:
    return is_within(one.domain, other.domain) or is_within(other.domain, one.domain)


def _first_record(client_ip: str) -> str:
    return f"v=spf1 {'ip6' if ':' in client_ip else 'ip4'}:{client_ip} ~all"
