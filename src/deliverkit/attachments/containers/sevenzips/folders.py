"""How is a folder of a 7z archive unpacked?  One coder behind another, as far as this interpreter knows them.

Methods.txt numbers them; LZMA and LZMA2 may stand before the filters that the lzma module has, the rest alone.
"""

from __future__ import annotations

import lzma
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final, NamedTuple

from ....core.budget import Budget
from ..codings import BZIP2, DEFLATE, MEMORY, lzma_alone, lzma_raw, zstandard
from ..member import Held, Why
from ..streams import Coding, Flow
from .header import Coder, Folder

__all__ = ["Place", "begin", "coding_of"]

_COPY: Final = b"\0"
_LZMA2: Final = b"\x21"
_LZMA: Final = b"\3\1\1"
_DEFLATE: Final = b"\4\1\x08"
_BZIP2: Final = b"\4\2\2"
_ZSTD: Final = b"\4\xf7\x11\1"
_AES: Final = b"\6\xf1\7\1"
_DELTA: Final = b"\3"
_FILTERS: Final[Mapping[bytes, int]] = {
    _DELTA: lzma.FILTER_DELTA,
    b"\3\3\1\3": lzma.FILTER_X86,
    b"\3\3\2\5": lzma.FILTER_POWERPC,
    b"\3\3\4\1": lzma.FILTER_IA64,
    b"\3\3\5\1": lzma.FILTER_ARM,
    b"\3\3\7\1": lzma.FILTER_ARMTHUMB,
    b"\3\3\x08\5": lzma.FILTER_SPARC,
    b"\4": lzma.FILTER_X86,
    b"\5": lzma.FILTER_POWERPC,
    b"\6": lzma.FILTER_IA64,
    b"\7": lzma.FILTER_ARM,
    b"\x08": lzma.FILTER_ARMTHUMB,
    b"\x09": lzma.FILTER_SPARC,
}
_WORDS: Final[Mapping[bytes, str]] = {
    _AES: "AES",
    b"\3\3\1\x1b": "BCJ2",
    b"\3\4\1": "PPMd",
    b"\4\1\x09": "deflate64",
    b"\x0a": "ARM64",
    b"\x0b": "RISCV",
}


class Place(NamedTuple):
    """Where a folder's packed stream stands in the file."""

    start: int
    size: int
    folder: Folder


def begin(held: Held, place: Place, coding: Coding, budget: Budget) -> Flow:
    """Start unpacking the folder at *place*."""
    return Flow(held.data, place.start, place.start + place.size, budget, partial(_steps, coding))


def _steps(coding: Coding, flow: Flow) -> Iterator[bytes]:
    yield from flow.decode(coding)


def coding_of(folder: Folder) -> Coding | tuple[Why, str]:
    """How to undo the coders of *folder* at one go, or why that cannot be done."""
    if any(coder.method == _AES for coder in folder.coders):
        return Why.ENCRYPTED, "a password is needed"
    chain = _chain(folder)
    if chain is None:
        return Why.UNSUPPORTED, " + ".join(_word(coder) for coder in folder.coders)
    first, *filters = chain
    others = [_filter(coder) for coder in filters]
    known = [one for one in others if one is not None]
    if len(known) < len(others) or len(known) > 3 or (known and first.method not in (_LZMA, _LZMA2)):
        return Why.UNSUPPORTED, " + ".join(_word(coder) for coder in chain)
    match first.method:
        case b"\0":
            return Coding(_Copy, ())
        case b"\4\1\x08":
            return DEFLATE
        case b"\4\2\2":
            return BZIP2
        case b"\4\xf7\x11\1":
            return zstandard() or (Why.UNSUPPORTED, "Zstandard")
        case b"\3\1\1" if len(first.properties) >= 5:
            return _lzma(first.properties, known, folder.size)
        case b"\x21" if first.properties:
            return _lzma2(first.properties[0], known)
        case _:
            return Why.UNSUPPORTED, _word(first)


def _chain(folder: Folder) -> list[Coder] | None:
    """The coders from the file outwards, if each feeds just one other."""
    if any((coder.ins, coder.outs) != (1, 1) for coder in folder.coders):
        return None
    feeds = {out: into for into, out in folder.binds}
    index = folder.packed[0] if folder.packed else -1
    chain: list[Coder] = []
    while 0 <= index < len(folder.coders) and len(chain) < len(folder.coders):
        chain.append(folder.coders[index])
        index = feeds.get(index, -1)
    return chain if len(chain) == len(folder.coders) else None


def _word(coder: Coder) -> str:
    return _WORDS.get(coder.method) or f"method {coder.method.hex()}"


def _filter(coder: Coder) -> Mapping[str, Any] | None:
    identifier = _FILTERS.get(coder.method)
    if identifier is None:
        return None
    if identifier == lzma.FILTER_DELTA:
        return {"id": identifier, "dist": coder.properties[0] + 1 if coder.properties else 1}
    return {"id": identifier}


def _lzma(properties: bytes, filters: list[Mapping[str, Any]], size: int) -> Coding | tuple[Why, str]:
    if not filters:
        return lzma_alone(properties, size)
    dictionary = int.from_bytes(properties[1:5], "little")
    if dictionary > MEMORY:
        return Why.LIMIT, f"limit: a dictionary of {dictionary} octets"
    rest, lc = divmod(properties[0], 9)
    pb, lp = divmod(rest, 5)
    return lzma_raw(
        [*reversed(filters), {"id": lzma.FILTER_LZMA1, "dict_size": dictionary, "lc": lc, "lp": lp, "pb": pb}]
    )


def _lzma2(octet: int, filters: list[Mapping[str, Any]]) -> Coding | tuple[Why, str]:
    dictionary = (2 | octet & 1) << (octet // 2 + 11)
    if dictionary > MEMORY:
        return Why.LIMIT, f"limit: a dictionary of {dictionary} octets"
    return lzma_raw([*reversed(filters), {"id": lzma.FILTER_LZMA2, "dict_size": dictionary}])


class _Copy:
    """No compression, in the form of a decoder; it never ends of itself."""

    __slots__ = ("_rest",)

    eof = False
    unused_data = b""

    def __init__(self) -> None:
        self._rest = b""

    @property
    def needs_input(self) -> bool:
        return not self._rest

    def decompress(self, data: bytes | memoryview, max_length: int) -> bytes:
        octets = self._rest or bytes(data)
        self._rest = octets[max_length:]
        return octets[:max_length]
