"""What do lists do that keep DMARC alive?  They put their own address into From (RFC 7960 section 4.1.3.1)."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from typing import Final

from ...core.errors import UsageError
from ...core.names import to_ascii
from ...message import Mailbox, Message, read_addresses
from .effects import Effect
from .octets import checked_value, header_edits, line_end, spliced

__all__ = ["RewriteFrom"]

_ADDRESS: Final = re.compile(r"[!#-;=?A-Z^-~]++@[!#-;=?A-Z^-~]++")
_PHRASE: Final = re.compile(r"[ -~]*+")
_SPECIAL: Final = re.compile(r'["\\]')
_MOST_OF_NAME: Final = 80  # characters
_A_WORD: Final = 12  # characters of an encoded-word, which has 75 octets at most


@dataclass(frozen=True, slots=True)
class RewriteFrom:
    """Put another address into From, and the author's into Reply-To unless there is one.

    The name that readers see becomes "Anna via list.example". Of several From fields one is left.

    Arguments:
        address: the address of the list or forwarder.
        reply_to: whether replies shall go to the author.

    Raises:
        UsageError: *address* is none.

    >>> from deliverkit.message import Message
    >>> print(RewriteFrom("l@l.example").apply(Message.parse(b"From: Anna <a@a.example>\\r\\n\\r\\n")).decode())
    From: "Anna via l.example" <l@l.example>
    Reply-To: a@a.example
    <BLANKLINE>
    """

    address: str
    reply_to: bool = True

    def __post_init__(self) -> None:
        checked_value("RewriteFrom(address=...)", self.address)
        domain = to_ascii(self.address.rpartition("@")[2])
        if _ADDRESS.fullmatch(self.address) is None or domain is None:
            raise UsageError(f"RewriteFrom(address=...): {self.address[:80]!r} is no address, such as 'l@l.example'")

    @property
    def name(self) -> str:
        """What it is called."""
        return "rewrites From"

    @property
    def effect(self) -> Effect:
        """What it does to a usual message."""
        below = ("reply-to",) if self.reply_to else ()
        return Effect(changed=("from",), added_below=below, author=self.address)

    def apply(self, message: Message) -> bytes:
        """The octets of *message* after it."""
        end, fields = line_end(message), message.get_all("From")
        author = _author(message)
        own = f"From: {_phrase(author, self.address)} <{self.address}>".encode() + end
        edits = [(one.start, one.end, b"" if number else own) for number, one in enumerate(fields)]
        reply = b""
        if self.reply_to and author is not None and message.get("Reply-To") is None:
            first = fields[0].raw
            reply = b"Reply-To: " + b" ".join(first[author.start : author.end].split()) + end
        return spliced(message.raw, header_edits(message, b"" if fields else own, edits, reply))


def _author(message: Message) -> Mailbox | None:
    """The first mailbox of the first From field."""
    field = message.get("From")
    found = () if field is None else read_addresses(field.value, field.where, field.value_at).mailboxes
    return next(iter(found), None)


def _phrase(author: Mailbox | None, address: str) -> str:
    """The name that readers shall see, as a quoted string or as encoded-words (RFC 2047 section 5)."""
    via = f"via {address.rpartition('@')[2]}"
    name = "" if author is None else (author.display_name or author.local_part)
    text = f"{name[:_MOST_OF_NAME]} {via}".strip()
    if _PHRASE.fullmatch(text):
        return '"' + _SPECIAL.sub(r"\\\g<0>", text) + '"'
    words = [text[at : at + _A_WORD].encode("utf-8", "replace") for at in range(0, len(text), _A_WORD)]
    encoded = [binascii.b2a_base64(word, newline=False).decode("ascii") for word in words]
    return " ".join(f"=?utf-8?b?{word}?=" for word in encoded)
