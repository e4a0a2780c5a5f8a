"""How else may this date have been written?  The same instant in other words (RFC 5322 sections 3.3 and 4.3)"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Final

__all__ = ["dates"]

_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE: Final = re.compile(
    rb"(?:[A-Za-z]{3},?[ \t\r\n]*+)?([0-9]{1,2})[ \t\r\n]++([A-Za-z]{3})[ \t\r\n]++([0-9]{2,4})[ \t\r\n]++"
    rb"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?[ \t\r\n]*+([+-][0-9]{4}|[A-Za-z]{1,5})?[ \t\r\n]*+(\([^()]*+\))?"
)
# "("GMT" / "UT") ... EST is semantically equivalent to -0500" (section 4.3)
_HOURS: Final = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "CET": 1}
_UTC: Final = ("+0000", "-0000", "GMT", "UT", "UTC", "Z", "+0000 (UTC)", "+0000 (GMT)", "-0000 (UTC)", "+00:00")
_COMMENTS: Final = {60: ("CET", "BST"), 120: ("CEST",), -300: ("EST", "CDT"), -240: ("EDT",), -480: ("PST",)}
_MORE_COMMENTS: Final = {-420: ("PDT", "MST"), -360: ("CST", "MDT"), 330: ("IST",), 540: ("JST",), 480: ("CST", "SGT")}
_OFFSETS: Final = tuple(sorted((*range(-720, 841, 30), 345, 525, 765), key=abs))


def dates(value: bytes) -> Iterator[tuple[int, bytes]]:
    """The other ways to write the date *value*, each with how unlikely it is; none when it is no date."""
    found = _read(value)
    if found is None:
        return
    moment, zone, comment = found
    own = (zone, *(f"{zone} {comment}",) * bool(comment), *_zones(moment))
    for cost, zones in ((2, own), (3, _zones(moment))):
        for written in dict.fromkeys(zones):
            for text in _forms(moment, every=cost == 2):
                yield cost, f"{text} {written}".rstrip().encode("ascii", "replace")
    # a program that writes the date anew writes it in its own zone
    for offset in _OFFSETS:
        try:
            there = moment.astimezone(timezone(timedelta(minutes=offset)))
        except OverflowError:
            continue
        for written in _zones(there):
            for text in _forms(there, every=False):
                yield 3, f"{text} {written}".encode("ascii")


def _read(value: bytes) -> tuple[datetime, str, str] | None:
    match = _DATE.fullmatch(value)
    if match is None:
        return None
    day, month, year, hour, minute, second, zone, comment = (
        (group or b"").decode("ascii", "replace") for group in match.groups()
    )
    offset = _offset(zone.upper())
    if offset is None or month.title() not in _MONTHS:
        return None
    century = 0 if len(year) > 2 else 1900 + 100 * (int(year) < 50)  # section 4.3: "00" to "49" are 2000 to 2049
    when = (int(year) + century, _MONTHS.index(month.title()) + 1, int(day), int(hour), int(minute), int(second or 0))
    try:
        return datetime(*when, tzinfo=timezone(timedelta(minutes=offset))), zone, comment
    except ValueError:
        return None


def _offset(zone: str) -> int | None:
    if zone[:1] in ("+", "-"):
        minutes = int(zone[1:3]) * 60 + int(zone[3:])
        return None if minutes >= 24 * 60 else -minutes if zone[0] == "-" else minutes
    return _HOURS.get(zone, 0) * 60


def _zones(moment: datetime) -> list[str]:
    offset = moment.utcoffset() or timedelta()
    minutes = offset // timedelta(minutes=1)
    if not minutes:
        return list(_UTC)
    digits = f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}{abs(minutes) % 60:02d}"
    names = (*_COMMENTS.get(minutes, ()), *_MORE_COMMENTS.get(minutes, ()))
    return [digits, *(f"{digits} ({name})" for name in names), *(name for name in names if name in _HOURS)]


def _forms(moment: datetime, *, every: bool) -> Iterator[str]:
    """The date and the time of day; only the common forms unless *every* one is wanted."""
    name, month = _DAYS[moment.weekday()], _MONTHS[moment.month - 1]
    clock = f"{moment.hour:02d}:{moment.minute:02d}"
    times = (
        (f"{clock}:{moment.second:02d}", clock) if every and not moment.second else (f"{clock}:{moment.second:02d}",)
    )
    days = dict.fromkeys((str(moment.day), f"{moment.day:02d}", f"{moment.day:2d}"))
    for time in times:
        for day in days if every else list(days)[:2]:
            yield f"{name}, {day} {month} {moment.year} {time}"
            if every:
                yield f"{day} {month} {moment.year} {time}"
                yield f"{name} {day} {month} {moment.year} {time}"
