"""Does this signature fit?  Its key, its body hash and its header hash, each by itself (RFC 6376 section 6.1)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final, NamedTuple

from ...core.quick import new
from ...message import Message
from ..body import BodyHash, canonical_length, hash_body
from ..damage import Fits
from ..effort import Effort
from ..fields import canonical_field, covered_octets, without_value
from ..keys.cache import ReadKey
from ..keys.fitness import KeyFitness, key_fitness
from ..keys.public import PublicKey
from ..signature import SignatureHeader
from .result import Leg

__all__ = ["Bodies", "KeyJudged", "fits_of", "judge_body", "judge_header", "judge_key_of", "signed_octets"]

_FITS: Final = Leg.FITS


class Bodies:
    """The body of one message, hashed once for each canonicalization, hash and ``l=``, whatever signs it."""

    __slots__ = ("_known", "message")

    def __init__(self, message: Message) -> None:
        self.message = message
        self._known: dict[tuple[bool, str, int | None], BodyHash] = {}

    def hash_for(self, header: SignatureHeader) -> BodyHash:
        """The hash of the body as *header* says it is to be made."""
        asked = (header.relaxed_body, header.hash_name, header.length)
        known = self._known.get(asked)
        if known is None:
            raw, start = self.message.raw, self.message.body_start
            relaxed, hash_name, limit = asked
            known = self._known[asked] = hash_body(raw, start, relaxed=relaxed, hash_name=hash_name, limit=limit)
        return known

    def length_for(self, header: SignatureHeader) -> int:
        """How many octets the whole canonical body has, of which ``l=`` may leave some out."""
        return canonical_length(self.message.raw, self.message.body_start, relaxed=header.relaxed_body)


class KeyJudged(NamedTuple):
    """What a key says of a signature.

    Arguments:
        read: the key.
        fitness: whether it can be used for the signature.
        signed: whether the header is the one that was signed, by this key.
        recovered: the hash that was signed, where the key gives it away.
    """

    read: ReadKey
    fitness: KeyFitness
    signed: Leg
    recovered: bytes | None = None


def signed_octets(message: Message, header: SignatureHeader) -> bytes:
    """The octets of the header that the signature signs (RFC 6376 section 3.7)."""
    field, relaxed = header.field, header.relaxed_header
    bare = without_value(field.raw, *header.value_span)
    covered = covered_octets(message.fields, header.names, field.start, relaxed=relaxed)
    # the signature field comes last, "without a trailing CRLF" (section 3.7)
    return covered + canonical_field(bare, field.colon, relaxed=relaxed, plain=message.fields.are_plain)[:-2]


def judge_body(bodies: Bodies, header: SignatureHeader) -> tuple[Leg, int, int]:
    """The judgement of the body hash, how many octets are covered, and how many there are."""
    if not header.hash_name:
        return Leg.NOT_JUDGED, 0, 0
    found = bodies.hash_for(header)
    whole = found.length if header.length is None else bodies.length_for(header)
    if header.length is not None and header.length > whole:
        return Leg.NOT_JUDGED, whole, whole
    return (_FITS if found.digest == header.body_hash else Leg.DIFFERS), found.length, whole


_USABLE = (KeyFitness.FITS, KeyFitness.TOO_SHORT)


def judge_key_of(header: SignatureHeader, read: ReadKey, octets: bytes) -> KeyJudged:
    """What the key *read* says of the signature over *octets*, from :func:`signed_octets`."""
    fitness = key_fitness(read.record, read.key, header)
    if fitness not in _USABLE or not isinstance(read.key, PublicKey):
        return KeyJudged(read, fitness, Leg.NOT_JUDGED)
    return judge_header(header, read, fitness, octets)


@cache
def _tools() -> tuple[Callable[..., bytes], Callable[..., bool], Callable[..., bytes | None]]:
    """What the cryptography package is needed for, imported once: even looking up what is loaded takes its time."""
    from ..keys.crypto import digest_of, fits, recover

    return digest_of, fits, recover


def judge_header(header: SignatureHeader, read: ReadKey, fitness: KeyFitness, octets: bytes) -> KeyJudged:
    """Whether the key *read*, which can be used, signed *octets*."""
    digest_of, fits, recover = _tools()
    key = read.key
    assert isinstance(key, PublicKey)  # for the type checkers: its callers know
    digest = digest_of(header.hash_name, octets)
    if key.key_type == "ed25519":
        return KeyJudged(read, fitness, Leg.FITS if fits(key, header.signature, digest) else Leg.DIFFERS)
    recovered = recover(key, header.hash_name, header.signature)
    if recovered is None:
        return KeyJudged(read, fitness, Leg.FOREIGN)
    return new(KeyJudged, (read, fitness, _FITS if recovered == digest else Leg.DIFFERS, recovered))


def fits_of(header: SignatureHeader, judged: KeyJudged, effort: Effort) -> Fits:
    """Whether other octets are those that were signed: a hash for RSA, a verification each for Ed25519."""
    digest_of, fits, _ = _tools()
    key = judged.read.key
    if judged.recovered is None and isinstance(key, PublicKey):
        public = key

        def verifies(octets: bytes) -> bool:
            return effort.spend_verification() and fits(public, header.signature, digest_of(header.hash_name, octets))

        return verifies
    return lambda octets: digest_of(header.hash_name, octets) == judged.recovered
