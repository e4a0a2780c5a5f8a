from __future__ import annotations

import pytest

from deliverkit.dkim.verifying.other_keys import neighbours

USUAL = ("default", "dkim", "mail", "s1", "selector1")


@pytest.mark.parametrize(
    ("selector", "near"),
    [
        ("mail1", ("mail2", "mail0")),
        ("s0", ("s1",)),
        ("k09", ("k10", "k08")),
        ("k99", ("k100", "k98")),
        ("2026a1", ("2026a2", "2026a0")),
        ("key1-2026", ("key1-2027", "key1-2025")),  # of a year, the last three digits count
        ("s1._x", ("s2._x", "s0._x")),
        ("news", ()),
        ("", ()),
    ],
)
def test_the_number_before_and_after(selector: str, near: tuple[str, ...]) -> None:
    found = neighbours(selector, (), 10)
    assert found[: len(near)] == near
    assert set(found[len(near) :]) <= set(USUAL)
    assert selector not in found


def test_known_ones_first_and_each_once() -> None:
    assert neighbours("s1", ("k2", "s2", "s1", "k2"), 5) == ("k2", "s2", "s0", "default", "dkim")


@pytest.mark.parametrize("most", [0, 1, 3])
def test_as_many_as_asked_for(most: int) -> None:
    assert len(neighbours("s1", (), most)) == most


def test_the_usual_ones() -> None:
    assert neighbours("news", (), 10) == USUAL
