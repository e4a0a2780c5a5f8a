"""Where does an element begin and end?  Its tag, its length, and pieces of strings, in BER or DER (X.690 section 8)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

__all__ = ["Element", "behind", "element_at", "pieces_of"]

_END: Final = b"\0\0"
_MOST_SKIPPED: Final = 10_000
_DEEPEST: Final = 100
_CONSTRUCTED: Final = 0x20
_HIGH_TAG: Final = 0x1F


class Element(NamedTuple):
    """An element.

    Arguments:
        tag: its first octet.
        start: where its content begins.
        end: where that ends, or must at the latest.
        open: whether only an end-of-contents marker tells where it ends.
    """

    tag: int
    start: int
    end: int
    open: bool


def element_at(data: bytes, at: int, end: int) -> Element | None:
    """The element at *at*, cut at *end*; None when none can be read."""
    if at + 2 > end or data[at] & _HIGH_TAG == _HIGH_TAG:
        return None
    tag, length, start = data[at], data[at + 1], at + 2
    if length < 0x80:
        return Element(tag, start, min(start + length, end), open=False)
    if length == 0x80:
        # "A sender shall use the definite form if the encoding is primitive"
        return Element(tag, start, end, open=True) if tag & _CONSTRUCTED else None
    start += length & 0x7F
    if start > end:
        return None
    length = int.from_bytes(data[at + 2 : start])
    return Element(tag, start, min(start + length, end), open=False)


def behind(data: bytes, element: Element) -> int | None:
    """Where the next element begins; None when that cannot be found, or not with reasonable effort."""
    if not element.open:
        return element.end
    at, depth = element.start, 1
    for _ in range(_MOST_SKIPPED):
        if data.startswith(_END, at):
            at, depth = at + 2, depth - 1
            if depth:
                continue
            return at
        inner = element_at(data, at, element.end)
        if inner is None:
            return None
        depth += inner.open
        at = inner.start if inner.open else inner.end
    return None


def pieces_of(data: bytes, element: Element) -> Iterator[tuple[int, int] | None]:
    """Where the octets of a string stand, which may consist of strings; None, at last, if one cannot be read."""
    if not element.tag & _CONSTRUCTED:
        yield element.start, element.end
        return
    around = [element]
    at = element.start
    while around:
        here = around[-1]
        if data.startswith(_END, at) if here.open else at >= here.end:
            around.pop()
            at += 2 * here.open
            continue
        inner = element_at(data, at, here.end)
        if inner is None or len(around) > _DEEPEST:
            yield None
            return
        if inner.tag & _CONSTRUCTED:
            around.append(inner)
            at = inner.start
        else:
            yield inner.start, inner.end
            at = inner.end
