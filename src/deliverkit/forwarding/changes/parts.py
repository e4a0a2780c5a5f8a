"""What do gateways do to the parts of a message?  They append to texts, encode them anew and take attachments out."""

from __future__ import annotations

import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ...core.errors import UsageError
from ...dkim.arguments import expect
from ...message import Message, Part, filename_candidates
from .effects import Effect, Touch
from .octets import Edit, checked_text, line_end, spliced

__all__ = ["PartFooter", "Recode", "StripAttachments"]

_READABLE: Final = ("7bit", "8bit", "binary")
_ENCODED: Final = ("base64", "quoted-printable")
_TEXTS: Final = ("text/plain", "text/html")
_LINE: Final = 57  # octets of a line of base64: 76 characters (RFC 2045 section 6.8)
_FOOTER: Final = "Sent to you by a list or a gateway."
_NOTE: Final = "An attachment was taken out."


@dataclass(frozen=True, slots=True)
class PartFooter:
    """Append a text to every text that readers see, plain and HTML, in its own encoding, as disclaimers are added.

    Arguments:
        text: the text, for plain parts.
        html: what is put before the end of HTML parts; empty for the text as it is.

    Raises:
        UsageError: one of them is no text.

    >>> from deliverkit.message import Message
    >>> PartFooter("bye").apply(Message.parse(b"Subject: Hello\\r\\n\\r\\nHello.\\r\\n"))
    b'Subject: Hello\\r\\n\\r\\nHello.\\r\\nbye\\r\\n'
    """

    text: str = _FOOTER
    html: str = ""

    def __post_init__(self) -> None:
        checked_text("PartFooter(text=...)", self.text)
        checked_text("PartFooter(html=...)", self.html)

    @property
    def name(self) -> str:
        """What it is called."""
        return "appends to the text"

    @property
    def effect(self) -> Effect:
        """What it does to a usual message."""
        return Effect(body=Touch.CONTENT)

    def apply(self, message: Message) -> bytes:
        """The octets of *message* after it."""
        return spliced(message.raw, self._edits(message))

    def _edits(self, message: Message) -> Iterator[Edit]:
        end = line_end(message)
        for part in _shown_texts(message):
            encoding = part.transfer_encoding
            body = part.decode() if encoding in _ENCODED else bytes(part.body)
            is_html = part.content_type == "text/html"
            added = checked_text("text=...", (self.html if is_html else "") or self.text, end)
            at = body.lower().rfind(b"</body") if is_html else -1
            if at < 0:
                at = len(body)
                added = added if body.endswith((b"\n", b"\r")) or not body else end + added.removesuffix(end)
            changed = body[:at] + added + body[at:]
            yield part.body_start, part.body_end, _encoded(changed, encoding, end)


@dataclass(frozen=True, slots=True)
class Recode:
    """Encode texts of eight bits anew, as relays do before a server that takes seven only (RFC 6152 section 3).

    Arguments:
        encoding: ``quoted-printable`` or ``base64``.

    Raises:
        UsageError: it is another.

    >>> from deliverkit.message import Message
    >>> Recode().apply(Message.parse(b"Subject: Hello\\r\\n\\r\\nGr\\xc3\\xbcezi\\r\\n"))
    b'Subject: Hello\\r\\nContent-Transfer-Encoding: quoted-printable\\r\\n\\r\\nGr=C3=BCezi\\r\\n'
    """

    encoding: str = "quoted-printable"

    def __post_init__(self) -> None:
        if self.encoding not in _ENCODED:
            raise UsageError(f"Recode(encoding=...) takes 'quoted-printable' or 'base64', not {self.encoding!r}")

    @property
    def name(self) -> str:
        """What it is called."""
        return f"recodes the text to {self.encoding}"

    @property
    def effect(self) -> Effect:
        """What it does to a usual message, whose eight bits are in a part of it."""
        return Effect(body=Touch.CONTENT)

    def apply(self, message: Message) -> bytes:
        """The octets of *message* after it."""
        return spliced(message.raw, self._edits(message))

    def _edits(self, message: Message) -> Iterator[Edit]:
        end = line_end(message)
        for part in _shown_texts(message):
            body = bytes(part.body)
            if part.transfer_encoding in _ENCODED or body.isascii():
                continue
            fields = part.get_all("Content-Transfer-Encoding")
            told = b"Content-Transfer-Encoding: " + self.encoding.encode("ascii") + end
            for number, one in enumerate(fields):
                yield one.start, one.end, b"" if number else told
            above = b"" if fields else told
            start = _separator_of(part)
            if start == part.body_start:  # there was no empty line
                above += end
            yield (
                start,
                part.body_end,
                above + part.source[start : part.body_start] + _encoded(body, self.encoding, end),
            )


@dataclass(frozen=True, slots=True)
class StripAttachments:
    """Put a note in the place of every attachment, as filters and list programs do.

    Arguments:
        types: the media types to take out, in lower case; none for whatever is an attachment or no text.

    Raises:
        UsageError: *types* are one text, or none at all.
    """

    types: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        expect("StripAttachments(types=...)", self.types, tuple, "media types, such as ('application/zip',)")

    @property
    def name(self) -> str:
        """What it is called."""
        return "takes attachments out"

    @property
    def effect(self) -> Effect:
        """What it does to a usual message."""
        return Effect(body=Touch.CONTENT)

    def apply(self, message: Message) -> bytes:
        """The octets of *message* after it."""
        return spliced(message.raw, self._edits(message))

    def _edits(self, message: Message) -> Iterator[Edit]:
        end = line_end(message)
        note = b"Content-Type: text/plain; charset=us-ascii" + end + end + _NOTE.encode("ascii")
        for part in _own_leaves(message):
            if part.parent is not None and self._is_meant(part):
                yield part.header_start, part.body_end, note

    def _is_meant(self, part: Part) -> bool:
        if self.types:
            return part.content_type in self.types
        return _is_attached(part) or not part.content_type.startswith("text/")


def _own_leaves(message: Message) -> Iterator[Part]:
    """The parts that hold no others and stand in the message as it is, not inside a message in it."""
    for part in message.walk():
        parent = part.parent
        in_message = parent is not None and not parent.is_multipart
        if not part.children and not part.is_multipart and part.source is message.raw and not in_message:
            yield part


def _shown_texts(message: Message) -> Iterator[Part]:
    for part in _own_leaves(message):
        known = part.transfer_encoding in (*_READABLE, *_ENCODED)
        if part.content_type in _TEXTS and known and not _is_attached(part):
            yield part


def _is_attached(part: Part) -> bool:
    placed = [one.value.lower() for one in part.parameters("Content-Disposition")]
    return "attachment" in placed or bool(filename_candidates(part))


def _separator_of(part: Part) -> int:
    """Where the empty line before the body of *part* starts; where the body does, if there is none."""
    source, at = part.source, part.body_start
    spans = part.fields.spans
    behind = spans[-1][2] if spans else part.header_start
    return behind if source[behind:at] in (b"\r\n", b"\n", b"\r") else at


def _encoded(body: bytes, encoding: str, end: bytes) -> bytes:
    """*body* in *encoding*, lines ending in *end*; without one at the end where the body has none."""
    if encoding == "base64":
        lines = [binascii.b2a_base64(body[at : at + _LINE], newline=False) for at in range(0, len(body), _LINE)]
        return end.join(lines) + (end if body.endswith((b"\n", b"\r")) else b"")
    if encoding == "quoted-printable":
        return binascii.b2a_qp(body.replace(b"\r\n", b"\n"), istext=True).replace(b"\n", end)
    return body
