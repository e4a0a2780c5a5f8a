"""Can every reader find the parts of this mail, and the same ones?  (RFC 2045, RFC 2046 section 5.1)"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeAlias

from ..core.evidence import Evidence
from ..core.findings import Finding
from ..message import Message, Part, Problem, ProblemKind
from ..message.lexis import without_comments
from ..message.places import before_end, clipped, in_field, in_part
from .reach import Reach
from .rules import mime as rules
from .settings import Settings

__all__ = ["judge_mime_version", "judge_parts"]

_MIME_FIELDS: Final = ("Content-Type", "Content-Transfer-Encoding", "Content-Disposition")


def judge_mime_version(message: Message, reach: Reach) -> Iterator[Finding]:
    """Whether a message that uses MIME says so."""
    if message.get("MIME-Version") is None and not reach.header:
        # "Messages composed in accordance with this document MUST include such a header field" (RFC 2045 section 4)
        field = next(filter(None, map(message.get, _MIME_FIELDS)), None)
        if field is not None:
            yield rules.no_mime_version(field=field.name).seen_in(in_field(field))


def _name(_: Part, raw: bytes) -> str:
    return raw.partition(b":")[0].rstrip(b" \t").decode("latin-1")


def _value(_: Part, raw: bytes) -> str:
    return clipped(without_comments(raw.partition(b":")[2]).decode("utf-8", "replace").strip(" \t\r\n"))


def _encoding(part: Part, _: bytes) -> str:
    return part.transfer_encoding


def _of_line(message: Message, part: Part, problem: Problem) -> Evidence:
    return in_part(message, part, problem.start, before_end(part.source, problem.start, problem.end))


def _of_type(_: Message, part: Part, __: Problem) -> Evidence:
    return in_field(part.get_all("Content-Type")[0])


def _of_encoding(_: Message, part: Part, __: Problem) -> Evidence:
    return in_field(part.get_all("Content-Transfer-Encoding")[0])


_Rule: TypeAlias = Callable[..., Finding]
_Show: TypeAlias = Callable[[Message, Part, Problem], Evidence]

_JUDGED: Final[Mapping[ProblemKind, tuple[_Rule, _Show]]] = {
    ProblemKind.REPEATED_FIELD: (rules.repeated_part_field, _of_line),
    ProblemKind.BAD_CONTENT_TYPE: (rules.malformed_content_type, _of_line),
    ProblemKind.UNKNOWN_ENCODING: (rules.unknown_encoding, _of_line),
    ProblemKind.ENCODED_COMPOSITE: (rules.encoded_composite, _of_encoding),
    ProblemKind.MISSING_BOUNDARY: (rules.missing_boundary, _of_type),
    ProblemKind.ABSENT_BOUNDARY: (rules.absent_boundary, _of_type),
    ProblemKind.REUSED_BOUNDARY: (rules.reused_boundary, _of_type),
    ProblemKind.UNCLOSED_BOUNDARY: (rules.unclosed_boundary, _of_type),
    ProblemKind.DELIMITER_AFTER_CLOSE: (rules.delimiter_after_close, _of_line),
    ProblemKind.DELIMITER_IN_HEADER: (rules.delimiter_in_header, _of_line),
    ProblemKind.NO_SEPARATOR: (rules.broken_part_header, _of_line),
    ProblemKind.FOLD_WITHOUT_FIELD: (rules.broken_part_header, _of_line),
}
# what some of these want to know besides: the name of the fact, and how to read it off the part and the odd octets
_TOLD: Final[Mapping[ProblemKind, tuple[str, Callable[[Part, bytes], str]]]] = {
    ProblemKind.REPEATED_FIELD: ("field", _name),
    ProblemKind.BAD_CONTENT_TYPE: ("text", _value),
    ProblemKind.UNKNOWN_ENCODING: ("encoding", _value),
    ProblemKind.ENCODED_COMPOSITE: ("encoding", _encoding),
}


def judge_parts(
    message: Message, problems: Mapping[ProblemKind, list[Problem]], settings: Settings
) -> Iterator[Finding]:
    """The parts that readers find only by forgiving something: one finding a kind, whatever their number.

    Arguments:
        message: the message.
        problems: what had to be forgiven in its parts, by kind; kinds that cost no delivery are passed over.
        settings: how much evidence is shown.
    """
    encoded = {problem.where for problem in problems.get(ProblemKind.ENCODED_COMPOSITE, ())}
    judged = {kind: _but(problems[kind], kind, encoded) for kind in _JUDGED if kind in problems}
    shown = {kind: found[: settings.max_shown] for kind, found in judged.items() if found}
    wanted = {problem.where for found in shown.values() for problem in found}
    parts = {"message": message.root}
    if wanted - parts.keys():
        parts |= {part.where: part for part in message.walk() if part.where in wanted}
    for kind, found in shown.items():
        rule, show = _JUDGED[kind]
        part = parts[found[0].where]
        told: dict[str, str] = {}
        if kind in _TOLD:
            fact, read = _TOLD[kind]
            told[fact] = read(part, part.source[found[0].start : found[0].end])
        finding = rule(part=part.path, **told, count=len(judged[kind]))
        yield finding.seen_in(*(show(message, parts[problem.where], problem) for problem in found))


def _but(problems: list[Problem], kind: ProblemKind, encoded: set[str]) -> list[Problem]:
    """*problems* without the delimiters that are only missing because they are encoded."""
    if kind is not ProblemKind.ABSENT_BOUNDARY:
        return problems
    return [problem for problem in problems if problem.where not in encoded]
