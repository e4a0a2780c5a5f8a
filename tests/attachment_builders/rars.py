"""RAR archives of version 4 and 5, header by header; data are stored, as only its maker may compress."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from struct import pack

__all__ = ["MARKER4", "MARKER5", "RarFile", "block4", "block5", "rar4_of", "rar5_of", "vint"]

MARKER4 = b"Rar!\x1a\x07\0"
MARKER5 = b"Rar!\x1a\x07\1\0"


@dataclass(frozen=True, slots=True, kw_only=True)
class RarFile:
    """A file.

    Arguments:
        name: the octets of the name field.
        data: what it holds.
        method: 0 is stored; RAR 4 adds 0x30.
        flags: of the header: in RAR 4 those of files, in RAR 5 the common ones.
        about: RAR 5, flags of the file.
        extra: RAR 5, the extra area.
        packed: how many octets the data claim to have, if not the truth.
        large: RAR 4, whether sizes have 64 bits.
        attributes: of the file.
    """

    name: bytes
    data: bytes = b""
    method: int = 0
    flags: int = 0
    about: int = 0
    extra: bytes = b""
    packed: int | None = None
    large: bool = False
    attributes: int = 0x20


def vint(value: int) -> bytes:
    """*value* in as many octets as it needs, seven bits in each."""
    found = bytearray()
    while value >= 0x80:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])


def block4(kind: int, flags: int, body: bytes = b"", *, crc: int | None = None, size: int | None = None) -> bytes:
    """A header of RAR 4."""
    rest = pack("<BHH", kind, flags, 7 + len(body) if size is None else size) + body
    return pack("<H", zlib.crc32(rest) & 0xFFFF if crc is None else crc) + rest


def block5(
    kind: int, flags: int, body: bytes = b"", *, extra: bytes = b"", size: int | None = None, crc: int = 0
) -> bytes:
    """A header of RAR 5; *size* is that of the data behind it."""
    flags |= (1 if extra else 0) | (2 if size is not None else 0)
    sizes = (vint(len(extra)) if extra else b"") + (b"" if size is None else vint(size))
    rest = vint(kind) + vint(flags) + sizes + body + extra
    rest = vint(len(rest)) + rest
    return pack("<I", zlib.crc32(rest) ^ crc) + rest


def _file4(file: RarFile) -> bytes:
    packed = len(file.data) if file.packed is None else file.packed
    flags = file.flags | 0x8000 | (0x0100 if file.large else 0)
    body = pack("<IIB", packed & 0xFFFFFFFF, len(file.data), 2) + pack("<II", zlib.crc32(file.data), 0x21 << 16)
    body += pack("<BBHI", 29, 0x30 + file.method, len(file.name), file.attributes)
    body += pack("<II", packed >> 32, 0) if file.large else b""
    return block4(0x74, flags, body + file.name) + file.data


def _file5(file: RarFile) -> bytes:
    about = file.about | 0x0004
    body = vint(about) + vint(len(file.data)) + vint(file.attributes)
    body += (bytes(4) if about & 2 else b"") + pack("<I", zlib.crc32(file.data))
    body += vint(file.method << 7) + vint(0) + vint(len(file.name)) + file.name
    size = len(file.data) if file.packed is None else file.packed
    return block5(2, file.flags, body, extra=file.extra, size=size) + file.data


def rar4_of(
    files: Iterable[RarFile], *, flags: int = 0, end: bool = True, prepend: bytes = b"", append: bytes = b""
) -> bytes:
    """A RAR 4 archive."""
    main = block4(0x73, flags, bytes(6))
    return prepend + MARKER4 + main + b"".join(map(_file4, files)) + (block4(0x7B, 0x4000) if end else b"") + append


def rar5_of(
    files: Iterable[RarFile], *, flags: int = 0, end: bool = True, prepend: bytes = b"", append: bytes = b""
) -> bytes:
    """A RAR 5 archive."""
    main = block5(1, 0, vint(flags) + (vint(1) if flags & 2 else b""))
    return prepend + MARKER5 + main + b"".join(map(_file5, files)) + (block5(5, 0, vint(0)) if end else b"") + append
