"""Does an Office document hold macros, start commands, or load something from elsewhere?"""

from __future__ import annotations

from .compound import look_at_compound
from .packaged import look_at_office

__all__ = ["look_at_compound", "look_at_office"]
