"""Does hashing grow no faster than the body, in the shapes that nobody honest sends?"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise
from statistics import median
from typing import Final

import pytest

from deliverkit.dkim.body import canonical_length, hash_body_at

MOST: Final = 2.6  # the median ratio of a doubling; 2 is linear, 4 quadratic
START: Final = 1 << 18
SLOWEST: Final = 200e-9  # seconds an octet: generous, but no shape may be far from the others

SHAPES: Final[dict[str, Callable[[int], bytes]]] = {
    "alternating blanks": lambda n: b"a " * (n // 2),
    "alternating pairs": lambda n: b"a  " * (n // 3),
    "alternating tabs": lambda n: b"a\t \t" * (n // 4),
    "pairs and the octet that marks": lambda n: b"\xff  " * (n // 3),
    "empty lines": lambda n: b"\r\n" * (n // 2),
    "empty lines before the end": lambda n: b"\r\n" * (n // 2) + b"x",
    "lines of a blank": lambda n: b" \r\n" * (n // 3),
    "blanks at the end": lambda n: b"a" + b" " * n,
    "blanks at the end of a line": lambda n: b"a" + b" \t" * (n // 2) + b"\r\n",
    "one run, then text": lambda n: b"\t" * n + b"x\r\n",
    "CR": lambda n: b"\r" * n,
    "CR and blanks": lambda n: b"\r " * (n // 2),
    "LF": lambda n: b"\n" * n,
    "LF and blanks": lambda n: b" \n" * (n // 2),
    "LF CR": lambda n: b"\n\r" * (n // 2),
    "NUL": bytes,
    "a blank a piece": lambda n: (b"x" * 2049 + b" ") * (n // 2050),
    "a tab a window": lambda n: (b"x" * 131071 + b"\t") * (n // 131072),
}


def _time(raw: bytes) -> float:
    def once() -> float:
        started = time.perf_counter()
        for relaxed in (False, True):
            hash_body_at(raw, 0, relaxed=relaxed, limits=(None, len(raw) // 2))
            canonical_length(raw, relaxed=relaxed)
        return time.perf_counter() - started

    return min(once() for _ in range(3))


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_growth(shape: Callable[[int], bytes]) -> None:
    # measured again when it fails: another process on the machine can make one run look steep, not three
    ratios, times = list[float](), list[float]()
    while not ratios or (ratios[-1] > MOST and len(ratios) < 3):
        times = [_time(shape(START << step)) for step in range(4)]
        ratios.append(median(after / before for before, after in pairwise(times)))
    assert ratios[-1] <= MOST, f"ratios of the doublings: {ratios}"
    assert times[-1] < SLOWEST * (START << 3), times


def test_growth_with_limits() -> None:
    raw = b"a  b\r\n" * 20_000
    times: list[float] = []
    for count in (2_000, 4_000, 8_000, 16_000):
        started = time.perf_counter()
        hash_body_at(raw, 0, relaxed=True, limits=tuple(range(count)))
        times.append(time.perf_counter() - started)
    assert median(after / before for before, after in pairwise(times)) <= MOST, times
