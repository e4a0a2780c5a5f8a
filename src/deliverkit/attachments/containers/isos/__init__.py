"""What does a CD image hold?  ISO 9660, Joliet and Rock Ridge, each of which may have other names (ECMA-119)."""

from __future__ import annotations

from .reading import read_iso

__all__ = ["read_iso"]
