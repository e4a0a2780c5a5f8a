"""What does a pax header say about the next member?  (POSIX.1-2017, pax, "pax Extended Header")"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["Records", "records_of"]


class Records(NamedTuple):
    """What matters of a pax header.

    Arguments:
        names: every path it gives, the last being the one that counts first.
        size: of the member's data.
        fits: whether the whole could be read.
    """

    names: tuple[bytes, ...] = ()
    size: int | None = None
    fits: bool = True


def _records(data: bytes) -> Iterator[tuple[bytes, bytes] | None]:
    # "%d %s=%s\n", <length>, <keyword>, <value>; None, and no more, where this is something else
    at = 0
    while at < len(data):
        blank = data.find(b" ", at, at + 20)
        digits = data[at : max(blank, at)]
        end = at + int(digits) if digits.isdigit() else 0
        if blank < 0 or not blank < end <= len(data):
            yield None
            return  # what follows cannot be found
        keyword, _, value = data[blank + 1 : end - 1].partition(b"=")
        yield keyword, value
        at = end


def records_of(data: bytes) -> Records:
    """The records in *data*."""
    names: list[bytes] = []
    size: int | None = None
    fits = True
    for record in _records(data.rstrip(b"\0")):
        match record:
            case (b"path" | b"GNU.sparse.name", value):
                names.insert(0, value)
            case (b"size", value) if value.isdigit() and len(value) < 20:
                size = int(value)
            case None:
                fits = False
            case _:
                pass
    return Records(tuple(names), size, fits)
