"""Which file or program is in this embedded object?  OLE 1.0 objects and packages (MS-OLEDS 2.2)."""

from __future__ import annotations

import re
from struct import Struct
from typing import Final, NamedTuple

__all__ = ["Package", "object_of", "read_package"]

_U32: Final = Struct("<I")
_CLASS: Final = re.compile(rb"[A-Za-z][\w.]{2,60}\Z")
_KNOWN: Final = re.compile(
    rb"Equation\.[23]|OLE2Link|Package|htmlfile|Word\.\w{3,20}|Excel\.\w{3,20}|PowerPoint\.\w{3,20}|[Oo]tkloadr\.WRAssembly",
)
_TEXT: Final = re.compile(rb"[^\0]{0,260}\0")


class Package(NamedTuple):
    """A file in a package.

    Arguments:
        name: its label.
        source: the path it was taken from.
        start: where its octets stand.
        size: how many they are.
    """

    name: str
    source: str
    start: int
    size: int


def object_of(octets: bytes) -> str:
    """The class of the OLE 1.0 object that begins here, and the name of the file when it is a package."""
    # "OLEVersion (4 bytes)", "FormatID (4 bytes)", then the class: its length, and the name with a NUL
    size = _number(octets, 8)
    name = octets[12 : 12 + size].rstrip(b"\0") if 0 < size <= 64 else b""
    if not _CLASS.match(name):
        known = _KNOWN.search(octets)
        name = known[0] if known else b""
    if name.lower() != b"package":
        return name.decode("latin-1")
    # "TopicName", "ItemName", "NativeDataSize", then the data
    package = read_package(octets[12 + size + 12 :])
    return f"Package {package.name}" if package else "Package"


def read_package(stream: bytes, *, sized: bool = False) -> Package | None:
    """The package in *stream*; None when it is none.

    Arguments:
        stream: its data: two octets, label, path, four octets, path again, the file.
        sized: whether its size stands before it, as in a stream ``\\x01Ole10Native``.
    """
    at = 6 if sized else 2
    label = _TEXT.match(stream, at)
    path = _TEXT.match(stream, label.end()) if label else None
    if label is None or path is None:
        return None
    temporary = _number(stream, path.end() + 4)
    start = path.end() + 8 + temporary
    size = _number(stream, start)
    if not label[0][:-1] or start + 4 > len(stream):
        return None
    return Package(_shown(label[0]), _shown(path[0]), start + 4, size)


def _number(octets: bytes, at: int) -> int:
    number: int = _U32.unpack_from(octets, at)[0] if at + 4 <= len(octets) else 0
    return number


def _shown(text: bytes) -> str:
    return text.rstrip(b"\0").decode("latin-1").replace("\\", "/").rpartition("/")[2]
