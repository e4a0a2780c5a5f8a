"""What did the sender encode?  Base64, quoted-printable and uuencode, read as mail clients do (RFC 2045 section 6)."""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable
from typing import Final, NamedTuple

from .problems import ProblemKind
from .scan import Note

__all__ = [
    "ENCODINGS",
    "IDENTITY",
    "Plain",
    "decode_base64",
    "decode_quoted_printable",
    "decode_uuencode",
    "encoding_of",
]


class Plain(NamedTuple):
    """Decoded octets, and what had to be forgiven, with offsets in the encoded ones."""

    data: bytes
    notes: tuple[Note, ...] = ()


_ALPHABET: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_NOT_ALPHABET: Final = bytes(set(range(256)) - set(_ALPHABET))
_JUNK: Final = re.compile(rb"[^A-Za-z0-9+/ \t\r\n]")
_BEHIND_PADDING: Final = re.compile(rb"[^= \t\r\n]")


def decode_base64(data: bytes) -> Plain:
    """Decode base64; reading stops at the first ``=``.

    "All line breaks or other characters not found in Table 1 must be ignored by decoding software" and "the
    occurrence of any "=" characters may be taken as evidence that the end of the data has been reached"
    (RFC 2045 section 6.8). What stands behind the padding is noted, with its offset, not read.
    """
    padding = data.find(b"=")
    behind = _BEHIND_PADDING.search(data, padding) if padding >= 0 else None
    end = padding if padding >= 0 else len(data)
    notes: list[Note] = []
    try:
        plain = binascii.a2b_base64(data[:end] + b"==" if behind else data)
    except binascii.Error:  # the last group is not whole; one character alone holds no octet
        clean = data[:end].translate(None, _NOT_ALPHABET)
        plain = binascii.a2b_base64(clean[:-1] if len(clean) % 4 == 1 else clean + b"==")
        notes.append((ProblemKind.BASE64_CUT_SHORT, end, end))
    read = (len(plain) * 8 + 5) // 6
    if end - data.count(b"\n", 0, end) - data.count(b"\r", 0, end) > read:
        junk = _JUNK.search(data, 0, end)
        if junk:
            notes.append((ProblemKind.BASE64_JUNK, junk.start(), junk.end()))
    if behind:
        notes.append((ProblemKind.BASE64_AFTER_PADDING, behind.start(), len(data)))
    return Plain(plain, tuple(notes))


_BAD_ESCAPE: Final = re.compile(rb"=(?![0-9A-Fa-f]{2}|[ \t]*+(?:[\r\n]|\Z))")
_SOFT_BREAK: Final = re.compile(rb"=(?:[ \t]++(?:\r\n|\r|\n|\Z)|\r(?!\n))")
_TRAILING: Final = re.compile(rb"(?<![ \t])[ \t]++(?=\r?\n|\Z)")
_TRAILING_SIGNS: Final = (b" \r\n", b" \n", b"\t\r\n", b"\t\n")


def decode_quoted_printable(data: bytes) -> Plain:
    """Decode quoted-printable; an escape that is none stays as it is and is noted.

    "Any trailing white space on a line must be deleted, as it will necessarily have been added by intermediate
    transport agents" (RFC 2045 section 6.7 rule 3).
    """
    bad = _BAD_ESCAPE.search(data)
    notes: tuple[Note, ...] = ((ProblemKind.BAD_ESCAPE, bad.start(), min(bad.end() + 2, len(data))),) if bad else ()
    if b"= " in data or b"=\t" in data or b"=\r" in data:
        data = _SOFT_BREAK.sub(b"=\n", data)
    if data.endswith((b" ", b"\t")) or any(sign in data for sign in _TRAILING_SIGNS):
        data = _TRAILING.sub(b"", data)
    return Plain(binascii.a2b_qp(data), notes)


_UU_BEGIN: Final = re.compile(rb"^begin(?:-base64)? [0-7]{3,4} ", re.MULTILINE)


def decode_uuencode(data: bytes) -> Plain:
    """Decode the first uuencoded file in *data*; lines that do not decode are passed over and noted."""
    begin = _UU_BEGIN.search(data)
    if begin is None:
        return Plain(b"", ((ProblemKind.NO_UU_BEGIN, 0, len(data)),))
    pos = (data.find(b"\n", begin.end()) + 1) or len(data)
    pieces: list[bytes] = []
    notes: list[Note] = []
    while pos < len(data):
        following = (data.find(b"\n", pos) + 1) or len(data)
        line = data[pos:following].rstrip(b"\r\n") or b"`"
        if line == b"end":
            break
        try:
            pieces.append(binascii.a2b_uu(line))
        except binascii.Error:
            # encoders that count wrongly: take the octets the length character promises
            wanted = (((line[0] - 32) & 63) * 4 + 5) // 3
            try:
                pieces.append(binascii.a2b_uu(line[:wanted]))
            except binascii.Error:
                notes.append((ProblemKind.BAD_UU_LINE, pos, following))
        pos = following
    return Plain(b"".join(pieces), tuple(notes))


def _identity(data: bytes) -> Plain:
    return Plain(data)


IDENTITY: Final = frozenset({"7bit", "8bit", "binary"})
ENCODINGS: Final[dict[str, Callable[[bytes], Plain]]] = {
    "7bit": _identity,
    "8bit": _identity,
    "binary": _identity,
    "base64": decode_base64,
    "quoted-printable": decode_quoted_printable,
    "x-uuencode": decode_uuencode,
}
_ALIASES: Final = {"x-uue": "x-uuencode", "uuencode": "x-uuencode", "uue": "x-uuencode"}
_SPELLINGS: Final = {name.replace("-", ""): name for name in (*ENCODINGS, *_ALIASES)}


def encoding_of(token: str) -> tuple[str, bool]:
    """The encoding that *token* names, and whether it is spelled right.

    ``base-64``, ``8 bit`` and ``Quoted_Printable`` are understood; anything else comes back as it is, in lower case.
    """
    lowered = token.lower()
    if lowered in ENCODINGS:
        return lowered, True
    if lowered in _ALIASES:
        return _ALIASES[lowered], True
    squeezed = "".join(char for char in lowered if char.isalnum())
    spelled = _SPELLINGS.get(squeezed)
    return (lowered, False) if spelled is None else (_ALIASES.get(spelled, spelled), False)
