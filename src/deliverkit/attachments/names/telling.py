"""What is said of one name?  From a verdict to findings, with the extension marked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ...core.evidence import Evidence
from ...core.findings import Finding
from ..extensions import DEFAULT_PROFILE, blocked_by
from ..rules import names as rules
from ..settings import DEFAULT_SETTINGS, Settings
from .judging import NameVerdict

__all__ = ["Place", "name_findings"]


class Place(NamedTuple):
    """Where a name stands.

    Arguments:
        path: the names that lead to the file, its own last: ``("docs.zip", "inner.zip", "run.js")``.
        name: its name, decoded and otherwise as it stands.
        raw: the octets of the name, as text that can be shown.
        origin: where the name stands: ``central directory``, ``Content-Disposition filename``.
        container: the format of what it stands in, such as ``zip``; empty for a part of the message.
        source: the evidence's source, such as ``message:part:2!docs.zip``.
    """

    path: tuple[str, ...]
    name: str
    raw: str
    origin: str
    container: str
    source: str

    @property
    def subject(self) -> str:
        """The path in one line."""
        return "!".join(self.path)


def name_findings(place: Place, verdict: NameVerdict, settings: Settings = DEFAULT_SETTINGS) -> Iterator[Finding]:
    """What *verdict*, of :func:`judge` on ``place.name``, comes to: nothing, when the name is clean."""
    path, name, raw, origin, container, source = place
    if verdict.forbidden:
        extension = verdict.extension
        listed = settings.listed_in(extension)
        others = tuple(one for one in blocked_by(extension) if one not in (DEFAULT_PROFILE, listed))
        yield rules.forbidden_extension(
            path=path,
            name=name,
            raw=raw,
            origin=origin,
            container=container,
            extension=extension,
            listed_in=listed,
            also_blocked_by=others,
        ).about(place.subject, Evidence.cut(source, name, verdict.start, verdict.end))
    if verdict.disguises:
        yield rules.disguised_name(
            path=path,
            name=name,
            raw=raw,
            origin=origin,
            container=container,
            disguises=tuple(one.value for one in verdict.disguises),
            saved_as=verdict.saved_as if verdict.saved_as != name else "",
        ).about(place.subject, Evidence.cut(source, name))
