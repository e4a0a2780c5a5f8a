"""Does something act when an attachment is opened: macros, scripts, actions, embedded files?"""

from __future__ import annotations

from .looking import active_content
from .signs import ActiveContent, ActiveSign, Activity, InnerFile

__all__ = ["ActiveContent", "ActiveSign", "Activity", "InnerFile", "active_content"]
