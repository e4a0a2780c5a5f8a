"""What a table of records answers, and which tables are refused."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from deliverkit.core.errors import UsageError
from deliverkit.core.questions import UNREACHABLE, Answer, Dns, Mx, Status, Txt
from deliverkit.drivers import TableResolver
from deliverkit.drivers.aliases import MAX_ALIASES, follow


def ask(records: Any, name: str, rdtype: str) -> Answer[Any]:
    questions: list[Dns[Any]] = [Dns(name, rdtype)]
    (answer,) = TableResolver(records).resolve(questions)
    return answer


def found(*records: object, aliases: tuple[str, ...] = (), ttl: int | None = None) -> Answer[Any]:
    return Answer(Status.FOUND, records, aliases=aliases, ttl=ttl)


@pytest.mark.parametrize(
    ("rdtype", "records", "told"),
    [
        ("TXT", ["v=spf1 -all"], [Txt((b"v=spf1 -all",))]),
        ("txt", ("x", b"\xff"), [Txt((b"x",)), Txt((b"\xff",))]),
        (
            "TXT",
            [("a", b"b"), "grün", "\udcff", ""],
            [Txt((b"a", b"b")), Txt(("grün".encode(),)), Txt((b"\xff",)), Txt((b"",))],
        ),
        ("TXT", [Txt(())], [Txt(())]),
        ("SPF", ["v=spf1"], [Txt((b"v=spf1",))]),
        ("MX", [(10, "MX.Example.com."), Mx(0, "")], [Mx(10, "mx.example.com"), Mx(0, "")]),
        ("MX", [(5, "bücher.example")], [Mx(5, "xn--bcher-kva.example")]),
        ("A", ["192.0.2.1", "192.0.2.2"], ["192.0.2.1", "192.0.2.2"]),
        ("A", (one for one in ["192.0.2.1"]), ["192.0.2.1"]),
        ("PTR", ["Mail.Example.com."], ["mail.example.com"]),
        ("NS", ["not..a Name."], ["not..a name"]),
        ("CNAME", ["B.example"], ["b.example"]),
        ("TLSA", ["3 1 1 ABCD"], ["3 1 1 ABCD"]),
    ],
)
def test_records(rdtype: str, records: Any, told: list[object]) -> None:
    assert ask({("Name.Example.", rdtype): records}, "name.example", rdtype.upper()) == found(*told)


TABLE: dict[tuple[str, str], Any] = {
    ("a.example", "TXT"): ["x"],
    ("a.example", "A"): [],
    ("deep.b.example", "A"): ["192.0.2.1"],
    ("slow.example", "TXT"): UNREACHABLE,
    ("alias.example", "CNAME"): ["Next.example"],
    ("next.example", "CNAME"): ["a.example"],
    ("lost.example", "CNAME"): ["nowhere.example"],
    ("late.example", "CNAME"): ["slow.example"],
    ("loop.example", "CNAME"): ["loop.example"],
    ("both.example", "CNAME"): ["a.example"],
    ("both.example", "TXT"): ["y"],
    ("old.example", "CNAME"): Answer(Status.FOUND, ("kept.example",), ttl=60),
    ("older.example", "CNAME"): Answer(Status.FOUND, ("old.example",), ttl=30),
    ("kept.example", "TXT"): Answer(Status.FOUND, (Txt((b"z",)),), ttl=300, authenticated=True),
    ("unsure.example", "CNAME"): UNREACHABLE,
}


@pytest.mark.parametrize(
    ("name", "rdtype", "answer"),
    [
        ("a.example", "TXT", found(Txt((b"x",)))),
        ("A.EXAMPLE", "TXT", found(Txt((b"x",)))),
        ("a.example", "MX", Answer(Status.NO_DATA)),
        ("a.example", "A", Answer(Status.NO_DATA)),
        ("no.example", "TXT", Answer(Status.NO_NAME)),
        ("b.example", "A", Answer(Status.NO_NAME)),  # a table has no empty non-terminals, a zone has
        ("", "A", Answer(Status.NO_NAME)),
        ("slow.example", "TXT", UNREACHABLE),
        ("slow.example", "A", Answer(Status.NO_DATA)),
        ("alias.example", "TXT", found(Txt((b"x",)), aliases=("next.example", "a.example"))),
        ("alias.example", "MX", Answer(Status.NO_DATA, aliases=("next.example", "a.example"))),
        ("alias.example", "CNAME", found("next.example")),
        ("a.example", "CNAME", Answer(Status.NO_DATA)),
        ("lost.example", "TXT", Answer(Status.NO_NAME, aliases=("nowhere.example",))),
        ("late.example", "TXT", Answer(Status.UNREACHABLE, reason="timeout", aliases=("slow.example",))),
        ("loop.example", "TXT", Answer.unreachable("cname-loop")),
        ("both.example", "TXT", found(Txt((b"y",)))),
        ("kept.example", "TXT", Answer(Status.FOUND, (Txt((b"z",)),), ttl=300, authenticated=True)),
        (
            "older.example",
            "TXT",
            Answer(Status.FOUND, (Txt((b"z",)),), "", ("old.example", "kept.example"), 30, authenticated=True),
        ),
        ("older.example", "A", Answer(Status.NO_DATA, aliases=("old.example", "kept.example"), ttl=30)),
        ("unsure.example", "TXT", Answer(Status.NO_DATA)),
    ],
)
def test_answers(name: str, rdtype: str, answer: Answer[Any]) -> None:
    assert ask(TABLE, name, rdtype) == answer


def test_answers_stand_in_the_order_of_the_questions() -> None:
    questions: list[Dns[Any]] = [Dns("no.example", "A"), Dns("a.example", "TXT"), Dns("no.example", "A")]
    resolver = TableResolver(TABLE)
    assert [one.status for one in resolver.resolve(questions, 1.0)] == [Status.NO_NAME, Status.FOUND, Status.NO_NAME]
    assert resolver.resolve([]) == []


def test_a_resolver_can_be_sent_to_another_process() -> None:
    questions: list[Dns[Any]] = [Dns("alias.example", "TXT")]
    assert pickle.loads(pickle.dumps(TableResolver(TABLE))).resolve(questions) == TableResolver(TABLE).resolve(
        questions
    )


@pytest.mark.parametrize("length", [MAX_ALIASES, MAX_ALIASES + 1])
def test_how_long_a_chain_may_be(length: int) -> None:
    links: dict[tuple[str, str], Any] = {(f"n{at}", "CNAME"): [f"n{at + 1}"] for at in range(length)}
    answer = ask(links | {(f"n{length}", "A"): ["192.0.2.1"]}, "n0", "A")
    if length == MAX_ALIASES:
        assert answer == found("192.0.2.1", aliases=tuple(f"n{at}" for at in range(1, length + 1)))
    else:
        assert answer == Answer.unreachable("cname-loop")


def test_following_asks_for_no_more_than_it_needs() -> None:
    asked: list[tuple[str, str]] = []

    def find(name: str, rdtype: str) -> Answer[Any]:
        asked.append((name, rdtype))
        return Answer(Status.FOUND, ("b",)) if rdtype == "CNAME" and name == "a" else Answer(Status.NO_DATA)

    assert follow("a", "A", find) == Answer(Status.NO_DATA, aliases=("b",))
    assert asked == [("a", "A"), ("a", "CNAME"), ("b", "A"), ("b", "CNAME")]


KEY = "a key is (name, type), such as ('example.com', 'TXT'), not "


@pytest.mark.parametrize(
    ("records", "said"),
    [
        ({"a.example": ["x"]}, KEY + "'a.example'"),
        ({("a.example",): ["x"]}, KEY + "('a.example',)"),
        ({("a.example", "TXT", "x"): ["x"]}, KEY + "('a.example', 'TXT', 'x')"),
        ({(1, "TXT"): ["x"]}, KEY + "(1, 'TXT')"),
        ({("a..example", "TXT"): ["x"]}, "'a..example' is not a domain name"),
        ({("", "TXT"): ["x"]}, "'' is not a domain name"),
        (
            {("a.example", "TXT"): ["x"], ("A.example.", "txt"): ["y"]},
            "a.example TXT is there twice, in different spellings",
        ),
        ({("a.example", "TXT"): "x"}, "a.example TXT must be a list of records, not 'x'"),
        ({("a.example", "TXT"): b"x"}, "a.example TXT must be a list of records, not b'x'"),
        ({("a.example", "TXT"): None}, "a.example TXT must be a list of records, not None"),
        ({("a.example", "TXT"): [1]}, "1 is no TXT record, at a.example"),
        ({("a.example", "TXT"): [()]}, "() is no TXT record, at a.example"),
        ({("a.example", "TXT"): [("x", 1)]}, "('x', 1) is no TXT record, at a.example"),
        ({("a.example", "TXT"): ["\ud800"]}, "'\\ud800' has no octets; give them as bytes"),
        ({("a.example", "MX"): ["10 mx.example"]}, "'10 mx.example' is no MX record, at a.example"),
        ({("a.example", "MX"): [("mx.example", 10)]}, "('mx.example', 10) is no MX record, at a.example"),
        ({("a.example", "A"): [("192.0.2.1",)]}, "('192.0.2.1',) is no A record, at a.example"),
        ({("a.example", "CNAME"): [b"b"]}, "b'b' is no CNAME record, at a.example"),
    ],
)
def test_what_is_no_table(records: Any, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        TableResolver(records)
    assert str(caught.value) == "TableResolver: " + said


@pytest.mark.parametrize("wrong", [5, None, "a.example", [("a.example", "TXT")]])
def test_what_is_no_mapping(wrong: Any) -> None:
    with pytest.raises(UsageError) as caught:
        TableResolver(wrong)
    example = "{('a.example', 'TXT'): ['v=spf1 -all']}"
    assert str(caught.value) == f"TableResolver takes a dictionary, {example}, not {type(wrong).__name__}"
