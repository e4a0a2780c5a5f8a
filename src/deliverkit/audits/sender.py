"""Was this client allowed to send for this sender?  SPF as far as the envelope is known (RFC 7208 section 2)."""

from __future__ import annotations

from ..core.outcome import Outcome, Unknown
from ..core.steps import Steps
from ..spf import RecordTrace, SpfResult, check_host
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
    return outcome


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
