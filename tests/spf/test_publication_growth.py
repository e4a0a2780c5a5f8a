"""Do the time and the size of what is said grow no faster than the record?  Publications and lints, in doublings."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise
from statistics import median
from typing import Any, Final

import pytest

import deliverkit as dk
from deliverkit import spf
from deliverkit.core.outcome import Outcome

MOST: Final = 2.6  # the median ratio of a doubling; 2 is linear, 4 quadratic
SIZES: Final = (250, 500, 1_000, 2_000)
SHAPES: Final[dict[str, Callable[[int], str]]] = {
    "self-includes": lambda n: "include:a.example " * n,
    "includes that differ in case": lambda n: " ".join(f"include:{'aA'[k % 2]}.example" for k in range(n)),
    "includes of nothing": lambda n: " ".join(f"include:{k}.gone.example" for k in range(n)),
    "includes of everything": lambda n: "include:open.example " * n,
    "redirected includes": lambda n: "include:chain.example " * n,
    "names without addresses": lambda n: " ".join(f"a:{k}.gone.example" for k in range(n)),
    "names with addresses": lambda n: "a:h.example " * n,
    "equal networks": lambda n: "ip4:10.0.0.1/8 " * n,
    "terms nobody can read": lambda n: "exists:%{x}.a " * n,
    "unlike terms nobody can read": lambda n: " ".join(f"x{k}:y" for k in range(n)),
}


def _published(text: str) -> Outcome[Any]:
    world = {
        ("a.example", "TXT"): [text],
        ("open.example", "TXT"): ["v=spf1 +all"],
        ("chain.example", "TXT"): ["v=spf1 redirect=open.example"],
        ("h.example", "A"): ["9.9.9.9"],
    }
    return dk.run(spf.publication("a.example"), resolver=dk.TableResolver(world), timeout=600)


def _linted(text: str) -> Outcome[Any]:
    return spf.lint(text)


def _measured(check: Callable[[str], Outcome[Any]], text: str) -> tuple[float, int]:
    started = time.perf_counter()
    outcome = check(text)
    report = dk.Report(subject="a.example", checks=(dk.CheckReport.of("spf", outcome),))
    size = len(dk.to_json(report)) + len(dk.to_text(report))
    return time.perf_counter() - started, size


@pytest.mark.parametrize("check", [_published, _linted])
@pytest.mark.parametrize("name", SHAPES)
def test_growth(name: str, check: Callable[[str], Outcome[Any]]) -> None:
    texts = [f"v=spf1 {SHAPES[name](size)} -all" for size in SIZES]
    ratios: list[float] = []
    while not ratios or (min(ratios) > MOST and len(ratios) < 3):
        measured = [_measured(check, text) for text in texts]
        ratios.append(median(after / before for (before, _), (after, _) in pairwise(measured)))
        sizes = [size for _, size in measured]
        assert median(after / before for before, after in pairwise(sizes)) <= 2.2, sizes
        assert sizes[-1] < 10_000_000
    assert min(ratios) <= MOST, ratios
