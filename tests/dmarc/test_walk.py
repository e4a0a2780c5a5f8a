"""Which names does a walk ask about, how many at once, and what does it come to where somebody does not answer?"""

from __future__ import annotations

from typing import Any

import pytest

import deliverkit as dk
from deliverkit import dmarc
from deliverkit.core.budget import Limits
from deliverkit.core.outcome import Outcome
from deliverkit.dmarc.suffixes import registered_domain
from deliverkit.dmarc.walk import same_organization, targets, walk_on

RECORD = ["v=DMARC1; p=reject"]


def discovered(domain: str, records: dict[tuple[str, str], Any]) -> Outcome[dmarc.Discovery]:
    return dk.run(dmarc.discover(domain), resolver=dk.TableResolver(records))


def test_the_eight_names_of_the_standard() -> None:
    assert targets("a.b.c.d.e.f.g.h.i.j.mail.example.com") == (
        "a.b.c.d.e.f.g.h.i.j.mail.example.com",
        "g.h.i.j.mail.example.com",
        "h.i.j.mail.example.com",
        "i.j.mail.example.com",
        "j.mail.example.com",
        "mail.example.com",
        "example.com",
        "com",
    )


@pytest.mark.parametrize("count", range(1, 128))
def test_never_more_than_eight_names(count: int) -> None:
    domain = ".".join("a" * count)
    asked = targets(domain)
    assert len(asked) == min(count, 8)
    assert asked[0] == domain
    assert asked[-1] == "a"
    assert all(domain.endswith(name) for name in asked)


def test_one_batch() -> None:
    steps = iter(dmarc.discover("x.a.example"))
    assert [question.uri for question in next(steps)] == [
        "dns:_dmarc.x.a.example?type=TXT",
        "dns:_dmarc.a.example?type=TXT",
        "dns:_dmarc.example?type=TXT",
    ]
    steps.close()


def test_a_name_without_room_for_the_label() -> None:
    domain = ".".join(["a" * 60] * 4) + ".example"
    assert len(domain) == 251
    steps = iter(dmarc.discover(domain))
    batch = next(steps)
    assert len(batch) == 4
    assert all(len(question.uri) <= 253 + len("dns:?type=TXT") for question in batch)
    steps.close()
    found = discovered(domain, {("_dmarc.example", "TXT"): RECORD}).value
    assert found is not None
    assert (found.record_domain, found.steps[0].outcome) == ("example", dmarc.StepOutcome.NO_RECORD)


def test_the_steps_are_all_there() -> None:
    world: dict[tuple[str, str], Any] = {
        ("_dmarc.x.a.example", "TXT"): ["hello", "v=DMARC1; p=none", "v=DMARC1"],
        ("_dmarc.a.example", "TXT"): dk.UNREACHABLE,
        ("_dmarc.example", "TXT"): RECORD,
    }
    found = discovered("x.a.example", world).value
    assert found is not None
    assert [(step.domain, step.outcome.value, len(step.texts), len(step.records)) for step in found.steps] == [
        ("x.a.example", "several-discarded", 3, 2),
        ("a.example", "unreachable", 0, 0),
        ("example", "record", 1, 1),
    ]
    assert (found.record, found.policy, found.is_known) == (None, None, False)
    assert found.steps[2].question.name == "_dmarc.example"


@pytest.mark.parametrize("silent", [1, 2, 3, 4, 5, 6])
def test_organizations_where_nobody_answers(silent: int) -> None:
    names = ["e.d.c.b.a.example", "d.c.b.a.example", "c.b.a.example", "b.a.example", "a.example", "example"]
    world: dict[tuple[str, str], Any] = {(f"_dmarc.{name}", "TXT"): dk.UNREACHABLE for name in names[:silent]}
    outcome = dk.run(dmarc.organizational_domain(names[0]), resolver=dk.TableResolver(world))
    # whatever the first name alone would have said, it is its own
    assert outcome.value == (names[0] if silent == 1 else None)
    assert len(outcome.unknown) == (0 if silent == 1 else silent)


def test_too_much_unknown_is_unknown() -> None:
    names = ("e.d.c.b.a.example", "d.c.b.a.example", "c.b.a.example", "b.a.example", "a.example", "example")
    from deliverkit.dmarc.walk import steps_at

    stands = steps_at(names, [dk.UNREACHABLE] * len(names))
    walk, other = walk_on(names[0], stands), walk_on(names[1], stands)
    assert same_organization(walk, other) is None
    assert same_organization(walk, walk) is True


def test_limits() -> None:
    for made in (dmarc.discover("a.example", limits=Limits(questions=9)),):
        outcome = dk.run(made, resolver=dk.TableResolver({}))
        assert outcome.value is None
        assert [(one.what, one.why) for one in outcome.unknown] == [
            ("DMARC record of a.example", "limit: questions (9)")
        ]
    organization = dk.run(dmarc.organizational_domain("a.example", limits=Limits(questions=1)))
    assert [one.why for one in organization.unknown] == ["limit: questions (1)"]


@pytest.mark.parametrize(
    "text", ["", ".", "a..example", "x" * 64, "[192.0.2.1]", "anna@a.example", "a b.example", "a\n.b"]
)
def test_what_is_no_domain(text: str) -> None:
    for outcome in (dk.run(dmarc.discover(text)), dk.run(dmarc.organizational_domain(text))):
        assert outcome.value is None
        assert [finding.code for finding in outcome.findings] == ["dmarc.not-a-domain"]


def test_what_is_no_text() -> None:
    wrong: Any = b"a.example"
    with pytest.raises(dk.UsageError, match=r"dmarc.discover\(\): domain must be a domain as text, .* not bytes"):
        dk.run(dmarc.discover(wrong))
    with pytest.raises(dk.UsageError, match=r"domain must be .*, not None"):
        dk.run(dmarc.organizational_domain(None))  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    with pytest.raises(dk.UsageError, match=r"limits must be a dk\.Limits, not int"):
        dk.run(dmarc.discover("a.example", limits=9))  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("domain", "registered"),
    [
        ("a.com", "a.com"),
        ("x.y.a.com", "a.com"),
        ("com", "com"),
        ("x.a.co.uk", "a.co.uk"),
        ("u.github.io", "u.github.io"),
        ("x.u.github.io", "u.github.io"),
        ("x.city.kawasaki.jp", "city.kawasaki.jp"),
        ("x.a.b.kawasaki.jp", "a.b.kawasaki.jp"),
        ("host.internal", "host.internal"),
        ("internal", "internal"),
        ("x.xn--mgbaam7a8h", "x.xn--mgbaam7a8h"),
    ],
)
def test_registered_domains(domain: str, registered: str) -> None:
    assert registered_domain(domain) == registered
