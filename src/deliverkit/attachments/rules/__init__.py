"""Everything that can be said of attachments, in groups; the code of every rule is ``attachments.`` and its name."""

from __future__ import annotations

from types import ModuleType
from typing import Final

from . import active, active_files, active_pages, containers, content, message, names

__all__ = ["MODULES"]

MODULES: Final[tuple[ModuleType, ...]] = (
    names,
    content,
    containers,
    active,
    active_files,
    active_pages,
    message,
)
"""In the order a reader should meet them."""
