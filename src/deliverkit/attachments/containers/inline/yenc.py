"""Is this a file in yEnc, and what does it hold?  "=ybegin", lines of nearly any octets, "=yend" (yEnc draft 1.3)."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from ....core.budget import Budget
from ..member import WHOLE, Held, Opened, Why, limit_of

__all__ = ["Yenc", "open_yenc", "yenc_at"]

# "The name must be the last entry", as it may have blanks
_BEGIN: Final = re.compile(rb"=ybegin( [^\r\n]++)(?:\r\n?|\n|\Z)")
_NAME: Final = re.compile(rb" name=(.++)\Z", re.DOTALL)
_FIELDS: Final = re.compile(rb" (part|line|size)=([0-9]{1,18}+)")
_PART: Final = re.compile(rb"=ypart [^\r\n]*+(?:\r\n?|\n)")
_END: Final = b"\n=yend"
# "O = (I+42) % 256", and "the output character is incremented by 64" behind an escape
_BACK: Final = bytes((octet - 42) & 0xFF for octet in range(256))
_ESCAPED: Final = ((b"=@", b"\0"), (b"=J", b"\n"), (b"=M", b"\r"), (b"=I", b"\t"), (b"=n", b"."))
_OTHERS: Final = re.compile(rb"=([^}])", re.DOTALL)
_MOST_OTHERS: Final = 100_000


class Yenc(NamedTuple):
    """A file in yEnc, or a part of one.

    Arguments:
        name: as it stands.
        size: of the whole file, as declared.
        part: which part this is, 0 when it is all.
        start, end: of the lines that hold it.
        ended: whether "=yend" follows.
    """

    name: bytes
    size: int
    part: int
    start: int
    end: int
    ended: bool


def yenc_at(data: bytes, at: int, *, endless: bool) -> Yenc | None:
    """The file whose "=ybegin" stands at *at*; *endless* when it is known that no "=yend" follows."""
    begin = _BEGIN.match(data, at)
    name = _NAME.search(begin[1]) if begin else None
    if begin is None or name is None:
        return None
    fields = {key: int(value) for key, value in _FIELDS.findall(begin[1], 0, name.start())}
    if not {b"line", b"size"} <= fields.keys():
        return None
    part = _PART.match(data, begin.end())
    start = part.end() if part else begin.end()
    end = -1 if endless else data.find(_END, start - 1)
    found = len(data) if end < 0 else max(start, end)
    return Yenc(name[1].strip(b" \t"), fields[b"size"], fields.get(b"part", 0), start, found, end >= 0)


def open_yenc(held: Held, start: int, end: int, budget: Budget, most: int = WHOLE, /) -> Opened:
    """What the lines in ``held[start:end]`` hold."""
    # an octet takes two at most, and lines are longer than their ends
    stop = min(end, start + 3 * most)
    raw = bytes(held.data[start:stop]).translate(None, b"\r\n")
    if not budget.spend("bytes_read", len(raw)):
        return Opened(b"", False, Why.LIMIT, limit_of(budget, "bytes_read"))
    for escaped, octet in _ESCAPED:
        raw = raw.replace(escaped, octet)
    raw, others = _OTHERS.subn(lambda found: bytes([(found[1][0] - 64) & 0xFF]), raw, _MOST_OTHERS)
    data = raw.replace(b"=}", b"=").translate(_BACK)
    if others == _MOST_OTHERS:
        return Opened(data[:most], False, Why.LIMIT, f"limit: more than {others} escapes that nothing needs")
    return Opened(data[:most], stop == end and len(data) <= most)
