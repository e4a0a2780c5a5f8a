"""Were letters of this key changed, or its strings exchanged, on the way?  (RFC 4648, RFC 6376 section 3.6.2.2)

Each function undoes one change, if it may have been made; whether the key can be read then shows whether it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from .record import VERSION, KeyRecord

__all__ = ["in_order", "with_plus_signs", "with_usual_letters"]

_PART: Final = re.compile(r"[A-Za-z0-9+/]++={0,2}")
_BETWEEN: Final = " \t;"
_USUAL: Final = str.maketrans("-_", "+/")


def in_order(record: KeyRecord) -> str:
    """The text with what stands in front of its version at its end: a TXT record whose last string came first."""
    before, version, behind = record.text.partition(f"v={VERSION}")
    part = before.strip(_BETWEEN)
    return version + behind.rstrip(_BETWEEN) + part if version and _PART.fullmatch(part) else ""


def with_plus_signs(record: KeyRecord) -> str:
    """The text with plus signs for the blanks in p=: in a form of the web, "+" stands for a blank."""
    return _with_key(record, lambda value: value.replace(" ", "+"))


def with_usual_letters(record: KeyRecord) -> str:
    """The text with + and / for - and _ in p=, which are those of "base64url" (RFC 4648 section 5)."""
    return _with_key(record, lambda value: value.translate(_USUAL))


def _with_key(record: KeyRecord, change: Callable[[str], str]) -> str:
    tag = record.tags.get("p")
    if tag is None:
        return ""
    changed = change(tag.value)
    return "" if changed == tag.value else record.text[: tag.value_start] + changed + record.text[tag.end :]
