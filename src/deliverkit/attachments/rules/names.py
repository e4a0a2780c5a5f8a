"""What can be wrong with the name of an attachment, or of a file in it (RFC 2183 section 2.3)."""

# ruff: noqa: ARG001 - programs are given all that is known of a member; the words need less
from __future__ import annotations

from typing import Final

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule
from ..names.disguises import Disguise
from .wording import INSTEAD, also, legible, noun_of, place_of, refused_where

__all__ = ["disguised_name", "forbidden_extension"]

# each completes "the name has ..."
_TRICKS: Final = {
    Disguise.DOUBLE_EXTENSION.value: "a harmless extension before the real one",
    Disguise.PADDING.value: "blanks that push the real extension out of sight",
    Disguise.TRAILING.value: "dots, blanks or slashes behind the extension, which Windows or the mail client strips",
    Disguise.NUL.value: "a NUL octet, where some programs end it",
    Disguise.STREAM.value: "the name of an alternate data stream behind a colon",
    Disguise.CLASS_IDENTIFIER.value: "a class identifier for its extension, which Windows does not show",
    Disguise.REORDERED.value: "bidirectional controls that show it in another order",
    Disguise.INVISIBLE.value: "invisible characters in its extension",
    Disguise.CONTROL.value: "control characters",
    Disguise.QUOTES.value: "quotation marks, or characters that Windows cannot save, in its extension",
    Disguise.BLANKS.value: "blanks in its extension",
    Disguise.COMPATIBILITY.value: "full-width or other compatibility forms of plain letters or dots",
    Disguise.LOOK_ALIKE.value: "letters of another script that look like plain ones",
    Disguise.UNDERSCORE.value: "a forbidden extension but for an underscore at its end",
}


@rule(
    Severity.ERROR,
    by=Fixer.AUTHOR,
    cites=(
        "RFC 2183 section 5",
        "Google: File types blocked in Gmail, support.google.com/mail/answer/6590",
        "Microsoft: Set-OwaMailboxPolicy, default of BlockedFileTypes",
    ),
)
def forbidden_extension(
    *,
    path: tuple[str, ...],
    name: str,
    raw: str,
    origin: str,
    container: str,
    extension: str,
    listed_in: str,
    also_blocked_by: tuple[str, ...],
) -> Said:
    """An attachment, or a file in an archive, has an extension that the receiver refuses.

    Why: Windows runs such files when they are opened, so receivers refuse the whole message, and look into archives
    for them. Every name is judged that some mail client or archiver would show: where two places give two names, one
    forbidden name is enough.

    Remedy: put the file where it can be downloaded and send a link. Renaming it or packing it does not help; nor does a
    password, since most archives leave the names of their members readable, and receivers do not trust what they cannot
    read.
    """
    fix = f"{INSTEAD}; a password on the archive does not help, as its names stay readable" if container else INSTEAD
    refused = f"{refused_where(container)}{also(also_blocked_by)}"
    return Said(f"{place_of(path, name, origin)}: {noun_of(extension)}, {refused}", fix=fix)


@rule(Severity.WARNING, by=Fixer.AUTHOR, cites=("RFC 2183 section 2.3", "RFC 2183 section 5"))
def disguised_name(
    *,
    path: tuple[str, ...],
    name: str,
    raw: str,
    origin: str,
    container: str,
    disguises: tuple[str, ...],
    saved_as: str,
) -> Said:
    """The name of an attachment, or of a file in it, is made so that people or programs take it for another.

    Why: a second extension, blanks that push the real one out of sight, characters that are invisible or that turn the
    order round: only those who hide something write such names, and filters count it against the whole message.

    Remedy: give the file a plain name of letters, digits and one extension.
    """
    tricks = "; ".join(_TRICKS[one] for one in disguises)
    saved = f", and would be saved as {legible(saved_as)}" if saved_as else ""
    return Said(
        f"{place_of(path, name, origin)} has {tricks}{saved}",
        fix="give the file a plain name with one extension",
    )
