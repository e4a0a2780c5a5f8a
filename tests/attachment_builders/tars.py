"""Tars block by block: v7, ustar, GNU and pax, and what may be wrong with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["TarMember", "about", "base256", "header", "long_name", "pax", "records", "tar_of"]

_BLOCK = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class TarMember:
    """A member.

    Arguments:
        name: in the header.
        data: what it holds.
        kind: the type flag.
        magic: ``ustar\\0`` and version, GNU's, or nothing for v7.
        prefix: of the name.
        size: the size field, if not the truth.
        checksum: the checksum field, if not the truth.
        signed: whether the checksum counts octets as signed.
        before: blocks before the header: long names, pax headers.
        map_blocks: blocks between header and data: of a sparse file.
        real_size: the field for it, of a sparse file.
    """

    name: bytes
    data: bytes = b""
    kind: bytes = b"0"
    magic: bytes = b"ustar\x0000"
    prefix: bytes = b""
    size: bytes | None = None
    checksum: bytes | None = None
    signed: bool = False
    before: bytes = b""
    map_blocks: bytes = b""
    real_size: int | None = None


def base256(value: int) -> bytes:
    """A size field in base 256."""
    return bytes([0x80]) + value.to_bytes(11, "big")


def header(member: TarMember) -> bytes:
    """The header block of *member*."""
    size = b"%011o\0" % len(member.data) if member.size is None else member.size
    tail = member.prefix.ljust(155, b"\0")
    if member.real_size is not None:
        tail = tail[:137] + bytes([bool(member.map_blocks)]) + b"%011o\0" % member.real_size
    block = bytearray(
        member.name.ljust(100, b"\0")[:100]
        + b"0000644\0000000000\0000000000\0"
        + size
        + b"00000000000\0"
        + b" " * 8
        + member.kind
        + bytes(100)
        + member.magic.ljust(8, b"\0")
        + bytes(80)
        + tail
    ).ljust(_BLOCK, b"\0")
    total = sum(octet - 256 if member.signed and octet > 127 else octet for octet in block)
    block[148:156] = b"%06o\0 " % total if member.checksum is None else member.checksum
    return bytes(block)


def _filled(data: bytes) -> bytes:
    return data + bytes(-len(data) % _BLOCK)


def about(kind: bytes, data: bytes) -> bytes:
    """A header that tells about the next one, with its data."""
    return header(TarMember(name=b"././@LongLink", data=data, kind=kind)) + _filled(data)


def long_name(name: bytes) -> bytes:
    """GNU's header for a long name."""
    return about(b"L", name + b"\0")


def records(pairs: Iterable[tuple[bytes, bytes]]) -> bytes:
    """The records of a pax header."""
    found = b""
    for key, value in pairs:
        rest = b" " + key + b"=" + value + b"\n"
        size = len(rest) + 1
        while size != len(b"%d" % size) + len(rest):
            size = len(b"%d" % size) + len(rest)
        found += b"%d" % size + rest
    return found


def pax(*pairs: tuple[bytes, bytes], everywhere: bool = False) -> bytes:
    """A pax header, of the next member or of all that follow."""
    return about(b"g" if everywhere else b"x", records(pairs))


def tar_of(
    members: Iterable[TarMember | tuple[str, bytes]], *, end: bytes = bytes(2 * _BLOCK), append: bytes = b""
) -> bytes:
    """A tar of *members*, its *end* marker, and what stands behind."""
    file = bytearray()
    for one in members:
        member = one if isinstance(one, TarMember) else TarMember(name=one[0].encode(), data=one[1])
        file += member.before + header(member) + member.map_blocks + _filled(member.data)
    return bytes(file) + end + append
