"""What do lists and relays do to the header?  They tag subjects, add fields, take some out and fold them anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ...core.errors import UsageError
from ...dkim.arguments import expect
from ...message import HeaderField, Message
from ...message.words import unfold
from .effects import Effect
from .octets import Edit, checked_name, checked_value, header_edits, line_end, spliced

__all__ = ["AddField", "RefoldHeader", "RemoveField", "SubjectTag"]

# the blanks before a word and the word; what is left over are blanks at the end
_WORD: Final = re.compile(rb"[ \t]*+[^ \t]++|[ \t]++")
_LEAST_WIDTH: Final = 20
_MOST_WIDTH: Final = 998  # "MUST be no more than 998 characters" (RFC 5322 section 2.1.1)


@dataclass(frozen=True, slots=True)
class SubjectTag:
    """Put a tag before the subject, as lists do; a subject that has it already is left alone.

    Arguments:
        tag: the tag, printable ASCII.

    Raises:
        UsageError: it is empty or holds other characters.

    >>> from deliverkit.message import Message
    >>> SubjectTag("[frames]").apply(Message.parse(b"Subject: Hello\\r\\n\\r\\n"))
    b'Subject: [frames] Hello\\r\\n\\r\\n'
    """

    tag: str = "[list]"

    def __post_init__(self) -> None:
        checked_value("SubjectTag(tag=...)", self.tag)
        if not self.tag.strip() or not self.tag.isascii():
            raise UsageError("SubjectTag(tag=...) takes a tag of ASCII characters, such as '[list]'")

    @property
    def name(self) -> str:
        """What it is called."""
        return "tags the subject"

    @property
    def effect(self) -> Effect:
        """What it does to a usual message."""
        return Effect(changed=("subject",))

    def apply(self, message: Message) -> bytes:
        """The octets of *message* after it."""
        subject, tag = message.get("Subject"), self.tag.encode("ascii")
        if subject is None:
            below = b"Subject: " + tag + line_end(message)
            return spliced(message.raw, header_edits(message, b"", (), below))
        if tag in subject.raw:
            return message.raw
        at = subject.value_start
        return spliced(message.raw, ((at, at, b" " + tag),))


@dataclass(frozen=True, slots=True)
class AddField:
    """Add a header field: above the others, as relays do, or below them.

    Arguments:
        field: its name.
        value: its value, one line.
        below: whether it goes below all others.

    Raises:
        UsageError: there is no such name, or the value has a line end in it.

    >>> from deliverkit.message import Message
    >>> AddField("X-Scanned", "yes").apply(Message.parse(b"Subject: Hello\\r\\n\\r\\n"))
    b'X-Scanned: yes\\r\\nSubject: Hello\\r\\n\\r\\n'
    """

    field: str
    value: str
    below: bool = False

    def __post_init__(self) -> None:
        checked_name("AddField(field=...)", self.field)
        checked_value("AddField(value=...)", self.value)
        expect("AddField(below=...)", self.below, bool, "True or False")

    @property
    def name(self) -> str:
        """What it is called."""
        return f"adds {self.field}"

    @property
    def effect(self) -> Effect:
        """What it does to a usual message."""
        names = (self.field.lower(),)
        return Effect(added_below=names) if self.below else Effect(added=names)

    def apply(self, message: Message) -> bytes:
        """The octets of *message* after it."""
        octets = f"{self.field}: {self.value}".encode("utf-8", "replace") + line_end(message)
        above, below = (b"", octets) if self.below else (octets, b"")
        return spliced(message.raw, header_edits(message, above, (), below))


@dataclass(frozen=True, slots=True)
class RemoveField:
    """Take every header field of one name out.

    Arguments:
        field: the name.

    Raises:
        UsageError: it is none.

    >>> from deliverkit.message import Message
    >>> RemoveField("Bcc").apply(Message.parse(b"Bcc: ben@b.example\\r\\nSubject: Hello\\r\\n\\r\\n"))
    b'Subject: Hello\\r\\n\\r\\n'
    """

    field: str

    def __post_init__(self) -> None:
        checked_name("RemoveField(field=...)", self.field)

    @property
    def name(self) -> str:
        """What it is called."""
        return f"removes {self.field}"

    @property
    def effect(self) -> Effect:
        """What it does to a usual message."""
        return Effect(removed=(self.field.lower(),))

    def apply(self, message: Message) -> bytes:
        """The octets of *message* after it."""
        return spliced(message.raw, [(one.start, one.end, b"") for one in message.get_all(self.field)])


@dataclass(frozen=True, slots=True)
class RefoldHeader:
    """Fold the header at other places, as relays do that rewrite it; no word of it is changed.

    Arguments:
        width: the octets that a line may have, from 20 to 998; a longer word keeps its length.

    Raises:
        UsageError: it is less or more.

    >>> from deliverkit.message import Message
    >>> RefoldHeader().apply(Message.parse(b"Subject:\\r\\n Hello\\r\\n\\r\\n"))
    b'Subject: Hello\\r\\n\\r\\n'
    """

    width: int = 78

    def __post_init__(self) -> None:
        expect("RefoldHeader(width=...)", self.width, int, "a whole number")
        if not _LEAST_WIDTH <= self.width <= _MOST_WIDTH:
            raise UsageError(f"RefoldHeader(width=...) is from {_LEAST_WIDTH} to {_MOST_WIDTH}")

    @property
    def name(self) -> str:
        """What it is called."""
        return "folds the header anew"

    @property
    def effect(self) -> Effect:
        """What it does to a usual message: "Unfold all header field continuation lines" (RFC 6376 section 3.4.2)."""
        return Effect(refolded=True)

    def apply(self, message: Message) -> bytes:
        """The octets of *message* after it."""
        return spliced(message.raw, self._edits(message))

    def _edits(self, message: Message) -> Iterator[Edit]:
        end = line_end(message)
        for field in message.fields:
            folded = self._folded(field, end)
            if folded != field.raw:
                yield field.start, field.end, folded

    def _folded(self, field: HeaderField, end: bytes) -> bytes:
        raw = field.raw
        bare = raw.rstrip(b"\r\n")
        pieces: list[bytes] = []
        column = 0
        for word in _WORD.findall(unfold(bare)):
            # a line of blanks alone would be the end of the header to some (RFC 5322 section 3.2.2)
            if pieces and column + len(word) > self.width and word[:1] in b" \t" and word.strip(b" \t"):
                pieces.append(end)
                column = 0
            pieces.append(word)
            column += len(word)
        return b"".join(pieces) + raw[len(bare) :]
