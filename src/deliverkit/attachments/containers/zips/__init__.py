"""What does a zip hold?  Read from its directory and from its local headers, which need not agree (APPNOTE.TXT)."""

from __future__ import annotations

from .reading import read_zip

__all__ = ["read_zip"]
