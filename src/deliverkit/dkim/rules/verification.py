"""How can the verification of a signature end?  (RFC 6376 section 6, RFC 8601 section 2.7.1)

``domain`` and ``selector`` are those of the signature.
"""

from __future__ import annotations

from datetime import UTC, datetime

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule
from .wording import of

__all__ = [
    "body_altered",
    "expired",
    "header_altered",
    "key_lookup_failed",
    "length_beyond_body",
    "not_signed",
    "signed_in_the_future",
]

_ADMIN = Fixer.SENDING_ADMIN


def _day(seconds: int) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")
    except (ValueError, OverflowError, OSError):
        return f"second {seconds}"


@rule(Severity.NOTE, by=_ADMIN, cites=("RFC 6376 section 6.3", "Google: Email sender guidelines, all senders"))
def not_signed() -> Said:
    """The message has no DKIM signature.

    Why: Only DKIM survives a redirection. Google asks every sender for SPF or DKIM, and senders of bulk mail for both.

    Remedy: Let the server that sends the mail sign it, and publish its key.
    """
    return Said("The message is not signed", fix="let the sending server sign it with a key of the author's domain")


@rule(Severity.ERROR, by=_ADMIN, cites=("RFC 6376 section 6.1.3",))
def body_altered(*, domain: str, selector: str, covered: int) -> Said:
    """The body is not the one that was signed, and no usual edit explains it.

    Why: Something between the signer and here changed, cut or replaced text; receivers take the signature as failed.

    Remedy: Compare the message as it left the signer with this one; look at gateways, virus scanners, mailing lists and
    redirections in between. Let whatever edits mail do so before it is signed.
    """
    return Said(
        f"{of(domain, selector)}the body ({covered} octets) is not the one that was signed",
        fix="compare the sent message with this one, and let what edits it do so before it is signed",
    )


@rule(Severity.ERROR, by=_ADMIN, cites=("RFC 6376 section 6.1.3",))
def header_altered(
    *, domain: str, selector: str, fields: tuple[str, ...], missing: tuple[str, ...], recovered: bool
) -> Said:
    """A signed header field is not the one that was signed, and no usual edit explains it.

    Why: Something between the signer and here changed, added or removed one of the fields in h=; receivers take the
    signature as failed. With an RSA key the signed hash is recovered, so the key is known to be right; with Ed25519 the
    key may also be another one.

    Remedy: Compare the fields in h= as they left the signer with those here; let whatever edits them do so before the
    mail is signed.
    """
    sure = "the key fits, but" if recovered else "either the key is another one, or"
    told = f"{of(domain, selector)}{sure} one of the signed fields was changed"
    if missing:
        gone = ", ".join(missing)
        return Said(
            f"{told} or taken away: h= names {gone}, which the message does not have; it names {', '.join(fields)}",
            fix=f"look first whether the sent message had {gone}; then compare the other signed fields",
        )
    return Said(f"{told}: {', '.join(fields)}", fix="compare the fields of the sent message with these")


@rule(Severity.ERROR, by=_ADMIN, cites=("RFC 6376 section 3.5",))
def length_beyond_body(*, domain: str, selector: str, length: int, body: int) -> Said:
    """The signature covers more octets than the body has.

    Why: l= "MUST NOT be greater than the actual number of octets in the canonicalized message body": the body was cut
    on the way, or l= is wrong. Receivers ignore the signature (result neutral).

    Remedy: Sign without l=, and look for what cuts the message.
    """
    return Said(
        f"{of(domain, selector)}l={length}, but the body has {body} octets: it was cut, or l= is wrong",
        fix="leave l= out, and look for what cuts the message",
    )


@rule(Severity.ERROR, by=_ADMIN, cites=("RFC 6376 section 3.5", "RFC 6376 section 6.1.1"))
def expired(*, domain: str, selector: str, expires_at: int, seconds: int) -> Said:
    """The signature has expired.

    Why: The signer said how long it holds, by x=, and that time has passed: receivers do not accept it any more. A
    message that waited long in a queue is delivered as if it were unsigned.

    Remedy: Give x= a week or more, as queues retry for five days, or leave it out.
    """
    return Said(
        f"{of(domain, selector)}the signature expired at {_day(expires_at)}, {seconds} s ago",
        fix="give x= a week at least, or leave it out",
    )


@rule(Severity.WARNING, by=_ADMIN, cites=("RFC 6376 section 3.5",))
def signed_in_the_future(*, domain: str, selector: str, signed_at: int, seconds: int) -> Said:
    """The signature says that it will be made in the future.

    Why: Receivers may ignore such a signature. The clock of the signer is wrong, or the one here is.

    Remedy: Set the clock of the signing server by NTP.
    """
    return Said(
        f"{of(domain, selector)}t={signed_at} is {seconds} s in the future: the signer's clock is wrong",
        fix="set the clock of the signing server",
    )


@rule(Severity.NOTE, by=Fixer.DOMAIN_OWNER, cites=("RFC 6376 section 6.1.2", "RFC 8601 section 2.7.1"))
def key_lookup_failed(*, domain: str, selector: str, name: str, reason: str) -> Said:
    """The DNS did not say which key stands at the selector.

    Why: Receivers whose look-up fails defer the message, or take it as unsigned for now (temperror).

    Remedy: See that all name servers of the domain answer for this name, over TCP too when the key is long.
    """
    return Said(
        f"{of(domain, selector)}nobody answered for {name} ({reason})",
        fix="see that all name servers of the domain answer for this name",
    )
