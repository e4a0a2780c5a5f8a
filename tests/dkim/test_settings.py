from __future__ import annotations

from dataclasses import fields

import pytest

import deliverkit as dk
from deliverkit.dkim.settings import DEFAULT_SETTINGS, Settings


def test_defaults() -> None:
    assert Settings() == DEFAULT_SETTINGS
    assert DEFAULT_SETTINGS.max_signatures > 0


@pytest.mark.parametrize("name", [one.name for one in fields(Settings)])
def test_negative_numbers(name: str) -> None:
    with pytest.raises(dk.UsageError, match=f"{name}=.* must not be negative"):
        Settings(**{name: -1})
    assert getattr(Settings(**{name: 0}), name) == 0


class TestEffort:
    def test_nothing_has_run_out_at_first(self) -> None:
        effort = Settings(max_tries=1).effort()
        assert effort.spend(1)
        assert effort.ran_out == ""

    def test_octets_and_tries_run_out(self) -> None:
        effort = Settings(max_hashed=10, max_tries=2).effort()
        assert effort.spend(6)
        assert not effort.spend(5)
        assert effort.ran_out == "max_hashed"
        assert (effort.octets, effort.tries) == (4, 1)
        assert effort.spend(4)
        assert not effort.spend(0)
        assert effort.ran_out == "max_tries"

    def test_verifications_run_out(self) -> None:
        effort = Settings(max_verifications=1).effort()
        assert effort.spend_verification()
        assert not effort.spend_verification()
        assert effort.ran_out == "max_verifications"
