"""Everything that can be wrong with an Authenticated Received Chain, in the order of RFC 8617 section 5.2.

The code of every rule is ``arc.`` and its name, whichever module declares it.
"""

from __future__ import annotations

from types import ModuleType
from typing import Final

from . import form, links, structure

__all__ = ["MODULES"]

MODULES: Final[tuple[ModuleType, ...]] = (structure, form, links)
"""In the order a reader should meet them."""
