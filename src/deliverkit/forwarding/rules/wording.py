"""Which words do the rules share?"""

from __future__ import annotations

__all__ = ["listed", "of_sender"]


def listed(names: tuple[str, ...]) -> str:
    """*names* in a sentence."""
    return " and ".join(names)


def of_sender(sender: str) -> str:
    """An envelope sender in a sentence."""
    return sender or "the null sender <>"
