"""What did the Subject say before somebody put a tag into it?  (RFC 6377 section 3.3)"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from ....message import decode_words
from .words import spellings

__all__ = ["Tag", "subjects", "tag_of"]

_MOST_WORDS: Final = 24  # words of a Subject of which any run may have been added
_MOST_REWRITTEN: Final = 12  # texts that are spelled anew in every way
_BRACKETED: Final = re.compile(
    r"\[[^\[\]]*+\]|\{[^{}]*+\}|\([^()]*+\)|<[^<>]*+>|(?<!\*)[*]{2,}+[^*]++[*]{2,}+|(?<![^\s\[\](){}:])[^\s\[\](){}:]++:"
)
_REPLY: Final = re.compile(rb"(?i:re|aw|fwd?|wg|tr|sv|vs|antw|rif|odp|ref):", re.ASCII)
_REPLIES: Final = (b"Re:", b"RE:", b"AW:", b"Aw:", b"Fwd:", b"FWD:", b"FW:", b"Fw:", b"WG:", b"TR:", b"SV:", b"re:")
_BLANK: Final = re.compile(rb"(?:\r\n)?[ \t]++")
# words of gateways that warn their own readers; a list's tag is its own name
_WARNINGS: Final = re.compile(
    r"extern|estern|ekstern|spam|caution|warning|suspect|suspicious|phish|virus|malware|bulk|junk|unverified|dmarc|"
    r"possible|secure|encrypt|marketing|newsletter|outside|vorsicht|achtung|warnung|attention|unchecked|unscanned|"
    r"quarantin|classification|unclassified|confidential|\bext\b|\bsec ?[=:]|verschl\u00fcsselt",
    re.IGNORECASE,
)


class Tag(NamedTuple):
    """What was put into a Subject, and whether it is the warning of a gateway, not the tag of a list."""

    text: str
    warning: bool


def subjects(value: bytes) -> Iterator[tuple[int, bytes]]:
    """What the Subject may have been before it was *value* (without outer blanks), each with how unlikely it is."""
    yield from _shortened(value)
    match = _REPLY.match(value)
    rest = value[match.end() :].lstrip(b" ") if match else value
    if match:
        yield 3, rest
    yield from ((3 + (match is None), reply + b" " + rest) for reply in _REPLIES)
    text = decode_words(value).text
    if b"=?" in value or not value.isascii():
        shorter = (plain.decode("utf-8", "replace") for _, plain in _shortened(text.encode("utf-8", "replace")))
        likely = list(dict.fromkeys(shorter))[: 3 * _MOST_REWRITTEN]
        for number, one in enumerate(likely[:_MOST_REWRITTEN]):
            yield from ((2 + (number > 1), spelled) for spelled in spellings(one, value))
    yield from ((2, spelled) for spelled in spellings(text, value))


def _shortened(value: bytes) -> Iterator[tuple[int, bytes]]:
    """*value* without one run of its words, tags first."""
    gaps = [match.span() for match in _BLANK.finditer(value)]
    if len(gaps) >= _MOST_WORDS:
        gaps = gaps[: _MOST_WORDS // 2] + gaps[-_MOST_WORDS // 2 :]
    starts = [0, *(end for _, end in gaps)]
    ends = [*(start for start, _ in gaps), len(value)]
    found: list[tuple[int, bytes]] = []
    for first, start in enumerate(starts):
        for last, end in enumerate(ends[first:], first):
            run = value[start:end]
            if last == len(ends) - 1:
                kept = value[: ends[first - 1]] if first else b""
            else:
                kept = value[:start] + value[starts[last + 1] :]
            found.append((_unlikely(run, first, value[:start]), kept))
    # a tag may be stuck to the word behind it, as in "[list]Hello"
    tag = _BRACKETED.match(value.decode("latin-1"))
    if tag:
        found.append((2, value[tag.end() :].lstrip(b" ")))
    yield from sorted(found, key=lambda one: one[0])


def _unlikely(run: bytes, first: int, before: bytes) -> int:
    """How unlikely it is that *run* was added: a tag in front, or behind "Re:", is what lists do."""
    text = run.decode("latin-1")
    match = _BRACKETED.match(text)
    if match and match.end() == len(text):
        return 1 if not first or _REPLY.fullmatch(before.strip()) else 2
    if match and _BRACKETED.fullmatch(text, text.rfind(" ") + 1):
        return 2  # several tags
    return 4 if not first else 5


def tag_of(was: str, now: str) -> Tag | None:
    """The tag that made *now* of *was*, both decoded; None when nothing was put in."""
    was, now = " ".join(was.split()), " ".join(now.split())
    tags = [match[0] for match in _BRACKETED.finditer(now) if match[0] not in was and not match[0].endswith(":")]
    if tags:
        return Tag(" ".join(tags), any(map(_WARNINGS.search, tags)))
    start = 0
    while start < len(was) and was[start] == now[start : start + 1]:
        start += 1
    added = now[start : len(now) - len(was) + start]
    if len(now) <= len(was) or now[start + len(added) :] != was[start:]:
        return None
    return Tag(added.strip(), _WARNINGS.search(added) is not None)
