"""How the findings about what acts say what was found."""

from __future__ import annotations

from typing import Final

from .wording import legible

__all__ = ["what_of"]

_MOST: Final = 3


def what_of(found: tuple[str, ...]) -> str:
    """The first of what was found, in parentheses; nothing for nothing."""
    shown = [legible(one) for one in found[:_MOST]]
    return f" ({', '.join(shown)}{', ...' if len(found) > len(shown) else ''})" if shown else ""
