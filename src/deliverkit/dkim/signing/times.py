"""When is this mail signed, and how long shall that hold?  (RFC 6376 section 3.5)"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from ...core.errors import UsageError

__all__ = ["expiry_time", "signing_time"]

_MOST_SECONDS: Final = 10**12 - 1  # "12DIGIT"


def signing_time(signed_at: datetime | float | None) -> int | None:
    """``t=``, in whole seconds since 1970; None for none.

    Arguments:
        signed_at: the time, aware of its zone, or in seconds since 1970, of which parts are dropped.

    Raises:
        UsageError: it is no time.
    """
    if signed_at is None:
        return None
    if isinstance(signed_at, datetime):
        if signed_at.utcoffset() is None:
            raise UsageError("signed_at=... must say its time zone: datetime.now(UTC)")
        signed_at = signed_at.timestamp()
    seconds = _number("signed_at=...", signed_at, "the time now: datetime.now(UTC), or seconds since 1970")
    if not 0 <= seconds <= _MOST_SECONDS:
        raise UsageError("signed_at=... must be seconds since 1970, of twelve digits at most")
    return int(seconds)


def expiry_time(signed_at: int | None, expires_after: timedelta | float | None) -> int | None:
    """``x=``, in whole seconds since 1970; None for none.

    Arguments:
        signed_at: ``t=``.
        expires_after: how long the signature holds, also in seconds.

    Raises:
        UsageError: it is no span of time, or there is no ``t=`` to count from.
    """
    if expires_after is None:
        return None
    if isinstance(expires_after, timedelta):
        expires_after = expires_after.total_seconds()
    seconds = _number("expires_after=...", expires_after, "how long it holds: timedelta(days=7), or seconds")
    if signed_at is None:
        raise UsageError("expires_after=... counts from signed_at=...: pass that too, such as datetime.now(UTC)")
    if not seconds >= 1:
        # "The value of the "x=" tag MUST be greater than the value of the "t=" tag if both are present"
        raise UsageError("expires_after=... must be one second or more")
    if seconds > _MOST_SECONDS - signed_at:
        raise UsageError("expires_after=... is too long: counted from signed_at=..., x= has twelve digits at most")
    return signed_at + int(seconds)


def _number(what: str, given: object, wanted: str) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise UsageError(f"{what} takes {wanted}, not {type(given).__name__}")
    return given
