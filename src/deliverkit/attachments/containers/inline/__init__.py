"""Which files stand in this text as they did before MIME?  Uuencoded ones and those of yEnc."""

from __future__ import annotations

from .reading import read_uuencode

__all__ = ["read_uuencode"]
