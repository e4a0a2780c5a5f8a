"""Hypothesis strategies for the values of the core, shared by the tests of everything that carries them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from deliverkit.core.evidence import Evidence
from deliverkit.core.findings import Fact, Finding, Fixer, RecordChange, Remedy, Severity
from deliverkit.core.outcome import Outcome, Unknown
from deliverkit.core.questions import Answer, Clock, Dns, Https, Mx, Page, Question, Status, Txt
from deliverkit.core.report import CheckReport, Report

__all__ = [
    "answers",
    "any_text",
    "check_reports",
    "codes",
    "domains",
    "evidence",
    "facts",
    "findings",
    "outcomes",
    "pages",
    "questions",
    "record_changes",
    "remedies",
    "reports",
    "unknowns",
]

_LABELS = st.text("abcxyz019_", min_size=1, max_size=9) | st.sampled_from(["a-b", "xn--mnchen-3ya", "_dmarc", "w" * 62])
_WORDS = st.lists(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=8), min_size=1, max_size=3).map("-".join)
# fmt: off
_SEEDS = [
    "", " ", '"', "\\", "<script>alert(1)</script>", "a.example", "münchen.example", "line\r\nbreak", "\x00",
    "\x1b[31m", "\u202e", "\udc80", "\ud800", "\ufeff", "v=spf1 -all", "&amp;", "%0d%0a", "\U0001f4e7", "a" * 400,
]
# fmt: on

domains = st.lists(_LABELS, min_size=1, max_size=4).map(".".join)
"""Domain names in normal form."""

codes = st.tuples(_WORDS, _WORDS).map(".".join)
"""Codes of findings: ``package.kebab-case``."""


def any_text(max_size: int = 40) -> st.SearchStrategy[str]:
    """Any text at all: controls, lone surrogates and what breaks formats included."""
    return st.one_of(st.text(max_size=max_size), st.text(st.characters(), max_size=max_size), st.sampled_from(_SEEDS))


@st.composite
def evidence(draw: st.DrawFn) -> Evidence:
    """A window cut out of any bytes or any text."""
    raw: bytes | str = draw(st.one_of(st.binary(max_size=300), any_text(300)))
    start = draw(st.integers(0, len(raw)))
    end = draw(st.one_of(st.none(), st.integers(start, len(raw))))
    source = draw(
        st.one_of(
            domains.map(lambda name: f"dns:{name}?type=TXT"),
            st.integers(1, 9).map(lambda at: f"message:header:From:{at}"),
            st.sampled_from(
                ["message:part:2!invoice.zip!run.js", "csv:row:7:B", "form:local_part", "https://a.example/"]
            ),
            any_text(),
        )
    )
    return Evidence.cut(source, raw, start, end)


def _facts_of(inner: st.SearchStrategy[Fact]) -> st.SearchStrategy[Fact]:
    return st.lists(inner, max_size=3).map(tuple)


def facts() -> st.SearchStrategy[tuple[tuple[str, Fact], ...]]:
    """Facts of a finding: names that differ, values of every kind, tuples nested."""
    plain: st.SearchStrategy[Fact] = st.one_of(st.none(), st.booleans(), st.integers(-(2**63), 2**64), any_text())
    values: st.SearchStrategy[Fact] = st.recursive(plain, _facts_of, max_leaves=4)
    names = _WORDS.map(lambda word: word.replace("-", "_"))
    return st.lists(st.tuples(names, values), max_size=4, unique_by=lambda pair: pair[0]).map(tuple)


def record_changes() -> st.SearchStrategy[RecordChange]:
    """Changes to one record, of TXT and of other types, with and without a condition."""
    return st.builds(
        RecordChange,
        owner=domains,
        rdtype=st.sampled_from(["TXT", "MX", "CNAME"]),
        value=any_text(),
        replaces=st.lists(any_text(), max_size=2).map(tuple),
        condition=any_text(),
    )


def remedies() -> st.SearchStrategy[Remedy]:
    """Remedies with and without a record to publish; waits are whole seconds, as a TTL is."""
    return st.builds(
        Remedy,
        text=any_text(),
        by=st.sampled_from(Fixer),
        publish=st.none() | record_changes(),
        retest_after=st.none() | st.integers(0, 2**31 - 1).map(lambda wait: timedelta(seconds=wait)),
    )


def findings() -> st.SearchStrategy[Finding]:
    """Findings of every severity, about anything."""
    return st.builds(
        Finding,
        code=codes,
        severity=st.sampled_from(Severity),
        message=any_text(),
        remedy=remedies(),
        subject=st.one_of(domains, any_text()),
        facts=facts(),
        evidence=st.lists(evidence(), max_size=2).map(tuple),
        cites=st.lists(st.sampled_from(["RFC 7208 section 4.5", "RFC 5322 section 3.6"]), max_size=2).map(tuple),
    )


def _dns(name: str, rdtype: str) -> Dns[Any]:
    return Dns(name, rdtype)


def questions() -> st.SearchStrategy[Question[Any]]:
    """Questions of all three kinds."""
    rdtypes = st.sampled_from(["TXT", "A", "AAAA", "MX", "PTR", "CNAME", "TLSA"])
    asked: st.SearchStrategy[Dns[Any]] = st.builds(_dns, st.one_of(domains, any_text()), rdtypes)
    return st.one_of(asked, domains.map(lambda name: Https(f"https://{name}/x?y=1")), st.just(Clock()))


def answers(rdtype: str) -> st.SearchStrategy[Answer[Any]]:
    """Answers of every status to a question for *rdtype*."""
    records: st.SearchStrategy[Any]
    match rdtype:
        case "TXT" | "SPF":
            records = st.builds(Txt, st.lists(st.binary(max_size=300), max_size=3).map(tuple))
        case "MX":
            records = st.builds(Mx, st.integers(0, 65535), st.one_of(st.just(""), domains))
        case _:
            records = st.one_of(domains, any_text())
    aliases = st.lists(domains, max_size=2).map(tuple)
    ttls = st.none() | st.integers(0, 2**31 - 1)
    found = st.lists(records, min_size=1, max_size=3).map(tuple)
    none = st.sampled_from([Status.NO_DATA, Status.NO_NAME])
    reasons = st.sampled_from(["timeout", "servfail", "refused", "not-in-zone"])
    return st.one_of(
        st.builds(Answer, st.just(Status.FOUND), found, st.just(""), aliases, ttls, st.booleans()),
        st.builds(Answer, none, st.just(()), st.just(""), aliases, ttls, st.booleans()),
        st.builds(Answer, st.just(Status.UNREACHABLE), st.just(()), reasons, aliases),
    )


def pages() -> st.SearchStrategy[Page]:
    """What an HTTPS request brings, bodies of any bytes."""
    read = st.builds(Page, st.integers(100, 599), st.binary(max_size=200))
    return read | st.sampled_from(["timeout", "no-fetcher", "tls"]).map(lambda reason: Page(0, reason=reason))


def unknowns() -> st.SearchStrategy[Unknown]:
    """Things that could not be known, with and without the question behind them."""
    return st.builds(Unknown, what=any_text(), why=any_text(), question=st.none() | questions())


def outcomes(values: st.SearchStrategy[Any] | None = None) -> st.SearchStrategy[Outcome[Any]]:
    """Outcomes of any value, findings and unknowns."""
    return st.builds(
        Outcome,
        value=st.none() | domains if values is None else values,
        findings=st.lists(findings(), max_size=3).map(tuple),
        unknown=st.lists(unknowns(), max_size=2).map(tuple),
        applies=st.booleans(),
    )


def check_reports() -> st.SearchStrategy[CheckReport]:
    """One check of a report."""
    return st.builds(CheckReport.of, _WORDS, outcomes(), st.sampled_from(["", "pass", "softfail"]))


def reports() -> st.SearchStrategy[Report]:
    """Reports of any subject with up to three checks."""
    checks = st.lists(check_reports(), max_size=3, unique_by=lambda one: one.check)
    return st.builds(Report, subject=st.one_of(domains, any_text()), checks=checks.map(tuple))
