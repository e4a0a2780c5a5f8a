"""What are the parts of this mail, octet by octet?  Any octets can be read; nothing is judged (RFC 5322, RFC 2045).

message = Message.parse(raw)
message.get("From").decoded
for part in message.walk(): print(part.path, part.content_type)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from ..core.budget import DEFAULT_LIMITS, Limits
from ..core.errors import UsageError
from ..core.outcome import Unknown
from .fields import Fields, HeaderField
from .part import Part
from .problems import Problem, ProblemKind
from .tree import Tree

__all__ = ["LineEnds", "Message"]

_BARE_LF: Final = re.compile(rb"(?<!\r)\n")
_BARE_CR: Final = re.compile(rb"\r(?!\n)")


class LineEnds(NamedTuple):
    """How many lines end in which octets; "CR and LF MUST only occur together as CRLF" (RFC 5322 section 2.3)."""

    crlf: int
    lf: int
    cr: int

    @property
    def mixed(self) -> bool:
        """Whether more than one form stands in the message."""
        return (self.crlf > 0) + (self.lf > 0) + (self.cr > 0) > 1


class Message:
    """A mail as octets with offsets. Made by :meth:`parse`; equal, hashed and pickled by its octets and limits."""

    __slots__ = ("_fields", "_line_ends", "_problems", "_tree")

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._fields = Fields(tree.raw, tree.block.fields, "message")
        self._line_ends: LineEnds | None = None
        self._problems: tuple[Problem, ...] | None = None

    @classmethod
    def parse(cls, raw: bytes | bytearray | memoryview, *, limits: Limits = DEFAULT_LIMITS) -> Message:
        """Read the mail *raw*; any octets will do.

        Arguments:
            raw: the message as it was sent or stored. A bytearray or memoryview is copied, bytes are not.
            limits: how much work it may cost; what ran out stands in :attr:`unknown`.

        Raises:
            UsageError: *raw* is text or an email.message.Message.
        """
        return cls(Tree(_octets(raw), limits))

    @property
    def raw(self) -> bytes:
        """The octets of the message, as given."""
        return self._tree.raw

    @property
    def limits(self) -> Limits:
        """The limits it was read under."""
        return self._tree.limits

    # its header

    @property
    def fields(self) -> Fields:
        """Its header fields, in order."""
        return self._fields

    def get(self, name: str) -> HeaderField | None:
        """The first field called *name*, in any case, or None."""
        return self._fields.get(name)

    def get_all(self, name: str) -> tuple[HeaderField, ...]:
        """Every field called *name*, in any case, in order."""
        return self._fields.get_all(name)

    @property
    def header_start(self) -> int:
        """Where the header starts: 0, or behind the "From " line that mailbox files put before a message."""
        return self._tree.block.start

    @property
    def header_end(self) -> int:
        """Where the last field ends."""
        return self._tree.block.separator

    @property
    def separator(self) -> bytes:
        """What stands between header and body: an empty line, or nothing when there is none."""
        return self.raw[self._tree.block.separator : self._tree.block.body_start]

    @property
    def body_start(self) -> int:
        """Where the body starts; ``len(raw)`` when there is none."""
        return self._tree.block.body_start

    # its parts

    @property
    def root(self) -> Part:
        """The part that is the whole message."""
        return Part(self._tree, 0)

    def walk(self) -> Iterator[Part]:
        """Every part, each before the parts in it, those of messages in messages too."""
        return self._tree.walk()

    def part(self, path: str) -> Part | None:
        """The part with this :attr:`Part.path`, or None."""
        return next((part for part in self.walk() if part.path == path), None)

    # what was odd

    @property
    def line_ends(self) -> LineEnds:
        """How its lines end."""
        if self._line_ends is None:
            crlf = self.raw.count(b"\r\n")
            self._line_ends = LineEnds(crlf, self.raw.count(b"\n") - crlf, self.raw.count(b"\r") - crlf)
        return self._line_ends

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What had to be forgiven to read the lines, the header and the structure; offsets count in ``raw``.

        Problems inside bodies and field values come from reading those.
        """
        if self._problems is None:
            self._problems = (*self._octet_problems(), *self._tree.problems())
        return self._problems

    @property
    def unknown(self) -> tuple[Unknown, ...]:
        """What was not looked at because a limit ran out."""
        return self._tree.unknown()

    def _octet_problems(self) -> Iterator[Problem]:
        # one problem a kind, at its first place: how often it occurs is in line_ends
        raw = self.raw
        for count, kind, pattern in (
            (self.line_ends.lf, ProblemKind.BARE_LF, _BARE_LF),
            (self.line_ends.cr, ProblemKind.BARE_CR, _BARE_CR),
        ):
            found = pattern.search(raw) if count else None
            if found:
                yield Problem(kind, "message", found.start(), found.end())
        nul = raw.find(b"\0")
        if nul >= 0:
            yield Problem(ProblemKind.NUL, "message", nul, nul + 1)
        if not raw[self.header_start : self.header_end].isascii():
            for field in self._fields:
                if not field.raw.isascii():
                    yield Problem(ProblemKind.EIGHT_BIT_HEADER, "message", field.start, field.end)

    def __eq__(self, other: object) -> bool:
        return self._tree.same_as(other._tree) if isinstance(other, Message) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.raw)

    def __repr__(self) -> str:
        return f"<Message of {len(self.raw)} octets, {len(self._fields)} header fields>"

    def __reduce__(self) -> tuple[object, tuple[bytes, Limits]]:
        return _message_of, (self.raw, self.limits)


def _message_of(raw: bytes, limits: Limits) -> Message:
    """How a pickled message comes back."""
    return Message.parse(raw, limits=limits)


def _octets(given: object) -> bytes:
    if isinstance(given, bytes):
        return given
    if isinstance(given, bytearray):
        return bytes(given)
    if isinstance(given, memoryview):
        return given.tobytes()
    raise UsageError(_what_to_pass(given))


def _what_to_pass(given: object) -> str:
    if isinstance(given, str):
        return "Message.parse wants the octets of a mail, not text: read it as bytes, open(path, 'rb').read()"
    if hasattr(given, "as_bytes"):
        return "Message.parse wants the octets of a mail: pass message.as_bytes(policy=email.policy.SMTP)"
    return f"Message.parse wants the octets of a mail as bytes, not {type(given).__name__}"
