"""Where else may this field have been folded?  (RFC 5322 section 2.2.3, RFC 6376 section 3.4.1)

"Header fields MUST be presented to the signing or verification algorithm exactly as they are in the message being
signed or verified": under the simple algorithm, every fold and blank counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import Final, TypeAlias

__all__ = ["SWEEPING", "foldings", "names", "respacings", "unfolded", "wrapped"]

_FOLD: Final = re.compile(rb"\r\n(?=[ \t])")
_FOLD_BLANKS: Final = re.compile(rb"\r\n[ \t]++")
_ANY_FOLD: Final = re.compile(rb"(?<![ \t])[ \t]*+\r\n[ \t]++")
_SEPARATOR: Final = re.compile(rb"([,;])[ \t]*+")
_RUN: Final = re.compile(rb"[ \t]++")
_WORD: Final = re.compile(rb"[ \t]*+[^ \t]++|[ \t]++")
_ITEM: Final = re.compile(rb'(?:"(?:[^"\\]++|\\.)*+"|[^,;"]++|")++[,;]?+|[,;]')
_TAB: Final = re.compile(rb"(?<=[^ \t\r\n])\t")
_WIDTHS: Final = (78, 76, 77, 75, 74, 73, 72, 71, 79, 80, 70, 65, 100, 120, 998)
_BLANKS: Final = (b" ", b"\t", b"        ", b"    ", b"  ")
_GAP: Final = re.compile(rb"(?<=[^ \t\r\n])[ \t]++(?=[^ \t\r\n])")
_MOST_FOLDS: Final = 16  # folds of which each alone may have been none
_MOST_GAPS: Final = 40  # blanks of which each alone may have been a fold
_SPECIAL: Final = {b"mime": b"MIME", b"id": b"ID", b"dkim": b"DKIM", b"arc": b"ARC", b"spf": b"SPF"}

Refold: TypeAlias = Callable[[bytes, int], bytes]


def unfolded(value: bytes) -> bytes:
    """*value* without the line ends of its folds: "simply removing any CRLF that is immediately followed by WSP"."""
    return _FOLD.sub(b"", value)


def _blanks(blanks: bytes, value: bytes, _: int) -> bytes:
    """Every fold starts its line with *blanks*."""
    return _FOLD_BLANKS.sub(b"\r\n" + blanks, value)


def _flat(value: bytes, _: int) -> bytes:
    return unfolded(value)


def _flat_one_blank(value: bytes, _: int) -> bytes:
    return _RUN.sub(b" ", unfolded(value))


def _joined(value: bytes, _: int) -> bytes:
    """No blank where a line was folded, as when it was broken within a word."""
    return _FOLD_BLANKS.sub(b"", value)


def _at_commas(blanks: bytes, value: bytes, _: int) -> bytes:
    first, *others = _ITEM.findall(unfolded(value)) or [b""]
    return b"\r\n".join((first, *(blanks + item.lstrip(b" \t") for item in others)))


def _at_tabs(value: bytes, _: int) -> bytes:
    """Unfolding leaves the tab of a fold where it stood."""
    return _TAB.sub(b"\r\n\t", value)


def _filled(width: int, blanks: bytes | None, tokens: re.Pattern[bytes], value: bytes, taken: int) -> bytes:
    """Lines filled to *width*, the first behind *taken* octets; *blanks* start the others, None keeps what is there."""
    lines: list[bytes] = []
    line = bytearray()
    room = width - taken
    for token in tokens.findall(unfolded(value)):
        if line.strip() and len(line) + len(token) > room and token[:1] in (b" ", b"\t"):
            lines.append(bytes(line))
            line = bytearray(token if blanks is None else blanks + token.lstrip(b" \t"))
            room = width
        else:
            line += token
    return b"\r\n".join((*lines, bytes(line)))


def _lead(lead: bytes, value: bytes, _: int) -> bytes:
    return lead + value.lstrip(b" \t\r\n")


_FILLS: Final[tuple[Refold, ...]] = tuple(
    partial(_filled, width, blanks, tokens)
    for width in _WIDTHS
    for blanks in (None, b"\t")
    for tokens in (_WORD, _ITEM)
)
_COMMON: Final[tuple[Refold, ...]] = (
    _flat,
    *(partial(_blanks, blanks) for blanks in _BLANKS),
    *_FILLS[:8],
    _flat_one_blank,
    *(partial(_at_commas, blanks) for blanks in _BLANKS),
    _at_tabs,
)
SWEEPING: Final[tuple[Refold, ...]] = (*_COMMON, *(partial(_lead, lead) for lead in (b" ", b"", b"\t", b"  ")))
"""What a program does to every field at once: each takes a value and the octets before it on its line."""


def foldings(value: bytes, taken: int) -> Iterator[tuple[int, bytes]]:
    """The other ways to fold *value* and to set its outer blanks, each with how unlikely it is.

    Arguments:
        value: what stands behind the colon, outer blanks and folds included.
        taken: the octets before it on its line: the name and the colon.
    """
    tail = value.lstrip(b" \t\r\n")
    leads = (value[: len(value) - len(tail)], b" ", b"", b"\t", b"  ", b"\r\n ", b"\r\n\t")
    for lead in dict.fromkeys(leads):
        own = lead == leads[0]
        for refold in (*_COMMON, *_FILLS[8:]) if own else _COMMON:
            yield (2 if own and refold in _COMMON else 4), refold(lead + tail, taken)
        yield 2, lead + tail
        yield 3, lead + _flat(tail, 0)
        yield 3, lead + _joined(tail, 0)
        yield 3, lead + _ANY_FOLD.sub(b" ", tail)
    yield 2, value.rstrip(b" \t")
    yield from ((3, value + blanks) for blanks in (b" ", b"  ", b"\t"))
    for gap in islice(_GAP.finditer(value), _MOST_GAPS):
        yield 3, value[: gap.start()] + b"\r\n" + value[gap.start() :]
        yield 4, value[: gap.start()] + b"\r\n\t" + value[gap.end() :]
    for start, end in _folds(value):
        yield 3, value[:start] + value[end:]
        yield 3, value[:start] + value[start + 2 :]
        yield 3, value[:start] + b" " + value[end:]
        yield 3, value[: start + 2] + b" " + value[end:]
        yield 3, value[: start + 2] + b"\t" + value[end:]


def respacings(value: bytes) -> Iterator[tuple[int, bytes]]:
    """The other ways to set blanks in *value* that the relaxed algorithm does not forgive."""
    yield 2, _joined(value, 0)
    for start, end in _folds(value):
        yield 3, value[:start] + value[end:]
    flat = unfolded(value)
    yield 3, _SEPARATOR.sub(rb"\1", flat)
    yield 3, _SEPARATOR.sub(rb"\1 ", flat)


def _folds(value: bytes) -> list[tuple[int, int]]:
    return [match.span() for match in islice(_FOLD_BLANKS.finditer(value), _MOST_FOLDS)]


def wrapped(value: bytes, taken: int) -> Iterator[bytes]:
    """The usual ways to fold *value*, which has no folds."""
    yield from (refold(value, taken) for refold in _COMMON)


def names(name: bytes) -> list[bytes]:
    """The usual ways to write the field name *name*: "header field names MUST NOT be case folded"."""
    words = name.lower().split(b"-")
    special = b"-".join(_SPECIAL.get(word, word.title()) for word in words)
    title = b"-".join(word.title() for word in words)
    mixed = b"-".join((_SPECIAL.get(words[0], words[0].title()), *(word.title() for word in words[1:])))
    return list(dict.fromkeys((special, title, mixed, name.lower(), name.upper(), name.capitalize())))
