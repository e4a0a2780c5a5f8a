"""Where do comments and quoted strings end?  The lexical ground of structured fields (RFC 5322 section 3.2)."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["QUOTED", "comments_of", "skip_blanks", "unescape", "without_comments"]

# one quoted-string, from its first quotation mark to its last (RFC 5322 section 3.2.4)
QUOTED: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_PARENTHESIS: Final = re.compile(rb"[()]|\\.", re.DOTALL)
_ESCAPED: Final = re.compile(rb"\\(.)", re.DOTALL)
_BLANKS: Final = re.compile(rb"[ \t\r\n]*+")
_OPENS: Final = re.compile(rb'["(]')


def comments_of(data: bytes) -> dict[int, int]:
    """Where each comment that may open in *data* ends, by where it opens; comments nest, unclosed ones are missing.

    One pass for all of them: asking again at every parenthesis would be quadratic in their depth.
    """
    closed: dict[int, int] = {}
    if b"(" not in data:
        return closed
    opened: list[int] = []
    for mark in _PARENTHESIS.finditer(data):
        if mark[0] == b"(":
            opened.append(mark.start())
        elif mark[0] == b")" and opened:
            closed[opened.pop()] = mark.end()
    return closed


def skip_blanks(data: bytes, pos: int, end: int, comments: dict[int, int]) -> int:
    """Behind the blanks, folds and *comments* (of :func:`comments_of`) at *pos*."""
    behind: int | None = pos
    while behind is not None and behind <= end:
        blanks = _BLANKS.match(data, behind, end)
        pos = blanks.end() if blanks else behind
        behind = comments.get(pos)
    return pos


def unescape(quoted: bytes) -> bytes:
    """The content of a quoted-string or comment: each quoted-pair becomes its second octet."""
    return _ESCAPED.sub(rb"\1", quoted) if b"\\" in quoted else quoted


def without_comments(data: bytes) -> bytes:
    """*data* with its comments outside quoted strings removed; one that never closes is left."""
    comments = comments_of(data)
    if not comments:
        return data
    pieces: list[bytes] = []
    pos = kept = 0
    quotes = True
    while mark := _OPENS.search(data, pos):
        at = mark.start()
        pos = at + 1
        if mark[0] == b"(":
            if at in comments:
                pieces.append(data[kept:at])
                pos = kept = comments[at]
        elif quotes:
            quoted = QUOTED.match(data, at)
            quotes = quoted is not None
            pos = quoted.end() if quoted else pos
    pieces.append(data[kept:])
    return b"".join(pieces)
