"""What is in a file that is only compressed?  One file without a name: bzip2, xz, LZMA, Zstandard, compress.

RFC 8878 for Zstandard, the .xz file format; the others are what their programs write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Final, NamedTuple

from ...core.budget import Budget
from .codings import BZIP2, LZMA_ALONE, XZ, zstandard
from .member import WHOLE, ContainerFault, Held, Kind, Listing, Member, Opened, Source, Why, out_of
from .streams import Coding, Flow, gather

__all__ = ["read_bzip2", "read_compress", "read_lzma", "read_xz", "read_zstd"]

_BZIP2: Final = re.compile(rb"BZh")
_XZ: Final = re.compile(rb"\xfd7zXZ\x00")
# skippable frames begin with "any value from 0x184D2A50 to 0x184D2A5F"
_ZSTD: Final = re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18")
_UNKNOWN: Final = (1 << 64) - 1


class _Packed(NamedTuple):
    coding: Coding
    again: re.Pattern[bytes] | None
    """With what another stream behind the first begins; None where none may follow."""


def read_bzip2(data: Source, budget: Budget) -> Listing:
    """The one member of a bzip2 file."""
    return _single(Kind.BZIP2, data, budget, _Packed(BZIP2, _BZIP2))


def read_xz(data: Source, budget: Budget) -> Listing:
    """The one member of an xz file."""
    return _single(Kind.XZ, data, budget, _Packed(XZ, _XZ))


def read_lzma(data: Source, budget: Budget) -> Listing:
    """The one member of an LZMA file, the older form of xz."""
    size = int.from_bytes(data[5:13], "little")
    return _single(Kind.LZMA, data, budget, _Packed(LZMA_ALONE, None), None if size == _UNKNOWN else size)


def read_zstd(data: Source, budget: Budget) -> Listing:
    """The one member of a Zstandard file; it can be opened where the interpreter can."""
    coding = zstandard()
    if coding is None:
        return _closed(Kind.ZSTD, budget, "Zstandard needs Python 3.14 or backports.zstd")
    return _single(Kind.ZSTD, data, budget, _Packed(coding, _ZSTD))


def read_compress(data: Source, budget: Budget) -> Listing:
    """The one member of a file that ``compress`` wrote, which is not opened."""
    return _closed(Kind.COMPRESS, budget, f"LZW, {len(data)} octets")


def _closed(kind: Kind, budget: Budget, detail: str) -> Listing:
    return _listing(kind, budget, Member((), False, None, False, 0, None, Why.UNSUPPORTED, detail))


def _single(kind: Kind, data: Source, budget: Budget, packed: _Packed, size: int | None = None) -> Listing:
    held = Held(data)
    opener, stream = partial(_open, held, packed, size), partial(_flow, held, packed)
    return _listing(kind, budget, Member((), False, size, False, 0, opener, stream=stream))


def _listing(kind: Kind, budget: Budget, member: Member) -> Listing:
    return Listing(kind, (member,)) if budget.spend("members") else out_of(budget, "members", kind)


def _flow(held: Held, packed: _Packed, budget: Budget) -> Flow:
    return Flow(held.data, 0, len(held.data), budget, partial(_streams, packed))


def _open(held: Held, packed: _Packed, size: int | None, budget: Budget, most: int = WHOLE, /) -> Opened:
    return gather(_flow(held, packed, budget), most, size)


def _streams(packed: _Packed, flow: Flow) -> Iterator[bytes]:
    yield from flow.decode(packed.coding)
    while flow.why is None and flow.at < flow.end:
        behind = flow.at
        # "Stream Padding MUST contain only null bytes"
        flow.skip_nuls()
        if packed.again is None or not packed.again.match(flow.data, flow.at):
            if flow.at < flow.end:
                flow.problems.add(ContainerFault.TRAILING_DATA, behind, f"{flow.end - behind} octets")
            return
        if not flow.another():
            return
        yield from flow.decode(packed.coding)
