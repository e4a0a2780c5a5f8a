"""How is a member of a zip opened?  In bounded memory, and what its sizes claimed is checked (APPNOTE.TXT 4.4.5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple
from zlib import crc32, decompressobj
from zlib import error as zlib_error

from ....core.budget import Budget
from ..codings import BZIP2, DEFLATE, XZ, lzma_alone, zstandard
from ..member import WHOLE, ContainerFault, ContainerProblem, Held, Opened, Source, Why
from ..streams import Coding, Flow, gather, stored
from .records import DEFLATED, STORED

__all__ = ["Packed", "open_entry", "open_packed"]

_PEEK: Final = 1 << 9
_UNTIL_MARK: Final = 0x0002
_UNKNOWN: Final = (1 << 64) - 1


class Packed(NamedTuple):
    """Where the data of a member stand.

    Arguments:
        start: their offset.
        csize: how many they are there.
        usize: how many come out; None where the header does not say.
        method: how they are compressed.
        flags: the header's.
        crc: of what comes out; None where the header does not say.
    """

    start: int
    csize: int
    usize: int | None
    method: int
    flags: int
    crc: int | None


def _whole(coding: Coding | None) -> Callable[[Flow], Iterator[bytes]]:
    def steps(flow: Flow) -> Iterator[bytes]:
        if coding is None:
            flow.stop(Why.UNSUPPORTED, "Zstandard")
        else:
            yield from flow.decode(coding)

    return steps


def _lzma(packed: Packed) -> Callable[[Flow], Iterator[bytes]]:
    def steps(flow: Flow) -> Iterator[bytes]:
        size = int.from_bytes(flow.data[flow.at + 2 : flow.at + 4], "little")
        properties = bytes(flow.data[flow.at + 4 : flow.at + 4 + size])
        flow.at = min(flow.at + 4 + size, flow.end)
        if size < 5:
            flow.stop(Why.UNREADABLE, "the LZMA properties are too short")
            return
        known = packed.usize is not None and not packed.flags & _UNTIL_MARK
        yield from flow.decode(lzma_alone(properties, packed.usize if known and packed.usize else _UNKNOWN))

    return steps


_STEPS: Final[Mapping[int, Callable[[Packed], Callable[[Flow], Iterator[bytes]]]]] = {
    8: lambda _: _whole(DEFLATE),
    12: lambda _: _whole(BZIP2),
    14: _lzma,
    93: lambda _: _whole(zstandard()),
    95: lambda _: _whole(XZ),
}


def open_entry(held: Held, record: tuple[Any, ...], start: int, budget: Budget, most: int = WHOLE, /) -> Opened:
    """The first *most* octets of the member that the central header *record* tells of; its data stand at *start*."""
    _, _, _, flags, method, _, _, crc, csize, usize, *_ = record
    return open_packed(held, Packed(start, csize, usize, method, flags, crc), budget, most)


def open_packed(held: Held, packed: Packed, budget: Budget, most: int = WHOLE, /) -> Opened:
    """The first *most* octets of the member."""
    data = held.data
    if packed.method == STORED:
        return _stored(data, packed, budget, most)
    if 0 < most <= _PEEK and packed.method == DEFLATED and (peek := _peek(data, packed, budget, most)):
        return peek
    flow = Flow(data, packed.start, packed.start + packed.csize, budget, _STEPS[packed.method](packed))
    opened = gather(flow, most, packed.usize)
    if not opened.complete:
        return opened
    slack: tuple[ContainerProblem, ...] = ()
    if flow.at < flow.end:
        detail = f"{flow.end - flow.at} octets behind the end of the member's compressed data"
        slack = (ContainerProblem(ContainerFault.TRAILING_DATA, flow.at, detail),)
    return _checked(opened._replace(problems=opened.problems + slack), packed)


def _peek(data: Source, packed: Packed, budget: Budget, most: int) -> Opened | None:
    """The first octets of a deflated member, fast, as this is asked of every member; None if something is odd."""
    octets = memoryview(data)[packed.start : packed.start + min(packed.csize, 2 * _PEEK)]
    try:
        found = decompressobj(-15).decompress(octets, most)
    except zlib_error:
        return None
    if len(found) < most or not budget.spend("bytes_read", len(octets)) or not budget.spend("bytes_inflated", most):
        return None
    return Opened(found, False)


def _stored(data: Source, packed: Packed, budget: Budget, most: int) -> Opened:
    """Programs differ in which of the two sizes they take; the larger holds what either sees."""
    usize = packed.csize if packed.usize is None else packed.usize
    opened = stored(data, packed.start, max(packed.csize, usize), budget, most)
    if usize == packed.csize:
        return _checked(opened, packed) if opened.complete else opened
    detail = f"stored, but {packed.csize} octets in the file and {usize} out of it"
    lie = ContainerProblem(ContainerFault.LYING_SIZE, packed.start, detail)
    return opened._replace(problems=(*opened.problems, lie))


def _checked(opened: Opened, packed: Packed) -> Opened:
    if packed.crc is None or crc32(opened.data) == packed.crc:
        return opened
    wrong = ContainerProblem(ContainerFault.WRONG_CHECKSUM, packed.start, "the CRC does not fit")
    return opened._replace(problems=(*opened.problems, wrong))
