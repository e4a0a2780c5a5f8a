"""DMARC records as people write them: a seeded generator of good ones, and of what happens to them."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final

__all__ = ["broken_record", "good_record", "mutate"]

_POLICIES: Final = ("none", "quarantine", "reject")
_ADDRESSES: Final = (
    "mailto:dmarc@a.example",
    "mailto:dmarc+x@a.example",
    "mailto:o'brien@b.a.example",
    "mailto:a%21b@a.example",
    "mailto:reports@a.example!10m",
)
_OPTIONS: Final = ("0", "1", "d", "s", "d:s", "1:d:s", "0:d")
_BAD: Final = (
    "",
    "x",
    "rejct",
    "quarentine",
    "quarantine reject",
    "strict",
    "relaxed",
    "yes",
    "0:1",
    "dmarc@a.example",
    "mailto:dmarc",
    "mailto: a@a.example",
    "mailto://a@a.example",
    "mailto:a!b@a.example",
    "mailto:a,b@a.example",
    "mailto:a@a.example mailto:b@a.example",
    "mailto:p\u00f6st@m\u00fcnchen.example",
    "https://a.example/x",
    "150",
)
_NAMES: Final = ("p", "sp", "np", "adkim", "aspf", "fo", "psd", "t", "pct", "rf", "ri", "rua", "ruf")
_STRANGE: Final = ("polcy", "pc", "rau", "x", "foo", "P", "RUA", "dkim", "sp ", "p-", "1", "mailto", "")
_SIGNS: Final = " ;,:=|!\\\"'\n\t\u00a0\u200b\u2013\u201c\uff1d@&#<>()v.DMARC1"


def _value(name: str, chance: random.Random) -> str:
    match name:
        case "p" | "sp" | "np":
            return chance.choice(_POLICIES)
        case "adkim" | "aspf":
            return chance.choice("rs")
        case "fo":
            return chance.choice(_OPTIONS)
        case "psd":
            return chance.choice("ynu")
        case "t":
            return chance.choice("yn")
        case "pct":
            return str(chance.choice((0, 1, 50, 100)))
        case "rua" | "ruf":
            return ",".join(chance.sample(_ADDRESSES, chance.randint(1, 3)))
        case _:
            return chance.choice(("afrf", "86400"))


def good_record(chance: random.Random) -> str:
    """A record that follows the grammar."""
    names = chance.sample(_NAMES[1:], chance.randint(0, 6))
    tags = [f"p={_value('p', chance)}", *(f"{name}={_value(name, chance)}" for name in names)]
    return chance.choice(("; ", ";", " ; ")).join(["v=DMARC1", *tags]) + chance.choice(("", ";", "; "))


def broken_record(chance: random.Random) -> str:
    """A record of which some part was written wrong."""
    text = good_record(chance)
    for _ in range(chance.randint(1, 3)):
        text = mutate(text, chance)
    return text


def mutate(text: str, chance: random.Random) -> str:
    """*text* after one accident."""
    return chance.choice(_ACCIDENTS)(text, chance)


def _cut(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + text[at + chance.randint(1, 4) :]


def _insert(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(_SIGNS) + text[at:]


def _swap(text: str, chance: random.Random) -> str:
    at = chance.randrange(max(len(text) - 1, 1))
    return text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]


def _change_case(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + text[at : at + 6].swapcase() + text[at + 6 :]


def _bad_value(text: str, chance: random.Random) -> str:
    return _with(text, chance, f"{chance.choice(_NAMES)}={chance.choice(_BAD)}")


def _strange_tag(text: str, chance: random.Random) -> str:
    return _with(text, chance, f"{chance.choice(_STRANGE)}={chance.choice((*_BAD, *_POLICIES))}")


def _repeat(text: str, chance: random.Random) -> str:
    return _with(text, chance, chance.choice(text.split(";")))


def _with(text: str, chance: random.Random, tag: str) -> str:
    tags = text.split(";")
    tags.insert(chance.randint(0, len(tags)), tag)
    return ";".join(tags)


def _other_separator(text: str, chance: random.Random) -> str:
    return text.replace(";", chance.choice((" ", ",", ";;", "\\;", "\n", "&#59;", "", "|")), chance.randint(1, 4))


def _other_equals(text: str, chance: random.Random) -> str:
    return text.replace("=", chance.choice((":", " ", "==", " = ", "\uff1d")), chance.randint(1, 3))


def _around(text: str, chance: random.Random) -> str:
    before, behind = chance.choice(
        (
            ('"', '"'),
            ("'", "'"),
            ("\u201c", "\u201d"),
            ("_dmarc TXT ", ""),
            ('_dmarc.a.example. IN TXT "', '"'),
            (" ", " "),
            ("( ", " )"),
        )
    )
    return before + text + behind


def _no_version(text: str, chance: random.Random) -> str:
    return text.replace(
        "v=DMARC1", chance.choice(("", "v=dmarc1", "v=DMARC2", "DMARC1", "v=DMARC 1", "v=DMRAC1", "v:DMARC1")), 1
    )


def _turned(text: str, chance: random.Random) -> str:
    tags = text.split(";")
    chance.shuffle(tags)
    return ";".join(tags)


_ACCIDENTS: Final[tuple[Callable[[str, random.Random], str], ...]] = (
    _cut,
    _insert,
    _swap,
    _change_case,
    _bad_value,
    _strange_tag,
    _repeat,
    _other_separator,
    _other_equals,
    _around,
    _no_version,
    _turned,
)
