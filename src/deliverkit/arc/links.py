"""Does this signature of a set fit, by the key its domain publishes?  (RFC 8617 section 5.1.1, RFC 6376 section 6.1)"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final, NamedTuple

from ..core.questions import Answer, Dns, Txt, txt
from ..dkim.fields import canonical_field, without_value
from ..dkim.keys.cache import KeyCache, ReadKey
from ..dkim.keys.fitness import KeyFitness, key_fitness
from ..dkim.keys.public import PublicKey
from ..dkim.signature import SignatureHeader
from ..dkim.verifying.judging import Bodies, judge_body, signed_octets
from ..dkim.verifying.result import Leg
from ..message import HeaderField, Message
from .members import Members
from .result import Link

__all__ = ["Known", "judge_seal", "judge_signature", "question_of", "seal_digests", "sealed_octets"]

_BEST_FIRST: Final = (Leg.FITS, Leg.DIFFERS, Leg.FOREIGN, Leg.NOT_JUDGED)


class Known(NamedTuple):
    """What is known when the links are judged.

    Arguments:
        message: the message, its lines ending in CRLF.
        bodies: its body, hashed.
        answers: the answers about the keys.
        records: the texts of the key records in each of them.
        keys: the cache of keys.
        max_keys: key records that are tried where several stand at one selector.
        now: the time in seconds since 1970, less the skew allowed; None where no signature depends on it.
    """

    message: Message
    bodies: Bodies
    answers: dict[Dns[Txt], Answer[Txt]]
    records: dict[Dns[Txt], tuple[str, ...]]
    keys: KeyCache
    max_keys: int
    now: float | None


def question_of(header: SignatureHeader) -> Dns[Txt]:
    """The look-up of its key (RFC 6376 section 3.6.2.1)."""
    return txt(header.key_name)


def seal_digests(members: Sequence[Members]) -> list[bytes]:
    """The hash that each seal signs, in one pass over the sets, which are in order."""
    running = hashlib.sha256()
    digests: list[bytes] = []
    for one in members:
        before, own, after = sealed_octets(one.results, one.signature.field, one.seal)
        running.update(before)
        mine = running.copy()
        mine.update(own)
        digests.append(mine.digest())
        running.update(after)
    return digests


def sealed_octets(results: HeaderField, signature: HeaderField, seal: SignatureHeader) -> tuple[bytes, bytes, bytes]:
    """The octets of a set that are signed: those before its seal, its own seal without b=, and its seal for the next.

    "The ARC Set header field values are supplied to the hash function in increasing instance order, starting at 1, and
    include the ARC Set being added at the time of sealing the message. Within an ARC Set, header fields are supplied to
    the hash function in the following order: 1. ARC-Authentication-Results 2. ARC-Message-Signature 3. ARC-Seal"
    """
    # only "relaxed" header field canonicalization is used (section 4.1.3)
    before, after = (
        b"".join(canonical_field(one.raw, one.colon, relaxed=True) for one in fields)
        for fields in ((results, signature), (seal.field,))
    )
    bare = without_value(seal.field.raw, *seal.value_span)
    return before, canonical_field(bare, seal.field.colon, relaxed=True)[:-2], after


def judge_seal(known: Known, header: SignatureHeader, digest: bytes) -> Link:
    """The judgement of a seal over *digest*, from :func:`seal_digests`."""
    return _by_key(known, header, digest)


def judge_signature(known: Known, header: SignatureHeader, *, always_body: bool) -> Link:
    """The judgement of a message signature.

    Arguments:
        known: what is known.
        header: the signature.
        always_body: judge the body even when the header does not fit, to tell all that was changed.
    """
    octets = signed_octets(known.message, header)
    link = _by_key(known, header, hashlib.sha256(octets).digest())
    if header.expires_at is not None and known.now is not None:
        link = link._replace(expired=known.now > header.expires_at)
    if always_body or link.signed is Leg.FITS:
        body, covered, whole = judge_body(known.bodies, header)
        link = link._replace(body=body, covered=covered, whole=whole)
    return link


def _by_key(known: Known, header: SignatureHeader, digest: bytes) -> Link:
    texts = known.records[question_of(header)]
    if not texts:
        return Link(header)
    reads = (known.keys.read(header.domain, header.selector, text) for text in texts[: known.max_keys])
    found = [_by_one_key(header, read, digest) for read in reads]
    # "TXT RRs MUST be unique for a particular selector name; that is, if there are multiple records in an RRset, the
    # results are undefined" (RFC 6376 section 3.6.2.2): each is tried, as some verifiers do
    return min(found, key=lambda one: _BEST_FIRST.index(one.signed))


def _by_one_key(header: SignatureHeader, read: ReadKey, digest: bytes) -> Link:
    from ..dkim.keys.crypto import fits, recover

    fitness = key_fitness(read.record, read.key, header)
    key = read.key
    if fitness is not KeyFitness.FITS or not isinstance(key, PublicKey):
        return Link(header, key=Leg.DIFFERS, fitness=fitness, read=read)
    if key.key_type == "ed25519":
        signed = Leg.FITS if fits(key, header.signature, digest) else Leg.DIFFERS
    else:
        recovered = recover(key, "sha256", header.signature)
        signed = Leg.FOREIGN if recovered is None else Leg.FITS if recovered == digest else Leg.DIFFERS
    return Link(header, key=Leg.FITS, signed=signed, fitness=fitness, read=read)
