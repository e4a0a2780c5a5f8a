"""How would a program have encoded these octets?  Quoted-printable and base64 (RFC 2045 section 6)."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

__all__ = [
    "BASE64_COST",
    "QUOTERS",
    "Quoter",
    "base64_widths",
    "hard_lines",
    "quoters_of",
    "quoting_cost",
    "to_base64",
]

_CRLF: Final = b"\r\n"
_WIDTHS: Final = (76, 72, 64, 60)
_MOST_COMPARED: Final = 64  # lines that tell which program wrote them
_LONGEST_COMPARED: Final = 4_096  # octets of one of them
_EQUALS: Final = 61
_LITERAL: Final = bytes(range(32, 127))

BASE64_COST: Final = 8
"""How many octets are hashed in the time in which one is written as base64."""
_LITERAL_COST: Final = 30
_ESCAPE_COST: Final = 60
# RFC 2045 section 6.7 has a list of characters that EBCDIC gateways would not keep
_NOT_IN_EBCDIC: Final = b'!"#$@[\\]^`{|}~'


class Quoter(NamedTuple):
    """One way to write quoted-printable.

    Arguments:
        width: the longest line, its soft break counted.
        fills: whether the last piece of a line, without a soft break, may have the full width.
        careful: whether characters that EBCDIC lacks are encoded.
        tab: whether tabs are encoded wherever they stand.
        starts: whether a full stop, and the F of "From ", are encoded where a line starts.
    """

    width: int = 76
    fills: bool = False
    careful: bool = False
    tab: bool = False
    starts: bool = False

    def __call__(self, text: bytes) -> bytes:
        """All lines of *text* encoded."""
        # "Any octet, except a CR or LF [...] may be represented by an "=" followed by a two digit hexadecimal
        # representation"; the soft breaks of binascii, and what it does to a full stop, are its own
        whole = binascii.b2a_qp(text, istext=False).replace(b"=\r\n", b"").replace(b"=\n", b"").replace(b"=2E", b".")
        if self.careful:
            for octet in _NOT_IN_EBCDIC:
                whole = whole.replace(bytes([octet]), b"=%02X" % octet)
        if self.tab:
            whole = whole.replace(b"\t", b"=09")
        whole = whole.replace(b"=0D=0A", _CRLF)
        # "octets with values of 9 and 32 MAY be represented as US-ASCII TAB (HT) and SPACE characters, respectively,
        # but MUST NOT be so represented at the end of an encoded line" (RFC 2045 section 6.7 rule 3)
        whole = whole.replace(b" \r\n", b"=20\r\n").replace(b"\t\r\n", b"=09\r\n")
        if self.starts:
            whole = _STARTS.sub(_escaped, whole)
        return _TOO_LONG[self.width - 1 + self.fills].sub(self._broken, whole)

    def _broken(self, line: re.Match[bytes]) -> bytes:
        # "If longer lines are to be encoded with the Quoted-Printable encoding, "soft" line breaks must be used"
        whole = line[0]
        lines: list[bytes] = []
        start, most, fill = 0, self.width - 1, self.width - 1 + self.fills
        while len(whole) - start > fill:
            cut = start + most
            if whole[cut - 1] == _EQUALS:
                cut -= 1
            elif whole[cut - 2] == _EQUALS:
                cut -= 2
            lines.append(whole[start:cut])
            start = cut
        return b"=\r\n".join((*lines, whole[start:]))


def quoting_cost(octets: bytes) -> int:
    """How many octets are hashed in the time in which *octets* are written in quoted-printable."""
    return len(octets) * _LITERAL_COST + len(octets.translate(None, _LITERAL)) * _ESCAPE_COST


def _escaped(found: re.Match[bytes]) -> bytes:
    return b"=%02X" % found[0][0]


_STARTS: Final = re.compile(rb"(?:\.|F(?=rom(?: |=20)))(?<![^\n].)")
_TOO_LONG: Final = {fill: re.compile(rb"[^\r\n]{%d,}+" % (fill + 1)) for fill in range(71, 79)}
QUOTERS: Final = (
    Quoter(),
    Quoter(fills=True),
    Quoter(78, fills=True),
    Quoter(starts=True),
    *(Quoter(width) for width in (75, 74, 73, 72)),
    Quoter(careful=True),
    Quoter(tab=True),
    Quoter(fills=True, tab=True),
    *(Quoter(width, fills=True) for width in (75, 73, 72)),
)

_SOFT: Final = re.compile(rb"=[ \t]*+\r\n")


def hard_lines(encoded: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The lines of quoted-printable that no soft break ends: as they are written, and decoded; with their line ends."""
    held: list[bytes] = []
    for line in encoded.splitlines(keepends=True):
        held.append(line)
        if not line.endswith(_CRLF) or _SOFT.search(line):
            continue
        written = b"".join(held)
        held.clear()
        yield written, binascii.a2b_qp(written)
    if held:
        written = b"".join(held)
        yield written, binascii.a2b_qp(written)


def quoters_of(lines: list[tuple[bytes, bytes]]) -> tuple[Quoter, ...]:
    """The ways that write *lines* as they stand, else all."""
    told = [one for one in lines if one[0] != one[1]][:_MOST_COMPARED]
    alike = tuple(way for way in QUOTERS if all(_writes(way, *one) for one in told))
    return alike or QUOTERS


def _writes(way: Quoter, raw: bytes, plain: bytes) -> bool:
    """Whether *way* writes *plain* as *raw*; of a long line its beginning tells."""
    if len(plain) <= _LONGEST_COMPARED:
        return way(plain) == raw
    return raw.startswith(way(plain[:_LONGEST_COMPARED]).rpartition(b"=\r\n")[0])


def to_base64(octets: bytes, width: int) -> bytes:
    """*octets* as base64 in lines of *width* characters; "no more than 76 characters each" (RFC 2045 section 6.8)."""
    if not octets:
        return b""
    encoded = binascii.b2a_base64(octets, newline=False)
    if width <= 0:
        return encoded + _CRLF
    return _CRLF.join([encoded[at : at + width] for at in range(0, len(encoded), width)]) + _CRLF


def base64_widths(encoded: bytes) -> tuple[int, ...]:
    """The widths to try for what stands as *encoded*: the present one first."""
    now = encoded.find(_CRLF)
    return tuple(dict.fromkeys((now if now > 0 else _WIDTHS[0], *_WIDTHS, 0)))
