"""How does RAR 4 write a name that its own code page cannot hold?  As differences from the name that it can."""

from __future__ import annotations

from ..member import MemberName, NameSource
from ..naming import ANY_CODE_PAGE, UTF8_FIRST, distinct, readings

__all__ = ["rar4_names"]


def rar4_names(raw: bytes, *, wide: bool) -> tuple[MemberName, ...]:
    """Every name in the field *raw*; with *wide*, it may be in two halves, or in UTF-8."""
    plain, nul, packed = raw.partition(b"\0")
    if not wide:
        return readings(raw, NameSource.HEADER, ANY_CODE_PAGE)
    if not nul:
        return readings(raw, NameSource.HEADER, UTF8_FIRST)
    text = (
        "".join(map(chr, _unpacked(plain, packed))).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    )
    name = MemberName(raw, text, NameSource.HEADER, "RAR unicode")
    return distinct((name, *readings(plain, NameSource.HEADER, ANY_CODE_PAGE)))


def _unpacked(plain: bytes, packed: bytes) -> list[int]:
    """The UTF-16 units: two bits say of each how it is written."""
    high = packed[0] << 8 if packed else 0
    units: list[int] = []
    at, flags, left = 1, 0, 0
    while at < len(packed):
        if not left:
            flags, left = packed[at], 8
            at += 1
        left -= 2
        octets = packed[at : at + 2].ljust(2, b"\0")
        match flags >> left & 3:
            case 0:
                units.append(octets[0])
            case 1:
                units.append(octets[0] | high)
            case 2:
                units.append(octets[0] | octets[1] << 8)
                at += 1
            case _:
                at += octets[0] >> 7
                units.extend(_repeated(plain, len(units), octets, high))
        at += 1
    return units


def _repeated(plain: bytes, at: int, octets: bytes, high: int) -> list[int]:
    copied = plain[at : at + (octets[0] & 0x7F) + 2]
    if octets[0] & 0x80:
        return [(unit + octets[1]) & 0xFF | high for unit in copied]
    return list(copied)
