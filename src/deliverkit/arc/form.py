"""Can these signatures be judged by their keys, or does their form forbid it?  (RFC 8617 sections 4.1.2 and 4.1.3)"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from ..core.findings import Finding
from ..dkim.signature import SignatureFault, SignatureHeader, SignatureProblem
from ..message.places import in_field
from .rules import form as rules
from .sets import SEAL, SIGNATURE

__all__ = ["Form", "form_of_seal", "form_of_signature"]

_MOST_TOLD: Final = 5  # faults of one field that are told one by one
_OF_SEAL: Final = frozenset({"a", "b", "cv", "d", "i", "s", "t"})
_NOT_IN_SEAL: Final = ("v", "bh", "c", "l", "q", "x", "z")  # tags of DKIM that a seal does not have, beside h=
_OBSOLETE: Final = "rsa-sha1"
# in a seal these are about tags that it does not have
_NOT_OF_SEAL: Final = frozenset(
    {
        SignatureFault.CANONICALIZATION,
        SignatureFault.QUERY,
        SignatureFault.EXPIRES_FIRST,
        SignatureFault.FROM_NOT_SIGNED,
    }
)
# "Authentication-Results header fields MUST NOT be included in AMS signatures"; nor may the fields of ARC
_TRACES: Final = ("authentication-results", "arc-authentication-results", "arc-message-signature")


class Form(NamedTuple):
    """What the form of a field comes to.

    Arguments:
        faults: what forbids to judge it; the chain fails where it is a seal or the newest message signature.
        fatal: those among them that make the chain fail in every set.
        remarks: what does no harm to the chain.
    """

    faults: tuple[Finding, ...]
    fatal: tuple[Finding, ...]
    remarks: tuple[Finding, ...]


def form_of_seal(instance: int, seal: SignatureHeader) -> Form:
    """What is wrong with the form of an ARC-Seal."""
    problems = [
        one
        for one in seal.problems
        if one.fault not in _NOT_OF_SEAL and (one.fault is not SignatureFault.BAD_VALUE or one.tag in _OF_SEAL)
    ]
    faults = [*_malformed(instance, SEAL, seal, problems), *_algorithm(instance, SEAL, seal)]
    if seal.tags.get("h") is not None:
        # "Note especially that the DKIM "h" tag is NOT allowed and, if found, MUST result in a cv status of "fail""
        found = rules.field_list_in_seal(instance=instance, domain=seal.domain)
        faults.append(found.seen_in(in_field(seal.field, *seal.span("h"))))
    return Form(tuple(faults), tuple(faults), tuple(_ignored(instance, SEAL, seal, _NOT_IN_SEAL)))


def form_of_signature(instance: int, header: SignatureHeader) -> Form:
    """What is wrong with the form of an ARC-Message-Signature."""
    holes = _only_holes(header)
    problems = [
        one
        for one in header.problems
        if one.fault is not SignatureFault.FROM_NOT_SIGNED
        and not (holes and one.fault is SignatureFault.BAD_VALUE and one.tag == "h")
    ]
    faults = [*_malformed(instance, SIGNATURE, header, problems), *_algorithm(instance, SIGNATURE, header)]
    shown = in_field(header.field, *header.span("h"))
    domain = header.domain
    if header.names and "from" not in header.names:
        # imported from DKIM: "The From header field MUST be signed" (RFC 6376 section 5.4)
        faults.append(rules.from_not_signed(instance=instance, domain=domain).seen_in(shown))
    fatal: list[Finding] = []
    if "arc-seal" in header.names:
        fatal.append(rules.covers_seal(instance=instance, domain=domain).seen_in(shown))
    # "no version tag ("v") is defined for the AMS header field. As required for undefined tags (in [RFC6376]), if seen,
    # a version tag MUST be ignored"
    remarks = [*_ignored(instance, SIGNATURE, header, ("v",))]
    if holes:
        remarks.append(rules.empty_field_name(instance=instance, domain=domain).seen_in(shown))
    traces = tuple(name for name in _TRACES if name in header.names)
    if traces:
        remarks.append(rules.covers_trace_fields(instance=instance, domain=domain, fields=traces).seen_in(shown))
    return Form((*faults, *fatal), tuple(fatal), tuple(remarks))


def _only_holes(header: SignatureHeader) -> bool:
    """Whether nothing is wrong with h= but that a name in it is empty."""
    if "" not in header.names:
        return False
    return all(" " not in name and name.isascii() and name.isprintable() for name in header.names)


def _malformed(
    instance: int, field: str, header: SignatureHeader, problems: list[SignatureProblem]
) -> Iterator[Finding]:
    shown = 0
    for fault, tag, start, end in problems:
        if fault in (SignatureFault.UNKNOWN_TAG, SignatureFault.ALGORITHM) or shown == _MOST_TOLD:
            continue
        shown += 1
        missing = fault is SignatureFault.MISSING
        piece = "" if missing else header.field.raw[start:end].decode("latin-1")[:_MOST_SHOWN]
        found = rules.malformed_field(instance=instance, field=field, fault=fault.value, tag=tag, piece=piece)
        yield found.seen_in(in_field(header.field, start, end))


_MOST_SHOWN: Final = 80


def _algorithm(instance: int, field: str, header: SignatureHeader) -> Iterator[Finding]:
    unknown = any(one.fault is SignatureFault.ALGORITHM for one in header.problems)
    # "rsa-sha1 MUST NOT be used for signing or verifying" (RFC 8301 section 3.1)
    if unknown or header.algorithm == _OBSOLETE:
        found = rules.unusable_algorithm(instance=instance, field=field, algorithm=header.algorithm[:_MOST_SHOWN])
        yield found.seen_in(in_field(header.field, *header.span("a")))


def _ignored(instance: int, field: str, header: SignatureHeader, names: tuple[str, ...]) -> Iterator[Finding]:
    tags = tuple(name for name in names if header.tags.get(name) is not None)
    if tags:
        found = rules.ignored_tag(instance=instance, field=field, tags=tags)
        yield found.seen_in(in_field(header.field, *header.span(tags[0])))
