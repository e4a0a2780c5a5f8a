"""What was found of each file in a message?  Its path, its names, what it is, and how it was judged (RFC 2183)."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from ..core.findings import Finding
from .content.kinds import ContentKind

__all__ = ["Attachment", "AttachmentName", "AttachmentVerdict"]


class AttachmentVerdict(Enum):
    """How one file was judged; what could not be looked at is never clean."""

    FORBIDDEN = "forbidden"
    SUSPICIOUS = "suspicious"
    NOT_INSPECTED = "could not inspect"
    CLEAN = "clean"


class AttachmentName(NamedTuple):
    """One name that some program would show or save a file under.

    Arguments:
        text: the name, decoded, nothing stripped.
        raw: its octets as they stand, as text that can be shown.
        origin: where it stands: ``Content-Disposition filename``, ``central directory``.
        source: the same for evidence, such as ``message:part:2!invoice.zip``.
    """

    text: str
    raw: str
    origin: str
    source: str


class Attachment(NamedTuple):
    """One file: an attachment, or a file in one.

    Arguments:
        path: the names that lead to it, its own last: ``("docs.zip", "inner.zip", "run.js")``; a name that there is not
            is empty, a longer one than 255 characters shortened, and of more than 32 levels the last are told.
        names: every name it may have, the likeliest first; none where nothing gives one.
        container: the format of what it stands in, such as ``zip``; empty for a part of the message.
        media_type: as its part declares it; empty inside containers.
        kind: what its octets say that it is; None when they say nothing.
        size: its size in octets, as far as it is known.
        verdict: how it was judged.
        why: why it, or some of what it holds, could not be looked at; empty when it was.
        findings: what is wrong with it.
    """

    path: tuple[str, ...]
    names: tuple[AttachmentName, ...]
    container: str
    media_type: str
    kind: ContentKind | None
    size: int | None
    verdict: AttachmentVerdict
    why: str
    findings: tuple[Finding, ...]
