"""Does a key record that is twice as long take twice as long to read, to judge and to mend?"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise
from statistics import median
from typing import Final

import pytest

from deliverkit.dkim.keys.answer import is_key_record
from deliverkit.dkim.keys.cache import read_key
from deliverkit.dkim.keys.record import parse_key
from dkim_keys import RSA

MOST: Final = 2.6  # the median ratio of a doubling; 2 is linear, 4 quadratic
_PIECES: Final = (
    *("p=AAAA ", "a;", ";", "v=DKIM1;", "=", " ", "\r\n", "h=a:", "t=Y:y:", "\\;", '"', "\xe2\x80\x9c", "k=rsa p="),
    *("-----BEGIN ", "x=1;", "p=M;", "-", "v ", "\t,", "(", "TXT ", "M", "p"),
)


def _shape(before: str, piece: str, behind: str) -> Callable[[int], str]:
    return lambda size: before + piece * (size // len(piece)) + behind


SHAPES: Final[dict[str, Callable[[int], str]]] = {
    **{f"{piece!r} alone": _shape("", piece, "") for piece in _PIECES},
    **{f"a record and {piece!r}": _shape(RSA, piece, "") for piece in _PIECES},
    **{f"{piece!r} and a record": _shape("", piece, RSA) for piece in _PIECES},
    "a long key": _shape("v=DKIM1; p=", "MIIB", ""),
    "unknown tags": lambda size: ";".join(f"x{number}=" for number in range(size // 8)),
}
SIZES: Final = (4_000, 8_000, 16_000, 32_000)


def _work(text: str) -> None:
    assert parse_key(text).text == text
    is_key_record(text)
    assert len(read_key("a.example", "s1", text).findings) < 100


def _time(text: str) -> float:
    def once() -> float:
        started = time.perf_counter()
        _work(text)
        return time.perf_counter() - started

    return min(once() for _ in range(2))


def _ratio(shape: Callable[[int], str]) -> float:
    times = [_time(shape(size)) for size in SIZES]
    # what takes less than a tenth of a microsecond a character has no growth worth measuring
    if times[-1] < SIZES[-1] * 1e-7:
        return 0
    return median(after / before for before, after in pairwise(times))


@pytest.mark.parametrize("name", SHAPES)
def test_growth(name: str) -> None:
    # measured again when it fails: another process on the machine can make one run look steep, not three
    ratios = [_ratio(SHAPES[name])]
    while ratios[-1] > MOST and len(ratios) < 3:
        ratios.append(_ratio(SHAPES[name]))
    assert min(ratios) <= MOST, f"{name}: {ratios}"
