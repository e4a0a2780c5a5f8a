"""Which fields does a signature carry a copy of, as they were when it was made?  z= of RFC 6376 section 3.5."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from .tags import without_blanks

__all__ = ["Copied", "read_copied"]

_HEX: Final = re.compile(rb"=([0-9A-Fa-f]{2})")


class Copied(NamedTuple):
    """A field as it was when it was signed, by ``z=``."""

    name: str
    value: bytes


def read_copied(text: str) -> tuple[Copied, ...]:
    """The fields in the value of ``z=``; what has no colon is none."""
    # "copied header field values are immediately followed by a vertical bar or the end"; all else is encoded
    pieces = (piece.partition(":") for piece in without_blanks(text).split("|"))
    return tuple(
        Copied(name.lower(), _HEX.sub(_octet, value.encode("latin-1"))) for name, colon, value in pieces if colon
    )


def _octet(match: re.Match[bytes]) -> bytes:
    return bytes.fromhex(match[1].decode("ascii"))
