"""Content: any octets, samples with octets changed, and shapes that make a careless reader slow."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from itertools import pairwise
from statistics import median
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attachment_builders.contents import LOOK_LIKE, SAMPLES
from deliverkit.attachments.content import containers_in, identify, judge_content
from deliverkit.attachments.settings import Settings
from support import Figures

STRICT: Final = Settings(profile="strict")


def look(data: bytes | memoryview) -> None:
    kind = identify(data)
    for found in containers_in(data, kind):
        assert 0 <= found.offset < len(data)
        assert found.kind.container is not None
    judge_content(kind, "pdf", STRICT, media_type="image/png")


@given(
    st.binary(max_size=2000) | st.tuples(st.sampled_from(SAMPLES), st.binary(max_size=99)).map(lambda x: x[0][1] + x[1])
)
def test_any_octets(data: bytes) -> None:
    look(data)
    assert identify(memoryview(data)) is identify(data)


def test_volume_of_changed_samples(figures: Figures) -> None:
    seed = random.randrange(10**6)
    source = random.Random(seed)
    wholes = [data for _, data in SAMPLES] + LOOK_LIKE
    known = 0
    for _ in range(30_000):
        data = bytearray(source.choice(wholes)[:2000])
        for _ in range(source.randrange(1, 5)):
            if data:
                data[source.randrange(len(data))] = source.randrange(256)
        if source.random() < 0.3:
            data = data[: source.randrange(len(data) + 1)]
        look(bytes(data))
        known += identify(bytes(data)) is not None
    figures(f"Samples of file kinds with octets changed, seed {seed}: {known} of 30000 known")


SHAPES: Final[dict[str, Callable[[int], bytes]]] = {
    "zeros": bytes,
    "prose": lambda n: b"hello world\n" * (n // 12),
    "blanks": lambda n: b" " * n,
    "local headers": lambda n: b"X" + b"PK\x03\x04" * (n // 4),
    "ends of zips": lambda n: b"X" + b"PK\x05\x06" * (n // 4),
    "cabinets": lambda n: b"X" + b"MSCF\0\0\0\0" * (n // 8),
    "starts of marks": lambda n: b"X" + b"Rar!\x1a\x07" * (n // 6),
    "open tags": lambda n: b"<" * n,
    "open comments": lambda n: b"<!--" * (n // 4),
    "hyphens in a comment": lambda n: b"<!--" + b"-" * n,
    "declarations": lambda n: b"<!a>" * (n // 4),
    "fields": lambda n: b"X-a: b\n" * (n // 7),
    "skippable frames": lambda n: b"\x50\x2a\x4d\x18\0\0\0\0" * (n // 8),
    "uuencoded names": lambda n: b"begin 644 " * (n // 10),
}


def _time(data: bytes) -> float:
    def once() -> float:
        started = time.perf_counter()
        look(data)
        return time.perf_counter() - started

    return min(once() for _ in range(3))


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_growth(shape: Callable[[int], bytes]) -> None:
    ratios: list[float] = []
    while not ratios or (ratios[-1] > 2.6 and len(ratios) < 3):
        times = [_time(shape(500_000 * 2**step)) for step in range(4)]
        ratios.append(median(after / before for before, after in pairwise(times)))
    assert ratios[-1] <= 2.6, ratios


def test_25_megabytes_cost_little(figures: Figures) -> None:
    data = random.Random(1).randbytes(25_000_000)
    took = _time(data)
    figures(f"25 MB of no kind: identified and searched for archives in {took:.2f} s")
    assert took < 1.5
