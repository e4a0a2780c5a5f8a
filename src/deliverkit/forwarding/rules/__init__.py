"""Everything that can be said of a forwarding path, in groups; a rule's code is ``forwarding.`` and its name."""

from __future__ import annotations

from types import ModuleType
from typing import Final

from . import envelope, fate, seals, signatures

__all__ = ["MODULES"]

MODULES: Final[tuple[ModuleType, ...]] = (envelope, signatures, seals, fate)
"""In the order a reader should meet them."""
