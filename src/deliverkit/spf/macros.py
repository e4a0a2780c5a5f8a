"""What does ``%{ir}.%{v}._spf.%{d2}`` stand for?  (RFC 7208 section 7, RFC 8616 section 4)"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple
from urllib.parse import quote

__all__ = ["MacroContext", "expand", "faults", "last_macro_end", "macro_letters", "uses"]

# a macro's letter, digits, r and delimiters; or an escape
_MACRO: Final = re.compile(r"%(?:\{([A-Za-z])([0-9]*)([rR]?)([.+,/_=-]*)\}|([%_-]))")
# the same with literal text, and what is none of these: one alternative matches at every position, none backtracks
_PIECE: Final = re.compile(_MACRO.pattern + r"|([!-$&-~]+)|([\s\S])")
_ESCAPES: Final = {"%": "%", "_": " ", "-": "%20"}
_DOMAIN_LETTERS: Final = frozenset("slodiphvSLODIPHV")
_TEXT_LETTERS: Final = _DOMAIN_LETTERS | frozenset("crtCRT")
_FIELDS: Final = {letter: index % 11 for index, letter in enumerate("slodichrvptSLODICHRVPT")}
# a domain-spec without faults, its last macro caught; the quantifiers are possessive, so a fault ends the match at once
_GOOD: Final = re.compile(r"(?:[!-$&-~]++|%[%_-]|(%\{[slodiphvSLODIPHV](?:0*+[1-9][0-9]*+)?[rR]?[.+,/_=-]*+\}))*+")


class MacroContext(NamedTuple):
    """What the letters s, l, o, d, i, c, h, r, v, p and t stand for during one evaluation, in this order."""

    sender: str
    local_part: str
    sender_domain: str
    domain: str
    dotted_ip: str
    ip_text: str
    helo: str
    receiver: str
    ip_zone: str  # "in-addr" or "ip6"
    validated: str = "unknown"
    timestamp: str = ""


def faults(text: str, *, explanation: bool = False) -> Iterator[tuple[int, int]]:
    """The spans of *text* that are not valid macro-string.

    Arguments:
        explanation: *text* is an explanation, where blanks and the letters c, r and t are allowed as well.
    """
    letters = _TEXT_LETTERS if explanation else _DOMAIN_LETTERS
    for piece in _PIECE.finditer(text):
        letter, digits, _, _, _, _, bad = piece.groups()
        if bad:
            wrong = not (explanation and bad == " ")
        else:
            # "DIGIT ... MUST be nonzero" (section 7.3)
            wrong = letter is not None and (letter not in letters or (digits != "" and not digits.strip("0")))
        if wrong:
            yield piece.span()


def last_macro_end(spec: str) -> int | None:
    """Where the last macro of the domain-spec *spec* ends, -1 where it has none; None where it has :func:`faults`."""
    match = _GOOD.fullmatch(spec)
    return None if match is None else match.end(1)


def macro_letters(text: str) -> frozenset[str]:
    """The macro letters that *text* uses, in lower case."""
    return frozenset([piece[0].lower() for piece in _PIECE.findall(text) if piece[0]])


def uses(text: str, letter: str) -> bool:
    """Whether *text* uses the macro *letter*, given in lower case."""
    return f"%{{{letter}" in text.lower() and letter in macro_letters(text)


def expand(text: str, context: MacroContext) -> str:
    """*text*, which has no :func:`faults`, with its macros replaced."""

    def replace(match: re.Match[str]) -> str:
        letter, digits, reverse, delimiters, escape = match.groups()
        if escape:
            return _ESCAPES[escape]
        value = context[_FIELDS[letter]]
        if digits or reverse or delimiters:
            parts = (
                value.split(delimiters or ".") if len(delimiters) < 2 else re.split(f"[{re.escape(delimiters)}]", value)
            )
            if reverse:
                parts.reverse()
            # the number is "the number of right-hand parts to use"; one beyond any name's labels keeps them all
            if digits:
                parts = parts[-int(digits.lstrip("0")[:9]) :]
            value = ".".join(parts)
        # "Uppercase macros expand exactly as the lowercase macros, and are then URL escaped"
        return quote(value, safe="", errors="surrogatepass") if letter < "a" else value

    return _MACRO.sub(replace, text)
