"""Under which names may this be saved or run?  As it is, and as Windows, a client or a hasty reader takes it.

What matters of a name is its end. So each view is looked for from the end backwards, over a bounded number of
characters, however long the name is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final, NamedTuple

from .disguises import Disguise
from .signs import BLANK, CONTROL, DROPPED, INVISIBLE, QUOTE, TRAILING, alike, compatible

__all__ = ["View", "extension_of", "views"]

_MOST: Final = 64  # characters of an extension that are looked at; the longest in any list has 17
_MOST_SHOWN: Final = 255  # a name in Windows is no longer

_KEPT: Final = re.compile(DROPPED.pattern.replace("[", "[^", 1))
# "name.{class identifier}"; Windows takes the class for the type of the file and hides it
_CLASS: Final = re.compile(r"\.(\{[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?+)")
_CLASS_SIZES: Final = (39, 38)
# ISO 9660 writes a version behind each name: "RUN.EXE;1". Reversed.
_VERSION: Final = re.compile(r"[0-9]{1,5}+;")
_STREAM_TYPE: Final = re.compile(r"[A-Za-z_]{1,20}+\$:")  # ":$DATA", reversed


class View(NamedTuple):
    """One form of a name.

    Arguments:
        name: the name as it would be saved, without folders; the end of it when it is longer than 255 characters.
        extension: lower case, without the dot; empty when it has none.
        start: where the extension starts in the raw name.
        end: where it ends.
        disguises: how this form differs from the raw name; none when it does not.
    """

    name: str
    extension: str
    start: int
    end: int
    disguises: tuple[Disguise, ...] = ()


def extension_of(text: str) -> str:
    """The extension of the name *text* as Windows reads it: lower case, without the dot; empty when there is none.

    >>> extension_of("a.pdf/SCAN.Pdf. ")
    'pdf'
    """
    return views(text)[0].extension


def views(text: str) -> tuple[View, ...]:
    """Every form under which *text* may be saved or run, the plainest first; never empty, never raises, linear."""
    found: dict[tuple[str, int, int], View] = {}
    reverse = text[::-1]
    for last, cut in _ends(text, reverse):
        for view in _at_end(text, reverse, last, cut):
            found.setdefault((view.extension, view.start, view.end), view)
    return tuple(found.values())


def _ends(text: str, reverse: str) -> Iterator[tuple[int, tuple[Disguise, ...]]]:
    """Where the name may end: at its end, at a NUL, before a stream or a version; blanks and dots stripped already."""
    found: dict[int, tuple[int, tuple[Disguise, ...]]] = {}

    def add(end: int, cut: tuple[Disguise, ...]) -> None:
        if end not in found:
            last = len(text) - _behind(reverse, len(text) - end)
            found[end] = last, tuple(dict.fromkeys(cut if last == end else (*cut, Disguise.TRAILING)))

    add(len(text), ())
    if "\0" in text:
        add(text.index("\0"), (Disguise.NUL,))
    for last, cut in tuple(found.values()):
        for end in _stream_ends(text, reverse, last):
            add(end, (*cut, Disguise.STREAM))
    for last, cut in tuple(found.values()):
        version = _VERSION.match(reverse, len(text) - last)
        if version:
            add(len(text) - version.end(), cut)
    yield from found.values()


def _behind(reverse: str, at: int) -> int:
    """In a reversed name, behind what is stripped off its end."""
    trailing = TRAILING.match(reverse, at)
    return trailing.end() if trailing else at


def _component(text: str, last: int) -> int:
    """Where the last component of the path ``text[:last]`` starts."""
    return max(text.rfind("/", 0, last), text.rfind("\\", 0, last)) + 1


def _stream_ends(text: str, reverse: str, last: int) -> Iterator[int]:
    """Where the name of the file ends when a colon starts a stream: ``a.exe:s``, ``a.exe::$DATA``, ``a.exe:$DATA``."""
    if ":" not in text:
        return
    kind = _STREAM_TYPE.match(reverse, len(text) - last)
    if kind:
        yield len(text) - kind.end()
    start = _component(text, last)
    colon = text.find(":", start, last)
    # what a colon and a blank stand in is prose: "Re: example.com: our offer.pdf"
    if colon > start and not BLANK.match(text, colon + 1):
        yield colon


def _at_end(text: str, reverse: str, last: int, cut: tuple[Disguise, ...]) -> Iterator[View]:
    stem = max(_component(text, last), last - _MOST_SHOWN)
    for named in filter(None, (_CLASS.match(text, max(0, last - size)) for size in _CLASS_SIZES)):
        if named.end() == last:
            identifier = named[1].lower().removesuffix("}") + "}"
            how = (*cut, Disguise.CLASS_IDENTIFIER)
            yield View(text[stem:last], identifier, named.start(1), last, how)
    kept = islice(_KEPT.finditer(reverse, len(text) - last), _MOST)
    signs = [(mark[0], len(text) - 1 - mark.start()) for mark in kept]
    dropped: dict[int, tuple[Disguise, ...]] = {}
    for fold, folded in _FOLDS if any(not sign.isascii() for sign, _ in signs) else _FOLDS[:1]:
        extension, dot, count = _extension(signs, fold)
        if dot < 0:
            yield View(text[stem:last], "", last, last, cut)
            continue
        whole = last - dot - 1 == count
        if dot not in dropped:
            dropped[dot] = () if whole else tuple(drop for sign, drop in _DROPS if sign.search(text, dot + 1, last))
        name = text[stem:last] if whole and not folded else f"{text[stem:dot]}.{extension}"
        yield View(name, extension, dot + 1, last, (*cut, *dropped[dot], *folded))


def _extension(signs: list[tuple[str, int]], fold: Callable[[str], str]) -> tuple[str, int, int]:
    """What stands behind the last dot of *signs*, which come from the end; where that dot is, -1 without one; and how
    many signs it took.

    What becomes a dot at the very end is stripped as dots are.
    """
    found: list[str] = []
    for count, (sign, at) in enumerate(signs):
        _, dot, behind = fold(sign).rpartition(".")
        found.append(behind)
        if dot and any(found):
            return "".join(reversed(found)), at, count
        if sign in "/\\":
            break
    return "", -1, 0


def _alike(sign: str) -> str:
    return "".join(map(alike, compatible(sign)))


_FOLDS: Final[tuple[tuple[Callable[[str], str], tuple[Disguise, ...]], ...]] = (
    (str.lower, ()),
    (compatible, (Disguise.COMPATIBILITY,)),
    (_alike, (Disguise.LOOK_ALIKE,)),
)
_DROPS: Final = (
    (INVISIBLE, Disguise.INVISIBLE),
    (CONTROL, Disguise.CONTROL),
    (BLANK, Disguise.BLANKS),
    (QUOTE, Disguise.QUOTES),
)
