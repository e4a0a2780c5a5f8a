"""Which octets come out of a folder of a cabinet?  Its blocks, one behind another, stored or in MSZIP (MS-MCI)."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from functools import partial
from struct import Struct
from typing import Final, NamedTuple

from ....core.budget import Budget
from ..member import WHOLE, Opened, Source, Why
from ..streams import Flow, Solid

__all__ = ["FOLDER", "Folder", "Latest", "folder_at"]

FOLDER: Final = Struct("<IHH")
_BLOCK: Final = Struct("<4xHH")
_METHODS: Final = {0: "stored", 1: "MSZIP", 2: "Quantum", 3: "LZX"}
_STORED, _MSZIP = 0, 1
_WINDOW: Final = 1 << 15
_SIGN: Final = b"CK"


class Folder(NamedTuple):
    """A folder.

    Arguments:
        kind: how it is compressed, as a number.
        start: where its blocks begin.
        blocks: how many there are.
        reserved: octets that stand in the header of each block.
    """

    kind: int
    start: int
    blocks: int
    reserved: int

    @property
    def method(self) -> str:
        """How it is compressed."""
        return _METHODS.get(self.kind, f"method {self.kind}")

    @property
    def readable(self) -> bool:
        """Whether it can be read."""
        return self.kind in (_STORED, _MSZIP)


class Latest:
    """The folder that was read last: files are opened in their order, and no other stream is worth its memory."""

    __slots__ = ("_data", "_folder", "_solid")

    def __init__(self, data: Source) -> None:
        self._data = data
        self._folder: Folder | None = None
        self._solid: Solid | None = None

    def open(self, folder: Folder, start: int, size: int, budget: Budget, most: int = WHOLE, /) -> Opened:
        """The file of *size* octets that stands at *start* in what comes out of *folder*."""
        solid = self._solid if folder is self._folder else None
        if solid is None:
            self._folder, self._solid = folder, (solid := Solid(partial(_flow, self._data, folder)))
        return solid.open(start, size, budget, most)


def folder_at(data: Source, at: int, reserved: int) -> Folder:
    """The folder whose header stands at *at*; *reserved* octets stand in the header of each block."""
    start, blocks, kind = FOLDER.unpack_from(data, at)
    return Folder(kind & 0x0F, start, blocks, reserved)


def _flow(data: Source, folder: Folder, budget: Budget) -> Flow:
    return Flow(data, folder.start, len(data), budget, partial(_blocks, folder))


def _blocks(folder: Folder, flow: Flow) -> Iterator[bytes]:
    before = b""
    for _ in range(folder.blocks):
        if flow.at + _BLOCK.size > flow.end:
            flow.stop(Why.UNREADABLE, "a block is missing")
            return
        size, plain = _BLOCK.unpack_from(flow.data, flow.at)
        start = flow.at + _BLOCK.size + folder.reserved
        flow.at = start + size
        if not flow.pay("bytes_read", size + _BLOCK.size):
            return
        octets = bytes(flow.data[start : start + size])
        piece = _inflated(flow, octets, before) if folder.kind == _MSZIP else octets
        if len(piece) != plain and flow.why is None:
            flow.stop(Why.UNREADABLE, "a block that is not as long as it says, or goes on in another cabinet")
        before = (before + piece)[-_WINDOW:]
        if piece and flow.pay("bytes_inflated", len(piece)):
            yield piece
        if flow.why is not None:
            return


def _inflated(flow: Flow, octets: bytes, before: bytes) -> bytes:
    """A block of MSZIP: deflate that may look back into the block before."""
    if not octets.startswith(_SIGN):
        flow.stop(Why.UNREADABLE, "a block without the signature of MSZIP")
        return b""
    try:
        return zlib.decompressobj(-15, before).decompress(octets[len(_SIGN) :], _WINDOW)
    except zlib.error as error:
        flow.stop(Why.UNREADABLE, str(error))
        return b""
