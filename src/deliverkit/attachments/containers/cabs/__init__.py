"""What does a cabinet hold?  Files in folders, each folder one stream (MS-CAB)."""

from __future__ import annotations

from .reading import read_cab

__all__ = ["read_cab"]
