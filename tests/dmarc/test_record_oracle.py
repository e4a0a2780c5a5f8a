"""Is what checkdmarc says of a record a part of what we say?  On seeded records; every difference has its sentence.

checkdmarc stops at the first error, so what it says is compared topic by topic, and the values it read where it did not
stop. `DMARC_RECORDS=100000 pytest tests/dmarc/test_record_oracle.py` is the long run, `DMARC_SEED=n` draws others.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Final

from deliverkit.dmarc import parse, read
from deliverkit.dmarc.record import Record
from dmarc_records import broken_record, good_record
from oracles.checkdmarc_oracle import TOPICS, Said, ask_checkdmarc
from support import Figures

COUNT: Final = 4000
RECORDS: Final = int(os.environ.get("DMARC_RECORDS", COUNT))
SEED: Final = int(os.environ.get("DMARC_SEED", "9989"))
MOST_EXCEPTED: Final = 0.02

# what checkdmarc says or reads, and we do not; by the sentence that we follow
ACCEPTED: Final[dict[str, Callable[[Record, Said, str], bool]]] = {
    # checkdmarc counts what stands between commas; reports go to "the URIs listed. Any valid URI can be specified"
    # (RFC 9989 section 4.7), so we count those that are valid
    "many": lambda record, _, topic: topic == "many" and any(not uri.valid for uri in (*record.rua, *record.ruf)),
}


def drawn(number: int) -> str:
    chance = Random(f"{SEED}:{number}")
    return good_record(chance) if number % 4 == 0 else broken_record(chance)


def missing(text: str, said: Said) -> list[str]:
    """What checkdmarc said or read and we did not."""
    codes = {one.code.removeprefix("dmarc.") for one in parse(text, domain="a.example").findings}
    found = [topic for topic in said.topics if topic not in TOPICS or codes.isdisjoint(TOPICS[topic][1])]
    record = read(text)
    # where receivers ignore "the entire record" (RFC 9989 section 4.7), no value counts, and checkdmarc takes quotes
    # away; "WSP = SP / HTAB" (RFC 5234 appendix B.1), where it takes line breaks too
    if said.tags is not None and record.begins and "\n" not in text:
        own = {
            "p": record.policy.value,
            "adkim": record.adkim.value,
            "aspf": record.aspf.value,
            "fo": ":".join(record.fo),
            "psd": record.psd,
            "t": "y" if record.testing else "n",
        }
        found += [f"value of {name}" for name, value in own.items() if said.tags[name] != value]
        for name in ("rua", "ruf"):
            theirs = [one["address"].lower() for one in said.tags.get(name, ())]
            ours = [(uri.address or uri.text).lower() for uri in getattr(record, name)]
            if len(theirs) != len(ours):
                found.append(f"value of {name}")
    return found


def test_agreement(figures: Figures) -> None:
    excepted: Counter[str] = Counter()
    topics: Counter[str] = Counter()
    for number in range(RECORDS):
        text = drawn(number)
        said = ask_checkdmarc(text)
        topics.update(said.topics)
        lacking = missing(text, said)
        if not lacking:
            continue
        record = read(text)
        needed = {one: [name for name, holds in ACCEPTED.items() if holds(record, said, one)] for one in lacking}
        for one, names in needed.items():
            assert names, f"seed {SEED}:{number}: {text!r}\n{one}: {said.texts}\n{parse(text).findings}"
        excepted[next(iter(needed.values()))[0]] += 1
    total = excepted.total()
    figures(f"DMARC records against checkdmarc, seed {SEED}: {RECORDS - total}/{RECORDS} contained, {total} excepted")
    for name, count in excepted.most_common():
        figures(f"  {count:6}  {name}"[:160])
    assert total <= RECORDS * MOST_EXCEPTED
    if RECORDS >= COUNT:
        assert ACCEPTED.keys() <= excepted.keys(), "an exception that nothing needs"
        assert TOPICS.keys() - {"spf"} <= topics.keys(), "a topic that never came up"


def test_an_spf_record() -> None:
    assert missing("v=spf1 -all", ask_checkdmarc("v=spf1 -all")) == []
    assert re.match(TOPICS["spf"][0], ask_checkdmarc("v=spf1 -all").texts[0])
