"""How are the octets of a message edited, and what may a caller put into them?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, TypeAlias

from ...core.errors import UsageError
from ...dkim.arguments import expect
from ...message import Message

__all__ = ["Edit", "checked_name", "checked_text", "checked_value", "header_edits", "line_end", "spliced"]

Edit: TypeAlias = tuple[int, int, bytes]  # raw[start:end] becomes these octets

_NAME: Final = re.compile(r"[!-9;-~]{1,76}+")
_CONTROLS: Final = re.compile("[\x00-\x1f\x7f]")


def line_end(message: Message) -> bytes:
    """How the lines of *message* end: most are sent with CRLF, some files hold LF."""
    raw = message.raw
    return b"\n" if b"\n" in raw and b"\r\n" not in raw else b"\r\n"


def spliced(raw: bytes, edits: Iterable[Edit]) -> bytes:
    """*raw* with *edits* made, which come in order; one that overlaps the one before it is left out."""
    pieces: list[bytes] = []
    at = 0
    for start, end, octets in edits:
        if start >= at:
            pieces += (raw[at:start], octets)
            at = end
    if not pieces:
        return raw
    pieces.append(raw[at:])
    return b"".join(pieces)


def header_edits(message: Message, above: bytes, edits: Iterable[Edit], below: bytes = b"") -> list[Edit]:
    """Edits of the header: *above* goes before its first field, *edits* to fields, *below* behind its last one."""
    start, end = message.header_start, message.header_end
    own = list(edits)
    if above:
        own.insert(0, (start, start, above))
    if below:
        if end > start and message.raw[end - 1 : end] not in (b"\n", b"\r"):
            below = line_end(message) + below
        if not message.separator and end < len(message.raw):
            # the header ends at a line that is no field: what stands there would be taken for the body of the new one
            below += line_end(message)
        own.append((end, end, below))
    return own


def checked_name(what: str, name: str) -> str:
    """*name*, which must be that of a header field.

    Raises:
        UsageError: it is none.
    """
    expect(what, name, str, "the name of a header field")
    if _NAME.fullmatch(name) is None:
        raise UsageError(f"{what}: {name[:40]!r} is no name of a header field, such as 'List-Id'")
    return name


def checked_value(what: str, value: str) -> str:
    """*value*, which must fit on a line of its own.

    Raises:
        UsageError: it is no text, or holds a line end or another control character.
    """
    expect(what, value, str, "a text of one line")
    if _CONTROLS.search(value):
        raise UsageError(f"{what}: a line end or another control character cannot stand in a header field")
    return value


def checked_text(what: str, text: str, end: bytes | None = None) -> bytes:
    """The octets of *text*, its lines ending in *end*, the last one too.

    Raises:
        UsageError: it is no text.
    """
    expect(what, text, str, "a text")
    lines = text.encode("utf-8", "replace").splitlines() or [b""]
    return b"".join(line + (end or b"\r\n") for line in lines)
