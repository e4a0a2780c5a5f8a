"""Were lines of the texts broken or links rewritten?  Undone in every text at once, whatever its encoding."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import pairwise
from typing import Final

from .edits import Edit
from .leaves import Leaf
from .links import SERVICES, without_links
from .view import BodyView, Splice

__all__ = ["linked", "wrapped"]

_CRLF: Final = b"\r\n"
_FIXED: Final = (998, 990, 996, 1000, 1022, 2046, 80, 78, 76, 75, 74, 72)
_WORDS: Final = (998, 80, 79, 78, 76, 75, 74, 72, 70)
_USUAL: Final = (70, 72, 76, 78, 80, 990, 998)
# how many octets are hashed in the time in which one is looked through for breaks, or for links
_JOINING: Final = 16
_LINKING: Final = 64
_BROKEN: Final = re.compile(rb"!\r\n ")


def linked(view: BodyView, leaves: Iterable[Leaf]) -> Iterator[Edit]:
    """Links that pass through a scanner, put back in all texts of *view*."""
    signs = tuple(sign for _, sign, _, _ in SERVICES)
    texts = [leaf for leaf in leaves if any(sign in leaf.text for sign in signs)]
    if not view.work(sum(len(leaf.text) for leaf in texts) * _LINKING):
        return
    found = [without_links(leaf.text, marks=False, html=False) for leaf in texts]
    service = next((name for name, _, _ in found if name), "")
    if not service:
        return
    ways = [
        [leaf.replaced(partial(_unlinked, marks=marks, html=escaped and leaf.html)) for leaf in texts]
        for marks, escaped in ((False, True), (False, False), (True, True), (True, False))
    ]
    for number in range(max(len(one) for way in ways for one in way)):
        edits = [[splice for one in way for splice in one[min(number, len(one) - 1)]] for way in ways]
        for splices in dict.fromkeys(tuple(one) for one in edits):
            yield Edit(
                "links-rewritten",
                tuple(splice._replace(put=view.canonical(splice.put)) for splice in splices),
                " and ".join(leaf.place for leaf in texts if leaf.place),
                marks=tuple((start, end) for start, end, _ in splices[:1]),
                now=service,
                times=sum(count for _, count, _ in found),
            )


def _unlinked(line: bytes, *, marks: bool, html: bool) -> bytes:
    return without_links(line, marks=marks, html=html)[2]


def wrapped(view: BodyView, leaves: Iterable[Leaf]) -> Iterator[Edit]:
    """Long lines that were broken, joined again: at a fixed width, or between words."""
    texts = [leaf for leaf in leaves if not leaf.encoding]
    longest = max((len(line) for leaf in texts for line in leaf.text.split(_CRLF)), default=0)
    usual = next((width for width in _USUAL if width >= longest), longest)
    ways: list[tuple[int, Callable[[bytes], tuple[bytes, int]]]] = [(990, lambda text: _BROKEN.subn(b"", text))]
    ways += [(width, partial(_joined, width, pattern)) for width in _FIXED for pattern in (b"\r\n", b"\r\n ")]
    ways += [(usual, partial(_flowed, width)) for width in _WORDS]
    for width, join in ways:
        if not view.work(sum(len(leaf.text) for leaf in texts) * _JOINING):
            return
        changed = [(leaf, *join(leaf.text)) for leaf in texts]
        splices = tuple(Splice(leaf.start, leaf.end, view.canonical(text)) for leaf, text, count in changed if count)
        if splices:
            told = Edit("lines-wrapped", splices, was=str(width), times=sum(count for *_, count in changed))
            yield told._replace(marks=((splices[0].start, splices[0].end),))


def _joined(width: int, ending: bytes, text: bytes) -> tuple[bytes, int]:
    """*text* with the lines of *width* characters joined to the next one."""
    if width > len(text):
        return text, 0
    return re.subn(rb"(?<![^\n])([^\r\n]{%d})%s(?=[^\r\n])" % (width, ending), rb"\1", text)


def _flowed(width: int, text: bytes) -> tuple[bytes, int]:
    """*text* with each line joined to the next one whose first word had no room in *width* columns."""
    lines = text.split(_CRLF)
    pieces = lines[:1]
    count = 0
    for before, line in pairwise(lines):
        word = line.partition(b" ")[0]
        flows = before and word and len(before) + 1 + len(word) > width
        count += bool(flows)
        pieces += (b" " if flows else _CRLF, line)
    return b"".join(pieces), count
