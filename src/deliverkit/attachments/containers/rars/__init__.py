"""What does a RAR archive hold?  Its headers one after another, of version 4 or 5 (technote.txt of RAR)."""

from __future__ import annotations

from .reading import read_rar

__all__ = ["read_rar"]
