"""Does the work grow no faster than the message?  Messages no honest program writes, in three doublings."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise
from statistics import median
from typing import Final

import pytest

import deliverkit as dk
from deliverkit import dkim
from dkim_signer import PLAIN, rsa_key, sign

MOST: Final = 2.6  # the median ratio of a doubling; 2 is linear, 4 quadratic
SIZES: Final = (2_000, 4_000, 8_000, 16_000)
NAME: Final = ("s1._domainkey.a.example", "TXT")
FROM: Final = b"From: a@a.example\r\n"


def _fields(count: int) -> bytes:
    return b"".join(b"X-%d: y\r\n" % number for number in range(count))


def _tags(text: str) -> bytes:
    """A signature that starts with *text*."""
    return b"DKIM-Signature: " + text.encode("latin-1") + b"; " + sign(PLAIN).partition(b": ")[2]


SHAPES: Final[dict[str, Callable[[int], bytes]]] = {
    "names of fields": lambda n: sign(_fields(n) + PLAIN, h="from:" + ":".join(f"x-{one}" for one in range(n))),
    "names of no fields": lambda n: sign(_fields(n) + PLAIN, h="from:" + ":".join(f"z-{one}" for one in range(n))),
    "one name": lambda n: sign(b"X: y\r\n" * n + PLAIN, h="from:" + ":".join(["x"] * n)),
    "one name, no field": lambda n: sign(PLAIN, h="from:" + ":".join(["x"] * n)),
    "signatures that are signed": lambda n: sign(
        b"DKIM-Signature: v=2\r\n" * n + PLAIN, h="from:" + ":".join(["dkim-signature"] * n)
    ),
    "from fields": lambda n: FROM * n + sign(PLAIN),
    "blanks and tabs": lambda n: sign(FROM + b"\r\n" + b" \t" * n * 8),
    "blanks at line ends": lambda n: sign(FROM + b"\r\n" + b"x \t \r\n" * n * 4),
    "lines of blanks": lambda n: sign(FROM + b"\r\n" + b" \r\n" * n * 8),
    "blanks in a field": lambda n: sign(b"X:" + b" \t" * n * 8 + b"\r\n" + PLAIN, h="from:x"),
    "folds": lambda n: sign(b"X: y" + b"\r\n z" * n * 4 + b"\r\n" + PLAIN, h="from:x"),
    "lone octets": lambda n: sign(b"X: y" + b"\r \x0b" * n * 4 + b"\r\n" + PLAIN, h="from:x"),
    "signatures": lambda n: sign(PLAIN, v="2").split(b"From:")[0] * n + PLAIN,
    "semicolons": lambda n: _tags(";" * n * 8),
    "tags": lambda n: _tags("; ".join(f"y{one}=1" for one in range(n))),
    "one tag": lambda n: _tags("; ".join(["y=1"] * n)),
    "blanks between tags": lambda n: _tags("y=1" + "\r\n " * n * 4),
    "a long name": lambda n: _tags("y" * n * 8),
    "a long value": lambda n: _tags("y=" + "1 " * n * 8),
    "octets beyond ASCII": lambda n: _tags("y=" + "\xe9" * n * 8),
    "copied fields": lambda n: sign(PLAIN, z="|".join(["Subject:=41"] * n)),
    "equals signs": lambda n: sign(PLAIN, bh="=" * n * 8),
    "bare line ends": lambda n: sign(PLAIN).replace(b"\r\n", b"\n") + b"x\n" * n * 8,
}


def _time(run: Callable[[], object]) -> float:
    def once() -> float:
        started = time.perf_counter()
        run()
        return time.perf_counter() - started

    return min(once() for _ in range(3))


def _ratio(made: Callable[[int], Callable[[], object]]) -> float:
    times = [_time(made(size)) for size in SIZES]
    return median(after / before for before, after in pairwise(times))


def _check(name: str, made: Callable[[int], Callable[[], object]]) -> None:
    # measured again when it fails: another process on the machine can make one run look steep, not three
    ratios = [_ratio(made)]
    while ratios[-1] > MOST and len(ratios) < 3:
        ratios.append(_ratio(made))
    assert min(ratios) <= MOST, f"{name}: {ratios}"


def _verifying(raw: bytes, record: str, settings: dkim.Settings) -> Callable[[], object]:
    resolver = dk.TableResolver({NAME: [record]})
    check = dkim.verify(raw, settings=settings)
    return lambda: dk.run(check, resolver=resolver, timeout=600)


@pytest.mark.parametrize("name", SHAPES)
def test_growth_of_the_message(name: str) -> None:
    settings = dkim.Settings(max_hashed=0)
    _check(name, lambda size: _verifying(SHAPES[name](size), rsa_key().record, settings))


@pytest.mark.parametrize("unit", [";", "a=1;", "x=", "A", " ", "\xe9", '"', "p=;", ":", "\\;", "h=x;"])
def test_growth_of_the_key_record(unit: str) -> None:
    raw = sign(PLAIN)
    _check(unit, lambda size: _verifying(raw, "v=DKIM1; p=" + unit * size, dkim.Settings(max_hashed=0)))


def test_growth_of_a_failure_that_is_explained() -> None:
    def made(size: int) -> Callable[[], object]:
        raw = sign(_fields(size) + PLAIN, h="from:x-1:x-2").replace(b"X-1: y", b"X-1: zzz")
        return _verifying(raw, rsa_key().record, dkim.Settings(max_tries=500))

    _check("a failure", made)
