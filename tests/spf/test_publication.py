"""What is said of a domain in any state, and is the shorter record the same one?"""

from __future__ import annotations

import pickle
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import deliverkit as dk
from deliverkit.core.budget import Limits
from deliverkit.core.outcome import Outcome, Verdict
from deliverkit.core.questions import Answer, Status, Txt
from deliverkit.core.records import RecordChange
from deliverkit.spf import Publication, check_host, publication
from deliverkit.spf.settings import Settings
from spf_texts import record_texts

Dns = dict[tuple[str, str], Any]
TXT = ("a.example", "TXT")


def _run(records: Dns, domain: str = "a.example", **more: Any) -> Outcome[Publication]:
    return dk.run(publication(domain, **more), resolver=dk.TableResolver(records))


def _codes(outcome: Outcome[Publication]) -> list[str]:
    return [finding.code.removeprefix("spf.") for finding in outcome.findings]


@settings(max_examples=150)
@given(record_texts, st.lists(record_texts, max_size=2), record_texts, st.sampled_from(["a.example", "b.example"]))
def test_any_records_in_and_no_exception_out(text: str, more: list[str], other: str, domain: str) -> None:
    records: Dns = {
        TXT: [one.encode("latin-1") for one in [text, *more]],
        ("b.example", "TXT"): [other.encode("latin-1")],
        ("_spf.b.example", "TXT"): [other.encode("latin-1")],
        ("a.example", "MX"): [(10, "mx.a.example"), (20, "")],
        ("mx.a.example", "A"): ["9.9.9.9"],
    }
    outcome = _run(records, domain)
    # every question is answered and no limit hit, so that there is nothing unknown
    assert outcome.unknown == ()
    for finding in outcome.findings:
        assert finding.subject in (domain, "b.example", "_spf.b.example")  # those that redirects lead to
        assert finding.message.isascii()


@settings(max_examples=100)
@given(st.text(max_size=40))
def test_any_domain(domain: str) -> None:
    outcome = _run({}, domain)
    assert _codes(outcome) in (["not-a-domain"], ["no-record"])


def test_a_publication_is_a_value() -> None:
    records: Dns = {TXT: ["v=spf1 mx include:b.example -all"], ("b.example", "TXT"): ["v=spf1 -all"]}
    outcome = _run(records)
    assert pickle.loads(pickle.dumps(outcome)) == outcome
    assert pickle.loads(pickle.dumps(publication("a.example"))) is not None
    assert outcome.value is not None
    assert hash(outcome.value) == hash(_run(records).value)


def test_of_many_near_misses_ten_are_shown() -> None:
    finding = _run({TXT: [f"v=spf1; ip4:9.9.9.{number} -all" for number in range(30)]}).findings[0]
    assert finding.code == "spf.not-quite-spf"
    assert len(finding.evidence) == 10
    assert finding.remedy.publish is not None
    assert len(finding.remedy.publish.replaces) == 30


def test_the_wait_is_the_time_to_live() -> None:
    answer = Answer(Status.FOUND, (Txt((b"v=spf1 mx",)),), ttl=300)
    outcome = _run({TXT: answer})
    assert outcome.value is not None
    assert outcome.value.ttl == 300
    assert {finding.remedy.retest_after for finding in outcome.findings} == {timedelta(seconds=300)}


def test_the_budget_is_an_unknown() -> None:
    terms = " ".join(f"a:{n}.b.example" for n in range(9))
    outcome = _run({TXT: [f"v=spf1 {terms} -all"]}, limits=Limits(questions=6))
    assert [(one.what, one.why) for one in outcome.unknown] == [("SPF look-ups of a.example", "limit: questions (6)")]
    assert outcome.value is not None
    assert outcome.value.lookups == 9


def test_the_limits_are_settings() -> None:
    records: Dns = {
        TXT: ["v=spf1 a mx -all"],
        ("a.example", "A"): ["9.9.9.9"],
        ("a.example", "MX"): [(10, "a.example")],
    }
    assert _codes(_run(records)) == []
    assert _codes(_run(records, settings=Settings(max_lookups=1))) == ["too-many-lookups"]


def test_several_records_that_lead_to_faults_publish_only_the_merged_one() -> None:
    outcome = _run(
        {TXT: ["v=spf1 include:gone.example -all", "v=spf1 mx all"], ("a.example", "MX"): [(10, "a.example")]}
    )
    assert outcome.value is None
    assert outcome.verdict is Verdict.PROBLEMS
    publishing = [finding.code for finding in outcome.findings if finding.remedy.publish]
    assert publishing == ["spf.multiple-records"]
    assert {"spf.include-without-record", "spf.pass-all"} < {finding.code for finding in outcome.findings}


def test_only_ten_repeated_branches_are_told() -> None:
    names = [f"{n}.example" for n in range(12)]
    records: Dns = {(name, "TXT"): ["v=spf1 -all"] for name in names}
    for one in ("b.example", "c.example"):
        records[one, "TXT"] = ["v=spf1 " + " ".join(f"include:{name}" for name in names) + " -all"]
    records[TXT] = ["v=spf1 include:b.example include:c.example -all"]
    assert _codes(_run(records)).count("repeated-branch") == 10


def test_more_mail_exchangers_than_are_asked_for() -> None:
    records: Dns = {TXT: ["v=spf1 mx -all"], ("a.example", "MX"): [(n, f"{n}.a.example") for n in range(25)]}
    records |= {(f"{n}.a.example", "A"): [f"9.9.9.{n}"] for n in range(25)}
    outcome = _run(records)
    assert _codes(outcome) == ["too-many-mail-exchangers"]
    assert outcome.findings[0].remedy.publish is None
    assert outcome.unknown == ()


def test_mail_exchangers_with_too_many_addresses_for_a_record() -> None:
    records: Dns = {TXT: ["v=spf1 mx -all"], ("a.example", "MX"): [(n, f"{n}.a.example") for n in range(11)]}
    records |= {(f"{n}.a.example", "A"): [f"9.9.{n}.{k}" for k in (1, 3, 5, 7)] for n in range(11)}
    assert _run(records).findings[0].remedy.publish is None


def _world(random: Random) -> tuple[Dns, list[str]]:
    """A domain that needs more than ten look-ups, all of whose hosts are addresses in the end, and some clients."""
    records: Dns = {}
    clients: list[str] = ["9.255.255.255"]
    providers: list[str] = []
    for number in range(random.randint(2, 4)):
        below: list[str] = []
        for inner in range(random.randint(1, 4)):
            name = f"{inner}.p{number}.example"
            networks = [f"9.{number}.{inner}.{random.randrange(0, 250)}" for _ in range(random.randint(1, 6))]
            clients += networks
            ending = random.choice(["-all", "~all", "?all"])
            records[name, "TXT"] = ["v=spf1 " + " ".join(f"ip4:{one}" for one in networks) + f" {ending}"]
            below.append(f"include:{name}")
        records[f"p{number}.example", "TXT"] = ["v=spf1 " + " ".join(below) + " ~all"]
        providers.append(f"{random.choice(['', '', '~', '?'])}include:p{number}.example")
    hosts = [f"a:h{number}.example" for number in range(random.randint(2, 7))]
    for number, _ in enumerate(hosts):
        records[f"h{number}.example", "A"] = [f"9.100.{number}.{random.randrange(200)}"]
        clients += records[f"h{number}.example", "A"]
    terms = [*providers, *hosts, random.choice(hosts), "a:gone.example"]
    random.shuffle(terms)
    records[TXT] = ["v=spf1 " + " ".join(terms) + " -all"]
    return records, clients


def _results(records: Dns, clients: list[str]) -> list[str]:
    resolver = dk.TableResolver(records)
    unlimited = Settings(max_lookups=1000, max_void_lookups=1000)
    found: list[str] = []
    for client in clients:
        value = dk.run(check_host(client, "user@a.example", "a.example", settings=unlimited), resolver=resolver).value
        assert value is not None
        found.append(value.result.value)
    return found


@pytest.mark.parametrize("seed", range(40))
def test_the_shorter_record_lets_the_same_hosts_pass(seed: int) -> None:
    records, clients = _world(Random(seed))
    outcome = _run(records)
    assert outcome.value is not None
    findings = {finding.code: finding for finding in outcome.findings}
    if outcome.value.lookups <= 10:
        assert "spf.too-many-lookups" not in findings
        return
    change = findings["spf.too-many-lookups"].remedy.publish
    parts = findings.get("spf.shorter-in-parts")
    assert (change is None) == (parts is not None)
    after = dict(records)
    if isinstance(change, RecordChange):
        after[TXT] = [change.value]
        assert len(change.value) <= 450
    elif parts is not None:
        after[TXT] = [parts["record"]]
        for line in parts["parts"]:
            name, _, text = line.partition(". TXT ")
            after[name, "TXT"] = [text.replace('" "', "").strip('"')]
            assert len(after[name, "TXT"][0]) <= 450
    assert _results(after, clients) == _results(records, clients)
    shorter = _run(after).value
    assert shorter is not None
    assert shorter.lookups <= 10


@pytest.mark.parametrize(
    ("inner", "flattened"),
    [
        ("ip4:9.9.9.9 ~all", True),
        ("ip4:9.9.9.9", True),
        ("a:h.example mx:h.example ip6:2a00::1 exp=x.example -all", True),
        ("redirect=r.example", True),
        ("-ip4:9.9.9.9 ip4:9.9.9.0/24 -all", False),
        ("+all", False),
        ("ptr -all", False),
        ("exists:%{i}.x.example -all", False),
        ("exists:h.example -all", False),
        ("include:%{d}.x.example -all", False),
        ("a:slow.example -all", False),
        ("a:h.example all", False),
        (" ".join(f"ip4:9.9.{n}.{k * 2}" for n in range(10) for k in range(40)) + " -all", False),
    ],
)
def test_what_can_become_addresses(inner: str, flattened: bool) -> None:
    macros = " ".join(f"exists:%{{i}}.{n}.example" for n in range(10))
    records: Dns = {
        TXT: [f"v=spf1 include:b.example {macros} -all"],
        ("b.example", "TXT"): [f"v=spf1 {inner}"],
        ("r.example", "TXT"): ["v=spf1 ip4:9.9.9.8 -all"],
        ("h.example", "A"): ["9.9.9.1"],
        ("h.example", "MX"): [(10, "h.example")],
        ("slow.example", "A"): dk.UNREACHABLE,
    }
    finding = next(one for one in _run(records).findings if one.code == "spf.too-many-lookups")
    change = finding.remedy.publish
    assert (change is not None) is flattened
    if change is not None:
        assert change.value.startswith("v=spf1 ip4:9.9.9.")
        assert "renew its addresses" in finding.remedy.text


def test_parts_keep_a_redirect_and_need_plain_terms() -> None:
    def found(last: str, first: str = "") -> list[str]:
        addresses = " ".join(f"ip4:9.9.{n}.1" for n in range(40))
        hosts = " ".join(f"a:h{n}.example" for n in range(10))
        records: Dns = {(f"h{n}.example", "A"): [f"9.8.{n}.1"] for n in range(10)}
        records[TXT] = [f"v=spf1 {first}{addresses} {hosts} {last}"]
        records["b.example", "TXT"] = ["v=spf1 -all"]
        outcome = _run(records)
        parts = [one for one in outcome.findings if one.code == "spf.shorter-in-parts"]
        return [one["record"] for one in parts]

    left = " ".join(f"a:h{n}.example" for n in range(3, 10))
    assert found("redirect=b.example") == [
        f"v=spf1 include:_spf1.a.example include:_spf2.a.example {left} redirect=b.example"
    ]
    assert found("redirect=b.example", "-ip4:9.9.9.9 ") == []
    assert found("-all") == []  # ten are allowed


def test_a_record_of_names_that_are_too_long_has_no_shorter_one() -> None:
    hosts = " ".join(f"exists:%{{i}}.{n}.{'x' * 60}.example" for n in range(9))
    records: Dns = {TXT: [f"v=spf1 {hosts} a:h1.example a:h2.example -all"]}
    records |= {(f"h{n}.example", "A"): [f"9.9.9.{n}"] for n in (1, 2)}
    (finding,) = [one for one in _run(records).findings if one.code == "spf.too-many-lookups"]
    assert finding.remedy.publish is None


def test_forty_broken_terms_are_told_one_by_one_and_three_with_a_record() -> None:
    terms = " ".join(f"include:{number}.gone.example" for number in range(50))
    outcome = _run({TXT: [f"v=spf1 {terms} include:0.gone.example -all"]})
    broken = [one for one in outcome.findings if one.code == "spf.include-without-record"]
    assert (len(broken), sum(one.remedy.publish is not None for one in broken)) == (40, 3)
    assert [mark.marked for mark in broken[0].evidence] == ["include:0.gone.example"] * 2
    (more,) = [one for one in outcome.findings if one.code == "spf.many-broken-branches"]
    assert more["count"] == 10
    assert more.remedy.publish is not None
    assert (more.remedy.publish.value, more.remedy.publish.condition) == (
        "v=spf1 -all",
        "only if no mail is sent through it any more",
    )


def test_ten_open_includes_are_told_and_three_with_a_record() -> None:
    records: Dns = {(f"{number}.b.example", "TXT"): ["v=spf1 +all"] for number in range(12)}
    records[TXT] = ["v=spf1 " + " ".join(f"include:{number}.b.example" for number in range(12)) + " -all"]
    found = [one for one in _run(records).findings if one.code == "spf.open-branch"]
    assert [one.remedy.publish is not None for one in found] == [True] * 3 + [False] * 7


def test_a_chain_that_is_not_followed_to_its_end_is_not_counted_to_its_end() -> None:
    records: Dns = {
        (f"{number}.b.example", "TXT"): [f"v=spf1 include:{number + 1}.b.example -all"] for number in range(99)
    }
    records[TXT] = ["v=spf1 include:0.b.example -all"]
    value = _run(records).value
    assert value is not None
    assert (value.lookups > 10, value.complete) == (True, False)
    short = _run({TXT: ["v=spf1 include:b.example a:gone.example -all"], ("b.example", "TXT"): ["v=spf1 -all"]}).value
    assert short is not None
    assert (short.lookups, short.complete) == (2, True)
    slow = _run({TXT: ["v=spf1 include:b.example -all"], ("b.example", "TXT"): dk.UNREACHABLE}).value
    assert slow is not None
    assert not slow.complete
