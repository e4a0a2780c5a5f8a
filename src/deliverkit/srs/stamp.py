"""On which day was it signed?  Two letters: the day's number since 1970, modulo 1024, in base32."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

from ..core.errors import UsageError

__all__ = ["LAST_DAY", "SLOT", "SLOTS", "STAMPS", "Day", "age_of", "day_number", "slot_of", "stamp_of"]

SLOTS: Final = 1024
"""After so many days the same stamps come round again."""

# what is no more than so many days ahead is a clock that goes wrong, and no address of a thousand days ago
_AHEAD: Final = 7
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
STAMPS: Final = tuple(high + low for high in _LETTERS for low in _LETTERS)
"""The stamp of each slot."""
# the letters in either case, and no others: elsewhere, what is in capitals one of these may be something else
_CASES: Final = {letter: {letter, letter.lower()} for letter in _LETTERS}
SLOT: Final = {
    high + low: slot for slot, stamp in enumerate(STAMPS) for high in _CASES[stamp[0]] for low in _CASES[stamp[1]]
}
"""The slot of each stamp, in any case."""
_DAY: Final = timedelta(days=1)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
LAST_DAY: Final = date.max.toordinal() - _EPOCH.toordinal()
"""The number of the last day of the year 9999."""

Day = int | date
"""A day: its number since 1970-01-01, or a date, both in UTC; or a datetime that knows its time zone."""


def day_number(day: Day) -> int:
    """The number of *day* since 1970-01-01, in UTC.

    Arguments:
        day: the number itself (``int(time.time()) // 86400``), a date (in UTC), or a datetime with a time zone.

    Raises:
        UsageError: it is none of these: a count of seconds, a datetime without a time zone, a day before 1970.

    >>> day_number(19675), day_number(date(2023, 11, 14)), day_number(datetime(2023, 11, 14, 23, 59, tzinfo=UTC))
    (19675, 19675, 19675)
    """
    if type(day) is int:
        number = day
    elif isinstance(day, datetime):
        if day.tzinfo is None:
            raise UsageError(f"day={day!r} has no time zone: pass datetime.now(UTC)")
        number = (day - _EPOCH) // _DAY
    elif isinstance(day, date):
        number = day.toordinal() - _EPOCH.toordinal()
    else:
        raise UsageError(f"day takes a date, a datetime or a number of days since 1970, not {type(day).__name__}")
    if not 0 <= number <= LAST_DAY:
        raise UsageError(f"day={day!r} is not between 1970 and 9999; of seconds, pass seconds // 86400")
    return number


def stamp_of(number: int) -> str:
    """The stamp of the day with this *number*.

    >>> stamp_of(19675)
    'G3'
    """
    return STAMPS[number % SLOTS]


def slot_of(stamp: str) -> int | None:
    """The day's number modulo 1024 that *stamp* says, in any case; None where it is no stamp."""
    return SLOT.get(stamp)


def age_of(slot: int, number: int) -> int:
    """How many days before day *number* the *slot* was last; negative where it is a few days ahead."""
    age = (number - slot) % SLOTS
    return age - SLOTS if age >= SLOTS - _AHEAD else age
