"""What is this part of the message, and what stands in it?  (RFC 2045, RFC 2046, RFC 2183)"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..core.budget import Budget, Limits
from .charsets import decode_charset, decode_marked
from .fields import Fields, HeaderField
from .media import DELIVERY_STATUS
from .parameters import Parameters, read_parameters
from .problems import Problem, ProblemKind
from .transfer import ENCODINGS

if TYPE_CHECKING:
    from .tree import Tree

__all__ = ["Part", "PartBody", "PartText"]


class PartBody(NamedTuple):
    """A decoded body and what had to be forgiven; the offsets of problems count in ``Part.source``."""

    data: bytes
    problems: tuple[Problem, ...] = ()


class PartText(NamedTuple):
    """A body as text, the charset that was used, and what had to be forgiven."""

    text: str
    charset: str
    problems: tuple[Problem, ...] = ()


class Part:
    """One part of a message: offsets and views, made when it is looked at.

    Two are equal when they are the same part of equal messages; a part pickles with its whole message.
    """

    __slots__ = ("_fields", "_index", "_tree")

    def __init__(self, tree: Tree, index: int) -> None:
        self._tree = tree
        self._index = index
        self._fields: Fields | None = None

    # where it stands

    @property
    def path(self) -> str:
        """Its number: ``2.1`` is the first part in the second part.

        A message that is no multipart has the one part ``1``; the path of the multipart that is a whole message is
        empty. A message in a part is the first part in it. Deeper than 50 levels a path is ``~5003``, the part's
        number in the order they were found.
        """
        return self._tree.path(self._index)

    @property
    def where(self) -> str:
        """The path for evidence: ``message:part:2.1``, or ``message`` for the message itself."""
        return self._tree.where(self._index)

    @property
    def depth(self) -> int:
        """How many parts it stands in."""
        return self._tree.node(self._index).depth

    @property
    def source(self) -> bytes:
        """What its offsets count in: ``Message.raw``, or a decoded copy inside an encoded message."""
        return self._tree.node(self._index).buffer

    @property
    def header_start(self) -> int:
        """Where its header starts in ``source``."""
        return self._tree.node(self._index).block.start

    @property
    def body_start(self) -> int:
        """Where its body starts in ``source``."""
        return self._tree.node(self._index).block.body_start

    @property
    def body_end(self) -> int:
        """Where its body ends in ``source``: before the line end that belongs to the next delimiter."""
        return self._tree.node(self._index).body_end

    @property
    def parent(self) -> Part | None:
        """The part it stands in, or None."""
        above = self._tree.node(self._index).parent
        return None if above < 0 else Part(self._tree, above)

    @property
    def children(self) -> tuple[Part, ...]:
        """The parts in it: those of a multipart, or the message in a message/rfc822 part."""
        return tuple(Part(self._tree, child) for child in self._tree.node(self._index).children)

    # what its header says

    @property
    def fields(self) -> Fields:
        """Its header fields; for a part that is a whole message, that message's."""
        if self._fields is None:
            node = self._tree.node(self._index)
            self._fields = Fields(node.buffer, node.block.fields, self._tree.where(self._index, header=True))
        return self._fields

    def get(self, name: str) -> HeaderField | None:
        """The first field called *name*, in any case, or None."""
        return self.fields.get(name)

    def get_all(self, name: str) -> tuple[HeaderField, ...]:
        """Every field called *name*, in any case."""
        return self.fields.get_all(name)

    @property
    def content_type(self) -> str:
        """Its media type in lower case, with the defaults of RFC 2045 section 5.2; the first when fields repeat."""
        return self._tree.node(self._index).media.types[0]

    @property
    def content_types(self) -> tuple[str, ...]:
        """Every media type its Content-Type fields give."""
        return self._tree.node(self._index).media.types

    @property
    def is_multipart(self) -> bool:
        """Whether any of its media types is a multipart."""
        return self._tree.node(self._index).media.multipart is not None

    @property
    def transfer_encoding(self) -> str:
        """Its transfer encoding in lower case, ``7bit`` by default; the first when fields repeat."""
        return self._tree.node(self._index).media.encodings[0]

    @property
    def transfer_encodings(self) -> tuple[str, ...]:
        """Every transfer encoding its fields give."""
        return self._tree.node(self._index).media.encodings

    def parameters(self, name: str = "Content-Type") -> tuple[Parameters, ...]:
        """The parameters of each field called *name*, in order."""
        return tuple(read_parameters(field.value, field.where, field.value_at) for field in self.get_all(name))

    @property
    def params(self) -> Parameters:
        """The parameters of its first Content-Type field; none when it has no such field."""
        return next(iter(self.parameters()), Parameters(""))

    # what its body holds

    @property
    def body(self) -> memoryview:
        """Its body as it stands in ``source``, not copied, not decoded."""
        node = self._tree.node(self._index)
        return memoryview(node.buffer)[node.block.body_start : node.body_end]

    def read(self, budget: Budget | None = None, *, encoding: str | None = None) -> PartBody:
        """Decode its transfer encoding.

        Arguments:
            budget: the body's octets are taken from its ``bytes_read``; when they are not left nothing is decoded and
                the budget says so.
            encoding: the encoding to read it by instead of the first one given, for parts that contradict themselves.

        An unknown encoding leaves the octets as they are and is a problem.
        """
        node = self._tree.node(self._index)
        start, end = node.block.body_start, node.body_end
        if budget is not None and not budget.spend("bytes_read", end - start):
            return PartBody(b"")
        name = encoding or node.media.encodings[0]
        if name not in ENCODINGS:
            return PartBody(node.buffer[start:end], (Problem(ProblemKind.UNKNOWN_ENCODING, self.where, start, end),))
        plain = ENCODINGS[name](node.buffer[start:end])
        return PartBody(
            plain.data,
            tuple(Problem(kind, self.where, start + first, start + last) for kind, first, last in plain.notes),
        )

    def decode(self, budget: Budget | None = None, *, encoding: str | None = None) -> bytes:
        """Its body with the transfer encoding undone; see :meth:`read`."""
        return self.read(budget, encoding=encoding).data

    def read_text(self, budget: Budget | None = None) -> PartText:
        """Its body as text, by the charset parameter, a byte order mark, UTF-8 or Latin-1, in this order."""
        body = self.read(budget)
        label = self.params.get("charset")
        decoded = decode_marked(body.data) if label is None else decode_charset(body.data, label)
        problems = (Problem(decoded.problem, self.where, self.body_start, self.body_end),) if decoded.problem else ()
        return PartText(decoded.text.removeprefix("\ufeff"), decoded.charset, body.problems + problems)

    def text(self, budget: Budget | None = None) -> str:
        """Its body as text; see :meth:`read_text`."""
        return self.read_text(budget).text

    def status_groups(self, budget: Budget | None = None) -> tuple[tuple[HeaderField, ...], ...]:
        """The field groups of a delivery status, the per-message group first (RFC 3464 section 2.1); else nothing."""
        from .status import field_groups

        if DELIVERY_STATUS.isdisjoint(self.content_types):
            return ()
        return field_groups(self.decode(budget), self.where)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Part):
            return NotImplemented
        return self._index == other._index and self._tree.same_as(other._tree)

    def __hash__(self) -> int:
        return hash((self._tree.raw, self._index))

    def __repr__(self) -> str:
        return f"<Part {self.path or '(whole message)'} {self.content_type}, {len(self.body)} octets>"

    def __reduce__(self) -> tuple[object, tuple[bytes, Limits, int]]:
        from .tree import part_of

        return part_of, (self._tree.raw, self._tree.limits, self._index)
