"""Does a PDF run scripts, start programs or carry files?  (ISO 32000-1)"""

from __future__ import annotations

from .reading import look_at_pdf

__all__ = ["look_at_pdf"]
