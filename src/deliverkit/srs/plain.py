"""Is this one of the nearly all addresses that need no care?  Letters, digits, and signs where they may be.

A mail server asks for every mail it forwards. What fits here is rewritten and reversed at half the cost of what can
deal with all addresses (:mod:`.sending`, :mod:`.returning`), and to the same effect; a test compares both.
"""

from __future__ import annotations

import re
from typing import Final

from .address import ATEXT

__all__ = ["NOTHING", "SENDER", "plain_recipient"]

# labels that start with a digit, as they do in IP addresses, and two hyphens together are left to the others
_HOST: Final = r"[a-z][a-z0-9]*+(?:-[a-z0-9]++|\.[a-z][a-z0-9]*+)*+"
_LOCAL: Final = rf"[{ATEXT}]++(?:\.[{ATEXT}]++)*+"

SENDER: Final = re.compile(rf"(?![Ss][Rr][Ss][01])({_LOCAL})@({_HOST})")
"""A mailbox that was not rewritten before; local part and domain."""

NOTHING: Final = re.compile("(?!)")
"""Fits nothing."""


def plain_recipient(alias: str, least: int) -> re.Pattern[str]:
    """What fits an SRS0 address of *alias* with *least* letters of hash or more; its four parts."""
    return re.compile(
        rf"SRS0[=+-]([A-Za-z0-9+/_-]{{{least},40}})=([A-Z2-7]{{2}})=({_HOST})=({_LOCAL})@{re.escape(alias)}"
    )
