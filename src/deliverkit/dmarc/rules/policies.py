"""What does the policy of the record come to?  (RFC 9989 sections 4.7 and 4.10.1; RFC 7489 section 6.3)

``name`` is where the record stands, ``record`` its text, ``repaired`` the record mended (empty where nothing is to be
changed), ``condition`` when to publish that; ``effect`` is what receivers make of the whole record as it is:
``ignored``, ``off`` (no DMARC), ``none`` (as if p=none) or ``policy`` (its policy counts).
"""

from __future__ import annotations

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule
from .publishing import change, say
from .wording import clip

__all__ = [
    "late_policy",
    "missing_policy",
    "monitoring_only",
    "no_aggregate_reports",
    "partial_policy",
    "percentage_for_old_receivers",
    "testing_mode",
    "unknown_policy",
    "unprotected_subdomains",
]

_OWNER = Fixer.DOMAIN_OWNER


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 9989 section 4.7", "RFC 9989 section 4.10.1"), publishes=True)
def missing_policy(*, name: str, cut_off: bool, effect: str, record: str, repaired: str, condition: str) -> Said:
    """The record has no "p=".

    Why: Without a valid "p=" receivers act as if p=none stood there, and only when "rua=" has a valid address; else
    they apply no DMARC at all. Older receivers (RFC 7489) do not accept such a record.

    Remedy: Write p=none, p=quarantine or p=reject behind v=DMARC1. A record that ends behind v=DMARC1 was often cut by
    the zone file, which takes what stands behind an unquoted semicolon for a comment: put the text in quotes there.
    """
    fix = "write the policy behind v=DMARC1"
    if cut_off:
        fix += "; if more was entered, the zone file took it for a comment: put the text in quotes"
    return say("The record has no p=", effect, fix, change(name, repaired, record, condition=condition))


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 9989 section 4.7", "RFC 9989 section 4.10.1"), publishes=True)
def unknown_policy(
    *, name: str, tag: str, value: str, meant: str, effect: str, record: str, repaired: str, condition: str
) -> Said:
    """The value of "p=", "sp=" or "np=" is none of none, quarantine and reject.

    Why: A record that "does not contain a valid "p" tag, or contains an "sp" or "np" tag that is not valid" counts as
    p=none when "rua=" has a valid address, for the domain and all below it; without one, no DMARC is applied at all.

    Remedy: Write none, quarantine or reject. The mended record has the word that comes closest, the laxest of several,
    and p=none where none comes close.
    """
    fix = f"write {tag}={meant}" if meant else f"write {tag}=none, {tag}=quarantine or {tag}=reject"
    return say(
        f"{tag}={clip(value)} is no policy",
        effect,
        fix if value else f"{fix}, or take {tag}= out",
        change(name, repaired, record, condition=condition),
    )


@rule(Severity.WARNING, by=_OWNER, cites=("RFC 9989 appendix A.6", "RFC 7489 section 6.3"), publishes=True)
def partial_policy(*, name: str, percent: int, policy: str, record: str, repaired: str, condition: str) -> Said:
    """The policy is limited to a part of the mail by "pct=", which receivers of today do not know.

    Why: RFC 9989 removed "pct=": receivers that keep to it apply the policy to all mail that fails, older ones (RFC
    7489) to that part of it, so mail is refused that you wanted to spare.

    Remedy: Add t=y, which asks receivers of today for one step less than the policy, and keep pct= for the older ones;
    take both out when the policy is to apply in full.
    """
    return Said(
        f"pct={percent} is no longer read: receivers of today apply {clip(policy)} to all mail that fails, older"
        f" ones to {percent} % of it",
        fix=f"add t=y while you test; once all your mail passes, take pct={percent} and t=y out",
        publish=change(name, repaired, record, condition=condition),
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 9989 appendix A.6", "RFC 7489 section 6.3"))
def percentage_for_old_receivers(*, name: str, percent: int) -> Said:
    """The record has "pct=" beside t=y: the first is for older receivers, the second for those of today.

    Why: Older receivers (RFC 7489) apply the policy to that part of the mail, and one step less to the rest; those of
    today one step less to all of it.

    Remedy: Nothing while you test. When the policy is to apply in full, take both out.
    """
    return Said(
        f"{name}: pct={percent} is obeyed by older receivers only, t=y by those of today only",
        fix="take both out when the policy is to apply in full",
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 7489 section 6.4", "RFC 9989 section 4.7"), publishes=True)
def late_policy(*, name: str, record: str, repaired: str, condition: str) -> Said:
    """The policy, "p=", is not the second tag.

    Why: RFC 9989 lets it stand anywhere. RFC 7489 wanted it right behind v=DMARC1, and some older receivers do not
    accept the record otherwise.

    Remedy: Put "p=" behind "v=DMARC1;".
    """
    return Said(
        "p= does not stand right behind v=DMARC1, where older receivers look for it",
        fix="put p= right behind v=DMARC1;",
        publish=change(name, repaired, record, condition=condition),
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 9989 section 3.2.12", "RFC 9989 section 5.1.7"))
def monitoring_only(*, name: str) -> Said:
    """The policy is p=none, which asks receivers to do nothing.

    Why: Mail that others forge in the domain's name is delivered as if there were no DMARC. As a first step, with
    reports, that is right.

    Remedy: Read the reports until all your own mail passes; then publish p=quarantine, and p=reject after that unless
    people of the domain write to mailing lists.
    """
    return Said(
        f"{name}: p=none asks receivers to deliver forged mail as any other",
        fix="once the reports show that all your own mail passes, publish p=quarantine, later p=reject",
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 9989 section 4.7",))
def unprotected_subdomains(*, name: str, tag: str, policy: str) -> Said:
    """The subdomains are under p=none's like while the domain itself is protected.

    Why: "sp=none" and "np=none" ask receivers to do nothing about mail forged in the name of a subdomain, "np=" about
    names that do not even exist; whoever forges takes one of those.

    Remedy: Give subdomains that send mail a record of their own, and take sp=none or np=none out.
    """
    return Said(
        f"{name}: {tag}=none leaves {'names that do not exist' if tag == 'np' else 'subdomains'} to forgers, while"
        f" p={policy} protects the domain",
        fix=f"take {tag}=none out once mail from subdomains passes",
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 9989 section 4.7", "RFC 9989 appendix A.6"))
def testing_mode(*, name: str, policy: str, applied: str) -> Said:
    """t=y asks receivers to apply the policy one step lower.

    Why: "If the policy is "quarantine" and the value of the "t" tag is "y", a policy of "none" will be applied", and
    quarantine in place of reject. Older receivers (RFC 7489) do not know the tag and apply the policy in full.

    Remedy: Take t=y out when the test is over.
    """
    return Said(
        f"{name}: with t=y receivers apply {applied} in place of {policy}; older ones apply {policy}",
        fix="take t=y out when the test is over",
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 9989 section 4.7", "RFC 9989 section 5.1.3"))
def no_aggregate_reports(*, name: str, policy: str) -> Said:
    """The record asks for no aggregate reports.

    Why: Without "rua=" nobody tells the owner which hosts send in the domain's name and what fails. With p=none the
    record then has no use at all; with a stricter policy, own mail that is refused goes unnoticed.

    Remedy: Add "rua=mailto:" and an address of the domain that somebody, or a program, reads.
    """
    lost = "nothing is learnt from it" if policy == "none" else "own mail that is refused goes unnoticed"
    return Said(f"{name} names no address for reports: {lost}", fix="add rua=mailto:... with an address that is read")
