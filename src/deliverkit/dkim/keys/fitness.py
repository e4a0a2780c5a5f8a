"""May this key be used for this signature, and if not, why?  (RFC 6376 section 6.1.2, RFC 8301 section 3.2)"""

from __future__ import annotations

from enum import Enum
from typing import Final

from ...core.evidence import Evidence
from ...core.findings import Finding
from ...core.names import to_ascii
from ...core.questions import txt
from ..rules import key as rules
from ..signature import SignatureHeader
from .public import KeyProblem, PublicKey
from .record import KeyFault, KeyRecord
from .repair import meant, the_key

__all__ = ["LEAST_BITS", "KeyFitness", "findings_of_fitness", "key_fitness"]

LEAST_BITS: Final = 1024


class KeyFitness(Enum):
    """Whether a key may be used for a signature, and the first reason why not."""

    FITS = "fits"
    VERSION = "wrong-version"
    SYNTAX = "syntax"
    MISSING = "missing-public-key"
    REVOKED = "revoked"
    UNKNOWN_KEY_TYPE = "unknown-key-type"
    KEY_TYPE = "other-key-type"
    HASH = "hash-not-allowed"
    SERVICE = "service-not-email"
    IDENTITY = "identity-not-allowed"
    UNREADABLE = "unreadable-key"
    TOO_SHORT = "short-key"


def key_fitness(record: KeyRecord, key: PublicKey | KeyProblem | None, signature: SignatureHeader) -> KeyFitness:
    """Whether *key*, which *record* holds, may be used for *signature*; the reasons in the order of section 6.1.2.

    Arguments:
        record: the key record.
        key: what :func:`~deliverkit.dkim.keys.crypto.load_public_key` made of its ``p=``; None where there was nothing
            to read.
        signature: the signature that names it.
    """
    if record.problems and not record.follows_grammar:
        return _broken(record)
    if (found := _of_tags(record, signature)) is not KeyFitness.FITS:
        return found
    if not isinstance(key, PublicKey):
        # "If the public-key data is not suitable for use with the algorithm and key types defined by the "a=" and "k="
        # tags in the DKIM-Signature header field, the Verifier MUST immediately return PERMFAIL (inappropriate key
        # algorithm)."
        return KeyFitness.UNREADABLE
    if key.key_type == "rsa" and key.bits < LEAST_BITS:
        # "Verifiers MUST NOT consider signatures using RSA keys of less than 1024 bits as valid signatures." (RFC 8301)
        return KeyFitness.TOO_SHORT
    return KeyFitness.FITS


def _broken(record: KeyRecord) -> KeyFitness:
    # "In particular, the Verifier MUST ignore keys with a version code ("v=" tag) that they do not implement."
    other = any(problem.fault is KeyFault.VERSION for problem in record.problems)
    # "If the result returned from the query does not adhere to the format defined in this specification, the Verifier
    # MUST ignore the key record and return PERMFAIL (key syntax error)."
    return KeyFitness.VERSION if other else KeyFitness.SYNTAX


def _of_tags(record: KeyRecord, signature: SignatureHeader) -> KeyFitness:
    if record.problems and any(problem.fault is KeyFault.UNKNOWN_KEY_TYPE for problem in record.problems):
        # "Unrecognized key types MUST be ignored."
        return KeyFitness.UNKNOWN_KEY_TYPE
    if record.hashes is not None and signature.hash_name not in record.hashes:
        # "If the "h=" tag exists in the public-key record and the hash algorithm implied by the "a=" tag in the
        # DKIM-Signature header field is not included in the contents of the "h=" tag, the Verifier MUST ignore the key
        # record and return PERMFAIL (inappropriate hash algorithm)."
        return KeyFitness.HASH
    if record.revoked:
        # "If the public-key data (the "p=" tag) is empty, then this key has been revoked and the Verifier MUST treat
        # this as a failed signature check and return PERMFAIL (key revoked)."
        return KeyFitness.REVOKED
    if record.key_type != signature.key_type:
        return KeyFitness.KEY_TYPE
    if "*" not in record.services and "email" not in record.services:
        # "Verifiers for a given service type MUST ignore this record if the appropriate type is not listed."
        return KeyFitness.SERVICE
    if "s" in record.flags and _subdomain(signature):
        return KeyFitness.IDENTITY
    if record.public_key is None:
        missing = any(problem.fault is KeyFault.MISSING for problem in record.problems)
        return KeyFitness.MISSING if missing else KeyFitness.UNREADABLE
    return KeyFitness.FITS


def _subdomain(signature: SignatureHeader) -> bool:
    # "Any DKIM-Signature header fields using the "i=" tag MUST have the same domain value on the right-hand side of the
    # "@" in the "i=" tag and the value of the "d=" tag. That is, the "i=" domain MUST NOT be a subdomain of "d="."
    if signature.identity is None:
        return False
    identity = signature.identity.rpartition("@")[2].encode("latin-1", "replace").decode("utf-8", "replace")
    return to_ascii(identity) != signature.domain


def _is_called_wrong(record: KeyRecord, signature: SignatureHeader) -> bool:
    """Whether the key is of the type that the signature needs, and only k= says another one; that is told of k=."""
    key = the_key(meant(record).record)
    return key is not None and key.key_type == signature.key_type


def findings_of_fitness(fitness: KeyFitness, record: KeyRecord, signature: SignatureHeader) -> tuple[Finding, ...]:
    """What only a signature shows of its key; all else is said by :func:`~deliverkit.dkim.keys.judging.judge_key`.

    Arguments:
        fitness: what :func:`key_fitness` returned for both.
        record: the key record.
        signature: the signature.
    """
    domain, selector = signature.domain, signature.selector
    tag = ""
    found: Finding | None = None
    if fitness is KeyFitness.IDENTITY:
        tag = "t"
        identity = signature.identity or ""
        found = rules.subdomain_not_allowed(domain=domain, selector=selector, identity=identity)
    elif fitness is KeyFitness.KEY_TYPE and not _is_called_wrong(record, signature):
        tag = "k"
        found = rules.key_for_another_algorithm(
            domain=domain, selector=selector, algorithm=signature.algorithm, key_type=record.key_type
        )
    elif fitness is KeyFitness.HASH and signature.hash_name != "sha256":
        tag = "h"
        found = rules.signature_hash_not_allowed(
            domain=domain, selector=selector, hash_name=signature.hash_name, hashes=record.hashes or ()
        )
    if found is None:
        return ()
    text = record.text.encode("latin-1", "replace")
    return (found.about(domain).seen_in(Evidence.cut(txt(signature.key_name).uri, text, *record.span(tag))),)
