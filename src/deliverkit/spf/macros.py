"""What does ``%{ir}.%{v}._spf.%{d2}`` stand for?  (RFC 7208 section 7, RFC 8616 section 4)"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import quote

__all__ = ["COMMON", "expand", "faults", "last_macro_end", "macro_letters", "uses"]

# a macro's letter and digits, an escape, literal text, or none of these: one alternative matches at every position
_PIECE: Final = re.compile(r"%(?:\{([A-Za-z])([0-9]*)[rR]?[.+,/_=-]*\}|[%_-])|[!-$&-~]+|([\s\S])")
# the body of a macro, where there are no faults
_MACRO: Final = re.compile(r"%\{([^}]*+)\}")
# in this order: once %% is a macro without a letter, every other percent sign starts what it seems to start
_ESCAPES: Final = (("%%", "%{}"), ("%_", " "), ("%-", "%20"))
_DOMAIN_LETTERS: Final = frozenset("slodiphvSLODIPHV")
_TEXT_LETTERS: Final = _DOMAIN_LETTERS | frozenset("crtCRT")
_REVERSE: Final = ("r", "R")
# a domain-spec without faults, the end of its last macro caught; what repeats is possessive, so a fault ends it at once
_BRACED: Final = r"\{[slodiphvSLODIPHV](?:0*+[1-9][0-9]*+)?[rR]?[.+,/_=-]*+\}"
_GOOD: Final = re.compile(rf"(?:[!-$&-~]*+%(?:{_BRACED}()|[%_-]))*+[!-$&-~]*+")
# the shape of nearly all: macros with nothing behind them or a name that ends in letters only, or just such a name
_NAME: Final = r"[A-Za-z0-9_.-]*\.[A-Za-z]+"
COMMON: Final = re.compile(rf":(?:(?:[!-$&-~]*+%{_BRACED})++(?:{_NAME})?|{_NAME})")
# reversed without being cut: the letter, and what to split at
_REVERSED: Final = {
    f"{letter}r{delimiter}": (letter, delimiter or ".") for letter in "slodiphv" for delimiter in ("", *".+,/_=-")
}


def faults(text: str, *, explanation: bool = False) -> Iterator[tuple[int, int]]:
    """The spans of *text* that are not valid macro-string.

    Arguments:
        explanation: *text* is an explanation, where blanks and the letters c, r and t are allowed as well.
    """
    letters = _TEXT_LETTERS if explanation else _DOMAIN_LETTERS
    for piece in _PIECE.finditer(text):
        letter, digits, bad = piece.groups()
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
    seen = f"{{{letter}" in text or f"{{{letter.upper()}" in text
    return seen and letter in macro_letters(text)


def expand(text: str, values: Mapping[str, str]) -> str:
    """*text*, which has no :func:`faults`, with its macros replaced.

    Arguments:
        values: what each macro letter that *text* uses stands for, by the letter in lower case.
    """
    pieces = text.replace("%{", "}").split("}")  # literal text and the bodies of macros by turns
    macros = text.count("%")
    if macros != text.count("}") or len(pieces) != macros + macros + 1:  # an escape, or a brace that is literal text
        for escape, plain in _ESCAPES:
            text = text.replace(escape, plain)
        pieces = _MACRO.split(text)
    for place in range(1, len(pieces), 2):
        body = pieces[place]
        value = values.get(body)
        if value is None:
            turned = _REVERSED.get(body)
            value = _transformed(body, values) if turned is None else ".".join(values[turned[0]].split(turned[1])[::-1])
        pieces[place] = value
    return "".join(pieces)


def _transformed(body: str, values: Mapping[str, str]) -> str:
    if not body:
        return "%"
    letter, how = body[0], body[1:]
    value = values[letter.lower()]
    if how:
        delimiters = how.lstrip("0123456789")
        digits = how.removesuffix(delimiters)
        reverse = delimiters[:1] in _REVERSE
        if reverse:
            delimiters = delimiters[1:]
        parts = value.split(delimiters or ".") if len(delimiters) < 2 else re.split(f"[{re.escape(delimiters)}]", value)
        if reverse:
            parts.reverse()
        # the number is "the number of right-hand parts to use"; one beyond any name's labels keeps them all
        if digits:
            parts = parts[-int(digits.lstrip("0")[:9]) :]
        value = ".".join(parts)
    # "Uppercase macros expand exactly as the lowercase macros, and are then URL escaped"
    return quote(value, safe="", errors="surrogatepass") if letter < "a" else value
