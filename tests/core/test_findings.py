"""What a finding holds, and how it is made from another."""

from __future__ import annotations

import pickle
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings

from deliverkit.core.evidence import Evidence
from deliverkit.core.findings import Cut, Facts, Finding, Fixer, RecordChange, Remedy, Severity
from deliverkit.core.questions import txt
from strategies import evidence, findings, remedies

HOUR = timedelta(hours=1)
PUBLISH = RecordChange(owner="a.example", rdtype="TXT", value="v=spf1 -all")
REMEDY = Remedy(text="replace them by this one", by=Fixer.DOMAIN_OWNER, publish=PUBLISH)
HERE = Evidence.cut("dns:a.example?type=TXT", "v=spf1 +all", 7)
THERE = Evidence.cut("form:domain", "a.example")

FINDING = Finding(
    code="spf.multiple-records",
    severity=Severity.ERROR,
    message="a.example has 2 SPF records",
    remedy=REMEDY,
    subject="a.example",
    facts=(("name", "a.example"), ("count", 2)),
    evidence=(HERE,),
    cites=("RFC 7208 section 4.5",),
)


def but(**changed: Any) -> Finding:
    held: dict[str, Any] = {
        "code": FINDING.code,
        "severity": FINDING.severity,
        "message": FINDING.message,
        "remedy": FINDING.remedy,
        "subject": FINDING.subject,
        "facts": FINDING.facts,
        "evidence": FINDING.evidence,
        "cites": FINDING.cites,
    }
    return Finding(**(held | changed))


class Counted:
    """A source that counts how often its words are asked for."""

    code = "spf.counted"
    severity = Severity.WARNING
    cites = ("RFC 7208 section 1",)

    def __init__(self) -> None:
        self.asked = 0

    def words(self, facts: Facts) -> tuple[str, Remedy]:
        self.asked += 1
        return f"said of {dict(facts)}", REMEDY


def test_what_was_given_is_held() -> None:
    assert (FINDING.code, FINDING.severity, FINDING.message) == (
        "spf.multiple-records",
        Severity.ERROR,
        "a.example has 2 SPF records",
    )
    assert (FINDING.remedy, FINDING.subject, FINDING.facts) == (
        REMEDY,
        "a.example",
        (("name", "a.example"), ("count", 2)),
    )
    assert (FINDING.evidence, FINDING.cites) == ((HERE,), ("RFC 7208 section 4.5",))
    least = Finding(code="a.b", severity=Severity.NOTE, message="", remedy=Remedy(text="", by=Fixer.NOBODY))
    assert (least.subject, least.facts, least.evidence, least.cites) == ("", (), (), ())
    assert repr(FINDING) == "<error spf.multiple-records: a.example has 2 SPF records>"


def test_facts_are_found_by_name() -> None:
    assert FINDING["count"] == 2
    with pytest.raises(KeyError, match=r"^'host'$"):
        _ = FINDING["host"]


@pytest.mark.parametrize(
    "changed",
    [
        {"code": "spf.other"},
        {"severity": Severity.NOTE},
        {"message": "x"},
        {"remedy": Remedy(text="", by=Fixer.NOBODY)},
        {"subject": "b.example"},
        {"facts": (("name", "a.example"), ("count", 3))},
        {"evidence": ()},
        {"cites": ()},
    ],
)
def test_findings_are_equal_when_all_they_hold_is(changed: dict[str, Any]) -> None:
    assert but() == FINDING
    assert hash(but()) == hash(FINDING)
    assert but(**changed) != FINDING
    assert FINDING != "spf.multiple-records"
    assert len({FINDING, but(), but(**changed)}) == 2


def test_a_finding_cannot_be_changed() -> None:
    for name in ("code", "message", "_held", "new"):
        with pytest.raises(AttributeError, match=rf"^a Finding is immutable; '{name}' cannot be set$"):
            setattr(FINDING, name, "x")
        with pytest.raises(AttributeError, match=rf"^a Finding is immutable; '{name}' cannot be deleted$"):
            delattr(FINDING, name)


def test_another_subject_and_more_evidence() -> None:
    assert FINDING.about("b.example") == but(subject="b.example")
    assert FINDING.about("b.example", THERE) == but(subject="b.example", evidence=(HERE, THERE))
    assert FINDING.seen_in(THERE, THERE) == but(evidence=(HERE, THERE, THERE))
    assert FINDING.seen_in() == FINDING
    assert but() == FINDING


def test_when_to_test_again() -> None:
    waiting = Remedy(text=REMEDY.text, by=REMEDY.by, publish=PUBLISH, retest_after=HOUR)
    assert FINDING.retest_after(HOUR) == but(remedy=waiting)
    assert FINDING.retest_after(None) is FINDING
    assert FINDING.retest_after(HOUR).retest_after(None).remedy == waiting
    assert FINDING.retest_after(2 * HOUR).retest_after(HOUR) == but(remedy=waiting)
    assert FINDING.retest_after(HOUR).about("b.example").seen_in(THERE).remedy == waiting


def test_words_are_put_together_when_they_are_read_and_once() -> None:
    source = Counted()
    finding = Finding.of(source, (("count", 2),), "a.example")
    assert (finding.code, finding.severity, finding.cites, finding.facts, finding.subject, finding.evidence) == (
        "spf.counted",
        Severity.WARNING,
        ("RFC 7208 section 1",),
        (("count", 2),),
        "a.example",
        (),
    )
    assert source.asked == 0
    assert finding.message == "said of {'count': 2}"
    assert finding.remedy == REMEDY
    assert finding.about("b.example").message == "said of {'count': 2}"
    assert source.asked == 1
    told = Finding(
        code="spf.counted",
        severity=Severity.WARNING,
        message="said of {'count': 2}",
        remedy=REMEDY,
        subject="a.example",
        facts=(("count", 2),),
        cites=("RFC 7208 section 1",),
    )
    assert finding == told
    assert hash(finding) == hash(told)


def test_evidence_is_cut_when_it_is_read() -> None:
    cut = Cut(txt("a.example"), "v=spf1 +all", 7, 11)
    finding = Finding.of(Counted(), (), cuts=(cut, cut), wait=HOUR)
    assert cut.show() == HERE
    assert finding.evidence == (HERE, HERE)
    assert finding.seen_in(THERE).evidence == (HERE, HERE, THERE)
    assert finding.remedy.retest_after == HOUR


def test_a_lazy_finding_pickles_with_its_words() -> None:
    finding = Finding.of(Counted(), (("count", 2),), "a.example", (Cut(txt("a.example"), b"x", 0, 1),), HOUR)
    again = pickle.loads(pickle.dumps(finding))
    assert again == finding
    assert again.message == "said of {'count': 2}"
    assert again.remedy.retest_after == HOUR


def test_words_that_were_given_are_not_asked_for() -> None:
    with pytest.raises(NotImplementedError):
        getattr(FINDING, "_held")[0].words(())  # noqa: B009 nobody else may ask


def test_the_fingerprint_stays() -> None:
    # a mark in somebody's baseline: it may change with a new major version only
    assert FINDING.fingerprint == "1:f89b376a9313a5eb"
    assert FINDING.seen_in(THERE).retest_after(HOUR).fingerprint == FINDING.fingerprint
    assert but(message="reworded", cites=(), severity=Severity.NOTE).fingerprint == FINDING.fingerprint
    marks = [but(**changed).fingerprint for changed in ({"code": "a.b"}, {"subject": ""}, {"facts": ()})]
    assert len({*marks, FINDING.fingerprint}) == 4
    assert but(subject="\ud800").fingerprint.startswith("1:")


@settings(max_examples=50)
@given(findings(), evidence(), remedies())
def test_any_finding_survives_the_journey(finding: Finding, more: Evidence, remedy: Remedy) -> None:
    again = pickle.loads(pickle.dumps(finding))
    assert again == finding
    assert hash(again) == hash(finding)
    assert again.fingerprint == finding.fingerprint
    assert finding.seen_in(more).evidence == (*finding.evidence, more)
    assert finding.retest_after(remedy.retest_after).remedy.text == finding.remedy.text
    for name, value in finding.facts:
        assert finding[name] == value
