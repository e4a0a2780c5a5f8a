"""How may the octets of a member's name be read?  Every reading some program would make, each once.

APPNOTE.TXT appendix D gives zip two encodings, IBM 437 and UTF-8; in practice it is whatever the sender's system used.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from .member import MemberName, NameSource

__all__ = ["ANY_CODE_PAGE", "UTF8_FIRST", "cost_of", "distinct", "name_of", "readings"]

UTF8_FIRST: Final = ("utf-8", "cp1252", "cp437", "cp932")
"""Names that are meant to be UTF-8."""
ANY_CODE_PAGE: Final = ("utf-8", "cp437", "cp932")
"""Names of which nothing is known: UTF-8 proves itself, the others do not."""


def name_of(raw: bytes, source: NameSource, encoding: str) -> MemberName:
    """*raw* read in *encoding*; what does not belong to it becomes U+FFFD."""
    return MemberName(raw, raw.decode(encoding, "replace"), source, encoding)


def readings(raw: bytes, source: NameSource, encodings: tuple[str, ...]) -> tuple[MemberName, ...]:
    """*raw* in the first of *encodings*, and in the others that can hold it; cut at NUL too, as C programs do.

    A name that is UTF-8 by its own form is not also read in the code pages.
    """
    if raw.isascii():
        if b"\0" not in raw:
            return (MemberName(raw, raw.decode("ascii"), source, "ascii"),)
        found = [MemberName(raw, raw.decode("ascii"), source, "ascii")]
    else:
        found = [*_non_ascii(raw, source, encodings)]
    if b"\0" in raw:
        cut = raw[: raw.find(b"\0")]
        found.extend(readings(cut, source, encodings))
    return distinct(found)


def _non_ascii(raw: bytes, source: NameSource, encodings: tuple[str, ...]) -> Iterable[MemberName]:
    first = name_of(raw, source, encodings[0])
    yield first
    if encodings[0] == "utf-8" and "\ufffd" not in first.text:
        return
    for encoding in encodings[1:]:
        text = raw.decode(encoding, "replace")
        if "\ufffd" not in text:
            yield MemberName(raw, text, source, encoding)


def distinct(names: Iterable[MemberName]) -> tuple[MemberName, ...]:
    """*names* without those whose text another has already."""
    names = tuple(names)
    if len(names) < 2:
        return names
    seen: dict[str, MemberName] = {}
    for name in names:
        seen.setdefault(name.text, name)
    return tuple(seen.values())


def cost_of(raw: bytes) -> int:
    """What the readings of *raw* cost in octets read: about the memory that they take."""
    return (4 if raw.isascii() else 16) * len(raw)
