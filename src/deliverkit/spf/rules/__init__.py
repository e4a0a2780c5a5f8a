"""Everything that can be said of SPF, in four groups: syntax, publication, look-ups and evaluation.

The code of every rule is ``spf.`` and its name, whichever module declares it.
"""

from __future__ import annotations

from types import ModuleType
from typing import Final

from . import content, evaluation, form, lookups, publication, syntax

__all__ = ["MODULES"]

MODULES: Final[tuple[ModuleType, ...]] = (lookups, publication, form, syntax, content, evaluation)
"""In the order a reader should meet them."""
