"""Which record should stand here instead?  The tags that were meant, with values that exist, in the grammar's form.

RFC 9989 sections 4.7 and 4.8. Where several policies may be meant it is the laxest; addresses are kept, all of them;
what nobody can guess is left out and told. Nothing is left to mend in what comes out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from . import spelling
from .addresses import read_addresses
from .grammar import POLICY_TAGS
from .meant import Meant, Word
from .record import KNOWN, REMOVED, Record, is_valid, percentage, read

__all__ = ["Mended", "known_as", "mend", "options", "raises"]

_MODES: Final = ("adkim", "aspf")
_ADDRESSED: Final = ("rua", "ruf")
_MOST_ADDRESSES: Final = 100  # of one list; nobody sends reports to more
_ALL: Final = 100
_OPTIONS: Final = re.compile(r"[01ds:;,| \t]++", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"@|mailto", re.IGNORECASE)


class Mended(NamedTuple):
    """A mended record.

    Arguments:
        text: the record.
        lost: the values of the old one that nobody can guess, which are left out.
    """

    text: str
    lost: tuple[str, ...]

    @property
    def record(self) -> Record:
        """It, read."""
        return read(self.text)


def mend(meant: Meant) -> Mended:
    """The record that *meant* stands for."""
    named: dict[str, list[Word]] = {}
    for word in meant.words:
        name = known_as(word)
        if name and (name == word.name or name not in named):
            named.setdefault(name, []).append(word)
    for name, words in named.items():
        # a misspelt tag counts only where the right one is missing
        named[name] = [word for word in words if word.name == name] or words
    lost: list[str] = []
    values = {name: _WRITERS[name](name, named[name], lost) for name in named if name in _WRITERS}
    values = {"p": "none", **values}
    _settle(values, named.get("pct", []))
    order = ["p", *dict.fromkeys(name for name in (*named, "t") if name != "p")]
    pieces = [f"{name}={values[name]}" for name in order if values.get(name)]
    return Mended("; ".join(["v=DMARC1", *pieces]), tuple(dict.fromkeys(lost)))


def known_as(word: Word) -> str:
    """The tag that *word* is, or was meant to be; empty where it is none that anybody knows."""
    if word.name in KNOWN or word.name in REMOVED:
        return "" if word.name == "v" else word.name
    name = spelling.tag_name(word.name)
    return name if name in _PLAUSIBLE and _PLAUSIBLE[name](word.value) else ""


def options(value: str) -> str:
    """The options that *value* of ``fo=`` was meant to list; empty where there are none."""
    if _OPTIONS.fullmatch(value) is None:
        return ""
    found = dict.fromkeys(mark for mark in value.lower() if mark in "01ds")
    if "0" in found and "1" in found:
        del found["0"]  # whoever is told of any failure is told of all
    return ":".join(found)


def raises(before: Record, after: Record) -> bool:
    """Whether receivers would refuse more with *after* in place of *before*."""
    steps = spelling.POLICIES.index
    for subdomain, exists in ((False, True), (True, True), (True, False)):
        old = before.requested(before.policy_for(subdomain, exists)).value if before.usable else "none"
        if steps(after.requested(after.policy_for(subdomain, exists)).value) > steps(old):
            return True
    asks = any(one is not None and one.value != "none" for one in (after.p, after.sp, after.np))
    return asks and any(getattr(after, name).value == "s" and getattr(before, name).value == "r" for name in _MODES)


def _settle(values: dict[str, str], percents: Sequence[Word]) -> None:
    """Make the tags fit one another."""
    # RFC 9989 section 4.7, fo: "MUST be ignored if a "ruf" tag (below) is not also specified"
    if not values.get("ruf"):
        values.pop("fo", None)
    percent = next((number for word in percents if (number := percentage(word.value)) is not None), _ALL)
    if percent < _ALL and any(values.get(name, "") not in ("", "none") for name in POLICY_TAGS):
        # RFC 9989 appendix A.6: what "pct" was used for, "t" is
        values["pct"] = str(percent)
        values["t"] = "y"


def _policies(name: str, words: Sequence[Word], lost: list[str]) -> str:
    guesses = [spelling.policy(word.value) for word in words]
    missed = [word.value for word, guess in zip(words, guesses, strict=True) if word.value and not guess]
    lost += missed
    found = spelling.laxest(filter(None, guesses))
    return found or ("none" if missed or name == "p" else "")


def _modes(_: str, words: Sequence[Word], __: list[str]) -> str:
    found = {spelling.alignment_mode(word.value) for word in words} - {""}
    return min(found, default="")


def _report_options(_: str, words: Sequence[Word], __: list[str]) -> str:
    return options(":".join(word.value for word in words if options(word.value)))


def _psd(name: str, words: Sequence[Word], _: list[str]) -> str:
    found = {word.value.lower() for word in words if is_valid(name, word.value)}
    return found.pop() if len(found) == 1 else ""


def _testing(_: str, words: Sequence[Word], __: list[str]) -> str:
    found = {spelling.flag(word.value) for word in words} - {""}
    return max(found, default="")


def _uris(_: str, words: Sequence[Word], lost: list[str]) -> str:
    kept: dict[str, str] = {}
    for word in words:
        for address in read_addresses(word.value)[:_MOST_ADDRESSES]:
            if address.meant:
                kept.setdefault(address.key, address.meant)
            elif address.text:
                lost.append(address.text)
    return ",".join(kept.values())


_WRITERS: Final[Mapping[str, Callable[[str, Sequence[Word], list[str]], str]]] = {
    **dict.fromkeys(POLICY_TAGS, _policies),
    **dict.fromkeys(_MODES, _modes),
    "fo": _report_options,
    "psd": _psd,
    "t": _testing,
    **dict.fromkeys(_ADDRESSED, _uris),
}
_PLAUSIBLE: Final[Mapping[str, Callable[[str], bool]]] = {
    **dict.fromkeys(POLICY_TAGS, lambda value: bool(spelling.policy(value))),
    **dict.fromkeys(_MODES, lambda value: bool(spelling.alignment_mode(value))),
    "fo": lambda value: bool(options(value)),
    "psd": lambda value: is_valid("psd", value),
    "t": lambda value: bool(spelling.flag(value)),
    "pct": lambda value: percentage(value) is not None,
    **dict.fromkeys(_ADDRESSED, lambda value: _ADDRESS.search(value) is not None),
}
