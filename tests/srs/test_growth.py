"""Does the work grow no faster than the address?"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise
from statistics import median
from typing import Final

import pytest

from deliverkit.srs import NotReversed, Refused, Rewriter, explain

MOST: Final = 2.6  # the median ratio of a doubling; 2 is linear, 4 quadratic
SIZES: Final = (4_000, 8_000, 16_000, 32_000)
UNITS: Final = (
    "a",
    ".",
    "a.",
    "=",
    "SRS0=",
    "SRS0=a=b=c=",
    "+SRS=",
    "@",
    '"',
    "\\",
    "-",
    "a-",
    "\u0130",
    "\r\n",
    "a@",
    "+",
)
REWRITER: Final = Rewriter(["fwd.example"], [b"secret"], over_length="token")


def _time(run: Callable[[], object]) -> float:
    def once() -> float:
        started = time.perf_counter()
        run()
        return time.perf_counter() - started

    return min(once() for _ in range(5))


def _ratio(text: Callable[[int], str], run: Callable[[str], object]) -> float:
    times = [_time(lambda made=made: run(made)) for made in map(text, SIZES)]  # type: ignore[misc]
    return median(after / before for before, after in pairwise(times))


def _check(text: Callable[[int], str], run: Callable[[str], object]) -> None:
    ratios = [_ratio(text, run)]
    while ratios[-1] > MOST and len(ratios) < 3:
        ratios.append(_ratio(text, run))
    assert min(ratios) <= MOST, ratios


@pytest.mark.parametrize("unit", UNITS)
def test_growth_of_an_explanation(unit: str) -> None:
    _check(lambda size: unit * size, lambda text: explain(text, 1))
    _check(lambda size: f'SRS1=abcd=h.example=="{unit * size}"@h2.example', lambda text: explain(text, 1))


@pytest.mark.parametrize("unit", UNITS)
def test_what_is_too_long_costs_next_to_nothing(unit: str) -> None:
    long = "SRS0=abcd=G3=a.example=" + unit * 200_000 + "@fwd.example"
    outcomes: list[object] = []
    spent = min(
        _time(lambda: outcomes.extend((REWRITER.forward(long, 19_675), REWRITER.reverse(long, 19_675))))
        for _ in range(3)
    )
    assert spent < 0.1
    assert {type(one) for one in outcomes} == {Refused, NotReversed}
