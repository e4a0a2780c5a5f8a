"""What is wrong with the form of a signature, and what do receivers make of it?  (RFC 6376 section 6.1.1)"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ...core.findings import Finding
from ...core.rules import Rule
from ...message import Message
from ...message.places import FieldCut, in_field
from ..rules import signature as rules
from ..rules.wording import shown
from ..signature import SignatureFault, SignatureHeader, SignatureProblem
from .result import Result

__all__ = ["coverage_findings", "form_findings", "form_result", "is_askable"]

_MOST_TOLD: Final = 10  # problems of one signature that are told one by one

# RFC 8601 section 2.7.1: neutral is for what "contained syntax errors or could not otherwise be processed", permerror
# for "some error that is unrecoverable, such as a required header field being absent"
_RESULTS: Final = {
    SignatureFault.SYNTAX: Result.NEUTRAL,
    SignatureFault.REPEATED: Result.NEUTRAL,
    SignatureFault.MISSING: Result.PERMERROR,
    SignatureFault.BAD_VALUE: Result.NEUTRAL,
    SignatureFault.VERSION: Result.NEUTRAL,
    SignatureFault.ALGORITHM: Result.NEUTRAL,
    SignatureFault.CANONICALIZATION: Result.NEUTRAL,
    SignatureFault.QUERY: Result.NEUTRAL,
    SignatureFault.FROM_NOT_SIGNED: Result.PERMERROR,
    SignatureFault.IDENTITY: Result.PERMERROR,
    SignatureFault.EXPIRES_FIRST: Result.NEUTRAL,
}
# with these the signature can still be judged, so that all that is wrong is said at once
_JUDGED_ALL_THE_SAME: Final = frozenset(
    {
        SignatureFault.QUERY,
        SignatureFault.FROM_NOT_SIGNED,
        SignatureFault.IDENTITY,
        SignatureFault.EXPIRES_FIRST,
        SignatureFault.UNKNOWN_TAG,
    }
)

# the fields that a message may have once (RFC 5322 section 3.6) and a reader is shown, or shown the message by
_SHOWN: Final = ("from", "subject", "date", "to", "cc", "reply-to", "sender", "mime-version", "content-type")
_ADDED: Final = ("from", "subject")
# "Common examples of fields ... that could be signed" (RFC 6376 section 5.4.1), as far as they tell what the mail is
_WORTH_SIGNING: Final = ("subject", "date", "to", "cc", "reply-to", "content-type", "content-transfer-encoding")
_WRITTEN: Final = {key: key.title() for key in (*_SHOWN, *_WORTH_SIGNING)} | {"mime-version": "MIME-Version"}
_OFTEN: Final = 2


def is_askable(header: SignatureHeader) -> bool:
    """Whether the signature can be judged by its key."""
    problems = header.problems
    return not problems or all(problem.fault in _JUDGED_ALL_THE_SAME for problem in problems)


def form_result(header: SignatureHeader) -> Result | None:
    """What its form alone makes of the signature, or None where it does not decide."""
    for problem in header.problems:
        result = _RESULTS.get(problem.fault)
        if result is not None:
            return result
    return None


def form_findings(header: SignatureHeader) -> tuple[Finding, ...]:
    """Everything that is wrong with the form of the signature, what decides its result first."""
    problems = sorted(header.problems, key=lambda problem: problem.fault is SignatureFault.UNKNOWN_TAG)
    return tuple(
        _RULES[problem.fault](header, problem).seen_in(FieldCut(header.field, problem.start, problem.end))
        for problem in problems[:_MOST_TOLD]
    )


def _value(header: SignatureHeader, problem: SignatureProblem) -> str:
    tag = header.tags.get(problem.tag)
    return "" if tag is None else shown(tag.value)


def _piece(header: SignatureHeader, problem: SignatureProblem) -> str:
    return shown(header.field.raw[problem.start : problem.end].decode("latin-1"))


_Said = Callable[[SignatureHeader, SignatureProblem], Finding]
_RULES: Final[dict[SignatureFault, _Said]] = {
    SignatureFault.SYNTAX: lambda h, p: rules.malformed_signature(
        domain=h.domain, selector=h.selector, piece=_piece(h, p)
    ),
    SignatureFault.REPEATED: lambda h, p: rules.repeated_tag(domain=h.domain, selector=h.selector, tag=p.tag),
    SignatureFault.MISSING: lambda h, p: rules.missing_tag(domain=h.domain, selector=h.selector, tag=p.tag),
    SignatureFault.BAD_VALUE: lambda h, p: rules.bad_tag_value(
        domain=h.domain, selector=h.selector, tag=p.tag, value=_value(h, p)
    ),
    SignatureFault.VERSION: lambda h, p: rules.unsupported_version(
        domain=h.domain, selector=h.selector, value=_value(h, p)
    ),
    SignatureFault.ALGORITHM: lambda h, p: rules.unknown_algorithm(
        domain=h.domain, selector=h.selector, algorithm=_value(h, p)
    ),
    SignatureFault.CANONICALIZATION: lambda h, p: rules.unknown_canonicalization(
        domain=h.domain, selector=h.selector, value=_value(h, p)
    ),
    SignatureFault.QUERY: lambda h, p: rules.unknown_query_method(
        domain=h.domain, selector=h.selector, value=_value(h, p)
    ),
    SignatureFault.FROM_NOT_SIGNED: lambda h, _: rules.from_not_signed(domain=h.domain, selector=h.selector),
    SignatureFault.IDENTITY: lambda h, p: rules.identity_mismatch(
        domain=h.domain, selector=h.selector, identity=_value(h, p)
    ),
    SignatureFault.EXPIRES_FIRST: lambda h, _: rules.expires_before_signed(
        domain=h.domain, selector=h.selector, signed_at=h.signed_at or 0, expires_at=h.expires_at or 0
    ),
    SignatureFault.UNKNOWN_TAG: lambda h, p: rules.unknown_tag(domain=h.domain, selector=h.selector, tag=p.tag),
}


def coverage_findings(message: Message, header: SignatureHeader) -> list[Finding]:
    """Which fields could be, or were, added or changed without breaking the signature."""
    names, index = header.names, message.fields.by_name()
    repeated = [key for key in _SHOWN if key in index and len(index[key]) > 1]
    found = [_uncovered(message, header, key) for key in repeated if 0 < names.count(key) < len(index[key])]
    if loose := [_WRITTEN[key] for key in _WORTH_SIGNING if key in index and key not in names]:
        found.append(_of_fields(rules.unsigned_fields, header, loose))
    if addable := [_WRITTEN[key] for key in _ADDED if names.count(key) == len(index.get(key, ())) < _OFTEN]:
        found.append(_of_fields(rules.addable_field, header, addable))
    return found


def _uncovered(message: Message, header: SignatureHeader, key: str) -> Finding:
    domain, fields, signed = header.domain, message.get_all(key), header.names.count(key)
    finding = rules.uncovered_field(
        domain=domain, selector=header.selector, field=_WRITTEN[key], count=len(fields), signed=signed
    )
    return finding.about(domain, *map(in_field, fields[: len(fields) - signed][:3]), header.cut("h"))


def _of_fields(rule: Rule[...], header: SignatureHeader, fields: list[str]) -> Finding:
    """What nearly every signature is told of, made without the detours of a call."""
    facts = (("domain", header.domain), ("selector", header.selector), ("fields", tuple(fields)))
    return Finding.of(rule, facts, header.domain, (header.cut("h"),))
