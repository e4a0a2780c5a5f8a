"""What is said of a container that is odd, locked, or too large to be looked at?  From its problems to findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from ..core.evidence import Evidence
from ..core.findings import Finding
from .containers.member import ContainerFault, ContainerProblem, Source
from .files import File
from .rules import containers as rules
from .settings import Settings

__all__ = ["inflation_findings", "locked_findings", "problem_findings"]

_SHOWN: Final = 16  # octets at a fault
_LEAST: Final = 10_000_000  # octets that come out of a bomb
_RATIO: Final = 100
F: Final = ContainerFault


def _differs(file: File, faults: tuple[str, ...], details: str) -> Finding:
    return rules.archive_views_differ(path=file.path, container=_word(file), faults=faults, details=details)


def _damaged(file: File, faults: tuple[str, ...], details: str) -> Finding:
    return rules.damaged_archive(path=file.path, container=_word(file), faults=faults, details=details)


def _overlaps(file: File, _: tuple[str, ...], details: str) -> Finding:
    return rules.overlapping_members(path=file.path, container=_word(file), details=details)


def _lies(file: File, _: tuple[str, ...], details: str) -> Finding:
    return rules.untrue_size(path=file.path, container=_word(file), details=details)


def _repeats(file: File, _: tuple[str, ...], details: str) -> Finding:
    return rules.duplicate_members(path=file.path, container=_word(file), details=details)


_Say = Callable[[File, tuple[str, ...], str], Finding]
# what precedes or follows an archive is no fault of it: programs that unpack themselves, signatures
_SAID: Final[Mapping[ContainerFault, _Say]] = {
    F.VIEWS_DIFFER: _differs,
    F.HIDDEN_MEMBER: _differs,
    F.FAKE_END: _differs,
    F.SECOND_DIRECTORY: _differs,
    F.OVERLAP: _overlaps,
    F.LYING_SIZE: _lies,
    F.NAMES_DUPLICATE: _repeats,
    F.TRUNCATED: _damaged,
    F.NO_DIRECTORY: _damaged,
    F.WRONG_CHECKSUM: _damaged,
    F.MULTI_VOLUME: _damaged,
    F.LOOP: _damaged,
    F.DAMAGED: _damaged,
}
# where the directory is cut off, members that it does not mention are no trick
_CUT: Final = (F.TRUNCATED, F.NO_DIRECTORY)


def _word(file: File) -> str:
    return file.kind.container.value if file.kind and file.kind.container else file.container


def problem_findings(
    file: File, problems: Sequence[ContainerProblem], data: Source, settings: Settings
) -> Iterator[Finding]:
    """What *problems* of the container *file*, whose octets are *data*, come to: one finding a kind."""
    cut = any(one.kind in _CUT for one in problems)
    grouped: dict[_Say, list[ContainerProblem]] = {}
    for one in problems:
        if one.kind in _SAID:
            say = _damaged if cut and one.kind is F.HIDDEN_MEMBER else _SAID[one.kind]
            grouped.setdefault(say, []).append(one)
    for say, same in grouped.items():
        details = "; ".join(dict.fromkeys(one.detail or one.kind.value for one in same[: settings.max_shown]))
        if len(same) > settings.max_shown:
            details += f"; {len(same) - settings.max_shown} more"
        faults = tuple(dict.fromkeys(one.kind.value for one in same))
        shown = (bytes(data[one.at : one.at + _SHOWN]) for one in same[: settings.max_shown])
        evidence = [Evidence.cut(file.where, octets) for octets in shown]
        yield say(file, faults, details).about(file.place().subject, *evidence)


def locked_findings(file: File, members: int, *, names: bool) -> Iterator[Finding]:
    """What is said of *file* when *members* files in it need a password, or even their *names* do."""
    if names:
        yield rules.encrypted_names(path=file.path, container=_word(file)).about(file.place().subject)
    elif members:
        yield rules.encrypted_archive(path=file.path, container=_word(file), members=members).about(
            file.place().subject
        )


def inflation_findings(file: File, packed: int, seen: int) -> Iterator[Finding]:
    """What is said of a file of *packed* octets out of which *seen* came before that was too much."""
    if seen >= max(_LEAST, packed * _RATIO):
        finding = rules.inflates_too_far(path=file.path, container=_word(file), packed=packed, seen=seen)
        yield finding.about(file.place().subject)
