"""What does this header field say, and where does it stand?  (RFC 5322 section 2.2)"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .charsets import decode_unlabelled
from .scan import FieldSpan
from .words import DecodedText, decode_words, unfold

__all__ = ["Fields", "HeaderField"]


class HeaderField(NamedTuple):
    """One header field, made when it is looked at.

    Arguments:
        raw: its octets, folds and final line end included.
        start: where it starts in the buffer of its part (``Message.raw`` for all fields of the message itself).
        colon: where the colon stands in ``raw``.
        nth: its number among the fields of the same name in the same header, from 1.
        base: the path of its header: ``message`` or ``message:part:2.1``.
    """

    raw: bytes
    start: int
    colon: int
    nth: int
    base: str

    @property
    def end(self) -> int:
        """Where it ends in the buffer of its part, behind its line end."""
        return self.start + len(self.raw)

    @property
    def name(self) -> str:
        """The name as written, without blanks before the colon."""
        return self.raw[: self.colon].rstrip(b" \t").decode("ascii")

    @property
    def key(self) -> str:
        """The name in lower case."""
        return self.name.lower()

    @property
    def value_at(self) -> int:
        """Where the value starts in ``raw``: behind the colon."""
        return self.colon + 1

    @property
    def value_start(self) -> int:
        """Where the value starts in the buffer of its part."""
        return self.start + self.colon + 1

    @property
    def value(self) -> bytes:
        """The octets behind the colon without the final line end; folds and outer blanks are kept."""
        value = self.raw[self.colon + 1 :]
        if value.endswith(b"\r\n"):
            return value[:-2]
        return value[:-1] if value.endswith((b"\n", b"\r")) else value

    @property
    def text(self) -> str:
        """The value unfolded, outer blanks removed, encoded-words left as they are; UTF-8, else Latin-1."""
        return decode_unlabelled(unfold(self.value)).text.strip(" \t\r\n")

    @property
    def decoded(self) -> str:
        """The value as a reader sees it: unfolded, outer blanks removed, encoded-words decoded (RFC 2047)."""
        return self.read().text

    @property
    def where(self) -> str:
        """The path for evidence, ``message:header:From:1``; offsets beside it count in ``raw``."""
        return f"{self.base}:header:{self.name}:{self.nth}"

    def read(self) -> DecodedText:
        """The value as ``decoded`` gives it, with what had to be forgiven to read it."""
        value = self.value
        lead = len(value) - len(value.lstrip(b" \t\r\n"))
        return decode_words(value.strip(b" \t\r\n"), self.where, self.value_at + lead)


class Fields:
    """The fields of one header, by position and by name; a view is made when one is looked at."""

    __slots__ = ("_base", "_buffer", "_index", "_nths", "_spans")

    def __init__(self, buffer: bytes, spans: tuple[FieldSpan, ...], base: str) -> None:
        self._buffer = buffer
        self._spans = spans
        self._base = base
        self._index: dict[bytes, list[int]] | None = None

    def _by_name(self) -> dict[bytes, list[int]]:
        if self._index is None:
            index: dict[bytes, list[int]] = {}
            nths: list[int] = []
            buffer = self._buffer
            for number, (start, colon, _) in enumerate(self._spans):
                same = index.setdefault(buffer[start:colon].rstrip(b" \t").lower(), [])
                same.append(number)
                nths.append(len(same))
            self._index, self._nths = index, nths
        return self._index

    def _view(self, number: int) -> HeaderField:
        start, colon, end = self._spans[number]
        return HeaderField(self._buffer[start:end], start, colon - start, self._nths[number], self._base)

    def __len__(self) -> int:
        return len(self._spans)

    def __iter__(self) -> Iterator[HeaderField]:
        self._by_name()
        return map(self._view, range(len(self._spans)))

    def get_all(self, name: str) -> tuple[HeaderField, ...]:
        """Every field called *name*, in any case, in order."""
        return tuple(self._view(number) for number in self._by_name().get(name.lower().encode("utf-8", "replace"), ()))

    def get(self, name: str) -> HeaderField | None:
        """The first field called *name*, in any case, or None."""
        numbers = self._by_name().get(name.lower().encode("utf-8", "replace"))
        return self._view(numbers[0]) if numbers else None
