"""Is a day two letters, whoever says it, and is what is no day refused?"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from deliverkit import UsageError
from deliverkit.srs.stamp import LAST_DAY, SLOT, SLOTS, STAMPS, age_of, day_number, slot_of, stamp_of


def test_every_slot_has_its_stamp() -> None:
    assert len(set(STAMPS)) == SLOTS == 1024
    for number in range(2 * SLOTS):
        for stamp in (stamp_of(number), stamp_of(number).lower(), stamp_of(number).capitalize()):
            assert slot_of(stamp) == number % SLOTS
    # 26 letters have two cases, 6 digits one
    assert len(SLOT) == (26 * 2 + 6) ** 2


@pytest.mark.parametrize("text", ["", "A", "AAA", "A1", "A8", "A0", "A ", "\u0131I", "\ufb05", "\u00df", "A\u212a"])
def test_no_stamps(text: str) -> None:
    assert slot_of(text) is None


def test_ages() -> None:
    assert [age_of(5, number) for number in (5, 26, 5 + 1016, 5 + 1017, 5 + 1023, 5 + 1024)] == [0, 21, 1016, -7, -1, 0]


@pytest.mark.parametrize(
    "wrong",
    [
        *(None, "2026-11-25", 1.5, True, b"G3"),
        *(-1, LAST_DAY + 1, 1_700_000_000, date(1969, 12, 31), datetime(1969, 12, 31, tzinfo=UTC)),
        datetime(2026, 11, 25),  # noqa: DTZ001 - this is what is refused
    ],
)
def test_no_days(wrong: Any) -> None:
    with pytest.raises(UsageError, match="day"):
        day_number(wrong)


def test_what_is_said_of_seconds_and_of_no_time_zone() -> None:
    with pytest.raises(
        UsageError, match=r"day=1700000000 is not between 1970 and 9999; of seconds, pass seconds // 86"
    ):
        day_number(1_700_000_000)
    with pytest.raises(UsageError, match=r"has no time zone: pass datetime.now\(UTC\)"):
        day_number(datetime(2026, 11, 25))  # noqa: DTZ001 - this is what is refused
    with pytest.raises(UsageError, match="not str"):
        day_number("today")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]


def test_first_and_last_day() -> None:
    assert (day_number(0), day_number(date(1970, 1, 1)), day_number(date.max)) == (0, 0, LAST_DAY)
