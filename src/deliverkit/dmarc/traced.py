"""Which characters of the old text are these?  A text that is rewritten and knows where each character stood."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

__all__ = ["Traced", "trace"]


class Traced(NamedTuple):
    """A rewritten text.

    Arguments:
        text: the text.
        starts, ends: for each of its characters, the span in the old text that it comes from.
        size: the length of the old text.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    size: int

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]`` stood in the old text."""
        if start < end:
            return self.starts[start], self.ends[end - 1]
        at = self.starts[start] if start < len(self.starts) else self.size
        return at, at

    def sub(self, pattern: re.Pattern[str], instead: Callable[[re.Match[str]], str]) -> Traced:
        """Rewrite what *pattern* matches; what does not change keeps its place."""
        pieces: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        last = 0
        for match in pattern.finditer(self.text):
            start, end = match.span()
            new = instead(match)
            pieces += (self.text[last:start], new)
            starts += self.starts[last:start] + (self.starts[start],) * len(new)
            ends += self.ends[last:start] + (self.ends[end - 1],) * len(new)
            last = end
        pieces.append(self.text[last:])
        starts += self.starts[last:]
        ends += self.ends[last:]
        return Traced("".join(pieces), tuple(starts), tuple(ends), self.size)


def trace(text: str) -> Traced:
    """*text*, in which nothing is rewritten yet."""
    size = len(text)
    return Traced(text, tuple(range(size)), tuple(range(1, size + 1)), size)
