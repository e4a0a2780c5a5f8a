"""Which finding does a result that is no pass and no error carry, and which change would make this client pass?"""

from __future__ import annotations

from datetime import timedelta

from ..core.evidence import Evidence
from ..core.findings import Cut, Finding
from ..core.names import is_within
from ..core.questions import Status
from ..core.quick import new
from .grammar import parse
from .networks import is_internal
from .pasted import near_miss
from .repair import mend
from .result import RecordTrace, Result, SpfResult
from .rules import evaluation as rules
from .rules import form as form_rules
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
        return (_without_record(value, decided),)
    domain, owner, own = value.domain, decided, text
    start, end = (0, len(text)) if match is None else match[6:8]
    if decided is not tree and tree.text is not None and not is_within(decided.domain, tree.domain):
        # the record behind the redirect is another owner's; the mechanisms of the domain's own come before its redirect
        owner, own = tree, tree.text
    before = start if match is not None and owner is decided else _before_modifiers(own)
    answer = owner.answer
    facts = (
        ("domain", domain),
        ("client_ip", value.client_ip),
        ("term", "" if match is None else text[start:end]),
        ("ends_at", decided.domain),
        ("owner", answer.aliases[-1] if answer.aliases else owner.domain),
        ("record", own),
        ("before", before),
    )
    wait = None if answer.ttl is None else timedelta(seconds=answer.ttl)
    cut = new(Cut, (decided.question, text, start, end))
    return (Finding.of(_RULES[value.result], facts, domain, (cut,), wait),)


def _without_record(value: SpfResult, node: RecordTrace) -> Finding:
    """The finding for a domain that has no SPF record, one that is not quite one, or that does not exist."""
    domain, answer = value.domain, node.answer
    for record in answer.records:
        miss = near_miss(record.data.decode("latin-1"))
        if miss is not None:
            repaired = mend(parse(miss.text)).text
            finding = form_rules.not_quite_spf(
                domain=domain, why=miss.why, record=(record.data.decode("latin-1"),), repaired=repaired
            )
            return finding.about(domain, Evidence.cut(node.question.uri, record.data, 0, miss.end))
    if answer.status is Status.NO_NAME:
        name = answer.aliases[-1] if answer.aliases else domain
        return rules.no_such_domain(domain=domain, name=name, identity=value.identity).about(domain)
    suggested = f"v=spf1 {'ip6' if ':' in value.client_ip else 'ip4'}:{value.client_ip} ~all"
    # what nobody outside ever sees cannot be published
    shown = "" if is_internal(value.client_ip) else suggested
    return lookup_rules.no_record(domain=domain, client_ip=value.client_ip, suggested=shown).about(domain)


def _before_modifiers(text: str) -> int:
    """Where a further mechanism may stand last: before the modifiers at the end, or at the end."""
    at = len(text)
    for term in reversed(parse(text).terms):
        if term.qualifier:
            break
        at = term.start
    return at
