"""What can be said of ARC on the way (RFC 8617)."""

from __future__ import annotations

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule
from .wording import listed

__all__ = ["arc_not_trusted", "arc_overrides", "edit_breaks_seal"]


@rule(Severity.NOTE, by=Fixer.RECEIVING_ADMIN, cites=("RFC 8617 section 7.2.1",))
def arc_not_trusted(*, receiver: str, sealers: tuple[str, ...]) -> Said:
    """The seals say that the mail passed DMARC before it was passed on, and the receiver does not believe them.

    Why: a seal proves who wrote it, not that it is true. A receiver accepts mail because of one only where it trusts
    every server that sealed, and most trust few.

    Remedy: nobody can demand it. Whoever runs the receiving server may list forwarders of good repute; large receivers
    decide by themselves.
    """
    return Said(
        f"the seals of {listed(sealers)} say that the mail passed DMARC, but {receiver} does not trust them",
        fix=f"at {receiver}: trust the seals of {listed(sealers)}, if they deserve it",
    )


@rule(Severity.NOTE, by=Fixer.NOBODY, cites=("RFC 8617 section 7.2.1", "draft-ietf-dmarc-arc-to-historic-00 section 1"))
def arc_overrides(*, receiver: str, sealers: tuple[str, ...]) -> Said:
    """The receiver accepts the mail only because it trusts a seal; DMARC still fails.

    Why: ARC never turns a DMARC result into pass: it is a reason for a receiver to pass over it. Receivers that do not
    know the sealer refuse the same mail.

    Remedy: do not rely on it: keep the author's signature whole.
    """
    return Said(f"DMARC fails at {receiver}, which accepts the mail only for the seals of {listed(sealers)}")


@rule(Severity.WARNING, by=Fixer.FORWARDER, cites=("RFC 8617 section 5.1", "RFC 8617 section 5.2"))
def edit_breaks_seal(*, host: str, change: str, part: str, domain: str, receiver: str) -> Said:
    """A server edits the mail after it was sealed, and does not seal it again.

    Why: the newest seal covers the message. Whatever is changed behind it makes the chain fail for good, and receivers
    that would have believed it cannot.

    Remedy: seal last, after every change; or do not change mail that others sealed.
    """
    return Said(
        f"{host} {change}, but {domain} sealed the mail before that: the {part} no longer fits, and the chain fails at "
        f"{receiver}",
        fix=f"at {host}: seal the mail after the last change, or pass it on as it is",
    )
