"""Everything that can be said of the form of a message, in four groups: originators, header, octets and MIME.

The code of every rule is ``content.`` and its name, whichever module declares it.
"""

from __future__ import annotations

from types import ModuleType
from typing import Final

from . import header, mime, octets, originators

__all__ = ["MODULES"]

MODULES: Final[tuple[ModuleType, ...]] = (originators, header, octets, mime)
"""In the order a reader should meet them."""
