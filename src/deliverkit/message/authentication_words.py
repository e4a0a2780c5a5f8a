"""Where do the words and comments of Authentication-Results stand?  Its lexical ground (RFC 8601 section 2.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from .authentication_results import Comment, CommentPlace
from .charsets import decode_unlabelled
from .lexis import QUOTED, comments_of, skip_blanks, unescape
from .problems import ProblemKind
from .scan import Note
from .words import unfold

__all__ = ["ADDRESS", "TOKEN", "Left", "Part", "Value", "Words", "is_keyword"]

# "token := 1*<any (US-ASCII) CHAR except SPACE, CTLs, or tspecials>" (RFC 2045 section 5.1)
TOKEN: Final = re.compile(rb"[!#$%&'*+.0-9A-Z^_`a-z{|}~-]++")
# "pvalue = [CFWS] ( ( value / [ [ local-part ] "@" ] domain-name ) [CFWS]", as far as it has no quotation marks
ADDRESS: Final = re.compile(
    rb"[!#$%&'*+.0-9A-Z^_`a-z{|}~-]++"
    rb"|(?:(?:[!#$%&'*+/0-9=?A-Z^_`a-z{|}~\x80-\xff-]++(?:\.[!#$%&'*+/0-9=?A-Z^_`a-z{|}~\x80-\xff-]++)*+)?+@)?+"
    rb"[0-9A-Z_a-z\x80-\xff-]++(?:\.[0-9A-Z_a-z\x80-\xff-]++)++"
)

# "Keyword = Ldh-str", "Ldh-str = *( ALPHA / DIGIT / "-" ) Let-dig" (RFC 5321 section 4.1.2)
_KEYWORD: Final = re.compile(r"[A-Za-z0-9-]++(?<!-)")
_WORD: Final = re.compile(rb"[A-Za-z0-9_-]++")
_RUN: Final = re.compile(rb'[^\x00-\x20\x7f;"()]++')
_AT_DOMAIN: Final = re.compile(rb'@[^\x00-\x20\x7f;"()]*+')
_STRAY: Final = re.compile(rb'[^ \t\r\n"(]++')
_PROPERTY_AHEAD: Final = re.compile(rb"[A-Za-z0-9_-]++\.[A-Za-z0-9_.-]++=")
_STOP: Final = re.compile(rb'[;"(]')


def is_keyword(word: str) -> bool:
    """Whether *word* is what the grammar calls a Keyword."""
    return _KEYWORD.fullmatch(word) is not None


class Part(NamedTuple):
    """What stands between two semicolons, and where empty parts behind it start."""

    start: int
    end: int
    empty: list[int]


class Left(NamedTuple):
    """The left side of an equals sign: ``dkim``, ``dkim/1``, ``header.d``; where each of its words and signs ends."""

    first: str
    second: str | None
    stops: tuple[int, ...]


class Value(NamedTuple):
    """The right side: its text, its span, and the octets in it that stand in no quotation marks."""

    text: str
    start: int
    end: int
    unquoted: bytes


class Words:
    """The octets of one field, cut at its semicolons; what is odd is added to ``notes``."""

    def __init__(self, value: bytes) -> None:
        self.value = value
        self.notes: list[Note] = []
        self._comments = comments_of(value)
        self._unclosed = -1
        self.parts: list[Part] = []
        for start, end in self._cut():
            if self.parts and self.skip(start, end) == end:
                self.notes.append((ProblemKind.NO_RESULT, start - 1, start))
                self.parts[-1].empty.append(start)
            else:
                self.parts.append(Part(start, end, []))

    def _cut(self) -> Iterator[tuple[int, int]]:
        value, end = self.value, len(self.value)
        start = pos = 0
        while pos < end and (mark := _STOP.search(value, pos)):
            at = mark.start()
            pos = at + 1
            if mark[0] == b";":
                yield start, at
                start = pos
            elif mark[0] == b"(":
                if at not in self._comments:
                    self.notes.append((ProblemKind.UNCLOSED_COMMENT, at, end))
                    self._unclosed, self._comments[at] = at, end
                pos = self._comments[at]
            else:
                quoted = QUOTED.match(value, at)
                pos = quoted.end() if quoted else end
                if not quoted:
                    self.notes.append((ProblemKind.UNTERMINATED_QUOTE, at, end))
        yield start, end

    def skip(self, pos: int, end: int) -> int:
        """Behind the blanks and comments at *pos*."""
        return skip_blanks(self.value, pos, end, self._comments)

    def comments_at(self, pos: int, end: int, place: CommentPlace, into: list[Comment]) -> int:
        """Behind the blanks and comments at *pos*; the comments are added to *into*."""
        while True:
            pos = skip_blanks(self.value, pos, end, {})
            behind = self._comments.get(pos)
            if behind is None or pos >= end:
                return pos
            inside = behind if pos == self._unclosed else behind - 1
            into.append(Comment(self._text(pos + 1, inside), place))
            pos = behind

    def left(self, pos: int, end: int, sign: bytes, second: re.Pattern[bytes]) -> Left | None:
        """``word [sign second] =`` at *pos*, comments and blanks between them."""
        word = _WORD.match(self.value, pos, end)
        if word is None:
            return None
        stops = [word.end()]
        at = self.skip(word.end(), end)
        other = None
        if self.value.startswith(sign, at, end):
            stops.append(at + 1)
            other = second.match(self.value, self.skip(at + 1, end), end)
            if other is None:
                return None
            stops.append(other.end())
            at = self.skip(other.end(), end)
        if not self.value.startswith(b"=", at, end):
            return None
        return Left(word[0].decode("ascii"), other[0].decode("ascii") if other else None, (*stops, at + 1))

    def value_at(self, pos: int, end: int) -> Value:
        """The value that starts behind the blanks and comments at *pos*; empty where there is none."""
        at = self.skip(pos, end)
        if self.value.startswith(b'"', at, end):
            return self._quoted(at, end)
        run = _RUN.match(self.value, at, end)
        if run is None:
            return Value("", pos, pos, b"")
        # "header.b= header.d=a.example": no value may hold the second equals sign, so the first has none
        if at > pos and b"(" not in self.value[pos:at] and _PROPERTY_AHEAD.match(self.value, at, end):
            return Value("", pos, pos, b"")
        return Value(self._decoded(run[0], at, run.end()), at, run.end(), run[0])

    def _quoted(self, at: int, end: int) -> Value:
        quoted = QUOTED.match(self.value, at, end)
        if quoted is None:
            return Value(self._text(at + 1, end), at, end, b"")
        # "local-part" may be a quoted string itself (RFC 5321 section 4.1.2)
        domain = _AT_DOMAIN.match(self.value, quoted.end(), end)
        if domain:
            text = self._decoded(unfold(self.value[at : domain.end()]), at, domain.end())
            return Value(text, at, domain.end(), domain[0])
        return Value(self._text(at + 1, quoted.end() - 1), at, quoted.end(), b"")

    def check(self, value: Value, grammar: re.Pattern[bytes]) -> None:
        """Note what stands without quotation marks although *grammar* does not let it."""
        if value.unquoted and not grammar.fullmatch(value.unquoted):
            self.notes.append((ProblemKind.UNQUOTED_VALUE, value.start, value.end))

    def stray(self, pos: int, end: int) -> int:
        """Behind the text at *pos* that has no place here, which is noted."""
        found = (QUOTED if self.value.startswith(b'"', pos, end) else _STRAY).match(self.value, pos, end)
        stop = found.end() if found else end
        last = self.notes[-1] if self.notes else None
        if last and last[0] is ProblemKind.STRAY_TEXT and self.skip(last[2], end) == pos:
            self.notes[-1] = (last[0], last[1], stop)
        else:
            self.notes.append((ProblemKind.STRAY_TEXT, pos, stop))
        return stop

    def _text(self, start: int, end: int) -> str:
        return self._decoded(unescape(unfold(self.value[start:end])), start, end)

    def _decoded(self, octets: bytes, start: int, end: int) -> str:
        decoded = decode_unlabelled(octets)
        if decoded.problem:
            self.notes.append((decoded.problem, start, end))
        return decoded.text
