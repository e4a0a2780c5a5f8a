"""What can be wrong between the content of an attachment, its media type and its name (RFC 2045, RFC 2183)."""

# ruff: noqa: ARG001 - programs are given all that is known of a member; the words need less
from __future__ import annotations

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule
from ..content.kinds import ContentKind
from .wording import INSTEAD, also, legible, noun_of, place_of, refused_where

__all__ = ["forbidden_content", "forbidden_type", "mismatched_content", "program_under_other_name"]


def _word(content: str) -> str:
    return ContentKind[content.upper().replace("-", "_")].word


def _named(extension: str) -> str:
    return f"called .{legible(extension)}" if extension else "without an extension"


@rule(
    Severity.ERROR,
    by=Fixer.AUTHOR,
    cites=("RFC 2183 section 5", "Microsoft: Common attachments filter in anti-malware policies, true type matching"),
)
def program_under_other_name(
    *, path: tuple[str, ...], name: str, raw: str, origin: str, container: str, content: str, extension: str
) -> Said:
    """A file is a program although its name says that it is something else.

    Why: the octets prove what it is, whatever it is called; whoever renames it on arrival can run it. Receivers judge
    the content, refuse the message, and take the false name for intent.

    Remedy: send a link to the program under its true name; do not rename it to get it through.
    """
    said = f"{place_of(path, name, origin)}: {_word(content)} {_named(extension)}, {refused_where(container)}"
    return Said(said, fix=f"{INSTEAD}, under its true name")


@rule(
    Severity.ERROR,
    by=Fixer.AUTHOR,
    cites=("RFC 2183 section 5", "Microsoft: Common attachments filter in anti-malware policies, true type matching"),
)
def forbidden_content(
    *,
    path: tuple[str, ...],
    name: str,
    raw: str,
    origin: str,
    container: str,
    content: str,
    extension: str,
    refused_as: str,
) -> Said:
    """A file is of a type that the receiver refuses, under an extension that it does not.

    Why: receivers that match the true type refuse it as if it had its own extension.

    Remedy: send a link instead, or the content in another format.
    """
    refused = f"refused like .{refused_as}"
    return Said(f"{place_of(path, name, origin)}: {_word(content)} {_named(extension)}, {refused}", fix=INSTEAD)


@rule(Severity.WARNING, by=Fixer.AUTHOR, cites=("RFC 2183 section 5",))
def mismatched_content(
    *, path: tuple[str, ...], name: str, raw: str, origin: str, container: str, content: str, extension: str
) -> Said:
    """A file is not what its extension says: an archive, a disk image or a page under the name of something harmless.

    Why: a reader who opens it gets an error, or more than he expected; filters take it for an attempt to pass them.

    Remedy: give the file the extension of what it is.
    """
    return Said(
        f"{place_of(path, name, origin)}: {_word(content)}, {_named(extension)}",
        fix="give the file the extension of what it is",
    )


@rule(
    Severity.ERROR,
    by=Fixer.SENDING_ADMIN,
    cites=("RFC 2046 section 4.5.3", "Microsoft: Set-OwaMailboxPolicy, default of BlockedMimeTypes"),
)
def forbidden_type(
    *, path: tuple[str, ...], name: str, media_type: str, extension: str, also_blocked_by: tuple[str, ...]
) -> Said:
    """The media type of a part makes clients treat it as a file of a forbidden kind, whatever its name is.

    Why: a part without a usable name is saved under the extension of its type, and some receivers refuse the type
    itself.

    Remedy: send a link if it is such a file; otherwise give its true type, or ``application/octet-stream``.
    """
    kind = f"{noun_of(extension)}{also(also_blocked_by)}"
    said = f"{place_of(path, name, 'header')} is declared as {legible(media_type)}: {kind}"
    return Said(said, fix="declare its true type, or application/octet-stream")
