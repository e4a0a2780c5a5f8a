"""What can be added to, or changed in, a message without breaking its signature, and what is told of a broken one?"""

from __future__ import annotations

from typing import Any

import pytest

from deliverkit.core.findings import Finding
from deliverkit.dkim.signature import SignatureHeader, parse_signature
from deliverkit.dkim.verifying.form import coverage_findings, form_findings
from deliverkit.message import Message


def read(h: str, header: str) -> tuple[Message, SignatureHeader]:
    text = f"DKIM-Signature: v=1; a=rsa-sha256; d=a.example; s=s1; bh=QUJD; h={h}; b=QUJD\r\n{header}\r\nx\r\n"
    message = Message.parse(text.encode())
    return message, parse_signature(message.get_all("dkim-signature")[0])


def told(h: str, header: str) -> list[tuple[str, dict[str, Any]]]:
    return [
        (one.code, {name: value for name, value in one.facts if name not in ("domain", "selector")})
        for one in coverage_findings(*read(h, header))
    ]


ONCE = "From: a@a.example\r\nSubject: hi\r\n"


class TestCoverage:
    def test_over_signed(self) -> None:
        assert told("from:from:subject:subject", ONCE) == []

    def test_what_could_be_added(self) -> None:
        assert told("from:subject", ONCE) == [("dkim.addable-field", {"fields": ("From", "Subject")})]
        assert told("from:from:subject", ONCE) == [("dkim.addable-field", {"fields": ("Subject",)})]
        # none is there, and none is named: it could be added, but so could any other
        assert told("from:from", "From: a@a.example\r\n") == [("dkim.addable-field", {"fields": ("Subject",)})]

    def test_what_is_not_signed(self) -> None:
        header = f"{ONCE}Date: x\r\nCc: y\r\nX-Mailer: z\r\n"
        assert told("from:from", header) == [("dkim.unsigned-fields", {"fields": ("Subject", "Date", "Cc")})]

    @pytest.mark.parametrize(("signed", "count"), [(1, 2), (1, 3), (2, 3)])
    def test_several_of_what_may_stand_once(self, signed: int, count: int) -> None:
        message, header = read(
            ":".join(["from"] * signed + ["subject"] * 2), "From: x@a.example\r\n" * count + "Subject: hi\r\n"
        )
        (finding,) = coverage_findings(message, header)
        assert finding.code == "dkim.uncovered-field"
        assert (finding["field"], finding["count"], finding["signed"]) == ("From", count, signed)
        # signatures cover from the bottom, so the upper ones are not signed
        sources = [f"message:header:From:{n + 1}" for n in range(count - signed)]
        assert [one.source for one in finding.evidence] == [*sources, "message:header:DKIM-Signature:1"]

    def test_a_crowd_is_shown_by_three(self) -> None:
        message, header = read("from:subject:subject", "From: x@a.example\r\n" * 50 + "Subject: hi\r\n")
        (finding,) = coverage_findings(message, header)
        assert len(finding.evidence) == 4

    def test_several_that_are_all_signed_or_not_at_all(self) -> None:
        header = "From: a@a.example\r\nTo: b\r\nTo: c\r\nSubject: hi\r\n"
        assert told("from:from:subject:subject:to:to", header) == []
        assert told("from:from:subject:subject", header) == [("dkim.unsigned-fields", {"fields": ("To",)})]


class TestForm:
    def test_at_most_ten(self) -> None:
        _, header = read("from;" * 40, ONCE)
        found = form_findings(header)
        assert [one.code for one in found] == ["dkim.malformed-signature"] * 10

    def test_long_values_are_cut_and_odd_ones_escaped(self) -> None:
        _, header = read("from; z=" + "x" * 5000 + "; a=rsa-\u00e9\x07" + "y" * 200, ONCE)
        for one in form_findings(header):
            assert len(one.message) < 250
            assert one.message.isascii()
            assert one.message.isprintable()

    def test_evidence_has_no_line_end(self) -> None:
        _, header = read("from", ONCE)
        assert not header.cut("v").show().text.endswith("\\x0a")


def test_every_fault_has_a_sentence() -> None:
    lists = (
        "v=2; a=x; c=y; q=z; d=a; s=/; h=to; bh=?; b=!; i=@b.example; l=x; t=2; x=1; u=1; ; w; v=1",
        "v=1; d=a.example; i=@b.example",
        "",
    )
    found: list[Finding] = []
    for text in lists:
        field = Message.parse(f"DKIM-Signature: {text}\r\n\r\n".encode()).fields
        header = parse_signature(next(iter(field)))
        for problem in header.problems:
            found += form_findings(header._replace(problems=(problem,)))
    assert len({one.code for one in found}) == 12
