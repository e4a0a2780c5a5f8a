"""Does twice as much take about twice as long, whatever it is more of?"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise
from statistics import median
from typing import Final

import pytest

from attachment_builders.zips import zip_of
from attachment_gallery import entity, mail
from deliverkit import attachments
from support import Figures

MOST: Final = 2.6


def _deep(count: int) -> bytes:
    return b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(count))


SHAPES: Final[dict[str, tuple[int, Callable[[int], bytes]]]] = {
    "members": (500, lambda n: mail(entity(zip_of([(f"{i}.txt", b"hello") for i in range(n)]), "a.zip"))),
    "forbidden members": (100, lambda n: mail(entity(zip_of([(f"{i}.js", b"hello") for i in range(n)]), "a.zip"))),
    "archives": (100, lambda n: mail(entity(zip_of([(f"{i}.zip", zip_of([("a", b"x")])) for i in range(n)]), "a.zip"))),
    "parts": (200, lambda n: mail(*[entity(b"x", f"{i}.pdf") for i in range(n)])),
    "characters of a name": (10_000, lambda n: mail(entity(b"x", "\u00e9." * n))),
    "parts in parts": (500, _deep),
    "octets": (1_000_000, lambda n: mail(entity(b"\x01\x02\x03" * (n // 3), "a.bin"))),
}


@pytest.mark.parametrize("what", SHAPES)
def test_growth(what: str, figures: Figures) -> None:
    least, build = SHAPES[what]
    raws = [build(least << step) for step in range(4)]
    times, ratio = [9e9] * 4, 9e9
    for _ in range(5):
        for step, raw in enumerate(raws):
            started = time.process_time()
            attachments.check(raw)
            times[step] = min(times[step], time.process_time() - started)
        ratio = median(after / before for before, after in pairwise(times))
        if ratio <= MOST:
            break
    assert ratio <= MOST, times
    figures(f"attachments, twice as many {what}: {ratio:.2f} times as long")
