"""How does a report reach another program, and come back?  As JSON of the schema ``deliverkit.report/1``.  (RFC 8259)

Nothing is lost on the way: reading what was written gives an equal report (:attr:`CheckReport.value` stays in the
process that made it). One thing JSON cannot say: a high surrogate directly before a low one is read back as the
character that the two stand for. Members are only ever added to the schema, so readers ignore those they do not know.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Final, TypeAlias

from .._version import __version__
from ..core import data
from ..core.errors import UsageError
from ..core.findings import Evidence, Fact, Facts, Finding, Fixer, RecordChange, Remedy, Severity
from ..core.outcome import Unknown
from ..core.questions import Question, question_from_uri
from ..core.report import CheckReport, Report
from .reading import Node, parse

__all__ = ["SCHEMA", "Json", "facts_to_json", "from_json", "remedy_to_json", "schema", "to_json"]

Json: TypeAlias = "str | int | float | bool | None | list[Json] | dict[str, Json]"

SCHEMA: Final = "deliverkit.report/1"

_DEEPEST: Final = 64  # how deep a fact may nest, so that recursion over it is bounded
_MOST_BITS: Final = 2048  # of a number; every Python reads and prints 640 digits
_MOST_DAYS: Final = 36_500  # a double still tells one microsecond from the next
_SEVERITIES: Final = {one.name.lower(): one for one in Severity}
_FIXERS: Final = {one.value: one for one in Fixer}


def schema() -> str:
    """The JSON Schema (draft 2020-12) that every document of :func:`to_json` satisfies, as JSON text."""
    return data.text("report-1.schema.json")


def to_json(report: Report, *, indent: int | None = 2) -> str:
    """*report* as JSON, in ASCII.

    Arguments:
        report: what a check reported.
        indent: columns of each step of nesting; None for all on one line.

    Raises:
        UsageError: a fact is given twice, nests deeper than 64, is a number of more than 2048 bits or of a type that
            facts do not have; a remedy's wait is too long to be told in microseconds (past 100 years).
    """
    findings: list[Json] = []
    checks: list[Json] = []
    for check in report.checks:
        first = len(findings)
        findings += [_finding_out(one, check.check) for one in check.findings]
        checks.append(_check_out(check, range(first, len(findings))))
    document: dict[str, Json] = {
        "schema": SCHEMA,
        "tool": {"name": "deliverkit", "version": __version__},
        "subject": report.subject,
        "verdict": report.verdict.word,
        "checks": checks,
        "findings": findings,
    }
    return json.dumps(document, indent=indent)


def from_json(text: str) -> Report:
    """The report that :func:`to_json` wrote as *text*.

    What follows from the rest (verdicts, fingerprints, zone lines, help) is not read, nor are unknown members.

    Raises:
        UsageError: *text* is no such report; the message gives the JSON pointer of the first mistake.
    """
    root = parse(text)
    written = root.member("schema")
    if written.text() != SCHEMA:
        raise written.wrong(f"is not {SCHEMA!r}, the one schema that this version reads")
    findings = {index: (node, _finding_in(node)) for index, node in enumerate(root.member("findings").items())}
    checks = tuple([_check_in(node, findings) for node in root.member("checks").items()])
    if findings:
        lost, _ = next(iter(findings.values()))
        raise lost.wrong("belongs to no check")
    return Report(subject=root.member("subject").text(), checks=checks)


def _check_out(check: CheckReport, findings: range) -> Json:
    return {
        "check": check.check,
        "result": check.result,
        "verdict": check.verdict.word,
        "applies": check.applies,
        "findings": [*findings],
        "unknown": [
            {"what": one.what, "why": one.why, "question": None if one.question is None else one.question.uri}
            for one in check.unknown
        ],
    }


def _check_in(node: Node, findings: dict[int, tuple[Node, Finding]]) -> CheckReport:
    taken: list[Finding] = []
    for place in node.member("findings").items():
        _, finding = findings.pop(place.whole(), (None, None))
        if finding is None:
            raise place.wrong("is the place of no finding, or of one that belongs to another check")
        taken.append(finding)
    return CheckReport(
        check=node.member("check").text(),
        result=node.member("result").text(),
        findings=tuple(taken),
        unknown=tuple([_unknown_in(one) for one in node.member("unknown").items()]),
        applies=node.member("applies").flag(),
    )


def _unknown_in(node: Node) -> Unknown:
    asked = node.optional("question")
    question: Question[object] | None = None
    if asked is not None:
        question = question_from_uri(asked.text())
        if question is None:
            raise asked.wrong("is the URI of no question")
    return Unknown(what=node.member("what").text(), why=node.member("why").text(), question=question)


def _finding_out(finding: Finding, check: str) -> Json:
    facts = facts_to_json(finding.facts)
    return {
        "code": finding.code,
        "severity": finding.severity.name.lower(),
        "check": check,
        "message": finding.message,
        "subject": finding.subject,
        "facts": facts,
        "evidence": [{"source": one.source, "text": one.text, "span": [*one.span]} for one in finding.evidence],
        "remedy": remedy_to_json(finding.remedy),
        "cites": [*finding.cites],
        "help": f"rules/{finding.code}",
        "fingerprint": finding.fingerprint,
    }


def _finding_in(node: Node) -> Finding:
    severity = node.member("severity")
    if severity.text() not in _SEVERITIES:
        raise severity.wrong(f"is none of {', '.join(_SEVERITIES)}")
    return Finding(
        code=node.member("code").text(),
        severity=_SEVERITIES[severity.text()],
        message=node.member("message").text(),
        remedy=_remedy_in(node.member("remedy")),
        subject=node.member("subject").text(),
        facts=tuple([(name, _fact_in(value, _DEEPEST)) for name, value in node.member("facts").members()]),
        evidence=tuple([_evidence_in(one) for one in node.member("evidence").items()]),
        cites=node.member("cites").texts(),
    )


def facts_to_json(facts: Facts) -> Json:
    """*facts* as a JSON object; raises UsageError as :func:`to_json` does."""
    told = dict(facts)
    if len(told) < len(facts):
        raise UsageError(f"a fact is given twice: {', '.join(name for name, _ in facts)}")
    return {name: _fact_out(name, value, _DEEPEST) for name, value in told.items()}


def _fact_out(name: str, value: Fact, left: int) -> Json:
    match value:
        case tuple() if left:
            return [_fact_out(name, one, left - 1) for one in value]
        case int() if value.bit_length() <= _MOST_BITS:
            return value
        case str() | None:
            return value
        case _:
            raise UsageError(
                f"fact {name!r} is no text, number of at most {_MOST_BITS} bits, boolean or None, "
                f"nor a tuple of these that nests at most {_DEEPEST} deep"
            )


def _fact_in(node: Node, left: int) -> Fact:
    match node.value:
        case list() if left:
            return tuple([_fact_in(one, left - 1) for one in node.items()])
        case int() as value if value.bit_length() <= _MOST_BITS:
            return value
        case str() | None as value:
            return value
        case _:
            raise node.wrong(
                f"is no fact: a string, a whole number of at most {_MOST_BITS} bits, true, false, null, "
                f"or an array of these that nests at most {_DEEPEST} deep"
            )


def _evidence_in(node: Node) -> Evidence:
    text, span = node.member("text").text(), node.member("span")
    ends = [one.whole() for one in span.items()]
    if len(ends) != 2 or not 0 <= ends[0] <= ends[1] <= len(text):
        raise span.wrong("is no pair of places in the text")
    return Evidence(source=node.member("source").text(), text=text, span=(ends[0], ends[1]))


def remedy_to_json(remedy: Remedy) -> Json:
    """*remedy* as a JSON object; raises UsageError as :func:`to_json` does."""
    publish: Json = None
    if (change := remedy.publish) is not None:
        publish = {
            "owner": change.owner,
            "rdtype": change.rdtype,
            "value": change.value,
            "replaces": [*change.replaces],
            "condition": change.condition,
            "zone_line": change.zone_line,
        }
    wait = None if remedy.retest_after is None else _seconds(remedy.retest_after)
    return {"text": remedy.text, "by": remedy.by.value, "publish": publish, "retest_after": wait}


def _remedy_in(node: Node) -> Remedy:
    by, publish, wait = node.member("by"), node.optional("publish"), node.optional("retest_after")
    if by.text() not in _FIXERS:
        raise by.wrong(f"is none of {', '.join(_FIXERS)}")
    return Remedy(
        text=node.member("text").text(),
        by=_FIXERS[by.text()],
        publish=None if publish is None else _change_in(publish),
        retest_after=None if wait is None else _wait_in(wait),
    )


def _change_in(node: Node) -> RecordChange:
    return RecordChange(
        owner=node.member("owner").text(),
        rdtype=node.member("rdtype").text(),
        value=node.member("value").text(),
        replaces=node.member("replaces").texts(),
        condition=node.member("condition").text(),
    )


def _seconds(wait: timedelta) -> int | float:
    if not wait.microseconds:
        return wait.days * 86_400 + wait.seconds
    if abs(wait.days) > _MOST_DAYS:
        raise UsageError(f"retest_after is too long to be told in microseconds: {wait}")
    return wait.total_seconds()


def _wait_in(node: Node) -> timedelta:
    seconds = node.value if isinstance(node.value, float) else node.whole()
    try:
        return timedelta(seconds=seconds)
    except OverflowError:
        raise node.wrong("is no number of seconds that could be waited") from None
