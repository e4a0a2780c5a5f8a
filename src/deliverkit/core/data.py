"""Where is the bundled data?  The only place in the core that opens files, and only those the package ships."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

__all__ = ["text"]


@cache
def text(name: str) -> str:
    """The text of ``deliverkit/data/`` *name*, read once."""
    return (files("deliverkit") / "data" / name).read_text(encoding="utf-8")
