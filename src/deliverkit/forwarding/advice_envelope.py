"""Whose record, or whose rewriting, must change so that SPF passes behind a hop?  (RFC 7208 appendix D)"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ..core.evidence import Evidence
from ..core.findings import Finding
from ..core.names import is_within
from ..spf import Result, SpfResult
from ..srs import RefusedReason, UnchangedReason
from .hops import EnvelopeUse, Hop
from .path import Stage
from .rules import envelope as rules

__all__ = ["envelope_advice", "refusal_advice"]

_NOT_ALLOWED: Final = (Result.FAIL, Result.SOFTFAIL, Result.NEUTRAL)
_MISSING: Final = ("spf.no-record", "spf.no-such-domain")
_LACKING: Final = ("spf.not-authorized", "spf.probably-not-authorized", "spf.nothing-said")
_REFUSED: Final = frozenset(one.value for one in RefusedReason)
# rewritten, or left alone since the hop's own list of domains says that it may send for this one
_HELD_FOR_OWN: Final = ("", UnchangedReason.ALREADY_OURS.value, UnchangedReason.OWN_DOMAIN.value)


def envelope_advice(stage: Stage, hop: Hop) -> Iterator[Finding]:
    """What is to be said of the sender that *hop* gives, as the server behind it judged that at *stage*."""
    envelope, checked = stage.envelope, stage.spf
    refused = envelope.why_not in _REFUSED
    if refused:
        yield rules.srs_not_possible(host=hop.host, sender=envelope.address, reason=envelope.why_not)
    if hop.envelope is EnvelopeUse.NULL:
        yield rules.null_envelope(host=hop.host, receiver=stage.receiver)
    if checked is None or checked.result in (Result.PASS, Result.TEMPERROR):
        return
    if _is_own(stage, hop, checked):
        yield _of_own(stage, hop, checked)
    elif checked.result in _NOT_ALLOWED and not refused:
        # a domain without a record, or with a broken one, loses nothing by being forwarded
        yield rules.spf_breaks(
            host=hop.host,
            client_ip=checked.client_ip,
            sender=envelope.address,
            domain=checked.domain,
            receiver=stage.receiver,
            result=checked.result.value,
        )


def _is_own(stage: Stage, hop: Hop, checked: SpfResult) -> bool:
    """Whether the domain that was judged is the hop's."""
    rewritten = hop.envelope is EnvelopeUse.SRS and stage.envelope.why_not in _HELD_FOR_OWN
    # without a sender the name in HELO was judged (RFC 7208 section 2.4)
    return rewritten or hop.envelope is EnvelopeUse.OWN or checked.identity == "helo" or checked.domain == hop.domain


def _of_own(stage: Stage, hop: Hop, checked: SpfResult) -> Finding:
    found = next((one for one in stage.findings if one.code in (*_LACKING, *_MISSING)), None)
    if found is None:
        return rules.own_spf_void(
            host=hop.host, client_ip=checked.client_ip, domain=checked.domain, result=checked.result.value
        )
    if found.code not in _LACKING:
        return rules.own_spf_missing(host=hop.host, client_ip=checked.client_ip, domain=checked.domain)
    facts: dict[str, Any] = dict(found.facts)
    return rules.own_spf_lacks_address(
        host=hop.host,
        client_ip=checked.client_ip,
        domain=checked.domain,
        owner=facts["owner"],
        result=checked.result.value,
        record=facts["record"],
        before=facts["before"],
    ).seen_in(*found.evidence)


def refusal_advice(stage: Stage, hop: Hop) -> Finding:
    """Why the server refuses at MAIL FROM, and who can mend that."""
    checked = stage.spf
    tree = None if checked is None else checked.tree
    # the author's DMARC policy guards the author's domain only: for another, "~all" would leave nothing in its place
    if checked is not None and tree is not None and "dkim" in stage.aligned_by and stage.spf_aligned:
        decided = tree.deciding
        text, match = decided.text, decided.match
        # the record behind a redirect may be another owner's
        if text is not None and match is not None and match[0] == "all" and is_within(decided.domain, tree.domain):
            start, end = match[6:8]
            aliases = decided.answer.aliases
            return rules.refused_before_dkim(
                receiver=stage.receiver,
                host=hop.host,
                domain=checked.domain,
                owner=aliases[-1] if aliases else decided.domain,
                policy="" if stage.dmarc is None or stage.dmarc.policy is None else stage.dmarc.policy.value,
                record=text,
                start=start,
                end=end,
            ).seen_in(Evidence.cut(decided.question.uri, text, start, end))
    return rules.refused_by_spf(
        receiver=stage.receiver,
        host=hop.host,
        client_ip=hop.ip,
        domain="" if checked is None else checked.domain,
    )
