"""How does a person at a terminal read a report?  As a numbered list: where it is, what it does, what to publish.

Only printable ASCII and line feeds come out, whatever went in, and no line is longer than the width, except a name or
a record that must be pasted whole. The smaller functions print one piece each, for programs with a page of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Final

from ..core.errors import UsageError
from ..core.findings import Finding, Severity
from ..core.outcome import Unknown
from ..core.questions import Clock, Dns
from ..core.report import CheckReport, Report
from .layout import labelled, plain, wrap
from .places import evidence_lines
from .publishing import publish_lines

__all__ = [
    "checked_text",
    "finding_text",
    "in_reading_order",
    "plain",
    "retest_text",
    "to_text",
    "unknown_text",
    "verdict_text",
]

_NARROWEST: Final = 40
_NARROWEST_BODY: Final = 30
_BESIDE_LABEL: Final = 9
_UNITS: Final = (("day", 86_400), ("h", 3600), ("min", 60), ("s", 1))


def to_text(report: Report, *, width: int = 100) -> str:
    """*report* as text for a terminal, ending in a line feed.

    Errors and warnings come in the report's order, in which they are to be mended, then the notes; then how long to
    wait before testing again, what was checked, what could not be, and the verdict.

    Arguments:
        report: what a check reported.
        width: the most columns of a line, 40 at least.

    Raises:
        UsageError: *width* is less than 40.
    """
    findings = in_reading_order(report.findings)
    pad = len(f"[{len(findings)}]")
    listed = "\n".join(
        finding_text(one, tag=f"[{number}]".ljust(pad), width=width) for number, one in enumerate(findings, 1)
    )
    end = (
        checked_text(report.checks, width=width),
        unknown_text(report.unknown, width=width),
        verdict_text(report, width=width),
    )
    blocks = (listed, retest_text(findings, width=width), "\n".join(filter(None, end)))
    return "\n\n".join(filter(None, blocks)) + "\n"


def in_reading_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The errors and warnings of *findings* in their order, then the notes in theirs."""
    return tuple(sorted(findings, key=lambda one: one.severity is Severity.NOTE))


def finding_text(finding: Finding, *, tag: str = "", width: int = 100) -> str:
    """One finding: its code and who can mend it, the evidence marked, the effect, and what to do.

    Arguments:
        finding: the finding.
        tag: what stands before it, such as ``[1]``; the rest is indented as far.
        width: the most columns of a line, 40 at least.

    Raises:
        UsageError: *width* is less than 40, or *tag* leaves less than 30 of it.
    """
    head = f"{plain(tag)} " if tag else ""
    room = _checked(width) - len(head)
    if room < _NARROWEST_BODY:
        raise UsageError(
            f"the tag {tag!r} leaves too few of {width} columns: give {_NARROWEST_BODY} beside it at least"
        )
    lines = [head + line if index == 0 else " " * len(head) + line for index, line in enumerate(_body(finding, room))]
    return "\n".join(lines)


def _body(finding: Finding, room: int) -> Iterator[str]:
    yield from _title(f"{finding.severity.name:7} {plain(finding.code)}", f"fix: {finding.remedy.by.value}", room)
    if finding.subject and not _is_told(finding):
        yield from labelled("About", wrap(finding.subject, room - _BESIDE_LABEL))
    for evidence in finding.evidence:
        yield from evidence_lines(evidence, room)
    yield from wrap(finding.message, room)
    remedy = finding.remedy
    yield from labelled("Do", wrap(remedy.text, room - _BESIDE_LABEL))
    if remedy.publish is not None:
        lines = publish_lines(remedy.publish, remedy.text, finding.evidence, room - _BESIDE_LABEL)
        yield from labelled("Publish", lines)


def _title(left: str, right: str, room: int) -> Iterator[str]:
    if len(left) + 2 + len(right) <= room:
        yield left + right.rjust(room - len(left))
        return
    yield from wrap(left, room)
    yield right.rjust(room)


def _is_told(finding: Finding) -> bool:
    publish = finding.remedy.publish
    owner = () if publish is None else (publish.owner,)
    seen = [text for one in finding.evidence for text in (one.source, one.text)]
    subject = finding.subject.lower()
    return any(subject in text.lower() for text in (finding.message, *owner, *seen))


def retest_text(findings: Iterable[Finding], *, width: int = 100) -> str:
    """How long to wait before testing again: the longest wait of *findings*; empty when there is none."""
    waits = [one.remedy.retest_after for one in findings if one.remedy.retest_after is not None]
    wait = max(waits, default=timedelta(0))
    if wait <= timedelta(0):
        return ""
    told = f"After publishing, wait {_duration(wait)} (TTL of the old records), then test again."
    return "\n".join(wrap(told, _checked(width)))


def _duration(wait: timedelta) -> str:
    left = -(-wait // timedelta(seconds=1))
    told: list[str] = []
    for unit, seconds in _UNITS:
        count, left = divmod(left, seconds)
        if count:
            told.append(f"{count} {unit}s" if unit == "day" and count > 1 else f"{count} {unit}")
    return " ".join(told)


def checked_text(checks: Iterable[CheckReport], *, width: int = 100) -> str:
    """What was checked, each with its result; empty when nothing was.

    A check that came to nothing because something is unknown is not among them: :func:`unknown_text` tells of it.
    """
    return _listed("Checked", [_with_result(one) for one in checks if _came_to_something(one)], width)


def _came_to_something(check: CheckReport) -> bool:
    return bool(check.result or check.findings or not check.unknown)


def _with_result(check: CheckReport) -> str:
    result = check.result or ("" if check.applies else "nothing to judge")
    return f"{check.check} ({result})" if result else check.check


def unknown_text(unknown: Iterable[Unknown], *, width: int = 100) -> str:
    """What could not be known, and why; empty when all could."""
    return _listed("Not checked", [_with_reason(one) for one in unknown], width)


def _with_reason(unknown: Unknown) -> str:
    match unknown.question:
        case None | Clock():
            asked = ""
        case Dns(name, rdtype):
            asked = "" if name in unknown.what else f"{name} {rdtype}"
        case other:
            asked = "" if other.uri in unknown.what else other.uri
    why = ": ".join(filter(None, (unknown.why, asked)))
    return f"{unknown.what} ({why})" if why else unknown.what


def _listed(label: str, items: list[str], width: int) -> str:
    if not items:
        return ""
    return "\n".join(wrap(f"{label}: {', '.join(dict.fromkeys(items))}.", _checked(width)))


def verdict_text(report: Report, *, width: int = 100) -> str:
    """The verdict on one line: ``a.example: problems (1 error, 2 notes)``."""
    counts = dict.fromkeys(sorted(Severity, reverse=True), 0)
    for finding in report.findings:
        counts[finding.severity] += 1
    told = [f"{count} {one.name.lower()}{'s' * (count > 1)}" for one, count in counts.items() if count]
    subject = f"{report.subject}: " if report.subject else ""
    counted = f" ({', '.join(told)})" if told else ""
    return "\n".join(wrap(f"{subject}{report.verdict.word}{counted}", _checked(width)))


def _checked(width: int) -> int:
    if width < _NARROWEST:
        raise UsageError(f"a width of {width} columns is too narrow: give {_NARROWEST} at least")
    return width
