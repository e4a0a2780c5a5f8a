"""Does checkdmarc find the same record?  Where it follows RFC 9989: one record at most at each name, and all answered.

Several records at one name, unrelated texts, names that do not exist and look-ups that fail end its search.
"""

from __future__ import annotations

from random import Random
from typing import Any, Final
from unittest.mock import patch

from deliverkit import dmarc
from deliverkit.core.questions import Status
from dmarc_worlds import World, drive
from oracles.checkdmarc_oracle import checkdmarc
from support import Figures

SEED: Final = 6004
WORLDS: Final = 10_000


def find(world: World) -> str:
    """Where checkdmarc finds the record of the author; empty where it finds none."""
    missing = checkdmarc.dns.resolver.NXDOMAIN

    def query(name: str, rdtype: str, **given: Any) -> list[str]:
        texts = world.texts.get(name.removeprefix("_dmarc."), ()) if name.startswith("_dmarc.") else ()
        if not name.startswith("_dmarc."):
            return ["hello"]  # it looks for a record that went astray
        if not texts:
            raise missing
        return list(texts)

    with (
        patch.object(checkdmarc, "query_dns", query),
        patch.object(checkdmarc, "_dmarc_cname_conflict_warning", return_value=None),
    ):
        try:
            return str(checkdmarc.query_dmarc_record(world.author.domain)["location"])
        except checkdmarc.DMARCRecordNotFound:
            return ""


def test_checkdmarc_finds_the_same_record(figures: Figures) -> None:
    chance = Random(SEED)
    found = 0
    for number in range(WORLDS):
        world = World(chance)
        world.silent = ()
        world.texts = {
            name: tuple(text for text in texts if text.startswith("v=DMARC1"))[:1]
            for name, texts in world.texts.items()
        }
        mine = drive(dmarc.discover(world.author.domain), world).value
        assert all(step.answer.status is not Status.UNREACHABLE for step in mine.steps)
        assert mine.record_domain == find(world), f"seed {SEED}, world {number}: {world.author}, {world.texts}"
        found += mine.record is not None
    figures(f"records found as by checkdmarc, seed {SEED}: {WORLDS}/{WORLDS} alike, {found} of them with a record")
    assert found > WORLDS // 2
