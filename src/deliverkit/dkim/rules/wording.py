"""How does a sentence name a signature, and what it shows of a message?"""

from __future__ import annotations

__all__ = ["of", "quoted", "shown"]

_SHOWN = 80  # characters of a value in a sentence; evidence has the rest


def of(domain: str, selector: str) -> str:
    """``d=a.example s=m1: ``, as far as both are known."""
    known = [f"{tag}={value}" for tag, value in (("d", domain), ("s", selector)) if value]
    return f"{' '.join(known)}: " if known else ""


def shown(value: str) -> str:
    """*value* as a sentence can carry it: not too long, and plain ASCII."""
    cut = value[:_SHOWN] + ("..." if len(value) > _SHOWN else "")
    return "".join(mark if " " <= mark <= "~" else mark.encode("unicode_escape").decode() for mark in cut)


def quoted(value: str) -> str:
    """*value* as in :func:`shown`, in quotes, so that nobody reads it as part of the sentence; ``nothing`` if empty."""
    escaped = shown(value).replace('"', '\\"')
    return f'"{escaped}"' if value else "nothing"
