"""Does the ledger count what each term costs, branch by branch, and does asking stay within bounds?"""

from __future__ import annotations

from typing import Any

import deliverkit as dk
from deliverkit.core.budget import Budget, Limits
from deliverkit.spf.grammar import parse
from deliverkit.spf.ledger import Branch, Fate, ledger, nodes
from deliverkit.spf.networks import Network
from deliverkit.spf.walk import Walk, follow, target_of

Dns = dict[tuple[str, str], Any]


class Counting:
    """A resolver that keeps what it was asked, round by round."""

    def __init__(self, records: Dns) -> None:
        self.table = dk.TableResolver(records)
        self.rounds: list[list[str]] = []

    def resolve(self, questions: Any, timeout: float = 0.0) -> Any:
        self.rounds.append([f"{question.name} {question.rdtype}" for question in questions])
        return self.table.resolve(questions, timeout)


def _ledger(text: str, records: Dns, *, limits: Limits | None = None) -> tuple[Branch, Walk, list[list[str]]]:
    record = parse(text)
    resolver = Counting(records)
    walk = dk.run(follow("a.example", record, Budget(limits or Limits())), resolver=resolver)
    return ledger(walk, "a.example", record), walk, resolver.rounds


def _told(branch: Branch) -> list[tuple[str, str, int, Fate]]:
    return [(" > ".join(path), cost.text, cost.lookups, cost.fate) for path, cost in nodes(branch)]


def test_costs_of_every_kind_of_term() -> None:
    branch, _, rounds = _ledger(
        "v=spf1 ip4:192.0.2.1 a a:b.example/24//64 mx ptr exists:%{i}.x.example exists:y.example "
        "include:c.example foo=bar ~all a:never.example redirect=never.example",
        {
            ("a.example", "A"): ["192.0.2.1"],
            ("b.example", "A"): ["192.0.2.77"],
            ("b.example", "AAAA"): ["2001:db8::77"],
            ("a.example", "MX"): [(10, "mx.a.example"), (20, "mx.a.example")],
            ("mx.a.example", "A"): ["192.0.2.2", "192.0.2.2"],
            ("c.example", "TXT"): ["v=spf1 include:d.example redirect=e.example"],
            ("d.example", "TXT"): ["v=spf1 a:gone.example -all"],
            ("e.example", "TXT"): ["v=spf1 -all"],
        },
    )
    assert _told(branch) == [
        ("a.example", "a", 1, Fate.FOUND),
        ("a.example", "a:b.example/24//64", 1, Fate.FOUND),
        ("a.example", "mx", 1, Fate.FOUND),
        ("a.example", "ptr", 1, Fate.DEPENDS),
        ("a.example", "exists:%{i}.x.example", 1, Fate.DEPENDS),
        ("a.example", "exists:y.example", 1, Fate.VOID),
        ("a.example", "include:c.example", 4, Fate.FOUND),
        ("a.example > c.example", "include:d.example", 2, Fate.FOUND),
        ("a.example > c.example > d.example", "a:gone.example", 1, Fate.VOID),
        ("a.example > c.example", "redirect=e.example", 1, Fate.FOUND),
    ]
    assert branch.lookups == 10
    assert branch.voids == ("y.example", "gone.example")
    assert branch.costs[1].networks == (
        Network(32, 0xC0000200, 24),
        Network(128, 0x20010DB8 << 96, 64),
    )
    assert branch.costs[2].hosts == ("mx.a.example", "mx.a.example")
    assert branch.costs[2].networks == (Network(32, 0xC0000202, 32),)
    assert [len(one) for one in rounds] == [7, 4, 2]
    assert "never.example A" not in rounds[0]


def test_redirect_counts_only_without_all() -> None:
    records: Dns = {("b.example", "TXT"): ["v=spf1 -all"]}
    assert _ledger("v=spf1 redirect=b.example", records)[0].lookups == 1
    assert _ledger("v=spf1 redirect=b.example -all", records)[0].lookups == 0


def test_a_name_is_asked_for_once() -> None:
    _, _, rounds = _ledger(
        "v=spf1 include:b.example include:B.example. include:c.example a a:a.example -all",
        {("b.example", "TXT"): ["v=spf1 include:c.example -all"], ("c.example", "TXT"): ["v=spf1 -all"]},
    )
    asked = [question for one in rounds for question in one]
    assert sorted(asked) == ["a.example A", "a.example AAAA", "b.example TXT", "c.example TXT"]


def test_records_that_end_the_evaluation() -> None:
    branch, _, _ = _ledger(
        "v=spf1 include:none.example include:two.example include:bad.example include:a.example "
        "include:localhost include:slow.example include:b.example "
        "mx mx:many.example mx:null.example mx:empty.example a:slow.example -all",
        {
            ("two.example", "TXT"): ["v=spf1 -all", "v=spf1 mx -all"],
            ("bad.example", "TXT"): ["v=spf1 - all"],
            ("b.example", "TXT"): ["v=spf1 include:a.example -all"],
            ("slow.example", "TXT"): dk.UNREACHABLE,
            ("slow.example", "A"): dk.UNREACHABLE,
            ("slow.example", "AAAA"): ["not an address"],
            ("a.example", "MX"): dk.UNREACHABLE,
            ("many.example", "MX"): [(n, f"{n}.many.example") for n in range(11)],
            ("null.example", "MX"): [(0, "")],
            ("empty.example", "MX"): [(10, "gone.example")],
        },
    )
    assert [cost.fate for cost in branch.costs] == [
        Fate.NO_RECORD,
        Fate.SEVERAL_RECORDS,
        Fate.FAULTY_RECORD,
        Fate.LOOP,
        Fate.NO_RECORD,
        Fate.UNANSWERED,
        Fate.FOUND,
        Fate.UNANSWERED,
        Fate.TOO_MANY_HOSTS,
        Fate.VOID,
        Fate.VOID,
        Fate.UNANSWERED,
    ]
    inner = branch.costs[6].branch
    assert inner is not None
    assert inner.costs[0].fate is Fate.LOOP
    assert branch.voids == ()


def test_names_that_cannot_be_asked_for() -> None:
    long = ".".join(["x" * 63] * 4)
    branch, _, rounds = _ledger(f"v=spf1 a:{long}.example include:{long}.example -all", {})
    assert [cost.fate for cost in branch.costs] == [Fate.VOID, Fate.NO_RECORD]
    assert rounds == []


def test_a_chain_without_end_is_cut() -> None:
    records: Dns = {(f"{n}.example", "TXT"): [f"v=spf1 include:{n + 1}.example -all"] for n in range(50)}
    branch, _, rounds = _ledger("v=spf1 include:0.example -all", records)
    assert branch.lookups == 12
    assert [cost.fate for _, cost in nodes(branch)][-1] is Fate.CUT
    assert len(rounds) == 11


def test_a_tree_without_end_is_cut() -> None:
    names = [f"{n}.example" for n in range(30)]
    text = "v=spf1 " + " ".join(f"include:{name}" for name in names) + " -all"
    branch, _, rounds = _ledger(text, {(name, "TXT"): [text] for name in names})
    assert sum(map(len, rounds)) == 30
    assert len(list(nodes(branch))) < 3_000
    assert branch.lookups > 10


def test_the_budget_is_kept() -> None:
    text = "v=spf1 " + " ".join(f"a:{n}.example" for n in range(100)) + " -all"
    branch, walk, rounds = _ledger(text, {}, limits=Limits(questions=20))
    assert sum(map(len, rounds)) == 20
    assert branch.costs[9].fate is Fate.VOID
    assert branch.costs[10].fate is Fate.UNANSWERED
    assert walk.budget.exhausted == ("questions",)


def test_the_name_a_term_is_about() -> None:
    def target(text: str) -> str | None:
        return target_of(parse("v=spf1 " + text).terms[0], "a.example")

    assert target("mx") == "a.example"
    assert target("include:B.Example.") == "b.example"
    assert target("include:%{d}.b.example") == "a.example.b.example"
    assert target("include:_spf.%{d2r}") == "_spf.example.a"
    assert target("exists:%{i}.%{d}") is None


def _many(size: int) -> list[str]:
    return [f"9.{n >> 16}.{n >> 8 & 255}.{n & 255}" for n in range(size)]


def test_more_addresses_than_a_record_can_name_are_not_all_known() -> None:
    branch, walk, _ = _ledger(
        "v=spf1 a:b.example a:c.example/8 mx mx:c.example mx:d.example -all",
        {
            ("b.example", "A"): _many(1001),
            ("c.example", "A"): _many(1000),
            ("a.example", "MX"): [(10, "b.example")],
            ("c.example", "MX"): [(10, "c.example"), (20, "d.example")],
            ("d.example", "MX"): [(n, f"h{n}.example") for n in range(21)],
            ("d.example", "A"): ["192.0.2.1"],
            ("h0.example", "A"): ["192.0.2.1"],
        },
    )
    assert [(cost.fate, cost.networks) for cost in branch.costs] == [
        (Fate.FOUND, None),
        (Fate.FOUND, (Network(32, 9 << 24, 8),)),
        (Fate.FOUND, None),
        (Fate.FOUND, None),
        (Fate.TOO_MANY_HOSTS, None),
    ]
    assert [len(cost.hosts) for cost in branch.costs] == [0, 0, 1, 2, 21]
    assert walk.budget.exhausted == ()


def test_looking_at_addresses_is_kept_within_the_budget() -> None:
    branch, walk, _ = _ledger(
        "v=spf1 " + " ".join(f"a:b.example/{bits}" for bits in range(33)) + " -all",
        {("b.example", "A"): _many(100)},
        limits=Limits(steps=1000),
    )
    assert [cost.networks is None for cost in branch.costs] == [False] * 10 + [True] * 23
    assert {cost.fate for cost in branch.costs} == {Fate.FOUND}
    assert walk.budget.exhausted == ("steps",)


def test_the_same_addresses_behind_many_terms_are_looked_at_once() -> None:
    inner = "v=spf1 a mx a:b.example mx:b.example -all"
    names = [f"i{n}.example" for n in range(12)]
    text = inner.replace("-all", " ".join(f"include:{name}" for name in names) + " -all")
    records: Dns = {(name, "TXT"): [text] for name in names}
    for name in ["a.example", "b.example", *names]:
        records[name, "MX"] = [(n, f"h{n}.example") for n in range(20)]
        records[name, "A"] = _many(1000)
    for n in range(20):
        records[f"h{n}.example", "A"] = _many(40)
    branch, walk, _ = _ledger(text, records)
    assert len(list(nodes(branch))) > 2000
    # 14 names with 1,000 addresses, and once the 800 of the mail hosts
    assert walk.budget.left("steps") == Limits().steps - 14 * 1000 - 800
