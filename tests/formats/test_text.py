"""The text a person reads: its layout, its width, and that nothing in a report can attack the terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import dns.rdatatype
import dns.zone
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from deliverkit import UsageError
from deliverkit.core.evidence import Evidence
from deliverkit.core.findings import Finding, Fixer, RecordChange, Remedy, Severity
from deliverkit.core.outcome import Unknown
from deliverkit.core.questions import Clock, Https, txt
from deliverkit.core.report import CheckReport, Report
from deliverkit.formats.publishing import record_lines
from deliverkit.formats.text import (
    checked_text,
    finding_text,
    in_reading_order,
    plain,
    retest_text,
    to_text,
    unknown_text,
    verdict_text,
)
from strategies import any_text, evidence, findings, reports

BROKEN = "v=spf1 include:spf.mailhost.example - all"
MENDED = "v=spf1 include:spf.mailhost.example -all"


def _finding(severity: Severity = Severity.ERROR, **others: Any) -> Finding:
    given: dict[str, Any] = {"code": "a.b", "message": "", "remedy": Remedy(text="", by=Fixer.AUTHOR), **others}
    return Finding(severity=severity, **given)


def _publishes(change: RecordChange, text: str = "", **others: Any) -> Finding:
    return _finding(remedy=Remedy(text=text, by=Fixer.DOMAIN_OWNER, publish=change), **others)


def _body(finding: Finding, width: int = 60) -> list[str]:
    head, *body = finding_text(finding, width=width).split("\n")
    assert head.startswith(f"{finding.severity.name} ")
    return body


ATTACHMENT = _finding(
    code="attachments.forbidden-extension",
    message="A script, refused inside archives too (also by Gmail and Exchange Online).",
    remedy=Remedy(text="take it out, put it on your web space, send the link", by=Fixer.AUTHOR),
    evidence=(Evidence.cut("message:part:2!invoice.zip!scan.pdf.js", "scan.pdf.js", 9),),
)
QUALIFIER = _finding(
    code="spf.detached-qualifier",
    subject="atelier.example",
    message="The blank cuts -all in two: the whole record is void (permerror), for every mail you send.",
    remedy=Remedy(
        text="",
        by=Fixer.DOMAIN_OWNER,
        publish=RecordChange(owner="atelier.example", rdtype="TXT", value=MENDED, replaces=(BROKEN,)),
        retest_after=timedelta(hours=1),
    ),
    evidence=(Evidence.cut("dns:atelier.example?type=TXT", BROKEN, 36, 41),),
)
RECORDS = _finding(
    code="dmarc.multiple-records",
    message="Two records: receivers discard both, so the domain has no DMARC at all.",
    remedy=Remedy(
        text="replace both by this one",
        by=Fixer.DOMAIN_OWNER,
        publish=RecordChange(
            owner="_dmarc.atelier.example",
            rdtype="TXT",
            value="v=DMARC1; p=none",
            replaces=("v=DMARC1; p=none", "v=DMARC1; p=reject"),
        ),
    ),
    evidence=tuple(
        Evidence.cut("dns:_dmarc.atelier.example?type=TXT", raw) for raw in ("v=DMARC1; p=none", "v=DMARC1; p=reject")
    ),
)
FORMAT = _finding(
    Severity.NOTE,
    code="content.odd-date",
    message="The date is odd.",
    remedy=Remedy(text="", by=Fixer.NOBODY),
    subject="m\u00fcnchen",
)
REPORT = Report(
    subject="refused.eml",
    checks=(
        CheckReport(check="content", findings=(FORMAT, ATTACHMENT)),
        CheckReport(check="spf", result="permerror", findings=(QUALIFIER,)),
        CheckReport(check="links", applies=False),
        CheckReport(
            check="dmarc",
            findings=(RECORDS,),
            unknown=(
                Unknown(what="block lists", why="off"),
                Unknown(what="reverse DNS", why="timeout", question=txt("x.example")),
            ),
        ),
    ),
)
PAGE = r"""
[1] ERROR   attachments.forbidden-extension                        fix: author
    invoice.zip > scan.pdf.js
                           ^^
    A script, refused inside archives too (also by Gmail and Exchange Online).
    Do       take it out, put it on your web space, send the link
[2] ERROR   spf.detached-qualifier                           fix: domain owner
    atelier.example. TXT "v=spf1 include:spf.mailhost.example - all"
                                                              ^^^^^
    The blank cuts -all in two: the whole record is void (permerror), for
    every mail you send.
    Publish  atelier.example. TXT "v=spf1 include:spf.mailhost.example -all"
             in place of the record above
[3] ERROR   dmarc.multiple-records                           fix: domain owner
    _dmarc.atelier.example. TXT "v=DMARC1; p=none"
    _dmarc.atelier.example. TXT "v=DMARC1; p=reject"
    Two records: receivers discard both, so the domain has no DMARC at all.
    Do       replace both by this one
    Publish  _dmarc.atelier.example. TXT "v=DMARC1; p=none"
             in place of the 2 records above
[4] NOTE    content.odd-date                                       fix: nobody
    About    m\xfcnchen
    The date is odd.

After publishing, wait 1 h (TTL of the old records), then test again.

Checked: content, spf (permerror), links (nothing to judge), dmarc.
Not checked: block lists (off), reverse DNS (timeout: x.example TXT).
refused.eml: problems (3 errors, 1 note)
""".lstrip()


def test_the_page() -> None:
    assert to_text(REPORT, width=78) == PAGE
    assert to_text(REPORT).split("\n")[0] == "[1] ERROR   attachments.forbidden-extension".ljust(89) + "fix: author"


def test_a_report_of_nothing() -> None:
    assert to_text(Report(subject="")) == "not-applicable\n"
    clean = Report(subject="a.example", checks=(CheckReport(check="spf", result="pass"),))
    assert to_text(clean) == "Checked: spf (pass).\na.example: clean\n"


def test_numbers_of_two_digits_are_indented_alike() -> None:
    many = Report(subject="", checks=(CheckReport(check="c", findings=(_finding(message="m"),) * 10),))
    lines = to_text(many, width=40).split("\n")
    assert lines[:2] == ["[1]  ERROR   a.b             fix: author", "     m"]
    assert lines[18:20] == ["[10] ERROR   a.b             fix: author", "     m"]


def test_a_title_that_does_not_fit_takes_two_lines() -> None:
    told = finding_text(_finding(Severity.WARNING, code="area." + "long-name-" * 5), tag="[1]", width=40)
    assert told.split("\n") == [
        "[1] WARNING",
        "    area.long-name-long-name-long-name-l",
        "    ong-name-long-name-",
        "                             fix: author",
    ]


@pytest.mark.parametrize("width", [39, 0, -1])
def test_a_width_that_is_too_narrow_is_refused(width: int) -> None:
    with pytest.raises(UsageError, match="too narrow"):
        to_text(REPORT, width=width)
    with pytest.raises(UsageError, match="too narrow"):
        finding_text(ATTACHMENT, width=width)


def test_a_tag_that_is_too_wide_is_refused() -> None:
    assert finding_text(ATTACHMENT, tag="t" * 9, width=40)
    with pytest.raises(UsageError, match="leaves too few of 40 columns"):
        finding_text(ATTACHMENT, tag="t" * 10, width=40)


@pytest.mark.parametrize(
    ("source", "text", "shown"),
    [
        ("dns:a.example?type=TXT", "v=spf1", 'a.example. TXT "v=spf1"'),
        ("dns:a.example?type=SPF", "v=spf1", 'a.example. SPF "v=spf1"'),
        ("dns:a.example?type=MX", "10 mx.a.example.", "a.example. MX 10 mx.a.example."),
        ("dns:a%20b%1B.example?type=TXT", "", r'a b\x1b.example. TXT ""'),
        ("message:header:From:1", "a@b.example", "From: a@b.example"),
        ("message:header:From:2", "a@b.example", "From (2): a@b.example"),
        ("message:header:from:2", "From: a@b.example", "From: a@b.example"),
        ("message:part:2.1:header:Subject:1", "x", "part 2.1: Subject: x"),
        ("message:part:2.1:header:Subject:1", "Subject: x", "part 2.1: Subject: x"),
        ("message:part:2", "a.js", "part 2: a.js"),
        ("message:part:2:body", "a.js", "part 2: body: a.js"),
        ("message:part:2!a.js", "a.js", "a.js"),
        ("message:part:2!a.zip!b:c.js", "x", "a.zip > b:c.js: x"),
        ("message:body:line:12", "x", "body line 12: x"),
        ("message", "x", "x"),
        ("csv:row:7:B", "x", "row 7, column B: x"),
        ("form:local_part", "x", "local_part: x"),
        ("https://a.example/", "x", "https://a.example/: x"),
        ("spf", "x", "spf: x"),
        ("", "x", "x"),
    ],
)
def test_where_evidence_stands_is_readable(source: str, text: str, shown: str) -> None:
    assert _body(_finding(evidence=(Evidence.cut(source, text),))) == [shown]


@pytest.mark.parametrize(
    ("text", "start", "end", "shown"),
    [
        ("abcdef", 2, 4, ["abcdef", "  ^^"]),
        ("abcdef", 2, 2, ["abcdef", "  ^"]),
        ("abcdef", 6, 6, ["abcdef", "      ^"]),
        ("abcdef", 0, 6, ["abcdef"]),
        ("", 0, 0, []),
        ("\u00e9\u202eb", 2, 3, [r"\xe9\u202eb", "          ^"]),
        ("\u00e9\u202eb", 0, 1, [r"\xe9\u202eb", "^^^^"]),
        ("a" * 70, 55, 65, ["a" * 59, " " * 55 + "^^^^", "  " + "a" * 11, "  ^^^^^^"]),
        ("a" * 59, 59, 59, ["a" * 59, " " * 59 + "^"]),
        ("a" * 50 + " " + "b" * 20, 51, 53, ["a" * 50, "  " + "b" * 20, "  ^^"]),
        ("a" * 50 + " " + "b" * 20, 50, 51, ["a" * 50, " " * 50 + "^", "  " + "b" * 20]),
    ],
)
def test_the_faulty_part_is_marked(text: str, start: int, end: int, shown: list[str]) -> None:
    assert _body(_finding(evidence=(Evidence(source="", text=text, span=(start, end)),))) == shown


def test_a_missing_end_is_marked_at_the_closing_quote() -> None:
    cut = Evidence.cut("dns:a.example?type=TXT", b"v=spf1", 6)
    assert _body(_finding(evidence=(cut,))) == ['a.example. TXT "v=spf1"', " " * 22 + "^"]


@pytest.mark.parametrize(
    ("subject", "others", "told"),
    [
        ("A.example", {"message": "a.example has none"}, False),
        ("a.example", {"evidence": (Evidence.cut("dns:a.example?type=TXT", "x"),)}, False),
        ("a.js", {"evidence": (Evidence.cut("message:part:2", "A.JS"),)}, False),
        ("a.example", {"message": "there is none"}, True),
        ("", {"message": "there is none"}, False),
    ],
)
def test_the_subject_is_told_where_nothing_else_tells_it(subject: str, others: Any, told: bool) -> None:
    assert (f"About    {subject}" in _body(_finding(subject=subject, **others))) is told


def test_the_owner_of_the_record_to_publish_tells_the_subject() -> None:
    change = RecordChange(owner="a.example", rdtype="TXT", value="x")
    assert _body(_publishes(change, subject="a.example")) == ['Publish  a.example. TXT "x"']


def _change(value: str, *replaces: str, condition: str = "", rdtype: str = "TXT") -> RecordChange:
    return RecordChange(owner="a.example", rdtype=rdtype, value=value, replaces=replaces, condition=condition)


SHOWN = Evidence.cut("dns:a.example?type=TXT", "old")


@pytest.mark.parametrize(
    ("change", "text", "shown"),
    [
        (_change(""), "", []),
        (_change("", condition="only if it is yours"), "", []),
        (_change("new"), "do it", ["Do       do it", 'Publish  a.example. TXT "new"']),
        (
            _change("new", condition="only if 192.0.2.1 is yours"),
            "",
            ["Publish  only if 192.0.2.1 is yours:", '         a.example. TXT "new"'],
        ),
        (
            _change("new", condition="only if 192.0.2.1 is yours"),
            "only if 192.0.2.1 is yours: do it",
            ["Do       only if 192.0.2.1 is yours: do it", 'Publish  a.example. TXT "new"'],
        ),
        (_change("new", "old"), "", ['Publish  a.example. TXT "new"', "         in place of the record above"]),
        (_change("", "old"), "", ["Publish  nothing; delete the record above"]),
        (
            _change("new", "old", "other"),
            "",
            [
                'Publish  a.example. TXT "new"',
                "         in place of:",
                '         a.example. TXT "old"',
                '         a.example. TXT "other"',
            ],
        ),
        (_change("", "", "x" * 60), "", [
            "Publish  nothing; delete:",
            '         a.example. TXT ""',
            '         a.example. TXT "' + "x" * 32 + "...",
        ]),
        (
            _change("10 mx.", "old", rdtype="MX"),
            "",
            ["Publish  a.example. MX 10 mx.", "         in place of:", "         a.example. MX old"],
        ),
        (
            _change("3 1 1 " + "ab" * 32, rdtype="TLSA"),
            "",
            ["Publish  a.example. TLSA 3 1 1 " + "ab" * 32],
        ),
    ],
)  # fmt: skip
def test_what_to_publish(change: RecordChange, text: str, shown: list[str]) -> None:
    body = _body(_publishes(change, text, evidence=(Evidence.cut("form:x", "unlike"), SHOWN)))
    assert body[2:] == shown


def test_an_old_record_of_which_a_window_was_shown_stands_above() -> None:
    old = "v=spf1 " + "ip4:192.0.2.1 " * 20 + "?all"
    cut = Evidence.cut("dns:a.example?type=TXT", old, 100, 110)
    assert cut.text.startswith("...")
    assert cut.text.endswith("...")
    assert _body(_publishes(_change("new", old), evidence=(cut,)))[-1] == "         in place of the record above"


def _read_back(lines: list[str]) -> bytes:
    """What a name server reads in these lines."""
    zone = dns.zone.from_text("$TTL 60\n" + "\n".join(lines) + "\n", origin="a.example.", check_origin=False)
    found: list[Any] = [*zone.find_rdataset("@", dns.rdatatype.TXT)]
    return b"".join(found[0].strings)


@given(st.text(min_size=1, max_size=900) | st.text('ab "\\\u00e9', min_size=1), st.integers(25, 400))
@settings(max_examples=300)
def test_a_record_in_several_lines_is_the_same_record(value: str, width: int) -> None:
    change = _change(value)
    lines = list(record_lines(change, width))
    assert _read_back(lines) == value.encode() == _read_back([change.zone_line])
    assert max(map(len, lines)) <= width


def test_lines_of_a_record_are_broken_at_blanks() -> None:
    assert list(record_lines(_change("v=spf1 ip4:192.0.2.1 ip4:192.0.2.22 -all"), 40)) == [
        "a.example. TXT (",
        '  "v=spf1 ip4:192.0.2.1 "',
        '  "ip4:192.0.2.22 -all" )',
    ]


def test_a_record_too_narrow_for_one_octet_still_comes_out() -> None:
    assert list(record_lines(_change("a\u00e9"), 1)) == ["a.example. TXT (", '  "a"', '  "\\195"', '  "\\169" )']


def test_no_string_of_a_record_is_longer_than_255_octets() -> None:
    lines = list(record_lines(_change("x" * 600), 450))
    assert [len(line) for line in lines] == [16, 2 + 257, 2 + 257, 2 + 92 + 2]


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0.5, "1 s"),
        (1, "1 s"),
        (60, "1 min"),
        (3600, "1 h"),
        (5400, "1 h 30 min"),
        (86_400, "1 day"),
        (200_001, "2 days 7 h 33 min 21 s"),
    ],
)
def test_the_longest_wait_is_told(seconds: float, told: str) -> None:
    waits = [ATTACHMENT, ATTACHMENT.retest_after(timedelta(seconds=seconds)), ATTACHMENT.retest_after(timedelta(0))]
    assert retest_text(waits) == f"After publishing, wait {told} (TTL of the old records), then test again."


@pytest.mark.parametrize("waits", [[], [timedelta(0)], [timedelta(-1)]])
def test_no_wait_is_not_told(waits: list[timedelta]) -> None:
    assert retest_text([ATTACHMENT, *(ATTACHMENT.retest_after(wait) for wait in waits)]) == ""


@pytest.mark.parametrize(
    ("unknown", "told"),
    [
        (Unknown(what="SPF", why="timeout"), "SPF (timeout)"),
        (Unknown(what="SPF", why=""), "SPF"),
        (Unknown(what="SPF", why="", question=txt("a.example")), "SPF (a.example TXT)"),
        (Unknown(what="SPF", why="timeout", question=txt("a.example")), "SPF (timeout: a.example TXT)"),
        (Unknown(what="SPF of a.example", why="timeout", question=txt("a.example")), "SPF of a.example (timeout)"),
        (Unknown(what="the key", why="old", question=Clock()), "the key (old)"),
        (Unknown(what="it", why="none", question=Https("https://a.example/")), "it (none: https://a.example/)"),
        (
            Unknown(what="https://a.example/", why="none", question=Https("https://a.example/")),
            "https://a.example/ (none)",
        ),
    ],
)
def test_what_could_not_be_known_is_told(unknown: Unknown, told: str) -> None:
    assert unknown_text([unknown]) == f"Not checked: {told}."
    assert unknown_text([unknown, unknown]) == f"Not checked: {told}."


def test_nothing_unknown_and_nothing_checked_are_not_told() -> None:
    assert unknown_text([]) == checked_text([]) == ""


UNKNOWN = Unknown(what="SPF", why="client IP not given")


@pytest.mark.parametrize(
    ("check", "told"),
    [
        (CheckReport(check="spf", unknown=(UNKNOWN,)), ""),
        (CheckReport(check="spf", unknown=(UNKNOWN,), applies=False), ""),
        (CheckReport(check="spf", unknown=(UNKNOWN,), result="temperror"), "Checked: spf (temperror)."),
        (CheckReport(check="spf", unknown=(UNKNOWN,), findings=(_finding(Severity.NOTE),)), "Checked: spf."),
        (CheckReport(check="spf"), "Checked: spf."),
        (CheckReport(check="spf", applies=False), "Checked: spf (nothing to judge)."),
    ],
)
def test_a_check_that_came_to_nothing_is_not_told_as_made(check: CheckReport, told: str) -> None:
    assert checked_text([check]) == told


def test_the_verdict_counts() -> None:
    found = tuple(_finding(severity) for severity in (Severity.NOTE, Severity.WARNING, Severity.WARNING))
    report = Report(subject="a.example", checks=(CheckReport(check="c", findings=found),))
    assert verdict_text(report) == "a.example: problems (2 warnings, 1 note)"


def test_notes_come_last() -> None:
    found = [_finding(severity, code=f"a.{at}") for at, severity in enumerate(map(Severity, (1, 2, 1, 3, 2)))]
    assert [one.code for one in in_reading_order(found)] == ["a.1", "a.3", "a.4", "a.0", "a.2"]


SAFE = re.compile(r"[ -~\n]*")


def _unbreakable(report: Report) -> Iterator[str]:
    for one in report.findings:
        if one.remedy.publish is not None:
            line = one.remedy.publish.zone_line
            yield line if one.remedy.publish.rdtype != "TXT" else line.partition('"')[0] + "("


@given(reports(), st.integers(40, 120))
@settings(max_examples=120)
def test_a_terminal_cannot_be_attacked_and_no_line_is_too_long(report: Report, width: int) -> None:
    told = to_text(report, width=width)
    assert SAFE.fullmatch(told)
    whole = set(_unbreakable(report))
    for line in told.split("\n"):
        assert len(line) <= width or line.strip().removeprefix("Publish").strip() in {one.strip() for one in whole}


@given(findings(), any_text(8), st.sampled_from([70, 100]))
def test_one_finding_cannot_attack_a_terminal(finding: Finding, tag: str, width: int) -> None:
    assert SAFE.fullmatch(finding_text(finding, tag=plain(tag)[:9], width=width))


def test_thousands_of_records_to_replace_are_counted_at_once() -> None:
    texts = [f"v=spf1 exists:{number}.{'x' * 200}.example -all" for number in range(1000)]
    change = RecordChange(owner="a.example", rdtype="TXT", value="new", replaces=tuple(texts))
    cuts = [Evidence.cut(source, text) for text in texts for source in (txt("a.example").uri, txt("b.example").uri)]
    assert _body(_publishes(change, evidence=tuple(cuts)))[-1] == "         in place of the 1000 records above"
    assert _body(_publishes(change, evidence=tuple(cuts[1::2])))[-1001] == "         in place of:"


@given(any_text(200))
@settings(max_examples=300)
def test_plain_is_plain_and_keeps_what_is(text: str) -> None:
    told = plain(text)
    assert re.fullmatch("[ -~]*", told)
    assert plain(told) == told


@given(evidence(), st.sampled_from([50, 72, 100]))
@settings(max_examples=300)
def test_any_bytes_in_evidence_are_found_in_the_text(cut: Evidence, width: int) -> None:
    assume("^" not in cut.text + cut.source)
    body = _body(_finding(evidence=(cut,)), width)
    shown = "".join(line for line in body if "^" not in line)
    assert _unspaced(plain(cut.text)) in _unspaced(shown)
    whole = cut.span == (0, len(cut.text))
    assert sum(line.count("^") for line in body) == (0 if whole else max(1, len(plain(cut.marked))))


def _unspaced(text: str) -> str:
    return "".join(text.split())
