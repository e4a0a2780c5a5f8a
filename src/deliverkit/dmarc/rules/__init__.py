"""Everything that can be said of DMARC, in groups; the code of every rule is ``dmarc.`` and its name."""

from __future__ import annotations

from types import ModuleType
from typing import Final

from . import addresses, author, destinations, discovery, evaluation, form, policies, publication, tags

__all__ = ["MODULES"]

MODULES: Final[tuple[ModuleType, ...]] = (
    discovery,
    publication,
    form,
    policies,
    tags,
    addresses,
    destinations,
    author,
    evaluation,
)
"""In the order a reader should meet them."""
