"""How work is counted, and what is said when it runs out."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliverkit.core.budget import DEFAULT_LIMITS, Budget, Limits
from deliverkit.core.errors import UsageError
from deliverkit.core.outcome import Unknown


def test_what_is_spent_is_gone() -> None:
    budget = Budget(Limits(parts=3, links=0))
    assert budget.left("parts") == 3
    assert [budget.spend("parts"), budget.spend("parts", 2), budget.spend("parts")] == [True, True, False]
    assert budget.left("parts") == 0
    assert budget.spend("links", 0)
    assert not budget.spend("links")
    assert budget.left("depth") == DEFAULT_LIMITS.depth
    assert budget.exhausted == ("parts", "links")


def test_what_is_too_much_takes_nothing() -> None:
    budget = Budget(Limits(members=10))
    assert not budget.spend("members", 11)
    assert budget.left("members") == 10
    assert budget.spend("members", 10)
    assert budget.exhausted == ("members",)


def test_what_ran_out_is_an_unknown() -> None:
    budget = Budget(Limits(members=1000, depth=5))
    assert budget.unknown("a.zip") == ()
    assert not budget.spend("depth", 6)
    assert not budget.spend("members", 1001)
    assert not budget.spend("depth", 6)
    assert budget.unknown("a.zip") == (
        Unknown(what="a.zip", why="limit: depth (5)"),
        Unknown(what="a.zip", why="limit: members (1000)"),
    )


def test_budgets_do_not_share() -> None:
    first, second = Budget(), Budget()
    assert first.spend("steps", 10)
    assert second.left("steps") == first.left("steps") + 10
    assert first.limits is DEFAULT_LIMITS


def test_limits() -> None:
    for one in fields(Limits):
        assert Limits(**{one.name: 0}) != DEFAULT_LIMITS
        with pytest.raises(UsageError, match=rf"^Limits\.{one.name} must not be negative$"):
            Limits(**{one.name: -1})


def test_a_unit_that_does_not_exist() -> None:
    with pytest.raises(AttributeError):
        Budget().spend("patience")


@given(st.lists(st.integers(0, 20)), st.integers(0, 100))
def test_never_more_than_the_limit(amounts: list[int], limit: int) -> None:
    budget = Budget(Limits(steps=limit))
    spent = sum(amount for amount in amounts if budget.spend("steps", amount))
    assert spent + budget.left("steps") == limit
    assert 0 <= spent <= limit
    if not budget.exhausted:
        assert spent == sum(amounts)
