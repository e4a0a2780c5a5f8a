"""What is to be published instead, and how does a sentence name a piece of a record?"""

from __future__ import annotations

from ...core.records import RecordChange

__all__ = ["change", "clip"]

_SHOWN = 80  # characters of a record in a sentence; evidence has the rest


def change(domain: str, value: str, *replaces: str, condition: str = "") -> RecordChange | None:
    """The SPF record *value* to publish at *domain* in place of *replaces*, or None where there is none to offer.

    Texts come as records hold them, one character an octet, and leave as people read them.
    """
    if not value:
        return None
    return RecordChange(
        owner=domain, rdtype="TXT", value=value, replaces=tuple(map(_readable, replaces)), condition=condition
    )


def _readable(text: str) -> str:
    return text if text.isascii() else text.encode("latin-1").decode("utf-8", "surrogateescape")


def clip(text: str) -> str:
    """*text* as a sentence can carry it: not too long, and plain ASCII."""
    cut = text[:_SHOWN] + ("..." if len(text) > _SHOWN else "")
    return "".join(mark if " " <= mark <= "~" else mark.encode("unicode_escape").decode() for mark in cut)
