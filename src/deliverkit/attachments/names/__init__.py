"""What would Windows or a mail client make of this name, and is that refused?  (RFC 2183 section 2.3)"""

from __future__ import annotations

from .disguises import Disguise
from .judging import NameVerdict, judge
from .views import View, extension_of, views

__all__ = ["Disguise", "NameVerdict", "View", "extension_of", "judge", "views"]
