"""Does reading, judging and mending hold for masses of records, and for any text at all?"""

from __future__ import annotations

import random
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

import deliverkit as dk
from deliverkit.core.questions import Txt
from deliverkit.dmarc import is_dmarc, parse, read
from deliverkit.dmarc.grammar import text_of
from deliverkit.dmarc.meant import looks_like_dmarc, read_meant
from deliverkit.dmarc.merging import merge
from deliverkit.dmarc.repair import mend
from dmarc_records import broken_record, good_record, mutate
from support import Figures

SEED: Final = 20261125
# what a mended record may still have: nobody but its owner can mend these
LEFT: Final = {"dmarc.unsupported-scheme"}
PIECES: Final = st.sampled_from(
    [
        "v=DMARC1",
        ";",
        "p=",
        "reject",
        "none",
        "=",
        ",",
        " ",
        "rua=mailto:a@b.example",
        "fo=1",
        "!10m",
        '"',
        "\\",
        "sp",
        ":",
    ]
)


def problems(text: str) -> set[str]:
    return {one.code for one in parse(text).findings if one.severity >= dk.Severity.WARNING}


def check_mending(text: str) -> None:
    meant = read_meant(text)
    if meant is None:
        assert not read(text).begins
        return
    mended = mend(meant)
    again = read_meant(mended.text)
    assert again is not None
    assert again.stains == (), text
    assert mend(again).text == mended.text, text
    assert mended.record.usable
    assert not mended.record.faults or all(fault.tag == "pct" for fault in mended.record.faults), text
    assert problems(mended.text) <= LEFT, (text, mended.text)


def check_findings(text: str) -> None:
    outcome = parse(text, domain="a.example")
    record = read(text)
    assert (outcome.value is None) == (not record.begins)
    assert len(outcome.findings) < 80
    for finding in outcome.findings:
        assert finding.message
        assert finding.evidence
        change = finding.remedy.publish
        if change is not None:
            assert change.replaces == (text,)
            assert change.owner == "_dmarc.a.example"
            assert change.value != text


def test_masses_of_records(figures: Figures) -> None:
    chance = random.Random(SEED)
    for _ in range(10_000):
        check_mending(broken_record(chance))
    for _ in range(3_000):
        check_findings(broken_record(chance))
    figures(f"DMARC records, seed {SEED}: 10000 broken ones mended, 3000 judged")


def test_good_records_have_no_problem() -> None:
    chance = random.Random(SEED)
    for _ in range(3_000):
        text = good_record(chance)
        record = read(text)
        assert record.usable
        assert record.sound
        assert problems(text) <= {"dmarc.partial-policy"}, text


def test_the_mended_record_asks_for_what_a_good_one_did() -> None:
    chance = random.Random(SEED)
    for _ in range(3_000):
        record = read(good_record(chance))
        meant = read_meant(record.text)
        assert meant is not None
        mended = mend(meant).record
        assert (mended.p, mended.sp, mended.np) == (record.p, record.sp, record.np)
        assert (mended.adkim, mended.aspf, mended.psd) == (record.adkim, record.aspf, record.psd)
        assert {one.address for one in mended.rua} == {one.address for one in record.rua}
        assert {one.address for one in mended.ruf} == {one.address for one in record.ruf}


def test_a_merged_record_asks_for_no_more_than_any() -> None:
    chance = random.Random(SEED)
    for _ in range(2_000):
        records = tuple(read(mutate(good_record(chance), chance)) for _ in range(chance.randint(1, 4)))
        merged = merge(records)
        ones = [mend(meant).record for one in records if (meant := read_meant(one.text)) is not None]
        if not ones:
            assert merged == ""
            continue
        check_mending(merged)
        one = read(merged)
        order = ["none", "quarantine", "reject"].index
        for subdomain, exists in ((False, True), (True, True), (True, False)):
            asked = order(one.requested(one.policy_for(subdomain, exists)).value)
            assert asked <= min(order(own.requested(own.policy_for(subdomain, exists)).value) for own in ones)
        assert {uri.address for own in ones for uri in own.rua} == {uri.address for uri in one.rua}


@settings(max_examples=1_500)
@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=30).map("".join)))
def test_any_text(text: str) -> None:
    check_mending(text)
    check_findings(text)


@settings(max_examples=800)
@given(st.lists(st.binary(max_size=60), max_size=4))
def test_any_octets(strings: list[bytes]) -> None:
    record = Txt(tuple(strings))
    text = text_of(record)
    assert read(text).begins == is_dmarc(record)
    check_mending(text)
    check_findings(text)
    assert looks_like_dmarc(text) or not is_dmarc(record)
