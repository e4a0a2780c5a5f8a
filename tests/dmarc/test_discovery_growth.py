"""Does a discovery stay linear in what a name server sends, and in what a mail brings?"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from itertools import pairwise
from statistics import median
from typing import Any, Final

import pytest

import deliverkit as dk
from deliverkit import dmarc

SIZES: Final = (4, 8, 16, 32)
Records = Mapping[tuple[str, str], Any]


def seconds(work: Callable[[], Any]) -> float:
    best = float("inf")
    for _ in range(5):
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return best


def grows_linearly(work: Callable[[int], Callable[[], Any]]) -> None:
    times = [seconds(work(size)) for size in SIZES]
    ratios = [after / before for before, after in pairwise(times)]
    assert median(ratios) <= 2.6 or times[-1] < 0.01, times


_MANY: Final[Mapping[str, Callable[[int], Records]]] = {
    "records at the domain": lambda size: {("_dmarc.a.example", "TXT"): ["v=DMARC1; p=reject"] * (size * 50)},
    "other texts": lambda size: {("_dmarc.a.example", "TXT"): [f"v=spf1 {number}" for number in range(size * 50)]},
    "texts that look like records": lambda size: {("_dmarc.a.example", "TXT"): ["v=dmarc1; p=reject"] * (size * 50)},
    "tags": lambda size: {("_dmarc.a.example", "TXT"): ["v=DMARC1; p=reject" + "; x=y" * (size * 400)]},
    "addresses": lambda size: {("_dmarc.a.example", "TXT"): ["v=DMARC1; rua=" + "mailto:a@b.example," * (size * 100)]},
    "octets": lambda size: {("_dmarc.a.example", "TXT"): [b"v=DMARC1; p=" + b"\xff" * (size * 2000)]},
}


@pytest.mark.parametrize("what", _MANY)
def test_answers(what: str) -> None:
    def work(size: int) -> Callable[[], Any]:
        world = dk.TableResolver(_MANY[what](size))
        spf = dmarc.Authenticated("b.example", "pass")
        return lambda: dk.run(dmarc.evaluate("x.a.example", spf, []), resolver=world).findings

    grows_linearly(work)


@pytest.mark.parametrize("result", ["pass", "fail"])
def test_signatures(result: str) -> None:
    world = dk.TableResolver({("_dmarc.a.example", "TXT"): ["v=DMARC1; p=reject"]})

    def work(size: int) -> Callable[[], Any]:
        signatures = [dmarc.Authenticated(f"x{number}.a.example", result) for number in range(size * 20)]
        limits = dk.Limits(signatures=1000)
        return lambda: dk.run(dmarc.evaluate("a.example", None, signatures, limits=limits), resolver=world)

    grows_linearly(work)
