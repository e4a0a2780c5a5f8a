"""Is done about a finding what the consumer chose, and is nothing else changed by it?"""

from __future__ import annotations

import pickle
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import deliverkit as dk
from deliverkit.catalogue import RULES
from deliverkit.core.report import CheckReport
from deliverkit.policy import Action, Decision
from strategies import reports

RAW = b"From: Anna <anna@a.example>\r\nDate: Sun, 22 Nov 2026 12:00:00 GMT\r\n\r\nHello.\r\n"


def report_of(raw: bytes = RAW, ip: str | None = "192.0.2.9") -> dk.Report:
    envelope = dk.Envelope(client_ip=ip, helo="mail.a.example", mail_from="anna@a.example")
    records = {("a.example", "TXT"): ["v=spf1 ip4:192.0.2.1 -all"], ("_dmarc.a.example", "TXT"): ["v=DMARC1; p=none"]}
    world = dk.TableResolver(records)
    return dk.run(dk.audit_message(raw, envelope), resolver=world)


def because(decision: Decision) -> list[str]:
    return [one.what if isinstance(one, dk.Unknown) else one.code for one in decision.because]


def test_nothing_is_refused_by_default() -> None:
    decision = dk.Policy().decide(report_of())
    assert decision.action is Action.TAG
    assert because(decision) == [
        "spf.not-authorized",
        "dmarc.nothing-authenticated-unenforced",
        "content.no-message-id",
    ]
    assert dk.Policy().decide(report_of(ip=None)).action is Action.TAG
    assert dk.Policy().decide(dk.Report(subject="")) == Decision(action=Action.ACCEPT)


def test_the_strongest_action_wins() -> None:
    policy = dk.Policy(actions={"error": Action.REJECT, "warning": Action.QUARANTINE, "note": Action.TAG})
    decision = policy.decide(report_of())
    assert (decision.action, because(decision)) == (Action.REJECT, ["spf.not-authorized"])


def test_code_over_area_over_severity() -> None:
    actions = {"error": Action.REJECT, "spf.*": Action.QUARANTINE, "spf.not-authorized": Action.ACCEPT}
    by_code = dk.Policy(actions=actions)
    (finding,) = report_of()["spf"].findings
    assert by_code.action_for(finding) is Action.ACCEPT
    assert dk.Policy(actions={key: actions[key] for key in ("error", "spf.*")}).action_for(finding) is Action.QUARANTINE
    assert dk.Policy(actions={"error": Action.REJECT}).action_for(finding) is Action.REJECT
    assert by_code.action_for(report_of(b"")["content"].findings[0]) is Action.REJECT


def test_undetermined() -> None:
    policy = dk.Policy(actions={"undetermined": Action.DEFER})
    decision = policy.decide(report_of(ip=None))
    assert (decision.action, because(decision)) == (Action.DEFER, ["SPF", "DMARC"])


def test_pairs_and_later_ones_win() -> None:
    policy = dk.Policy(actions=[("error", Action.TAG), ("error", Action.DEFER)])
    assert policy.actions == (("error", Action.DEFER),)
    assert replace(policy) == policy
    assert pickle.loads(pickle.dumps(policy)) == policy
    assert hash(policy) == hash(replace(policy))


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("spf.not-authorised", r"no rule has the code 'spf.not-authorised'; did you mean spf.not-authorized"),
        ("sfp.*", r"there is no area 'sfp\.\*'; did you mean spf\.\*\?"),
        ("links.*", r"there is no area 'links\.\*'; there are spf, dkim, arc, (?:\w+, )*content, crosscheck"),
        ("fatal", r"'fatal' is none of note, warning, error, undetermined"),
    ],
)
def test_keys_that_do_not_exist(key: str, text: str) -> None:
    with pytest.raises(dk.UsageError, match=text):
        dk.Policy(actions={key: Action.REJECT})


def test_actions_must_be_actions() -> None:
    word: Any = "reject"
    with pytest.raises(dk.UsageError, match=r"'error' wants an Action, such as Action.REJECT, not 'reject'"):
        dk.Policy(actions={"error": word})


def test_every_code_and_area_can_be_named() -> None:
    named = dict.fromkeys(RULES, Action.ACCEPT) | {f"{code.partition('.')[0]}.*": Action.TAG for code in RULES}
    assert dict(dk.Policy(actions=named).actions) == named


@given(reports(), st.sampled_from(Action))
def test_deciding_changes_nothing_and_explains_itself(report: dk.Report, action: Action) -> None:
    decision = dk.Policy(actions=dict.fromkeys(("note", "warning", "error", "undetermined"), action)).decide(report)
    judged: tuple[dk.Finding | dk.Unknown, ...] = (*report.findings, *report.unknown)
    wanted = action if judged else Action.ACCEPT
    assert decision == Decision(action=wanted, because=judged if wanted is not Action.ACCEPT else ())


def test_reports_of_other_checks_are_decided_too() -> None:
    report = dk.Report(subject="x", checks=(CheckReport(check="other", unknown=(dk.Unknown(what="a", why="b"),)),))
    assert dk.Policy(actions={"undetermined": Action.ASK}).decide(report).action is Action.ASK
