"""Does this mechanism match, and what does it ask to know?  (RFC 7208 section 5)

Those that ask nothing, and those that ask one question, are matched where the record is walked (evaluation.py).
"""

from __future__ import annotations

from typing import TypeAlias

from ..core.names import fits, is_within
from ..core.questions import Answer, Mx, Status, a, aaaa, mx
from ..core.steps import Steps
from .result import Asked, Result
from .rules import lookups as rules
from .run import Here, Run
from .terms import Read

__all__ = ["Tried", "try_exchanges", "try_pointers"]

Tried: TypeAlias = tuple[bool, tuple[Asked, ...]]
_UNREACHABLE = Status.UNREACHABLE


def try_exchanges(run: Run, here: Here, term: Read, target: str, answer: Answer[Mx]) -> Steps[Tried]:
    """Section 5.4: "check_host() first performs an MX lookup on the <target-name>", then on each name returned.

    Arguments:
        answer: what the MX look-up brought.
    """
    asked: tuple[Asked, ...] = ((mx(target), answer),)
    limit = run.settings.max_addresses
    if len(answer.records) > limit:
        # "If this limit is exceeded, the mx mechanism MUST produce a permerror result" (section 4.6.4)
        finding = rules.too_many_mail_exchangers(
            domain=here.domain,
            term=here.written(term),
            count=len(answer.records),
            limit=limit,
            record=here.text,
            repaired="",
        )
        run.halt(Result.PERMERROR, finding.about(run.identity.domain).seen_in(here.show(term)))
        return False, asked
    address = a if run.bits == 32 else aaaa
    questions = tuple([address(record.exchange.lower()) for record in answer.records if fits(record.exchange)])
    answers = (yield questions) if questions else ()
    asked += tuple(zip(questions, answers, strict=True))
    for question, found in asked[1:]:
        if run.holds(found, term):
            return True, asked
        if found.status is _UNREACHABLE:
            run.tally(here, term, question, found)
            break
    return False, asked


def try_pointers(run: Run, here: Here, term: Read, target: str) -> Steps[Tried]:
    """Section 5.5: a validated name of the client is the target or below it."""
    names = yield from run.validate()
    question, answer = run.pointers[0]
    # "If a DNS error occurs while doing the PTR RR lookup, then this mechanism fails to match"
    if answer.status is not _UNREACHABLE and answer.status is not Status.FOUND:
        run.tally(here, term, question, answer)
    return any(is_within(name, target) for name in names), run.pointers
