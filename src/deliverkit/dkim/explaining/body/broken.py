"""Was a line broken because it was longer than SMTP allows?  (RFC 5321 section 4.5.3.1.6, RFC 6376 section 5.3)"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .edits import Edit, Rewriting
from .view import BodyView

__all__ = ["broken_lines"]

# how long the first piece of a line is, and those that follow, without what stands between them. "The maximum total
# length of a text line including the <CRLF> is 1000 octets" (RFC 5321 section 4.5.3.1.6)
_BREAKS: Final = (
    *((998, following, b"\r\n ") for following in (997, 998)),
    (998, 998, b"\r\n"),
    *((first, following, b"!\r\n ") for first in (990, 989) for following in (990, 989, 988)),
    *((first, following, b"!\r\n") for first, following in ((990, 990), (989, 989))),
)
_WAYS: Final = tuple(
    (first, mark, re.compile(rb"(?<![^\n])[^\r\n]{%d}%s(?:[^\r\n]{%d}%s)*+" % (first, mark, following, mark)))
    for first, following, mark in _BREAKS
)


def broken_lines(view: BodyView) -> Iterator[Rewriting]:
    """The body with its long lines in one piece: as it arrived, for a break beside a blank hides it from "relaxed"."""
    raw = view.raw
    seen: set[bytes] = set()
    for width, mark, pattern in _WAYS:
        pieces, count = _joined(raw, mark, pattern)
        if count and pieces not in seen:
            seen.add(pieces)
            told = Edit("lines-wrapped", (), was=str(width), times=count, octets=(b"", mark))
            yield Rewriting(told, pieces, probable=True)


def _joined(raw: bytes, mark: bytes, pattern: re.Pattern[bytes]) -> tuple[bytes, int]:
    whole = pattern.sub(lambda found: found[0].replace(mark, b""), raw)
    return whole, (len(raw) - len(whole)) // len(mark)
