"""What does an smime.p7m hold?  The signed mail itself, or the compressed one, where it is not encrypted (RFC 5652)."""

from __future__ import annotations

from .reading import cms_member

__all__ = ["cms_member"]
