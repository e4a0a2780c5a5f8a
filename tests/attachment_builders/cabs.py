"""Cabinets, stored and in MSZIP, of one volume and of several, with every way to lie (MS-CAB)."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from struct import pack

__all__ = ["LZX", "MSZIP", "STORED", "CabFile", "cab_of"]

STORED, MSZIP, LZX = 0, 1, 3
_BLOCK = 1 << 15


@dataclass(frozen=True, slots=True, kw_only=True)
class CabFile:
    """A file.

    Arguments:
        name: with its NUL left out.
        data: what it holds.
        folder: the number of its folder, if not the truth.
        size: if not the truth.
        start: in the folder, if not the truth.
        attributes: 0x80 says that the name is UTF-8.
    """

    name: bytes
    data: bytes = b""
    folder: int | None = None
    size: int | None = None
    start: int | None = None
    attributes: int = 0x20


def _blocks(data: bytes, method: int, reserved: bytes, lie: int) -> list[bytes]:
    blocks: list[bytes] = []
    before = b""
    for at in range(0, len(data), _BLOCK):
        piece = data[at : at + _BLOCK]
        octets = piece
        if method == MSZIP:
            packer = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=before)
            octets = b"CK" + packer.compress(piece) + packer.flush()
        blocks.append(pack("<IHH", 0, len(octets), len(piece) + lie) + reserved + octets)
        before = piece
    return blocks


def cab_of(
    folders: Sequence[Sequence[CabFile]],
    *,
    method: int = MSZIP,
    reserve: tuple[int, int, int] | None = None,
    previous: tuple[bytes, bytes] | None = None,
    following: tuple[bytes, bytes] | None = None,
    size: int | None = None,
    lie: int = 0,
) -> bytes:
    """A cabinet.

    Arguments:
        folders: the files of each.
        method: how the folders are said to be compressed; LZX is not done.
        reserve: octets reserved in the header, in folders and in blocks.
        previous, following: names of the neighbouring cabinet and disk.
        size: of the cabinet, if not the truth.
        lie: what is added to the sizes of the blocks.
    """
    flags = bool(previous) | 2 * bool(following) | 4 * bool(reserve)
    in_header, in_folder, in_block = reserve or (0, 0, 0)
    extra = pack("<HBB", *reserve) + bytes(in_header) if reserve else b""
    extra += b"".join(name + b"\0" for name in (*(previous or ()), *(following or ())))
    packed = [_blocks(b"".join(one.data for one in files), method, bytes(in_block), lie) for files in folders]
    files = b""
    for number, held in enumerate(folders):
        at = 0
        for one in held:
            files += pack(
                "<IIHHHH",
                len(one.data) if one.size is None else one.size,
                at if one.start is None else one.start,
                number if one.folder is None else one.folder,
                0x5A21,
                0,
                one.attributes,
            )
            files += one.name + b"\0"
            at += len(one.data)
    first = 36 + len(extra) + (8 + in_folder) * len(folders)
    data = first + len(files)
    headers = b""
    for blocks in packed:
        headers += pack("<IHH", data, len(blocks), method) + bytes(in_folder)
        data += sum(map(len, blocks))
    count = sum(map(len, folders))
    head = pack("<4sIIIIIBBHHHHH", b"MSCF", 0, size or data, 0, first, 0, 3, 1, len(folders), count, flags, 7, 0)
    return head + extra + headers + files + b"".join(block for blocks in packed for block in blocks)
