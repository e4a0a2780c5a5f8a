"""CMS objects, element by element, in DER and in BER (RFC 5652, X.690)."""

from __future__ import annotations

import zlib

__all__ = ["DATA_TYPE", "compressed", "enveloped", "octets", "oid", "signed", "tlv"]

DATA_TYPE = "2a864886f70d010701"
SIGNED_TYPE, ENVELOPED_TYPE = "2a864886f70d010702", "2a864886f70d010703"
COMPRESSED_TYPE = "2a864886f70d0109100109"
VERSION = b"\x02\x01\x01"


def tlv(tag: int, content: bytes, *, open_ended: bool = False) -> bytes:
    """An element; *open_ended* without a length."""
    if open_ended:
        return bytes([tag, 0x80]) + content + b"\0\0"
    if len(content) < 0x80:
        return bytes([tag, len(content)]) + content
    size = len(content).to_bytes(4).lstrip(b"\0")
    return bytes([tag, 0x80 | len(size)]) + size + content


def oid(octets_of_it: str) -> bytes:
    """An object identifier, by its octets in hexadecimal."""
    return tlv(0x06, bytes.fromhex(octets_of_it))


def octets(data: bytes, *, piece: int = 0, open_ended: bool = False) -> bytes:
    """An octet string, in pieces of *piece* octets if that is not 0."""
    if not piece:
        return tlv(0x04, data)
    parts = b"".join(tlv(0x04, data[at : at + piece]) for at in range(0, len(data), piece))
    return tlv(0x24, parts, open_ended=open_ended)


def signed(content: bytes | None, *, open_ended: bool = False, kind: str = SIGNED_TYPE, before: bytes = b"") -> bytes:
    """SignedData around *content*, an element; None when that stands elsewhere; *before* instead of the algorithms."""
    inner = oid(DATA_TYPE)
    if content is not None:
        inner += tlv(0xA0, content, open_ended=open_ended)
    body = VERSION + (before or tlv(0x31, b"", open_ended=open_ended)) + tlv(0x30, inner, open_ended=open_ended)
    body += tlv(0x31, b"")
    whole = oid(kind) + tlv(0xA0, tlv(0x30, body, open_ended=open_ended), open_ended=open_ended)
    return tlv(0x30, whole, open_ended=open_ended)


def compressed(data: bytes) -> bytes:
    """CompressedData (RFC 3274)."""
    return signed(octets(zlib.compress(data)), kind=COMPRESSED_TYPE, before=tlv(0x30, oid("2a8648")))


def enveloped(kind: str = ENVELOPED_TYPE) -> bytes:
    """EnvelopedData, of which only the type matters here."""
    return tlv(0x30, oid(kind) + tlv(0xA0, tlv(0x30, VERSION)))
