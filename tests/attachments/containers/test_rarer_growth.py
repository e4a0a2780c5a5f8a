"""Does the work of the rarer formats grow no faster than the container, and does no 25 MB cost 2 seconds and 300 MB?"""

from __future__ import annotations

import json
import time
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Final

import pytest

from attachment_builders.rarer import Read
from attachment_builders.rarercosts import GROWING, SHAPES, read_and_open
from deliverkit.core.budget import Budget, Limits
from support import Figures, run_python

MOST: Final = 2.6  # the median ratio of a doubling; 2 is linear, 4 quadratic
SIZES: Final[tuple[int, ...]] = (500, 1_000, 2_000, 4_000)
LARGE: Final = Limits(bytes_read=1 << 40, bytes_inflated=1 << 40, members=1 << 30)
MOST_SECONDS: Final = 2.5
MOST_OCTETS: Final = 250_000_000  # beside the container itself
SCRIPT: Final = (
    "import sys; sys.path.insert(0, 'tests'); from attachment_builders.rarercosts import main; main(sys.argv[1])"
)


def seconds(read: Read, data: bytes) -> float:
    best = 9.0
    for _ in range(3):
        begun = time.perf_counter()
        read_and_open(read, data, Budget(LARGE))
        best = min(best, time.perf_counter() - begun)
    return best


@pytest.mark.parametrize("what", GROWING)
def test_growth(what: str, figures: Figures) -> None:
    read, build = GROWING[what]
    sizes = SIZES
    times, ratio = [9.0], 9.0
    for _ in range(3):  # a shared machine may disturb one attempt
        times = [seconds(read, build(size)) for size in sizes]
        ratio = median(after / before for before, after in pairwise(times))
        if ratio <= MOST or times[-1] < 0.005:
            break
        sizes = tuple(size * 2 for size in sizes)
    figures(f"{what}: {times[-1] * 1000:.1f} ms for {sizes[-1]}, a doubling takes {ratio:.2f} times as long")
    assert ratio <= MOST or times[-1] < 0.005


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="only Linux says how much memory was used")
@pytest.mark.parametrize("what", SHAPES)
def test_cost(what: str, figures: Figures) -> None:
    done = run_python("-c", SCRIPT, what, timeout=100)
    assert done.returncode == 0, done.stderr
    cost = json.loads(done.stdout)
    took, octets = cost["seconds"], cost["octets"]
    found = f"{took:.2f} s of a processor, {octets / 1e6:.0f} MB, {cost['members']} members"
    figures(f"{what}: {found} in {cost['size'] / 1e6:.0f} MB")
    assert took < MOST_SECONDS
    assert octets < MOST_OCTETS
