"""What can act in an attached web page or picture (RFC 2183 section 5)."""

# ruff: noqa: ARG001 - programs are given all that is known of a file; the words need less
from __future__ import annotations

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule
from .active_wording import what_of
from .wording import place_of

__all__ = [
    "page_asks_password",
    "page_builds_file",
    "page_in_picture",
    "page_leads_elsewhere",
    "script_in_page",
    "script_in_picture",
]


@rule(Severity.WARNING, by=Fixer.AUTHOR, cites=("RFC 2183 section 5",))
def script_in_page(
    *,
    path: tuple[str, ...],
    name: str,
    origin: str,
    container: str,
    content: str,
    found: tuple[str, ...],
    where: tuple[str, ...],
) -> Said:
    """An attached web page runs scripts when it is opened.

    Why: it runs as a file of the reader's machine, outside of all that protects web sites. Attached pages with scripts
    are mostly phishing, and filters count them against the message or refuse it.

    Remedy: send the page as PDF, or a link to it.
    """
    return Said(
        f"{place_of(path, name, origin)} runs a script{what_of(found)}", fix="send the page as PDF, or a link to it"
    )


@rule(Severity.WARNING, by=Fixer.AUTHOR, cites=("RFC 2183 section 5",))
def script_in_picture(
    *,
    path: tuple[str, ...],
    name: str,
    origin: str,
    container: str,
    content: str,
    found: tuple[str, ...],
    where: tuple[str, ...],
) -> Said:
    """An SVG picture runs scripts when it is opened, as a browser opens it.

    Why: a picture has no need of scripts; attached pictures with scripts are mostly phishing.

    Remedy: export the picture as plain SVG, or as PNG.
    """
    return Said(
        f"{place_of(path, name, origin)} runs a script{what_of(found)}",
        fix="export the picture as plain SVG, or as PNG",
    )


@rule(Severity.NOTE, by=Fixer.AUTHOR, cites=("RFC 2183 section 5",))
def page_in_picture(
    *,
    path: tuple[str, ...],
    name: str,
    origin: str,
    container: str,
    content: str,
    found: tuple[str, ...],
    where: tuple[str, ...],
) -> Said:
    """An SVG picture holds a piece of a web page.

    Why: drawing programs write text so; attackers draw forms with it, and some filters refuse all of it.

    Remedy: export the picture with text as paths, or as PNG, where a receiver refuses it.
    """
    return Said(
        f"{place_of(path, name, origin)} holds a piece of a web page{what_of(found)}",
        fix="export the picture as PNG if a receiver refuses it",
    )


@rule(Severity.WARNING, by=Fixer.AUTHOR, cites=("RFC 2183 section 5",))
def page_builds_file(
    *,
    path: tuple[str, ...],
    name: str,
    origin: str,
    container: str,
    content: str,
    found: tuple[str, ...],
    where: tuple[str, ...],
) -> Said:
    """An attached web page builds a file, or a second page, out of text that it carries.

    Why: the file exists only in the browser of the reader, where no filter has seen it. This is called HTML smuggling,
    and receivers that see it refuse the message.

    Remedy: attach the file itself, or send a link to it.
    """
    return Said(
        f"{place_of(path, name, origin)} builds a file in the browser{what_of(found)}",
        fix="attach the file itself, or send a link to it",
    )


@rule(Severity.WARNING, by=Fixer.AUTHOR, cites=("RFC 2183 section 5",))
def page_leads_elsewhere(
    *,
    path: tuple[str, ...],
    name: str,
    origin: str,
    container: str,
    content: str,
    found: tuple[str, ...],
    where: tuple[str, ...],
) -> Said:
    """An attached web page sends its reader to another page at once.

    Why: this hides the true address from filters, so they take it for phishing.

    Remedy: write the address into the message.
    """
    return Said(
        f"{place_of(path, name, origin)} leads elsewhere at once{what_of(found)}",
        fix="write the address into the message",
    )


@rule(Severity.WARNING, by=Fixer.AUTHOR, cites=("RFC 2183 section 5",))
def page_asks_password(
    *,
    path: tuple[str, ...],
    name: str,
    origin: str,
    container: str,
    content: str,
    found: tuple[str, ...],
    where: tuple[str, ...],
) -> Said:
    """An attached web page asks for a password.

    Why: nobody asks for a password in an attachment except phishers; filters and people know it.

    Remedy: send a link to the page on its own site.
    """
    return Said(
        f"{place_of(path, name, origin)} asks for a password{what_of(found)}",
        fix="send a link to the page on its own site",
    )
