"""Which key record is to be published instead?"""

from __future__ import annotations

from ...core.records import RecordChange

__all__ = ["key_change", "key_name", "of_key"]


def key_change(
    domain: str, selector: str, value: str, *replaces: str, condition: str = "", even_empty: bool = False
) -> RecordChange | None:
    """The key record *value* to publish in place of *replaces*, or None where there is none to offer.

    Texts come as records hold them, one character an octet, and leave as people read them.
    """
    if not value and not even_empty:
        return None
    return RecordChange(
        owner=key_name(domain, selector),
        rdtype="TXT",
        value=_readable(value),
        replaces=tuple(map(_readable, replaces)),
        condition=condition,
    )


def _readable(text: str) -> str:
    return text if text.isascii() else text.encode("latin-1", "replace").decode("utf-8", "surrogateescape")


def key_name(domain: str, selector: str) -> str:
    """Where the key of *selector* stands: ``m1._domainkey.a.example``."""
    return f"{selector}._domainkey.{domain}"


def of_key(domain: str, selector: str) -> str:
    """``The key record at m1._domainkey.a.example ``."""
    return f"The key record at {key_name(domain, selector)} "
