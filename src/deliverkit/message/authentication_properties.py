"""What did a method look at, and why does it say what it says?  Properties and reasons (RFC 8601 section 2.2)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from .authentication_results import Comment, CommentPlace, Property
from .authentication_words import ADDRESS, TOKEN, Left, Part, Value, Words, is_keyword
from .problems import ProblemKind

__all__ = ["PropertyReader"]

_NAME: Final = re.compile(rb"[A-Za-z0-9_-][A-Za-z0-9_.-]*+")
_ORDER: Final = {place: number for number, place in enumerate(CommentPlace)}

_P = CommentPlace
_METHOD: Final = (_P.METHOD, _P.SLASH, _P.METHOD_VERSION, _P.EQUALS)
_PROPERTY: Final = (_P.PTYPE, _P.DOT, _P.NAME, _P.EQUALS)
_BARE: Final = (_P.NAME, _P.EQUALS)
_REASON: Final = (_P.REASON, _P.REASON_EQUALS)


class _Open(NamedTuple):
    ptype: str
    name: str
    value: str
    comments: list[Comment]
    start: int
    end: int


class PropertyReader:
    """Reads what stands behind one result, and keeps its comments."""

    __slots__ = ("_comments", "_found", "_offset", "_part", "_place", "_sink", "_words", "reason")

    def __init__(self, words: Words, part: Part, offset: int) -> None:
        self._words = words
        self._part = part
        self._offset = offset
        self._comments: list[Comment] = []
        self._found: list[_Open] = []
        self._sink, self._place = self._comments, _P.RESULT
        self.reason: str | None = None

    @property
    def comments(self) -> tuple[Comment, ...]:
        """The comments of the result itself and of its reason, which may stand behind properties."""
        return tuple(sorted(self._comments, key=lambda comment: _ORDER[comment.place]))

    @property
    def properties(self) -> tuple[Property, ...]:
        """The properties, in order."""
        return tuple(
            Property(
                ptype=one.ptype,
                name=one.name,
                value=one.value,
                comments=tuple(one.comments),
                start=one.start + self._offset,
                end=one.end + self._offset,
            )
            for one in self._found
        )

    def read(self, left: Left, at: int) -> None:
        """Read on at *at*, behind the result whose method is *left*."""
        words, end = self._words, self._part.end
        words.comments_at(self._part.start, end, _P.SEMICOLON, self._comments)
        self._keep(left, _METHOD if left.second else (_P.METHOD, _P.EQUALS))
        while (at := words.comments_at(at, end, self._place, self._sink)) < end:
            found = words.left(at, end, b".", _NAME)
            if found is None:
                at = words.stray(at, end)
            elif found.second is None and found.first.lower() == "reason" and self.reason is None:
                at = self._read_reason(at, found)
            else:
                at = self._read_property(at, found)
        for start in self._part.empty:
            words.comments_at(start, len(words.value), self._place, self._sink)

    def _read_reason(self, at: int, left: Left) -> int:
        # "reasonspec = "reason" [CFWS] "=" [CFWS] value", which stands before every propspec
        self._sink = self._comments
        value = self._right(left, _REASON, _P.REASON_VALUE)
        self._words.check(value, TOKEN)
        self.reason = value.text
        if self._found or value.start == value.end:
            self._words.notes.append((ProblemKind.BAD_PROPERTY, at, value.end))
        return value.end

    def _read_property(self, at: int, left: Left) -> int:
        # "propspec = ptype [CFWS] "." [CFWS] property [CFWS] "=" pvalue"
        self._sink = list[Comment]()
        ptype, name = (left.first, left.second) if left.second else ("", left.first)
        value = self._right(left, _PROPERTY if ptype else _BARE, _P.VALUE)
        self._words.check(value, ADDRESS)
        self._found.append(_Open(ptype.lower(), name.lower(), value.text, self._sink, at, value.end))
        if value.start == value.end or not is_keyword(ptype) or not is_keyword(name):
            self._words.notes.append((ProblemKind.BAD_PROPERTY, at, value.end))
        return value.end

    def _right(self, left: Left, places: Sequence[CommentPlace], behind: CommentPlace) -> Value:
        self._keep(left, places)
        self._place = behind
        return self._words.value_at(left.stops[-1], self._part.end)

    def _keep(self, left: Left, places: Sequence[CommentPlace]) -> None:
        for place, stop in zip(places, left.stops, strict=True):
            self._words.comments_at(stop, self._part.end, place, self._sink)
