"""How else may a program have written this text into a header?  (RFC 2047)"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple, TypeAlias

__all__ = ["Style", "spell", "spellings", "styles"]

_CHARSETS: Final = (
    ("utf-8", "utf-8"),
    ("UTF-8", "utf-8"),
    ("iso-8859-1", "latin-1"),
    ("ISO-8859-1", "latin-1"),
    ("windows-1252", "cp1252"),
    ("Windows-1252", "cp1252"),
    ("iso-8859-15", "iso8859-15"),
    ("us-ascii", "ascii"),
)
# "An 'encoded-word' may not be more than 75 characters long" (section 2); the first stands behind the field's name
_LONGEST: Final = 75
_FIRST: Final = 66
_MOST: Final = 1000  # characters of a text that is spelled anew
# "only the characters ... upper and lower case ASCII letters, decimal digits, "!", "*", "+", "-", "/", "="" and "_"
# in a phrase (section 5); elsewhere any printable character but "=", "?" and "_" may stand for itself (section 4.2)
_STRICT: Final = re.compile(rb"[^A-Za-z0-9!*+\-/]")
_LOOSE: Final = re.compile(rb"[^!-<>@-^`-~]")
_Encode: TypeAlias = Callable[[bytes], bytes]


class Style(NamedTuple):
    """A way to write a text: a charset, an encoding, and how it is laid out over encoded-words.

    Arguments:
        label: the charset as it is written.
        codec: its codec.
        letter: ``B``, ``b``, ``Q`` or ``q``.
        encode: the encoding.
        layout: ``whole``, ``words``, ``run``, ``split`` or ``split-first``.
    """

    label: str
    codec: str
    letter: str
    encode: _Encode
    layout: str


def _base64(data: bytes) -> bytes:
    return binascii.b2a_base64(data, newline=False)


def _quoted(escaped: re.Pattern[bytes], blank: bytes, digits: bytes = b"=%02X") -> _Encode:
    def encode(data: bytes) -> bytes:
        return escaped.sub(lambda match: blank if match[0] == b" " else digits % match[0][0], data)

    return encode


_QUOTED: Final = (
    _quoted(_STRICT, b"_"),
    _quoted(_LOOSE, b"_"),
    _quoted(_LOOSE, b"=20"),
    _quoted(_STRICT, b"=20"),
    _quoted(_STRICT, b"_", b"=%02x"),
    _quoted(_LOOSE, b"_", b"=%02x"),
)
_LAYOUTS: Final = ("whole", "split", "run", "words", "split-first")


def styles(like: bytes = b"") -> Iterator[Style]:
    """The ways to write a text in encoded-words, those near to *like*, as it is written now, first."""
    lowered = like.lower()
    charsets = sorted(_CHARSETS, key=lambda one: one[0].lower().encode("ascii") not in lowered)
    for layout in _LAYOUTS:
        for label, codec in charsets[: 8 if layout in ("whole", "split") else 4]:
            for letter in "BbQq":
                for encode in (_base64,) if letter in "Bb" else _QUOTED:
                    yield Style(label, codec, letter, encode, layout)


def spellings(text: str, like: bytes = b"") -> Iterator[bytes]:
    """The ways to write *text* in a header, none twice, those near to *like* first; none when it is long or strange."""
    if not text or len(text) > _MOST or not text.isprintable() or "\ufffd" in text:
        return
    plain = text.encode("utf-8", "replace")
    seen = {plain}
    yield plain
    for style in styles(like):
        spelled = spell(text, style)
        if spelled is not None and spelled not in seen:
            seen.add(spelled)
            yield spelled


def spell(text: str, style: Style) -> bytes | None:
    """*text* in this style; None when its charset has not these characters."""
    try:
        text.encode(style.codec)
    except UnicodeEncodeError:
        return None
    match style.layout:
        case "whole":
            return _word(text, style)
        case "split":
            return _split(text, style, _LONGEST)
        case "split-first":
            return _split(text, style, _FIRST)
        case "run":
            return _run(text, style)
        case _:
            return b" ".join(word.encode("ascii") if word.isascii() else _word(word, style) for word in text.split(" "))


def _word(text: str, style: Style) -> bytes:
    encoded = style.encode(text.encode(style.codec))
    return b"=?%s?%s?%s?=" % (style.label.encode("ascii"), style.letter.encode("ascii"), encoded)


def _run(text: str, style: Style) -> bytes:
    """From the first word that is not ASCII to the last; the rest as it is."""
    words = text.split(" ")
    strange = [number for number, word in enumerate(words) if not word.isascii()] or [0, len(words) - 1]
    first, behind = strange[0], strange[-1] + 1
    middle = _word(" ".join(words[first:behind]), style)
    return b" ".join((*(one.encode() for one in words[:first]), middle, *(one.encode() for one in words[behind:])))


def _split(text: str, style: Style, room: int) -> bytes:
    """As many encoded-words as it takes, none cut within a character."""
    whole = _word(text, style)
    if len(whole) <= room:
        return whole
    around = len(whole) - len(style.encode(text.encode(style.codec)))
    found: list[bytes] = []
    start = held = 0
    for at, mark in enumerate(text):
        octets = mark.encode(style.codec)
        # base64 makes four of three octets; what the other encoding makes of one does not depend on the next
        size = len(octets) if style.encode is _base64 else len(style.encode(octets))
        taken = -(-(held + size) // 3) * 4 if style.encode is _base64 else held + size
        if start < at and around + taken > room:
            found.append(_word(text[start:at], style))
            start, held, room = at, 0, _LONGEST
        held += size
    return b"\r\n ".join((*found, _word(text[start:], style)))
