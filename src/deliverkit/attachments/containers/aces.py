"""What does an ACE archive hold?  Names only: nothing that is maintained unpacks ACE (its header, by unace)."""

from __future__ import annotations

from struct import Struct
from typing import Final

from ...core.budget import Budget
from .finds import Finds
from .member import ContainerFault, Kind, Listing, NameSource, Source, Why
from .naming import ANY_CODE_PAGE, readings

__all__ = ["read_ace"]

_SIGN: Final = b"**ACE**"
_BEFORE: Final = 7
"""Octets of the first header before the signature."""
_BLOCK: Final = Struct("<2xHBH")
_BLOCK_COST: Final = 200
"""There may be nothing but blocks without content."""
_FILES: Final = {1: 4, 3: 8}
"""Files, and of how many octets their sizes are."""
_HAS_MORE, _ENCRYPTED, _VOLUME = 0x0001, 0x4000, 0x0800
_DIRECTORY: Final = 0x10


def read_ace(data: Source, budget: Budget) -> Listing:
    """List the files of *data*, none of which is opened."""
    finds = Finds(Kind.ACE, data, budget)
    at = finds.data.find(_SIGN, _BEFORE) - _BEFORE
    if at < 0:
        finds.stop(Why.UNREADABLE, "no header of an ACE archive")
    elif at:
        finds.notes.add(ContainerFault.PREPENDED_DATA, 0, f"{at} octets")
    while finds.why is None and at + _BLOCK.size <= len(finds.data) and finds.pay("bytes_read", _BLOCK_COST):
        size, kind, flags = _BLOCK.unpack_from(finds.data, at)
        end = max(at + 4 + size, at + _BLOCK.size)
        body = finds.data[at + _BLOCK.size : end]
        width = _FILES.get(kind, 4)
        behind = int.from_bytes(body[:width], "little") if flags & _HAS_MORE else 0
        if kind in _FILES:
            _take(finds, at, flags, body[width:], width)
        if flags & _VOLUME and not finds.notes.has(ContainerFault.MULTI_VOLUME):
            finds.notes.add(ContainerFault.MULTI_VOLUME, at, "one volume of several")
        at = end + behind
    if finds.why is None and at != len(finds.data):
        finds.notes.add(ContainerFault.TRUNCATED, min(at, len(finds.data)), "a block that is cut")
    return finds.listing()


def _take(finds: Finds, at: int, flags: int, body: bytes, width: int) -> None:
    """A file: plain size, time, attributes, checksum, method, and the name behind its length."""
    size, more = int.from_bytes(body[:width], "little"), body[width:]
    names = readings(more[20 : 20 + int.from_bytes(more[18:20], "little")], NameSource.HEADER, ANY_CODE_PAGE)
    if int.from_bytes(more[4:8], "little") & _DIRECTORY:
        finds.directory(names, at)
    elif flags & _ENCRYPTED:
        finds.closed(names, at, size, Why.ENCRYPTED, "encrypted with a password")
    else:
        finds.closed(names, at, size, Why.UNSUPPORTED, "ACE")
