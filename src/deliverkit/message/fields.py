"""What does this header field say, and where does it stand?  (RFC 5322 section 2.2)"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from ..core.quick import new
from .charsets import decode_unlabelled
from .scan import FieldSpan
from .words import DecodedText, decode_words, unfold

__all__ = ["Fields", "HeaderField"]


_OTHER_BLANKS: Final = (b"\r", b"\n", b"\x0b", b"\x0c")


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
    """The fields of one header, by position and by name; a view is made when one is looked at.

    Attributes:
        buffer: the octets that ``spans`` count in.
        spans: start, colon and end of each field, for readers that need no views.
    """

    __slots__ = ("_base", "_index", "_nths", "_plain", "buffer", "spans")

    def __init__(self, buffer: bytes, spans: tuple[FieldSpan, ...], base: str) -> None:
        self.buffer = buffer
        self.spans = spans
        self._base = base
        self._index: dict[str, list[int]] | None = None
        self._plain: bool | None = None

    @property
    def are_plain(self) -> bool:
        """Whether the only blanks in them are spaces, tabs and the CRLF at the end of each line.

        Then ``bytes.split()``, which knows more blanks, parts a value where the standards do.
        """
        if self._plain is None:
            start, end = (self.spans[0][0], self.spans[-1][2]) if self.spans else (0, 0)
            rest = self.buffer[start:end].replace(b"\r\n", b"")
            self._plain = not any(blank in rest for blank in _OTHER_BLANKS)
        return self._plain

    def by_name(self) -> Mapping[str, Sequence[int]]:
        """The positions of the fields of each name, from 0; names in lower case."""
        if self._index is None:
            index: dict[str, list[int]] = {}
            nths: list[int] = []
            buffer = self.buffer
            for number, (start, colon, _) in enumerate(self.spans):
                same = index.setdefault(buffer[start:colon].rstrip(b" \t").lower().decode("ascii"), [])
                same.append(number)
                nths.append(len(same))
            self._index, self._nths = index, nths
        return self._index

    def numbers(self, name: str) -> Sequence[int]:
        """The positions of the fields called *name*, in any case."""
        return self.by_name().get(name.lower(), ())

    def __getitem__(self, number: int) -> HeaderField:
        if self._index is None:
            self.by_name()
        start, colon, end = self.spans[number]
        return new(HeaderField, (self.buffer[start:end], start, colon - start, self._nths[number], self._base))

    def __len__(self) -> int:
        return len(self.spans)

    def __iter__(self) -> Iterator[HeaderField]:
        return map(self.__getitem__, range(len(self.spans)))

    def get_all(self, name: str) -> tuple[HeaderField, ...]:
        """Every field called *name*, in any case, in order."""
        numbers = self.by_name().get(name.lower())
        return () if numbers is None else tuple([self[number] for number in numbers])

    def count(self, name: str) -> int:
        """How many fields are called *name*, in any case."""
        return len(self.numbers(name))

    def get(self, name: str) -> HeaderField | None:
        """The first field called *name*, in any case, or None."""
        numbers = self.numbers(name)
        return self[numbers[0]] if numbers else None
