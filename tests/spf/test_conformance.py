"""Is the evaluation what RFC 7208 says?  The openspf suites for RFC 7208 and RFC 4408, case by case.

Without the source distribution that carries them (see `oracles.openspf`) these tests skip and say why; where
CI is set they fail instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest

import deliverkit as dk
from deliverkit import spf
from oracles.openspf import SUITES, Case, cases
from oracles.pyspf_oracle import ask_pyspf
from oracles.sdists import Unavailable
from support import Figures, skip_or_fail

SIZES: Final = {"RFC 7208": 203, "RFC 4408": 191}

# Where RFC 7208 contradicts its predecessor's suite: the test's name, and RFC 7208's sentence.
EXCEPTED: Final[dict[str, dict[str, str]]] = {"RFC 7208": {}, "RFC 4408": {}}


def _load() -> Iterator[Any]:
    for suite in SUITES:
        try:
            found = cases(suite)
        except Unavailable as why:
            yield pytest.param(suite, str(why), id=f"{suite}: unavailable")
        else:
            yield from (pytest.param(suite, case, id=f"{suite}: {case.name}") for case in found)


def _judge(case: Case) -> str:
    """What is wrong with our answer; empty when nothing is."""
    outcome = dk.run(
        spf.check_host(case.client_ip, case.mail_from, case.helo), resolver=dk.TableResolver(case.zone), timeout=60
    )
    if outcome.value is None:
        return "no value"
    result = outcome.value.result.value
    if result not in case.results:
        return f"{result} instead of {' or '.join(case.results)}"
    said = outcome.value.explanation
    if case.explanation and case.explanation != (said,):
        return f"explanation {said!r} instead of {case.explanation[0]!r}"
    return ""


@pytest.mark.parametrize(("suite", "case"), tuple(_load()))
def test_case(suite: str, case: Case | str) -> None:
    if isinstance(case, str):
        skip_or_fail(case)
    wrong = _judge(case)
    excepted = EXCEPTED[suite].get(case.name)
    if excepted is None:
        assert not wrong, f"{case.name} (section {case.spec}): {wrong}"
    else:
        assert wrong, f"{case.name} is excepted without need: {excepted}"


@pytest.mark.parametrize("suite", SUITES)
def test_numbers(suite: str, figures: Figures) -> None:
    try:
        found = cases(suite)
    except Unavailable as why:
        skip_or_fail(str(why))
    assert len(found) == len({case.name for case in found}) == SIZES[suite]
    assert EXCEPTED[suite].keys() <= {case.name for case in found}
    right = sum(not _judge(case) for case in found) + len(EXCEPTED[suite])
    exceptions = f", {len(EXCEPTED[suite])} excepted" if EXCEPTED[suite] else ""
    figures(f"SPF conformance: {right}/{len(found)} ({suite}{exceptions})")
    assert right == len(found)


@pytest.mark.parametrize("suite", SUITES)
def test_the_suites_are_read_rightly(suite: str) -> None:
    """pyspf passes its own suites through our reading of them, so a failure above is ours alone."""
    try:
        found = cases(suite)
    except Unavailable as why:
        skip_or_fail(str(why))
    for case in found:
        said = ask_pyspf(dk.TableResolver(case.zone), case.client_ip, case.mail_from, case.helo)
        assert said.result in case.results, case.name
        assert not case.explanation or case.explanation == (said.explanation,), case.name
