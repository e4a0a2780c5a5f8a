"""Is every date that RFC 5322 allows read, and nothing else?  With email.utils as the oracle for what both read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime, parsedate_to_datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliverkit.content import read_date

_ZONES = st.integers(-23 * 60 - 59, 23 * 60 + 59).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_MOMENTS = st.datetimes(min_value=datetime(1900, 1, 1), timezones=_ZONES).map(lambda one: one.replace(microsecond=0))  # noqa: DTZ001 Hypothesis wants naive bounds


@given(_MOMENTS)
@settings(max_examples=500)
def test_what_is_written_is_read(moment: datetime) -> None:
    date = read_date(b" " + format_datetime(moment).encode())
    assert date is not None
    assert (date.moment, date.obsolete, date.day_is_right) == (moment, False, True)


NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment", "obsolete"),
    [
        ("Sun, 22 Nov 2026 12:00:00 +0000", NOON, False),
        ("22 Nov 2026 12:00 +0000", NOON, False),
        ("Sun, 22 Nov 2026 12:00:00 +0000 (UTC)", NOON, False),
        ("Sun,  22  Nov  2026  12:00:00  +0000", NOON, False),
        ("Sun,\r\n 22 Nov 2026 12:00:00 +0000\r\n", NOON, False),
        ("Sun, 22 Nov 2026 12:00:60 +0000", NOON.replace(second=59), False),
        ("Sun, 22 Nov 2026 12:00:00 -0000", NOON.replace(tzinfo=None), False),
        (
            "Sun, 22 Nov 2026 14:30:00 +0230",
            NOON.replace(hour=14, minute=30, tzinfo=timezone(timedelta(minutes=150))),
            False,
        ),
        ("Sun, 22 Nov 2026 07:00:00 -0500", NOON.replace(hour=7, tzinfo=timezone(timedelta(hours=-5))), False),
        ("Sun, 22 Nov 2026 12:00:00 GMT", NOON, True),
        ("Sun, 22 Nov 2026 12:00:00 EST", NOON.replace(tzinfo=timezone(timedelta(hours=-5))), True),
        ("Sun, 22 Nov 2026 12:00:00 CEST", NOON.replace(tzinfo=None), True),
        ("Sun, 22 Nov 26 12:00:00 +0000", NOON, True),
        ("Fri, 22 Nov 96 12:00:00 +0000", NOON.replace(year=1996), True),
        ("Fri, 22 Nov 096 12:00:00 +0000", NOON.replace(year=1996), True),
        ("Sun (the day), 22 Nov 2026 12:00:00 +0000", NOON, True),
        ("Sun, 22 Nov 2026 12 : 00 : 00 +0000", NOON, True),
        ("sun,22 nov 2026 12:00:00 +0000", NOON, True),
    ],
)
def test_forms(text: str, moment: datetime, obsolete: bool) -> None:
    date = read_date(text.encode())
    assert date is not None
    assert (date.moment, date.obsolete, date.day_is_right) == (moment, obsolete, True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "today",
        "22 Nov 2026",
        "Sun, 22 Nov 2026 12:00:00",
        "Sun 22 Nov 2026 12:00:00 +0000",
        "Son, 22 Nov 2026 12:00:00 +0000",
        "Sun, 22 Nob 2026 12:00:00 +0000",
        "Sun, 22 Nov 0 12:00:00 +0000",
        "Sun, 32 Nov 2026 12:00:00 +0000",
        "Sun, 22 Nov 2026 24:00:00 +0000",
        "Sun, 22 Nov 2026 12:00:61 +0000",
        "Sun, 22 Nov 2026 12:00:00 +0060",
        "Sun, 22 Nov 2026 12:00:00 +2400",
        "Sun, 22 Nov 99999 12:00:00 +0000",
        "Sun, 22 Nov 2026 12:00:00 +00000",
        "Sun, 22 Nov 2026 12:00:00 +0000 and more",
        "2026-11-22T12:00:00Z",
        "Sun, 22 Nov 2026 12:00:00 \uff10",
    ],
)
def test_no_dates(text: str) -> None:
    assert read_date(text.encode()) is None


def test_wrong_day() -> None:
    date = read_date(b"Mon, 22 Nov 2026 12:00:00 +0000")
    assert date is not None
    assert (date.day, date.day_given, date.day_is_right) == ("Sunday", "mon", False)


@given(st.binary(max_size=60) | st.text("0123456789 :,+-SunNovGMT()\\\r\n", max_size=60).map(str.encode))
@settings(max_examples=1000)
def test_anything_else_is_read_as_the_oracle_reads_it_or_not_at_all(value: bytes) -> None:
    date = read_date(value)
    if date is not None:
        theirs = parsedate_to_datetime(value.decode("latin-1"))
        assert date.moment.replace(tzinfo=None) == theirs.replace(tzinfo=None)
