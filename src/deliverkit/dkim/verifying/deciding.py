"""How did this signature end, and what is there to say of it?  (RFC 6376 section 6.1, RFC 8601 section 2.7.1)"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Final, NamedTuple, TypeAlias

from ...core.findings import Finding, Severity
from ...core.outcome import Unknown
from ...core.questions import Dns, Status, Txt
from ...core.quick import new
from ..effort import Effort
from ..keys.answer import findings_of_answer, where_it_stands, without_parts
from ..keys.fitness import KeyFitness, findings_of_fitness
from ..keys.public import KeyProblem, PublicKey
from ..keys.record import KeyRecord
from ..rules import key as key_rules
from ..rules import signature as signature_rules
from ..rules import verification as rules
from ..signature import SignatureHeader
from .explanation import Explained, OtherKey, explain
from .form import coverage_findings, form_findings, form_result
from .hearing import Heard, Run
from .result import Leg, Result, Signature

__all__ = ["Decided", "decide", "kept_keys"]

# "Verifiers MUST NOT consider signatures using RSA keys of less than 1024 bits as valid signatures" (RFC 8301 section
# 3.2): not acceptable, but not wrong either
_UNFIT: Final = {KeyFitness.TOO_SHORT: Result.POLICY}
_NOTHING: Final = Explained()
_FITS: Final = Leg.FITS
_USABLE: Final = KeyFitness.FITS
_Told: TypeAlias = "tuple[Result | None, Finding]"  # a finding, and the result it leads to


class Decided(NamedTuple):
    """A signature, and what is to be said of it."""

    signature: Signature
    findings: tuple[Finding, ...]
    unknown: tuple[Unknown, ...]


def kept_keys(heard: Sequence[Heard]) -> dict[Dns[Txt] | None, str]:
    """Of selectors with several keys, the record of the one that signs, empty where none of them does, or several do.

    What no signature tells is not there: Ed25519 tells nothing of a key that does not fit.
    """
    kept: dict[Dns[Txt] | None, dict[str, None]] = {}
    for one in heard:
        if len(one.keys) > 1:
            best = one.keys[0]
            if best.signed is Leg.FITS or best.recovered is not None:
                kept.setdefault(one.question, {})[best.read.record.text] = None
            elif best.signed is Leg.FOREIGN:
                kept.setdefault(one.question, {})
    return {question: next(iter(texts)) if len(texts) == 1 else "" for question, texts in kept.items()}


def decide(
    run: Run,
    heard: Heard,
    effort: Effort | None = None,
    other_keys: Iterable[OtherKey] = (),
    keep: str | None = None,
) -> Decided:
    """The result of a signature that was heard, and all findings about it.

    Arguments:
        run: what the signatures of the message share.
        heard: the signature and its judgements.
        effort: what may be spent on explaining what was changed; None where it is not looked for.
        other_keys: the keys at other selectors, where its own key did not make it.
        keep: what :func:`kept_keys` says of its selector.
    """
    header, fits = heard.header, heard.fits
    told: list[_Told] = []
    if header.problems:
        form = form_result(header)
        told += [(form, finding) for finding in form_findings(header)]
    unknown: tuple[Unknown, ...] = ()
    explained = _NOTHING
    notes: list[Finding] = []
    if heard.answer is not None:
        key = heard.key
        if header.hash_name == "sha1":
            told.append(_of_algorithm(header))
        if not fits or key is None or key.read.findings or len(heard.answer.records) > 1:
            told += _of_key(heard, keep)
        if header.length is not None:
            told.append(_of_length(heard, header.length))
        if not fits:
            explained = explain(run, heard, effort, other_keys)
            told += ((Result.FAIL, finding) for finding in explained.findings)
            unknown = (*_unheard(heard), *explained.unknown)
        if run.now is not None:
            told += _of_time(run, header, run.now)
        notes = coverage_findings(run.message, header)
    result, reason = Result.PASS if fits else Result.PERMERROR, ""
    if told:
        result, reason = next(((word, finding.code) for word, finding in told if word is not None), (result, reason))
        notes = [*[finding if finding.subject else finding.about(header.domain) for _, finding in told], *notes]
    return new(Decided, (_signature(run, heard, result, reason, explained), tuple(notes), unknown))


def _signature(run: Run, heard: Heard, result: Result, reason: str, explained: Explained) -> Signature:
    header, _, _, keys, _, _, body, covered, whole, _ = heard
    judged: tuple[Leg, Leg, Leg] = (Leg.NOT_JUDGED, body, Leg.NOT_JUDGED)
    record: tuple[KeyRecord | None, PublicKey | KeyProblem | None] = (None, None)
    if keys:
        read, fitness, signed, _ = keys[0]
        judged, record = (_FITS if fitness is _USABLE else Leg.DIFFERS, body, signed), read[:2]
    lengths = (covered, whole - covered)
    return new(Signature, (header, result, reason, *judged, *record, *lengths, explained.damage, run.message))


def _of_key(heard: Heard, keep: str | None) -> Iterator[_Told]:
    """What the answer about the key, and the key, lead to."""
    header, question, answer, key = heard.header, heard.question, heard.answer, heard.key
    assert question is not None  # for the type checkers: they come together
    assert answer is not None
    if answer.status is Status.UNREACHABLE:
        # "If the query for the public key fails to respond, the Verifier MAY seek a later verification attempt by
        # returning TEMPFAIL" (RFC 6376 section 6.1.2)
        finding = rules.key_lookup_failed(
            domain=header.domain, selector=header.selector, name=question.name, reason=answer.reason
        )
        yield Result.TEMPERROR, finding.seen_in(header.cut("s"))
        return
    wait = None if answer.ttl is None else timedelta(seconds=answer.ttl)
    of_answer: tuple[Finding, ...] = ()
    if key is None or len(answer.records) > 1:
        of_answer = findings_of_answer(header.domain, header.selector, answer, keep=keep)
        for finding in where_it_stands(of_answer, answer):
            # "If the query for the public key fails because the corresponding key record does not exist, the Verifier
            # MUST immediately return PERMFAIL (no key for signature)"
            is_none = key is None or finding.code == key_rules.key_in_two_records.code
            yield (Result.PERMERROR if is_none else None), finding.retest_after(wait)
    if key is None:
        return
    word = None if key.fitness is KeyFitness.FITS else _UNFIT.get(key.fitness, Result.PERMERROR)
    for finding in where_it_stands(without_parts(key.read.findings, of_answer), answer):
        yield (word if finding.severity is Severity.ERROR else None), finding.retest_after(wait)
    for finding in findings_of_fitness(key.fitness, key.read.record, header):
        yield word, finding


def _unheard(heard: Heard) -> Iterator[Unknown]:
    """What of the key was not to be had, or not looked at."""
    answer, header = heard.answer, heard.header
    of = f"d={header.domain} s={header.selector}"
    if answer is not None and answer.status is Status.UNREACHABLE:
        yield Unknown(what=f"the key of {of}", why=answer.reason, question=heard.question)
    if heard.more_keys:
        why = f"limit: keys of one selector ({len(heard.keys)})"
        yield Unknown(what=f"{heard.more_keys} more keys of {of}", why=why)


def _of_algorithm(header: SignatureHeader) -> _Told:
    finding = signature_rules.obsolete_algorithm(
        domain=header.domain, selector=header.selector, algorithm=header.algorithm
    )
    return Result.POLICY, finding.seen_in(header.cut("a"))


def _of_length(heard: Heard, length: int) -> _Told:
    header = heard.header
    domain, selector = header.domain, header.selector
    covered, whole = heard.covered, heard.whole
    if length > whole:
        # "This value MUST NOT be greater than the actual number of octets in the canonicalized message body"
        beyond = rules.length_beyond_body(domain=domain, selector=selector, length=length, body=whole)
        return Result.NEUTRAL, beyond.seen_in(header.cut("l"))
    if whole > covered:
        loose = whole - covered
        found = signature_rules.uncovered_body(domain=domain, selector=selector, covered=covered, uncovered=loose)
    else:
        found = signature_rules.length_tag(domain=domain, selector=selector, covered=covered)
    return None, found.seen_in(header.cut("l"))


def _of_time(run: Run, header: SignatureHeader, now: float) -> list[_Told]:
    skew = run.settings.clock_skew
    domain, selector = header.domain, header.selector
    told: list[_Told] = []
    if header.expires_at is not None and now > header.expires_at + skew:
        # "Signatures MAY be considered invalid if the verification time at the Verifier is past the expiration date"
        late = int(now - header.expires_at)
        finding = rules.expired(domain=domain, selector=selector, expires_at=header.expires_at, seconds=late)
        told.append((Result.FAIL, finding.seen_in(header.cut("x"))))
    if header.signed_at is not None and header.signed_at > now + skew:
        # "Implementations MAY ignore signatures that have a timestamp in the future"
        early = int(header.signed_at - now)
        finding = rules.signed_in_the_future(
            domain=domain, selector=selector, signed_at=header.signed_at, seconds=early
        )
        told.append((None, finding.seen_in(header.cut("t"))))
    return told
