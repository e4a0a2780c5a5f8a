"""Which signs in a name does nobody see, does Windows drop, or do people take for others?  (Unicode UAX 44, UTS 39)

Everything here is a table or a pattern over single characters; the other modules of the room put them to use.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["BLANK", "CONTROL", "DROPPED", "INVISIBLE", "QUOTE", "TRAILING", "alike", "compatible"]

_INVISIBLE: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    "\ufffd\ud800-\udfff"  # what could not be decoded is left out by some
)
_CONTROL: Final = "\x00-\x08\x0e-\x1f\x7f-\x9f"
_BLANK: Final = "\t-\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u2800\u3000"
# what Windows allows in no name, and the marks that stray around one
_QUOTE: Final = "\"'*<>?|`\u2018\u2019\u201c\u201d\u201e\xab\xbb"
_DROPPED: Final = _INVISIBLE + _CONTROL + _BLANK + _QUOTE

INVISIBLE: Final = re.compile(f"[{_INVISIBLE}]")
"""What nobody sees: default-ignorable code points, bidirectional controls among them, and undecodable octets."""
CONTROL: Final = re.compile(f"[{_CONTROL}]")
"""Control characters but those that are blanks."""
BLANK: Final = re.compile(f"[{_BLANK}]")
"""Blanks of every width."""
QUOTE: Final = re.compile(f"[{_QUOTE}]")
"""Quotation marks, and what no name in Windows may hold."""
DROPPED: Final = re.compile(f"[{_DROPPED}]")
"""All of these: what some program leaves out of a name before it is saved."""
TRAILING: Final = re.compile(f"[./\\\\{_DROPPED}]*+")
"""What is cut off the end of a name: Windows strips blanks and dots, clients the rest. For reversed names."""

# what stands for a dot and is no compatibility form of one
_DOTS: Final = str.maketrans(dict.fromkeys("\u3002\u06d4\u0701\u0702\u2e3c\ua4f8", "."))
# Cyrillic, Greek, Armenian and phonetic letters that look like one of ASCII in lower or upper case
_ALIKE: Final = {
    letter: plain
    for plain, letters in {
        "a": "\u0430\u03b1\u0251\u1d00",
        "b": "\u0432\u03b2\u044c\u0299",
        "c": "\u0441\u03f2\u1d04",
        "d": "\u0501\u1d05",
        "e": "\u0435\u03b5\u212e\u1d07\u04bd",
        "f": "\u0192\ua730",
        "g": "\u0261\u0581",
        "h": "\u04bb\u043d\u0570\u029c",
        "i": "\u0456\u03b9\u0131\u026a",
        "j": "\u0458\u03f3\u1d0a",
        "k": "\u043a\u03ba\u1d0b",
        "l": "\u04cf\u01c0\u029f",
        "m": "\u043c\u03bc\u1d0d",
        "n": "\u0578\u03b7\u0274",
        "o": "\u043e\u03bf\u03c3\u0585\u1d0f",
        "p": "\u0440\u03c1\u1d18",
        "q": "\u051b\u0563",
        "r": "\u0433\u1d26\u0280",
        "s": "\u0455\ua731",
        "t": "\u0442\u03c4\u1d1b",
        "u": "\u057d\u03c5\u1d1c",
        "v": "\u0475\u03bd\u1d20",
        "w": "\u051d\u03c9\u1d21",
        "x": "\u0445\u03c7",
        "y": "\u0443\u03b3\u04af\u028f",
        "z": "\u03b6\u1d22",
    }.items()
    for letter in letters
}


def compatible(sign: str) -> str:
    """What *sign* becomes in the compatibility form (NFKC), in lower case: a full-width letter a plain one.

    >>> compatible("\uff25"), compatible("\u2024")
    ('e', '.')
    """
    return unicodedata.normalize("NFKC", sign).lower().translate(_DOTS)


def alike(sign: str) -> str:
    """The letter of ASCII that people take *sign* for, or itself; empty for the marks above and below letters.

    >>> alike("\u0435"), alike("\u00e9"), alike("\u05d0") == "\u05d0"
    ('e', 'e', True)
    """
    plain = unicodedata.normalize("NFKD", sign)[0]
    return "" if unicodedata.combining(plain) else _ALIKE.get(plain, plain)
