"""What can be said of the end of the way (RFC 9989, RFC 7960)."""

from __future__ import annotations

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule

__all__ = [
    "author_lost",
    "dmarc_fails",
    "goes_in_circles",
    "no_author",
    "quarantined",
    "refused",
    "refused_unforwarded",
]

_POLICY = "RFC 9989 section 5.3.6"


def _collect(address: str) -> str:
    told = "if those named above cannot mend it, collect the mailbox"
    if address:
        return f"{told} {address} by IMAP instead of forwarding it"
    return f"{told} that forwards by IMAP instead; of a list, take the digest, which comes from the list itself"


@rule(Severity.ERROR, by=Fixer.RECIPIENT, cites=(_POLICY, "RFC 9989 section 7.4", "RFC 7960 section 2.2"))
def refused(*, receiver: str, author: str, address: str) -> Said:
    """The forwarded mail is refused: DMARC fails, and the author's domain asks for that.

    Why: behind the forwarder neither SPF nor DKIM proves whom the mail is from. The receiver does what the author's
    domain asks for; the bounce goes to the envelope sender, and the recipient learns nothing. The standard has it that
    "Mail Receivers MUST NOT reject incoming messages solely on the basis of a "p=reject" policy", but "few Mail
    Receivers apply any mitigation techniques when receiving indirect mail flows".

    Remedy: whoever broke the proof mends it (see the other findings). The recipient's own way out is to have the new
    mailbox collect the old one by IMAP: then nothing is sent on, and nothing is judged again. Lists can be had as
    digests.
    """
    return Said(
        f"{receiver} refuses the forwarded mail: DMARC fails, and {author} asks to reject it",
        fix=_collect(address),
    )


@rule(Severity.WARNING, by=Fixer.RECIPIENT, cites=(_POLICY, "RFC 7960 section 2.2"))
def quarantined(*, receiver: str, author: str, address: str) -> Said:
    """The forwarded mail goes into the spam folder: DMARC fails, and the author's domain asks for that.

    Why: behind the forwarder neither SPF nor DKIM proves whom the mail is from, and the receiver does what the author's
    domain asks for.

    Remedy: whoever broke the proof mends it (see the other findings). The recipient's own way out is to have the new
    mailbox collect the old one by IMAP. Lists can be had as digests.
    """
    return Said(
        f"{receiver} puts the forwarded mail into the spam folder: DMARC fails, and {author} asks to quarantine it",
        fix=_collect(address),
    )


@rule(Severity.NOTE, by=Fixer.DOMAIN_OWNER, cites=(_POLICY, "RFC 7960 section 2.2"))
def dmarc_fails(*, receiver: str, author: str, disposition: str) -> Said:
    """DMARC fails for the forwarded mail, and it is accepted all the same.

    Why: either the author's domain asks for nothing yet, or the receiver does not do what it asks for. The mail would
    be lost from the day on that one of them changes that, and receivers may count it against the domain already.

    Remedy: mend it before the policy is raised.
    """
    if disposition == "none":
        told = f"{author} asks for nothing"
        fix = f"mend it before the policy of {author} is raised to quarantine or reject"
    else:
        told = f"{author} asks to {disposition} it, which {receiver} does not do"
        fix = "mend it for the receivers that do what is asked"
    return Said(f"DMARC fails at {receiver}; {told}, so the mail is accepted all the same", fix=fix)


@rule(Severity.ERROR, by=Fixer.SENDING_ADMIN, cites=(_POLICY,))
def refused_unforwarded(*, receiver: str, author: str, fate: str, why: str) -> Said:
    """The mail does not come past the first server, so nobody forwards it.

    Why: what fails on the direct way fails on every other.

    Remedy: mend the direct way first: the checks of SPF, DKIM and DMARC say how.
    """
    return Said(
        f"the mail of {author} does not come past {receiver}, the first server: it is {fate} there ({why.upper()})",
        fix=f"mend the direct way first: check SPF, DKIM and DMARC of {author}",
    )


@rule(Severity.ERROR, by=Fixer.RECIPIENT, cites=("RFC 5321 section 6.3",))
def goes_in_circles(*, address: str, host: str) -> Said:
    """The mail comes back to a mailbox that has passed it on before.

    Why: that mailbox passes it on once more, to the same place. "Simple counting of the number of "Received:" header
    fields in a message has proven to be an effective, although rarely optimal, method of detecting loops in mail
    systems": sooner or later a server refuses the mail, and it lies in no mailbox.

    Remedy: have one of the mailboxes in the circle keep the mail, or forward it to somewhere else.
    """
    return Said(
        f"{host} passes the mail on to {address}, where it has been before: it goes in circles until a server refuses "
        f"it",
        fix=f"let {address}, or a mailbox that forwards to it, keep the mail instead of passing it on",
    )


@rule(Severity.WARNING, by=Fixer.AUTHOR, cites=("RFC 5322 section 3.6.2", "RFC 9989 section 5.3.1"))
def no_author(*, text: str) -> Said:
    """There is no author's domain, so DMARC cannot be judged anywhere on the way.

    Why: DMARC asks for the domain in From. Large receivers refuse mail that has no single author there.

    Remedy: write one address with a full domain into From.
    """
    told = f"{text!r} names no author's domain" if text else "From names no author's domain, or more than one"
    return Said(told, fix="write one address with a full domain into From")


@rule(Severity.WARNING, by=Fixer.FORWARDER, cites=("RFC 5322 section 3.6.2", "RFC 9989 section 5.3.1"))
def author_lost(*, host: str, author: str, receiver: str) -> Said:
    """A forwarder leaves no From, or more than one author in it.

    Why: DMARC asks for the one domain in From, and cannot be judged without it. Large receivers refuse mail that has no
    single author there, as readers cannot tell whom it is from.

    Remedy: the forwarder leaves From alone, or puts one address of its own into it, in one field.
    """
    return Said(
        f"{host} turns From into one that names no author's domain, or more than one: {receiver} cannot judge DMARC",
        fix=f"at {host}: leave the From of {author} as it is, or put one address of your own into it",
    )
