"""Everything that can be said of SRS, in groups; the code of every rule is ``srs.`` and its name."""

from __future__ import annotations

from types import ModuleType
from typing import Final

from . import address

__all__ = ["MODULES"]

MODULES: Final[tuple[ModuleType, ...]] = (address,)
"""In the order a reader should meet them."""
