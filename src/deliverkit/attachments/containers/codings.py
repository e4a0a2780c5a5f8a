"""How is this compressed, and can this interpreter undo it?  Deflate, bzip2, LZMA, xz, Zstandard in bounded memory.

RFC 1951, RFC 8878; the .xz and .lzma file formats. A dictionary larger than :data:`MEMORY` is refused, not allocated.
"""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Mapping
from functools import cache, partial
from importlib import import_module
from typing import Any, Final

from .member import Source
from .streams import Coding, Decoder

__all__ = ["BZIP2", "DEFLATE", "LZMA_ALONE", "MEMORY", "XZ", "lzma_alone", "lzma_raw", "zstandard"]

MEMORY: Final = 80 << 20
"""The most octets a decoder may take; ``xz -9`` needs 65 MiB."""


class _Deflate:
    """:mod:`zlib` in the form of its younger siblings."""

    __slots__ = ("_zlib",)

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(-15)

    @property
    def eof(self) -> bool:
        return self._zlib.eof

    @property
    def unused_data(self) -> bytes:
        return self._zlib.unused_data

    @property
    def needs_input(self) -> bool:
        return not self._zlib.unconsumed_tail

    def decompress(self, data: Source, max_length: int) -> bytes:
        return self._zlib.decompress(self._zlib.unconsumed_tail or data, max_length)


DEFLATE: Final = Coding(_Deflate, (zlib.error,))
BZIP2: Final = Coding(bz2.BZ2Decompressor, (OSError,), 4, 900_000)
_LZMA_ERRORS: Final = (lzma.LZMAError,)
XZ: Final = Coding(partial(lzma.LZMADecompressor, lzma.FORMAT_XZ, MEMORY), _LZMA_ERRORS)
LZMA_ALONE: Final = Coding(partial(lzma.LZMADecompressor, lzma.FORMAT_ALONE, MEMORY), _LZMA_ERRORS)


def _begun(header: bytes) -> Decoder:
    decoder = lzma.LZMADecompressor(lzma.FORMAT_ALONE, MEMORY)
    decoder.decompress(header, 0)
    return decoder


def lzma_alone(properties: bytes, size: int) -> Coding:
    """LZMA as it stands in zip and 7z: the five *properties* and the *size* come from elsewhere."""
    return Coding(partial(_begun, properties[:5] + (size & (1 << 64) - 1).to_bytes(8, "little")), _LZMA_ERRORS)


def lzma_raw(filters: list[Mapping[str, Any]]) -> Coding:
    """A chain of *filters* of the :mod:`lzma` module; who calls has looked at the size of the dictionary."""
    return Coding(
        partial(lzma.LZMADecompressor, lzma.FORMAT_RAW, None, filters), (lzma.LZMAError, ValueError, OverflowError)
    )


@cache
def zstandard() -> Coding | None:
    """Zstandard where the interpreter has it (3.14, or the backport); None elsewhere."""
    for name in ("compression.zstd", "backports.zstd"):
        try:
            module = import_module(name)
        except ImportError:
            continue
        return Coding(module.ZstdDecompressor, (module.ZstdError,))
    return None
