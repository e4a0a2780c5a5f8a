"""What was pasted here?  A bare record, quoted strings, or a whole line of a zone file; and what looks like SPF.

RFC 7208 sections 3.3 and 4.5, RFC 1035 section 5.1. Texts are handled as octets, one character each.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from .grammar import MECHANISMS, MODIFIERS, parse
from .spelling import plain

__all__ = ["NearMiss", "Pasted", "begins_spf", "near_miss", "octets", "paste"]

_LONE: Final = re.compile("[\ud800-\udc7f\udd00-\udfff]")
_STRING: Final = re.compile(r'"((?:[^"\\]|\\[\s\S])*+)("?)')
_ESCAPE: Final = re.compile(r"\\(?:([0-9]{3})|([\s\S]))")
_TTL: Final = re.compile(r"[0-9]+[smhdwSMHDW]?")
_CLASSES: Final = ("in", "ch", "hs")
_HEAD_WORDS: Final = 5  # owner, TTL, class, type, and the first of the data
_LOOKS_LIKE: Final = re.compile(
    r"\s*(v\s*[=:]?\s*)?spf(?:\s*([0-9]+(?:\.[0-9]+)?(?:/[a-z,]{1,10})?))?([\s\S]?)", re.IGNORECASE
)
_AFTER_VERSION: Final = " \t\r\n;,:.=/"


class Pasted(NamedTuple):
    """A record as it was pasted.

    Arguments:
        whole: all that was pasted.
        owner: the name it stands at, "" where none is given.
        strings: its character-strings.
        quoted: it had quotes around its strings.
        in_zone: it was the line of a zone file.
    """

    whole: str
    owner: str
    strings: tuple[str, ...]
    quoted: bool
    in_zone: bool


class NearMiss(NamedTuple):
    """A text that was meant to be an SPF record: why it is none, how it should read (octets), and the end to mark."""

    why: str
    text: str
    end: int


def octets(text: str | bytes) -> str:
    """*text* as one character an octet: bytes as they are, text as UTF-8."""
    if isinstance(text, str):
        if text.isascii():
            return text
        text = _LONE.sub("?", text).encode("utf-8", "surrogateescape")
    return text.decode("latin-1")


def begins_spf(text: str) -> bool:
    """Whether *text* is an SPF record: "v=spf1", then a blank or the end (section 4.5)."""
    return text[:6].lower() == "v=spf1" and text[6:7] in ("", " ")


def paste(text: str | bytes) -> Pasted:
    """Read what was pasted."""
    whole = octets(text)
    text = whole.strip("\r\n")
    owner, data = _zone_data(text)
    in_zone = data is not None
    data = text if data is None else data
    bare = data.strip(" \t\r\n()")
    if bare[:1] != '"':
        return Pasted(whole, owner, (bare if in_zone else data,), False, in_zone)
    strings = tuple(_ESCAPE.sub(_unescape, match[1]) for match in _STRING.finditer(bare))
    return Pasted(whole, owner, strings, True, in_zone)


def _zone_data(text: str) -> tuple[str, str | None]:
    """The owner and the data of a zone file's line, or None for the data where *text* is none."""
    words = text.split(None, _HEAD_WORDS)[:_HEAD_WORDS]
    lowered = [word.lower() for word in words]
    at = next((index for index, word in enumerate(lowered[:-1]) if word in ("txt", "spf")), None)
    if at is None:
        return "", None
    extra = [word for word in lowered[:at] if word not in _CLASSES and _TTL.fullmatch(word) is None]
    if len(extra) > 1 or lowered[at + 1][:1] == "=":
        return "", None
    rest = text
    for word in words[: at + 1]:
        rest = rest[rest.index(word) + len(word) :]
    owner = words[0] if extra and lowered[0] == extra[0] else ""
    return owner, rest


def _unescape(match: re.Match[str]) -> str:
    if match[1] is None:
        return match[2]
    return chr(int(match[1]) & 0xFF)


def near_miss(text: str, *, bare: bool = False) -> NearMiss | None:
    """Why *text*, which is no SPF record, was probably meant to be one; None where it was not.

    Arguments:
        bare: text without any version counts where all its terms are SPF's.
    """
    simple = plain(text)
    match = _LOOKS_LIKE.match(simple)
    if match is not None and (match[1] or match[2]) and not (match[3].isalnum() and not match[2]):
        rest = simple[match.start(3) :].lstrip(_AFTER_VERSION)
        meant = octets(f"v=spf1 {rest.rstrip()}".rstrip())
        return NearMiss(_why(text, match), meant, min(len(text), max(match.end(3), 1)))
    if bare and (terms := parse("v=spf1 " + simple.strip()).terms):
        known = all(term.name in (MECHANISMS if term.qualifier else MODIFIERS) for term in terms)
        if known:
            return NearMiss("it does not begin with v=spf1", octets("v=spf1 " + simple.strip()), min(len(text), 1))
    return None


def _why(text: str, match: re.Match[str]) -> str:
    if text[:1].isspace():
        return "a blank stands before v=spf1"
    if text[:1] != match[0][:1]:
        return "a quote or another odd character stands before v=spf1"
    if (match[2] or "").startswith("2.0"):
        return "it is a Sender ID record (spf2.0), which nobody reads any more"
    if (match[1] or "").lower() != "v=" or match[2] != "1" or match[0][2:6].lower() != "spf1":
        return "its version is not written v=spf1"
    return "no blank stands behind v=spf1"
