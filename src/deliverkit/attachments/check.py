"""Would a receiver refuse what is attached?  Every name, every container; what could not be looked at is never clean.

RFC 2183 section 5: "it is important that [the receiving agent] not blindly trust" what a sender says a file is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import nlargest
from typing import Final

from ..core.budget import Budget
from ..core.findings import Finding
from ..core.outcome import Outcome, Unknown
from ..message import Message
from ..message.filenames import filename_candidates
from .files import File
from .inspection import Walk
from .result import Attachment
from .rules import message as rules
from .rules.wording import place_of
from .settings import DEFAULT_SETTINGS, Settings

__all__ = ["check"]

_MOST_UNKNOWN: Final = 1000
_LARGEST: Final = 3
_HEAD: Final = 2000


def check(message: Message | bytes, settings: Settings = DEFAULT_SETTINGS) -> Outcome[tuple[Attachment, ...]]:
    """Judge every file that *message* holds: attachments, files in archives in them, files in messages in it.

    Arguments:
        message: the message, or its octets.
        settings: what the receiver refuses, and what looking may cost.

    Returns:
        Every file, each before the files in it; what is wrong; and what could not be looked at, with the reason. Never
        raises on octets. There is nothing to judge in a message that is only text.
    """
    parsed = message if isinstance(message, Message) else Message.parse(message, limits=settings.limits)
    budget = Budget(settings.limits)
    walk = Walk(settings, budget)
    walk.run(parsed)
    files = [file for file in walk.files if file.told]
    findings = (*_size_findings(parsed, settings), *(one for file in files for one in file.findings))
    unknown = (*_unknown(files), *parsed.unknown, *budget.unknown("the attachments of the message"))
    applies = bool(files or findings or unknown)
    return Outcome(tuple(file.done() for file in files), findings, unknown, applies)


def _unknown(files: Sequence[File]) -> Iterator[Unknown]:
    closed = [file for file in files if file.why]
    for file in closed[:_MOST_UNKNOWN]:
        yield Unknown(what=place_of(file.path, file.path[-1], ""), why=file.why)
    if len(closed) > _MOST_UNKNOWN:
        yield Unknown(what=f"{len(closed) - _MOST_UNKNOWN} more files", why="could not be looked at")


def _size_findings(message: Message, settings: Settings) -> Iterator[Finding]:
    raw, limit = message.raw, settings.max_message_size
    # on the line every line ends in CRLF, however the message is stored
    size = len(raw) + (0 if b"\r\n" in raw[:_HEAD] else message.line_ends.lf)
    if size > limit:
        leaves = (part for part in message.walk() if not part.children)
        largest = nlargest(_LARGEST, leaves, key=lambda part: part.body_end - part.body_start)
        told = [(next((one.name for one in filename_candidates(part)), ""), len(part.body)) for part in largest]
        yield rules.message_too_large(size=size, limit=limit, largest=tuple(told)).about("message")
