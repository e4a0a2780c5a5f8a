"""Do dkimpy and we agree?  On seeded messages, signed and then edited; every difference is one that the standard wants.

`DKIM_MESSAGES=100000 pytest tests/dkim/test_differential.py` is the long run, `DKIM_SEED=n` draws others.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any, Final

import deliverkit as dk
from deliverkit import dkim
from deliverkit.core.questions import Answer, Dns, Status, Txt
from dkim_edits import Drawn, draw
from oracles.dkimpy_oracle import EXCEPTIONS, Asked, ask_dkimpy
from support import Figures

COUNT: Final = 8000
MESSAGES: Final = int(os.environ.get("DKIM_MESSAGES", COUNT))
SEED: Final = int(os.environ.get("DKIM_SEED", "6376"))
MOST_EXCEPTED: Final = 0.02
SETTINGS: Final = dkim.Settings(max_hashed=0, max_other_keys=0)


class Everywhere:
    """The same record at every name."""

    def __init__(self, record: bytes) -> None:
        self._answer = Answer(Status.FOUND, (Txt((record,)),))

    def resolve(self, questions: Sequence[Dns[Any]], timeout: float = 0.0) -> Sequence[Answer[Any]]:
        return [self._answer] * len(questions)


def _asked(drawn: Drawn) -> Iterator[tuple[Asked, bool]]:
    """Each signature with our answer, and dkimpy's."""
    outcome = dk.run(dkim.verify(drawn.raw, settings=SETTINGS), resolver=Everywhere(drawn.record), timeout=60)
    assert outcome.value is not None
    for index, ours in enumerate(outcome.value):
        assert bool(ours.reason) != (ours.result is dkim.Result.PASS), "any result but pass has a reason"
        yield Asked(drawn.raw, drawn.record, ours), ask_dkimpy(drawn.raw, drawn.record, index)


def _needed(asked: Asked) -> str | None:
    """The first exception that explains the difference."""
    we_pass = asked.ours.result is dkim.Result.PASS
    return next(
        (name for name, one in EXCEPTIONS.items() if one.we_pass in (we_pass, None) and one.applies(asked)), None
    )


def test_agreement(figures: Figures) -> None:
    excepted: Counter[str] = Counter()
    results: Counter[dkim.Result] = Counter()
    for number in range(MESSAGES):
        drawn = draw(Random(f"{SEED}:{number}"))
        for asked, theirs in _asked(drawn):
            results[asked.ours.result] += 1
            if theirs is not (asked.ours.result is dkim.Result.PASS):
                name = _needed(asked)
                assert name is not None, f"seed {SEED}:{number}: we say {asked.ours.result}, dkimpy {theirs}\n{drawn}"
                excepted[name] += 1
    total, count = excepted.total(), results.total()
    figures(f"DKIM against dkimpy, seed {SEED}: {count - total}/{count} signatures agree, {total} excepted:")
    for name, times in excepted.most_common():
        figures(f"  {times:6}  {name}: {EXCEPTIONS[name].sentence}"[:160])
    figures("  " + ", ".join(f"{one.value} {times}" for one, times in results.most_common()))
    assert total <= count * MOST_EXCEPTED
    if MESSAGES >= COUNT:
        assert EXCEPTIONS.keys() <= excepted.keys(), "an exception that nothing needs"
