"""Does this XML run scripts or carry macros?  Style sheets, management consoles, Office documents as one XML file."""

from __future__ import annotations

import re
from typing import Final

from ..signs import Activity, Signs
from .pages import look_at_page

__all__ = ["look_at_xml"]

# elements of these namespaces run scripts where a browser opens the file
_PAGES: Final = (b"http://www.w3.org/1999/xhtml", b"http://www.w3.org/2000/svg")
_STYLE: Final = re.compile(rb"<(?:[A-Za-z][\w.-]{0,30}+:)script[\s>/]", re.IGNORECASE)
_TRANSFORMS: Final = (b"urn:schemas-microsoft-com:xslt", b"http://www.w3.org/1999/XSL/Transform")
_CONSOLE: Final = re.compile(rb"apds\.dll|javascript:|vbscript:|transformNode|<script|ActiveXObject", re.IGNORECASE)
_SHELL: Final = re.compile(rb"<Task\b[^<>]*?\bCommand=\"([^\"]{1,500})", re.IGNORECASE)
_MACROS: Final = re.compile(
    rb"macrosPresent=[\"']yes|name=[\"']editdata\.mso|vnd\.ms-office\.vbaProject", re.IGNORECASE
)


def look_at_xml(data: bytes, signs: Signs) -> None:
    """Note what acts in an XML document that is no picture."""
    if not signs.pay(len(data)):
        return
    if found := _MACROS.search(data):
        signs.add(Activity.MACROS, found[0], *found.span())
    if b"<MMC_ConsoleFile" in data:
        for pattern in (_CONSOLE, _SHELL):
            if found := pattern.search(data):
                signs.add(Activity.DOCUMENT_SCRIPT, found[found.lastindex or 0], *found.span())
    elif any(name in data for name in _TRANSFORMS) and (found := _STYLE.search(data)):
        signs.add(Activity.DOCUMENT_SCRIPT, found[0][1:-1], *found.span())
    elif any(name in data for name in _PAGES):
        look_at_page(data, signs)
