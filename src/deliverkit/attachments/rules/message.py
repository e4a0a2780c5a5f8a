"""What can be wrong with a message as a whole that carries files (RFC 1870, RFC 2046)."""

# ruff: noqa: ARG001 - programs are given all that is known; the words need less
from __future__ import annotations

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule
from .wording import legible

__all__ = ["message_in_pieces", "message_too_large"]

_MILLION = 1_000_000


def _size(octets: int) -> str:
    return f"{octets / _MILLION:.1f} MB" if octets >= _MILLION else f"{octets:,} octets"


@rule(Severity.ERROR, by=Fixer.AUTHOR, cites=("RFC 1870 section 6.1", "RFC 2045 section 6.8"))
def message_too_large(*, size: int, limit: int, largest: tuple[tuple[str, int], ...]) -> Said:
    """The message is larger, as it is sent, than the receiver takes.

    Why: a receiver counts the octets that come over the line. Attachments travel in base64, "about 33 percent larger"
    than the files are, so a file below the limit may make a message above it; it is answered with 552 and comes back.

    Remedy: send links to the largest files, or send them in several messages.
    """
    parts = ", ".join(f"{legible(name) or '(no name)'} {_size(octets)}" for name, octets in largest)
    return Said(
        f"the message has {_size(size)} as it is sent, the receiver takes {_size(limit)}; largest: {parts}",
        fix="send links to the largest files instead",
    )


@rule(Severity.WARNING, by=Fixer.SENDING_ADMIN, cites=("RFC 2046 section 5.2.2",))
def message_in_pieces(*, path: tuple[str, ...], number: str, total: str) -> Said:
    """The message is one piece of a larger one (message/partial), so nobody can look at what is in it.

    Why: only the recipient's program puts the pieces together. No mail client sends them today, most cannot read them,
    and receivers refuse what they cannot look at.

    Remedy: turn off the splitting of large messages in the sending program, and send a link to the file.
    """
    piece = f"piece {legible(number) or '?'}" + (f" of {legible(total)}" if total else "")
    return Said(
        f"it is {piece} of a larger message, which cannot be looked at",
        fix="turn off the splitting of large messages",
    )
