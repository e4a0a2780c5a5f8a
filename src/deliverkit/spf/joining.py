"""Is a blank missing where the strings of a TXT record join?

"The record MUST be treated as if those strings are concatenated together without adding spaces" (RFC 7208 section 3.3).
"""

from __future__ import annotations

from typing import Final, NamedTuple

from .grammar import MECHANISMS, parse
from .respelling import reads, split_term

__all__ = ["Joined", "join"]

_NAMES: Final = (*MECHANISMS, "redirect", "exp")
_MOST_LOOKED_AT: Final = 300  # characters of a string beside a joint


class Joined(NamedTuple):
    """The strings of one TXT record, joined as they were meant to be.

    Arguments:
        text: the record, with a blank where one is missing.
        shown: the strings in quotes.
        terms: the texts that run together.
        spans: where they stand in ``shown``.
    """

    text: str
    shown: str
    terms: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]


def join(strings: tuple[str, ...]) -> Joined:
    """Join *strings*, one character an octet; a blank is added only where both sides are terms without it."""
    pieces: list[str] = []
    terms: list[str] = []
    spans: list[tuple[int, int]] = []
    shown = 0
    for index, string in enumerate(strings):
        if index:
            before = strings[index - 1][-_MOST_LOOKED_AT:].rpartition(" ")[2]
            behind = string[:_MOST_LOOKED_AT].partition(" ")[0]
            if _run_together(before, behind):
                pieces.append(" ")
                terms.append(before + behind)
                spans.append((shown - len(before) - 2, shown + 1 + len(behind)))
        pieces.append(string)
        shown += len(string) + 3
    return Joined("".join(pieces), " ".join(f'"{string}"' for string in strings), tuple(terms), tuple(spans))


def _run_together(before: str, behind: str) -> bool:
    if not _is_term(behind):
        return False
    if before.lower() == "v=spf1":
        return True
    # a bare name such as "a" may be the rest of a host name; a qualifier, colon or equals sign tells
    qualifier, _, rest = split_term(behind)
    return _is_term(before) and (bool(qualifier or rest) or not reads(before + behind))


def _is_term(text: str) -> bool:
    return reads(text) and parse("v=spf1 " + text).terms[0].name in _NAMES
