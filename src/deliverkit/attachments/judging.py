"""Is this file refused, by its names, by its declared type, or by what it is?  One file against the settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..core.evidence import Evidence
from ..core.findings import Finding, Severity
from .content.contrast import judge_content
from .content.telling import content_finding, type_finding
from .content.types import judge_type
from .files import File
from .names.judging import judge
from .names.telling import name_findings
from .names.views import extension_of
from .settings import Settings

__all__ = ["extensions_of", "judge_kind", "judge_names", "worst_name"]

_FORBIDDEN: Final = "attachments.forbidden-extension"
_USUAL: Final = 16  # characters of an extension


def judge_names(file: File, settings: Settings) -> Iterator[Finding]:
    """What is wrong with the names of *file* and the media type it is declared as.

    Of several names with one forbidden extension the likeliest is told of, and so of several with the same disguises.
    """
    told: set[object] = set()
    for name in file.names:
        verdict = judge(name.text, settings)
        if not (verdict.forbidden or verdict.disguises):
            continue
        for finding in name_findings(file.place(name), verdict, settings):
            key = finding["extension"] if finding.code == _FORBIDDEN else finding["disguises"]
            if key not in told:
                told.add(key)
                yield finding
    refused = judge_type(file.media_type, settings) if file.media_type else None
    if refused and refused.extension not in told:
        yield type_finding(file.place(), refused, Evidence.cut(file.where, file.media_type))


def worst_name(file: File, settings: Settings) -> Severity:
    """How bad the names of *file* are, where nothing more is told of them."""
    verdicts = [judge(name.text, settings) for name in file.names]
    if any(verdict.forbidden for verdict in verdicts):
        return Severity.ERROR
    return Severity.WARNING if any(verdict.disguises for verdict in verdicts) else Severity.NOTE


def extensions_of(file: File) -> tuple[str, ...]:
    """The extensions its names have, as Windows reads them; an empty one where it has no name."""
    return tuple([_extension(name.text) for name in file.names]) or ("",)


def _extension(text: str) -> str:
    """As :func:`extension_of`, fast for names of the plainest form."""
    extension = text[text.rfind(".") + 1 :]
    if extension.isascii() and extension.isalnum() and len(extension) < min(len(text), _USUAL):
        return extension.lower()
    return extension_of(text)


def judge_kind(file: File, settings: Settings, start: bytes) -> Iterator[Finding]:
    """What is wrong between what *file* is and what its names say; each contrast under the likeliest name.

    Arguments:
        file: the file, whose kind is known.
        settings: what is refused.
        start: its first octets, to be shown.
    """
    told: set[object] = set()
    for name in file.names or (None,):
        extension = _extension(name.text) if name else ""
        verdict = judge_content(file.kind, extension, settings, media_type=file.media_type)
        if verdict and verdict.contrast not in told:
            told.add(verdict.contrast)
            yield content_finding(file.place(name), verdict, start)
