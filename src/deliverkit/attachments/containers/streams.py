"""How is a compressed stream read without holding it?  Piece by piece, every octet paid from the budget.

A decompressor is never called without ``max_length``; what has come out before an error stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO
from typing import Final, NamedTuple, Protocol

from ...core.budget import Budget
from .member import WHOLE, ContainerFault, Held, Notes, Opened, Pieces, Source, Streamer, Why, limit_of

__all__ = ["Coding", "Decoder", "Flow", "Solid", "gather", "open_held", "stored"]

_NOT_NUL: Final = re.compile(rb"[^\0]")
_FIRST: Final = 1 << 9
_PIECE: Final = 1 << 16
_FEED: Final = 1 << 17
_KEPT: Final = 1 << 16


class Decoder(Protocol):
    """What :mod:`bz2` and :mod:`lzma` call a decompressor."""

    @property
    def eof(self) -> bool:
        """Whether the stream has ended."""
        ...

    @property
    def unused_data(self) -> bytes:
        """What was fed and stands behind the end."""
        ...

    @property
    def needs_input(self) -> bool:
        """Whether more has to be fed before more comes out."""
        ...

    def decompress(self, data: Source, max_length: int) -> bytes:
        """Feed *data* and take at most *max_length* octets."""
        ...


class Coding(NamedTuple):
    """How something is compressed.

    Arguments:
        make: makes a decoder.
        errors: what that one raises at damaged input.
        price: how many times as long as inflating it takes, for which it is paid.
        block: octets that are decoded at once, even if only the first is wanted.
    """

    make: Callable[[], Decoder]
    errors: tuple[type[Exception], ...]
    price: int = 1
    block: int = 0


class Flow:
    """The octets that *steps* brings out of ``data[at:end]``.

    Arguments:
        data: the container.
        at: the offset where reading goes on; moved by what is read.
        end: where the stream must end at the latest.
        budget: what pays.
        steps: yields the pieces by calling :meth:`decode` and moving ``at``.
    """

    __slots__ = ("at", "budget", "data", "detail", "end", "problems", "steps", "why")

    def __init__(
        self, data: Source, at: int, end: int, budget: Budget, steps: Callable[[Flow], Iterator[bytes]]
    ) -> None:
        self.data = memoryview(data)
        self.end = min(end, len(data))
        self.at = min(at, self.end)
        self.budget = budget
        self.steps = steps
        self.why: Why | None = None
        self.detail = ""
        self.problems = Notes()

    def __iter__(self) -> Iterator[bytes]:
        """The pieces; once."""
        return self.steps(self)

    def stop(self, why: Why, detail: str) -> None:
        """Say why the stream ends before its end."""
        self.why, self.detail = why, detail

    def decode(self, coding: Coding) -> Iterator[bytes]:
        """One compressed stream, from ``at`` to its end; then ``at`` stands behind it."""
        feed, most = _FIRST * 2, _FIRST
        octets: Source = b""
        paid = coding.block  # of what comes out, ahead
        if not self.pay("bytes_inflated", paid * coding.price):
            return
        try:
            decoder = coding.make()
            while not decoder.eof:
                octets = self._feed(feed) if decoder.needs_input else b""
                piece = b"" if self.why else decoder.decompress(octets, most)
                cost, paid = max(0, len(piece) - paid) * coding.price, max(0, paid - len(piece))
                if not self._keep(piece, cost, ended=not octets and self.at >= self.end and not decoder.eof):
                    return
                if piece:
                    yield piece
                feed, most = min(feed * 2, _FEED), min(most * 2, _PIECE)
            self.at -= len(decoder.unused_data)
        except coding.errors as error:
            self.stop(Why.LIMIT if "limit" in str(error) else Why.UNREADABLE, str(error))
            salvaged = _salvage(coding, octets) if most == _FIRST else b""
            if salvaged and self.pay("bytes_inflated", len(salvaged)):
                yield salvaged

    def _keep(self, piece: bytes, cost: int, *, ended: bool) -> bool:
        if self.why is None and not piece and ended:
            self.problems.add(ContainerFault.TRUNCATED, self.end, "compressed data end too early")
            self.stop(Why.UNREADABLE, "the compressed data end too early")
        return self.why is None and self.pay("bytes_inflated", cost)

    def skip_nuls(self) -> None:
        """Go to the next octet that is not zero."""
        found = _NOT_NUL.search(self.data, self.at, self.end)
        self.at = found.start() if found else self.end

    def another(self) -> bool:
        """Whether the budget allows one more stream behind the last: each costs as much as four members."""
        return self.pay("members", 4)

    def pay(self, unit: str, amount: int) -> bool:
        """Take *amount* of *unit*; False, and the stream stops, if less is left."""
        if self.budget.spend(unit, amount):
            return True
        self.stop(Why.LIMIT, limit_of(self.budget, unit))
        return False

    def _feed(self, most: int) -> memoryview:
        octets = self.data[self.at : min(self.at + most, self.end)]
        self.at += len(octets)
        self.pay("bytes_read", len(octets))
        return octets


def _salvage(coding: Coding, octets: Source) -> bytes:
    """What comes out of the first *octets* before their error: one by one, as the decoder loses a whole call's."""
    found = b""
    with suppress(*coding.errors):
        decoder = coding.make()
        while len(found) < _FIRST and (piece := decoder.decompress(octets, 1)):
            found, octets = found + piece, b""
    return found


def gather(flow: Pieces, most: int = WHOLE, size: int | None = None) -> Opened:
    """Hold the first *most* octets of *flow*; *size* is what was declared, and a lie is noted."""
    held = BytesIO()  # whose value is taken without a copy
    for piece in flow:
        held.write(piece[: most - held.tell()])
        if held.tell() >= most:
            return Opened(held.getvalue(), False, None, "", flow.problems.told)
    if size is not None and flow.why is None and held.tell() != size:
        flow.problems.add(ContainerFault.LYING_SIZE, 0, f"{size} octets declared, {held.tell()} found")
    return Opened(held.getvalue(), flow.why is None, flow.why, flow.detail, flow.problems.told)


def stored(data: Source, start: int, size: int, budget: Budget, most: int = WHOLE) -> Opened:
    """``data[start:start + size]``, or its first *most* octets."""
    wanted = min(size, most)
    available = max(0, min(wanted, len(data) - start))
    if not budget.spend("bytes_read", available):
        return Opened(b"", False, Why.LIMIT, limit_of(budget, "bytes_read"))
    octets = bytes(data[start : start + available])
    if available < wanted:
        detail = f"{size} octets declared, {available} there"
        cut = Notes()
        cut.add(ContainerFault.TRUNCATED, start, detail)
        return Opened(octets, False, Why.UNREADABLE, detail, cut.told)
    return Opened(octets, wanted == size)


def open_held(held: Held, start: int, size: int, budget: Budget, most: int = WHOLE, /) -> Opened:
    """:func:`stored`, as an opener of what *held* has."""
    return stored(held.data, start, size, budget, most)


class Solid:
    """Members that stand in one compressed stream, behind one another; opening them in order reads it once.

    What was opened last is kept, unless it was opened whole and is large.

    Arguments:
        begin: starts the stream.
        total: how many octets it has, if that is known: behind them the decoder is not kept.
    """

    __slots__ = ("_begin", "_data", "_flow", "_pieces", "_position", "_rest", "_start", "_total")

    def __init__(self, begin: Streamer, total: int | None = None) -> None:
        self._begin = begin
        self._total = total
        self._flow: Pieces | None = None
        self._pieces: Iterator[bytes] = iter(())
        self._position = 0  # in the stream, of what comes next: first the rest, then the pieces
        self._rest = memoryview(b"")
        self._start: int = 0
        self._data = b""  # of the member opened last, as far as it was asked for

    def open(self, start: int, size: int, budget: Budget, most: int = WHOLE) -> Opened:
        """The member at *start* of the stream: its first *most* of *size* octets."""
        wanted = min(size, most)
        if start == self._start and wanted <= len(self._data):
            return Opened(self._data[:wanted], wanted == size)
        flow = self._go_to(start, budget)
        held = BytesIO()
        held.write(self._data)
        while held.tell() < wanted and (piece := self._next(wanted - held.tell())):
            held.write(piece)
        self._data = held.getvalue()
        data = self._data[:wanted]
        if len(data) < wanted:
            why, detail = flow.why or Why.UNREADABLE, flow.detail or "the stream ends before the member does"
            return Opened(data, False, why, detail, flow.problems.told)
        if wanted == size > _KEPT:
            self._start = start + size
            self._data = b""
        if start + wanted == self._total:
            self._flow, self._pieces, self._rest = None, iter(()), memoryview(b"")
        return Opened(data, wanted == size)

    def _go_to(self, start: int, budget: Budget) -> Pieces:
        flow = self._flow
        if flow is None or (start != self._start and start < self._position):
            self._flow = flow = self._begin(budget)
            self._pieces, self._rest, self._position = iter(flow), memoryview(b""), 0
            self._start = 0
            self._data = b""
        flow.budget = budget
        if start != self._start:
            self._start = start
            self._data = b""
            while self._position < start and self._next(start - self._position):
                pass
        return flow

    def _next(self, most: int) -> memoryview:
        piece = self._rest or memoryview(next(self._pieces, b""))
        self._rest = piece[most:]
        piece = piece[:most]
        self._position += len(piece)
        return piece
