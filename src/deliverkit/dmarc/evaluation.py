"""Does this mail pass DMARC, and what does the owner of the author's domain ask for?  (RFC 9989 section 5.3)"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from ..core.budget import DEFAULT_LIMITS, Limits
from ..core.outcome import Outcome, Unknown
from ..core.questions import Answer, Dns
from ..core.steps import Steps, ask_all, check
from ..dkim import Signature
from ..spf import SpfResult
from .alignment import MOST_WALKS, align, names_for
from .arguments import normal, spend
from .candidates import Candidates, read_candidates
from .discovery import Discovery, ask_about, discovered, existence, unknown_of
from .record import Disposition
from .result import Authenticated, Evaluation, Identifier, Result
from .rules import discovery as rules
from .telling_result import findings_of
from .walk import Walk, question_at, steps_at, walk_on

__all__ = ["evaluate", "evaluate_on", "refused"]

_WHAT: Final = "dmarc.evaluate()"
_MOST_ASKED: Final = 10  # as for the discovery
_TEMPERROR: Final = Result.TEMPERROR.value
_MOST_SHOWN: Final = 255  # octets of a domain that is none


@check
def evaluate(
    author_domain: str,
    spf: SpfResult | Authenticated | None,
    dkim: Sequence[Signature | Authenticated] | None,
    *,
    null_sender: bool | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Steps[Outcome[Evaluation]]:
    """Apply DMARC to a mail whose SPF and DKIM were judged (RFC 9989 section 5.3).

    Arguments:
        author_domain: the domain in From, as :func:`author_domain` finds it; A-labels or U-labels.
        spf: the result of :func:`deliverkit.spf.check_host`, or what another engine says; None where SPF was not
            judged, which leaves the result open unless a signature makes the mail pass.
        dkim: the signatures of :func:`deliverkit.dkim.verify`, or what another engine says of each; empty where there
            are none, None where they were not judged.
        null_sender: whether the envelope sender is null; only then a result for the HELO name counts. None believes
            an ``SpfResult``, which is about the HELO name only then, and takes that of another engine not to count.
        limits: ``questions`` bounds the DNS questions, ``signatures`` the signatures looked at.

    Returns:
        A check whose outcome's value is the evaluation, by RFC 9989 and as older receivers see it; None where
        *author_domain* is no domain name.

    Raises:
        UsageError: an argument is of the wrong kind, such as an outcome in place of its value.

    >>> import deliverkit as dk
    >>> world = dk.TableResolver({("_dmarc.a.example", "TXT"): ["v=DMARC1; p=reject"]})
    >>> spf = Authenticated("mailer.example", "pass")
    >>> outcome = dk.run(evaluate("a.example", spf, []), resolver=world)
    >>> outcome.value.result.value, outcome.value.disposition.value, outcome.value.identifiers[0].why
    ('fail', 'reject', 'it does not belong to a.example')
    >>> [finding.code for finding in outcome.findings]
    ['dmarc.sent-through-another-provider']
    """
    candidates = read_candidates(spf, dkim, null_sender=null_sender, limits=limits)
    name = normal(_WHAT, "author_domain", author_domain)
    if not name:
        shown = author_domain[:_MOST_SHOWN]
        return Outcome(value=None, findings=(rules.not_a_domain(text=shown).about(shown),))
    if limited := refused(name, limits):
        return Outcome(value=None, unknown=limited)
    walk = yield from ask_about(name)
    return (yield from evaluate_on(walk, candidates, limits=limits))


def refused(domain: str, limits: Limits, more: int = 0) -> tuple[Unknown, ...]:
    """The unknown that the questions about *domain*, and *more*, would be too many; nothing where they may be asked."""
    return spend(limits, _MOST_ASKED + more, f"DMARC of {domain}")


def evaluate_on(walk: Walk, candidates: Candidates, *, limits: Limits = DEFAULT_LIMITS) -> Steps[Outcome[Evaluation]]:
    """The same, where the walk from the author's domain was asked already."""
    asked = existence(walk)
    names = names_for(walk, candidates.identifiers)
    if limited := refused(walk.domain, limits, len(names)):
        return Outcome(value=None, unknown=limited)
    questions: tuple[Dns[Any], ...] = (*asked, *map(question_at, names))
    answers: tuple[Answer[Any], ...] = yield from ask_all(questions)
    told = answers[: len(asked)]
    found = discovered(walk, told)
    seen = {**walk.stands, **steps_at(names, answers[len(asked) :])}
    identifiers = align(candidates.identifiers, found, walk, seen)
    value = _evaluation(found, identifiers, candidates)
    unknown = _unknown(
        value, candidates, (walk, *(walk_on(one.domain, seen) for one in value.identifiers if _is_open(one)))
    )
    if not found.is_known or value.result is Result.FAIL:
        unknown += unknown_of(walk, found, asked, told)
    findings = findings_of(value, found, judged_dkim="DKIM" not in candidates.missing)
    return Outcome(value=value, findings=findings, unknown=unknown)


def _evaluation(found: Discovery, identifiers: tuple[Identifier, ...], candidates: Candidates) -> Evaluation:
    result = _result(found, identifiers, candidates)
    older = _older_result(found, identifiers, candidates)
    return Evaluation(
        author_domain=found.domain,
        result=result,
        identifiers=identifiers,
        aligned_by=tuple(one for one in identifiers if one.passes) if result is Result.PASS else (),
        discovery=found,
        policy=found.policy,
        disposition=found.disposition if result is Result.FAIL else Disposition.NONE,
        legacy_result=older,
        legacy_disposition=found.legacy.disposition if older is Result.FAIL else Disposition.NONE,
    )


def _result(found: Discovery, identifiers: tuple[Identifier, ...], candidates: Candidates) -> Result:
    # section 5.3.6: "If one or more DNS queries required to perform DMARC validation on the message do not complete
    # ..., the message cannot be considered to pass or fail the DMARC mechanism check."
    if not found.is_known:
        return Result.TEMPERROR
    if found.record is None:
        return Result.NONE
    if not found.record.usable:
        # section 9.2, permerror: "such as the retrieval of an improperly formatted DMARC Policy Record"
        return Result.PERMERROR
    # section 5.3.5: "If one or more of the Authenticated Identifiers align with the Author Domain, the message is
    # considered to pass"
    if any(one.passes for one in identifiers):
        return Result.PASS
    return _not_passed(any(map(_is_open, identifiers)), candidates)


def _older_result(found: Discovery, identifiers: tuple[Identifier, ...], candidates: Candidates) -> Result:
    older = found.legacy
    if older.unreachable:
        return Result.TEMPERROR
    if older.record is None:
        return Result.NONE
    if older.policy is None:
        return Result.PERMERROR
    if any(one.authenticated and one.legacy_aligned for one in identifiers):
        return Result.PASS
    is_open = any(one.counts and one.result == _TEMPERROR and one.legacy_aligned for one in identifiers)
    return _not_passed(is_open, candidates)


def _not_passed(is_open: bool, candidates: Candidates) -> Result:
    if is_open or candidates.unknown:
        return Result.TEMPERROR if is_open else Result.UNDETERMINED
    return Result.UNDETERMINED if candidates.missing else Result.FAIL


def _is_open(one: Identifier) -> bool:
    """Whether the mail could pass by it, were something answered that was not."""
    if one.result == _TEMPERROR:
        return one.counts and one.aligned is not False
    return one.authenticated and one.aligned is None


def _unknown(value: Evaluation, candidates: Candidates, walks: tuple[Walk, ...]) -> tuple[Unknown, ...]:
    """What the result depends on and was not known, beyond the record."""
    if value.result not in (Result.TEMPERROR, Result.UNDETERMINED) or not (
        value.discovery and value.discovery.is_known
    ):
        return ()
    unknown = [Unknown(what="DMARC", why=f"{name} not judged") for name in candidates.missing]
    unknown += candidates.unknown
    for one in filter(_is_open, value.identifiers):
        if one.result == _TEMPERROR:
            unknown.append(Unknown(what="DMARC", why=f"{one.method} of {one.domain}: temperror"))
    steps = {step.question: step for walk in walks for step in walk.unreachable}
    if any(one.aligned is None for one in filter(_is_open, value.identifiers)):
        what = f"alignment with {value.author_domain}"
        unknown += [Unknown(what=what, why=step.answer.reason, question=question) for question, step in steps.items()]
        if not steps:
            unknown.append(Unknown(what=what, why=f"limit: domains of signatures ({MOST_WALKS})"))
    return tuple(unknown)
