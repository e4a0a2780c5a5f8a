"""What is to be published instead?  The record of a remedy, in the form in which a zone holds it."""

from __future__ import annotations

from ...core.records import RecordChange

__all__ = ["change"]


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
