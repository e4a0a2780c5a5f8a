"""Archives of older programs: LHA in each level of its header, ARJ, ACE and cpio, honest or not."""

from __future__ import annotations

from collections.abc import Sequence
from struct import pack
from zlib import crc32

__all__ = ["ace_file", "ace_of", "arj_file", "arj_of", "cpio_of", "lzh_file"]


def _extensions(fields: Sequence[tuple[int, bytes]], width: int) -> bytes:
    """The size of the first, and each with the size of the next behind it."""
    sizes = [1 + len(value) + width for _, value in fields] + [0]
    body = sizes[0].to_bytes(width, "little")
    for (kind, value), following in zip(fields, sizes[1:], strict=True):
        body += bytes([kind]) + value + following.to_bytes(width, "little")
    return body


def lzh_file(
    name: bytes,
    data: bytes = b"",
    *,
    level: int = 2,
    method: bytes = b"-lh0-",
    fields: Sequence[tuple[int, bytes]] = (),
    checksum: int | None = None,
    total: int | None = None,
    packed: int | None = None,
) -> bytes:
    """A file of an LHA archive, without the end marker.

    Arguments:
        name: in the header, or in an extension for levels 2 and 3; empty leaves it out.
        data: what it holds.
        level: of the header, 0 to 3.
        method: how it is said to be compressed.
        fields: more extensions.
        checksum, total, packed: of the header, its size, and that of the data, if not the truth.
    """
    if level > 1 and name:
        fields = [(1, name), *fields]
    width = 4 if level == 3 else 2
    more = _extensions(fields, width)
    size = len(data) if packed is None else packed
    base = method + pack("<III", size + (len(more) - 2 if level == 1 else 0), len(data), 0) + bytes([0x20, level])
    if level < 2:
        body = base + bytes([len(name)]) + name + b"\0\0" + (b"U" + more[:2] if level else b"")
        told = len(body) if total is None else total
        total_of = sum(body) & 0xFF if checksum is None else checksum
        return bytes([told, total_of]) + body + (more[2:] if level else b"") + data
    body = base + b"\0\0U"
    more = _extensions([(0, b"\0\0"), *fields], width)
    told = len(body) + (2 if level == 2 else 6) + len(more) if total is None else total
    head = pack("<H", told) + body if level == 2 else pack("<H", 4) + body + pack("<I", told)
    at = len(head) + width + 1  # of the header's checksum, which is made as if it were zero
    header = head + more
    return header[:at] + pack("<H", _crc16(header)) + header[at + 2 :] + data


def _crc16(data: bytes) -> int:
    crc = 0
    for octet in data:
        crc ^= octet
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc


def arj_file(
    name: bytes,
    data: bytes = b"",
    *,
    flags: int = 0,
    method: int = 0,
    kind: int = 0,
    extended: Sequence[bytes] = (),
    crc: int | None = None,
) -> bytes:
    """A header of an ARJ archive, and what stands behind it; *kind* 2 is that of the archive itself."""
    first = bytes([30, 11, 1, 2, flags, method, kind, 0])
    first += pack("<IIIIHHH", 0, len(data), len(data), crc32(data), 0, 0o100644, 0)
    header = first + name + b"\0\0"
    told = crc32(header) if crc is None else crc
    more = b"".join(pack("<H", len(one)) + one + bytes(4) for one in extended) + b"\0\0"
    return b"\x60\xea" + pack("<H", len(header)) + header + pack("<I", told) + more + data


def arj_of(files: Sequence[bytes], *, end: bool = True, flags: int = 0) -> bytes:
    """An ARJ archive."""
    return arj_file(b"x.arj", kind=2, flags=flags) + b"".join(files) + (b"\x60\xea\0\0" if end else b"")


def ace_file(name: bytes, data: bytes = b"", *, flags: int = 1, attributes: int = 0x20, wide: bool = False) -> bytes:
    """A file of an ACE archive."""
    body = pack("<QQ" if wide else "<II", len(data), len(data))
    body += pack("<IIIBBHHH", 0, attributes, crc32(data), 1, 3, 10, 0, len(name)) + name
    block = pack("<BH", 3 if wide else 1, flags) + body
    return pack("<HH", crc32(block) & 0xFFFF, len(block)) + block + data


def ace_of(files: Sequence[bytes], *, flags: int = 0) -> bytes:
    """An ACE archive."""
    block = pack("<BH", 0, flags) + b"**ACE**" + bytes([20, 20, 2, 0]) + bytes(16)
    return pack("<HH", crc32(block) & 0xFFFF, len(block)) + block + b"".join(files)


def cpio_of(
    files: Sequence[tuple[bytes, bytes]], *, form: str = "newc", mode: int = 0o100644, trailer: bool = True
) -> bytes:
    """A cpio archive in one of the forms newc, crc, odc, bin and rev-bin."""
    whole = [*files, *([(b"TRAILER!!!", b"")] if trailer else [])]
    return b"".join(_cpio_file(name + b"\0", data, form, mode) for name, data in whole)


def _cpio_file(name: bytes, data: bytes, form: str, mode: int) -> bytes:
    if form in ("newc", "crc"):
        check = sum(data) & 0xFFFFFFFF if form == "crc" else 0
        fields = (1, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name), check)
        head = (b"070702" if form == "crc" else b"070701") + b"".join(b"%08X" % one for one in fields)
        align = 4
    elif form == "odc":
        head = b"070707" + b"".join(b"%06o" % one for one in (0, 1, mode, 0, 0, 1, 0)) + b"%011o" % 0
        head += b"%06o%011o" % (len(name), len(data))
        align = 1
    else:
        order = "<" if form == "bin" else ">"
        head = pack(f"{order}8H", 0o070707, 0, 1, mode, 0, 0, 1, 0) + pack(f"{order}2H", 0, 0)
        head += pack(f"{order}3H", len(name), len(data) >> 16, len(data) & 0xFFFF)
        align = 2
    whole = head + name
    whole += bytes(-len(whole) % align)
    return whole + data + bytes(-len(data) % align)
