"""What does a whole diagnosis say?  A subject, the checks made on it, and the worst of their verdicts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .findings import Finding
from .outcome import Outcome, Unknown, Verdict, judge

__all__ = ["CheckReport", "Report"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """One check of a report.

    Arguments:
        check: the check's name, such as ``spf``.
        result: the one word the standards have for how it ended (``softfail``), if they have one.
        findings, unknown, applies: as in :class:`Outcome`.
        value: the check's own value. It stays in the process that ran the check: JSON does not carry it and
            equality ignores it.
    """

    check: str
    result: str = ""
    findings: tuple[Finding, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    applies: bool = True
    value: Any = field(default=None, compare=False, repr=False)

    @property
    def verdict(self) -> Verdict:
        """See :func:`deliverkit.core.outcome.judge`."""
        return judge(self.findings, self.unknown, applies=self.applies)

    @staticmethod
    def of(check: str, outcome: Outcome[Any], result: str = "") -> CheckReport:
        """The report of one outcome."""
        return CheckReport(
            check=check,
            result=result,
            findings=outcome.findings,
            unknown=outcome.unknown,
            applies=outcome.applies,
            value=outcome.value,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A subject and the checks made on it, in the order a reader should mend things."""

    subject: str
    checks: tuple[CheckReport, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of all checks."""
        return tuple(finding for check in self.checks for finding in check.findings)

    @property
    def unknown(self) -> tuple[Unknown, ...]:
        """What the checks could not know."""
        return tuple(unknown for check in self.checks for unknown in check.unknown)

    @property
    def verdict(self) -> Verdict:
        """The worst verdict of the checks; not-applicable when there are none."""
        return max((check.verdict for check in self.checks), default=Verdict.NOT_APPLICABLE)

    def __getitem__(self, check: str) -> CheckReport:
        """The named check: ``report["spf"]``."""
        for one in self.checks:
            if one.check == check:
                return one
        raise KeyError(check)

    def __str__(self) -> str:
        lines = [f"{self.subject or '(no subject)'}: {self.verdict.word}"]
        lines += [f"{one.severity.name.lower()} {one.code}: {one.message}" for one in self.findings]
        lines += [f"unknown {one.what}: {one.why}" for one in self.unknown]
        return "\n".join(line.encode("ascii", "backslashreplace").decode("ascii") for line in map(_flat, lines))


def _flat(line: str) -> str:
    return "".join(mark if mark.isprintable() else mark.encode("unicode_escape").decode() for mark in line)
