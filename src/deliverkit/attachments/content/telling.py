"""What is said of the content of one file, or of its media type?  From a verdict to a finding."""

from __future__ import annotations

from typing import Final

from ...core.evidence import Evidence
from ...core.findings import Finding
from ..names.telling import Place
from ..rules import content as rules
from .contrast import ContentVerdict, Contrast
from .types import TypeVerdict

__all__ = ["content_finding", "type_finding"]

_SHOWN: Final = 16  # octets of the file


def content_finding(place: Place, verdict: ContentVerdict, start: bytes = b"") -> Finding:
    """What *verdict*, of :func:`judge_content`, says.

    Arguments:
        place: the file and the name it was judged under.
        verdict: what is wrong.
        start: the first octets of the file, to be shown.
    """
    path, name, raw, origin, container, source = place
    content, extension = verdict.kind.id, verdict.extension
    match verdict.contrast:
        case Contrast.PROGRAM:
            finding = rules.program_under_other_name(
                path=path, name=name, raw=raw, origin=origin, container=container, content=content, extension=extension
            )
        case Contrast.FORBIDDEN:
            finding = rules.forbidden_content(
                path=path,
                name=name,
                raw=raw,
                origin=origin,
                container=container,
                content=content,
                extension=extension,
                refused_as=verdict.kind.extensions[0],
            )
        case _:  # a mismatch
            finding = rules.mismatched_content(
                path=path, name=name, raw=raw, origin=origin, container=container, content=content, extension=extension
            )
    return finding.about(place.subject, Evidence.cut(source, start[:_SHOWN]))


def type_finding(place: Place, verdict: TypeVerdict, *evidence: Evidence) -> Finding:
    """What *verdict*, of :func:`judge_type` on the type of the part at *place*, says."""
    finding = rules.forbidden_type(
        path=place.path,
        name=place.name,
        media_type=verdict.media_type,
        extension=verdict.extension,
        also_blocked_by=verdict.also_blocked_by,
    )
    return finding.about(place.subject, *evidence)
