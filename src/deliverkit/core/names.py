"""What is a domain name, and which is its normal form?  (RFC 1035 section 2.3.4, RFC 5890, RFC 8616)

The normal form is lower-case A-labels without a trailing dot: ``münchen.example.`` is ``xn--mnchen-3ya.example``.
Labels may hold underscores, as ``_dmarc`` and ``_domainkey`` do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

__all__ = ["MAX_LABEL", "MAX_NAME", "fits", "is_hostname", "is_within", "parents", "to_ascii", "to_unicode"]

MAX_NAME: Final = 253  # octets without the root's dot; 255 on the wire (RFC 1035 section 2.3.4)
MAX_LABEL: Final = 63

_HOST: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9_-]{1,63}(?<!-))*", re.ASCII)
_LABEL: Final = r"[\x00-\x2d\x2f-\x7f]{1,63}+"  # anything but a dot; possessive, as nothing is won by giving back
_FITS: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})*+")
# the ideographic and half-width full stops count as dots (UTS 46 section 2.3)
_DOTS: Final = re.compile("[\u3002\uff0e\uff61]")


def fits(name: str) -> bool:
    """Whether *name* can stand in the DNS at all: labels of 1 to 63 octets, 253 in all, ASCII."""
    if len(name) <= MAX_LABEL:  # nor is any label longer
        return ".." not in f".{name}." and name.isascii()
    return len(name) <= MAX_NAME and _FITS.fullmatch(name) is not None


def is_hostname(name: str) -> bool:
    """Whether *name*, in normal form, is letters, digits, hyphens and underscores in labels that fit."""
    return len(name) <= MAX_NAME and _HOST.fullmatch(name) is not None


def to_ascii(name: str) -> str | None:
    """The normal form of *name*, or None when it has none.

    Arguments:
        name: a domain name with A-labels or U-labels, in any case, with or without a trailing dot.
    """
    if name.isascii():
        lowered = name.lower().removesuffix(".")
        return lowered if fits(lowered) else None
    if len(name) > MAX_NAME:
        return None
    import idna

    labels = _DOTS.sub(".", name).removesuffix(".").split(".")
    try:
        lowered = ".".join(
            label.lower() if label.isascii() else idna.encode(label, uts46=True).decode("ascii") for label in labels
        )
    except (idna.IDNAError, UnicodeError):
        return None
    return lowered if fits(lowered) else None


def to_unicode(name: str) -> str:
    """*name* with U-labels, for people; a label that is no valid A-label stays as it is."""
    return ".".join(_u_label(label) for label in name.split("."))


def _u_label(label: str) -> str:
    if not label.lower().startswith("xn--") or len(label) > MAX_LABEL:
        return label
    import idna

    try:
        return idna.decode(label)
    except (idna.IDNAError, UnicodeError):
        return label


def parents(name: str) -> Iterator[str]:
    """*name* and then each name above it, the top-level domain last: ``a.b.c``, ``b.c``, ``c``."""
    while name:
        yield name
        name = name.partition(".")[2]


def is_within(name: str, above: str) -> bool:
    """Whether *name* is *above* or stands below it; both in normal form."""
    return name == above or name.endswith("." + above)
