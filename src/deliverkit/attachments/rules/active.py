"""What can act when an attached document or shortcut is opened (RFC 2183 section 5)."""

# ruff: noqa: ARG001 - programs are given all that is known of a file; the words need less
from __future__ import annotations

from typing import Final

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule
from .active_wording import what_of
from .wording import place_of

__all__ = [
    "document_loads_from_elsewhere",
    "document_starts_command",
    "link_attached",
    "macros_in_document",
    "object_in_document",
    "script_in_document",
    "shortcut_attached",
]

_GMAIL: Final = "Google: File types blocked in Gmail, support.google.com/mail/answer/6590"
_OFFICE: Final = "Microsoft: Macros from the internet are blocked by default in Office"


@rule(Severity.WARNING, by=Fixer.AUTHOR, cites=(_GMAIL, _OFFICE, "RFC 2183 section 5"))
def macros_in_document(
    *,
    path: tuple[str, ...],
    name: str,
    origin: str,
    container: str,
    content: str,
    found: tuple[str, ...],
    where: tuple[str, ...],
) -> Said:
    """A document holds macros: programs that Office runs when the document is opened or used.

    Why: macros are the oldest way to carry malware in documents. Gmail refuses documents whose macros it takes for
    harmful, Office does not run macros that come by mail, and filters count them against the message whatever they do.

    Remedy: send the document without macros (as .docx, .xlsx, .pptx or PDF), or a link to it.
    """
    return Said(
        f"{place_of(path, name, origin)} holds macros{what_of(found)}",
        fix="send the document without macros, or a link to it",
    )


@rule(Severity.WARNING, by=Fixer.AUTHOR, cites=("RFC 2183 section 5", _OFFICE))
def document_loads_from_elsewhere(
    *,
    path: tuple[str, ...],
    name: str,
    origin: str,
    container: str,
    content: str,
    found: tuple[str, ...],
    where: tuple[str, ...],
) -> Said:
    """A document loads a template, an object or a page from another machine when it is opened.

    Why: what is loaded may be anything at that time, macros too, and no receiver can look at it; loading it tells the
    other side who opened the document. Filters treat such documents as attacks.

    Remedy: embed what is needed, or remove the link: in Word under Developer, Document Template; for objects under
    File, Edit Links to Files.
    """
    return Said(
        f"{place_of(path, name, origin)} loads from elsewhere when it is opened{what_of(found)}",
        fix="embed what is needed, and remove the link",
    )


@rule(
    Severity.WARNING,
    by=Fixer.AUTHOR,
    cites=(
        "RFC 2183 section 5",
        "Microsoft: Security Advisory 4053440, documents that contain Dynamic Data Exchange fields",
    ),
)
def document_starts_command(
    *,
    path: tuple[str, ...],
    name: str,
    origin: str,
    container: str,
    content: str,
    found: tuple[str, ...],
    where: tuple[str, ...],
) -> Said:
    """A document has a field, a link or a button that starts a command on the machine of the reader.

    Why: a DDE field can start any program as soon as the reader confirms a question; Office no longer obeys it by
    default, and filters treat such documents as attacks.

    Remedy: remove the field, or paste the values that it should bring.
    """
    return Said(
        f"{place_of(path, name, origin)} starts a command{what_of(found)}", fix="remove the field, link or button"
    )


@rule(Severity.WARNING, by=Fixer.AUTHOR, cites=("RFC 2183 section 5", "Microsoft: MS-OLEDS section 2.2"))
def object_in_document(
    *,
    path: tuple[str, ...],
    name: str,
    origin: str,
    container: str,
    content: str,
    found: tuple[str, ...],
    where: tuple[str, ...],
) -> Said:
    """An RTF document holds an OLE object: part of another document, a file, or something that a program of Windows
    reads.

    Why: attacks on the programs that read such objects arrive as RTF; receivers cannot tell them from honest ones and
    many refuse all of them.

    Remedy: save the document as .docx or PDF, with a picture in place of the object.
    """
    return Said(
        f"{place_of(path, name, origin)} holds an OLE object{what_of(found)}", fix="save the document as .docx or PDF"
    )


@rule(Severity.WARNING, by=Fixer.AUTHOR, cites=("RFC 2183 section 5",))
def script_in_document(
    *,
    path: tuple[str, ...],
    name: str,
    origin: str,
    container: str,
    content: str,
    found: tuple[str, ...],
    where: tuple[str, ...],
) -> Said:
    """A file in XML, such as a style sheet or a management console, holds a script or a command.

    Why: Windows runs it outside of the browser, with all rights of the reader.

    Remedy: send a link to the file instead.
    """
    return Said(f"{place_of(path, name, origin)} holds a script{what_of(found)}", fix="send a link to the file instead")


@rule(Severity.WARNING, by=Fixer.AUTHOR, cites=("RFC 2183 section 5", _GMAIL, "Microsoft: MS-SHLLINK section 2.1"))
def shortcut_attached(
    *,
    path: tuple[str, ...],
    name: str,
    origin: str,
    container: str,
    content: str,
    found: tuple[str, ...],
    where: tuple[str, ...],
) -> Said:
    """An attachment is a shortcut: it starts a command, or opens a file on another machine.

    Why: a shortcut is of use only on the machine it was made on; one that arrives by mail starts what its author
    wants. Large receivers refuse it.

    Remedy: send the file or the address that it should lead to.
    """
    return Said(
        f"{place_of(path, name, origin)} is a shortcut{what_of(found)}",
        fix="send the file or the address that it should lead to",
    )


@rule(Severity.NOTE, by=Fixer.AUTHOR, cites=("RFC 2183 section 5",))
def link_attached(
    *,
    path: tuple[str, ...],
    name: str,
    origin: str,
    container: str,
    content: str,
    found: tuple[str, ...],
    where: tuple[str, ...],
) -> Said:
    """An attachment is an Internet shortcut that leads to a web page.

    Why: some receivers refuse the type of file, whatever it leads to.

    Remedy: write the address into the message.
    """
    return Said(f"{place_of(path, name, origin)} is a link{what_of(found)}", fix="write the address into the message")
