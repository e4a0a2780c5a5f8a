"""What does an SRS address carry?  Its parts, for SRS0 and SRS1, with the place of each.

    SRS0=hash=stamp=domain=local-part@alias
    SRS1=hash=first-forwarder==hash=stamp=domain=local-part@alias

The sign behind the tag is one of ``=``, ``+`` and ``-``, every other one is ``=``; what stands behind the last that
counts is the local part, more of them included. Of an SRS0 address that is forwarded again, all behind its tag is kept,
its first sign included.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

__all__ = ["SEPARATORS", "Srs0", "Srs1", "is_tagged", "read_srs0", "read_srs1"]

SEPARATORS: Final = ("=", "+", "-")

# case is lost on the way; ASCII only, as a long s is no s
_ANY_CASE: Final = re.ASCII | re.IGNORECASE | re.DOTALL
_TAGGED: Final = re.compile(r"SRS([01])[=+-]", _ANY_CASE)
_SRS0: Final = re.compile(r"SRS0([=+-])([^=]*+)=([^=]*+)=([^=]*+)=(.*)", _ANY_CASE)
_SRS1: Final = re.compile(r"SRS1([=+-])([^=]*+)=([^=]++)=([=+-].*)", _ANY_CASE)


class Srs0(NamedTuple):
    """The parts of an SRS0 local part, as written."""

    separator: str
    hash: str
    stamp: str
    host: str
    local_part: str


class Srs1(NamedTuple):
    """The parts of an SRS1 local part: *rest* is the first forwarder's, its tag cut off."""

    separator: str
    hash: str
    host: str
    rest: str


def is_tagged(local_part: str, start: int = 0) -> str:
    """``SRS0`` or ``SRS1`` where the local part starts so, in any case, with a sign behind it; "" elsewhere."""
    match = _TAGGED.match(local_part, start)
    return "" if match is None else "SRS" + match[1]


def read_srs0(local_part: str) -> Srs0 | None:
    """The parts of an SRS0 local part, or None where one is missing."""
    match = _SRS0.fullmatch(local_part)
    return None if match is None else Srs0(*match.groups())


def read_srs1(local_part: str) -> Srs1 | None:
    """The parts of an SRS1 local part, or None where one is missing: nothing would lead back."""
    match = _SRS1.fullmatch(local_part)
    return None if match is None else Srs1(*match.groups())
