"""What does ``%{ir}.%{v}._spf.%{d2}`` stand for?  (RFC 7208 section 7, RFC 8616 section 4)"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple
from urllib.parse import quote

__all__ = ["MacroContext", "expand", "faults", "macro_letters", "unexpandable"]

# one alternative matches at every position, none backtracks
_PIECE: Final = re.compile(
    r"%\{(?P<letter>[A-Za-z])(?P<digits>[0-9]*)(?P<reverse>[rR]?)(?P<delimiters>[.+,/_=-]*)\}"
    r"|(?P<escape>%[%_-])|(?P<literal>[!-$&-~]+)|(?P<bad>[\s\S])"
)
_ESCAPES: Final = {"%%": "%", "%_": " ", "%-": "%20"}
_DOMAIN_LETTERS: Final = frozenset("slodiphvSLODIPHV")
_TEXT_LETTERS: Final = _DOMAIN_LETTERS | frozenset("crtCRT")


class MacroContext(NamedTuple):
    """What the letters stand for during one evaluation; ``validated`` (``%{p}``) and ``now`` are asked when needed."""

    sender: str
    local_part: str
    sender_domain: str
    domain: str
    dotted_ip: str
    ip_text: str
    ip_zone: str  # "in-addr" or "ip6"
    helo: str
    receiver: str = "unknown"
    validated: str = "unknown"
    timestamp: str = ""

    def letter(self, letter: str) -> str:
        """What the lower-case *letter* stands for."""
        return str(getattr(self, _LETTERS[letter]))


_LETTERS: Final = {
    "s": "sender",
    "l": "local_part",
    "o": "sender_domain",
    "d": "domain",
    "i": "dotted_ip",
    "p": "validated",
    "v": "ip_zone",
    "h": "helo",
    "c": "ip_text",
    "r": "receiver",
    "t": "timestamp",
}


def faults(text: str, *, explanation: bool = False) -> Iterator[tuple[int, int]]:
    """The spans of *text* that are not valid macro-string.

    Arguments:
        explanation: *text* is an explanation, where blanks and the letters c, r and t are allowed as well.
    """
    letters = _TEXT_LETTERS if explanation else _DOMAIN_LETTERS
    for piece in _PIECE.finditer(text):
        if piece["bad"] is not None:
            # a lone % takes the word behind it along, so that the whole of "%{x" is shown
            wrong = not (explanation and piece["bad"] == " ")
        else:
            digits = piece["digits"]
            wrong = (piece["letter"] is not None and piece["letter"] not in letters) or (
                bool(digits) and not digits.strip("0")
            )
        if wrong:
            yield piece.span()


def macro_letters(text: str) -> frozenset[str]:
    """The macro letters that *text* uses, in lower case."""
    return frozenset(piece["letter"].lower() for piece in _PIECE.finditer(text) if piece["letter"])


def unexpandable(letters: frozenset[str], context: MacroContext) -> bool:
    """Whether the local part keeps a term that uses these letters from matching anything.

    "If the local-part contains non-ASCII characters, terms that include %{s} or %{l} do not match anything"
    (RFC 8616 section 4).
    """
    return not context.local_part.isascii() and not letters.isdisjoint("sl")


def expand(text: str, context: MacroContext) -> str:
    """*text*, which has no :func:`faults`, with its macros replaced."""
    if "%" not in text:
        return text
    return "".join(_expand_piece(piece, context) for piece in _PIECE.finditer(text))


def _expand_piece(piece: re.Match[str], context: MacroContext) -> str:
    letter = piece["letter"]
    if letter is None:
        return _ESCAPES.get(piece[0], piece[0])
    value = context.letter(letter.lower())
    digits, delimiters = piece["digits"], piece["delimiters"]
    if digits or delimiters or piece["reverse"]:
        parts = re.split("[" + re.escape(delimiters or ".") + "]", value)
        if piece["reverse"]:
            parts.reverse()
        # the number is "the number of right-hand parts to use"; one beyond any name's labels keeps them all
        if digits:
            parts = parts[-int(digits.lstrip("0")[:9]) :]
        value = ".".join(parts)
    # "Uppercase macros expand exactly as the lowercase macros, and are then URL escaped"
    return quote(value, safe="", errors="surrogatepass") if letter.isupper() else value
