"""What did the way it was written down leave in this record?  Quotes, backslashes, entities, typographic signs, blanks.

RFC 9989 section 4.8 knows printing ASCII only; RFC 1035 section 5.1 is where the quotes and backslashes come from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Final, NamedTuple

from .traced import Traced, trace

__all__ = ["Scar", "Stain", "unscarred"]


class Scar(Enum):
    """What a text has that no record may have; each is a rule."""

    ENTITIES = "entities"
    BACKSLASHES = "backslashes"
    QUOTES = "quotes"
    TYPOGRAPHY = "typography"
    BLANKS = "blanks"
    LEADING = "leading"
    VERSION = "version"
    NO_VERSION = "no-version"
    LATE_VERSION = "late-version"
    SEMICOLON = "semicolon"
    EQUALS = "equals"
    EMPTY = "empty"
    STRAY = "stray"


class Stain(NamedTuple):
    """One scar: ``text[start:end]`` of the old text; *what* is what stands there, *instead* what was meant."""

    scar: Scar
    start: int
    end: int
    what: str = ""
    instead: str = ""


_ENTITY: Final = re.compile(
    r"&(?:#0*+(?P<decimal>[0-9]{1,3})|#[xX]0*+(?P<hex>[0-9A-Fa-f]{1,2})"
    r"|(?P<name>quot|apos|amp|semi|nbsp|equals|commat|colon|comma|lt|gt|excl));"
)
_NAMED: Final = {
    "quot": '"',
    "apos": "'",
    "amp": "&",
    "semi": ";",
    "nbsp": " ",
    "equals": "=",
    "commat": "@",
    "colon": ":",
    "comma": ",",
    "lt": "<",
    "gt": ">",
    "excl": "!",
}
_BACKSLASH: Final = re.compile(r"\\(?:([01][0-9]{2})|(?![01][0-9]{2}))")
# the single ones stand in addresses, as in o'brien; only those at an edge are quotes
_QUOTE: Final = re.compile(
    '"[ \t\r\n]*+"|["\u201c-\u201f\u2018-\u201b\u00ab\u00bb\u2039\u203a]'
    "|(?<![^\\s;=,:])['`\u00b4]|['`\u00b4](?![^\\s;,])"
)
_SIGNS: Final = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"),
    "\uff1b": ";",
    "\u037e": ";",
    "\uff1d": "=",
    "\ufe66": "=",
    "\uff0c": ",",
    "\uff1a": ":",
    "\uff20": "@",
    "\uff01": "!",
}
_SIGN: Final = re.compile(f"[{''.join(_SIGNS)}]")
_BLANK: Final = re.compile(
    "(?P<none>[\u200b-\u200f\u2060\ufeff\u00ad]++)|[\x00-\x08\x0a-\x1f\x7f-\xa0\u2000-\u200a\u2028\u2029\u202f\u3000]++"
)


def _entity(match: re.Match[str]) -> str:
    if match["name"] is not None:
        return _NAMED[match["name"]]
    code = int(match["decimal"]) if match["decimal"] is not None else int(match["hex"], 16)
    return chr(code)


def _escaped(match: re.Match[str]) -> str:
    return chr(int(match[1])) if match[1] is not None else ""


def _sign(match: re.Match[str]) -> str:
    return _SIGNS[match[0]]


def _blank(match: re.Match[str]) -> str:
    return "" if match["none"] is not None else " "


def _nothing(_: re.Match[str]) -> str:
    return ""


_REWRITES: Final[Mapping[Scar, tuple[re.Pattern[str], Callable[[re.Match[str]], str]]]] = {
    Scar.ENTITIES: (_ENTITY, _entity),
    Scar.BACKSLASHES: (_BACKSLASH, _escaped),
    Scar.QUOTES: (_QUOTE, _nothing),
    Scar.TYPOGRAPHY: (_SIGN, _sign),
    Scar.BLANKS: (_BLANK, _blank),
}


def unscarred(text: str) -> tuple[Traced, tuple[Stain, ...]]:
    """*text* without what must not stand in it, and the first piece of each kind that stood there."""
    traced = trace(text)
    stains: list[Stain] = []
    for scar, (pattern, instead) in _REWRITES.items():
        seen = pattern.search(traced.text)
        if seen is not None:
            start, end = traced.span(*seen.span())
            stains.append(Stain(scar, start, end, text[start:end]))
            traced = traced.sub(pattern, instead)
    return traced, tuple(stains)
