"""Does what is predicted for a usual message happen to a real one?  Every change, every form of a signature."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Final

import pytest

from deliverkit.dkim import SigningSettings
from deliverkit.forwarding import AddField, Change, Fate, RemoveField, Signing
from forwarding_ways import CHANGES, FORWARDER, UNEXPLAINED, path_of, signed
from support import Figures

_FORMS: Final = tuple(map("/".join, product(("relaxed", "simple"), repeat=2)))
_GUARDS: Final[tuple[tuple[str, ...] | None, ...]] = (None, (), ("From", "Reply-To"))


@pytest.mark.parametrize("change", CHANGES, ids=lambda one: one.name.replace(" ", "-"))
@pytest.mark.parametrize("form", _FORMS)
@pytest.mark.parametrize("oversigned", _GUARDS, ids=["usual", "none", "few"])
def test_symbolic_is_real(change: Change, form: str, oversigned: tuple[str, ...] | None) -> None:
    settings = SigningSettings(canonicalization=form, oversigned=oversigned)
    hop = replace(FORWARDER, changes=(change,))
    real = path_of(signed(settings=settings), [hop], settings=UNEXPLAINED)
    symbolic = path_of("john@a.example", [hop], signed=[Signing("a.example", settings=settings)])
    (found,), (supposed,) = real.last.signatures, symbolic.last.signatures
    assert (supposed.result, supposed.reason) == (found.result, found.reason)
    assert supposed.broken == found.broken
    assert symbolic.last.author == real.last.author
    assert symbolic.fate is real.fate


@pytest.mark.parametrize(
    "change",
    [AddField("From", "x@b.example"), AddField("From", "x@b.example", below=True), RemoveField("From")],
    ids=["above", "below", "none"],
)
def test_an_author_that_is_lost(change: Change) -> None:
    hop = replace(FORWARDER, changes=(change,))
    real, symbolic = path_of(signed(), [hop], settings=UNEXPLAINED), path_of("john@a.example", [hop])
    for path in (real, symbolic):
        assert (path.last.author, path.last.signatures[0].result, path.fate) == ("", "fail", Fate.UNKNOWN)


def test_pairs_of_changes(figures: Figures) -> None:
    """What one change leaves whole, and the next one breaks, is the doing of the next one."""
    raw, agreed = signed(), 0
    for first, second in product(CHANGES, repeat=2):
        hop = replace(FORWARDER, changes=(first, second))
        (found,) = path_of(raw, [hop], settings=UNEXPLAINED).last.signatures
        (supposed,) = path_of("john@a.example", [hop]).last.signatures
        agreed += (found.result, found.broken) == (supposed.result, supposed.broken)
    figures(f"forwarding: {agreed} of {len(CHANGES) ** 2} pairs of changes predicted exactly")
    assert agreed == len(CHANGES) ** 2
