"""What do the terms of a record lead to?  All records and addresses behind it, asked for in parallel rounds.

Each name is asked for once, however many terms lead to it; a term whose name depends on the sender is not asked for.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from ..core.budget import Budget
from ..core.names import fits
from ..core.questions import Answer, Dns, Mx, Status, Txt, a, aaaa, mx, txt
from ..core.steps import Steps, ask_all
from .grammar import Record, Term, is_spf, parse
from .macros import expand, macro_letters

__all__ = ["MAX_DEPTH", "MOST_HOSTS", "Sight", "Walk", "follow", "hosts", "live_terms", "target_of"]

MAX_DEPTH: Final = 11  # each include costs a look-up, and the eleventh is one too many
MOST_HOSTS: Final = 20  # of one mx whose addresses are asked for; more than 10 are an error
_NO_NAME: Final[Answer[Any]] = Answer(Status.NO_NAME)


class Sight(NamedTuple):
    """What stands at a domain that a record leads to: the answer, how many SPF records, and the one if it is one."""

    answer: Answer[Txt]
    found: int
    record: Record | None


def live_terms(record: Record) -> list[tuple[int, Term]]:
    """The terms that an evaluation can come to, with their indexes: what stands behind ``all`` is never looked at."""
    found: list[tuple[int, Term]] = []
    for index, term in enumerate(record.terms):
        if term.qualifier:
            found.append((index, term))
            if term.name == "all":
                return found
    # "any redirect modifier MUST be ignored when there is an all mechanism anywhere in the record" (section 5.1)
    found += [
        (index, term) for index, term in enumerate(record.terms) if term.name == "redirect" and not term.qualifier
    ]
    return found


def target_of(term: Term, domain: str) -> str | None:
    """The name that *term* of the record of *domain* is about, or None where it depends on the sender."""
    if term.domain is None:
        return domain
    name = term.domain
    if "%" in name:
        if macro_letters(name) - {"d"}:
            return None
        name = expand(name, {"d": domain})
    return name.lower().removesuffix(".")


class Walk:
    """What was learned on the way; asking is :func:`follow`'s part."""

    __slots__ = ("answers", "budget", "depths", "pending", "records")

    def __init__(self, budget: Budget) -> None:
        self.answers: dict[Dns[Any], Answer[Any]] = {}
        self.budget = budget
        self.depths: dict[str, int] = {}
        self.pending: dict[Dns[Any], None] = {}
        self.records: dict[str, Sight] = {}

    def answer(self, question: Dns[Any]) -> Answer[Any] | None:
        """The answer to *question*; no-name for what cannot be asked, None for what was not asked."""
        return self.answers.get(question) if fits(question.name) else _NO_NAME

    def sight(self, domain: str) -> Sight | None:
        """What stands at *domain*, or None where nobody asked."""
        return self.records.get(domain) if fits(domain) and "." in domain else Sight(_NO_NAME, 0, None)

    def expand(self, domain: str, record: Record, depth: int) -> None:
        """Want to know what the terms of *record* lead to."""
        for _, term in live_terms(record):
            target = target_of(term, domain)
            if target is None or not fits(target):
                continue
            match term.name:
                case "include" | "redirect":
                    if depth < MAX_DEPTH and "." in target and target not in self.depths:
                        self.depths[target] = depth + 1
                        self._want(txt(target))
                case "a":
                    self._want(a(target), aaaa(target))
                case "mx":
                    self._want(mx(target))
                case "exists":
                    self._want(a(target))
                case _:
                    pass  # ptr is about the client; the others ask nothing

    def take(self, question: Dns[Any], answer: Answer[Any]) -> None:
        """Learn an answer, and want to know what it leads to."""
        self.answers[question] = answer
        if question.rdtype == "TXT":
            found = [record for record in answer.records if is_spf(record)]
            record = parse(found[0].data.decode("latin-1")) if len(found) == 1 else None
            self.records[question.name] = Sight(answer, len(found), record)
            if record is not None and not record.faults:
                self.expand(question.name, record, self.depths[question.name])
        elif question.rdtype == "MX":
            for host in hosts(answer)[:MOST_HOSTS]:
                self._want(a(host), aaaa(host))

    def _want(self, *questions: Dns[Any]) -> None:
        for question in questions:
            known = question in self.answers or question in self.pending
            if not known and self.budget.spend("questions"):
                self.pending[question] = None


def hosts(answer: Answer[Mx]) -> list[str]:
    """The names of mail exchangers that can be looked up; a null MX (RFC 7505) names none."""
    names = [record.exchange.lower().removesuffix(".") for record in answer.records]
    return [name for name in names if fits(name)]


def follow(domain: str, record: Record, budget: Budget) -> Steps[Walk]:
    """Ask for everything that *record*, which stands at *domain*, leads to."""
    walk = Walk(budget)
    walk.depths[domain] = 0
    walk.expand(domain, record, 0)
    while walk.pending:
        batch = tuple(walk.pending)
        walk.pending = {}
        answers = yield from ask_all(batch)
        for question, answer in zip(batch, answers, strict=True):
            walk.take(question, answer)
    return walk
