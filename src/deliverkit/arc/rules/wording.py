"""How does a sentence name a set of a chain?"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["numbers", "of"]


def of(instance: int, domain: str = "") -> str:
    """``set 2 (a.example): ``, as far as both are known."""
    return f"set {instance}{f' ({domain})' if domain else ''}: "


def numbers(instances: Sequence[int]) -> str:
    """``set 1``, or ``sets 1, 2 and 4``."""
    *first, last = map(str, instances)
    return f"sets {', '.join(first)} and {last}" if first else f"set {last}"
