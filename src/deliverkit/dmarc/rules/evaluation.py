"""What can be said of a mail that DMARC was applied to?  (RFC 9989 sections 4.4, 4.5 and 5.3)

Each way to fail is told by two rules: one where receivers are asked to act, one where the owner only watches.
"""

from __future__ import annotations

from ...core.findings import Fixer, Severity
from ...core.records import RecordChange
from ...core.rules import Said, rule
from .wording import asks, clip, listed

__all__ = [
    "helo_does_not_count",
    "nothing_authenticated",
    "nothing_authenticated_unenforced",
    "results_differ",
    "sent_through_another_provider",
    "sent_through_another_provider_unenforced",
    "signed_for_another_domain",
    "signed_for_another_domain_unenforced",
    "spf_alone_aligned",
    "strict_alignment",
    "strict_alignment_unenforced",
]

_CITES = ("RFC 9989 section 4.4", "RFC 9989 section 5.3.5")
_GMAIL = "Google: Email sender guidelines (From has to be aligned with SPF or DKIM)"
_NOT_YOURS = "otherwise change nothing: this mail is not from you"


def _fails(domain: str, policy: str, asked_by: str) -> str:
    return f"DMARC fails for {domain}, and {asked_by} {asks(policy)}"


def _broken(own: tuple[str, ...]) -> str:
    return f"; what would speak for it did not pass ({listed(own)})" if own else ""


def _unauthenticated(domain: str, policy: str, asked_by: str, own: tuple[str, ...]) -> Said:
    return Said(
        f"{_fails(domain, policy, asked_by)}: neither SPF nor DKIM passes{_broken(own)}",
        fix=f"only if you sent it: make DKIM pass, which survives forwarding, and SPF too; {_NOT_YOURS}",
    )


@rule(Severity.ERROR, by=Fixer.SENDING_ADMIN, cites=_CITES)
def nothing_authenticated(*, domain: str, policy: str, asked_by: str, own: tuple[str, ...]) -> Said:
    """Neither SPF nor DKIM passes, and the owner asks receivers to act on such mail.

    Why: Without an identifier that passes there is nothing that could be aligned with the author's domain, and
    receivers do what the record asks for: they refuse the mail or put it into the spam folder.

    Remedy: If the mail is yours, let a host of the SPF record send it and sign it with DKIM for the author's domain;
    nothing may change it after signing. If it is not, the policy did its work.
    """
    return _unauthenticated(domain, policy, asked_by, own)


@rule(Severity.WARNING, by=Fixer.SENDING_ADMIN, cites=(*_CITES, _GMAIL))
def nothing_authenticated_unenforced(*, domain: str, policy: str, asked_by: str, own: tuple[str, ...]) -> Said:
    """Neither SPF nor DKIM passes; the owner asks for nothing, but large receivers do.

    Why: With p=none the record changes nothing, but Gmail and Yahoo refuse mail for which neither passes.

    Remedy: If the mail is yours, let a host of the SPF record send it and sign it with DKIM for the author's domain.
    """
    return _unauthenticated(domain, policy, asked_by, own)


def _through_another(
    domain: str, policy: str, asked_by: str, provider: str, passed: tuple[str, ...], own: tuple[str, ...]
) -> Said:
    advice = f"send it through the SMTP server of the host of {domain}, or have {provider} sign with DKIM for {domain}"
    if any(one.startswith("dkim ") for one in own):
        advice = f"let nothing change it after signing, if {provider} forwarded it; else {advice}"
    return Said(
        f"{_fails(domain, policy, asked_by)}: it was sent through {provider}, and what passes ({listed(passed)}) does "
        f"not speak for {domain}{_broken(own)}",
        fix=f"only if you sent it: {advice}; {_NOT_YOURS}",
    )


@rule(Severity.ERROR, by=Fixer.AUTHOR, cites=(*_CITES, "RFC 9989 section 4.4.2"))
def sent_through_another_provider(
    *, domain: str, policy: str, asked_by: str, provider: str, passed: tuple[str, ...], own: tuple[str, ...]
) -> Said:
    """The mail went out through another provider, which authenticates it for itself, and the owner asks to act on that.

    Why: SPF passes for the provider's envelope sender, not for the domain in From, and no signature speaks for that
    domain: "even a bad actor" could do the same. Receivers do what the record asks for. A forwarder that rewrites the
    envelope sender looks alike; there only DKIM helps.

    Remedy: Set the mail program to the SMTP server of the domain's own mail host; or let the domain's owner set up DKIM
    for the domain at that provider. If the mail is not yours, change nothing.
    """
    return _through_another(domain, policy, asked_by, provider, passed, own)


@rule(Severity.WARNING, by=Fixer.AUTHOR, cites=(*_CITES, "RFC 9989 section 4.4.2", _GMAIL))
def sent_through_another_provider_unenforced(
    *, domain: str, policy: str, asked_by: str, provider: str, passed: tuple[str, ...], own: tuple[str, ...]
) -> Said:
    """The mail went out through another provider, which authenticates it for itself; the owner asks for nothing.

    Why: With p=none the record changes nothing, but Gmail wants From aligned of bulk senders, and the mail will be
    refused everywhere once the policy is raised.

    Remedy: Send through the SMTP server of the domain's own mail host, or set up DKIM for the domain at that provider.
    """
    return _through_another(domain, policy, asked_by, provider, passed, own)


def _for_another(domain: str, policy: str, asked_by: str, passed: tuple[str, ...], own: tuple[str, ...]) -> Said:
    return Said(
        f"{_fails(domain, policy, asked_by)}: what passes ({listed(passed)}) does not speak for it{_broken(own)}",
        fix=f"only if you sent it: have it signed with DKIM for {domain}, beside the other signature; {_NOT_YOURS}",
    )


@rule(Severity.ERROR, by=Fixer.DOMAIN_OWNER, cites=(*_CITES, "RFC 9989 section 4.4.1"))
def signed_for_another_domain(
    *, domain: str, policy: str, asked_by: str, passed: tuple[str, ...], own: tuple[str, ...]
) -> Said:
    """A signature passes, but for another domain than the author's, and the owner asks receivers to act on that.

    Why: "a message can bear a valid signature from any domain, even one used by a bad actor"; only one that is aligned
    with the author's domain counts. Receivers do what the record asks for.

    Remedy: Publish the service's key at a selector of your domain and have it sign with d= your domain. If the mail is
    not yours, change nothing.
    """
    return _for_another(domain, policy, asked_by, passed, own)


@rule(Severity.WARNING, by=Fixer.DOMAIN_OWNER, cites=(*_CITES, "RFC 9989 section 4.4.1", _GMAIL))
def signed_for_another_domain_unenforced(
    *, domain: str, policy: str, asked_by: str, passed: tuple[str, ...], own: tuple[str, ...]
) -> Said:
    """A signature passes, but for another domain than the author's; the owner asks for nothing.

    Why: With p=none the record changes nothing, but Gmail wants From aligned of bulk senders, and the mail will be
    refused everywhere once the policy is raised.

    Remedy: Publish the service's key at a selector of your domain and have it sign with d= your domain.
    """
    return _for_another(domain, policy, asked_by, passed, own)


def _strict(
    domain: str, policy: str, asked_by: str, passed: tuple[str, ...], owner: str, texts: tuple[str, str]
) -> Said:
    old, new = texts
    return Said(
        f"{_fails(domain, policy, asked_by)}: what passes ({listed(passed)}) belongs to the same organization, but the "
        "record wants strict alignment",
        fix=f"only if you sent it: send or sign with {domain} exactly, or publish the record with relaxed alignment; "
        f"{_NOT_YOURS}",
        publish=RecordChange(
            owner=owner,
            rdtype="TXT",
            value=new,
            replaces=(old,),
            condition="only if this mail is yours, and every subdomain may speak for the domain",
        ),
    )


@rule(Severity.ERROR, by=Fixer.DOMAIN_OWNER, cites=("RFC 9989 section 4.7", *_CITES), publishes=True)
def strict_alignment(
    *, domain: str, policy: str, asked_by: str, passed: tuple[str, ...], owner: str, record: str, relaxed: str
) -> Said:
    """Only because the record wants strict alignment the mail fails, and the owner asks receivers to act on that.

    Why: With aspf=s or adkim=s the domain must be that of the author exactly; a subdomain, or the domain above, does
    not count, and receivers do what the record asks for.

    Remedy: Send or sign with the author's domain itself, or ask for relaxed alignment, which nearly all domains use.
    """
    return _strict(domain, policy, asked_by, passed, owner, (record, relaxed))


@rule(Severity.WARNING, by=Fixer.DOMAIN_OWNER, cites=("RFC 9989 section 4.7", *_CITES, _GMAIL), publishes=True)
def strict_alignment_unenforced(
    *, domain: str, policy: str, asked_by: str, passed: tuple[str, ...], owner: str, record: str, relaxed: str
) -> Said:
    """Only because the record wants strict alignment the mail fails; the owner asks for nothing.

    Why: With p=none the record changes nothing, but the mail will be refused once the policy is raised.

    Remedy: Send or sign with the author's domain itself, or ask for relaxed alignment, which nearly all domains use.
    """
    return _strict(domain, policy, asked_by, passed, owner, (record, relaxed))


@rule(Severity.NOTE, by=Fixer.SENDING_ADMIN, cites=("RFC 9989 section 3.2.4", "RFC 9989 section 4.4.2"))
def helo_does_not_count(*, domain: str, helo: str) -> Said:
    """SPF passes for the HELO name, which DMARC does not count beside an envelope sender.

    Why: "DMARC relies solely on SPF validation of the MAIL FROM identity." The HELO name stands in for it only where
    the envelope sender is null, as in bounces.

    Remedy: Let SPF pass for the envelope sender, with a domain that belongs with the author's.
    """
    return Said(
        f"SPF passes for the HELO name {clip(helo)}, which does not count for {domain}: there is an envelope sender",
        fix="let SPF pass for the envelope sender",
    )


@rule(Severity.NOTE, by=Fixer.SENDING_ADMIN, cites=("RFC 9989 section 4.5", "RFC 9989 section 7.4"))
def spf_alone_aligned(*, domain: str, spf_domain: str) -> Said:
    """DMARC passes by SPF alone.

    Why: SPF fails as soon as the mail is forwarded, and with it DMARC: "it is RECOMMENDED that Domain Owners use both
    DKIM and SPF".

    Remedy: Sign with DKIM for the author's domain.
    """
    return Said(
        f"DMARC passes for {domain} by SPF alone ({clip(spf_domain)}): once the mail is forwarded, it fails",
        fix=f"sign with DKIM for {domain} too",
    )


@rule(Severity.WARNING, by=Fixer.DOMAIN_OWNER, cites=("RFC 9989 section 4.10.2", "RFC 7489 section 3.2"))
def results_differ(*, domain: str, result: str, older: str, identifiers: tuple[str, ...]) -> Said:
    """The mail passes DMARC at some receivers and fails at others.

    Why: Receivers that follow RFC 9989 and older ones find different organizational domains, or different modes of
    alignment, so that the same identifier is aligned for one kind only.

    Remedy: Send or sign with the author's domain exactly: that is aligned for both.
    """
    return Said(
        f"DMARC for {domain} comes to {result} at receivers that follow RFC 9989, and to {older} at older ones "
        f"({listed(identifiers)})",
        fix=f"let DKIM sign with d={domain} exactly, which is aligned for both",
    )
