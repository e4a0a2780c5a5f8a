"""A report survives JSON whole, and no text makes the reader raise anything but a UsageError that says where."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any, TypeGuard

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from deliverkit import UsageError, __version__
from deliverkit.core.evidence import Evidence
from deliverkit.core.findings import Finding, Fixer, RecordChange, Remedy, Severity
from deliverkit.core.outcome import Unknown
from deliverkit.core.questions import Clock, Https, Question, txt
from deliverkit.core.report import CheckReport, Report
from deliverkit.formats.json import from_json, schema, to_json
from strategies import any_text, evidence, reports


def _is_object(part: Any) -> TypeGuard[dict[str, Any]]:
    return isinstance(part, dict)


def _is_array(part: Any) -> TypeGuard[list[Any]]:
    return isinstance(part, list)


def _closed(part: Any) -> Any:
    """The schema with every object closed, so that a member it does not describe fails."""
    if _is_array(part):
        return [_closed(one) for one in part]
    if not _is_object(part):
        return part
    shut = {name: _closed(value) for name, value in part.items()}
    if shut.get("type") == "object" and "properties" in shut:
        shut["additionalProperties"] = shut.get("additionalProperties", False)
    return shut


SCHEMA = json.loads(schema())
CLOSED: Any = Draft202012Validator(_closed(SCHEMA))
OPEN: Any = Draft202012Validator(SCHEMA)


FINDING = Finding(
    code="spf.detached-qualifier",
    severity=Severity.ERROR,
    message="The blank cuts -all in two",
    remedy=Remedy(
        text="close the gap",
        by=Fixer.DOMAIN_OWNER,
        publish=RecordChange(
            owner="a.example", rdtype="TXT", value="v=spf1 -all", replaces=("v=spf1 - all",), condition="only if"
        ),
        retest_after=timedelta(hours=1),
    ),
    subject="a.example",
    facts=(("term", "-"), ("place", 7), ("sure", True), ("other", None), ("spans", (("x", 1), ()))),
    evidence=(Evidence.cut("dns:a.example?type=TXT", b"v=spf1 - all", 7, 12),),
    cites=("RFC 7208 section 4.6.1",),
)
REPORT = Report(
    subject="a.example",
    checks=(
        CheckReport(check="dmarc", unknown=(Unknown(what="the record", why="timeout", question=txt("x.example")),)),
        CheckReport(check="spf", result="permerror", findings=(FINDING,)),
        CheckReport(check="attachments", applies=False),
    ),
)
DOCUMENT: dict[str, Any] = {
    "schema": "deliverkit.report/1",
    "tool": {"name": "deliverkit", "version": __version__},
    "subject": "a.example",
    "verdict": "problems",
    "checks": [
        {
            "check": "dmarc",
            "result": "",
            "verdict": "undetermined",
            "applies": True,
            "findings": [],
            "unknown": [{"what": "the record", "why": "timeout", "question": "dns:x.example?type=TXT"}],
        },
        {
            "check": "spf",
            "result": "permerror",
            "verdict": "problems",
            "applies": True,
            "findings": [0],
            "unknown": [],
        },
        {
            "check": "attachments",
            "result": "",
            "verdict": "not-applicable",
            "applies": False,
            "findings": [],
            "unknown": [],
        },
    ],
    "findings": [
        {
            "code": "spf.detached-qualifier",
            "severity": "error",
            "check": "spf",
            "message": "The blank cuts -all in two",
            "subject": "a.example",
            "facts": {"term": "-", "place": 7, "sure": True, "other": None, "spans": [["x", 1], []]},
            "evidence": [{"source": "dns:a.example?type=TXT", "text": "v=spf1 - all", "span": [7, 12]}],
            "remedy": {
                "text": "close the gap",
                "by": "domain owner",
                "publish": {
                    "owner": "a.example",
                    "rdtype": "TXT",
                    "value": "v=spf1 -all",
                    "replaces": ["v=spf1 - all"],
                    "condition": "only if",
                    "zone_line": 'a.example. TXT "v=spf1 -all"',
                },
                "retest_after": 3600,
            },
            "cites": ["RFC 7208 section 4.6.1"],
            "help": "rules/spf.detached-qualifier",
            "fingerprint": FINDING.fingerprint,
        }
    ],
}


def _report_with(finding: Finding) -> Report:
    return Report(subject="", checks=(CheckReport(check="c", findings=(finding,)),))


def test_the_schema_itself_is_valid() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_a_report_is_written_as_the_schema_describes() -> None:
    written = to_json(REPORT)
    assert json.loads(written) == DOCUMENT
    assert list(json.loads(written)) == ["schema", "tool", "subject", "verdict", "checks", "findings"]
    assert written.startswith('{\n  "schema": "deliverkit.report/1",\n')
    assert "\n" not in to_json(REPORT, indent=None)
    CLOSED.validate(json.loads(written))


@given(reports(), st.sampled_from([None, 2]))
@settings(max_examples=120)
def test_a_report_survives_json(report: Report, indent: int | None) -> None:
    written = to_json(report, indent=indent)
    assert written.isascii()
    CLOSED.validate(json.loads(written))
    assume(not PAIR.search(repr(report)))
    again = from_json(written)
    assert again == report
    assert repr(again) == repr(report)  # tells True from 1, which equality does not
    assert to_json(again, indent=indent) == written


# what JSON cannot say: two surrogates side by side that do not stand for one character
PAIR = re.compile(r"\\ud[89ab]..\\ud[c-f]..")


@given(st.lists(evidence(), max_size=3))
def test_any_bytes_in_evidence_survive(cut: list[Evidence]) -> None:
    assume(not PAIR.search(repr(cut)))
    written = json.loads(to_json(_report_with(FINDING.seen_in(*cut))))
    told = [(one["source"], one["text"], tuple(one["span"])) for one in written["findings"][0]["evidence"][1:]]
    expected = [(one.source, one.text, one.span) for one in cut]
    assert told == expected


def test_checks_of_the_same_name_keep_their_own_findings() -> None:
    first, second, third = (FINDING.about(name) for name in ("a", "b", "c"))
    report = Report(
        subject="x",
        checks=(CheckReport(check="dkim", findings=(first, second)), CheckReport(check="dkim", findings=(third,))),
    )
    assert from_json(to_json(report)) == report


@pytest.mark.parametrize(
    "wait",
    [
        timedelta(0),
        timedelta(microseconds=1),
        timedelta(days=36_500, microseconds=999_999),
        timedelta(days=-36_500, microseconds=1),
        timedelta(days=999_999_999, hours=23),
        timedelta(days=-999_999_999),
        timedelta(days=17_000, seconds=86_399, microseconds=333_333),
    ],
)
def test_every_wait_comes_back_exactly(wait: timedelta) -> None:
    report = _report_with(FINDING.retest_after(wait))
    assert from_json(to_json(report)) == report


def test_a_wait_that_a_number_cannot_carry_is_refused() -> None:
    with pytest.raises(UsageError, match="retest_after is too long"):
        to_json(_report_with(FINDING.retest_after(timedelta(days=36_501, microseconds=1))))


@given(st.integers(-36_500, 36_500), st.integers(0, 86_399), st.integers(0, 999_999))
def test_microseconds_are_kept(days: int, seconds: int, microseconds: int) -> None:
    wait = timedelta(days=days, seconds=seconds, microseconds=microseconds)
    report = _report_with(FINDING.retest_after(wait))
    assert from_json(to_json(report)) == report


def _deep(levels: int) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = (value,)
    return value


def _fact(value: Any) -> Report:
    return _report_with(Finding(code="a.b", severity=Severity.NOTE, message="", remedy=FINDING.remedy, facts=value))


@pytest.mark.parametrize("value", [_deep(64), 2**2048 - 1, -(2**2048) + 1, "", (), Severity.ERROR], ids=type)
def test_a_fact_at_the_limit_comes_back(value: Any) -> None:
    report = _fact((("f", value),))
    assert from_json(to_json(report)) == report


@pytest.mark.parametrize(
    "value", [_deep(65), _deep(10_000), 2**2048, 10**5000, 0.5, b"x", [1], {"a": 1}, ((1.5,),)], ids=type
)
def test_a_fact_of_another_kind_is_refused(value: Any) -> None:
    with pytest.raises(UsageError, match="fact 'f' is no text, number"):
        to_json(_fact((("f", value),)))


def test_a_fact_given_twice_is_refused() -> None:
    with pytest.raises(UsageError, match="a fact is given twice: f, f"):
        to_json(_fact((("f", 1), ("f", 2))))


def test_members_that_are_not_known_are_ignored() -> None:
    def strew(part: Any) -> Any:
        if _is_array(part):
            return [strew(one) for one in part]
        if not _is_object(part):
            return part
        strewn = {name: value if name == "facts" else strew(value) for name, value in part.items()}
        return {"later": [{"x": 1.5}], **strewn}

    assert from_json(json.dumps(strew(DOCUMENT))) == REPORT
    OPEN.validate(strew(DOCUMENT))


def test_what_follows_from_the_rest_is_not_read() -> None:
    bare = json.loads(json.dumps(DOCUMENT))
    del bare["tool"], bare["verdict"], bare["checks"][0]["verdict"], bare["findings"][0]["fingerprint"]
    del bare["findings"][0]["help"], bare["findings"][0]["check"], bare["findings"][0]["remedy"]["publish"]["zone_line"]
    assert from_json(json.dumps(bare)) == REPORT


def _places(part: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [path]
    if _is_object(part):
        found += [place for name, value in part.items() for place in _places(value, (*path, name))]
    if _is_array(part):
        found += [place for index, value in enumerate(part) for place in _places(value, (*path, index))]
    return found


_DERIVED = {"tool", "verdict", "zone_line", "help", "fingerprint"}


@pytest.mark.parametrize("place", _places(DOCUMENT), ids=lambda place: "/".join(map(str, place)) or "root")
def test_a_wrong_value_is_refused_with_its_place(place: tuple[str | int, ...]) -> None:
    document: Any = json.loads(json.dumps(DOCUMENT))
    if not place:
        document = 1.5
    else:
        parent = document
        for step in place[:-1]:
            parent = parent[step]
        parent[place[-1]] = 1.5
    free = _DERIVED.intersection(map(str, place)) or place[-2:] == ("remedy", "retest_after")
    if free or (place[:1] == ("findings",) and place[-1] == "check"):
        from_json(json.dumps(document))
        return
    with pytest.raises(UsageError) as told:
        from_json(json.dumps(document))
    pointer = "".join(f"/{step}" for step in place)
    assert f"the value at '{pointer}' is" in str(told.value)


@pytest.mark.parametrize("place", [one for one in _places(DOCUMENT) if one and isinstance(one[-1], str)])
def test_a_missing_member_is_named(place: tuple[str | int, ...]) -> None:
    document: Any = json.loads(json.dumps(DOCUMENT))
    parent = document
    for step in place[:-1]:
        parent = parent[step]
    del parent[place[-1]]
    derived = _DERIVED.intersection(map(str, place)) or (place[0] == "findings" and place[-1] == "check")
    if derived or "facts" in place[:-1]:
        from_json(json.dumps(document))
        return
    with pytest.raises(UsageError) as told:
        from_json(json.dumps(document))
    pointer = "".join(f"/{step}" for step in place[:-1])
    assert f"the value at '{pointer}' lacks the member {place[-1]!r}" in str(told.value)


_AT_FINDING = ("findings", 0)


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        (("schema",), "deliverkit.report/2", "'/schema' is not 'deliverkit.report/1'"),
        ((*_AT_FINDING, "severity"), "fatal", "'/findings/0/severity' is none of note, warning, error"),
        ((*_AT_FINDING, "remedy", "by"), "me", "'/findings/0/remedy/by' is none of author, domain owner"),
        ((*_AT_FINDING, "remedy", "retest_after"), 1e300, "'/findings/0/remedy/retest_after' is no number of seconds"),
        ((*_AT_FINDING, "remedy", "retest_after"), 10**300, "'/findings/0/remedy/retest_after' is no number of sec"),
        ((*_AT_FINDING, "remedy", "retest_after"), True, "'/findings/0/remedy/retest_after' is no whole number"),
        ((*_AT_FINDING, "evidence", 0, "span"), [0], "'/findings/0/evidence/0/span' is no pair of places"),
        ((*_AT_FINDING, "evidence", 0, "span"), [0, 13], "'/findings/0/evidence/0/span' is no pair of places"),
        ((*_AT_FINDING, "evidence", 0, "span"), [2, 1], "'/findings/0/evidence/0/span' is no pair of places"),
        ((*_AT_FINDING, "evidence", 0, "span"), [-1, 1], "'/findings/0/evidence/0/span' is no pair of places"),
        ((*_AT_FINDING, "evidence", 0, "span"), [False, 1], "'/findings/0/evidence/0/span/0' is no whole number"),
        ((*_AT_FINDING, "facts", "a/b~c"), {}, "'/findings/0/facts/a~1b~0c' is no fact"),
        ((*_AT_FINDING, "facts", "\x1b\u202e"), 2**2048, r"'/findings/0/facts/\x1b\u202e' is no fact"),
        ((*_AT_FINDING, "facts", "n" * 300), [0.5], "n..."),
        ((*_AT_FINDING, "facts", "f"), _deep(65), "'/findings/0/facts/f" + "/0" * 64 + "' is no fact"),
        (("checks", 1, "findings"), [], "'/findings/0' belongs to no check"),
        (("checks", 1, "findings"), [0, 0], "'/checks/1/findings/1' is the place of no finding"),
        (("checks", 1, "findings"), [-1], "'/checks/1/findings/0' is the place of no finding"),
        (("checks", 1, "applies"), 0, "'/checks/1/applies' is neither true nor false"),
        (("checks", 0, "unknown", 0, "question"), "http://a/", "'/checks/0/unknown/0/question' is the URI of no q"),
    ],
)
def test_a_value_that_is_not_allowed_is_refused_with_its_place(place: Any, value: Any, told: str) -> None:
    document: Any = json.loads(json.dumps(DOCUMENT))
    parent = document
    for step in place[:-1]:
        parent = parent[step]
    parent[place[-1]] = value
    with pytest.raises(UsageError) as error:
        from_json(json.dumps(document))
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "it is no JSON"),
        ("{", "it is no JSON"),
        ("\ufeff{}", "it is no JSON"),
        ("\ud800", "it is no JSON"),
        ("NaN", "NaN is not permitted"),
        ("[-Infinity]", "-Infinity is not permitted"),
        ("1" * 5000, "it is no JSON"),
        ("[" * 200_000, "it is nested too deeply"),
        ('{"a":' * 200_000, "it is nested too deeply"),
        ("[" * 900 + "]" * 900, "the value at '' is no object"),
        ("null", "the value at '' is no object"),
        ("{}", "the value at '' lacks the member 'schema'"),
    ],
)
def test_text_that_is_no_report_is_refused(text: str, told: str) -> None:
    with pytest.raises(UsageError) as error:
        from_json(text)
    assert told in str(error.value)


def test_a_number_beyond_every_float_is_no_wait() -> None:
    with pytest.raises(UsageError, match="is no number of seconds"):
        from_json(to_json(REPORT).replace("3600", "1e999"))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | any_text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from([one for one in _places(DOCUMENT) if one]), _JSON)
@settings(max_examples=500)
def test_any_value_anywhere_is_read_or_refused(place: tuple[str | int, ...], value: Any) -> None:
    document: Any = json.loads(json.dumps(DOCUMENT))
    parent = document
    for step in place[:-1]:
        parent = parent[step]
    parent[place[-1]] = value
    told = ""
    try:
        report = from_json(json.dumps(document))
    except UsageError as error:
        told = str(error)
    else:
        assert from_json(to_json(report)) == report
    assert told.isascii()


@given(st.one_of(any_text(), st.integers(0, 4000).map(lambda end: to_json(REPORT)[:end])))
@settings(max_examples=500)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        from_json(text)
    except UsageError:
        return
    assert json.loads(text) == DOCUMENT


_QUESTIONS: list[Question[Any] | None] = [None, Clock(), Https("https://a.example/?x"), txt("a b?type=/\udc80")]


@pytest.mark.parametrize("question", _QUESTIONS)
def test_every_question_comes_back(question: Question[Any] | None) -> None:
    report = Report(subject="", checks=(CheckReport(check="", unknown=(Unknown(what="", why="", question=question),)),))
    assert from_json(to_json(report)) == report
    CLOSED.validate(json.loads(to_json(report)))


@pytest.mark.parametrize("wrong", [None, 5, {}, FINDING])
def test_what_is_no_text_is_refused(wrong: Any) -> None:
    with pytest.raises(UsageError, match=rf"^from_json\(\) takes the text of a report, not {type(wrong).__name__}$"):
        from_json(wrong)


def test_octets_are_read_too() -> None:
    document: Any = to_json(_report_with(FINDING)).encode()
    assert from_json(document) == _report_with(FINDING)
    with pytest.raises(UsageError, match="it is no JSON"):
        from_json(document[:-1] + b"\xff")
