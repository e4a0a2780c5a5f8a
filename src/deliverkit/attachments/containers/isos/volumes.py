"""Which directories begin in this image?  One a volume descriptor, in every session (ECMA-119 section 8)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from ..member import NameSource

__all__ = ["SECTOR", "Volume", "has_udf", "sessions", "volumes_at"]

SECTOR: Final = 2048
_FIRST: Final = 16 * SECTOR
_SIGN: Final = b"CD001"
_PRIMARY, _SUPPLEMENTARY = 1, 2
_JOLIET: Final = (b"%/@", b"%/C", b"%/E")
_MOST_DESCRIPTORS: Final = 64


class Volume(NamedTuple):
    """A tree of directories.

    Arguments:
        at: where its descriptor stands.
        source: whose names it has.
        block: octets of a logical block.
        extent: the block where the root directory begins.
        size: octets of the root directory.
    """

    at: int
    source: NameSource
    block: int
    extent: int
    size: int


def volumes_at(data: bytes, at: int) -> list[Volume]:
    """The volumes whose descriptors stand in the sectors from *at*."""
    found: list[Volume] = []
    for number in range(_MOST_DESCRIPTORS):
        here = at + number * SECTOR
        if not data.startswith(_SIGN, here + 1):
            break
        descriptor = data[here : here + SECTOR]
        if descriptor[0] in (_PRIMARY, _SUPPLEMENTARY) and len(descriptor) >= 190:
            found.append(_volume(descriptor, here))
    return found


def _volume(descriptor: bytes, at: int) -> Volume:
    joliet = descriptor[0] == _SUPPLEMENTARY and descriptor[88:91] in _JOLIET
    block = int.from_bytes(descriptor[128:130], "little")
    return Volume(
        at,
        NameSource.JOLIET if joliet else NameSource.ISO,
        block if block in (512, 1024, SECTOR) else SECTOR,
        int.from_bytes(descriptor[158:162], "little"),
        int.from_bytes(descriptor[166:170], "little"),
    )


def sessions(data: bytes) -> Iterator[int]:
    """Where sets of volume descriptors begin: at sector 16, and wherever another session has put its own."""
    at = behind = 0
    while (at := data.find(_SIGN, at)) >= 0:
        here = at - 1
        at += len(_SIGN)
        if here >= _FIRST and here % SECTOR == 0 and here >= behind:
            yield here
            behind = here + SECTOR
            while data.startswith(_SIGN, behind + 1):
                behind += SECTOR


def has_udf(data: bytes) -> bool:
    """Whether a UDF file system stands in the image: "NSR02" or "NSR03" in its recognition sequence (ECMA-167 2/9)."""
    at = [_FIRST + number * SECTOR + 1 for number in range(_MOST_DESCRIPTORS)]
    return any(data.startswith((b"NSR02", b"NSR03"), here) for here in at)
