"""Which key record was meant here, and how is it written right?  (RFC 6376 section 3.6.1, RFC 8463 section 4)

Zone files, panels and PEM files leave their signs in records: quotes, backslashes, the lines around a key. Without
them most broken records can be read.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable
from enum import Enum
from typing import Final, NamedTuple

from ..signature import base64_octets
from ..tags import Tag
from .lettering import in_order, with_plus_signs, with_usual_letters
from .public import KeyProblem, PublicKey
from .record import FLAGS, HASHES, KEY_TYPES, KNOWN, SERVICES, VERSION, KeyRecord, parse_key

__all__ = ["Meant", "Scar", "Stain", "candidates", "canonical_octets", "load", "meant", "rebuilt", "the_key"]

_MOST_TRIED: Final = 4  # values of p= that may be the key
_LEAST_BARE: Final = 40  # characters of a key that stands without p=

# texts are octets, one character each: the typographic quotes are the octets of their UTF-8
_QUOTES: Final = re.compile("[\"'`]|\xe2\x80[\x98-\x9f]")
_BACKSLASHES: Final = re.compile(r"\\++")
_ARMOUR: Final = re.compile(r"-----(?:BEGIN|END)[A-Z0-9 ]{0,60}+(?:-----)?")
_ODD_BLANKS: Final = re.compile("[\r\n\x0b\x0c]++|\xc2\xa0|\xe2\x80[\x80-\x8b]|\xef\xbb\xbf")
_LOST_SEMICOLON: Final = re.compile(
    r"(?<=[^\s;,:])(?:[ \t]*+[,:][ \t]*+|[ \t]++)(?=([vkphtsn][ \t]*+=[ \t]*+[A-Za-z*][A-Za-z0-9]{0,15}))"
)
_VERSION: Final = re.compile(r"\bv[ \t]*+=[ \t]*+DKIM1")
_TXT: Final = re.compile(r"\bTXT\b", re.IGNORECASE)
_NOT_IN_KEY: Final = re.compile(r"[()\s]++")
_RUN: Final = re.compile(r"[A-Za-z0-9+/]++={0,2}")
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f]++")


class Scar(Enum):
    """What was left in a record by the way it was written down."""

    ARMOUR = "armour"
    QUOTES = "quotes"
    BACKSLASHES = "backslashes"
    SEMICOLON = "missing-semicolon"
    BLANK = "odd-blank"
    ZONE_LINE = "zone-line"
    ORDER = "strings-out-of-order"
    PLUS = "lost-plus-signs"
    LETTERS = "url-safe-base64"


class Stain(NamedTuple):
    """Where the first scar of its kind stands: ``text[start:end]``."""

    scar: Scar
    start: int
    end: int


class Meant(NamedTuple):
    """A record as it was meant: read without what must not stand in it, and what that was."""

    record: KeyRecord
    stains: tuple[Stain, ...]


_SCARS: Final = {
    Scar.ARMOUR: (_ARMOUR, ""),
    Scar.QUOTES: (_QUOTES, ""),
    Scar.BACKSLASHES: (_BACKSLASHES, ""),
    Scar.BLANK: (_ODD_BLANKS, " "),
}


_SPELLINGS: Final[dict[Scar, Callable[[KeyRecord], str]]] = {
    Scar.ORDER: in_order,
    Scar.PLUS: with_plus_signs,
    Scar.LETTERS: with_usual_letters,
}


def meant(record: KeyRecord) -> Meant:
    """The record as it was meant; itself where it can be read as it stands."""
    if record.follows_grammar and record.public_key is not None and record.key_type in KEY_TYPES:
        # nothing but these two can be wrong in what is base64
        tag = record.tags.get("p")
        is_doubtful = (tag is not None and " " in tag.value) or record.text.find(f"v={VERSION}") > 0
        return _respelt(record, record, ()) if is_doubtful else Meant(record, ())
    text, stains = _unscarred(record)
    return _respelt(record, record if text == record.text else parse_key(text), stains)


def _respelt(record: KeyRecord, read: KeyRecord, stains: tuple[Stain, ...]) -> Meant:
    """What was read of *record*, with the key that is in it once its letters are put right, if there is one."""
    if isinstance(_loaded(read), PublicKey):
        return Meant(read, stains)
    for scar, spelling in _SPELLINGS.items():
        other = parse_key(spelling(read))
        # a private key is one too: nobody is to be shown it
        if _loaded(other) not in _NO_KEYS:
            span = (0, max(record.text.find(f"v={VERSION}"), 0)) if scar is Scar.ORDER else record.span("p")
            return Meant(other, (*stains, Stain(scar, *span)))
    return Meant(read, stains)


_NO_KEYS: Final = (None, KeyProblem.NOT_A_KEY, KeyProblem.TRUNCATED, KeyProblem.WRONG_TYPE)


def _loaded(record: KeyRecord) -> PublicKey | KeyProblem | None:
    return load(record.key_type, record.public_key) if record.public_key else None


def _unscarred(record: KeyRecord) -> tuple[str, tuple[Stain, ...]]:
    """The text without what the way it was written down has left in it."""
    text, stains = record.text, list[Stain]()
    for scar, (pattern, instead) in _SCARS.items():
        if (seen := pattern.search(record.text)) is not None:
            stains.append(Stain(scar, *seen.span()))
            text = pattern.sub(instead, text)
    version = _VERSION.search(text)
    if version is not None and _is_zone_line(text[: version.start()]):
        text = text[version.start() :]
        seen = _VERSION.search(record.text)
        stains.append(Stain(Scar.ZONE_LINE, 0, len(record.text) if seen is None else seen.start()))
    if (lost := _LOST_SEMICOLON.search(text)) is not None:
        at = max(record.text.find(lost[1]), 0)
        stains.append(Stain(Scar.SEMICOLON, at, min(at + len(lost[1]), len(record.text))))
        text = _LOST_SEMICOLON.sub("; ", text)
    return text, tuple(stains)


def _is_zone_line(before: str) -> bool:
    """Whether the owner, TTL, class and type of a zone file's line stand in front of the record."""
    return "=" not in before and _TXT.search(before) is not None


def load(key_type: str, octets: bytes) -> PublicKey | KeyProblem:
    """The public key in *octets*, of *key_type* or, failing that, of any type; or why it is none of *key_type*."""
    from .crypto import load_public_key

    first = load_public_key(key_type, octets)
    if isinstance(first, PublicKey):
        return first
    others = (load_public_key(other, octets) for other in KEY_TYPES if other != key_type)
    return next((other for other in others if isinstance(other, PublicKey)), first)


def candidates(record: KeyRecord) -> tuple[bytes, ...]:
    """The octets that may be the key of *record*: what stands in p=, or the longest base64 where there is no p=."""
    values = [tag.value for tag in record.tags.tags if tag.name in ("p", "P")]
    if not values:
        run = max(_RUN.findall(_NOT_IN_KEY.sub("", record.text.rpartition(";")[2])), key=len, default="")
        values = [run] if len(run) >= _LEAST_BARE else []
    decoded = (base64_octets(_NOT_IN_KEY.sub("", value)) for value in values[:_MOST_TRIED])
    return tuple(dict.fromkeys(octets for octets in decoded if octets))


def canonical_octets(key: PublicKey) -> bytes:
    """The key as ``p=`` holds it: SubjectPublicKeyInfo for RSA; "the Ed25519 public key" alone (RFC 8463 section 4)."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    raw = key.key_type == "ed25519"
    data: bytes = key.handle.public_bytes(
        Encoding.Raw if raw else Encoding.DER, PublicFormat.Raw if raw else PublicFormat.SubjectPublicKeyInfo
    )
    return data


def the_key(record: KeyRecord) -> PublicKey | None:
    """The only key that *record* can be meant to hold; None where there is none, or several."""
    loaded = [load(record.key_type, octets) for octets in candidates(record)]
    keys = {canonical_octets(key): key for key in loaded if isinstance(key, PublicKey)}
    return next(iter(keys.values())) if len(keys) == 1 else None


def rebuilt(record: KeyRecord, key: PublicKey | None, *, for_email: bool = False, tested: bool = False) -> str:
    """*record* as it is written right, with *key* in it; empty where there is no key, and the record revokes none.

    Arguments:
        record: the record as it was meant.
        key: its key.
        for_email: leave ``s=`` out.
        tested: leave ``y`` out of ``t=``.
    """
    if key is None:
        return "v=DKIM1; p=" if record.revoked else ""
    pieces = ["v=DKIM1", f"k={key.key_type}"]
    if record.hashes is not None:
        hashes = [word for word in dict.fromkeys(record.hashes) if word in HASHES]
        pieces.append("h=" + ":".join(hashes if "sha256" in hashes else ["sha256"]))
    services = [word for word in dict.fromkeys(record.services) if word in SERVICES]
    if services not in ([], ["*"]) and not for_email:
        pieces.append("s=" + ":".join(services))
    flags = [word for word in dict.fromkeys(record.flags) if word in FLAGS and not (tested and word == "y")]
    if flags:
        pieces.append("t=" + ":".join(flags))
    pieces += dict.fromkeys(f"{tag.name}={_clean(tag.value)}" for tag in _others(record))
    pieces.append("p=" + binascii.b2a_base64(canonical_octets(key), newline=False).decode("ascii"))
    return "; ".join(pieces)


def _clean(value: str) -> str:
    """*value* without controls, and without octets that are not UTF-8 (RFC 8616 section 4)."""
    octets = _CONTROLS.sub(" ", value).encode("latin-1", "replace")
    return octets.decode("utf-8", "ignore").encode("utf-8").decode("latin-1")


def _others(record: KeyRecord) -> list[Tag]:
    """The tags that carry nothing a receiver acts on, each once: a note, and those that nobody knows."""
    kept: dict[str, Tag] = {}
    for tag in record.tags.tags:
        if tag.name == "n" or tag.name.lower() not in KNOWN:
            kept.setdefault(tag.name, tag)
    return list(kept.values())
