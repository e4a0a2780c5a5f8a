"""Is this a uuencoded file, or does the text only speak of one?  Lines that keep what their first letter says (POSIX).

"begin 644 name", lines of which each begins with the number of its octets, and "end"; or the same in base64.
"""

from __future__ import annotations

import re
from binascii import Error, a2b_base64, a2b_uu
from io import BytesIO
from typing import Final, NamedTuple

from ....core.budget import Budget
from ..member import WHOLE, ContainerFault, Held, Notes, Opened, Why, limit_of

__all__ = ["Encoded", "encoded_at", "open_base64", "open_uu"]

_BEGIN: Final = re.compile(rb"begin(-base64)?+(-encoded)?+[ \t]++[0-7]{1,6}+[ \t]++([^\r\n]++)(?:\r\n?|\n|\Z)")
_LINES: Final = re.compile(rb"(?:[ -`]*+(?:\r\n?|\n))*+(?:[ -`]++\Z)?+")
_BASE64: Final = re.compile(rb"(?:[A-Za-z0-9+/=]*+[ \t]*+(?:\r\n?|\n))*+(?:[A-Za-z0-9+/=]++\Z)?+")
_LINE: Final = re.compile(rb"[ -`]++")
_LETTERS: Final = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))
_HEAD: Final = 400
"""Octets in which the first three lines stand."""
_FULL: Final = 45
_LINE_COST: Final = 100


class Encoded(NamedTuple):
    """A file in the text.

    Arguments:
        name: as it stands.
        start, end: of the lines that hold it.
        base64: whether they are base64.
    """

    name: bytes
    start: int
    end: int
    base64: bool


def encoded_at(data: bytes, at: int) -> Encoded | None:
    """The file whose "begin" stands at *at*; None when what follows is no such file."""
    begin = _BEGIN.match(data, at)
    if begin is None:
        return None
    name = begin[3].strip(b" \t")
    lines = (_BASE64 if begin[1] else _LINES).match(data, begin.end())
    start, end = lines.span() if lines else (begin.end(), begin.end())
    plausible = _is_base64 if begin[1] else _is_uu
    ended = data.startswith(b"end", end)
    if not name or not plausible(data[start : min(end, start + _HEAD)], ended=ended, last=end == len(data)):
        return None
    if begin[2]:
        name = _decoded(name)
    return Encoded(name, start, end, begin[1] is not None)


def _is_uu(head: bytes, *, ended: bool, last: bool) -> bool:
    lines = [line for line in head.splitlines() if line][:3]
    # "The last line may be the null line": one that says that it holds nothing
    if not lines or _octets(lines[0]) == 0:
        return bool(lines) and ended
    fitting = 0
    for line in lines:
        if not _fits(line):
            break
        fitting += 1
    # decoders pass over what is too much in a line, so that many octets too many deceive nobody but the careful
    return fitting > 1 or (fitting == 1 and (ended or last)) or (ended and all(map(_suffices, lines)))


def _suffices(line: bytes) -> bool:
    return len(line) - 1 >= -(-_octets(line) // 3) * 4


def _fits(line: bytes) -> bool:
    wanted = -(-_octets(line) // 3) * 4
    found = len(line) - 1
    # some add a checksum; where blanks stand for nought, those at the end get lost
    return wanted <= found <= wanted + 2 or (found < wanted and _octets(line) == _FULL and b" " in line)


def _octets(line: bytes) -> int:
    return (line[0] - 32) & 63


def _is_base64(head: bytes, *, ended: bool, last: bool) -> bool:  # noqa: ARG001 - as the other one
    lines = [line.rstrip() for line in head.splitlines()]
    filled = [line for line in lines if line]
    return len(filled) > 1 and filled[0] != b"====" and len(filled[0]) % 4 == 0


def _decoded(name: bytes) -> bytes:
    letters = name.translate(None, _LETTERS)
    return a2b_base64(_whole(letters)) or name


def _whole(letters: bytes) -> bytes:
    """*letters* as base64 that is whole: a single letter at the end says nothing."""
    kept = letters[: len(letters) - (len(letters) % 4 == 1)]
    return kept + b"=" * (-len(kept) % 4)


def open_base64(held: Held, start: int, end: int, budget: Budget, most: int = WHOLE, /) -> Opened:
    """What the base64 in ``held[start:end]`` holds."""
    if not budget.spend("bytes_read", min(end - start, most)):
        return Opened(b"", False, Why.LIMIT, limit_of(budget, "bytes_read"))
    stop = min(end, start + 2 * most + _HEAD)
    lines = bytes(held.data[start:stop]).partition(b"====")[0]
    data = a2b_base64(_whole(lines.translate(None, _LETTERS)))
    return Opened(data[:most], stop == end and len(data) <= most)


def open_uu(held: Held, start: int, end: int, budget: Budget, most: int = WHOLE, /) -> Opened:
    """What the lines in ``held[start:end]`` hold."""
    stop = min(end, start + 3 * most + _HEAD)
    text = bytes(held.data[start:stop])
    # a line costs more than its octets, and may have only two
    if not budget.spend("bytes_read", _LINE_COST * (text.count(b"\n") + text.count(b"\r"))):
        return Opened(b"", False, Why.LIMIT, limit_of(budget, "bytes_read"))
    notes = Notes()
    decoded = BytesIO()
    for found in _LINE.finditer(text):
        line = found[0]
        if not _octets(line):
            break
        decoded.write(_line(line))
        if not _fits(line):
            notes.add(ContainerFault.DAMAGED, start + found.start(), "a line that is not as long as it says")
        if decoded.tell() > most:
            return Opened(decoded.getvalue()[:most], False, None, "", notes.told)
    return Opened(decoded.getvalue(), stop == end, None, "", notes.told)


def _line(line: bytes) -> bytes:
    try:
        return a2b_uu(line)
    except Error:  # what stands behind its octets is passed over, as decoders do
        return a2b_uu(line[: (_octets(line) * 4 + 5) // 3])
