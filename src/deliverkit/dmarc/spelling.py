"""Which word was meant?  Tag names, policies and flags as people misspell them  (RFC 9989 section 4.7)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from .record import KNOWN, REMOVED

__all__ = ["POLICIES", "alignment_mode", "flag", "laxest", "near", "policy", "strictest", "tag_name"]

POLICIES: Final = ("none", "quarantine", "reject")
"""The policies, the laxest first."""

_LONGEST: Final = 24
_WORD: Final = re.compile(r"[a-z]++")
_TAGS: Final = (*KNOWN, *REMOVED)
# names that are too short, or too far, to be told by their letters
_NAMES: Final = {
    "policy": "p",
    "polcy": "p",
    "pol": "p",
    "polic": "p",
    "subdomain": "sp",
    "subpolicy": "sp",
    "subdomainpolicy": "sp",
    "version": "v",
    "ver": "v",
    "dkim": "adkim",
    "spf": "aspf",
    "test": "t",
    "testing": "t",
    "percent": "pct",
    "percentage": "pct",
    "pc": "pct",
    "ra": "rua",
    "ru": "rua",
    "rf": "rf",
    "mailto": "",
}
_YES: Final = ("y", "yes", "true", "on", "1")
_NO: Final = ("n", "no", "false", "off", "0")
_MODES: Final = {"s": "s", "strict": "s", "r": "r", "relaxed": "r", "relax": "r"}
_LIKE: Final = {
    "monitor": "none",
    "monitoring": "none",
    "no": "none",
    "non": "none",
    "quar": "quarantine",
    "rej": "reject",
}


def near(word: str, other: str, most: int) -> bool:
    """Whether at most *most* letters were left out, added, changed or swapped with the next."""
    if abs(len(word) - len(other)) > most or len(word) > _LONGEST:
        return False
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(word, 1):
        line = [row]
        for column, mark in enumerate(other, 1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != mark))
            if before and column > 1 and letter == other[column - 2] and word[row - 2] == mark:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        before, last = last, line
    return last[-1] <= most


def tag_name(name: str) -> str:
    """The tag that the unknown *name*, in lower case, was meant to be; empty where nobody can tell."""
    bare = name.strip("-_").replace("-", "").replace("_", "")
    if bare in _TAGS:
        return bare
    if bare in _NAMES:
        return _NAMES[bare]
    close = [known for known in _TAGS if len(known) > 1 and len(bare) > 2 and near(bare, known, 1)]
    return close[0] if len(close) == 1 else ""


def policy(value: str) -> str:
    """The policy that *value* was meant to be, the laxest of several; empty where nobody can tell."""
    found = {known for word in _WORD.findall(value.lower()[:200]) for known in POLICIES if _is_meant(word, known)}
    return laxest(found)


def _is_meant(word: str, known: str) -> bool:
    if _LIKE.get(word) == known or (word.startswith(known) and len(word) <= len(known) + 2):
        return True
    return near(word, known, 3 if known == "quarantine" else 2 if len(word) > 4 else 1)


def laxest(policies: Iterable[str]) -> str:
    """The laxest of several policies; empty where there are none."""
    return min(policies, key=POLICIES.index, default="")


def strictest(policies: Iterable[str]) -> str:
    """The strictest of several policies; empty where there are none."""
    return max(policies, key=POLICIES.index, default="")


def flag(value: str) -> str:
    """``y`` or ``n`` as *value* was meant; empty where nobody can tell."""
    word = value.strip(" .\t").lower()
    return "y" if word in _YES else "n" if word in _NO else ""


def alignment_mode(value: str) -> str:
    """``r`` or ``s`` as *value* was meant; empty where nobody can tell."""
    return _MODES.get(value.strip(" .\t").lower(), "")
