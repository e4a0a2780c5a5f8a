"""The winmail.dat of Outlook, attribute by attribute, and the properties in it (MS-OXTNEF)."""

from __future__ import annotations

from collections.abc import Sequence
from struct import pack

__all__ = ["REND_DATA", "attached_file", "attribute", "properties", "text", "tnef_of", "value"]

REND_DATA, TITLE, DATA, ATTACHMENT = 0x69002, 0x18010, 0x6800F, 0x69005
OBJECT, UNICODE, STRING8, BINARY = 0x0D, 0x1F, 0x1E, 0x102


def attribute(kind: int, data: bytes, *, level: int = 2, size: int | None = None, checksum: int | None = None) -> bytes:
    """An attribute; *size* and *checksum* if not the truth."""
    told = len(data) if size is None else size
    total = sum(data) & 0xFFFF if checksum is None else checksum
    return pack("<BII", level, kind, told) + data + pack("<H", total)


def value(kind: int, number: int, *values: bytes, name: bytes = b"") -> bytes:
    """A property of variable size, with one value or several."""
    many = 0x1000 if len(values) != 1 else 0
    body = pack("<HH", kind | many, number) + name + pack("<I", len(values))
    for one in values:
        body += pack("<I", len(one)) + one + bytes(-len(one) % 4)
    return body


def text(number: int, words: str) -> bytes:
    """A property that is text, as Outlook writes it now."""
    return value(UNICODE, number, words.encode("utf-16-le") + b"\0\0")


def properties(*values: bytes, count: int | None = None) -> bytes:
    """The attribute with the properties of an attachment."""
    return attribute(ATTACHMENT, pack("<I", len(values) if count is None else count) + b"".join(values))


def attached_file(title: bytes | None, data: bytes | None, *more: bytes, begins: bool = True) -> bytes:
    """An attachment, as attributes."""
    parts = [attribute(REND_DATA, bytes(14))] if begins else []
    if title is not None:
        parts.append(attribute(TITLE, title + b"\0"))
    if data is not None:
        parts.append(attribute(DATA, data))
    return b"".join((*parts, *more))


def tnef_of(attachments: Sequence[bytes], *, message: bytes = b"") -> bytes:
    """A winmail.dat; *message* are the attributes of the mail."""
    version = attribute(0x89006, pack("<I", 0x10000), level=1)
    code_page = attribute(0x69007, pack("<II", 1252, 0), level=1)
    return b"\x78\x9f\x3e\x22\x01\x00" + version + code_page + message + b"".join(attachments)
