"""Does this page build a file in the browser, where no filter sees it?  HTML smuggling (MITRE ATT&CK T1027.006)."""

from __future__ import annotations

import re
from base64 import b64decode
from functools import partial
from typing import Final

from ....core.budget import Budget
from ...containers.member import WHOLE, Held, Opened, Why, limit_of
from ..signs import Activity, InnerFile, Signs

__all__ = ["look_for_smuggling", "open_base64"]

_SAVES: Final = (b"createObjectURL", b"msSaveOrOpenBlob", b"msSaveBlob")
_MAKES: Final = re.compile(rb"new\s++(?:\w++\.)?(?:Blob|File)\b|msSave(?:OrOpen)?Blob")
_DECODES: Final = (b"atob", b"unescape", b"fromCharCode", b"decodeURIComponent", b"Uint8Array", b"charCodeAt")
_WRITES: Final = (
    b"document.write",
    b"document.open",
    b"eval(",
    b"innerHTML",
    b"srcdoc",
    b"Function(",
    b"['write",
    b'["write',
)
# a literal in a script that could hold a file; every run of such letters is looked at once, from the sign before it
_PAYLOADS: Final = (
    re.compile(rb"[^A-Za-z0-9+/][A-Za-z0-9+/]{400,}+"),
    re.compile(rb"[^\d,\s](?:\d{1,3}+,\s?){100,}+"),
    re.compile(rb"[^0-9A-Fa-f](?:(?:\\x|%|\\u00)[0-9A-Fa-f]{2}){100,}+"),
)
# how files begin in base64: zip, programs, 7z, RAR, compound files, PDF, pages, cabinets, gzip
_FILE: Final = re.compile(
    rb"[^A-Za-z0-9+/]((?:UEsDB|TVqQA|TVpQA|TVoAA|N3q8ryc|UmFyIRoH|0M8R4KGxGu|JVBERi0|PGh0bWw|PCFET0NUWVBF|TVNDRgA|H4sIA)"
    rb"[A-Za-z0-9+/\r\n]{100,}+={0,2})"
)
_MOST_FILES: Final = 20


def look_for_smuggling(page: bytes, scripts: list[bytes], signs: Signs, *, downloads: bool) -> None:
    """Note the signs that the *scripts* of *page* make a file, or a second page, out of text that they carry.

    Arguments:
        page: all of it.
        scripts: what stands in its scripts.
        signs: takes what is found.
        downloads: whether something in the page is marked to be saved.
    """
    if not scripts:
        return
    code = b"\n" + b"\n".join(scripts)
    decodes = _first(code, _DECODES)
    how = _first(code, _SAVES) if _MAKES.search(code) else b""
    how = how or (decodes and _first(code, _WRITES)) or (decodes if downloads else b"")
    if not how:
        return
    files = [found.span(1) for found, _ in zip(_FILE.finditer(page), range(_MOST_FILES), strict=False)]
    if not files and not any(pattern.search(code) for pattern in _PAYLOADS):
        return
    held, said = Held(page), dict.fromkeys(filter(None, (how, decodes)))
    signs.add(Activity.SMUGGLING, b", ".join(said), 0, len(page))
    for start, end in files:
        if not signs.carry(InnerFile("", partial(open_base64, held, start, end), start)):
            return


def _first(code: bytes, words: tuple[bytes, ...]) -> bytes:
    return next((word for word in words if word in code), b"")


def open_base64(held: Held, start: int, end: int, budget: Budget, most: int = WHOLE, /) -> Opened:
    """The first *most* octets of what ``held.data[start:end]`` is the base64 of."""
    whole = (end - start) * 3 // 4 <= most
    text = bytes(held.data[start : end if whole else start + most // 3 * 4 + 4])
    if not budget.spend("bytes_read", len(text)):
        return Opened(b"", False, Why.LIMIT, limit_of(budget, "bytes_read"))
    letters = text.translate(None, b"\r\n=")
    letters = letters[:-1] if len(letters) % 4 == 1 else letters
    return Opened(b64decode(letters + b"==")[:most], whole)
