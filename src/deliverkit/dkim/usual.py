"""Is this signature field written as nearly all are?  Then it is read at once (RFC 6376 sections 3.2 and 3.5).

What :mod:`deliverkit.dkim.signature` would find no fault with, and only that: usual tags, each once, in their usual
spelling. Anything else is left to it, and nothing is judged here.
"""

from __future__ import annotations

import binascii
import re
from typing import Any, Final, TypeAlias

from ..message import HeaderField
from .tags import TagList, is_plain

__all__ = ["Members", "read_usual"]

Members: TypeAlias = tuple[Any, ...]
"""The members of a SignatureHeader, in order."""

_USUAL: Final = frozenset({"v", "a", "b", "bh", "c", "d", "h", "i", "q", "s", "t", "x"})
_NEEDED: Final = frozenset({"a", "b", "bh", "d", "h", "s"})
_ALGORITHMS: Final = {
    "rsa-sha256": ("rsa-sha256", "rsa", "sha256"),
    "ed25519-sha256": ("ed25519-sha256", "ed25519", "sha256"),
}
_CANONICAL: Final = {
    "relaxed/relaxed": (True, True),
    "relaxed/simple": (True, False),
    "relaxed": (True, False),
    "simple/simple": (False, False),
    "simple/relaxed": (False, True),
    "simple": (False, False),
}
_LABEL: Final = "[a-z0-9]++(?:-++[a-z0-9]++)*+"
# selector and domain, all of it shorter than one label may be
_PLACE: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})*+@{_LABEL}(?:\.{_LABEL})++")
_MOST_OF_PLACE: Final = 63
# "hdr-name *( [FWS] ":" [FWS] hdr-name )"
_FIELD_NAMES: Final = re.compile(r"[!-9<-~]++(?:[ \t\r\n]*+:[ \t\r\n]*+[!-9<-~]++)*+")
_MOST_DIGITS: Final = 12
_TOO_PADDED: Final = "==="  # what some versions of Python take for base64


def read_usual(field: HeaderField, required: tuple[str, ...]) -> Members | None:
    """What the signature in *field* says, or None where it must be looked at more closely.

    Arguments:
        field: the field.
        required: the tags that must be there; without ``v`` among them, ``i=`` is no identity.
    """
    value = field.value
    if not is_plain(value):
        return None
    text = value.decode("ascii")
    bare = text.removesuffix(";")
    pieces = bare.split(";")
    found: dict[str, str] = {}
    for piece in pieces:
        name, _, said = piece.partition("=")
        found[name.strip()] = said.strip()
    if len(found) != len(pieces) or not found.keys() <= _USUAL:
        return None
    if not found.keys() >= _NEEDED:
        return None
    for name in required:
        if name not in found:
            return None
    read = _values(found, identified="v" in required)
    if read is None:
        return None
    if next(reversed(found)) != "b":
        bare = ";".join(pieces[: list(found).index("b") + 1])
    end = len(bare.rstrip())
    tags = TagList(text, found, None, None, (), (end - len(found["b"]), end))
    return (field, tags, (), *read)


def _values(found: dict[str, str], *, identified: bool) -> Members | None:
    """The members from ``algorithm`` on."""
    get = found.get
    algorithm = _ALGORITHMS.get(found["a"])
    canonical = _CANONICAL.get(get("c", "simple"))
    if algorithm is None or canonical is None or get("q", "dns/txt") != "dns/txt" or get("v", "1") != "1":
        return None
    domain, selector = found["d"], found["s"]
    place = f"{selector}@{domain}"
    if len(place) > _MOST_OF_PLACE or _PLACE.fullmatch(place) is None:
        return None
    identity = get("i") if identified else None
    if identity is not None and not identity.endswith(f"@{domain}"):
        return None
    listed = found["h"].lower()
    if _FIELD_NAMES.fullmatch(listed) is None:
        return None
    names = tuple("".join(listed.split()).split(":"))
    if "from" not in names:
        return None
    digits, short_digits = "".join(found["b"].split()), found["bh"]
    if digits.endswith(_TOO_PADDED) or short_digits.endswith(_TOO_PADDED):
        return None
    try:
        signature = binascii.a2b_base64(digits, strict_mode=True)
        body_hash = binascii.a2b_base64(short_digits, strict_mode=True)
        signed_at = _number(found["t"]) if "t" in found else None
        expires_at = _number(found["x"]) if "x" in found else None
    except ValueError:  # no base64, or no number
        return None
    if not signature or not body_hash or (signed_at is not None and expires_at is not None and expires_at <= signed_at):
        return None
    decoded = (*algorithm, signature, body_hash, domain, selector, identity, names)
    return (*decoded, *canonical, None, signed_at, expires_at, ())


def _number(text: str) -> int:
    if text.isdigit() and len(text) <= _MOST_DIGITS:
        return int(text)
    raise ValueError
