"""Everything that can be said of DKIM, in groups: signature, key, selectors, verification, damage.

The code of every rule is ``dkim.`` and its name, whichever module declares it.
"""

from __future__ import annotations

from types import ModuleType
from typing import Final

from . import (
    body_damage,
    body_recoding,
    header_damage,
    key,
    key_damage,
    key_form,
    key_octets,
    key_values,
    selectors,
    signature,
    verification,
)

__all__ = ["MODULES"]

MODULES: Final[tuple[ModuleType, ...]] = (
    verification,
    signature,
    key,
    key_form,
    key_octets,
    key_values,
    body_damage,
    body_recoding,
    header_damage,
    key_damage,
    selectors,
)
"""In the order a reader should meet them."""
