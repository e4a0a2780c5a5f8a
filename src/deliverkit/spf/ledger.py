"""Which term costs how many look-ups?  The ledger of a record: every branch, and the worst case of the whole.

RFC 7208 section 4.6.4: 10 terms that cause look-ups, 2 look-ups that bring nothing. The worst case is a mail that no
term lets pass, so that all of them are tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any, Final, NamedTuple, TypeAlias

from ..core.questions import Answer, Dns, Mx, Status, a, aaaa, mx, txt
from .addresses import parse_ip4, parse_ip6
from .grammar import Record, Term
from .meaning import COSTING
from .networks import Network
from .walk import MAX_DEPTH, MOST_HOSTS, Walk, hosts, live_terms, target_of

__all__ = ["Branch", "Cost", "Fate", "ledger", "nodes"]

_VOID: Final = (Status.NO_DATA, Status.NO_NAME)
_MOST_NODES: Final = 2000  # terms in one ledger that are looked at; it is far beyond any limit by then
_MOST_ADDRESSES: Final = 1000  # of one term; beyond it they are too many to be written into a record
# the networks, None where they are too many, and the questions that nobody answered
_Reached: TypeAlias = "tuple[tuple[Network, ...] | None, tuple[Dns[Any], ...]]"


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
        networks: the addresses that ``a`` and ``mx`` allow now; None where not all are known, or they are more than a
            record could name.
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
    """What any number of terms can lead to is worked out once, whatever their number: answers come from strangers."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.nodes = 0
        self.terms: dict[str, list[Cost]] = {}
        self.hosts: dict[Dns[Mx], tuple[str, ...]] = {}
        self.numbers: dict[Dns[str], list[tuple[int, int]]] = {}
        self.reached: dict[tuple[tuple[str, ...], int, int], _Reached] = {}

    def branch(self, domain: str, record: Record, path: tuple[str, ...]) -> Branch:
        """Recursion is no deeper than :data:`MAX_DEPTH`."""
        if domain not in self.terms:
            self.terms[domain] = [
                Cost(index, term, record.show(term), target_of(term, domain) or "", 1, (), Fate.DEPENDS)
                for index, term in live_terms(record)
                if term.name in COSTING
            ]
        return Branch(domain, record, tuple([self._cost(cost, path) for cost in self.terms[domain]]))

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
        if networks == () and not unanswered:
            return cost._replace(fate=Fate.VOID, voids=(cost.target,))
        fate = Fate.UNANSWERED if networks == () else Fate.FOUND
        return cost._replace(fate=fate, networks=None if unanswered else networks, unanswered=unanswered)

    def _mx(self, cost: Cost) -> Cost:
        question = mx(cost.target)
        cost = self._asked(cost, question)
        if cost.fate is not Fate.FOUND:
            return cost
        answer: Answer[Mx] = self.walk.answers[question]
        if question not in self.hosts:
            self.hosts[question] = tuple(hosts(answer))
        names = self.hosts[question]
        networks, unanswered = self._addresses(names[:MOST_HOSTS], cost.term)
        known = cost._replace(hosts=names, networks=None if unanswered else networks, unanswered=unanswered)
        if len(answer.records) > 10:
            # "If this limit is exceeded, the mx mechanism MUST produce a permerror result" (section 4.6.4)
            return known._replace(
                fate=Fate.TOO_MANY_HOSTS, networks=known.networks if len(names) <= MOST_HOSTS else None
            )
        return known._replace(fate=Fate.VOID) if networks == () and not unanswered else known

    def _addresses(self, names: tuple[str, ...], term: Term) -> _Reached:
        key = (names, term.prefix4, term.prefix6)
        if key not in self.reached:
            self.reached[key] = self._reach(*key)
        return self.reached[key]

    def _reach(self, names: tuple[str, ...], prefix4: int, prefix6: int) -> _Reached:
        found: dict[Network, None] = {}
        unanswered: list[Dns[Any]] = []
        looked = 0
        for question in [one for name in names for one in (a(name), aaaa(name))]:
            answer = self.walk.answer(question)
            if answer is None or answer.status is Status.UNREACHABLE:
                unanswered.append(question)
                continue
            size = len(answer.records)
            looked += size
            if looked <= _MOST_ADDRESSES and self.walk.budget.spend("steps", size):
                found.update((_network(*one, prefix4, prefix6), None) for one in self._numbers(question, answer))
            else:
                looked = _MOST_ADDRESSES + 1
        return tuple(found) if looked <= _MOST_ADDRESSES else None, tuple(unanswered)

    def _numbers(self, question: Dns[str], answer: Answer[str]) -> list[tuple[int, int]]:
        """The addresses of an answer, each with its number of bits."""
        if question not in self.numbers:
            self.numbers[question] = [one for text in answer.records for one in _number(text)]
        return self.numbers[question]

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


def _number(text: str) -> tuple[tuple[int, int], ...]:
    four = parse_ip4(text)
    if four is not None:
        return ((32, four),)
    six = parse_ip6(text)
    return () if six is None else ((128, six),)


def _network(bits: int, number: int, prefix4: int, prefix6: int) -> Network:
    """The network around an address that ``a`` or ``mx`` allows."""
    prefix = prefix4 if bits == 32 else prefix6
    return Network(bits, number >> (bits - prefix) << (bits - prefix), prefix)
