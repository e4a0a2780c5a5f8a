"""Is the evaluation tree what happened, and does an evaluation ask no more than it must?"""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any, cast

import pytest

import deliverkit as dk
from deliverkit import spf
from deliverkit.core.outcome import Outcome, Verdict
from deliverkit.core.questions import Answer, Clock, Dns, Status
from deliverkit.core.steps import Done, advance
from deliverkit.spf.run import fit

World = Mapping[tuple[str, str], Sequence[Any] | Answer[Any]]


class Counting:
    """A table that writes down what it was asked."""

    def __init__(self, world: World) -> None:
        self.table = dk.TableResolver(world)
        self.asked: list[tuple[str, str]] = []

    def resolve(self, questions: Sequence[Dns[Any]], timeout: float) -> Sequence[Answer[Any]]:
        self.asked += [(question.name, question.rdtype) for question in questions]
        return self.table.resolve(questions, timeout)


def evaluate(world: World, ip: str = "192.0.2.9", sender: str = "anna@a.example", helo: str = "mx.a.example") -> Any:
    outcome: Outcome[spf.SpfResult] = dk.run(spf.check_host(ip, sender, helo), resolver=dk.TableResolver(world))
    assert outcome.value is not None
    return outcome.value


def result(record: str, more: World | None = None, **kwargs: str) -> str:
    word: str = evaluate({("a.example", "TXT"): [record], **(more or {})}, **kwargs).result.value
    return word


def test_the_tree_tells_every_term_with_its_counters_and_branches() -> None:
    world: World = {
        ("a.example", "TXT"): ["v=spf1 ip4:198.51.100.0/24 include:b.example a:void.example redirect=c.example"],
        ("b.example", "TXT"): ["v=spf1 mx ?all"],
        ("b.example", "MX"): [(10, "mx.b.example")],
        ("mx.b.example", "A"): ["198.51.100.1"],
        ("c.example", "TXT"): ["v=spf1 exists:%{l}.c.example -all exp=why.c.example"],
        ("why.c.example", "TXT"): ["no %{s} from %{c} at %{r}"],
    }
    value = evaluate(world)
    tree = value.tree
    assert [(term.text, term.matched, term.lookup_count, term.void_count) for term in tree.terms] == [
        ("ip4:198.51.100.0/24", False, 0, 0),
        ("include:b.example", False, 2, 0),
        ("a:void.example", False, 3, 1),
        ("redirect=c.example", False, 5, 2),
    ]
    include, redirect = tree.terms[1].branch, tree.terms[3].branch
    assert (include.domain, include.result) == ("b.example", spf.Result.NEUTRAL)
    mx = include.terms[0]
    assert [(one.question.name, one.question.rdtype) for one in mx.lookups] == [
        ("b.example", "MX"),
        ("mx.b.example", "A"),
    ]
    assert tree.deciding is redirect
    assert value.matched.text == "-all"
    assert value.explanation == "no anna@a.example from 192.0.2.9 at unknown"
    assert (value.result, value.lookup_count, value.void_count) == (spf.Result.FAIL, 5, 2)
    assert tree.terms[2].lookups[0].answer.status is Status.NO_NAME


def test_what_stands_behind_a_match_is_not_asked_for() -> None:
    resolver = Counting(
        {("a.example", "TXT"): ["v=spf1 ip4:192.0.2.0/24 include:b.example a mx ptr -all exp=x.example"]}
    )
    outcome = dk.run(spf.check_host("192.0.2.9", "anna@a.example", "h"), resolver=resolver)
    assert outcome.verdict is Verdict.CLEAN
    assert resolver.asked == [("a.example", "TXT")]


def test_the_hosts_of_an_mx_are_asked_in_one_batch() -> None:
    steps = iter(spf.check_host("192.0.2.9", "anna@a.example", "h"))
    world: World = {
        ("a.example", "TXT"): ["v=spf1 mx -all"],
        ("a.example", "MX"): [(10, "m1.a.example"), (20, ""), (30, "M2.a.example")],
        ("m2.a.example", "A"): ["192.0.2.9"],
    }
    table, sizes = dk.TableResolver(world), list[int]()
    batch = advance(steps, None)
    while not isinstance(batch, Done):
        sizes.append(len(batch))
        batch = advance(steps, tuple(table.resolve(cast(Sequence[Dns[Any]], batch))))
    assert sizes == [1, 1, 2]
    outcome = batch.value
    assert outcome.value is not None
    assert outcome.value.result is spf.Result.PASS


@pytest.mark.parametrize(
    ("sender", "helo", "identity", "domain", "local_part"),
    [
        ("anna@a.example", "h.example", "mailfrom", "a.example", "anna"),
        (" <Anna@A.Example> ", "h.example", "mailfrom", "a.example", "Anna"),
        ("a.example", "h.example", "mailfrom", "a.example", "postmaster"),
        ("@a.example", "h.example", "mailfrom", "a.example", "postmaster"),
        ("<@x.example,@y.example:anna@a.example>", "h.example", "mailfrom", "a.example", "anna"),
        ('"a@b"@a.example.', "h.example", "mailfrom", "a.example", '"a@b"'),
        ("anna@b\u00fccher.example", "h", "mailfrom", "xn--bcher-kva.example", "anna"),
        ("", "h.example", "helo", "h.example", "postmaster"),
        ("<>", " H.example. ", "helo", "h.example", "postmaster"),
    ],
)
def test_identities(sender: str, helo: str, identity: str, domain: str, local_part: str) -> None:
    value = evaluate({("x.example", "TXT"): []}, sender=sender, helo=helo)
    assert (value.identity, value.domain, value.local_part) == (identity, domain, local_part)
    assert value.sender == f"{local_part}@{domain}"
    assert value.tree is not None


@pytest.mark.parametrize(
    "sender",
    [
        "anna@localhost",
        "anna@[192.0.2.1]",
        "anna@",
        "anna@" + "a" * 64 + ".example",
        "anna@" + "a." * 126 + "example",
        "anna@a..example",
        "anna@\udcff.example",
        "<@broken-route>",
        "Anna <anna@a.example>",
        "<anna@a.example> SIZE=100",
        "anna@a\x1b[2J.example",
        "x" * 1025 + "@a.example",
    ],
)
def test_senders_without_a_usable_domain_come_to_none_and_ask_nothing(sender: str) -> None:
    resolver = Counting({})
    outcome = dk.run(spf.check_host("192.0.2.9", sender, "h.example"), resolver=resolver)
    assert outcome.value is not None
    assert outcome.value.result is spf.Result.NONE
    assert outcome.value.tree is None
    assert outcome.value.matched is None
    # a literal in brackets has the form of a name; it is asked for and not there
    if sender != "anna@[192.0.2.1]":
        assert [finding.code for finding in outcome.findings] == ["spf.unusable-domain"]
        assert resolver.asked == []


@pytest.mark.parametrize(
    ("ip", "text", "expected"),
    [
        ("::ffff:192.0.2.9", "192.0.2.9", "pass"),
        (" 192.0.2.9 ", "192.0.2.9", "pass"),
        ("2001:DB8:0::9", "2001:db8::9", "softfail"),
    ],
)
def test_client_addresses(ip: str, text: str, expected: str) -> None:
    value = evaluate({("a.example", "TXT"): ["v=spf1 ip4:192.0.2.9 ip6:2001:db8:1::/48 ~all"]}, ip)
    assert (value.client_ip, value.result.value) == (text, expected)


@pytest.mark.parametrize(
    "ip", ["", "192.0.2", "192.0.2.1.1", "192.0.2.01", "fe80::1%eth0", "x" * 1000, "::ffff:1.2.3", "\u0661.1.1.1"]
)
def test_what_is_no_address_is_a_finding(ip: str) -> None:
    outcome = dk.run(spf.check_host(ip, "anna@a.example"), resolver=dk.TableResolver({}))
    assert outcome.value is None
    assert [finding.code for finding in outcome.findings] == ["spf.unreadable-client-ip"]


PTR: World = {
    ("9.2.0.192.in-addr.arpa", "PTR"): ["liar.b.example", "mail.a.example", "slow.a.example", "x" * 64 + ".a.example"],
    ("liar.b.example", "A"): ["198.51.100.1"],
    ("mail.a.example", "A"): ["192.0.2.9"],
    ("slow.a.example", "A"): dk.UNREACHABLE,
}


def test_ptr_believes_only_names_that_lead_back() -> None:
    assert result("v=spf1 ptr -all", PTR) == "pass"
    assert result("v=spf1 ptr:b.example -all", PTR) == "fail"
    assert result("v=spf1 ptr -all") == "fail"
    assert result("v=spf1 ptr -all", {("9.2.0.192.in-addr.arpa", "PTR"): dk.UNREACHABLE}) == "fail"


def test_ptr_that_brings_nothing_counts_as_void() -> None:
    record = "v=spf1 a:x.example a:y.example ptr -all"
    assert result(record) == "permerror"
    assert result(record, PTR) == "pass"


def test_the_p_macro_prefers_the_domain_then_names_below_it_then_any() -> None:
    world: World = {
        **PTR,
        ("b.example", "TXT"): ["v=spf1 exists:%{p}.yes.example -all"],
        ("mail.a.example.yes.example", "A"): ["127.0.0.2"],
        ("mail.a.example", "TXT"): ["v=spf1 exists:%{p}.yes.example -all"],
    }
    assert result("v=spf1 exists:%{p}.yes.example -all", world) == "pass"
    assert evaluate(world, sender="x@b.example").result is spf.Result.PASS
    assert evaluate(world, sender="x@mail.a.example").result is spf.Result.PASS
    unknown: World = {("unknown.yes.example", "A"): ["127.0.0.2"]}
    assert result("v=spf1 exists:%{p}.yes.example -all", unknown) == "pass"


def test_the_p_macro_costs_a_look_up_once() -> None:
    spent = "v=spf1 " + "a " * 9
    world: World = {**PTR, ("a.example", "A"): ["198.51.100.1"], ("mail.a.example.y.example", "A"): ["127.0.0.2"]}
    assert result(spent + "exists:%{p}.y.example -all", world) == "permerror"
    assert result("v=spf1 " + "a " * 8 + "exists:%{p}.y.example -all", world) == "pass"
    assert result("v=spf1 " + "a " * 9 + "redirect=%{p}.y.example", world) == "permerror"
    twice = evaluate({**world, ("a.example", "TXT"): ["v=spf1 exists:%{p}.x.example exists:%{p}.y.example -all"]})
    assert (twice.result, twice.lookup_count) == (spf.Result.PASS, 3)


def test_a_local_part_that_is_not_ascii_matches_nothing_it_is_written_into() -> None:
    world: World = {
        ("a.example", "TXT"): ["v=spf1 exists:%{l}.x.example include:%{s}.y.example redirect=%{L}.z.example"]
    }
    resolver = Counting(world)
    outcome = dk.run(spf.check_host("192.0.2.9", "j\u00fcrg@a.example", "h"), resolver=resolver)
    assert outcome.value is not None
    assert outcome.value.result is spf.Result.NEUTRAL
    assert resolver.asked == [("a.example", "TXT")]


def test_names_too_long_are_cut_from_the_left() -> None:
    labels = "a" * 60 + "."
    assert fit(labels * 5 + "example") == labels * 4 + "example"
    assert fit("x" * 300) == "x" * 300
    long: World = {(labels * 4 + "example", "A"): ["127.0.0.2"]}
    assert result(f"v=spf1 exists:{labels * 5}example -all", long) == "pass"


def test_names_that_cannot_be_asked_for_match_nothing() -> None:
    label = "a" * 64
    assert result(f"v=spf1 a:{label}.example mx:{label}.example exists:{label}.example ~all") == "softfail"
    assert result(f"v=spf1 include:{label}.example ~all") == "permerror"


@pytest.mark.parametrize(
    "texts",
    [[], ["one", "two"], ["%{x}"], ["% broken"], ["caf\u00e9"], ["%{s}" * 2000], dk.UNREACHABLE],
)
def test_an_explanation_that_cannot_be_used_is_none(texts: Any) -> None:
    value = evaluate({("a.example", "TXT"): ["v=spf1 -all exp=why.a.example"], ("why.a.example", "TXT"): texts})
    assert (value.result, value.explanation) == (spf.Result.FAIL, None)


def test_a_modifier_that_ends_in_exp_is_no_explanation() -> None:
    value = evaluate({("a.example", "TXT"): ["v=spf1 -all notexp=why.a.example"], ("why.a.example", "TXT"): ["no"]})
    assert value.explanation is None


def test_an_explanation_at_a_name_that_cannot_be_asked_for_is_none() -> None:
    assert evaluate({("a.example", "TXT"): ["v=spf1 -all exp=" + "a" * 64 + ".example"]}).explanation is None
    assert (
        evaluate({("a.example", "TXT"): ["v=spf1 -all EXP=%{l}.why.example"]}, sender="\u00fc@a.example").explanation
        is None
    )


def test_the_clock_is_asked_only_where_the_explanation_depends_on_it() -> None:
    world: World = {
        ("a.example", "TXT"): ["v=spf1 -all exp=why.a.example"],
        ("why.a.example", "TXT"): ["at %{t}, from %{p}"],
        **PTR,
    }
    moment = datetime(2026, 11, 22, tzinfo=UTC)
    outcome = dk.run(spf.check_host("192.0.2.9", "anna@a.example"), resolver=dk.TableResolver(world), now=moment)
    assert outcome.value is not None
    assert outcome.value.explanation == f"at {int(moment.timestamp())}, from mail.a.example"
    steps = iter(spf.check_host("192.0.2.9", "anna@a.example"))
    batch = advance(steps, None)
    asked = list[Any]()
    table = dk.TableResolver({**world, ("why.a.example", "TXT"): ["never"]})
    while not isinstance(batch, Done):
        asked += batch
        batch = advance(steps, tuple(table.resolve(cast(Sequence[Dns[Any]], batch))))
    assert not any(isinstance(question, Clock) for question in asked)


def test_settings_are_the_receivers() -> None:
    world: World = {
        ("a.example", "TXT"): ["v=spf1 a a:x.example -all exp=e.example"],
        ("e.example", "TXT"): ["by %{r}"],
    }
    resolver = dk.TableResolver(world)
    strict = spf.Settings(max_lookups=1)
    tight = spf.Settings(max_void_lookups=1)
    named = spf.Settings(receiver="mx.r.example")

    def run(settings: spf.Settings) -> spf.SpfResult:
        value = dk.run(spf.check_host("192.0.2.9", "anna@a.example", settings=settings), resolver=resolver).value
        assert value is not None
        return value

    assert run(strict).result is spf.Result.PERMERROR
    assert run(tight).result is spf.Result.PERMERROR
    assert run(named).explanation == "by mx.r.example"


def test_an_error_inside_a_redirect_ends_it() -> None:
    assert result("v=spf1 redirect=b.example", {("b.example", "TXT"): ["v=spf1 junk"]}) == "permerror"
    assert result("v=spf1 redirect=b.example", {("b.example", "TXT"): dk.UNREACHABLE}) == "temperror"
    assert result("v=spf1 redirect=b") == "permerror"
    assert (
        result("v=spf1 " + "a:%{d} " * 10 + "redirect=b.example", {("a.example", "A"): ["198.51.100.1"]}) == "permerror"
    )


def test_values_pickle_and_hash() -> None:
    world: World = {("a.example", "TXT"): ["v=spf1 include:b.example -all"], ("b.example", "TXT"): ["v=spf1 ?all"]}
    outcome = dk.run(spf.check_host("192.0.2.9", "anna@a.example"), resolver=dk.TableResolver(world))
    again = pickle.loads(pickle.dumps(outcome))
    assert again == outcome
    assert hash(again) == hash(outcome)
    assert repr(spf.check_host("192.0.2.9")) == "<spf.check_host('192.0.2.9'), not run yet: dk.run(...)>"


@pytest.mark.parametrize(
    "given",
    [
        {"client_ip": None},
        {"client_ip": b"192.0.2.1"},
        {"client_ip": ip_address("192.0.2.1")},
        {"client_ip": "192.0.2.1", "mail_from": None},
        {"client_ip": "192.0.2.1", "helo": b"h.example"},
    ],
)
def test_a_callers_mistake_is_named(given: Any) -> None:
    name = next(name for name, value in given.items() if not isinstance(value, str))
    with pytest.raises(dk.UsageError, match=rf"check_host\(\): {name} must be"):
        dk.run(spf.check_host(**given), resolver=dk.TableResolver({}))


def test_a_subclass_of_str_is_a_text() -> None:
    class Text(str):
        __slots__ = ()

    outcome = dk.run(spf.check_host(Text("192.0.2.1"), Text("anna@a.example")), resolver=dk.TableResolver({}))
    assert outcome.value is not None


def test_an_explanation_never_holds_what_no_terminal_should_see() -> None:
    world: World = {("a.example", "TXT"): ["v=spf1 -all exp=e.example"], ("e.example", "TXT"): ["no, %{h}"]}
    assert evaluate(world, helo="h.example").explanation == "no, h.example"
    assert evaluate(world, helo="h\x1b[2J.example").explanation is None


def test_escapes_in_an_explanation() -> None:
    world: World = {
        ("a.example", "TXT"): ["v=spf1 -all exp=e.example"],
        ("e.example", "TXT"): ["100%% of%_%{d}%-%%{d}"],
    }
    assert evaluate(world).explanation == "100% of a.example%20%{d}"


def test_where_there_is_no_record_no_terms_were_evaluated() -> None:
    world = dk.TableResolver({("a.example", "TXT"): ["something else"]})
    value = dk.run(spf.check_host("192.0.2.9", "anna@a.example", "h.example"), resolver=world).value
    assert value is not None
    assert value.tree is not None
    assert (value.result, value.tree.record, value.tree.terms) == (spf.Result.NONE, None, ())
