"""Is this really a program?  The header behind the magic number, for Windows, DOS and macOS."""

from __future__ import annotations

from struct import Struct
from typing import Final

from .kinds import ContentKind

__all__ = ["fat_or_class", "mz_program"]

_HEADER: Final = Struct("<2sHHHHHHHHHHHHH")  # up to the number of the overlay
_OFFSET: Final = Struct("<I")
_NEW_HEADER_AT: Final = 60
_PAGE: Final = 512
_PARAGRAPH: Final = 16
_FIRST_CLASS_VERSION: Final = 45


def mz_program(data: bytes | memoryview) -> ContentKind | None:
    """What *data*, which starts with "MZ", is; None when it is only text that starts so.

    The offset at 60 leads to the header of a Windows program. Where it leads nowhere, the fields of the DOS header must
    make sense: letters in their place give numbers far too large.
    """
    if len(data) >= _NEW_HEADER_AT + 4:
        at: int = _OFFSET.unpack_from(data, _NEW_HEADER_AT)[0]
        signature = bytes(data[at : at + 4])
        if signature == b"PE\0\0":
            return ContentKind.PE
        if signature[:2] in (b"NE", b"LE", b"LX"):
            return ContentKind.NE
    if len(data) < _HEADER.size:
        return None
    _, last_page, pages, relocations, paragraphs, *_, table, _ = _HEADER.unpack_from(data)
    header = paragraphs * _PARAGRAPH
    fits = last_page < _PAGE and pages > 0 and header <= pages * _PAGE and header <= len(data)
    at_table = relocations == 0 or _HEADER.size <= table + 4 * relocations <= len(data)
    return ContentKind.DOS if fits and header >= _HEADER.size and at_table else None


def fat_or_class(data: bytes | memoryview) -> ContentKind:
    """Which of two *data* is that start with CAFEBABE: a macOS program for several processors, or a Java class.

    A class has its version there, which began at 45; a program the number of processors.
    """
    number = int.from_bytes(data[4:8], "big")
    return ContentKind.MACHO if number < _FIRST_CLASS_VERSION else ContentKind.CLASS
