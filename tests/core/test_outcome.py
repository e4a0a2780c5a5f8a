"""What an outcome and a report amount to."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings

from deliverkit.core.findings import Finding, Fixer, Remedy, Severity
from deliverkit.core.outcome import Outcome, Unknown, Verdict, judge
from deliverkit.core.questions import txt
from deliverkit.core.report import CheckReport, Report
from strategies import outcomes, reports

UNKNOWN = Unknown(what="the SPF record", why="timeout", question=txt("a.example"))


def finding(severity: Severity, message: str = "it is wrong") -> Finding:
    return Finding(code="spf.wrong", severity=severity, message=message, remedy=Remedy(text="", by=Fixer.NOBODY))


NOTE, WARNING, ERROR = (finding(severity) for severity in Severity)


@pytest.mark.parametrize(
    ("findings", "unknown", "applies", "verdict"),
    [
        ((), (), True, Verdict.CLEAN),
        ((), (), False, Verdict.NOT_APPLICABLE),
        ((NOTE, NOTE), (), True, Verdict.CLEAN),
        ((NOTE,), (), False, Verdict.NOT_APPLICABLE),
        ((WARNING,), (), True, Verdict.PROBLEMS),
        ((ERROR,), (), True, Verdict.PROBLEMS),
        ((NOTE, ERROR), (), False, Verdict.PROBLEMS),
        ((), (UNKNOWN,), True, Verdict.UNDETERMINED),
        ((), (UNKNOWN,), False, Verdict.UNDETERMINED),
        ((NOTE,), (UNKNOWN,), True, Verdict.UNDETERMINED),
        ((WARNING,), (UNKNOWN,), True, Verdict.PROBLEMS),
        ((NOTE, WARNING), (UNKNOWN, UNKNOWN), False, Verdict.PROBLEMS),
    ],
)
def test_verdicts(findings: tuple[Finding, ...], unknown: tuple[Unknown, ...], applies: bool, verdict: Verdict) -> None:
    assert judge(findings, unknown, applies=applies) is verdict
    outcome: Outcome[None] = Outcome(value=None, findings=findings, unknown=unknown, applies=applies)
    assert outcome.verdict is verdict
    check = CheckReport.of("spf", outcome, "pass")
    assert check.verdict is verdict
    assert (check.check, check.result, check.findings, check.unknown, check.applies) == (
        "spf",
        "pass",
        findings,
        unknown,
        applies,
    )
    assert Report(subject="a.example", checks=(check,)).verdict is verdict


def test_words_and_order() -> None:
    assert [verdict.word for verdict in Verdict] == ["not-applicable", "clean", "undetermined", "problems"]
    assert sorted(Verdict) == list(Verdict)


def test_the_worst_check_decides() -> None:
    of: dict[Verdict, Outcome[int]] = {
        Verdict.NOT_APPLICABLE: Outcome(value=None, applies=False),
        Verdict.CLEAN: Outcome(value=1),
        Verdict.UNDETERMINED: Outcome(value=None, unknown=(UNKNOWN,)),
        Verdict.PROBLEMS: Outcome(value=None, findings=(ERROR,)),
    }
    for first, second in product(of, of):
        checks = (CheckReport.of("a", of[first]), CheckReport.of("b", of[second]))
        assert Report(subject="x", checks=checks).verdict is max(first, second)
    assert Report(subject="x").verdict is Verdict.NOT_APPLICABLE


@settings(max_examples=50)
@given(outcomes())
def test_no_unknown_is_ever_clean(outcome: Outcome[object]) -> None:
    if outcome.unknown:
        assert outcome.verdict in (Verdict.UNDETERMINED, Verdict.PROBLEMS)
    else:
        assert outcome.verdict is not Verdict.UNDETERMINED


# ---------------------------------------------------------------- reports

REPORT = Report(
    subject="a.example",
    checks=(
        CheckReport(check="spf", findings=(WARNING, NOTE), unknown=(UNKNOWN,), value=object()),
        CheckReport(check="dmarc", findings=(finding(Severity.ERROR, "ünd\x1b[31m\u2028so\n\udc80"),)),
    ),
)


def test_a_report_gathers_what_its_checks_say() -> None:
    assert REPORT.findings == (WARNING, NOTE, REPORT["dmarc"].findings[0])
    assert REPORT.unknown == (UNKNOWN,)
    assert REPORT["spf"] is REPORT.checks[0]
    with pytest.raises(KeyError, match=r"^'dkim'$"):
        _ = REPORT["dkim"]


def test_the_value_of_a_check_is_no_part_of_what_it_reports() -> None:
    assert CheckReport(check="spf", value=1) == CheckReport(check="spf", value=[])
    assert hash(CheckReport(check="spf", value=1)) == hash(CheckReport(check="spf", value=[]))
    assert "value" not in repr(CheckReport(check="spf", value=1))


def test_a_report_in_lines() -> None:
    assert str(REPORT).split("\n") == [
        "a.example: problems",
        "warning spf.wrong: it is wrong",
        "note spf.wrong: it is wrong",
        r"error spf.wrong: \xfcnd\x1b[31m\u2028so\n\udc80",
        "unknown the SPF record: timeout",
    ]
    assert str(Report(subject="")) == "(no subject): not-applicable"


@settings(max_examples=50)
@given(reports())
def test_every_report_is_a_line_a_finding(report: Report) -> None:
    lines = str(report).split("\n")
    assert len(lines) == 1 + len(report.findings) + len(report.unknown)
    assert str(report).isascii()
    assert all(line.isprintable() for line in lines)
