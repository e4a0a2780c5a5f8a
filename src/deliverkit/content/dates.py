"""Which moment does a Date field name?  The date-time of RFC 5322 section 3.3, and the obsolete forms of 4.3."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Final, NamedTuple

from ..message.lexis import without_comments
from ..message.words import unfold

__all__ = ["DAYS", "MailDate", "read_date"]

DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# "EDT is semantically equivalent to -0400" and so on (section 4.3); every other name is read as -0000
_ZONES: Final = {"edt": -4, "est": -5, "cdt": -5, "cst": -6, "mdt": -6, "mst": -7, "pdt": -7, "pst": -8}

# blanks stand where FWS may; every piece ends where the next cannot begin, so nothing is tried twice
_B: Final = r"[ \t]*+"
_DATE: Final = re.compile(
    rf"(?:([a-z]{{3}}){_B},{_B})?([0-9]{{1,2}}){_B}([a-z]{{3}}){_B}([0-9]{{2,9}})[ \t]++"
    rf"([0-9]{{2}})({_B}):{_B}([0-9]{{2}})(?:{_B}:{_B}([0-9]{{2}}))?+{_B}([+-][0-9]{{4}}|[a-z]{{1,5}})",
    re.IGNORECASE,
)
_STRICT: Final = re.compile(
    r"(?:[A-Za-z]{3},[ \t]++)?[0-9]{1,2}[ \t]++[A-Za-z]{3}[ \t]++[0-9]{4,}[ \t]++"
    r"[0-9]{2}:[0-9]{2}(?::[0-9]{2})?[ \t]++[+-][0-9]{4}(?:[ \t]*+\(|[ \t]*+\Z)"
)


class MailDate(NamedTuple):
    """A date as it was read.

    Arguments:
        moment: the moment it names; without a zone where it says that it does not know its own (``-0000``).
        day: the day of the week that this date was.
        day_given: the day of the week it says, in three small letters, or "".
        obsolete: it is written in a form that new mail must not have.
    """

    moment: datetime
    day: str
    day_given: str
    obsolete: bool

    @property
    def day_is_right(self) -> bool:
        """Whether the day of the week it says is the day of that date; true when it says none."""
        return not self.day_given or self.day.lower().startswith(self.day_given)


def read_date(value: bytes) -> MailDate | None:
    """The date in the octets of a Date field's value, or None when it holds none; never raises."""
    text = unfold(value).decode("latin-1").strip(" \t\r\n")
    match = _DATE.fullmatch(without_comments(text.encode("latin-1")).decode("latin-1").strip(" \t"))
    if match is None or match[3].lower() not in _MONTHS:
        return None
    moment = _moment(match)
    given = (match[1] or "").lower()
    if moment is None or (given and not any(day.lower().startswith(given) for day in DAYS)):
        return None
    return MailDate(moment, DAYS[moment.weekday()], given, _STRICT.match(text) is None)


def _moment(match: re.Match[str]) -> datetime | None:
    # "If a two digit year is encountered whose value is between 00 and 49, the year is interpreted by adding 2000 ...
    # If a two digit year is encountered with a value between 50 and 99, or any three digit year is encountered, the
    # year is interpreted by adding 1900" (section 4.3)
    year = int(match[4])
    if len(match[4]) < 4:
        year += 2000 if len(match[4]) == 2 and year < 50 else 1900
    second = int(match[8] or 0)
    try:
        # a 60th second is a leap second, for which there is no place in a datetime
        when = datetime(
            year,
            _MONTHS.index(match[3].lower()) + 1,
            int(match[2]),
            int(match[5]),
            int(match[7]),
            59 if second == 60 else second,
            tzinfo=UTC,
        )
        return when.replace(tzinfo=_zone(match[9]))
    except ValueError:
        return None


def _zone(text: str) -> timezone | None:
    """The zone, or None for one that is not known.

    Raises:
        ValueError: it is no zone.
    """
    if text[0] not in "+-":
        if text.lower() in ("gmt", "ut", "utc"):
            return UTC
        hours = _ZONES.get(text.lower())
        return None if hours is None else timezone(timedelta(hours=hours))
    # "indicates that the time was generated on a system that may be in a local time zone other than Universal Time"
    if text == "-0000":
        return None
    if int(text[3:]) > 59:
        raise ValueError(text)
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[3:]))
    return timezone(-offset if text[0] == "-" else offset)
