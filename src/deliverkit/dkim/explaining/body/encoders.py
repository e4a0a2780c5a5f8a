"""How would a program have encoded these octets?  Quoted-printable and base64 (RFC 2045 section 6)."""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

__all__ = ["QUOTERS", "Quoter", "base64_widths", "hard_lines", "quoters_of", "to_base64"]

_CRLF: Final = b"\r\n"
_SPACE: Final = 32
_WIDTHS: Final = (76, 72, 64, 60)
_MOST_COMPARED: Final = 64  # lines that tell which program wrote them


def _table(literal: Callable[[int], bool]) -> tuple[bytes, ...]:
    return tuple(bytes([one]) if literal(one) else b"=%02X" % one for one in range(256))


# "Any octet, except a CR or LF [...] may be represented by an "=" followed by a two digit hexadecimal representation"
_PLAIN: Final = _table(lambda one: (_SPACE <= one < 127 and one != 61) or one == 9)
# RFC 2045 section 6.7 has a list of characters that EBCDIC gateways would not keep
_CAREFUL: Final = _table(lambda one: (_SPACE <= one < 127 and one not in b'=!"#$@[\\]^`{|}~') or one == 9)
_TABLES: Final = (_PLAIN, _CAREFUL)


# what every program leaves as it is
_LITERAL: Final = re.compile(rb"(?: *+[A-Za-z0-9%&'()*+,./:;<>?_-]++)*+")


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

    def line(self, octets: bytes) -> bytes:
        """*octets*, one line without its line end, encoded."""
        if len(octets) < self.width and _LITERAL.fullmatch(octets) and not octets.startswith((b".", b"From ")):
            return octets
        table = _TABLES[self.careful]
        tokens = [table[one] for one in octets]
        if self.tab:
            tokens = [b"=09" if token == b"\t" else token for token in tokens]
        # "octets with values of 9 and 32 MAY be represented as US-ASCII TAB (HT) and SPACE characters, respectively,
        # but MUST NOT be so represented at the end of an encoded line" (RFC 2045 section 6.7 rule 3)
        if octets[-1:] in (b" ", b"\t"):
            tokens[-1] = b"=%02X" % octets[-1]
        if self.starts and octets.startswith((b".", b"From ")):
            tokens[0] = b"=%02X" % octets[0]
        return self._broken(tokens)

    def _broken(self, tokens: list[bytes]) -> bytes:
        whole = b"".join(tokens)
        if len(whole) < self.width or (self.fills and len(whole) == self.width):
            return whole
        # "If longer lines are to be encoded with the Quoted-Printable encoding, "soft" line breaks must be used"
        lines: list[bytes] = []
        start = at = 0
        most, fill = self.width - 1, self.width if self.fills else self.width - 1
        for token in tokens:
            size = len(token)
            if at + size - start > most and len(whole) - start > fill:
                lines.append(whole[start:at])
                start = at
            at += size
        return b"=\r\n".join((*lines, whole[start:]))

    def __call__(self, text: bytes) -> bytes:
        """All lines of *text* encoded."""
        return _CRLF.join(map(self.line, text.split(_CRLF)))


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
    told = [(raw.removesuffix(_CRLF), plain.removesuffix(_CRLF)) for raw, plain in lines if raw != plain]
    told = told[:_MOST_COMPARED]
    alike = tuple(one for one in QUOTERS if all(one.line(plain) == raw for raw, plain in told))
    return alike or QUOTERS


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
