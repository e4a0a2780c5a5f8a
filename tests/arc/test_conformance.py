"""Is the validation what the openly published ARC suite asks for?  Case by case (see `oracles.arc_suite`).

Without the source distribution that carries it these tests skip and say why; where CI is set they fail instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest

import deliverkit as dk
from arc_chains import NOW, codes
from deliverkit import arc
from oracles.arc_suite import Case, cases
from oracles.dkimpy_arc import own_chains
from oracles.sdists import Unavailable
from support import Figures, skip_or_fail

SIZE: Final = 170
MOST_EXCEPTED: Final = 0.02

# Where an RFC that is newer than the suite, or one that it imports, says otherwise: the test's name, and the sentence.
EXCEPTED: Final = {
    "ams_fields_a_sha1": 'RFC 8301 section 3.1: "rsa-sha1 MUST NOT be used for signing or verifying"',
    "as_fields_a_sha1": 'RFC 8301 section 3.1: "rsa-sha1 MUST NOT be used for signing or verifying"',
    "ams_fields_h_empty": 'RFC 6376 section 5.4: "The From header field MUST be signed"',
}


def _load() -> Iterator[Any]:
    try:
        found = cases()
    except Unavailable as why:
        yield pytest.param(str(why), id="unavailable")
    else:
        yield from (pytest.param(case, id=case.name) for case in found)


def _judge(case: Case) -> str:
    """What is wrong with our answer; empty when nothing is."""
    outcome = dk.run(arc.verify(case.message), resolver=dk.TableResolver(case.zone), now=NOW)
    if outcome.value is None or outcome.value.result is None:
        return "no result"
    result = outcome.value.result.value
    if result != case.result:
        return f"{result} instead of {case.result}: {codes(outcome)}"
    if (result == "fail") != bool(outcome.value.reason):
        return f"{result}, but the reason is {outcome.value.reason!r}"
    return ""


@pytest.mark.parametrize("case", tuple(_load()))
def test_case(case: Case | str) -> None:
    if isinstance(case, str):
        skip_or_fail(case)
    wrong = _judge(case)
    if case.name in EXCEPTED:
        assert wrong, f"{case.name} is excepted without need: {EXCEPTED[case.name]}"
    else:
        assert not wrong, f"{case.name}: {wrong}"


def test_numbers(figures: Figures) -> None:
    try:
        found = cases()
    except Unavailable as why:
        skip_or_fail(str(why))
    assert len(found) == len({case.name for case in found}) == SIZE
    assert EXCEPTED.keys() <= {case.name for case in found}
    assert len(EXCEPTED) <= SIZE * MOST_EXCEPTED
    right = sum(not _judge(case) for case in found)
    figures(f"ARC conformance: {right}/{len(found)}, {len(EXCEPTED)} excepted by newer RFCs")
    assert right == len(found) - len(EXCEPTED)


def test_chains_of_dkimpy(figures: Figures) -> None:
    """The sealed messages in dkimpy's own source distribution."""
    try:
        found = own_chains()
    except Unavailable as why:
        skip_or_fail(str(why))
    for raw, expected, zone in found:
        value = dk.run(arc.verify(raw), resolver=dk.TableResolver(zone), now=NOW).value
        assert value is not None
        assert value.result is arc.Result(expected), value.reason
    figures(f"ARC chains in dkimpy's tests: {len(found)}/{len(found)}")
