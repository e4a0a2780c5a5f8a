"""How much of a file has to be read to know what it is, and who pays?  Its start; all of it where that may matter.

Whoever opens something gets a share of what is left, so that one file made to cost much leaves enough for the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from ..core.budget import Budget
from .containers.member import Opened, Opener, Why
from .content import ContentKind, Nature, identify
from .files import File
from .judging import extensions_of

__all__ = ["Look", "look_at", "reason", "settle", "share_of"]

_SHARED: Final = {"bytes_read": 2, "bytes_inflated": 3, "members": 3, "steps": 2}  # quarters of what is left
_START: Final = 512
_MOST_HELD: Final = 96 << 20  # octets of a file and the containers around it that are held at a time
# files that are opened by programs which show them and look for nothing else in them
_INERT: Final = frozenset(
    [
        "txt",
        "csv",
        "tsv",
        "log",
        "md",
        "ini",
        "cfg",
        "json",
        "yml",
        "yaml",
        "css",
        "vcf",
        "ics",
        "jpg",
        "jpeg",
        "jpe",
        "png",
        "gif",
        "bmp",
        "tif",
        "tiff",
        "webp",
        "heic",
        "ico",
        "mp3",
        "m4a",
        "wav",
        "ogg",
        "flac",
        "mp4",
        "avi",
        "mov",
        "mkv",
        "ttf",
        "otf",
        "woff",
        "woff2",
        "class",
        "properties",
        "po",
        "pot",
        "srt",
    ]
)
_SHOWN: Final = (Nature.PICTURE, Nature.TEXT)


def share_of(budget: Budget) -> Budget:
    """Most of what is left of *budget*; what is spent of it is taken by :func:`settle`."""
    return Budget(replace(budget.limits, **{unit: budget.left(unit) * part // 4 for unit, part in _SHARED.items()}))


def settle(budget: Budget, share: Budget) -> None:
    """Take from *budget* what was spent of *share*."""
    for unit in _SHARED:
        budget.spend(unit, getattr(share.limits, unit) - share.left(unit))


def reason(why: Why, detail: str) -> str:
    """Why something could not be looked at, in words."""
    if why is Why.ENCRYPTED or not detail:
        return why.value
    return detail if detail.startswith(f"{Why.LIMIT.value}: ") else f"{why.value}: {detail}"


class Look(NamedTuple):
    """What was seen of a file.

    Arguments:
        opened: its octets, or the first of them.
        kind: what they say that it is.
        enough: whether they say all there is to know: of a picture, or of what the program that opens it only shows.
    """

    opened: Opened
    kind: ContentKind | None
    enough: bool = False


def look_at(file: File, budget: Budget) -> Iterator[Look]:
    """The octets of *file*, in every reading; not all of them where their start says enough."""
    if file.way.read is not None:
        for opened in file.way.read():
            yield Look(opened, identify(opened.data))
    elif file.way.opener is not None:
        yield _member(file, file.way.opener, budget)


def _member(file: File, opener: Opener, budget: Budget) -> Look:
    start = _open(opener, budget, _START, cheap=file.way.cheap)
    kind = identify(start.data)
    if start.why is None:
        if _shows_all(file, kind, start):
            return Look(start, kind, enough=True)
        if not start.complete:
            most = max(_MOST_HELD - file.held, _START)
            start = _open(opener, budget, most)
            kind = identify(start.data)
            if not start.complete and start.why is None:
                start = start._replace(why=Why.LIMIT, detail=f"limit: octets held at a time ({_MOST_HELD})")
    return Look(start, kind)


def _open(opener: Opener, budget: Budget, most: int, *, cheap: bool = False) -> Opened:
    if cheap:
        return opener(budget, most)
    share = share_of(budget)
    opened = opener(share, most)
    settle(budget, share)
    return opened


def _shows_all(file: File, kind: ContentKind | None, start: Opened) -> bool:
    if kind is None:
        return _INERT.issuperset(extensions_of(file)) and not start.data.startswith(b"MZ")
    return not start.complete and kind.nature in _SHOWN and kind.container is None
