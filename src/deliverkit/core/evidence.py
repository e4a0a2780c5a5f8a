"""Where is it?  A piece of the input, small enough to show, with the faulty part marked."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import Final, Protocol

__all__ = ["Evidence", "Seen"]

_MOST_MARKED: Final = 120  # characters, escaped, of the faulty part that are shown
_MOST_AROUND: Final = 60  # and of what stands before and behind it
_CUT: Final = "..."

# what cannot be shown as it is: controls, the backslash itself, lone surrogates, and (for bytes) all but ASCII
_HIDDEN: Final = re.compile("[\x00-\x1f\\\\\x7f-\x9f\ud800-\udfff\u2028\u2029\ufffe\uffff]")
_HIDDEN_OCTET: Final = re.compile("[\x00-\x1f\\\\\x7f-\xff]")


def _escape(match: re.Match[str]) -> str:
    mark = match[0]
    if mark == "\\":
        return "\\\\"
    return f"\\x{ord(mark):02x}" if ord(mark) < 0x100 else f"\\u{ord(mark):04x}"


def _fit(raw: bytes | str, most: int, *, from_end: bool = False) -> tuple[str, int]:
    """As much of *raw* as has *most* characters once it is escaped: that, and how much of *raw* it is."""
    text, hidden = (raw, _HIDDEN) if isinstance(raw, str) else (raw.decode("latin-1"), _HIDDEN_OCTET)
    shown = hidden.sub(_escape, text)
    if len(shown) <= most:
        return shown, len(text)
    marks = [hidden.sub(_escape, mark) for mark in (reversed(text) if from_end else text)]
    size = bisect_right(tuple(accumulate(map(len, marks))), most)
    return "".join(reversed(marks[:size]) if from_end else marks[:size]), size


class Seen(Protocol):
    """Evidence, or what it can be cut out of when somebody looks at it."""

    def show(self) -> Evidence:
        """Cut it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A window on the input around the faulty part: ``text[span[0]:span[1]]`` is that part, escaped.

    Arguments:
        source: where it stands, as a URI or a path: ``dns:a.example?type=TXT``, ``message:header:From:1``.
        text: what stands there, escaped (``\\x00``) and shortened (``...``) so that it can be shown anywhere.
        span: start and end of the faulty part in ``text``, in characters, half-open.

    Make it with :meth:`cut`, never directly, and never of a secret.
    """

    source: str
    text: str
    span: tuple[int, int]

    @property
    def marked(self) -> str:
        """The faulty part itself, escaped."""
        return self.text[self.span[0] : self.span[1]]

    def show(self) -> Evidence:
        """Itself; what is cut when it is first looked at has the same method."""
        return self

    @staticmethod
    def cut(source: str, raw: bytes | str, start: int = 0, end: int | None = None) -> Evidence:
        """Cut the window around ``raw[start:end]`` out of *raw*.

        Arguments:
            source: the URI or path of *raw*.
            raw: the whole input; bytes outside printable ASCII are escaped as ``\\xNN``.
            start: where the faulty part starts, in the units of *raw*; clamped to it.
            end: where it ends; None for the end of *raw*.
        """
        size = len(raw)
        if end is None:
            end = size
        if not 0 <= start <= end <= size:
            start = max(0, min(start, size))
            end = max(start, min(end, size))
        if size <= _MOST_AROUND and isinstance(raw, str) and raw.isprintable() and raw.isascii() and "\\" not in raw:
            return Evidence(source=source, text=raw, span=(start, end))  # nothing to cut, nothing to escape
        before, taken = _fit(raw[max(0, start - _MOST_AROUND) : start], _MOST_AROUND, from_end=True)
        if taken < start:
            before = _CUT + before
        marked, taken = _fit(raw[start : min(end, start + _MOST_MARKED)], _MOST_MARKED)
        after = _CUT
        if start + taken == end:
            after, taken = _fit(raw[end : end + _MOST_AROUND], _MOST_AROUND)
            if end + taken < size:
                after += _CUT
        return Evidence(source=source, text=before + marked + after, span=(len(before), len(before) + len(marked)))
