"""What kind of edit made one value of another, and which of its octets did it change?"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from ....message import decode_words, read_addresses
from .subject import Tag, tag_of

__all__ = ["Difference", "difference", "kind_of", "tag_in"]

_BLANKS: Final = re.compile(rb"[ \t\r\n]++")
_NO_BLANKS: Final = b" \t\r\n"


class Difference(NamedTuple):
    """Where two values differ: the octets that stood there, those that stand there, and where these start and end."""

    removed: bytes
    added: bytes
    start: int
    end: int


def kind_of(name: str, was: bytes, now: bytes) -> str:
    """The rule for an edit that made *now* of *was* in the field *name* (in lower case)."""
    if was.translate(None, _NO_BLANKS) == now.translate(None, _NO_BLANKS):
        return "field-refolded"
    if b"=?" in was or b"=?" in now or not (was.isascii() and now.isascii()):
        old, new = (decode_words(value.strip(_NO_BLANKS)).text for value in (was, now))
        if old.split() == new.split():
            return "field-reencoded"
    if name == "subject":
        tag = tag_in(was, now)
        return "field-rewritten" if tag is None else "subject-marked" if tag.warning else "subject-tagged"
    if name == "from" and _addresses(was) != _addresses(now):
        return "from-rewritten"
    return "field-rewritten"


def tag_in(was: bytes, now: bytes) -> Tag | None:
    """The tag that made the Subject *now* of the Subject *was*."""
    return tag_of(decode_words(was.strip(_NO_BLANKS)).text, decode_words(now.strip(_NO_BLANKS)).text)


def _addresses(value: bytes) -> list[str]:
    return [mailbox.address.lower() for mailbox in read_addresses(value).mailboxes]


def difference(was: bytes, now: bytes, *, relaxed: bool) -> Difference:
    """Where the values differ; where *relaxed*, blanks and folds count as one blank and outer ones not at all."""
    places = list(range(len(now) + 1))
    seen = now
    if relaxed:
        was = _BLANKS.sub(b" ", was).strip(b" ")
        seen, places = _collapsed(now)
    start = 0
    shorter = min(len(was), len(seen))
    while start < shorter and was[start] == seen[start]:
        start += 1
    behind = 0
    while behind < shorter - start and was[-1 - behind] == seen[-1 - behind]:
        behind += 1
    end = len(seen) - behind
    removed = was[start : len(was) - behind]
    if not removed:
        # "[a] [b] x" without "a] [" is it without "[a] "
        while start and not seen[start - 1 : start].isspace() and seen[start - 1] == seen[end - 1]:
            start, end = start - 1, end - 1
    first = places[start]
    last = max(first, places[end - 1] + 1 if end > start else first)
    if end < len(seen) and end > start and seen[end - 1 : end] == b" ":
        last = places[end]  # the run of blanks, all of it
    return Difference(removed, now[first:last], first, last)


def _collapsed(value: bytes) -> tuple[bytes, list[int]]:
    """*value* with single blanks, and where each of its octets stood, the end included."""
    kept = bytearray()
    places: list[int] = []
    pos = 0
    for match in _BLANKS.finditer(value):
        kept += value[pos : match.start()]
        places += range(pos, match.start())
        pos = match.end()
        if kept and pos < len(value):
            kept += b" "
            places.append(match.start())
    kept += value[pos:]
    places += range(pos, len(value))
    places.append(len(value.rstrip(b" \t\r\n")))
    return bytes(kept), places
