"""What can be said of the DKIM signatures on the way (RFC 6376, RFC 7960)."""

from __future__ import annotations

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule
from .wording import listed

__all__ = [
    "broken_at_origin",
    "edit_breaks_dkim",
    "list_keeps_from",
    "not_signed",
    "own_signature_fails",
    "reject_while_posting_to_lists",
    "reject_without_dkim",
    "rewritten_from_not_signed",
    "signature_not_aligned",
]

_EDITS = ("RFC 7960 section 2.3", "RFC 6376 section 3.4")


def _broken(host: str, change: str, part: str, domain: str, selector: str) -> str:
    how = "takes the signature" if part == "removed" else f"{change}: the {part} is no longer the one that was signed"
    return f"{host} {how} (d={domain} s={selector})"


@rule(Severity.WARNING, by=Fixer.FORWARDER, cites=(*_EDITS, "RFC 7960 section 4.1.3.2"))
def edit_breaks_dkim(*, host: str, change: str, part: str, domain: str, selector: str, author: str) -> Said:
    """A forwarder edits the mail, and the signature of the author's domain no longer fits.

    Why: that signature is the only thing that proves to those behind a forwarder whom the mail is from. Without it
    DMARC fails, and what the author's domain asks for is done: refused or put into the spam folder.

    Remedy: the forwarder passes mail on as it is: no footer, no tag, no conversion, or does it only to mail that is not
    signed.
    """
    return Said(
        f"{_broken(host, change, part, domain, selector)}, and nothing else proves that the mail is from {author}",
        fix=f"at {host}: pass the mail on as it is",
    )


@rule(Severity.WARNING, by=Fixer.FORWARDER, cites=(*_EDITS, "RFC 7960 section 4.1.3.1"))
def list_keeps_from(*, host: str, change: str, part: str, domain: str, selector: str, author: str) -> Said:
    """A list edits the mail, and leaves the author in From.

    Why: the author's signature no longer fits, and the list cannot sign for the author's domain: DMARC fails for every
    member whose server honours the author's policy, and bounces may throw those members off the list.

    Remedy: the list puts its own address into From and the author's into Reply-To (Mailman: dmarc_mitigate_action), or
    stops editing.
    """
    return Said(
        f"{_broken(host, change, part, domain, selector)}, and From still says {author}",
        fix=f"at {host}: put the list's own address into From where the author's domain has a DMARC policy, or stop "
        f"editing",
    )


@rule(Severity.WARNING, by=Fixer.SENDING_ADMIN, cites=("RFC 9989 section 5.1.2", "RFC 7960 section 4.1.1.1"))
def not_signed(*, domain: str, receiver: str) -> Said:
    """The mail has no DKIM signature, so it cannot survive any forwarding.

    Why: SPF vouches for the server that hands the mail over, which is the forwarder's from the first hop on. Nothing is
    left that DMARC could take.

    Remedy: sign all mail with DKIM, d= the domain in From.
    """
    return Said(
        f"the mail is not signed: at {receiver} nothing proves that it is from {domain}",
        fix=f"sign all mail of {domain} with DKIM, d={domain}",
    )


@rule(Severity.WARNING, by=Fixer.SENDING_ADMIN, cites=("RFC 9989 section 4.4.1", "RFC 7960 section 4.1.1.1"))
def signature_not_aligned(*, domain: str, signers: tuple[str, ...], receiver: str) -> Said:
    """The mail is signed, but not by the author's domain, so DMARC does not survive forwarding.

    Why: DMARC takes a signature only where d= is the domain in From, or one that belongs to it. That of a provider
    proves that the mail came through the provider.

    Remedy: sign with DKIM for the domain in From: every provider of outgoing mail has a setting for it.
    """
    return Said(
        f"the mail is signed by {listed(signers)}, not by {domain}: at {receiver} nothing proves who wrote it",
        fix=f"have the mail signed with d={domain}",
    )


@rule(Severity.WARNING, by=Fixer.SENDING_ADMIN, cites=("RFC 6376 section 6.1.3", "RFC 7960 section 4.1.1.1"))
def broken_at_origin(*, domain: str, selector: str, result: str, reason: str) -> Said:
    """The signature of the author's domain does not fit before anybody forwards the mail.

    Why: whatever forwarders do, nothing is left to prove whom the mail is from; while SPF hides it on the direct way,
    every forwarded copy fails DMARC.

    Remedy: find out what breaks the signature on the sender's side; a check of the signature says which.
    """
    return Said(
        f"the signature of {domain} (s={selector}) comes to {result} before the mail is forwarded ({reason})",
        fix="mend the signing first: deliverkit.dkim.verify says what is wrong with a mail that nobody forwarded",
    )


@rule(Severity.WARNING, by=Fixer.FORWARDER, cites=("RFC 6376 section 6.1.3", "RFC 7960 section 4.1.3.1"))
def own_signature_fails(*, host: str, domain: str, selector: str, result: str, reason: str) -> Said:
    """The signature that a list or forwarder makes for its own domain does not pass.

    Why: who puts an own address into From is the author to DMARC, and needs a signature that passes, or an SPF record,
    like every other author.

    Remedy: publish the key, or mend the signing; a check of the signature says what is wrong.
    """
    return Said(
        f"the signature that {host} makes for {domain} (s={selector}) comes to {result} ({reason})",
        fix=f"at {host}: publish the key at {selector}._domainkey.{domain}, or mend the signing",
    )


@rule(Severity.WARNING, by=Fixer.FORWARDER, cites=("RFC 9989 section 4.4", "RFC 7960 section 4.1.3.1"))
def rewritten_from_not_signed(*, host: str, domain: str, receiver: str) -> Said:
    """A forwarder or list puts its own domain into From, and does not sign for it.

    Why: who is named in From is the author to DMARC. Where neither the signature nor the envelope sender belongs to
    that domain, DMARC fails for it as it would for a forgery.

    Remedy: sign what is sent on with DKIM for the domain that is put into From, and give an envelope sender in it.
    """
    return Said(
        f"{host} puts {domain} into From, and does not sign for it: at {receiver} nothing proves that the mail is from "
        f"{domain}",
        fix=f"at {host}: sign the mail with DKIM, d={domain}, and give an envelope sender of {domain}",
    )


@rule(Severity.ERROR, by=Fixer.DOMAIN_OWNER, cites=("RFC 9989 section 7.4", "RFC 9989 section 8"))
def reject_without_dkim(*, domain: str) -> Said:
    """The domain asks to reject what fails DMARC, and does not sign its mail.

    Why: "domains that publish "p=reject" MUST NOT rely solely on SPF to secure a DMARC pass, and MUST apply valid DKIM
    signatures to their messages". SPF alone does not survive any forwarding, so every forwarded mail of the domain is
    asked to be refused.

    Remedy: sign all mail with DKIM for the domain in From; until it is, do not ask for more than quarantine.
    """
    return Said(
        f"{domain} asks to reject what fails DMARC, and relies on SPF alone, which no forwarding leaves whole",
        fix=f"sign all mail of {domain} with DKIM; until it is signed, publish p=quarantine or p=none",
    )


@rule(Severity.WARNING, by=Fixer.DOMAIN_OWNER, cites=("RFC 9989 section 7.4",))
def reject_while_posting_to_lists(*, domain: str, host: str) -> Said:
    """Somebody of a domain that asks to reject posts to a list.

    Why: "domains that host users who might post to mailing lists SHOULD NOT publish Domain Owner Assessment Policies of
    "p=reject"": a list that edits breaks the signature, the members' servers refuse the post, and the list may throw
    these members off.

    Remedy: ask for quarantine, or have people post from a domain that does not ask to reject. Where the list puts its
    own address into From, nothing is lost.
    """
    return Said(
        f"{domain} asks to reject what fails DMARC, and its people post to {host}, which edits their mail",
        fix=f"publish p=quarantine for {domain}, or let people post to lists from another domain",
    )
