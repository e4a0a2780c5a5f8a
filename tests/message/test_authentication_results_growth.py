"""Does reading and writing grow no faster than the field?  Fields nobody honest writes, in three doublings.

`AUTHENTICATION_FIELDS=1000000 pytest tests/message/test_authentication_results_growth.py` is the long run,
`AUTHENTICATION_SEED=n` draws others.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise
from random import Random
from statistics import median
from typing import Final

import pytest

from deliverkit.core.errors import UsageError
from deliverkit.message import (
    Message,
    read_arc_authentication_results,
    read_authentication_results,
    without_forged_results,
    write_authentication_results,
)
from support import Figures

SEED: Final = int(os.environ.get("AUTHENTICATION_SEED", "8601"))
FIELDS: Final = int(os.environ.get("AUTHENTICATION_FIELDS", "100000"))
MOST: Final = 2.6  # the median ratio of a doubling; 2 is linear, 4 quadratic

SHAPES: Final[dict[str, Callable[[int], bytes]]] = {
    "nested comments": lambda n: b"x; dkim=pass " + b"(" * n + b")" * n,
    "open comments": lambda n: b"x; dkim=pass " + b"(" * n,
    "comments one by one": lambda n: b"x; dkim=pass " + b"(a)" * n,
    "comments around signs": lambda n: b"x; dkim" + b"(a)" * n + b"/1" + b"(a)" * n + b"=" + b"(a)" * n + b"pass",
    "comments and no sign": lambda n: b"x; dkim=pass" + b" a (b)" * n,
    "comments and no server": lambda n: b"(a)" * n + b"=pass",
    "results": lambda n: b"x" + b"; dkim=pass" * n,
    "results with everything": lambda n: b"x" + b'; dkim/1=pass (c) reason="d" header.d=a.example' * n,
    "properties": lambda n: b"x; dkim=pass" + b" header.d=a" * n,
    "properties without values": lambda n: b"x; dkim=pass" + b" header.d=" * n,
    "properties without values, spaced": lambda n: b"x; dkim=pass" + b" header.d= \r\n" * n,
    "bare properties": lambda n: b"x; dkim=pass" + b" a=b" * n,
    "reasons": lambda n: b"x; dkim=pass" + b" reason=b" * n,
    "reasons behind properties": lambda n: b"x" + b"; dkim=pass header.d=a (b) reason=b (c)" * n,
    "semicolons": lambda n: b"x" + b";" * n,
    "semicolons and comments": lambda n: b"x" + b"; (a)" * n,
    "half results": lambda n: b"x" + b"; dkim" * n,
    "open quotes": lambda n: b"x; dkim=pass reason=" + b'"' * n,
    "open quotes and letters": lambda n: b"x; dkim=pass " + b'a"b' * n,
    "quotes closed and one open": lambda n: b"x; dkim=pass " + b'"a" ' * n + b'"',
    "backslashes": lambda n: b'x; dkim=pass reason="' + b"\\" * n,
    "backslashes in a comment": lambda n: b"x; dkim=pass (" + b"\\" * n,
    "stray words": lambda n: b"x; dkim=pass" + b" a" * n,
    "stray words behind the server": lambda n: b"x" + b" a" * n,
    "words and dots": lambda n: b"x; dkim=pass " + b"a." * n,
    "a word and dots": lambda n: b"x; dkim=pass header." + b"a." * n,
    "equals signs": lambda n: b"x; dkim" + b"=" * n,
    "slashes": lambda n: b"x; dkim" + b"/1" * n,
    "one value": lambda n: b"x; dkim=pass header.b=" + b"a" * n,
    "a local part": lambda n: b"x; dkim=pass header.b=" + b"a." * n + b"@",
    "labels": lambda n: b"x; dkim=pass header.b=" + b"\xc3\xa4." * n,
    "blanks": lambda n: b"x; dkim=pass header.b=" + b" " * n + b"x" + b" " * n,
    "folds": lambda n: b"x; dkim=pass" + b"\r\n header.b=a\r\n" * n,
    "blanks in quotes": lambda n: b'x; dkim=pass reason="' + b" " * n + b'"',
    "versions": lambda n: b"x " + b"1" * n,
    "instance": lambda n: b"i=" + b"1" * n + b"; x; none",
    "octets that are no text": lambda n: b"x; dkim=pass" + b" header.d=\xff" * n,
    "bare CR and fields": lambda n: b"x" + b"\rAuthentication-Results: b.example; x" * n,
    "bare CR and fields of ours": lambda n: b"x" + b"\rAuthentication-Results: mx.a.example" * n,
    "bare CR and open comments": lambda n: b"x; y" + b"\rAuthentication-Results: b.example (" * n,
    "fields and folds": lambda n: b"x" + b"\nAuthentication-Results: b.example; x\r y" * n,
    "fields behind the header": lambda n: b"x\n\n" + b"\r\nAuthentication-Results: b.example\nb: x" * n,
    "fields behind no field": lambda n: b"x\n\n\r\n" + b"Authentication-Results: mx.a.example; x\n" * n,
    "names and blanks": lambda n: b"x\n\n\r\n" + b"Authentication-Results \n \n" * n,
    "bare CR": lambda n: b"x" + b"\r" * n + b"\n",
    "pieces of a server": lambda n: b'"' + b"a/" * n + b'"; none',
    "pieces of a server, other letters": lambda n: b'"' + b"\xc3\xa4/" * n + b'"; none',
}


def _work(value: bytes) -> None:
    read_arc_authentication_results(value)
    read = read_authentication_results(value)
    if read.authserv_id:
        with suppress(UsageError):  # a word that fits into no line
            read_authentication_results(write_authentication_results(read))
    without_forged_results(Message.parse(b"Authentication-Results: " + value + b"\r\n"), "mx.a.example")


def _time(value: bytes) -> float:
    def once() -> float:
        started = time.perf_counter()
        _work(value)
        return time.perf_counter() - started

    return min(once() for _ in range(3))


def _start(shape: Callable[[int], bytes]) -> int:
    size = 64
    while size < 64_000 and _time(shape(size)) < 0.001:
        size *= 2
    return size


@pytest.mark.parametrize("name", SHAPES)
def test_growth(name: str) -> None:
    shape = SHAPES[name]
    start = _start(shape)
    # measured again when it fails: another process on the machine can make one run look steep, not three
    ratios: list[float] = []
    while not ratios or (ratios[-1] > MOST and len(ratios) < 3):
        times = [_time(shape(start * 2**step)) for step in range(4)]
        ratios.append(median(after / before for before, after in pairwise(times)))
    assert ratios[-1] <= MOST, f"ratios of the doublings from {start}: {ratios}"


@pytest.mark.parametrize(
    ("name", "results"), [("nested comments", 1), ("results", 100_000), ("open quotes and letters", 1)]
)
def test_growth_to_a_hundred_thousand(name: str, results: int) -> None:
    assert len(read_authentication_results(SHAPES[name](100_000)).results) == results


PIECES: Final = [
    *(
        b";",
        b"=",
        b".",
        b"/",
        b'"',
        b"(",
        b")",
        b"\\",
        b"@",
        b" ",
        b"\t",
        b"\r\n ",
        b"\0",
        b"\xff",
        b"\xc3\xa4",
        b"x",
        b"1",
    ),
    *(
        b"; dkim=pass",
        b"; spf=fail (c)",
        b" reason=",
        b' reason="a;b"',
        b" header.d=",
        b" header.i=@a.example",
        b"none",
    ),
    *(b"mx.a.example", b" (a;b)", b" smtp.mailfrom=a@b.example", b"i=1;"),
]


def test_growth_in_number(figures: Figures) -> None:
    """Random fields: what was read is written, and reads alike."""
    draw = Random(SEED)
    for number in range(FIELDS):
        value = b"x" + b"".join(draw.choices(PIECES, k=draw.randrange(16)))
        read = read_authentication_results(value)
        if read.authserv_id and b"\0" not in value and b"\r" not in value:
            assert read_authentication_results(write_authentication_results(read)) == read, (SEED, number, value)
    figures(f"Authentication-Results written again, seed {SEED}: 0 of {FIELDS} read otherwise")
