"""How is a DKIM-Signature field written and folded?  (RFC 6376 sections 2.11, 3.2 and 3.5, RFC 5322 section 2.1.1)"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from ...message import HeaderField

__all__ = ["compose", "copied_fields", "finish", "quoted_printable"]

# "Each line of characters ... SHOULD be no more than 78 characters, excluding the CRLF"
_WIDTH: Final = 78
_FOLD: Final = "\r\n "
_B: Final = "b="
# "dkim-safe-char = %x21-3A / %x3C / %x3E-7E": all but ";" and "="
_SAFE: Final = frozenset(
    b"!\"#$%&'()*+,-./0123456789:<>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"
)
_BAR: Final = ord("|")
# no piece may start like the tag "b=", which some verifiers look for without reading the tags before it
_PIECES: Final = re.compile(r"(?:=[0-9A-F]{2}|[^=]){1,24}(?!b=)")

_Unit = tuple[str, str]  # what parts it from the text before it on the same line, and its text


def quoted_printable(octets: bytes, also: int = -1) -> str:
    """*octets* in DKIM-quoted-printable (section 2.11); the octet *also* is encoded too."""
    return "".join(chr(one) if one in _SAFE and one != also else f"={one:02X}" for one in octets)


def copied_fields(fields: Iterable[HeaderField | None]) -> str:
    """The fields as ``z=`` holds them (section 3.5): "|" stands between them, and is encoded in their values."""
    held = (one for one in fields if one is not None)
    return "|".join(f"{one.name}:{quoted_printable(one.value, _BAR)}" for one in held)


def compose(tags: Sequence[tuple[str, str]], names: Sequence[str], copied: str) -> bytes:
    """The field with an empty ``b=`` as its last tag, without its final line end.

    Arguments:
        tags: the plain tags, in order.
        names: what ``h=`` holds.
        copied: what ``z=`` holds; empty for none.
    """
    lines: list[str] = []
    line = "DKIM-Signature:"
    for glue, text in _units(tags, names, copied):
        if len(line) + len(glue) + len(text) > _WIDTH:
            lines.append(line)
            line = " " + text
        else:
            line += glue + text
    return _FOLD.join((*(line.removeprefix(" ") for line in (*lines, line)), _B)).encode("ascii")


def _units(tags: Sequence[tuple[str, str]], names: Sequence[str], copied: str) -> Iterator[_Unit]:
    """The pieces that a fold may stand between."""
    for name, value in tags:
        yield " ", f"{name}={value};"
    last = len(names) - 1
    for number, name in enumerate(names):
        yield " " if not number else "", ("" if number else "h=") + name + (":" if number < last else ";")
    if copied:
        pieces = _PIECES.findall(copied)
        yield " ", "z=" + pieces[0]
        for piece in pieces[1:]:
            yield "", piece
        yield "", ";"


def finish(unsigned: bytes, signature: bytes) -> bytes:
    """The field that :func:`compose` wrote with *signature* in its ``b=`` and its final CRLF."""
    text = binascii.b2a_base64(signature, newline=False).decode("ascii")
    first = _WIDTH - len(" " + _B)
    pieces = [text[:first], *(text[at : at + _WIDTH - 1] for at in range(first, len(text), _WIDTH - 1))]
    return unsigned + (_FOLD.join(pieces) + "\r\n").encode("ascii")
