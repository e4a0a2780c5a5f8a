"""Names: any text, and long ones that nobody honest writes."""

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

from deliverkit.attachments.names import judge, views
from deliverkit.attachments.settings import Settings
from support import Figures

STRICT: Final = Settings(profile="strict")
PIECES: Final = (
    *("a", "pdf", "exe", "js", ".", "..", " ", "\t", "\0", "\x01", "/", "\\", ":", "$DATA", ";1", "_", "'", '"', "?"),
    *("\u202e", "\u202c", "\u2067", "\u2069", "\u200f", "\u200d", "\ufffd", "\udc80", "\uff0e", "\u2024", "\uff45"),
    *("\u0435", "\u0445", "\u05d0", "\ufdfa", "\u0301", "{3050f4d8-98b5-11cf-bb82-00aa00bdce0b}", "com", "library-ms"),
)


@given(st.text(st.characters(exclude_categories=())) | st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_any_text(text: str) -> None:
    verdict = judge(text, STRICT)
    assert 0 <= verdict.start <= verdict.end <= len(text)
    assert verdict.forbidden == bool(verdict.extension)
    for view in views(text):
        assert 0 <= view.start <= view.end <= len(text)
        assert len(view.name) <= 255 + 64 * 20
        assert len(set(view.disguises)) == len(view.disguises)


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), st.sampled_from(["exe", "JS", "Com"]))
def test_what_windows_runs_is_forbidden_whatever_stands_before(stem: str, extension: str) -> None:
    verdict = judge(f"{stem}.{extension}")
    assert verdict.forbidden


def test_volume_of_names(figures: Figures) -> None:
    seed = random.randrange(10**6)
    source = random.Random(seed)
    forbidden = 0
    for _ in range(50_000):
        name = "".join(source.choices(PIECES, k=source.randrange(1, 14)))
        verdict = judge(name, STRICT)
        forbidden += verdict.forbidden
        assert verdict.forbidden == any(STRICT.forbids(view.extension) for view in views(name)), ascii(name)
        # stripping what Windows strips never makes a forbidden name a clean one
        assert not verdict.forbidden or judge(name.rstrip(". "), STRICT).forbidden, ascii(name)
    figures(f"Names of attachments, seed {seed}: {forbidden} of 50000 forbidden")
    assert forbidden > 1_000


SHAPES: Final[dict[str, Callable[[int], str]]] = {
    "letters": lambda n: "a" * n + ".exe",
    "invisible in the extension": lambda n: "x.e" + "\u200d" * n + "xe",
    "controls in the extension": lambda n: "x.e" + "\1" * n + "xe",
    "padding": lambda n: "x.pdf" + " " * n + ".exe",
    "blanks at the end": lambda n: "x.exe" + " " * n,
    "dots at the end": lambda n: "x.exe" + "." * n,
    "blanks in the middle": lambda n: "x" + " " * n + "x",
    "dots": lambda n: "a." * n,
    "full-width dots": lambda n: "\uff0e" * n,
    "look-alikes": lambda n: "\u0435" * n + ".\u0435\u0445\u0435",
    "overrides": lambda n: "\u202e" * n,
    "marks": lambda n: "\u200f" * n + "x",
    "marks and blanks": lambda n: "\u200f " * n + "x",
    "isolates": lambda n: "\u2067abc\u2069" * n,
    "colons": lambda n: "a.exe:" * n,
    "NULs": lambda n: "a.exe\0" * n,
    "slashes": lambda n: "a.exe/" * n,
    "versions": lambda n: ";1" * n,
    "underscores": lambda n: "x.exe" + "_" * n,
    "long compatibility forms": lambda n: "\ufdfa" * n,
    "everything": lambda n: "x.\u0435\u200d" + "\u200d" * n + "\u0445\u0435\0:x:$DATA",
}


def _time(text: str) -> float:
    def once() -> float:
        started = time.perf_counter()
        judge(text)
        return time.perf_counter() - started

    return min(once() for _ in range(3))


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_growth(shape: Callable[[int], str]) -> None:
    ratios: list[float] = []
    while not ratios or (ratios[-1] > 2.6 and len(ratios) < 3):
        times = [_time(shape(20_000 * 2**step)) for step in range(4)]
        ratios.append(median(after / before for before, after in pairwise(times)))
    assert ratios[-1] <= 2.6, ratios


def test_thirty_thousand_names_are_judged_at_once(figures: Figures) -> None:
    names = [f"folder/caf\u00e9 {number}.pdf" for number in range(30_000)]
    started = time.perf_counter()
    assert not any(judge(name).forbidden for name in names)
    took = time.perf_counter() - started
    figures(f"30000 honest names judged in {took:.2f} s")
    assert took < 1.5
