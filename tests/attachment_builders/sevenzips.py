"""7z archives octet by octet: any chain of coders, a plain or a packed header, and numbers that lie (7zFormat.txt)."""

from __future__ import annotations

import lzma
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from struct import pack
from typing import Final

__all__ = [
    "COPY",
    "DEFLATE",
    "LZMA",
    "LZMA2",
    "Coder",
    "Folder",
    "files_of",
    "number",
    "sevenzip_of",
    "streams_of",
    "wrap",
]

COPY: Final = b"\0"
LZMA2: Final = b"\x21"
LZMA: Final = b"\3\1\1"
DEFLATE: Final = b"\4\1\x08"


@dataclass(frozen=True, slots=True)
class Coder:
    """A method and its properties; other than one stream in and out if said so."""

    method: bytes
    properties: bytes = b""
    ins: int = 1
    outs: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """Files packed together.

    Arguments:
        files: the data of each.
        coders: from the file outwards.
        packed: the packed stream, where :func:`sevenzip_of` cannot make it.
        size: of what comes out, if not the truth.
        binds: which stream feeds which, if not one coder the next.
    """

    files: Sequence[bytes]
    coders: Sequence[Coder] = (Coder(COPY),)
    packed: bytes | None = None
    size: int | None = None
    binds: Sequence[tuple[int, int]] | None = None


def number(value: int) -> bytes:
    """*value* in one to nine octets."""
    for more in range(8):
        if value < 1 << (7 * (more + 1)):
            return bytes([(0xFF << (8 - more)) & 0xFF | value >> (8 * more)]) + (value & (1 << 8 * more) - 1).to_bytes(
                more, "little"
            )
    return b"\xff" + value.to_bytes(8, "little")


def _pack(folder: Folder) -> bytes:
    data = b"".join(folder.files)
    if folder.packed is not None:
        return folder.packed
    match folder.coders[0].method:
        case b"\x21":
            return lzma.compress(data, lzma.FORMAT_RAW, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 16}])
        case b"\3\1\1":
            return lzma.compress(data, lzma.FORMAT_RAW, filters=[{"id": lzma.FILTER_LZMA1, "dict_size": 1 << 16}])
        case b"\4\1\x08":
            packer = zlib.compressobj(9, zlib.DEFLATED, -15)
            return packer.compress(data) + packer.flush()
        case _:
            return data


def _coder(coder: Coder) -> bytes:
    simple = (coder.ins, coder.outs) == (1, 1)
    flags = len(coder.method) | (0 if simple else 0x10) | (0x20 if coder.properties else 0)
    streams = b"" if simple else number(coder.ins) + number(coder.outs)
    properties = number(len(coder.properties)) + coder.properties if coder.properties else b""
    return bytes([flags]) + coder.method + streams + properties


def _folder(folder: Folder) -> bytes:
    binds = folder.binds
    if binds is None:
        binds = [(into + 1, into) for into in range(len(folder.coders) - 1)]
    ins = sum(coder.ins for coder in folder.coders)
    packed = b"".join(number(index) for index in range(ins - len(binds))) if ins - len(binds) > 1 else b""
    return (
        number(len(folder.coders))
        + b"".join(map(_coder, folder.coders))
        + b"".join(number(into) + number(out) for into, out in binds)
        + packed
    )


def streams_of(folders: Sequence[Folder], at: int = 0, *, crc: bool = False, plain: bool = False) -> bytes:
    """Where the streams of *folders* stand: behind each other from *at*; *plain* leaves out what is one a folder."""
    packed = [_pack(folder) for folder in folders]
    info = b"\6" + number(at) + number(len(packed)) + b"\x09" + b"".join(number(len(one)) for one in packed)
    info += (b"\x0a\1" + bytes(4 * len(packed)) if crc else b"") + b"\0"
    info += b"\7\x0b" + number(len(folders)) + b"\0" + b"".join(map(_folder, folders)) + b"\x0c"
    for folder in folders:
        size = sum(map(len, folder.files)) if folder.size is None else folder.size
        info += number(size) * sum(coder.outs for coder in folder.coders)
    info += (b"\x0a\1" + bytes(4 * len(folders)) if crc else b"") + b"\0"
    if not plain:
        info += b"\x08\x0d" + b"".join(number(len(folder.files)) for folder in folders)
        info += b"\x09" + b"".join(number(len(data)) for folder in folders for data in folder.files[:-1])
        unknown = sum(len(folder.files) for folder in folders if len(folder.files) != 1 or not crc)
        info += (b"\x0a\1" + bytes(4 * unknown) if unknown else b"") + b"\0"
    return info + b"\0"


def _bits(flags: Sequence[bool]) -> bytes:
    text = "".join("01"[flag] for flag in flags)
    text += "0" * (-len(text) % 8)
    return int(text, 2).to_bytes(len(text) // 8, "big") if text else b""


def _column(kind: int, data: bytes) -> bytes:
    return bytes([kind]) + number(len(data)) + data


def files_of(names: Sequence[str], empty: dict[str, bool], *, count: int | None = None) -> bytes:
    """The files called *names*; *empty* says of those without data whether they are directories."""
    columns = _column(0x19, bytes(3))
    if empty:
        columns += _column(0x0E, _bits([name in empty for name in names]))
        columns += _column(0x0F, _bits([not empty[name] for name in names if name in empty]))
    columns += _column(0x11, b"\0" + b"".join(name.encode("utf-16-le", "surrogatepass") + b"\0\0" for name in names))
    columns += _column(0x15, b"\1\0" + bytes(4 * len(names)))
    return b"\5" + number(len(names) if count is None else count) + columns + b"\0"


def wrap(packed: bytes, header: bytes, *, prepend: bytes = b"", append: bytes = b"") -> bytes:
    """A whole file of packed streams and a header."""
    start = pack("<QQI", len(packed), len(header), zlib.crc32(header))
    return prepend + b"7z\xbc\xaf\x27\x1c\0\4" + pack("<I", zlib.crc32(start)) + start + packed + header + append


def sevenzip_of(
    folders: Sequence[tuple[Sequence[str], Folder]],
    *,
    empty: dict[str, bool] | None = None,
    packed_header: Coder | None = None,
    header_size: int | None = None,
    crc: bool = False,
    prepend: bytes = b"",
    append: bytes = b"",
) -> bytes:
    """A 7z archive.

    Arguments:
        folders: each with the names of its files.
        empty: names of what has no data, and whether it is a directory.
        packed_header: how the header is packed, if it is.
        header_size: what the packed header claims to unpack to, if not the truth.
        crc: whether folders have checksums.
        prepend: what stands before it.
        append: what stands behind it.
    """
    empty = empty or {}
    names = [name for group, _ in folders for name in group] + list(empty)
    only = [folder for _, folder in folders]
    packed = b"".join(map(_pack, only))
    header = b"\1" + (b"\4" + streams_of(only, crc=crc) if only else b"") + files_of(names, empty) + b"\0"
    if packed_header is not None:
        folder = Folder(files=(header,), coders=(packed_header,), size=header_size)
        at = len(packed)
        packed += _pack(folder)
        header = b"\x17" + streams_of([folder], at, plain=True)
    return wrap(packed, header, prepend=prepend, append=append)
