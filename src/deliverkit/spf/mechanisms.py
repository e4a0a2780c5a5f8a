"""Does this mechanism match, and what does it ask to know?  (RFC 7208 section 5)

Those that ask nothing, ``all``, ``ip4`` and ``ip6``, are matched where the record is walked (evaluation.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from ..core.names import fits, is_within
from ..core.questions import Status, a, aaaa, mx
from ..core.steps import Steps, ask, ask_all
from .grammar import Term
from .result import Lookup, Result
from .rules import lookups as rules
from .run import NO_NAME, Here, Run, without

__all__ = ["ASKING", "Tried"]

Tried: TypeAlias = tuple[bool, tuple[Lookup, ...]]
_FOUND, _UNREACHABLE = Status.FOUND, Status.UNREACHABLE


def _a(run: Run, here: Here, term: Term, target: str) -> Steps[Tried]:
    """Section 5.3: "An address lookup is done on the <target-name> using the type of lookup (A or AAAA)"."""
    question = a(target) if run.client.bits == 32 else aaaa(target)
    answer = (yield (question,))[0] if fits(target) else NO_NAME
    lookup = Lookup(question, answer)
    matched = run.tally(here, term, lookup) and run.holds(answer, _prefix(run, term))
    return matched, (lookup,)


def _mx(run: Run, here: Here, term: Term, target: str) -> Steps[Tried]:
    """Section 5.4: "check_host() first performs an MX lookup on the <target-name>", then on each name returned."""
    question = mx(target)
    answer = (yield (question,))[0] if fits(target) else NO_NAME
    lookups = (Lookup(question, answer),)
    if not run.tally(here, term, lookups[0]):
        return False, lookups
    limit = run.settings.max_addresses
    if len(answer.records) > limit:
        # "If this limit is exceeded, the mx mechanism MUST produce a permerror result" (section 4.6.4)
        text = here.record.show(term)
        finding = rules.too_many_mail_exchangers(
            domain=here.domain,
            term=text,
            count=len(answer.records),
            limit=limit,
            record=here.record.text,
            repaired=without(here.record, term),
        )
        run.halt(Result.PERMERROR, finding.about(run.identity.domain).seen_in(here.show(term)))
        return False, lookups
    address = a if run.client.bits == 32 else aaaa
    questions = tuple([address(record.exchange.lower()) for record in answer.records if fits(record.exchange)])
    answers = yield from ask_all(questions)
    found = tuple(map(Lookup, questions, answers))
    prefix = _prefix(run, term)
    for lookup in found:
        if run.holds(lookup.answer, prefix):
            return True, lookups + found
        if lookup.answer.status is _UNREACHABLE:
            run.unanswered(f"SPF term {here.record.show(term)} of {here.domain}", lookup, here.show(term))
            break
    return False, lookups + found


def _ptr(run: Run, here: Here, term: Term, target: str) -> Steps[Tried]:
    """Section 5.5: a validated name of the client is the target or below it."""
    names = yield from run.validate()
    # "If a DNS error occurs while doing the PTR RR lookup, then this mechanism fails to match"
    if run.pointers[0].answer.status is not _UNREACHABLE and not run.tally(here, term, run.pointers[0]):
        return False, run.pointers
    return any(is_within(name, target) for name in names), run.pointers


def _exists(run: Run, here: Here, term: Term, target: str) -> Steps[Tried]:
    """Section 5.7: "if any A record is returned, this mechanism matches", for IPv6 clients as well."""
    question = a(target)
    answer = (yield (question,))[0] if fits(target) else NO_NAME
    lookup = Lookup(question, answer)
    return run.tally(here, term, lookup) and answer.status is _FOUND, (lookup,)


def _prefix(run: Run, term: Term) -> int:
    return term.prefix4 if run.client.bits == 32 else term.prefix6


ASKING: Final[dict[str, Callable[[Run, Here, Term, str], Steps[Tried]]]] = {
    "a": _a,
    "mx": _mx,
    "ptr": _ptr,
    "exists": _exists,
}
