"""What does a publication check do beside what the cases show: limits, wrong calls, and any world at all?"""

from __future__ import annotations

import random
from typing import Any, Final

import pytest

import deliverkit as dk
from deliverkit.core.budget import Limits
from deliverkit.core.errors import UsageError
from deliverkit.dmarc import publication
from deliverkit.drivers.recording import recorded
from dmarc_records import broken_record, good_record

GOOD: Final = "v=DMARC1; p=reject; rua=mailto:dmarc@a.example"
WORLD: Final = dk.TableResolver({("_dmarc.a.example", "TXT"): [GOOD], ("a.example", "MX"): [(10, "mx.a.example")]})
NAMES: Final = ("a.example", "news.a.example", "b.example", "_dmarc_.a.example", "mail.b.example", "example")


def run(domain: str, resolver: dk.TableResolver = WORLD, **limits: int) -> Any:
    return dk.run(publication(domain, limits=Limits(**limits)), resolver=resolver)


@pytest.mark.parametrize("domain", ["a.example", "_dmarc.a.example", " A.Example. "])
def test_the_domain_in_other_forms(domain: str) -> None:
    outcome = run(domain)
    assert outcome.findings == outcome.unknown == ()
    assert outcome.value.domain == "a.example"


@pytest.mark.parametrize(("domain", "limits"), [(None, Limits()), (b"a.example", Limits()), ("a.example", 5)])
def test_wrong_arguments(domain: Any, limits: Any) -> None:
    with pytest.raises(UsageError, match=r"^dmarc\.publication\(\)"):
        dk.run(publication(domain, limits=limits), resolver=WORLD)


@pytest.mark.parametrize(
    ("questions", "whats"),
    [
        (500, []),
        (30, []),
        (29, ["whether reports reach a.example"]),
        (17, ["what else a.example publishes for DMARC", "whether reports reach a.example"]),
        (0, ["DMARC record of a.example"]),
    ],
)
def test_limits(questions: int, whats: list[str]) -> None:
    outcome = run("a.example", questions=questions)
    assert [one.what for one in outcome.unknown] == whats
    assert all(one.why == f"limit: questions ({questions})" for one in outcome.unknown)


def test_many_destinations_are_bounded() -> None:
    record = "v=DMARC1; p=none; rua=" + ",".join(f"mailto:x@d{number}.example" for number in range(60))
    outcome, transcript = dk.run(
        recorded(publication("a.example")), resolver=dk.TableResolver({("_dmarc.a.example", "TXT"): [record]})
    )
    assert len(transcript) <= 500
    assert [one.why for one in outcome.unknown] == ["limit: questions (500)"] * 10
    assert outcome.unknown[0].what == "whether reports reach d40.example"


def world(chance: random.Random) -> dk.TableResolver:
    """A few names with records of all kinds, some of which nobody answers for."""
    zone: dict[tuple[str, str], Any] = {}
    for name in NAMES:
        for owner in (f"_dmarc.{name}", name, f"a.example._report._dmarc.{name}"):
            texts = [chance.choice((good_record, broken_record))(chance) for _ in range(chance.choice((0, 0, 1, 1, 2)))]
            if texts:
                zone[owner, "TXT"] = dk.UNREACHABLE if chance.random() < 0.1 else texts
        zone[name, "MX"] = chance.choice(([(10, "mx.a.example")], [(0, "")], dk.UNREACHABLE))
    if chance.random() < 0.2:
        zone.pop(("_dmarc.news.a.example", "TXT"), None)
        zone["_dmarc.news.a.example", "CNAME"] = ["_dmarc.b.example"]
    return dk.TableResolver(zone)


def test_any_world() -> None:
    seed = 9990
    for number in range(150):
        chance = random.Random(f"{seed}:{number}")
        resolver = world(chance)
        for domain in NAMES[:2]:
            outcome, transcript = dk.run(recorded(publication(domain)), resolver=resolver)
            assert outcome.value is not None
            assert len(transcript) < 120, (seed, number, domain)
            open_questions = [answer for _, answer in transcript if answer.status.value == "unreachable"]
            assert open_questions or not outcome.unknown, (seed, number, domain)
            told = [(one.code, one.subject, one.facts, one.evidence) for one in outcome.findings]
            assert len(set(told)) == len(told), (seed, number, domain, "the same is told twice")
