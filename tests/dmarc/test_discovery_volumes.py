"""Does the package come to what the RFC says on thousands of random worlds, and to temperror where it must?

`DMARC_WORLDS=100000 DMARC_SEED=n` is the long run.
"""

from __future__ import annotations

import os
from collections import Counter
from random import Random
from typing import Final

from deliverkit import dmarc
from dmarc_by_the_book import evaluate, organizational_domain
from dmarc_worlds import World, drive, suffix_of
from support import Figures

SEED: Final = int(os.environ.get("DMARC_SEED", "9989"))
WORLDS: Final = int(os.environ.get("DMARC_WORLDS", "20000")) * 2 // 5  # for evaluations
MORE: Final = WORLDS * 3 // 2  # for organizational domains


def test_evaluation_is_that_of_the_book(figures: Figures) -> None:
    chance = Random(SEED)
    seen: Counter[str] = Counter()
    for number in range(WORLDS):
        world = World(chance)
        spf, *signatures = (dmarc.Authenticated(one.domain, one.result) for one in world.identifiers)
        value = drive(dmarc.evaluate(world.author.domain, spf, signatures), world).value
        asked = [name for name, rdtype in world.asked if rdtype == "TXT"]
        where = f"seed {SEED}, world {number}: {world.author}, {world.identifiers}, {world.texts}, {world.silent}"
        assert len(asked) == len(set(asked)) <= 8 * 4, where
        wanted = [evaluate(world.author, world.identifiers, texts, suffix_of) for texts in world.possible()]
        new, old = {one.result for one, _ in wanted}, {one.result for _, one in wanted}
        _agrees(value.result.value, new, where)
        _agrees(value.legacy_result.value, old, where)
        if not world.silent:
            ((book, older),) = wanted
            told = (value.result.value, value.disposition.value, value.discovery.record_domain)
            assert told == book, where
            legacy = (value.legacy_result.value, value.legacy_disposition.value, value.discovery.legacy.record_domain)
            assert legacy == older, where
        seen[value.result.value] += 1
        seen["views differ"] += value.result is not value.legacy_result
    figures(f"DMARC by the book, seed {SEED}: {WORLDS}/{WORLDS} worlds alike: {dict(seen)}")
    assert min(seen[one] for one in ("none", "pass", "fail", "temperror", "permerror", "views differ")) > WORLDS // 100


def _agrees(told: str, possible: set[str], where: str) -> None:
    """What is told is the only thing possible; temperror where several things are."""
    assert possible == {told} if len(possible) == 1 else told == "temperror", f"{told}, not {possible}: {where}"


def test_organizational_domain_is_that_of_the_book(figures: Figures) -> None:
    chance = Random(SEED + 1)
    unknown = 0
    for number in range(MORE):
        world = World(chance)
        found = drive(dmarc.organizational_domain(world.author.domain), world)
        possible = {organizational_domain(world.author.domain, texts) for texts in world.possible()}
        where = f"seed {SEED + 1}, world {number}: {world.author}, {world.texts}, {world.silent}"
        assert len(world.asked) <= 8, where
        assert {found.value} == possible if len(possible) == 1 else found.value is None, where
        assert bool(found.unknown) == (found.value is None), where
        unknown += found.value is None
    figures(f"organizational domains by the book, seed {SEED + 1}: {MORE}/{MORE} worlds alike, {unknown} of them open")
    assert unknown
