"""Which files does a OneNote notebook carry, and as what?  The file data store (MS-ONESTORE 2.6.13)."""

from __future__ import annotations

import re
from functools import partial
from struct import Struct
from typing import Final

from ..containers.member import Held
from ..containers.streams import open_held
from .signs import InnerFile, Signs

__all__ = ["look_at_notebook"]

# the header of a FileDataStoreObject "MUST be {BDE316E7-2665-4511-A4C4-8D4D0B7A9EAC}"
_STORED: Final = bytes.fromhex("e716e3bd65261145a4c48d4d0b7a9eac")
_LENGTH: Final = Struct("<Q")
_HEADER: Final = 36  # the identifier, "cbLength", "unused", "reserved"
_EXTENSION: Final = re.compile(rb"\.\0(?:[A-Za-z0-9]\0){1,8}+(?![A-Za-z0-9]\0)")
_MOST_NAMES: Final = 1000
_LONGEST: Final = 520  # octets of a name


def look_at_notebook(data: bytes, signs: Signs) -> None:
    """Note every file in the notebook: those that are attached to a page, and its pictures."""
    done, left, held = 0, _MOST_NAMES, Held(data)
    while (at := data.find(_STORED, done)) >= 0 and at + _HEADER <= len(data):
        left = _names(data, done, at, signs, left)
        start = at + _HEADER
        size: int = _LENGTH.unpack_from(data, at + 16)[0]
        if not signs.add_file(InnerFile("", partial(open_held, held, start, size), start)):
            return
        # a length that leads out of the file must not hide what follows
        done = start + size if start + size <= len(data) else start
    _names(data, done, len(data), signs, left)


def _names(data: bytes, start: int, end: int, signs: Signs, most: int) -> int:
    """Note the names of files in ``data[start:end]``, at most as many; how many may still come."""
    for found in _EXTENSION.finditer(data, start, end):
        if not most:
            break
        most -= 1
        if name := _named(data, found.end()):
            signs.add_file(InnerFile(name, None, found.start()))
    return most


def _named(data: bytes, end: int) -> str:
    """The name that ends here: its length in octets stands before it, with or without the NUL behind it."""
    for stop in (end, end + 2):
        first = max(4, stop - _LONGEST)
        for at in range(stop - 4, first - 1, -2):
            if int.from_bytes(data[at - 4 : at], "little") == stop - at:
                return data[at:end].decode("utf-16-le", "replace").replace("\\", "/").rpartition("/")[2]
    return ""
