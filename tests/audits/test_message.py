"""Does one report say all that can be known of a message, and name what could not be?"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import deliverkit as dk
from deliverkit import content, dmarc, spf
from deliverkit.core.questions import Answer, Status, Txt
from strategies import any_text

RAW = (
    b"From: Anna <anna@a.example>\r\nTo: ben@b.example\r\nDate: Sun, 22 Nov 2026 12:00:00 +0000\r\n"
    b"Message-ID: <1@a.example>\r\nSubject: hello\r\n\r\nHello.\r\n"
)
DMARC = {("_dmarc.a.example", "TXT"): ["v=DMARC1; p=quarantine"]}
WORLD = dk.TableResolver(
    {**DMARC, ("a.example", "TXT"): ["v=spf1 ip4:192.0.2.1 -all"], ("mail.a.example", "A"): ["192.0.2.1"]}
)
ENVELOPE = dk.Envelope(client_ip="192.0.2.1", helo="mail.a.example", mail_from="anna@a.example")


def audited(raw: bytes | dk.Message = RAW, envelope: dk.Envelope = ENVELOPE, **given: Any) -> dk.Report:
    return dk.run(dk.audit_message(raw, envelope, **given), resolver=WORLD)


def test_clean() -> None:
    report = audited()
    assert report.subject == "anna@a.example"
    assert [(one.check, one.result, one.verdict.word) for one in report.checks] == [
        ("spf", "pass", "clean"),
        ("dkim", "none", "not-applicable"),
        ("dmarc", "pass", "clean"),
        ("content", "", "clean"),
    ]
    assert isinstance(report["spf"].value, spf.SpfResult)
    assert isinstance(report["dmarc"].value, dmarc.Evaluation)
    assert isinstance(report["content"].value, content.MessageForm)


def test_problems_of_both() -> None:
    report = audited(
        RAW.replace(b"Date:", b"X-Date:"), dk.Envelope(client_ip="192.0.2.9", helo="x", mail_from="x@a.example")
    )
    assert [finding.code for finding in report.findings] == [
        "spf.not-authorized",
        "dkim.not-signed",
        "dmarc.nothing-authenticated",
        "content.no-date",
    ]
    assert report["spf"].result == "fail"
    assert report.verdict is dk.Verdict.PROBLEMS


@pytest.mark.parametrize(
    ("envelope", "why"),
    [
        (dk.Envelope(), "client IP not given"),
        (dk.Envelope(helo="mail.a.example", mail_from="anna@a.example"), "client IP not given"),
        (dk.Envelope(client_ip="192.0.2.1"), "envelope sender not given"),
        (dk.Envelope(client_ip="192.0.2.1", helo="mail.a.example"), "envelope sender not given"),
        (dk.Envelope(client_ip="192.0.2.1", mail_from=""), "HELO name not given, and the sender is null"),
        (dk.Envelope(client_ip="192.0.2.1", mail_from="<>"), "HELO name not given, and the sender is null"),
    ],
)
def test_what_is_missing_is_said(envelope: dk.Envelope, why: str) -> None:
    report = audited(RAW, envelope)
    assert [(one.what, one.why) for one in report.unknown] == [("SPF", why), ("DMARC", "SPF not judged")]
    assert (report["spf"].result, report["dmarc"].result) == ("", "")
    assert report.verdict is dk.Verdict.UNDETERMINED


def test_helo_is_missed_only_where_the_record_depends_on_it() -> None:
    envelope = dk.Envelope(client_ip="192.0.2.1", mail_from="anna@a.example")
    assert audited(RAW, envelope)["spf"].result == "pass"
    records = {
        **DMARC,
        ("a.example", "TXT"): ["v=spf1 include:b.example -all"],
        ("b.example", "TXT"): ["v=spf1 exists:%{H}.b.example"],
    }
    report = dk.run(dk.audit_message(RAW, envelope), resolver=dk.TableResolver(records))
    assert report.unknown[0].why == "HELO name not given, and the record depends on it"
    told = dk.Envelope(client_ip="192.0.2.1", helo="mail.a.example", mail_from="anna@a.example")
    assert dk.run(dk.audit_message(RAW, told), resolver=dk.TableResolver(records))["spf"].result == "fail"


def test_null_sender_is_judged_by_helo() -> None:
    report = audited(RAW, dk.Envelope(client_ip="192.0.2.1", helo="a.example", mail_from="<>"))
    assert report["spf"].result == "pass"
    assert report["spf"].value.sender == "postmaster@a.example"


def test_unreadable_client_ip() -> None:
    report = audited(RAW, dk.Envelope(client_ip="mail", helo="x", mail_from="anna@a.example"))
    assert [finding.code for finding in report.findings] == ["spf.unreadable-client-ip", "dkim.not-signed"]
    assert (report["spf"].result, report["dmarc"].result) == ("", "")


def test_nobody_answers() -> None:
    silent = dk.TableResolver({**DMARC, ("a.example", "TXT"): dk.UNREACHABLE})
    report = dk.run(dk.audit_message(RAW, ENVELOPE), resolver=silent)
    assert (report["spf"].result, report["spf"].verdict.word) == ("temperror", "undetermined")


def test_settings_of_each_check() -> None:
    policy = dk.Policy(content=content.Settings(max_line=20), spf=spf.Settings(max_lookups=0))
    report = audited(policy=policy)
    assert [finding.code for finding in report.findings] == [
        "dkim.not-signed",
        "dmarc.spf-alone-aligned",
        "content.long-line",
    ]
    assert report.findings[-1]["limit"] == 20


def test_limits_hold_for_octets_only() -> None:
    parts = RAW.replace(b"Subject", b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\nSubject")
    parts = parts.replace(b"Hello.", b"--b\r\n\r\nx\r\n--b--")
    assert audited(parts).unknown == ()
    from deliverkit.core.budget import Limits

    policy = dk.Policy(limits=Limits(parts=1))
    assert [one.why for one in audited(parts, policy=policy).unknown] == ["limit: parts (1)"]
    assert audited(dk.Message.parse(parts), policy=policy).unknown == ()


def test_subject_where_there_is_no_author() -> None:
    assert audited(b"").subject == "anna@a.example"
    assert dk.lint_message(b"").subject == ""


def test_signed() -> None:
    key = dk.dkim.generate_key("ed25519")
    world = dk.TableResolver({("s._domainkey.a.example", "TXT"): [key.record]})
    signed = dk.dkim.sign(RAW, key, "a.example", "s").message
    cache = dk.dkim.KeyCache()
    report = dk.run(dk.audit_message(signed, ENVELOPE, keys=cache), resolver=world)
    assert (report["dkim"].result, report["dkim"].verdict.word, len(cache)) == ("pass", "clean", 1)
    assert report["dkim"].value[0].domain == "a.example"
    changed = signed.replace(b"Hello.", b"Hallo.")
    policy = dk.Policy(dkim=dk.dkim.Settings(max_hashed=0))
    report = dk.run(dk.audit_message(changed, ENVELOPE, policy=policy), resolver=world)
    assert [one.code for one in report["dkim"].findings] == ["dkim.body-altered"]
    assert [one.why for one in report["dkim"].unknown] == ["limit: max_hashed (0)"]


def test_signatures_that_were_not_looked_at_have_no_result() -> None:
    from deliverkit.core.budget import Limits

    report = dk.run(dk.audit_message(RAW, policy=dk.Policy(limits=Limits(bytes_read=20))), resolver=WORLD)
    assert (report["dkim"].result, report["dkim"].verdict.word) == ("", "undetermined")


def test_in_an_event_loop() -> None:
    assert asyncio.run(dk.run_async(dk.audit_message(RAW, ENVELOPE), resolver=WORLD)) == audited()


def test_lint_is_the_part_without_dns() -> None:
    raw = RAW.replace(b"Message-ID", b"X-ID")
    report = dk.lint_message(raw)
    assert [one.check for one in report.checks] == ["author", "content"]
    assert report["author"].value == "a.example"
    assert report["content"] == audited(raw)["content"]
    assert [finding.code for finding in report.findings] == ["content.no-message-id"]
    assert dk.lint_message(dk.Message.parse(raw), dk.Policy()) == report


@pytest.mark.parametrize(
    ("author", "verdict", "codes"),
    [
        (b"From: anna@a.example\r\nFrom: eve@b.example", "not-applicable", ["content.multiple-from-fields"]),
        (b"From: Anna", "not-applicable", ["content.no-author-address"]),
        (b"From: anna@[192.0.2.1]", "problems", ["dmarc.no-author-domain"]),
        (b"From: anna@localhost", "clean", ["content.unusable-author-domain"]),
    ],
)
def test_one_fault_is_told_once(author: bytes, verdict: str, codes: list[str]) -> None:
    raw = RAW.replace(b"From: Anna <anna@a.example>", author)
    report = dk.lint_message(raw)
    assert ([one.code for one in report.findings], report["author"].verdict.word) == (codes, verdict)
    whole = audited(raw)
    assert [one.code for one in whole.findings if one.code in codes] == codes
    assert whole["dmarc"].verdict.word == verdict


def test_text_is_refused() -> None:
    text: Any = "From: anna@a.example"
    with pytest.raises(dk.UsageError, match="octets of a mail"):
        dk.lint_message(text)
    with pytest.raises(dk.UsageError, match="octets of a mail"):
        dk.run(dk.audit_message(text))


_TEXTS = st.none() | any_text(60) | st.sampled_from(["192.0.2.1", "::1", "anna@a.example", "<>", "mail.a.example"])


@given(
    raw=st.binary(max_size=400),
    envelope=st.builds(dk.Envelope, client_ip=_TEXTS, helo=_TEXTS, mail_from=_TEXTS),
)
@settings(max_examples=500)
def test_any_octets_and_any_envelope_are_judged(raw: bytes, envelope: dk.Envelope) -> None:
    report = audited(raw, envelope)
    assert [one.check for one in report.checks] == ["spf", "dkim", "dmarc", "content"]
    assert dk.from_json(dk.to_json(report)) == report
    assert dk.to_text(report).isascii()


@given(raw=st.binary(max_size=400), mail_from=st.sampled_from(["anna@a.example", "<>", "", "x@b.example", "x"]))
@settings(max_examples=300)
def test_nothing_is_unknown_where_all_is_known(raw: bytes, mail_from: str) -> None:
    assert audited(raw, dk.Envelope(client_ip="192.0.2.1", helo="mail.a.example", mail_from=mail_from)).unknown == ()


def looked_up(record: str, ttl: int | None) -> dk.TableResolver:
    return dk.TableResolver({**DMARC, ("a.example", "TXT"): Answer(Status.FOUND, (Txt((record.encode(),)),), ttl=ttl)})


def test_what_else_is_wrong_with_the_record_is_said_where_it_is_no_pass() -> None:
    envelope = dk.Envelope(client_ip="198.51.100.9", helo="mail.a.example", mail_from="anna@a.example")
    world = looked_up("v=spf1 ip4:8.8.8.8 ptr:b.example -all mx", 300)
    report = dk.run(dk.audit_message(RAW, envelope), resolver=world)
    told = {finding.code: finding for finding in report["spf"].findings}
    assert list(told) == ["spf.not-authorized", "spf.term-after-all", "spf.ptr-mechanism"]
    assert told["spf.ptr-mechanism"].evidence[0].source == "dns:a.example?type=TXT"
    assert told["spf.term-after-all"].remedy.retest_after == timedelta(minutes=5)
    passing = replace(envelope, client_ip="8.8.8.8")
    assert dk.run(dk.audit_message(RAW, passing), resolver=world)["spf"].findings == ()


@pytest.mark.parametrize(("ttl", "wait"), [(3600, timedelta(hours=1)), (None, None)])
def test_how_long_the_old_record_lives_is_said(ttl: int | None, wait: timedelta | None) -> None:
    report = dk.run(dk.audit_message(RAW, ENVELOPE), resolver=looked_up("v=spf1 ip4:192.0.2.1 - all", ttl))
    (finding,) = report["spf"].findings
    assert (finding.code, finding.remedy.retest_after) == ("spf.detached-qualifier", wait)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"envelope": "anna@a.example"}, "envelope is a dk.Envelope, not str; leave it out for the default"),
        ({"envelope": None}, "envelope is a dk.Envelope, not NoneType; leave it out for the default"),
        ({"policy": None}, "policy is a dk.Policy, not NoneType; leave it out for the default"),
        ({"policy": {}}, "policy is a dk.Policy, not dict; leave it out for the default"),
    ],
)
def test_what_is_no_envelope_or_policy_is_refused(given: Any, said: str) -> None:
    with pytest.raises(dk.UsageError) as caught:
        audited(**given)
    assert str(caught.value) == said
    if "policy" in given:
        with pytest.raises(dk.UsageError) as caught:
            dk.lint_message(RAW, **given)
        assert str(caught.value) == said


def test_dmarc_within_limits() -> None:
    from deliverkit.core.budget import Limits

    report = audited(policy=dk.Policy(limits=Limits(questions=5)))
    assert (report["dmarc"].result, report["dmarc"].value) == ("", None)
    assert [(one.what, one.why) for one in report["dmarc"].unknown] == [("DMARC of a.example", "limit: questions (5)")]


def test_author_that_was_not_read() -> None:
    from deliverkit.core.budget import Limits

    report = audited(b"X: y\r\n" + RAW, policy=dk.Policy(limits=Limits(fields=1)))
    assert report["dmarc"].result == ""
    assert [(one.what, one.why) for one in report["dmarc"].unknown] == [("author domain", "limit: fields (1)")]


def test_dmarc_asks_beside_the_others() -> None:
    rounds: list[list[str]] = []

    class Watching:
        def resolve(self, questions: Any, timeout: float = 0.0) -> Any:
            rounds.append(sorted(question.uri for question in questions))
            return WORLD.resolve(questions, timeout)

    report = dk.run(dk.audit_message(RAW, ENVELOPE), resolver=Watching())
    assert report["dmarc"].result == "pass"
    assert rounds == [["dns:_dmarc.a.example?type=TXT", "dns:_dmarc.example?type=TXT", "dns:a.example?type=TXT"]]
