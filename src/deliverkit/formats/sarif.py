"""How does a report reach a code scanner or an editor?  As a SARIF 2.1.0 log.  (OASIS SARIF 2.1.0 plus errata 01)

A finding is a result of kind "fail" on its level. What could not be known is a result of kind "open", so a viewer
never shows it as clean. Section 3.27.9: "open: The specified rule was evaluated, and the tool concluded that there
was insufficient information to decide whether a problem exists."
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final

from .._version import __version__
from ..core.findings import Finding, Remedy, Severity
from ..core.outcome import Unknown
from ..core.report import CheckReport, Report
from ..core.rules import Rule
from .json import Json, facts_to_json, remedy_to_json
from .sarif_places import location, logical, said

__all__ = ["UNDETERMINED", "to_sarif"]

UNDETERMINED: Final = "deliverkit.undetermined"
"""The rule id of what could not be known; it is no finding's code."""

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_FINGERPRINT: Final = "deliverkitFinding/v1"


def to_sarif(report: Report, *, rules: Mapping[str, Rule[...]] | None = None, indent: int | None = 2) -> str:
    """*report* as a SARIF log with one run, in ASCII.

    A result's message is the finding's, then its remedy and the record to publish, each on a line of its own. Facts,
    remedy and citations stand in its properties as in JSON.

    Arguments:
        report: what a check reported.
        rules: the catalogue, from which the rules of the findings get their descriptions.
        indent: columns of each step of nesting; None for all on one line.

    Raises:
        UsageError: as :func:`deliverkit.formats.json.to_json` does.
    """
    table = _table(report, rules)
    places = {code: index for index, code in enumerate(table)}
    results = [result for check in report.checks for result in _results(check, report.subject, places)]
    checks: list[Json] = [
        {"check": one.check, "result": one.result, "verdict": one.verdict.word} for one in report.checks
    ]
    run: dict[str, Json] = {
        "tool": {"driver": {"name": "deliverkit", "semanticVersion": __version__, "rules": [*table.values()]}},
        "columnKind": "unicodeCodePoints",
        "results": results,
        "properties": {"subject": report.subject, "verdict": report.verdict.word, "checks": checks},
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=indent)


def _table(report: Report, rules: Mapping[str, Rule[...]] | None) -> dict[str, Json]:
    table: dict[str, Json] = {}
    for finding in report.findings:
        if finding.code not in table:
            table[finding.code] = _descriptor(finding, None if rules is None else rules.get(finding.code))
    if report.unknown:
        table[UNDETERMINED] = _undetermined()
    return table


def _results(check: CheckReport, subject: str, places: Mapping[str, int]) -> Iterator[Json]:
    for finding in check.findings:
        yield _failed(finding, check.check, subject, places[finding.code])
    for unknown in check.unknown:
        yield _open(unknown, check.check, subject, places[UNDETERMINED])


def _failed(finding: Finding, check: str, subject: str, index: int) -> Json:
    about = finding.subject or subject
    places = [location(one, about) for one in finding.evidence] or logical(about)
    result: dict[str, Json] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "kind": "fail",
        "level": _level(finding.severity),
        "message": {"text": "\n".join(_sentences(finding))},
        # section 3.27.12: several would say that every one of them must be changed
        "locations": places[:1],
        "partialFingerprints": {_FINGERPRINT: finding.fingerprint},
        "properties": {
            "check": check,
            "facts": facts_to_json(finding.facts),
            "remedy": remedy_to_json(finding.remedy),
            "cites": [*finding.cites],
        },
    }
    # the elements of relatedLocations are unique (section 3.7.3)
    related: list[Json] = [*{json.dumps(one): one for one in places[1:]}.values()]
    if related:
        result["relatedLocations"] = related
    return result


def _open(unknown: Unknown, check: str, subject: str, index: int) -> Json:
    uri = None if unknown.question is None else unknown.question.uri
    why = f" ({unknown.why})" if unknown.why else ""
    return {
        "ruleId": UNDETERMINED,
        "ruleIndex": index,
        "kind": "open",
        # section 3.27.10: with any kind but "fail", level "SHALL have the value "none""
        "level": "none",
        "message": {"text": said(f"Not checked: {unknown.what}{why}")},
        "locations": logical(subject),
        "properties": {"check": check, "why": unknown.why, "question": uri},
    }


def _sentences(finding: Finding) -> Iterator[str]:
    # section 3.11.3: "its first sentence SHOULD provide a useful summary of the message"
    yield said(finding.message)
    remedy = finding.remedy
    if remedy.text:
        yield said(f"Fix ({remedy.by.value}): {remedy.text}")
    if remedy.publish is not None and remedy.publish.zone_line:
        yield said(f"Publish{_when(remedy)}: {remedy.publish.zone_line}")


def _when(remedy: Remedy) -> str:
    condition = "" if remedy.publish is None else remedy.publish.condition
    return f", {condition}" if condition and not remedy.text.startswith(condition) else ""


def _descriptor(finding: Finding, rule: Rule[...] | None) -> Json:
    told: dict[str, Json] = {"id": finding.code}
    if rule is not None:
        told["shortDescription"] = {"text": said(rule.title)}
        told["fullDescription"] = {"text": said(rule.why)}
        told["help"] = {"text": said(rule.remedy)}
    told["defaultConfiguration"] = {"level": _level(finding.severity)}
    told["properties"] = {
        "tags": [finding.code.partition(".")[0]],
        "fixer": finding.remedy.by.value,
        "help": f"rules/{finding.code}",
    }
    return told


def _undetermined() -> Json:
    return {
        "id": UNDETERMINED,
        "shortDescription": {"text": "Something could not be looked at, so nothing is said about it."},
        "defaultConfiguration": {"level": "none"},
    }


def _level(severity: Severity) -> str:
    return severity.name.lower()
