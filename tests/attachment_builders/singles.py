"""Files that are only compressed: gzip with every field of its header, and streams behind one another."""

from __future__ import annotations

import lzma
import zlib

__all__ = ["gzip_of", "lzma_with_dictionary"]


def gzip_of(
    data: bytes,
    *,
    name: bytes | None = None,
    extra: bytes | None = None,
    comment: bytes | None = None,
    header_crc: bool = False,
    flags: int = 0,
    crc: int | None = None,
) -> bytes:
    """One member of a gzip file (RFC 1952)."""
    flags |= (name is not None) << 3 | (extra is not None) << 2 | (comment is not None) << 4 | header_crc << 1
    head = b"\x1f\x8b\x08" + bytes([flags]) + bytes(4) + b"\2\3"
    if extra is not None:
        head += len(extra).to_bytes(2, "little") + extra
    for text in (name, comment):
        head += b"" if text is None else text + b"\0"
    if header_crc:
        head += (zlib.crc32(head) & 0xFFFF).to_bytes(2, "little")
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(data) + packer.flush()
    checksum = zlib.crc32(data) if crc is None else crc
    return head + packed + checksum.to_bytes(4, "little") + (len(data) & 0xFFFFFFFF).to_bytes(4, "little")


def lzma_with_dictionary(data: bytes, size: int) -> bytes:
    """An LZMA file that asks for a dictionary of *size* octets."""
    alone = lzma.compress(data, lzma.FORMAT_ALONE)
    return alone[:1] + size.to_bytes(4, "little") + alone[5:]
