"""Does a record that is twice as long take twice as long to read, to judge, to mend and to merge?"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise
from statistics import median
from typing import Final

import pytest

from deliverkit.core.questions import Txt
from deliverkit.dmarc import is_dmarc, parse, read
from deliverkit.dmarc.merging import merge

MOST: Final = 2.6  # the median ratio of a doubling; 2 is linear, 4 quadratic
_GOOD: Final = "v=DMARC1; p=none; rua=mailto:a@b.example; "
_PIECES: Final = (
    *(";", " ", "=", ",", "p", "v=", "p=none ", "p=none,", "rua=mailto:", "mailto:a@b.example,", "mailto:a@b.example;"),
    *("mailto: ", " !1m", "!1", "mailto:a,", '"', '" ', "'", "\\;", "&", "&quot;", "\t", "\u200b", "fo=0;", "1;", "0:"),
    *("dmarc", "v=dmarc1", "x=1;", "none ", "-", "at", "TXT "),
)


def _shape(before: str, piece: str) -> Callable[[int], str]:
    return lambda size: before + piece * (size // len(piece))


SHAPES: Final[dict[str, Callable[[int], str]]] = {
    **{f"{piece!r} alone": _shape("", piece) for piece in _PIECES},
    **{f"a record and {piece!r}": _shape(_GOOD, piece) for piece in _PIECES},
    **{f"an address and {piece!r}": _shape("v=DMARC1; p=none; rua=mailto:a", piece) for piece in _PIECES[11:15]},
    **{f"a policy and {piece!r}": _shape("v=DMARC1; p=", piece) for piece in _PIECES[-7:]},
    "unknown tags": lambda size: "v=DMARC1;p=none;" + ";".join(f"x{chr(97 + n % 26)}=" for n in range(size // 4)),
    "addresses": lambda size: "v=DMARC1;p=none;rua=" + ",".join(f"mailto:a{n}@b.example" for n in range(size // 20)),
}
SIZES: Final = (3_000, 6_000, 12_000, 24_000)


def _work(text: str) -> None:
    is_dmarc(Txt((text.encode("utf-8", "surrogatepass"),)))
    record = read(text)
    assert len(parse(text).findings) < 100
    merge((record, record))


def _time(text: str) -> float:
    started = time.process_time()
    _work(text)
    return time.process_time() - started


def _ratio(shape: Callable[[int], str]) -> float:
    times = [_time(shape(size)) for size in SIZES]
    # what takes less than a tenth of a microsecond a character has no growth worth measuring
    if times[-1] < SIZES[-1] * 1e-7:
        return 0
    return median(after / before for before, after in pairwise(times))


@pytest.mark.parametrize("name", SHAPES)
def test_growth(name: str) -> None:
    ratios: list[float] = []
    for _ in range(5):  # a shared machine stumbles; what is quadratic is so every time
        ratios.append(_ratio(SHAPES[name]))
        if ratios[-1] <= MOST:
            return
    pytest.fail(f"{name}: {[round(one, 1) for one in ratios]}")
