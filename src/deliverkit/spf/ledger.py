"""Which term costs how many look-ups?  The ledger of a record: every branch, and the worst case of the whole.

RFC 7208 section 4.6.4: 10 terms that cause look-ups, 2 look-ups that bring nothing. The worst case is a mail that no
term lets pass, so that all of them are tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any, Final, NamedTuple

from ..core.questions import Answer, Dns, Mx, Status, a, aaaa, mx, txt
from .addresses import parse_ip4, parse_ip6
from .grammar import Record, Term
from .meaning import COSTING
from .networks import Network
from .walk import MAX_DEPTH, Walk, hosts, live_terms, target_of

__all__ = ["Branch", "Cost", "Fate", "ledger", "nodes"]

_VOID: Final = (Status.NO_DATA, Status.NO_NAME)
_MOST_NODES: Final = 2000  # terms in one ledger that are looked at; it is far beyond any limit by then


class Fate(Enum):
    """What came of a term's look-ups."""

    FOUND = "found"
    VOID = "void"  # nothing there
    DEPENDS = "depends on the sender"
    UNANSWERED = "unanswered"
    NO_RECORD = "no record"
    SEVERAL_RECORDS = "several records"
    FAULTY_RECORD = "faulty record"
    LOOP = "loop"
    TOO_MANY_HOSTS = "too many hosts"
    CUT = "cut"  # beyond all limits


class Cost(NamedTuple):
    """What one term costs.

    Arguments:
        place: its place among the terms of its record.
        term: the term.
        text: its text.
        target: the name it is about, macros expanded; "" where that depends on the sender.
        lookups: the look-ups it can cause, those of its branch included.
        voids: the names whose look-up brings nothing, those of its branch included.
        fate: what came of it.
        hosts: the mail exchangers of an ``mx``.
        networks: the addresses that ``a`` and ``mx`` allow now; None where not all are known.
        unanswered: the questions that nobody answered.
        branch: the record that an ``include`` or ``redirect`` leads to.
    """

    place: int
    term: Term
    text: str
    target: str
    lookups: int
    voids: tuple[str, ...]
    fate: Fate
    hosts: tuple[str, ...] = ()
    networks: tuple[Network, ...] | None = None
    unanswered: tuple[Dns[Any], ...] = ()
    branch: Branch | None = None


class Branch(NamedTuple):
    """One record and the costs of its terms, in the order in which they are tried."""

    domain: str
    record: Record
    costs: tuple[Cost, ...]

    @property
    def lookups(self) -> int:
        """The look-ups of the worst case."""
        return sum(cost.lookups for cost in self.costs)

    @property
    def voids(self) -> tuple[str, ...]:
        """The names whose look-up brings nothing."""
        return tuple(name for cost in self.costs for name in cost.voids)


def nodes(branch: Branch) -> Iterator[tuple[tuple[str, ...], Cost]]:
    """Every term that costs something, with the domains of the records that lead to it."""
    waiting: list[tuple[tuple[str, ...], Cost]] = [((branch.domain,), cost) for cost in reversed(branch.costs)]
    while waiting:
        path, cost = waiting.pop()
        yield path, cost
        if cost.branch is not None:
            below = (*path, cost.branch.domain)
            waiting += [(below, one) for one in reversed(cost.branch.costs)]


def ledger(walk: Walk, domain: str, record: Record) -> Branch:
    """The ledger of *record*, which stands at *domain*, from what a walk has learned."""
    return _Ledger(walk).branch(domain, record, (domain,))


class _Ledger:
    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.nodes = 0

    def branch(self, domain: str, record: Record, path: tuple[str, ...]) -> Branch:
        """Recursion is no deeper than :data:`MAX_DEPTH`."""
        costs = [
            self._cost(Cost(index, term, record.show(term), target_of(term, domain) or "", 1, (), Fate.DEPENDS), path)
            for index, term in live_terms(record)
            if term.name in COSTING
        ]
        return Branch(domain, record, tuple(costs))

    def _cost(self, cost: Cost, path: tuple[str, ...]) -> Cost:
        self.nodes += 1
        if self.nodes > _MOST_NODES:
            return cost._replace(fate=Fate.CUT)
        if not cost.target or cost.term.name == "ptr":
            return cost
        match cost.term.name:
            case "a":
                return self._a(cost)
            case "mx":
                return self._mx(cost)
            case "exists":
                return self._asked(cost, a(cost.target))
            case _:
                return self._branched(cost, path)

    def _asked(self, cost: Cost, question: Dns[Any]) -> Cost:
        answer = self.walk.answer(question)
        if answer is None or answer.status is Status.UNREACHABLE:
            return cost._replace(fate=Fate.UNANSWERED, unanswered=(question,))
        if answer.status in _VOID:
            return cost._replace(fate=Fate.VOID, voids=(cost.target,))
        return cost._replace(fate=Fate.FOUND)

    def _a(self, cost: Cost) -> Cost:
        networks, unanswered = self._addresses((cost.target,), cost.term)
        if networks or unanswered:
            fate = Fate.FOUND if networks else Fate.UNANSWERED
            return cost._replace(fate=fate, networks=None if unanswered else networks, unanswered=unanswered)
        return cost._replace(fate=Fate.VOID, voids=(cost.target,))

    def _mx(self, cost: Cost) -> Cost:
        question = mx(cost.target)
        cost = self._asked(cost, question)
        if cost.fate is not Fate.FOUND:
            return cost
        answer: Answer[Mx] = self.walk.answers[question]
        names = tuple(hosts(answer))
        networks, unanswered = self._addresses(names, cost.term)
        known = cost._replace(hosts=names, networks=None if unanswered else networks, unanswered=unanswered)
        if len(answer.records) > 10:
            # "If this limit is exceeded, the mx mechanism MUST produce a permerror result" (section 4.6.4)
            return known._replace(fate=Fate.TOO_MANY_HOSTS)
        return known if networks or unanswered else known._replace(fate=Fate.VOID)

    def _addresses(self, names: tuple[str, ...], term: Term) -> tuple[tuple[Network, ...], tuple[Dns[Any], ...]]:
        found: dict[Network, None] = {}
        unanswered: list[Dns[Any]] = []
        for name in names:
            for question in (a(name), aaaa(name)):
                answer = self.walk.answer(question)
                if answer is None or answer.status is Status.UNREACHABLE:
                    unanswered.append(question)
                    continue
                found.update((network, None) for text in answer.records if (network := _network(text, term)))
        return tuple(found), tuple(unanswered)

    def _branched(self, cost: Cost, path: tuple[str, ...]) -> Cost:
        if cost.target in path:
            return cost._replace(fate=Fate.LOOP)
        if len(path) > MAX_DEPTH:
            return cost._replace(fate=Fate.CUT)
        sight = self.walk.sight(cost.target)
        if sight is None or sight.answer.status is Status.UNREACHABLE:
            return cost._replace(fate=Fate.UNANSWERED, unanswered=(txt(cost.target),))
        if sight.record is None:
            return cost._replace(fate=Fate.SEVERAL_RECORDS if sight.found else Fate.NO_RECORD)
        if sight.record.faults:
            # a permerror before any of its terms is looked at; the branch is there to be shown
            return cost._replace(fate=Fate.FAULTY_RECORD, branch=Branch(cost.target, sight.record, ()))
        branch = self.branch(cost.target, sight.record, (*path, cost.target))
        return cost._replace(fate=Fate.FOUND, branch=branch, lookups=1 + branch.lookups, voids=branch.voids)


def _network(text: str, term: Term) -> Network | None:
    """The network around an address that ``a`` or ``mx`` allows."""
    four = parse_ip4(text)
    bits, prefix = (32, term.prefix4) if four is not None else (128, term.prefix6)
    number = four if four is not None else parse_ip6(text)
    if number is None:
        return None
    return Network(bits, number >> (bits - prefix) << (bits - prefix), prefix)
