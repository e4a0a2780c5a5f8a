"""Does the work grow no faster than the message, and not with hops that do nothing?"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import pairwise
from statistics import median
from typing import Final

import pytest

from deliverkit.forwarding import Change, Receiver
from deliverkit.message import Message
from forwarding_ways import CHANGES, FORWARDER, MESSAGE, path_of, signed

MOST: Final = 2.6  # the median ratio of a doubling; 2 is linear, 4 quadratic
SIZES: Final = (8_000, 16_000, 32_000, 64_000)
SHAPES: Final[dict[str, Callable[[int], bytes]]] = {
    "fields": lambda n: b"X: y\r\n" * n + MESSAGE,
    "From fields": lambda n: b"From: x@y.example\r\n" * n + MESSAGE,
    "a long field": lambda n: b"To: " + b"x " * n + b"\r\n" + MESSAGE,
    "folds": lambda n: b"To: x" + b"\r\n y" * n + b"\r\n" + MESSAGE,
    "blanks": lambda n: MESSAGE + b" \t" * n + b"x",
    "lines": lambda n: MESSAGE + b"x \r\n" * n,
    "parts": lambda n: MESSAGE.replace(b"--b--", b"--b\r\n\r\n\xfc\r\n" * (n // 8) + b"--b--"),
    "html": lambda n: b"Content-Type: text/html\r\n\r\n" + b"</bod" * n + b"</body>",
    "eight bits": lambda n: b"From: a@a.example\r\n\r\n" + b"\xfc\r\n" * n,
}


@cache
def _raws(shape: str) -> list[bytes]:
    return [SHAPES[shape](size) for size in SIZES]


def _time(change: Change, raw: bytes) -> float:
    message = Message.parse(raw)
    start = time.perf_counter()
    change.apply(message)
    return time.perf_counter() - start


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("change", CHANGES, ids=lambda one: one.name)
def test_growth_is_linear(change: Change, shape: str) -> None:
    best = 100.0
    for _ in range(8):  # another process may be in the way of a round
        times = [_time(change, raw) for raw in _raws(shape)]
        if times[-1] < 0.002:
            return
        best = min(best, median(after / before for before, after in pairwise(times)))
        if best <= MOST:
            return
    pytest.fail(f"{change.name}, {shape}: a doubling costs {best:.2f} times as much")


def test_hops_that_do_nothing_cost_nothing_but_their_envelope() -> None:
    raw = signed(MESSAGE + b"some words of a long letter\r\n" * 100_000)
    lenient = replace(FORWARDER, receives=Receiver(honours_dmarc=False))

    def cost(hops: int) -> float:
        start = time.perf_counter()
        assert path_of(raw, [lenient] * hops).arrives
        return time.perf_counter() - start

    one, many = (min(cost(hops) for _ in range(3)) for hops in (1, 50))
    assert many < one + 0.5, f"{one:.3f} s, {many:.3f} s"
