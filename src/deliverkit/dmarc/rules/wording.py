"""How does a sentence name a text from outside, or a policy?"""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["asks", "clip", "listed"]

_SHOWN = 80  # characters of a text in a sentence; evidence has the rest
_NAMED = 5
_ASKS = {
    "reject": "asks receivers to refuse such mail",
    "quarantine": "asks receivers to put such mail into the spam folder",
    "none": "asks for nothing",
}


def clip(text: str) -> str:
    """*text* as a sentence can carry it: not too long, and plain ASCII."""
    cut = text[:_SHOWN] + ("..." if len(text) > _SHOWN else "")
    return "".join(mark if " " <= mark <= "~" else mark.encode("unicode_escape").decode() for mark in cut)


def listed(texts: Iterable[str]) -> str:
    """Several texts, joined by commas and "and"; beyond five it is said that there are more."""
    told = [clip(text) for text in texts]
    told = [*told[:_NAMED], "others"] if len(told) > _NAMED else told
    return " and ".join(filter(None, (", ".join(told[:-1]), *told[-1:])))


def asks(disposition: str) -> str:
    """What a policy asks of receivers, for a sentence whose subject is the record."""
    return _ASKS.get(disposition, f"asks for {disposition}, which depends on whether the domain exists")
