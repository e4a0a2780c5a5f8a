"""Does the body fit with this edit undone?  Hash states are shared, every octet is counted (RFC 6376 section 3.7)."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final, NamedTuple, TypeAlias, TypeVar

from ....core.budget import Limits
from ....message import Message
from ...body import canonical_body
from ...effort import Effort

__all__ = ["BodyView", "Splice", "Target", "content_end"]

CRLF: Final = b"\r\n"
_RUNS: Final = tuple(CRLF * count for count in (2048, 64, 1))
_APART: Final = 1024  # octets between two kept hash states
_BEHIND: Final = 1 << 14  # octets before a place that was far from all others, where a state is kept for its neighbours
_FREE: Final = 8  # pieces
_PIECE: Final = 1_500  # octets that are hashed in the time that one more piece takes
_CANONICALIZING: Final = 4  # octets that are hashed in the time in which one is made canonical
_DELIMITER: Final = 2_000  # octets that are hashed in the time in which a line that may be a delimiter is read
_LIMITS: Final = Limits(parts=3_000, depth=200)
_BLANKS: Final = re.compile(rb"   *+")
_LONG_RUN: Final = re.compile(rb"[ \t]{2,}+")
_SPACE: Final = 32
_FEW: Final = 4096  # octets in which lines are counted one by one
_One = TypeVar("_One")
_Piece: TypeAlias = tuple[bytes, int, int]  # octets, from where, to where


class Splice(NamedTuple):
    """When it was signed, *put* stood in place of ``text[start:end]``."""

    start: int
    end: int
    put: bytes = b""


class Target(NamedTuple):
    """What a body must hash to.

    Arguments:
        digest: ``bh=``.
        hash_name: ``sha256`` or ``sha1``.
        relaxed: the canonicalization of the body.
        length: ``l=``, or None.
        implied: whether ``c=`` leaves the canonicalization of the body to the default, which is easily overlooked.
    """

    digest: bytes
    hash_name: str
    relaxed: bool
    length: int | None
    implied: bool = False


def content_end(text: bytes, end: int, start: int = 0) -> int:
    """Where ``text[start:end]`` ends without the empty lines, and the last line end, that canonicalization ignores."""
    for run in _RUNS:
        while text.endswith(run, start, end):
            end -= len(run)
    return end


def _lines_of(raw: bytes, *, relaxed: bool) -> bytes:
    """The canonical lines of the body *raw*, the empty ones at its end too."""
    if raw and not raw.endswith(CRLF):
        raw += CRLF
    # an empty line is only ignored "at the end of the message body": a mark behind all keeps them
    return canonical_body(raw + b"x", relaxed=True)[: -len(b"x\r\n")] if relaxed else raw


class BodyView:
    """One reading of the body, edits of which can be tried.

    Arguments:
        header: what stands before the body: its Content-Type says which parts the body has.
        raw: the octets of the body.
        target: what must come out.
        effort: what may still be spent.

    Attributes:
        text: the canonical lines of *raw*; edits count in them.
        end: where its content ends, the empty lines at the end left out.
    """

    def __init__(self, header: bytes, raw: bytes, target: Target, effort: Effort) -> None:
        self.header = header
        self.raw = raw
        self.target = target
        self.effort = effort
        self.work(len(raw) * (_CANONICALIZING if target.relaxed else 1))
        self.text = _lines_of(raw, relaxed=target.relaxed)
        self.end = content_end(self.text, len(self.text))
        self._octets = memoryview(self.text)
        self._places = [0]
        self._states = [hashlib.new(target.hash_name, usedforsecurity=False)]

    @cached_property
    def message(self) -> Message:
        """The message with this body; offsets in ``text`` are offsets there less ``len(header)``."""
        self.work(len(self.text) + self.text.count(b"\n--") * _DELIMITER)
        return Message.parse(self.header + self.text, limits=_LIMITS)

    def fits(self, splices: Sequence[Splice] = ()) -> bool:
        """Whether the signature was made over this body with *splices*, in order and apart, put in place."""
        (_, _, place), *pieces = self._pieces(splices)
        limit = self.target.length
        if limit is not None:
            if place >= limit and splices:
                return False  # "l=" ends before the edit
            place = min(place, limit)
            pieces = _limited(pieces, limit - place)
            if place + _size(pieces) < limit:
                return False
        known = bisect_right(self._places, place) - 1
        more = max(0, len(pieces) - _FREE) * _PIECE
        if not self.effort.spend(place - self._places[known] + _size(pieces) + more):
            return False
        if place - self._places[known] > 2 * _BEHIND:
            known = self._kept(known, place - _BEHIND)
        if place - self._places[known] >= _APART:
            known = self._kept(known, place)
        state = self._states[known].copy()
        state.update(self._octets[self._places[known] : place])
        for text, start, end in pieces:
            state.update(memoryview(text)[start:end])
        return state.digest() == self.target.digest

    def _kept(self, known: int, place: int) -> int:
        """Keep the state at *place*, which comes next behind the *known* one."""
        state = self._states[known].copy()
        state.update(self._octets[self._places[known] : place])
        self._places.insert(known + 1, place)
        self._states.insert(known + 1, state)
        return known + 1

    def work(self, octets: int) -> bool:
        """Take what is no hash but takes as long as one of so many *octets*; False when they are not left."""
        if octets > self.effort.octets:
            self.effort.ran_out = "max_hashed"
            return False
        self.effort.octets -= octets
        return True

    def at_most(self, most: int, found: Iterable[_One], what: str) -> Iterator[_One]:
        """The first of what was *found*; that there was more of *what* is told."""
        for number, one in enumerate(found):
            if number == most:
                self.effort.cap(what, most)
                return
            yield one

    def is_hash_of(self, octets: bytes) -> bool:
        """Whether the signature was made over these octets, canonical or not."""
        limit = self.target.length
        if limit is not None:
            if len(octets) < limit:
                return False
            octets = octets[:limit]
        if not self.effort.spend(len(octets)):
            return False
        return hashlib.new(self.target.hash_name, octets, usedforsecurity=False).digest() == self.target.digest

    def canonical(self, octets: bytes) -> bytes:
        """Whole lines, as they stand in ``text``."""
        if not self.target.relaxed:
            return octets
        if len(octets) > _FEW and octets.endswith(CRLF):
            return _lines_of(octets, relaxed=True)
        octets = octets.replace(b"\t", b" ")
        if b"  " in octets:
            octets = _BLANKS.sub(b" ", octets)
        return octets.replace(b" \r\n", CRLF)

    def in_raw(self, at: int) -> int:
        """Where in ``raw`` what stands at *at* in ``text`` does."""
        if not self.target.relaxed:
            return min(at, len(self.raw))
        line = self.text.rfind(b"\n", 0, at) + 1
        first = _behind_lines(self.raw, self.text.count(b"\n", 0, line))
        place = first + at - line
        for run in _LONG_RUN.finditer(self.raw, first):
            if run.start() >= place:
                break
            place += len(run[0]) - 1
        return min(place, len(self.raw))

    def _pieces(self, splices: Sequence[Splice]) -> list[_Piece]:
        """The canonical body in pieces, the first of them a beginning of ``text``."""
        pieces: list[_Piece] = []
        at = 0
        for start, end, put in splices:
            left = start
            if self.target.relaxed and not put and left > at and self.text[left - 1] == _SPACE:
                # RFC 6376 section 3.4.4: "Reduce all sequences of WSP within a line to a single SP character."
                left -= end == len(self.text) or self.text.startswith((b" ", CRLF), end)
            pieces += ((self.text, at, left), (put, 0, len(put)))
            at = end
        if at < self.end or not splices:
            pieces.append((self.text, at, self.end))
        # "If there is no trailing CRLF on the message body, a CRLF is added", but relaxed an empty body stays empty
        while len(pieces) > 1 and _without_empty_lines(pieces[-1]) is None:
            pieces.pop()
        text, start, end = pieces[-1]
        pieces[-1] = text, start, max(start, content_end(text, end, start))
        if pieces[-1][2] or not self.target.relaxed:
            pieces.append((CRLF, 0, len(CRLF)))
        return pieces


def _behind_lines(raw: bytes, count: int) -> int:
    """Where the line behind the first *count* lines of *raw* starts."""
    low, high = 0, len(raw)
    while high - low > _FEW:
        middle = (low + high) // 2
        lines = raw.count(b"\n", low, middle)
        low, high, count = (low, middle, count) if lines >= count else (middle, high, count - lines)
    for _ in range(count):
        low = raw.find(b"\n", low) + 1 or len(raw)
    return low


def _without_empty_lines(piece: _Piece) -> _Piece | None:
    """*piece* without the empty lines at its end; None when there is nothing else in it."""
    text, start, end = piece
    end = content_end(text, end, start)
    return (text, start, end) if end > start else None


def _size(pieces: Iterable[_Piece]) -> int:
    return sum(end - start for _, start, end in pieces)


def _limited(pieces: Iterable[_Piece], room: int) -> list[_Piece]:
    kept: list[_Piece] = []
    for text, start, end in pieces:
        kept.append((text, start, min(end, start + room)))
        room = max(0, room - (end - start))
    return kept
