"""How does what a check said differ from what a case expects, and did its remedies work?"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, cast

import deliverkit as dk
from casefile import Case, CaseError, Told, apply, frozen, run
from deliverkit.core.findings import Fact, Finding
from deliverkit.core.outcome import Outcome, Unknown
from deliverkit.core.report import Report

__all__ = ["differences", "failed_remedies"]


def _of_evidence(finding: Finding, wanted: Any, attribute: str) -> Any:
    seen = tuple(getattr(one, attribute) for one in finding.evidence)
    return seen if isinstance(wanted, tuple) else (seen[0] if seen else None)


def _published(finding: Finding, wanted: Any) -> Any:
    change = finding.remedy.publish
    if change is None:
        return None
    if isinstance(wanted, Mapping):
        return {name: getattr(change, name) for name in cast(Mapping[str, Any], wanted)}
    return change.value


_HARMLESS: Final = ("spf.include-loop", "spf.special-network")  # what these take out never let a mail pass
# how a key of [[expect]] is read off a finding; it is given what the case wants, whose form may narrow it
_VIEWS: Final[Mapping[str, Callable[[Finding, Any], Any]]] = {
    "code": lambda finding, _: finding.code,
    "severity": lambda finding, _: finding.severity.name.lower(),
    "by": lambda finding, _: finding.remedy.by.value,
    "subject": lambda finding, _: finding.subject,
    "facts": lambda finding, wanted: {name: value for name, value in finding.facts if name in wanted},
    "marked": lambda finding, wanted: _of_evidence(finding, wanted, "marked"),
    "source": lambda finding, wanted: _of_evidence(finding, wanted, "source"),
    "publish": _published,
    "after": lambda _, wanted: wanted,  # judged by failed_remedies
}


def _differences(finding: Finding, wanted: Mapping[str, Any]) -> list[str]:
    found: list[str] = []
    for key, value in wanted.items():
        if key not in _VIEWS:
            raise CaseError(f"[[expect]] has no key {key!r}; known: {', '.join(_VIEWS)}")
        seen = _VIEWS[key](finding, value)
        if seen != value:
            found.append(f"{key} is {seen!r}, expected {value!r}")
    return found


def _compare(findings: tuple[Finding, ...], expect: tuple[Mapping[str, Any], ...]) -> list[str]:
    """What is missing and what is unexpected; the most exact expectations choose first."""
    left = list(findings)
    missing: list[Mapping[str, Any]] = []
    for wanted in sorted(expect, key=lambda one: len(str(one)), reverse=True):
        fitting = next((finding for finding in left if not _differences(finding, wanted)), None)
        if fitting is None:
            missing.append(wanted)
        else:
            left.remove(fitting)
    lines: list[str] = []
    for wanted in missing:
        lines.append(f"missing: {wanted['code']} {dict(wanted)}")
        lines += [
            f"  there is one whose {difference}"
            for finding in left
            if finding.code == wanted["code"]
            for difference in _differences(finding, wanted)
        ]
    for finding in left:
        lines.append(f"unexpected: {finding.message}")
        lines += [f"  {line}" for line in _as_toml(finding)]
    return lines


def _as_toml(finding: Finding) -> list[str]:
    """The finding as a case would expect it, to be pasted if it is right."""
    facts = ", ".join(f"{name} = {_toml(value)}" for name, value in finding.facts)
    lines = ["[[expect]]", f"code = {_toml(finding.code)}", f"facts = {{{facts}}}"]
    if finding.evidence:
        lines.append(f"marked = {_toml(finding.evidence[0].marked)}")
    if finding.remedy.publish:
        lines.append(f"publish = {_toml(finding.remedy.publish.value)}")
    return lines


def _toml(value: Fact) -> str:
    match value:
        case bool():
            return str(value).lower()
        case tuple():
            return "[" + ", ".join(_toml(one) for one in value) + "]"
        case str():
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case _:
            return str(value)


def _compare_unknown(unknown: tuple[Unknown, ...], expect: tuple[Mapping[str, Any], ...]) -> list[str]:
    left = list(unknown)
    lines: list[str] = []
    for wanted in expect:
        fitting = next((one for one in left if all(getattr(one, key) == value for key, value in wanted.items())), None)
        if fitting is None:
            lines.append(f"missing unknown: {dict(wanted)}")
        else:
            left.remove(fitting)
    return lines + [f"unexpected unknown: what = {one.what!r}, why = {one.why!r}" for one in left]


def _value_at(told: Told, path: str) -> Any:
    """Follow *path* from an outcome's value, or from a report through one of its checks: ``spf.result``."""
    value: Any
    if isinstance(told, Report):
        check, _, path = path.partition(".")
        value = told[check] if path in ("result", "verdict") else told[check].value
    else:
        value = told.value
    try:
        for name in filter(None, path.split(".")):
            value = value[int(name)] if name.isdigit() else getattr(value, name)
    except (AttributeError, IndexError):
        return "<nothing>"
    return frozen(value)


def differences(case: Case, told: Told) -> list[str]:
    """The lines that say how *told* differs from what *case* expects; none when it does not."""
    lines = _compare(told.findings, case.expect) + _compare_unknown(told.unknown, case.expect_unknown)
    if case.no_value and isinstance(told, Outcome) and told.value is not None:
        lines.append(f"value is {told.value!r}, expected none")
    for path, wanted in case.values.items():
        seen = _value_at(told, path)
        if seen != wanted:
            lines.append(f"value.{path} is {seen!r}, expected {wanted!r}")
    return lines


def failed_remedies(case: Case, before: Told) -> list[str]:
    """The lines that say which records to publish, of those that *before* proposed, do not help; none when all do."""
    lines: list[str] = []
    for finding in before.findings:
        change = finding.remedy.publish
        if change is None:
            continue
        after = run(apply(case, change))
        if failed := _left_undone(finding, before, after) + _not_reached(case, finding, after):
            lines += [f"after publishing {change}", *failed]
    return lines


def _left_undone(cured: Finding, before: Told, after: Told) -> list[str]:
    """Why the remedy of *cured* failed: the finding is still there, or something as bad came."""
    lines: list[str] = []
    if _count(after, cured.code) >= _count(before, cured.code):
        lines.append(f"{cured.code} is still there")
    worth = max(cured.severity, dk.Severity.WARNING)
    known = {finding.code for finding in before.findings}
    lines += [
        f"new: {one.severity.name} {one.code}: {one.message}"
        for one in after.findings
        if one.code not in known and one.severity >= worth
    ]
    lines += _stops_all(cured)
    whats = {unknown.what for unknown in before.unknown}
    return lines + [f"new unknown: {one.what}: {one.why}" for one in after.unknown if one.what not in whats]


def _stops_all(cured: Finding) -> list[str]:
    """A record that lets nobody pass, in place of one that named senders, is right on a condition only."""
    change = cured.remedy.publish
    if change is None or change.condition or change.rdtype != "TXT" or cured.code in _HARMLESS:
        return []
    dropped = max((_mechanisms(text) for text in change.replaces), key=len, default=set[str]())
    if dropped and change.value.startswith("v=spf1") and not _mechanisms(change.value):
        return [f"{cured.code} takes out {', '.join(sorted(dropped))} and lets nobody pass, without a condition"]
    return []


def _mechanisms(text: str) -> set[str]:
    """The terms of an SPF record, broken ones included, but for its end, modifiers and stray signs."""
    words = {word.lower().lstrip("+-~?") for word in text.split()}
    return {word for word in words if re.search("[a-z0-9]", word) and "=" not in word and word.strip("\"',;") != "all"}


def _count(told: Told, code: str) -> int:
    return sum(finding.code == code for finding in told.findings)


def _not_reached(case: Case, cured: Finding, after: Told) -> list[str]:
    lines: list[str] = []
    for wanted in case.expect:
        if "after" in wanted and not _differences(cured, wanted):
            lines += [
                f"value.{path} is {_value_at(after, path)!r}, expected {value!r}"
                for path, value in wanted["after"].items()
                if _value_at(after, path) != value
            ]
    return lines
