"""Which parts of a message are files, or may be?  All that are not plainly its text (RFC 2045, 2046, 2183)."""

from __future__ import annotations

import re
from binascii import Error as BinasciiError
from binascii import a2b_base64
from collections.abc import Iterator
from functools import partial
from typing import Final

from ..core.budget import Budget
from ..message import Message, Part
from ..message.filenames import filename_candidates
from ..message.lexis import without_comments
from ..message.media import MESSAGES
from ..message.transfer import ENCODINGS, IDENTITY
from .containers.member import Opened, Why, limit_of
from .files import File, Way, below
from .result import AttachmentName
from .rules import message as rules

__all__ = ["decoded", "files_of"]

_TEXTS: Final = frozenset(("text/plain", "text/html", "text/enriched", "text/richtext", "text/x-amp-html"))
_FIELDS: Final = ("Content-Disposition", "Content-Type")
# base64 that no field declares: two full lines of it, or a short body that starts like a file people send
_BASE64: Final = re.compile(rb"\s*+(?:[A-Za-z0-9+/]{40,200}[ \t]*+\r?\n){2}")
_BASE64_SHORT: Final = re.compile(rb"\s*+(?:TV[opqr]|UEsDB|UmFyI|N3q8r|H4sI|JVBERi|0M8R4KGx)[A-Za-z0-9+/\s]*+=*+\s*+\Z")
_SHORT: Final = 1000
_BASE64_NAME: Final = "base64"
_PADDING: Final = re.compile(rb"[= \t\r\n]*+")
_PARTIAL: Final = "message/partial"
_NOT_BLANK: Final = re.compile(rb"\S")


def files_of(message: Message, budget: Budget, above: File | None = None) -> Iterator[File]:
    """The files of *message*, in the order they stand, those of messages in it too.

    Arguments:
        message: the message.
        budget: what reading them costs is taken from it.
        above: the file that the message was read from, if it was.
    """
    # a message without a name is no step of the path: its parts stand where it does
    path = () if above is None else above.path if above.names else above.path[:-1]
    around: list[tuple[int, tuple[str, ...]]] = []  # the messages that a part stands in: their depth and path
    for part in message.walk():
        while around and around[-1][0] >= part.depth:
            around.pop()
        inside = around[-1][1] if around else path
        file = _file(part, inside, budget)
        if above:
            file.where = f"{above.where}!{part.where}"
            file.depth, file.held = above.depth + 1, above.held
        if part.children and not MESSAGES.isdisjoint(part.content_types):
            around.append((part.depth, file.path if file.names else inside))
        yield file


def _file(part: Part, inside: tuple[str, ...], budget: Budget) -> File:
    names = _names(part, budget)
    way = Way() if part.children else Way(read=partial(_readings, part, budget))
    file = File(below(inside, names[0].text if names else ""), names, part.where, way)
    file.media_type = part.content_type
    file.size = part.body_end - part.body_start
    text = not _TEXTS.isdisjoint(part.content_types) and not names and not _attached(part)
    file.quiet = text or part.is_multipart
    if _PARTIAL in part.content_types:
        file.why = "unsupported: one piece of a message"
        number, total = (part.params.get(name) or "" for name in ("number", "total"))
        file.findings.append(rules.message_in_pieces(path=file.path, number=number, total=total).about(part.where))
    return file


def _names(part: Part, budget: Budget) -> tuple[AttachmentName, ...]:
    fields = {field.where: field for name in _FIELDS for field in part.get_all(name)}
    found: dict[str, AttachmentName] = {}
    for name, where, parameter, _, start, end in filename_candidates(part, budget) if fields else ():
        if name not in found:
            field = fields[where]
            raw = field.raw[start : min(end, start + _SHORT)].decode("utf-8", "backslashreplace")
            found[name] = AttachmentName(name, raw, f"{field.name} {parameter}", where)
    return tuple(found.values())


def _attached(part: Part) -> bool:
    """Whether a disposition says that it is for saving.

    "Unrecognized disposition types should be treated as attachment" (RFC 2183 section 2.8).
    """
    values = (without_comments(field.value[:_SHORT]) for field in part.get_all("Content-Disposition"))
    return any(value.partition(b";")[0].strip().lower() not in (b"inline", b"") for value in values)


def _readings(part: Part, budget: Budget) -> Iterator[Opened]:
    """Every reading of the body; each is paid for."""
    encodings = dict.fromkeys(part.transfer_encodings)
    strange = [one for one in encodings if one not in ENCODINGS]
    if all(one in IDENTITY or one in strange for one in encodings) and _looks_encoded(part):
        encodings["base64"] = None
        strange = []
    seen: list[bytes] = []
    for encoding in encodings:
        if budget.left("bytes_read") < len(part.body):
            budget.spend("bytes_read", len(part.body))
            yield Opened(b"", False, Why.LIMIT, limit_of(budget, "bytes_read"))
            return
        data = decoded(part, encoding, budget)
        if data in seen:
            continue
        seen.append(data)
        if encoding in strange:
            yield Opened(data, False, Why.UNSUPPORTED, f"transfer encoding {encoding[:40]}")
        elif part.is_multipart and _NOT_BLANK.search(data):
            yield Opened(data, False, Why.UNREADABLE, "a multipart whose parts cannot be told apart")
        else:
            yield Opened(data, True)


def decoded(part: Part, encoding: str, budget: Budget) -> bytes:
    """What :meth:`Part.read` gives; ordinary base64 without looking at it more than once, and without a copy of it."""
    start, end = part.body_start, part.body_end
    if (
        encoding == _BASE64_NAME
        and _ends_in_padding(part.source, start, end)
        and budget.spend("bytes_read", end - start)
    ):
        try:
            return a2b_base64(part.body)
        except BinasciiError:
            return ENCODINGS[encoding](bytes(part.body)).data
    return part.read(budget, encoding=encoding).data


def _ends_in_padding(source: bytes, start: int, end: int) -> bool:
    """Whether nothing but padding follows the first "=", where reading ends."""
    padding = source.find(b"=", start, end)
    return padding < 0 or (end - padding < _SHORT and _PADDING.fullmatch(source, padding, end) is not None)


def _looks_encoded(part: Part) -> bool:
    body = part.body
    if _BASE64.match(body):
        return True
    return len(body) <= _SHORT and _BASE64_SHORT.match(body) is not None
