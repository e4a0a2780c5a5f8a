"""Does the work grow no faster than the message?  Fields nobody honest writes, in three doublings."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise
from statistics import median
from typing import Final

import pytest

import deliverkit as dk
from arc_chains import MESSAGE, ZONE
from deliverkit import arc

MOST: Final = 2.6  # the median ratio of a doubling; 2 is linear, 4 quadratic
SIZES: Final = (4_000, 8_000, 16_000, 32_000)

_AAR: Final = "ARC-Authentication-Results: i=1; mx; none\r\n"
_AMS: Final = "ARC-Message-Signature: i=1; a=rsa-sha256; d=lists.example; s=s1; bh=AA==; b=AA==; h={}\r\n"
_SEAL: Final = "ARC-Seal: i=1; cv=none; a=rsa-sha256; d=lists.example; s=s1; b=AA=={}\r\n"


def _one(results: str = _AAR, names: str = "from", more: str = "") -> str:
    return results + _AMS.format(names) + _SEAL.format(more)


SHAPES: Final[dict[str, Callable[[int], str]]] = {
    "fields of one name": lambda n: "ARC-Seal: i=1\r\n" * n,
    "an open comment": lambda n: _one("ARC-Authentication-Results: " + "(" * n + "i=1; mx\r\n"),
    "comments": lambda n: _one("ARC-Authentication-Results: " + "(a)" * n + "i=1; mx\r\n"),
    "backslashes": lambda n: _one("ARC-Authentication-Results: (" + "\\" * n + "i=1; mx\r\n"),
    "digits": lambda n: _one("ARC-Authentication-Results: i=" + "1" * n + "; mx\r\n"),
    "results": lambda n: _one("ARC-Authentication-Results: i=1; mx" + "; spf=pass" * n + "\r\n"),
    "tags of a seal": lambda n: _one(more="; x=1" * n),
    "tag names": lambda n: _one(more="".join(f"; x{number}=1" for number in range(n))),
    "semicolons": lambda n: _one(more=";" * n),
    "blanks": lambda n: _one(more=" " * n + ";"),
    "signed names": lambda n: _one(names="from" + ":x" * n),
    "signed names that are there": lambda n: "X: y\r\n" * n + _one(names="from" + ":x" * n),
    "empty names": lambda n: _one(names="from" + ":" * n),
    "a long seal": lambda n: _one(more="A" * n),
    "a long instance": lambda n: "ARC-Seal: i=" + "9" * n + "\r\n",
    "folds": lambda n: _one(more="\r\n " * n + "x"),
}


def _time(raw: bytes) -> float:
    message = dk.Message.parse(raw)
    resolver = dk.TableResolver(ZONE)
    start = time.perf_counter()
    dk.run(arc.verify(message), resolver=resolver)
    return time.perf_counter() - start


@pytest.mark.parametrize("shape", SHAPES)
def test_growth_is_linear(shape: str) -> None:
    best = 100.0
    for _ in range(5):  # another process may be in the way of a round
        times = [min(_time(SHAPES[shape](size).encode() + MESSAGE) for _ in range(2)) for size in SIZES]
        best = min(best, median(after / before for before, after in pairwise(times)))
        if best <= MOST:
            return
    pytest.fail(f"{shape}: a doubling costs {best:.2f} times as much")


def test_fifty_sets_cost_no_more_than_fifty_times_one() -> None:
    """A long ARC-Authentication-Results is hashed once, not once for each seal after it."""

    def chain(count: int) -> bytes:
        rest = "".join(
            (_AAR + _AMS.format("from") + _SEAL.format("")).replace("i=1", f"i={at}").replace("cv=none", "cv=pass")
            for at in range(2, count + 1)
        )
        return (rest + _one("ARC-Authentication-Results: i=1; " + "m" * 3_000_000 + "\r\n")).encode() + MESSAGE

    one = min(_time(chain(1)) for _ in range(3))
    fifty = min(_time(chain(50)) for _ in range(3))
    assert fifty < 10 * one, f"{one:.3f} s, {fifty:.3f} s"
