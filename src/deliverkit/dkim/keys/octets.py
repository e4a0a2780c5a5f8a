"""What do the octets of this key show?  (RFC 6376 section 3.6.1, RFC 8301 section 3.2, RFC 8463 section 4)"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from ...core.findings import Facts
from ...core.rules import Rule
from ..rules import key_octets as rules
from ..signature import base64_octets
from ..tags import without_blanks
from .public import KeyProblem, PublicKey
from .record import KEY_TYPES, KeyRecord

__all__ = ["SaidOfKey", "of_public_key", "why_unreadable"]

_LEAST_BITS: Final = 1024
_GOOD_BITS: Final = 2048
_MOST_BITS: Final = 4096
_USUAL_EXPONENT: Final = 65537
_NO_BASE64: Final = re.compile(r"[^A-Za-z0-9+/=]")
_SEQUENCE: Final = 0x30
_LONG_FORM: Final = 0x80
_SSH: Final = (b"\x00\x00\x00\x07ssh-rsa", b"\x00\x00\x00\x0bssh-ed25519")
_CERTIFICATE: Final = "CERTIFICATE"


class SaidOfKey(NamedTuple):
    """A rule, and the facts that the octets of the key give."""

    rule: Rule[...]
    facts: Facts


def of_public_key(key: PublicKey, record: KeyRecord) -> tuple[SaidOfKey, ...]:
    """What is to be said of a key that can be read."""
    found: list[SaidOfKey] = []
    if record.key_type in KEY_TYPES and key.key_type != record.key_type:
        explicit = record.tags.get("k") is not None
        facts: Facts = (("key_type", record.key_type), ("found", key.key_type), ("explicit", explicit))
        found.append(SaidOfKey(rules.key_type_mismatch, facts))
    if key.key_type == "ed25519":
        # p= is the 32 octets of the key in base64, with nothing around them (RFC 8463 section 4)
        return (*found, SaidOfKey(rules.wrapped_ed25519_key, ())) if key.form == "spki" else tuple(found)
    if key.form == "pkcs1":
        found.append(SaidOfKey(rules.unusual_key_form, ()))
    if (sized := _of_size(key.bits)) is not None:
        found.append(SaidOfKey(sized, (("bits", key.bits),)))
    exponent: int = key.handle.public_numbers().e
    if exponent != _USUAL_EXPONENT:
        found.append(SaidOfKey(rules.unusual_exponent, (("exponent", hex(exponent)),)))
    return tuple(found)


def _of_size(bits: int) -> Rule[...] | None:
    if bits < _LEAST_BITS:
        # "Verifiers MUST NOT consider signatures using RSA keys of less than 1024 bits as valid signatures."
        return rules.short_key
    if bits < _GOOD_BITS:
        # "Signers MUST use RSA keys of at least 1024 bits for all keys. Signers SHOULD use RSA keys of at least 2048
        # bits."
        return rules.weak_key
    # "Verifiers MUST be able to validate signatures with keys ranging from 1024 bits to 4096 bits, and they MAY be
    # able to validate signatures with larger keys."
    return rules.large_key if bits > _MOST_BITS else None


def why_unreadable(record: KeyRecord, key: PublicKey | KeyProblem | None, text: str) -> SaidOfKey | None:
    """Why there is no key in ``p=``; None where it is empty, or missing, or holds several.

    Arguments:
        record: the record as it was meant.
        key: why its key cannot be read.
        text: the record as it is, which may say what was taken for a key.
    """
    tag = record.tags.get("p")
    if tag is None or not tag.value or isinstance(key, PublicKey):
        return None
    value = without_blanks(tag.value)
    octets = record.public_key
    if octets is None:
        bare = value.rstrip("=")
        octets = base64_octets(bare[: len(bare) // 4 * 4]) or b""
    if _CERTIFICATE in text:
        return SaidOfKey(rules.unreadable_key, (("why", "it is a certificate"),))
    promised = _promised(octets)
    if promised > len(octets):
        facts: Facts = (("octets", len(octets)), ("promised", promised), ("length", len(record.text)))
        return SaidOfKey(rules.truncated_key, facts)
    return SaidOfKey(rules.unreadable_key, (("why", _why(record, value, octets, key)),))


def _promised(octets: bytes) -> int:
    """How many octets the outermost DER element says it has; 0 where it is no sequence (X.690 section 8.1.3)."""
    if len(octets) < 2 or octets[0] != _SEQUENCE:  # a tag and a length
        return 0
    if octets[1] < _LONG_FORM:
        return 2 + octets[1]
    size = octets[1] - _LONG_FORM
    # no key has a length of more than three octets
    return 2 + size + int.from_bytes(octets[2 : 2 + size], "big") if size <= 3 <= len(octets) else 0


def _why(record: KeyRecord, value: str, octets: bytes, key: KeyProblem | None) -> str:
    if octets.startswith(_SSH):
        return "it is a key in the form of SSH"
    odd = _NO_BASE64.search(value)
    if odd is not None:
        return f"it has a character that base64 does not have, {odd[0]!a}"
    if record.public_key is None:
        return "it is no base64: characters are missing or too many"
    return f"its {len(octets)} octets are a key of another kind" if key == "wrong-type" else "its octets are no key"
