"""What can be wrong with the form of an ARC-Message-Signature or an ARC-Seal?  (RFC 8617 sections 4.1.2 and 4.1.3)"""

from __future__ import annotations

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule
from ...dkim.rules.wording import shown
from .wording import of

__all__ = [
    "covers_seal",
    "covers_trace_fields",
    "empty_field_name",
    "field_list_in_seal",
    "from_not_signed",
    "ignored_tag",
    "malformed_field",
    "unusable_algorithm",
]

_BY = Fixer.FORWARDER
_FAULTS = {
    "syntax": "this is no tag=value",
    "repeated-tag": "a tag stands twice",
    "missing-tag": "a tag is missing",
    "bad-value": "a tag has a value that it cannot have",
    "unknown-canonicalization": "it names a canonicalization that does not exist",
    "unknown-query-method": "its key is to be had in a way that does not exist",
    "expires-before-signed": "it expires before it was signed",
}


@rule(Severity.ERROR, by=_BY, cites=("RFC 8617 section 4.1.2", "RFC 8617 section 4.1.3", "RFC 6376 section 3.5"))
def malformed_field(*, instance: int, field: str, fault: str, tag: str, piece: str) -> Said:
    """A field of the set cannot be read as a list of tags, or a tag is missing or cannot be read.

    Why: The signature in it cannot be verified: the chain fails.

    Remedy: Mend what writes the field; look for a gateway that edits or folds header fields wrongly.
    """
    told = f": {shown(piece)}" if piece else ""
    return Said(
        f"{of(instance)}{field}: {_FAULTS[fault]}{f' ({tag}=)' if tag else ''}{told}",
        fix="mend what writes, or later edits, the field",
    )


@rule(Severity.ERROR, by=_BY, cites=("RFC 8617 section 4.1.2", "RFC 8301 section 3.1"))
def unusable_algorithm(*, instance: int, field: str, algorithm: str) -> Said:
    """A signature of the set is made with an algorithm that receivers do not accept.

    Why: rsa-sha1 "MUST NOT be used for signing or verifying", and what is neither rsa-sha256 nor ed25519-sha256 cannot
    be verified: the chain fails.

    Remedy: Let the forwarder seal with rsa-sha256.
    """
    return Said(f"{of(instance)}{field} has a={shown(algorithm)}, which nobody accepts", fix="seal with a=rsa-sha256")


@rule(Severity.ERROR, by=_BY, cites=("RFC 8617 section 4.1.3", "RFC 8617 section 5.1.1"))
def field_list_in_seal(*, instance: int, domain: str) -> Said:
    """A seal says which fields it covers.

    Why: The standard says what a seal covers, and that h= in it "is NOT allowed and, if found, MUST result in a cv
    status of "fail"".

    Remedy: Let the forwarder write ARC-Seal without h=.
    """
    return Said(f"{of(instance, domain)}its seal has h=, which makes the chain fail", fix="write ARC-Seal without h=")


@rule(Severity.ERROR, by=_BY, cites=("RFC 8617 section 4.1.2",))
def covers_seal(*, instance: int, domain: str) -> Said:
    """The message signature of a set covers ARC-Seal.

    Why: Fields of ARC "MUST NOT be included in the list of header fields covered by the signature of the AMS header
    field". The seal is made after the message signature: verifiers take a chain with such a signature as failed.

    Remedy: Let the forwarder leave ARC-Seal out of h= in ARC-Message-Signature.
    """
    return Said(
        f"{of(instance, domain)}h= of its ARC-Message-Signature names ARC-Seal, which makes the chain fail",
        fix="leave ARC-Seal out of h=",
    )


@rule(Severity.ERROR, by=_BY, cites=("RFC 8617 section 4.1.2", "RFC 6376 section 5.4"))
def from_not_signed(*, instance: int, domain: str) -> Said:
    """The message signature of the newest set does not cover From.

    Why: It has the semantics of a DKIM signature, which must cover From: the chain fails.

    Remedy: Let the forwarder name From in h=.
    """
    return Said(f"{of(instance, domain)}h= of its ARC-Message-Signature does not name From", fix="name From in h=")


@rule(Severity.WARNING, by=_BY, cites=("RFC 8617 section 4.1.2",))
def covers_trace_fields(*, instance: int, domain: str, fields: tuple[str, ...]) -> Said:
    """The message signature of the newest set covers fields that other servers add, change and remove.

    Why: Authentication-Results "MUST NOT be included in AMS signatures as they are likely to be deleted", nor may the
    fields of ARC. Receivers verify such a signature all the same, but it breaks at the next server that tidies up.

    Remedy: Let the forwarder leave these fields out of h=.
    """
    return Said(
        f"{of(instance, domain)}its ARC-Message-Signature covers {', '.join(fields)}, which other servers remove",
        fix="leave these fields out of h=",
    )


@rule(Severity.WARNING, by=_BY, cites=("RFC 6376 section 3.5",))
def empty_field_name(*, instance: int, domain: str) -> Said:
    """The list of signed fields in the message signature of the newest set holds an empty name.

    Why: Two colons follow each other in h=, or it starts or ends with one. Most verifiers pass over it; by the grammar
    the signature cannot be read.

    Remedy: Mend how the forwarder composes h=.
    """
    return Said(f"{of(instance, domain)}h= of its ARC-Message-Signature has an empty name", fix="mend how h= is made")


@rule(Severity.NOTE, by=_BY, cites=("RFC 8617 section 4.1.2", "RFC 8617 section 4.1.3", "RFC 6376 section 3.2"))
def ignored_tag(*, instance: int, field: str, tags: tuple[str, ...]) -> Said:
    """A field of the set has tags of DKIM that mean nothing there.

    Why: They are ignored: ARC-Message-Signature has no v=, and in ARC-Seal the canonicalization is always relaxed, no
    body is covered and nothing expires. Whoever wrote them may expect more.

    Remedy: Leave them out.
    """
    return Said(f"{of(instance)}{field} has {', '.join(f'{tag}=' for tag in tags)}, which means nothing there")
