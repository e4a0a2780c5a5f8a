"""What a PDF does, and what documents carry (RFC 2183 section 5)."""

# ruff: noqa: ARG001 - programs are given all that is known of a file; the words need less
from __future__ import annotations

from typing import Final

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule
from .active_wording import what_of
from .wording import place_of

__all__ = [
    "data_in_document",
    "disguised_pdf_name",
    "file_in_document",
    "pdf_starts_program",
    "script_in_pdf",
]

_GMAIL: Final = "Google: File types blocked in Gmail, support.google.com/mail/answer/6590"


@rule(Severity.WARNING, by=Fixer.AUTHOR, cites=("RFC 2183 section 5", _GMAIL))
def file_in_document(
    *,
    path: tuple[str, ...],
    name: str,
    origin: str,
    container: str,
    content: str,
    found: tuple[str, ...],
    where: tuple[str, ...],
) -> Said:
    """A document carries another file that could act when the reader opens it from there.

    Why: a file in a document passes filters that look at names of attachments only, so it is a common way to send
    programs and scripts; receivers that look inside judge it like an attachment.

    Remedy: attach the file itself if it is a harmless one, or send a link.
    """
    return Said(
        f"{place_of(path, name, origin)} carries a file{what_of(found)}", fix="attach the file itself, or send a link"
    )


@rule(Severity.NOTE, by=Fixer.AUTHOR, cites=("RFC 2183 section 5",))
def data_in_document(
    *,
    path: tuple[str, ...],
    name: str,
    origin: str,
    container: str,
    content: str,
    found: tuple[str, ...],
    where: tuple[str, ...],
) -> Said:
    """A document carries other files that are only data, as an electronic invoice carries its figures.

    Why: this is meant to be so, for instance in ZUGFeRD and Factur-X invoices; a few receivers refuse documents with
    files in them.

    Remedy: nothing has to be done; where a receiver refuses the document, attach the files beside it.
    """
    return Said(
        f"{place_of(path, name, origin)} carries data{what_of(found)}",
        fix="attach the files beside it if a receiver refuses the document",
    )


@rule(Severity.WARNING, by=Fixer.AUTHOR, cites=("RFC 2183 section 5",))
def script_in_pdf(
    *,
    path: tuple[str, ...],
    name: str,
    origin: str,
    container: str,
    content: str,
    found: tuple[str, ...],
    where: tuple[str, ...],
) -> Said:
    """A PDF holds JavaScript, which some readers run when it is opened or filled in.

    Why: attacks on PDF readers begin with it. Filters count it against the message, and many readers, browsers above
    all, do not run it.

    Remedy: print the document to a new PDF, or export it again without scripts; for a form that computes, send a link.
    """
    return Said(
        f"{place_of(path, name, origin)} holds JavaScript{what_of(found)}",
        fix="export the PDF again without JavaScript",
    )


@rule(Severity.WARNING, by=Fixer.AUTHOR, cites=("RFC 2183 section 5",))
def pdf_starts_program(
    *,
    path: tuple[str, ...],
    name: str,
    origin: str,
    container: str,
    content: str,
    found: tuple[str, ...],
    where: tuple[str, ...],
) -> Said:
    """A PDF has an action that starts a program or opens a file on the machine of the reader.

    Why: readers ask before they obey, or refuse; filters take it for an attack.

    Remedy: export the document again without the action.
    """
    return Said(
        f"{place_of(path, name, origin)} starts a program{what_of(found)}",
        fix="export the PDF again without the action",
    )


@rule(Severity.WARNING, by=Fixer.AUTHOR, cites=("RFC 2183 section 5",))
def disguised_pdf_name(
    *,
    path: tuple[str, ...],
    name: str,
    origin: str,
    container: str,
    content: str,
    found: tuple[str, ...],
    where: tuple[str, ...],
) -> Said:
    """A PDF spells the name of an action with needless escapes, which hides it from simple filters.

    Why: no program that makes PDFs writes plain letters as #xx; filters that understand it take it for an attack.

    Remedy: export the document again with a current program.
    """
    return Said(
        f"{place_of(path, name, origin)} hides names of actions{what_of(found)}",
        fix="export the PDF again with a current program",
    )
