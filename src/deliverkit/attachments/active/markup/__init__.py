"""Does a page, a picture or another document in markup act by itself?"""

from __future__ import annotations

from .documents import look_at_xml
from .pages import look_at_page, look_at_picture

__all__ = ["look_at_page", "look_at_picture", "look_at_xml"]
