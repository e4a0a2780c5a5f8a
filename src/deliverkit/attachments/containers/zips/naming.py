"""What is a zip member called?  As its header says, and as a Unicode Path says beside it (APPNOTE.TXT appendix D)."""

from __future__ import annotations

from ..member import ContainerFault, MemberName, NameSource, Notes
from ..naming import ANY_CODE_PAGE, UTF8_FIRST, distinct, readings
from .extras import second_names
from .records import UTF8

__all__ = ["names_of"]


def names_of(raw: bytes, flags: int, extra: bytes, source: NameSource, notes: Notes, at: int) -> tuple[MemberName, ...]:
    """Every name of the member whose header stands at *at*."""
    found = readings(raw, source, UTF8_FIRST if flags & UTF8 else ANY_CODE_PAGE)
    if b"up" not in extra:
        return found
    for second in second_names(extra, raw):
        if not second.fits:
            notes.add(ContainerFault.STALE_NAME, at, "the Unicode Path was made for another name")
        found += readings(second.raw, NameSource.UNICODE_PATH, UTF8_FIRST)
    return distinct(found)
