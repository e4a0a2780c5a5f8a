"""What does a 7z archive hold?  Its directory stands at the end, most often compressed itself (7zFormat.txt)."""

from __future__ import annotations

from .reading import read_7z

__all__ = ["read_7z"]
