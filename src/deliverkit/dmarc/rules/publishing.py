"""What is to be published instead, and how does a sentence say what receivers make of a record?"""

from __future__ import annotations

from typing import Final

from ...core.records import RecordChange
from ...core.rules import Said

__all__ = ["EFFECTS", "change", "owner_of", "say", "then"]

EFFECTS: Final = {
    "ignored": "receivers ignore the whole record, so the domain has no DMARC",
    "off": "receivers apply no DMARC at all",
    "none": "receivers act as if p=none: they deliver forged mail as any other",
    "policy": "",
}
"""What receivers make of the whole record: by the fact ``effect``."""


def change(name: str, value: str, *replaces: str, condition: str = "") -> RecordChange | None:
    """The TXT record *value* to publish at *name* in place of *replaces*, or None where there is none to offer."""
    if not value:
        return None
    return RecordChange(owner=name, rdtype="TXT", value=value, replaces=replaces, condition=condition)


def say(what: str, effect: str, fix: str, published: RecordChange | None) -> Said:
    """*what*, with the *effect* on the whole record; and the fix."""
    return Said(what + then(effect), fix=fix, publish=published)


def then(effect: str) -> str:
    """The clause that tells the *effect* on the whole record; empty where its policy counts."""
    return f": {EFFECTS[effect]}" if EFFECTS[effect] else ""


def owner_of(domain: str) -> str:
    """Where the record of *domain* stands; ``_dmarc`` of the zone at hand where it is not known."""
    return f"_dmarc.{domain}" if domain else "_dmarc"
