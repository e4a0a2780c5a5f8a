"""How is any text laid out for a terminal of any width, and what may it contain?  Printable ASCII, nothing else.

:func:`plain` is the one place where text becomes harmless: no control character reaches the terminal (ECMA-48), no
bidirectional control reorders what stands there (Unicode UAX #9), no look-alike letter passes for another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

__all__ = ["labelled", "marked", "plain", "shortened", "wrap"]

_UNSAFE: Final = re.compile("[^ -~]")
_LABEL: Final = 9  # columns of "Publish  "
_BACK: Final = 30  # how far back from the edge a line is broken at a blank


def plain(text: str) -> str:
    r"""*text* with all but printable ASCII escaped: ``\x1b``, ``\u202e``, ``\U0001f4e7``."""
    return _UNSAFE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def wrap(text: str, width: int) -> list[str]:
    """*text*, made plain, in lines of at most *width*; only a word that is longer than a line is broken."""
    lines: list[str] = []
    line = ""
    for word in plain(text).split():
        if line and len(line) + 1 + len(word) <= width:
            line += " " + word
            continue
        lines += [line] if line else []
        *full, line = [word[at : at + width] for at in range(0, len(word), width)]
        lines += full
    return [*lines, line] if line else lines


def shortened(text: str, width: int) -> str:
    """*text*, made plain, and cut to *width*."""
    text = plain(text[: width + 1])
    return text if len(text) <= width else text[: width - 3] + "..."


def labelled(label: str, lines: Iterable[str]) -> Iterator[str]:
    """*lines* beside a *label*: ``Do       take it out``."""
    for line in lines:
        yield f"{label:{_LABEL}}{line}"
        label = ""


def marked(text: str, start: int, end: int, width: int) -> Iterator[str]:
    """The plain *text* in lines of at most *width*, each with carets below what it holds of ``text[start:end]``.

    An empty mark is one caret, where something is missing.
    """
    end = max(end, start + 1)
    at, indent = 0, ""
    while at < len(text):
        stop = _break(text, at, width - 1 - len(indent))
        yield (indent + text[at:stop]).rstrip()
        last = stop == len(text)
        first, after = max(start, at), min(end, stop + last)
        if first < after:
            yield indent + " " * (first - at) + "^" * (after - first)
        at, indent = stop, "  "


def _break(text: str, at: int, room: int) -> int:
    if len(text) - at <= room:
        return len(text)
    blank = text.rfind(" ", max(at, at + room - _BACK), at + room)
    return blank + 1 if blank >= 0 else at + room
