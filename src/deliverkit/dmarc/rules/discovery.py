"""What can be said of where a domain's DMARC record stands?  (RFC 9989 sections 4.10, 4.10.1 and 4.10.2)"""

from __future__ import annotations

from ...core.findings import Fixer, Severity
from ...core.records import RecordChange
from ...core.rules import Said, rule
from ..record import Record, read
from ..repair import raises
from ..spelling import POLICIES
from .publishing import change
from .wording import clip, listed

__all__ = [
    "multiple_records",
    "no_record",
    "not_a_domain",
    "older_receivers_ignore_np",
    "organizational_domains_differ",
    "policies_differ",
    "record_passed_over",
    "unrelated_text",
]

_OWNER = Fixer.DOMAIN_OWNER
_NONE = Record(text="")
_BULK = "Google: Email sender guidelines (bulk senders need a DMARC record)"
_OUTLOOK = "Microsoft: 550 5.7.515 (bulk senders need a DMARC record)"


@rule(Severity.ERROR, by=Fixer.SENDING_ADMIN, cites=("RFC 1035 section 2.3.4", "RFC 9989 section 5.3.1"))
def not_a_domain(*, text: str) -> Said:
    """The text is no domain name, so no DMARC record can stand there.

    Why: It is empty, an IP address or an address literal, holds a sign that no host name has, has a label that is empty
    or longer than 63 octets, or is longer than 253 octets. Receivers cannot judge mail of such an author, and most
    refuse it.

    Remedy: Write the domain behind the @ of the author's address.
    """
    return Said(f"{clip(text)!r} is no domain name that can have a DMARC record", fix="write a full domain name")


@rule(Severity.WARNING, by=_OWNER, cites=("RFC 9989 section 4.10.1", _BULK, _OUTLOOK), publishes=True)
def no_record(*, domain: str, owner: str, suggested: str, contact: str, alias: str) -> Said:
    """No DMARC record applies to the domain.

    Why: Receivers "MUST NOT apply the DMARC mechanism": anybody can put the domain's name into From. Gmail, Yahoo and
    Outlook.com refuse mail in bulk from a domain without a DMARC record, and trust less what they take.

    Remedy: Publish a record with p=none and an address for reports; once the reports show that all mail passes, raise
    it to p=quarantine and then p=reject.
    """
    return Said(
        f"{domain} has no DMARC record, nor has a domain above it: large receivers refuse its mail in bulk",
        fix="publish this record; raise it to p=quarantine, then p=reject, once the reports show that all mail passes",
        publish=change(owner, suggested, condition=f"once {contact} is read{_if_yours(owner, alias)}"),
    )


def _if_yours(owner: str, alias: str) -> str:
    # RFC 1034 section 3.6.2: "If a CNAME RR is present at a node, no other data should be present"
    if owner == alias:
        return ", in place of the alias (CNAME) there"
    return f", and only if {clip(owner)} is yours; otherwise at {clip(alias)}, in place of the alias" if alias else ""


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 9989 section 4.10", "RFC 7489 section 6.6.3"), publishes=True)
def multiple_records(
    *,
    name: str,
    count: int,
    domain: str,
    applies: str,
    policy: str | None,
    older: str,
    records: tuple[str, ...],
    merged: str,
) -> Said:
    """Several DMARC records stand at one name, so receivers discard all of them.

    Why: "If multiple DMARC Policy Records are returned for a single target, they are all discarded." The search goes on
    above: at a subdomain the policy of a domain above applies instead, at the domain of an organization DMARC is off.
    Receivers that keep to RFC 7489 stop at once and apply no DMARC.

    Remedy: Publish one record and delete the others. The merged one has the laxest policy of all, so that no mail is
    lost, and all their addresses; raise the policy once the reports show that all mail passes.
    """
    return Said(
        f"{name} has {count} DMARC records; exactly one is allowed, so receivers discard all of them: "
        f"{_instead(domain, applies, policy, older)}",
        fix="replace them by this one, which has the laxest of their policies and all their addresses; "
        "raise the policy once the reports show that all mail passes",
        publish=change(name, merged, *records, condition=_condition(domain, applies, policy, merged)),
    )


def _condition(domain: str, applies: str, policy: str | None, merged: str) -> str:
    """When it is right to publish the *merged* record: at once, unless it changes what is asked for now."""
    record = read(merged)
    asked = POLICIES.index(record.requested(record.policy).value)
    # where the domain has a record of its own, these are those of a domain above, to which none may apply
    now = POLICIES.index(policy) if policy in POLICIES and applies != domain else 0
    if asked < now:
        return f"only if {domain} is to ask for less than the record of {applies} does now; otherwise delete them all"
    is_more = asked > now if now else raises(_NONE, record)
    return "once all mail you send passes DMARC, for receivers do not act on this policy yet" if is_more else ""


def _instead(domain: str, applies: str, policy: str | None, older: str) -> str:
    if policy is None:
        return f"which policy {domain} has instead is not known, for not every question was answered"
    if not applies:
        return f"DMARC is off for {domain}"
    where = "its own record" if applies == domain else f"the record of {applies}"
    said = f"for {domain}, {where} counts: {_word(policy)}"
    return said if older == policy else f"{said}; older receivers: {_word(older)}"


def _word(policy: str) -> str:
    return policy if " " in policy else f"p={policy}"


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 9989 section 4.10",))
def unrelated_text(*, name: str, texts: tuple[str, ...]) -> Said:
    """Beside the DMARC record, or in its place, stand texts that are none.

    Why: Receivers discard texts that do not begin with v=DMARC1, so these do no harm; but nothing looks for an SPF
    record or a proof of ownership at this name.

    Remedy: Move each to the name where it belongs, or delete it.
    """
    return Said(
        f"{name} also has what is no DMARC record: {listed(map(repr, map(clip, texts)))}",
        fix="move it to the name where it belongs, or delete it",
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 9989 section 4.10.1", "RFC 9989 section 4.10.2"))
def record_passed_over(*, domain: str, at: str, record_domain: str) -> Said:
    """A record on the way does not count for the domains below it.

    Why: Only three places count: the author's domain itself, its organizational domain, which is the one with the
    fewest labels that has a record, and a public suffix. A record between them speaks for its own domain only.

    Remedy: Publish the record at each domain below that sends mail; or, where the domain is run by an organization of
    its own, add psd=n to its record.
    """
    return Said(
        f"the record of {at} does not count for {domain}: that of {record_domain} does",
        fix=f"publish a record at _dmarc.{domain} as well; or add psd=n to that of {at}, if others than the owner of "
        f"{record_domain} answer for it",
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 9989 section 4.10.1", "RFC 7489 section 6.6.3"), publishes=True)
def policies_differ(
    *,
    domain: str,
    policy: str,
    record_domain: str,
    older_policy: str,
    older_record_domain: str,
    owner: str,
    suggested: str,
) -> Said:
    """Receivers that keep to RFC 9989 and those that keep to RFC 7489 find different records for the domain.

    Why: The newer ones walk up all names, the older ones look at the domain and at the one that a list of public
    suffixes gives. Both will be in use for years, and act differently on the same mail.

    Remedy: Publish a record at the domain itself: both look there first.
    """
    return Said(
        f"for {domain}, receivers that follow RFC 9989 find {_found(policy, record_domain)}, "
        f"older ones {_found(older_policy, older_record_domain)}",
        fix="publish this record at the domain itself, where both look first",
        publish=RecordChange(
            owner=owner, rdtype="TXT", value=suggested, condition=f"only if {domain} sends mail{_and(suggested)}"
        ),
    )


def _and(suggested: str) -> str:
    return "" if "p=none" in suggested else ", and all of it passes DMARC"


def _found(policy: str, record_domain: str) -> str:
    return f"{_word(policy)} ({record_domain})" if record_domain else policy


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 9989 section 4.7", "RFC 7489 section 6.3"))
def older_receivers_ignore_np(*, domain: str, record_domain: str, policy: str, older_policy: str) -> Said:
    """The domain does not exist, and older receivers do not know the policy for such domains.

    Why: np= came with RFC 9989 (and RFC 9091). Receivers that keep to RFC 7489 take sp= or p= for every name below.

    Remedy: Nothing, if few receivers matter; else give sp= the same policy, and each subdomain that sends mail a record
    of its own.
    """
    return Said(
        f"{domain} does not exist: np={policy} of {record_domain} counts for it, but older receivers see "
        f"{_word(older_policy)}",
        fix=f"if that matters, give sp= the value {policy} too, and a record of its own to each subdomain that sends",
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 9989 section 4.10.2", "RFC 7489 section 3.2"))
def organizational_domains_differ(*, domain: str, organizational: str, older: str) -> Said:
    """The two ways to find the organizational domain lead to different ones.

    Why: Relaxed alignment compares organizational domains: newer receivers take the name with the fewest labels that
    has a record, or what psd= says; older ones a list of public suffixes. Mail can pass at one and fail at the other.

    Remedy: Publish a record at the domain that was registered, so that both come to it. Where a part of it is meant to
    be an organization of its own (psd=n), let its mail be signed with its own domain exactly.
    """
    return Said(
        f"the organizational domain of {domain} is {organizational} for receivers that follow RFC 9989, "
        f"and {older} for older ones",
        fix=f"{_so_that_both(organizational, older)}, or let DKIM sign with d={domain} exactly, which aligns for both",
    )


def _so_that_both(organizational: str, older: str) -> str:
    if len(organizational) > len(older):
        return f"publish a record at _dmarc.{older}, and no psd=n below"
    return f"publish a record with psd=n at _dmarc.{older}"
