"""Which DMARC record applies to this domain, and what does it ask for?  (RFC 9989 section 4.10.1, and RFC 7489)"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from ..core.budget import DEFAULT_LIMITS, Limits
from ..core.outcome import Outcome, Unknown
from ..core.questions import Answer, Dns, Status, a
from ..core.steps import Steps, ask_all, check
from .arguments import normal, spend
from .legacy import Legacy, legacy_view
from .organizational import unanswered
from .record import Disposition, Record
from .rules import discovery as rules
from .suffixes import registered_domain
from .telling import findings_of
from .walk import Step, Walk, ask_walk, organizational_domains

__all__ = ["Discovery", "ask_about", "discover", "discovered", "existence", "unknown_of"]

_MOST_ASKED: Final = 10  # the walk, the registered domain if it is not on it, and whether the domain exists


class Discovery(NamedTuple):
    """What DMARC record a domain has, and how it was found.

    Arguments:
        domain: the domain, in normal form.
        steps: every name where receivers look, and what stands there, up to the one where they stop.
        record: the record that applies, or None.
        record_domain: where it stands; empty where there is none.
        organizational_domain: the organizational domain; empty where that depends on an answer that did not come.
        exists: whether the domain itself exists; None where that makes no difference, or nobody knows.
        policy: what the record asks for; None where DMARC is not applied, or nobody knows.
        legacy: the same as receivers find it that keep to RFC 7489.
        ttl: how long resolvers keep the record, in seconds, or None where that is not known.
    """

    domain: str
    steps: tuple[Step, ...]
    record: Record | None
    record_domain: str
    organizational_domain: str
    exists: bool | None
    policy: Disposition | None
    legacy: Legacy
    ttl: int | None = None

    @property
    def is_known(self) -> bool:
        """Whether nothing that was left unanswered could be, or replace, the record that applies."""
        return self.record is not None or not Walk(self.domain, self.steps, {}).unreachable

    @property
    def is_subdomain(self) -> bool:
        """Whether the record stands at a domain above."""
        return self.record is not None and self.record_domain != self.domain

    @property
    def disposition(self) -> Disposition:
        """What is asked for once ``t=y`` has lowered the policy."""
        if self.record is None or self.policy is None:
            return Disposition.NONE
        return self.record.requested(self.policy)

    @property
    def tag(self) -> str:
        """The tag that the policy is taken from: ``p``, ``sp`` or ``np``; empty where there is none that counts."""
        record = self.record
        if record is None or self.policy is None or not record.sound:
            return ""
        if self.is_subdomain:
            if self.exists is False and record.np is not None:
                return "np"
            if record.sp is not None:
                return "sp"
        return "p"

    @property
    def word(self) -> str:
        """The policy as a fact: ``reject``, ``no DMARC``, or ``not known``."""
        if self.policy is not None:
            return self.policy.value
        is_open = not self.is_known or (self.record is not None and self.record.usable)
        return "not known" if is_open else "no DMARC"


@check
def discover(domain: str, *, limits: Limits = DEFAULT_LIMITS) -> Steps[Outcome[Discovery]]:
    """Find the DMARC record that applies to an author domain, as receivers do (RFC 9989 section 4.10.1).

    Arguments:
        domain: the domain behind the @ of the author's address, with A-labels or U-labels.
        limits: ``questions`` bounds the DNS questions; ten at most are needed, nearly always the walk alone.

    Returns:
        A check whose outcome's value has every step and, beside what RFC 9989 says, the view of receivers that keep to
        RFC 7489; None where *domain* is no domain name. The findings are about where records stand and what follows,
        not about what is wrong in them: :func:`parse` and :func:`publication` say that.

    Raises:
        UsageError: *domain* is no text.

    >>> import deliverkit as dk
    >>> world = dk.TableResolver({("_dmarc.a.example", "TXT"): ["v=DMARC1; p=reject; sp=none"]})
    >>> found = dk.run(discover("news.a.example"), resolver=world).value
    >>> found.record_domain, found.policy.value, found.legacy.policy.value
    ('a.example', 'none', 'none')
    """
    name = normal("dmarc.discover()", "domain", domain)
    if not name:
        return Outcome(value=None, findings=(rules.not_a_domain(text=domain[:255]).about(domain[:255]),))
    if refused := spend(limits, _MOST_ASKED, f"DMARC record of {name}"):
        return Outcome(value=None, unknown=refused)
    walk = yield from ask_about(name)
    asked = existence(walk)
    answers = yield from ask_all(asked)
    found = discovered(walk, answers)
    return Outcome(value=found, findings=findings_of(found), unknown=unknown_of(walk, found, asked, answers))


def ask_about(domain: str) -> Steps[Walk]:
    """Ask for everything that either view wants to see of *domain*, in one batch."""
    return ask_walk(domain, registered_domain(domain))


def existence(walk: Walk) -> tuple[Dns[str], ...]:
    """The question whether the domain exists, where the policy depends on that."""
    step = _applying(walk)
    record = None if step is None else step.record
    if step is None or record is None or not record.usable or step.domain == walk.domain:
        return ()
    if record.policy_for(subdomain=True, exists=True) is record.policy_for(subdomain=True, exists=False):
        return ()
    return (a(walk.domain),)


def discovered(walk: Walk, answers: tuple[Answer[str], ...]) -> Discovery:
    """What a walk, and the answer to :func:`existence`, come to."""
    step = _applying(walk)
    record = None if step is None else step.record
    exists = _exists(answers)
    policy = None
    if step is not None and record is not None and record.usable and not (answers and exists is None):
        # "then the Domain Owner Assessment Policy is taken from the "sp" tag (if any) if the Author Domain exists, or
        # the "np" tag (if any) if the Author Domain does not exist"
        policy = record.policy_for(subdomain=step.domain != walk.domain, exists=exists is not False)
    return Discovery(
        domain=walk.domain,
        steps=walk.steps,
        record=record,
        record_domain="" if step is None else step.domain,
        organizational_domain=walk.organizational_domain,
        exists=exists,
        policy=policy,
        legacy=legacy_view(walk),
        ttl=None if step is None else step.answer.ttl,
    )


def _applying(walk: Walk) -> Step | None:
    """The step whose record applies; None where there is none, or where an answer that did not come could change it."""
    steps = {step.domain: step for step in walk.steps if step.record is not None}
    if walk.domain in steps:
        return steps[walk.domain]
    if walk.unreachable:
        return None
    (organization,) = organizational_domains(walk)
    # "The Author Domain; The Organizational Domain of the Author Domain; The Public Suffix Domain of the Author Domain"
    last = walk.steps[-1]
    public_suffix = last.domain if last.stops else ""
    return steps.get(organization) or steps.get(public_suffix)


def _exists(answers: tuple[Answer[str], ...]) -> bool | None:
    """Whether the domain exists, or None where it was not asked or not answered."""
    if not answers or answers[0].status is Status.UNREACHABLE:
        return None
    # section 3.2.13: "if the response code received for a query for a domain name is NXDOMAIN, then the domain name
    # and any possible subdomains do not exist"; with an alias there, it is the alias's target that does not exist
    return answers[0].status is not Status.NO_NAME or bool(answers[0].aliases)


def unknown_of(
    walk: Walk, found: Discovery, asked: tuple[Dns[Any], ...], answers: tuple[Answer[Any], ...]
) -> tuple[Unknown, ...]:
    """What could not be known about the record, the organizational domain and the policy."""
    unknown: list[Unknown] = []
    if not found.is_known:
        unknown += unanswered(walk, f"DMARC record of {walk.domain}")
    if not found.organizational_domain:
        unknown += unanswered(walk, f"organizational domain of {walk.domain}")
    for question, answer in zip(asked, answers, strict=True):
        if answer.status is Status.UNREACHABLE:
            unknown.append(Unknown(what=f"whether {walk.domain} exists", why=answer.reason, question=question))
    return tuple(unknown)
