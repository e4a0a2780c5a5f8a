"""Where in the text are we?  A reader that keeps the span of all it takes, for every record grammar."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["Cursor", "Token"]


class Token(NamedTuple):
    """A piece of text and where it stands: ``source[start:end] == text``."""

    text: str
    start: int
    end: int


class Cursor:
    """Reads *text* from left to right; every method is linear in what it takes and none raises on input.

    >>> cursor = Cursor("p=none; sp=reject")
    >>> cursor.take(re.compile("[a-z]+")), cursor.take("="), cursor.until(";")
    (Token(text='p', start=0, end=1), Token(text='=', start=1, end=2), Token(text='none', start=2, end=6))
    """

    __slots__ = ("end", "pos", "text")

    def __init__(self, text: str, start: int = 0, end: int | None = None) -> None:
        self.text = text
        self.pos = start
        self.end = len(text) if end is None else end

    @property
    def done(self) -> bool:
        """Nothing is left."""
        return self.pos >= self.end

    def peek(self) -> str:
        """The next character, or "" at the end."""
        return self.text[self.pos] if self.pos < self.end else ""

    def take(self, what: str | re.Pattern[str]) -> Token | None:
        """Take *what* if it stands here: exactly this text, or what the pattern matches from here on."""
        start = self.pos
        if isinstance(what, str):
            if not self.text.startswith(what, start, self.end):
                return None
            self.pos = start + len(what)
        else:
            match = what.match(self.text, start, self.end)
            if match is None:
                return None
            self.pos = match.end()
        return Token(self.text[start : self.pos], start, self.pos)

    def until(self, stop: str) -> Token:
        """Take everything before the next *stop* (which is left), or to the end."""
        start = self.pos
        found = self.text.find(stop, start, self.end)
        self.pos = self.end if found < 0 else found
        return Token(self.text[start : self.pos], start, self.pos)

    def rest(self) -> Token:
        """Take all that is left."""
        start, self.pos = self.pos, self.end
        return Token(self.text[start : self.end], start, self.end)
