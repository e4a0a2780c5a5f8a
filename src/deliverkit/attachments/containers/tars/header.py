"""Is this block a tar header, and what does it say?  v7, ustar, GNU (POSIX.1-2017, pax, "ustar Interchange Format")."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

__all__ = ["BLOCK", "EMPTY", "Header", "header_of", "number"]

BLOCK: Final = 512
EMPTY: Final = bytes(BLOCK)
_OCTAL: Final = re.compile(rb"[ \0]*+([0-7]++)")
_HIGH: Final = bytes(range(128))


class Header(NamedTuple):
    """A header.

    Arguments:
        name: with the prefix, where ustar has one.
        size: of what follows; None where the field is no number.
        kind: the type flag, one octet.
        fits: whether the checksum does.
        real_size: what a sparse file has when it is unpacked.
        extended: whether more blocks of a sparse file's map follow.
    """

    name: bytes
    size: int | None
    kind: bytes
    fits: bool
    real_size: int | None
    extended: bool


def number(field: bytes) -> int | None:
    """The value of a numeric field: octal digits or, with the first bit set, base 256 (GNU, star)."""
    if field[0] & 0x80:
        return int.from_bytes(bytes([field[0] & 0x7F]) + field[1:], "big") if field[0] != 0xFF else None
    digits = _OCTAL.match(field)
    return int(digits[1], 8) if digits else None


def header_of(block: bytes) -> Header | None:
    """The header in *block*; None if neither the checksum nor the magic number says that this is one."""
    ustar = block.startswith(b"ustar", 257)
    claimed = _OCTAL.match(block, 148, 156)
    fits = claimed is not None and _is_sum(int(claimed[1], 8), block)
    if not fits and not ustar:
        return None
    name = block[:100].partition(b"\0")[0]
    # "If the first octet of the prefix is not NUL, the new pathname shall be formed by concatenating prefix (up to the
    # first NUL character), a slash character, and name"; GNU keeps times there, and says so in its magic number
    prefix = block[345:500].partition(b"\0")[0] if block.startswith(b"ustar\0", 257) else b""
    sparse = block[156:157] == b"S"
    return Header(
        prefix + b"/" + name if prefix else name,
        number(block[124:136]),
        block[156:157],
        fits,
        number(block[483:495]) if sparse else None,
        sparse and bool(block[482]),
    )


def _is_sum(claimed: int, block: bytes) -> bool:
    # "The chksum field shall be the sum of the octets in the header", itself counted as blanks; some count signed
    unsigned = sum(block) - sum(block[148:156]) + 8 * 0x20
    if claimed == unsigned:
        return True
    high = len(block.translate(None, _HIGH)) - len(block[148:156].translate(None, _HIGH))
    return claimed == unsigned - 256 * high
