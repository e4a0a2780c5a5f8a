"""To which organization does this domain belong?  Its organizational domain (RFC 9989 section 4.10.2)."""

from __future__ import annotations

from ..core.budget import DEFAULT_LIMITS, Limits
from ..core.outcome import Outcome, Unknown
from ..core.steps import Steps, check
from .arguments import normal, spend
from .rules import discovery as rules
from .walk import Walk, ask_walk, targets

__all__ = ["organizational_domain", "unanswered"]


@check
def organizational_domain(domain: str, *, limits: Limits = DEFAULT_LIMITS) -> Steps[Outcome[str]]:
    """Find the organizational domain of a domain: the one whose owner answers for it (RFC 9989 section 4.10.2).

    Arguments:
        domain: a domain name, with A-labels or U-labels.
        limits: ``questions`` bounds the DNS questions; a walk needs eight at most.

    Returns:
        A check whose outcome's value is the organizational domain; None where *domain* is no domain name, or where it
        depends on an answer that did not come.

    Raises:
        UsageError: *domain* is no text.

    >>> import deliverkit as dk
    >>> world = dk.TableResolver({("_dmarc.a.example", "TXT"): ["v=DMARC1; p=none"]})
    >>> dk.run(organizational_domain("news.mail.a.example"), resolver=world).value
    'a.example'
    """
    name = normal("dmarc.organizational_domain()", "domain", domain)
    if not name:
        return Outcome(value=None, findings=(rules.not_a_domain(text=domain[:255]).about(domain[:255]),))
    what = f"organizational domain of {name}"
    if refused := spend(limits, len(targets(name)), what):
        return Outcome(value=None, unknown=refused)
    walk = yield from ask_walk(name)
    found = walk.organizational_domain
    return Outcome(value=found or None, unknown=() if found else unanswered(walk, what))


def unanswered(walk: Walk, what: str) -> tuple[Unknown, ...]:
    """One unknown for each step of *walk* that nobody answered."""
    return tuple(Unknown(what=what, why=step.answer.reason, question=step.question) for step in walk.unreachable)
