"""What do receivers do that still keep to RFC 7489?  One name or two, and a list of public suffixes (section 6.6.3)."""

from __future__ import annotations

from typing import Final, NamedTuple

from .record import Disposition, Record
from .suffixes import registered_domain
from .walk import StepOutcome, Walk, step_at

__all__ = ["Legacy", "legacy_view"]

_LOWER: Final = {Disposition.REJECT: Disposition.QUARANTINE}


class Legacy(NamedTuple):
    """The policy of a domain as receivers of RFC 7489 find it.

    Arguments:
        record: the record that applies, or None.
        record_domain: where it stands; empty where there is none.
        organizational_domain: the organizational domain, by the public suffix list.
        policy: what is asked for; None where DMARC is not applied, or nobody knows.
        unreachable: nobody answered where they ask, so that nobody knows.
    """

    record: Record | None
    record_domain: str
    organizational_domain: str
    policy: Disposition | None
    unreachable: bool = False

    @property
    def disposition(self) -> Disposition:
        """What is asked for once ``pct=0`` has lowered it: of no mail at all the whole of it is wanted."""
        # section 6.6.4: mail that is not among the percentage gets the next lower policy
        policy = self.policy or Disposition.NONE
        if self.record is None or self.record.percent:
            return policy
        return _LOWER.get(policy, Disposition.NONE)

    @property
    def word(self) -> str:
        """The policy as a fact: ``reject``, ``no DMARC``, or ``not known``."""
        if self.unreachable:
            return "not known"
        return self.policy.value if self.policy else "no DMARC"


def legacy_view(walk: Walk) -> Legacy:
    """The view of RFC 7489 on what a walk asked; the registered domain has to be among that."""
    above = registered_domain(walk.domain)
    for domain in dict.fromkeys((walk.domain, above)):
        step = step_at(domain, walk.stands)
        if step.outcome is StepOutcome.UNREACHABLE:
            return Legacy(None, "", above, None, unreachable=True)
        # "If the set is now empty, the Mail Receiver MUST query the DNS for a DMARC TXT record at the DNS domain
        # matching the Organizational Domain"; "If the remaining set contains multiple records or no records, policy
        # discovery terminates and DMARC processing is not applied to this message."
        if step.outcome is not StepOutcome.NO_RECORD:
            return _found(step.record, domain, walk.domain, above)
    return Legacy(None, "", above, None)


def _found(record: Record | None, at: str, domain: str, above: str) -> Legacy:
    if record is None:
        return Legacy(None, "", above, None)
    policy = record.policy_for_7489(domain != at) if record.usable_7489 else None
    return Legacy(record, at, above, policy)
