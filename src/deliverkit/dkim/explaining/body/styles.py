"""In which other ways may a text have been written into a part: its encoding, its charset, its header?  (RFC 2045)"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from ....message.charsets import CODECS
from .encoders import QUOTERS, to_base64

__all__ = [
    "CHARSETS",
    "FEW_STYLES",
    "FIRST_STYLES",
    "STYLES",
    "Style",
    "converted",
    "headers",
    "is_told_apart",
    "with_charset",
    "written",
]

_CRLF: Final = b"\r\n"
_LF: Final = re.compile(rb"(?<!\r)\n")
_ENCODING: Final = re.compile(rb"(?im)^(content-transfer-encoding[ \t]*+:[ \t]*+)([^\r\n]*+)\r\n")
_CONVERTED: Final = re.compile(rb"(?im)^x-mime-autoconverted:[^\r\n]*+\r\n(?:[ \t][^\r\n]*+\r\n)*+")
_TYPE: Final = re.compile(rb"(?im)^content-type[ \t]*+:[^\r\n]*+\r\n(?:[ \t][^\r\n]*+\r\n)*+")
_CHARSET: Final = re.compile(rb"(?i)(charset[ \t]*+=[ \t]*+)(\"?)([^\";,\s]++)(\"?)")
_NAME: Final = b"Content-Transfer-Encoding: "
_WIDTHS: Final = (76, 72, 64, 60, 0)

CHARSETS: Final = (
    *(b"utf-8", b"UTF-8", b"iso-8859-1", b"ISO-8859-1", b"windows-1252", b"Windows-1252", b"us-ascii", b"US-ASCII"),
    *(b"iso-8859-15", b"ISO-8859-15", b"iso-8859-2", b"windows-1251", b"koi8-r", b"utf8"),
)
"""What texts were written in, as their labels are spelled."""


class Style(NamedTuple):
    """One way to write octets down.

    Arguments:
        encoding: ``8bit`` (or 7bit, where that is enough), ``quoted-printable`` or ``base64``.
        way: which way to write quoted-printable, or the width of base64.
        ending: what stands at the end of the octets: they as they are, a line end less, or one more.
        ends: what lines end in within base64; empty where they stay as they are.
        closed: whether a line end stands behind base64.
    """

    encoding: str
    way: int = 0
    ending: int = 0
    ends: bytes = b""
    closed: bool = True


_LIKELY: Final = (
    *(Style("8bit", 0, ending) for ending in range(3)),
    *(Style("quoted-printable", way) for way in range(4)),
    Style("quoted-printable", 0, 1),
    Style("quoted-printable", 0, 2),
    *(Style("base64", 0, ending, closed=closed) for ending in range(3) for closed in (True, False)),
    *(Style("base64", 0, ending, ends) for ends in (b"\n", _CRLF) for ending in range(3)),
)
FIRST_STYLES: Final = tuple(style for style in _LIKELY if style == Style(style.encoding))
"""The likeliest style of each encoding."""
FEW_STYLES: Final = _LIKELY
"""Those that are usual."""
STYLES: Final = (
    *_LIKELY,
    *(Style("quoted-printable", way) for way in range(4, len(QUOTERS))),
    *(Style("base64", way, ending, ends) for way in range(1, 5) for ends in (b"", b"\n", _CRLF) for ending in range(3)),
)
"""All of them, the likeliest first."""


def is_told_apart(style: Style, octets: bytes) -> bool:
    """Whether *style* writes *octets* in another way than the one that leaves their line ends as they are."""
    whole = octets.count(_CRLF)
    return not style.ends or (octets.count(b"\n") > whole if style.ends == _CRLF else whole > 0)


def written(octets: bytes, style: Style) -> bytes:
    """The decoded *octets*, written down."""
    if style.ends:
        octets = _LF.sub(_CRLF, octets)
    if style.ending:
        octets = octets.removesuffix(_CRLF) if style.ending == 1 else octets + _CRLF
    if style.encoding == "base64":
        encoded = to_base64(octets.replace(_CRLF, style.ends) if style.ends else octets, _WIDTHS[style.way])
        return encoded if style.closed else encoded.removesuffix(_CRLF)
    lines = _LF.sub(_CRLF, octets)
    return QUOTERS[style.way](lines) if style.encoding == "quoted-printable" else lines


def headers(header: bytes, encoding: str, octets: bytes) -> Iterator[bytes]:
    """The ways to write the *header* of a part whose *octets* are encoded so; the likeliest first."""
    names = [encoding.encode()]
    if encoding == "8bit":
        names = [b"7bit", b"8bit"] if octets.isascii() else [b"8bit"]
    present = _ENCODING.search(header)
    bare = _CONVERTED.sub(b"", _ENCODING.sub(b"", header))
    if encoding == "8bit":
        yield bare
    for name in (*names, *(name.upper() for name in names), *(name.title() for name in names)):
        line = _NAME + name + _CRLF
        if present:
            yield header[: present.start(2)] + name + header[present.end(2) :]
        yield bare + line
        kind = _TYPE.search(bare)
        if kind:
            yield bare[: kind.end()] + line + bare[kind.end() :]
        yield line + bare


def with_charset(header: bytes, label: bytes) -> Iterator[bytes]:
    """*header* with another charset: quoted as it is, and otherwise."""
    found = _CHARSET.search(header)
    if found is None:
        return
    for quote in dict.fromkeys((found[2], b'"', b"")):
        yield header[: found.start(2)] + quote + label + quote + header[found.end() :]


def converted(octets: bytes, now: str, label: bytes) -> bytes | None:
    """*octets*, a text in the charset *now*, in the charset *label*; None when it cannot be."""
    codec, other = CODECS.get(now.lower(), ""), CODECS[label.decode().lower()]
    if not codec:
        return None
    try:
        return octets.decode(codec).encode(other)
    except UnicodeError:
        return None
