"""What do gateways do to the body without looking into it?  They append, and they trim blanks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ...message import Message
from .effects import Effect, Touch
from .octets import checked_text, line_end

__all__ = ["Footer", "TrimBlanks"]

_FOOTER: Final = "-- \nSent to you by a list or a gateway."


@dataclass(frozen=True, slots=True)
class Footer:
    """Append a text to the message as it stands, below everything, whatever the message is made of.

    So do old gateways and list programs; in a multipart it stands behind the last part, where no reader sees it.

    Arguments:
        text: the text, of any number of lines.

    Raises:
        UsageError: it is no text.

    >>> from deliverkit.message import Message
    >>> Footer("bye").apply(Message.parse(b"From: anna@a.example\\r\\n\\r\\nHello.\\r\\n"))
    b'From: anna@a.example\\r\\n\\r\\nHello.\\r\\nbye\\r\\n'
    """

    text: str = _FOOTER

    def __post_init__(self) -> None:
        checked_text("Footer(text=...)", self.text)

    @property
    def name(self) -> str:
        """What it is called."""
        return "appends a footer"

    @property
    def effect(self) -> Effect:
        """What it does to a usual message."""
        return Effect(body=Touch.CONTENT)

    def apply(self, message: Message) -> bytes:
        """The octets of *message* after it."""
        end, raw = line_end(message), message.raw
        between = b"" if raw.endswith((b"\n", b"\r")) or not raw else end
        if not message.separator and message.body_start == len(raw):
            between += end  # there was no body at all
        return raw + between + checked_text("text=...", self.text, end)


@dataclass(frozen=True, slots=True)
class TrimBlanks:
    """Take the blanks at the end of every line of the body away, as some gateways do.

    >>> from deliverkit.message import Message
    >>> TrimBlanks().apply(Message.parse(b"From: anna@a.example\\r\\n\\r\\nHello. \\r\\n"))
    b'From: anna@a.example\\r\\n\\r\\nHello.\\r\\n'
    """

    @property
    def name(self) -> str:
        """What it is called."""
        return "trims blanks at line ends"

    @property
    def effect(self) -> Effect:
        """What it does to a usual message: "Ignore all whitespace at the end of lines" (RFC 6376 section 3.4.4)."""
        return Effect(body=Touch.BLANKS)

    def apply(self, message: Message) -> bytes:
        """The octets of *message* after it."""
        raw, at = message.raw, message.body_start
        lines = raw[at:].split(b"\n")
        trimmed = [_trimmed(line) for line in lines]
        return raw if trimmed == lines else raw[:at] + b"\n".join(trimmed)


def _trimmed(line: bytes) -> bytes:
    return line[:-1].rstrip(b" \t") + b"\r" if line.endswith(b"\r") else line.rstrip(b" \t")
