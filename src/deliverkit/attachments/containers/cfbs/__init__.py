"""What does a compound file hold: Office documents, installers, Outlook messages?  Streams, by their path (MS-CFB)."""

from __future__ import annotations

from .reading import read_cfb

__all__ = ["read_cfb"]
