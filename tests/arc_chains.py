"""Messages with ARC sets, sealed with keys that are the same in every run; for the tests of ARC."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final, NamedTuple

from cryptography.hazmat.primitives.asymmetric import rsa

import deliverkit as dk
from deliverkit import arc
from deliverkit.core.outcome import Outcome
from deliverkit.dkim.signing.private_key import SigningKey, load_key

__all__ = [
    "MESSAGE",
    "NOW",
    "RESULTS",
    "SEALERS",
    "ZONE",
    "Sealer",
    "chain_of",
    "codes",
    "key_of",
    "sealed",
    "verified",
]

NOW: Final = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
MESSAGE: Final = (
    b"From: Anna <anna@a.example>\r\nTo: list@lists.example\r\nSubject: frames\r\n"
    b"Date: Wed, 25 Nov 2026 11:00:00 +0000\r\nMessage-ID: <1@a.example>\r\n"
    b"\r\nHello,\r\n\r\nthe frames are ready.\r\n"
)
RESULTS: Final = "mx.lists.example; spf=pass smtp.mailfrom=anna@a.example; dkim=pass (2048-bit key) header.d=a.example"

# two primes are a key: nothing that could be taken for anybody's private key stands here
_PRIMES: Final = (
    (
        (
            "fc7039bfd73f499daf355cd56496359c01dbcb4214ecdb746136999e5eb66477"
            "8c50ffd68101be559f558f57601199872c2bd18a0c166aa10a23eb5ce203893d"
        ),
        (
            "e73775587bbaf0457bd891b4bdb856a49b65e63dfd2565d3915a9047d92a3c9c"
            "d508da4efb4d5189b43404e06e501051040afa532db724497304a17e613f9cbf"
        ),
    ),
    (
        (
            "f5e58e450a0512789eaee318ba82f623963960515937ab176291c8bf7e45777a"
            "a75036d84fb448b78bff640ae16266168cef808e30d0b80fd3775341ab3be463"
        ),
        (
            "de464aa114d49b23869c653e5415b8768d601d707450b4ad8937258ca2e344ab"
            "d577027972846b8d184c63438fbd273317b20bc9e9c3fca46ae10d6b9472d58f"
        ),
    ),
)


class Sealer(NamedTuple):
    """Who seals: with which key, as which domain, at which selector."""

    key: str
    domain: str
    selector: str


SEALERS: Final = (
    Sealer("rsa", "lists.example", "s1"),
    Sealer("other rsa", "forward.example", "arc"),
    Sealer("ed25519", "school.example", "e1"),
)


@cache
def key_of(name: str) -> SigningKey:
    """``rsa`` and ``other rsa``, both of 1024 bits, or ``ed25519``."""
    if name == "ed25519":
        return load_key(bytes(range(32)))
    one, two = (int(text, 16) for text in _PRIMES[name == "other rsa"])
    private = pow(65537, -1, (one - 1) * (two - 1))
    parts = rsa.rsa_crt_dmp1(private, one), rsa.rsa_crt_dmq1(private, two), rsa.rsa_crt_iqmp(one, two)
    public = rsa.RSAPublicNumbers(65537, one * two)
    return SigningKey(rsa.RSAPrivateNumbers(one, two, private, *parts, public).private_key())


ZONE: Final[Mapping[tuple[str, str], Any]] = {
    (f"{one.selector}._domainkey.{one.domain}", "TXT"): [key_of(one.key).record] for one in SEALERS
}


def verified(raw: bytes, zone: Mapping[tuple[str, str], Any] = ZONE) -> Outcome[arc.Chain]:
    """What is said of the chain in *raw*."""
    return dk.run(arc.verify(raw), resolver=dk.TableResolver(zone), now=NOW)


def chain_of(raw: bytes, zone: Mapping[tuple[str, str], Any] = ZONE) -> arc.Chain:
    """The chain in *raw*."""
    value = verified(raw, zone).value
    assert value is not None
    return value


def codes(outcome: Outcome[arc.Chain]) -> list[str]:
    """The codes of what was found, but the note that every chain gets."""
    return [one.code for one in outcome.findings if one.code != "arc.historic"]


def sealed(
    sealers: Sequence[Sealer], raw: bytes = MESSAGE, edits: Mapping[int, Callable[[bytes], bytes]] | None = None
) -> bytes:
    """*raw*, sealed by each of *sealers* in turn; ``edits[n]`` is done before set n is added."""
    for number, one in enumerate(sealers, 1):
        chain = chain_of(raw)
        edit = (edits or {}).get(number)
        if edit is not None:
            raw = edit(raw)
        raw = arc.seal(raw, RESULTS, key_of(one.key), one.domain, one.selector, chain=chain, signed_at=NOW).message
    return raw
