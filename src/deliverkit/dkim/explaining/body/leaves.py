"""Where in the body do people's texts stand, and how is an edit of one written down?  (RFC 2045, RFC 2046)"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import pairwise
from typing import Final

from ....message import Part
from ....message.transfer import ENCODINGS, decode_base64
from .encoders import BASE64_COST, Quoter, base64_widths, hard_lines, quoters_of, quoting_cost, to_base64
from .view import BodyView, Splice

__all__ = ["Leaf", "parts_of", "text_leaves"]

_CRLF: Final = b"\r\n"
_MOST_PARTS: Final = 200
_MOST_TEXTS: Final = 8
_MOST_WAYS: Final = 4  # ways to write quoted-printable that are tried for one edit
_MOST_WIDTHS: Final = 2
# how many octets are hashed in the time in which one is decoded, or a line is
_READ_COST: Final = {"quoted-printable": 8, "base64": 16}
_LINE_COST: Final = 800


class Leaf:
    """A text in the body, decoded, that can be edited.

    Arguments:
        view: the body it stands in.
        part: the part.
        start: where its body starts in ``view.text``.
        end: where the line behind it starts.

    Attributes:
        text: it, with its transfer encoding undone.
        html: whether it is HTML.
        charset: the label of its charset.
        encoding: its transfer encoding, ``""`` where it is read as it stands.
        view: the body it stands in.
        place: where it is, for people: ``part 2``; empty when it is all of the body.
    """

    def __init__(self, view: BodyView, part: Part, start: int, end: int) -> None:
        self.part = part
        self.start = start
        self.end = end
        self.html = part.content_type == "text/html"
        self.charset = part.params.get("charset") or "us-ascii"
        self.place = f"part {part.path}" if part.parent is not None else ""
        self.view = view
        self._written = view.text[start:end]
        self.encoding = part.transfer_encoding
        self.text = self._written
        self._plain_at: list[int] = []
        self._written_at: list[int] = []
        self._closing = b""
        self._ways: tuple[Quoter, ...] = ()
        if self.encoding == "quoted-printable":
            self._read_quoted()
        elif self.encoding == "base64":
            self._read_base64()
        else:
            self.encoding = ""

    @property
    def content_end(self) -> int:
        """Where the text ends; the line end that belongs to the delimiter is left out where it has one of its own."""
        return len(self.text) - (len(_CRLF) if self.place and self.text.endswith(_CRLF * 2) else 0)

    def _read_base64(self) -> None:
        self.text = decode_base64(self._written).data
        self._closing = self._written[len(self._written.rstrip(_CRLF)) :]

    def _as_base64(self, text: bytes, same: int = 0) -> Iterator[bytes]:
        """*text* as base64; its first *same* octets are those of this text."""
        same = max(0, min(same, len(text) - 1))
        for width in self._widths:
            # lines that hold nothing but octets that are the same stand there already
            lines = same * 4 // 3 // width if width == self._width else 0
            octets, written = lines * width * 3 // 4, lines * (width + len(_CRLF))
            if not self.view.work((len(text) - octets) * BASE64_COST):
                return
            yield self._written[:written] + to_base64(text[octets:], width).removesuffix(_CRLF) + self._closing

    @cached_property
    def _widths(self) -> tuple[int, ...]:
        return base64_widths(self._written)[:_MOST_WIDTHS]

    @cached_property
    def _width(self) -> int:
        """The length of all lines but the last; -1 where they are not alike, or their groups are broken."""
        width = self._widths[0]
        self.view.work(len(self.text) * BASE64_COST)
        if width % 4 or to_base64(self.text, width).removesuffix(_CRLF) + self._closing != self._written:
            return -1
        return width

    def _read_quoted(self) -> None:
        lines = list(hard_lines(self._written))
        self._ways = quoters_of(lines)[:_MOST_WAYS]
        plain_at, written_at = 0, self.start
        for written, plain in lines:
            self._plain_at.append(plain_at)
            self._written_at.append(written_at)
            plain_at += len(plain)
            written_at += len(written)
        self._plain_at.append(plain_at)
        self._written_at.append(written_at)
        self.text = b"".join(plain for _, plain in lines)

    @cached_property
    def octets(self) -> bytes:
        """What the part holds, decoded from the octets as they came, the line end before a delimiter left out."""
        end = self.part.body_end - len(self.view.header)
        written = self.view.raw[self.view.in_raw(self.start) : self.view.in_raw(end) if self.place else None]
        return ENCODINGS[self.encoding](written).data if self.encoding else written

    def splices(self, start: int, end: int, put: bytes = b"") -> Iterator[Splice]:
        """The ways to write down that *put* stood in place of ``text[start:end]``."""
        if self.encoding == "base64":
            for written in self._as_base64(self.text[:start] + put + self.text[end:], start):
                yield Splice(self.start, self.end, written)
        elif self.encoding:
            yield from self._quoted(start, end, put)
        else:
            yield Splice(self.start + start, self.start + end, put)

    def _quoted(self, start: int, end: int, put: bytes) -> Iterator[Splice]:
        first = bisect_right(self._plain_at, start) - 1
        last = bisect_right(self._plain_at, end) - 1
        if self._plain_at[first] == start and self._plain_at[last] == end and not put:
            yield Splice(self._written_at[first], self._written_at[last])
            return
        if last + 1 < len(self._plain_at) and (self._plain_at[last] < end or start > self._plain_at[first]):
            last += 1
        changed = self.text[self._plain_at[first] : start] + put + self.text[end : self._plain_at[last]]
        if not self.view.work(quoting_cost(changed) * len(self._ways)):
            return
        for written in dict.fromkeys(way(changed) for way in self._ways):
            yield Splice(self._written_at[first], self._written_at[last], self.view.canonical(written))

    def replaced(self, change: Callable[[bytes], bytes]) -> list[tuple[Splice, ...]]:
        """The ways to write down the text in which every line was what *change* makes of it."""
        if self.encoding == "base64":
            whole = _CRLF.join(map(change, self.text.split(_CRLF)))
            return [(Splice(self.start, self.end, written),) for written in self._as_base64(whole)]
        if not self.encoding:
            lines = [line + _CRLF for line in self.text.split(_CRLF)]
            return [tuple(_changed(self.start, lines, map(change, lines)))]
        lines = [self._written[start - self.start : end - self.start] for start, end in pairwise(self._written_at)]
        plain = [self.text[start:end] for start, end in pairwise(self._plain_at)]
        changed = [(line, change(line)) for line in plain]
        return [
            tuple(
                _changed(
                    self.start,
                    lines,
                    (way(new) if new != old else written for written, (old, new) in zip(lines, changed, strict=True)),
                )
            )
            for way in self._ways
        ]

    def written_from(self, at: int) -> int:
        """Where the line that holds ``text[at]`` starts in the body as it stands."""
        if self.encoding == "base64":
            width = max(1, self._written.find(_CRLF))
            lines, column = divmod(at * 4 // 3, width)
            return min(self.start + lines * (width + len(_CRLF)) + column, self.end)
        if self.encoding:
            return self._written_at[bisect_right(self._plain_at, at) - 1]
        return self.start + at


def _changed(at: int, lines: Iterable[bytes], changed: Iterable[bytes]) -> Iterator[Splice]:
    """The splices that make *changed* of *lines*, which stand at *at*."""
    for line, other in zip(lines, changed, strict=True):
        if line != other:
            yield Splice(at, at + len(line), other)
        at += len(line)


def parts_of(view: BodyView) -> Iterator[tuple[Part, int, int]]:
    """The parts that stand in the body as octets of it: each, where its body starts, and where the line behind it does.

    Those inside a message that is itself encoded are passed over.
    """
    before = len(view.header)
    source = view.message.raw
    for part in view.at_most(_MOST_PARTS, view.message.walk(), "parts of one message"):
        start, end = part.body_start - before, part.body_end - before
        if part.source is not source or start < 0 or part.children:
            continue
        # the line end before a delimiter "is conceptually attached to the boundary" (RFC 2046 section 5.1.1)
        if view.text.startswith(_CRLF, end) and part.parent is not None:
            end += len(_CRLF)
        yield part, start, max(start, end)


def text_leaves(view: BodyView) -> list[Leaf]:
    """The first texts of the body."""
    texts = (one for one in parts_of(view) if one[0].content_type in ("text/plain", "text/html"))
    first = view.at_most(_MOST_TEXTS, texts, "texts of one message")
    return [Leaf(view, *one) for one in first if view.work(_reading(view, *one))]


def _reading(view: BodyView, part: Part, start: int, end: int) -> int:
    """What it costs to read the text of a part."""
    cost = (end - start) * _READ_COST.get(part.transfer_encoding, 1)
    return cost + view.text.count(b"\n", start, end) * _LINE_COST if part.transfer_encoding else cost
