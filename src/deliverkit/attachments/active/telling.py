"""What is said of the active content of one file?  From signs to findings, one of a kind for a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ...core.evidence import Evidence
from ...core.findings import Finding
from ...core.outcome import Unknown
from ...core.rules import Rule
from ..names.telling import Place
from ..rules import active as rules
from ..rules import active_files as files
from ..rules import active_pages as pages
from .signs import ActiveContent, ActiveSign, Activity

__all__ = ["active_findings", "active_unknown"]

_MOST_SHOWN: Final = 3
_RULES: Final[Mapping[Activity, Rule[...]]] = {
    Activity.MACROS: rules.macros_in_document,
    Activity.REMOTE: rules.document_loads_from_elsewhere,
    Activity.COMMAND: rules.document_starts_command,
    Activity.OBJECT: rules.object_in_document,
    Activity.FILE: files.file_in_document,
    Activity.DATA: files.data_in_document,
    Activity.PDF_SCRIPT: files.script_in_pdf,
    Activity.PDF_LAUNCH: files.pdf_starts_program,
    Activity.PDF_DISGUISE: files.disguised_pdf_name,
    Activity.DOCUMENT_SCRIPT: rules.script_in_document,
    Activity.SHORTCUT: rules.shortcut_attached,
    Activity.LINK: rules.link_attached,
    Activity.SCRIPT: pages.script_in_page,
    Activity.PICTURE_SCRIPT: pages.script_in_picture,
    Activity.PICTURE_PAGE: pages.page_in_picture,
    Activity.SMUGGLING: pages.page_builds_file,
    Activity.REDIRECT: pages.page_leads_elsewhere,
    Activity.PASSWORD: pages.page_asks_password,
}


def active_findings(place: Place, content: ActiveContent, kind: str = "") -> Iterator[Finding]:
    """What *content*, of :func:`active_content`, comes to: one finding for each activity.

    Arguments:
        place: the file.
        content: what acts in it.
        kind: what the file is, the ``id`` of a :class:`ContentKind`; empty when that is not known.
    """
    told: dict[Activity, list[ActiveSign]] = {}
    for sign in content.signs:
        told.setdefault(sign.activity, []).append(sign)
    for activity, signs in told.items():
        finding = _RULES[activity](
            path=place.path,
            name=place.name,
            origin=place.origin,
            container=place.container,
            content=kind,
            found=tuple(dict.fromkeys(sign.what for sign in signs if sign.what)),
            where=tuple(dict.fromkeys(sign.inner or f"octet {sign.start}" for sign in signs)),
        )
        yield finding.about(place.subject, *(_evidence(place, sign) for sign in signs[:_MOST_SHOWN] if sign.what))


def _evidence(place: Place, sign: ActiveSign) -> Evidence:
    return Evidence.cut(f"{place.source}!{sign.inner}" if sign.inner else place.source, sign.what)


def active_unknown(place: Place, content: ActiveContent) -> tuple[Unknown, ...]:
    """What could not be looked at for what acts in it."""
    if content.why is None:
        return ()
    word = content.why.value
    why = content.detail if content.detail.startswith(word) else f"{word}: {content.detail}"
    return (Unknown(what=f"{place.subject}: what acts in it", why=why),)
