"""What is in this gzip file?  One file, whose name may stand in the header, in one member or several (RFC 1952)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final, NamedTuple
from zlib import crc32

from ...core.budget import Budget
from .codings import DEFLATE
from .member import WHOLE, ContainerFault, Held, Kind, Listing, Member, NameSource, Notes, Opened, Source, Why, out_of
from .naming import readings
from .streams import Flow, gather

__all__ = ["read_gzip"]

_SIGN: Final = b"\x1f\x8b\x08"
_FHCRC, _FEXTRA, _FNAME, _FCOMMENT, _RESERVED = 0x02, 0x04, 0x08, 0x10, 0xE0
_ENCODINGS: Final = ("utf-8", "latin-1", "cp932")


class _Header(NamedTuple):
    flags: int
    name: bytes
    end: int


def read_gzip(data: Source, budget: Budget) -> Listing:
    """The one member of *data*; it has no name where the header has none."""
    octets = memoryview(data)
    notes = Notes()
    header = _header(octets, 0)
    if header is None:
        return Listing(Kind.GZIP, (), (), False, Why.UNREADABLE, "no gzip header")
    if not budget.spend("members"):
        return out_of(budget, "members", Kind.GZIP)
    if header.flags & _RESERVED:
        # "Reserved FLG bits must be zero."
        notes.add(ContainerFault.DAMAGED, 3, "reserved flags are set")
    names = readings(header.name, NameSource.FNAME, _ENCODINGS) if header.flags & _FNAME else ()
    held = Held(octets)
    member = Member(names, False, None, False, 0, partial(_open, held), stream=partial(_flow, held))
    return Listing(Kind.GZIP, (member,), notes.told)


def _header(data: memoryview, at: int) -> _Header | None:
    """The header at *at*; what it leaves out for want of octets is empty."""
    if bytes(data[at : at + 3]) != _SIGN or len(data) < at + 10:
        return None
    flags = data[at + 3]
    end = at + 10
    if flags & _FEXTRA:
        end += 2 + int.from_bytes(data[end : end + 2], "little")
    name = b""
    for flag in (_FNAME, _FCOMMENT):
        if flags & flag:
            # "a zero-terminated original file name"
            text = _text(data, end)
            name = name or text if flag == _FNAME else name
            end += len(text) + 1
    return _Header(flags, name, end + (2 if flags & _FHCRC else 0))


_LONGEST: Final = 1 << 16


def _text(data: memoryview, at: int) -> bytes:
    return bytes(data[at : at + _LONGEST]).partition(b"\0")[0]


def _flow(held: Held, budget: Budget) -> Flow:
    return Flow(held.data, 0, len(held.data), budget, _members)


def _open(held: Held, budget: Budget, most: int = WHOLE, /) -> Opened:
    return gather(_flow(held, budget), most)


def _members(flow: Flow) -> Iterator[bytes]:
    # "A gzip file consists of a series of "members" (compressed data sets)."
    first = True
    while flow.at < flow.end:
        header = _header(flow.data, flow.at)
        if header is None:
            behind = flow.at
            flow.skip_nuls()  # with which tapes and block devices are filled up
            if flow.at < flow.end:
                flow.problems.add(ContainerFault.TRAILING_DATA, behind, f"{flow.end - behind} octets")
            return
        if not (first or flow.another()):
            return
        first = False
        flow.at = min(header.end, flow.end)
        crc = size = 0
        for piece in flow.decode(DEFLATE):
            crc, size = crc32(piece, crc), size + len(piece)
            yield piece
        if flow.why is not None:
            return
        _check(flow, crc, size)


def _check(flow: Flow, crc: int, size: int) -> None:
    trailer = bytes(flow.data[flow.at : flow.at + 8])
    if len(trailer) < 8:
        flow.problems.add(ContainerFault.TRUNCATED, flow.at, "the trailer is cut")
    elif trailer != crc.to_bytes(4, "little") + (size & 0xFFFFFFFF).to_bytes(4, "little"):
        flow.problems.add(ContainerFault.WRONG_CHECKSUM, flow.at, "the CRC or the size does not fit")
    flow.at += 8
