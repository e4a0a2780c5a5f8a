"""Do pyspf and we agree?  On seeded worlds of records and zones; every difference is a mended point of pyspf's.

`SPF_WORLDS=100000 pytest tests/spf/test_differential.py` is the long run, `SPF_SEED=n` draws others.
"""

from __future__ import annotations

import os
from collections import Counter
from random import Random
from typing import Final

import deliverkit as dk
from deliverkit import spf
from oracles.pyspf_oracle import AMENDMENTS, ask_pyspf
from oracles.spf_worlds import World, world
from support import Figures

COUNT: Final = 5000
WORLDS: Final = int(os.environ.get("SPF_WORLDS", COUNT))
SEED: Final = int(os.environ.get("SPF_SEED", "7208"))
MOST_EXCEPTED: Final = 0.02

Answer = tuple[str, str | None]


def _ours(drawn: World, resolver: dk.TableResolver) -> Answer:
    outcome = dk.run(spf.check_host(drawn.client_ip, drawn.mail_from, drawn.helo), resolver=resolver, timeout=60)
    assert outcome.value is not None
    if outcome.value.result is not spf.Result.PASS:
        assert outcome.findings, "any result but pass comes with a finding"
    undecided = outcome.value.result is spf.Result.TEMPERROR
    assert bool(outcome.unknown) == undecided, "something is unknown where an answer was missing, and only there"
    return _folded(outcome.value.result.value, outcome.value.explanation)


def _theirs(drawn: World, resolver: dk.TableResolver, amended: frozenset[str] = frozenset()) -> Answer:
    said = ask_pyspf(resolver, drawn.client_ip, drawn.mail_from, drawn.helo, amended=amended)
    return _folded(said.result, said.explanation)


def _folded(result: str, explanation: str | None) -> Answer:
    # we write domain names in their normal form, pyspf as they came (RFC 4343: DNS names are "case insensitive")
    return result, None if explanation is None else explanation.lower()


def _difference(drawn: World) -> tuple[str, ...] | None:
    """The amendments that make pyspf agree with us: none needed, one, or as a last resort all; None when none do."""
    resolver = dk.TableResolver(drawn.zone)
    ours = _ours(drawn, resolver)
    if _theirs(drawn, resolver) == ours:
        return ()
    for name in AMENDMENTS:
        if _theirs(drawn, resolver, frozenset({name})) == ours:
            return (name,)
    return tuple(AMENDMENTS) if _theirs(drawn, resolver, frozenset(AMENDMENTS)) == ours else None


def test_agreement(figures: Figures) -> None:
    excepted: Counter[str] = Counter()
    for number in range(WORLDS):
        drawn = world(Random(f"{SEED}:{number}"))
        needed = _difference(drawn)
        assert needed is not None, f"seed {SEED}:{number}: {_show(drawn)}"
        if needed:
            excepted[needed[0] if len(needed) == 1 else "several of these"] += 1
    total = excepted.total()
    figures(f"SPF against pyspf, seed {SEED}: {WORLDS - total}/{WORLDS} agree, {total} excepted:")
    for name, count in excepted.most_common():
        figures(f"  {count:6}  {name}: {AMENDMENTS.get(name, '')}"[:160])
    assert total <= WORLDS * MOST_EXCEPTED
    if WORLDS >= COUNT:
        assert AMENDMENTS.keys() <= excepted.keys(), "an exception that nothing needs"


def _show(drawn: World) -> str:
    resolver = dk.TableResolver(drawn.zone)
    texts = [f"{name} {value!r}" for (name, rdtype), value in drawn.zone.items() if rdtype == "TXT"]
    said = ask_pyspf(resolver, drawn.client_ip, drawn.mail_from, drawn.helo, amended=frozenset(AMENDMENTS))
    asked = f"{drawn.client_ip} {drawn.mail_from!r} {drawn.helo!r}"
    return "\n".join((asked, f"ours {_ours(drawn, resolver)}, amended pyspf {said}", *texts))
