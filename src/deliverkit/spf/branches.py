"""What is wrong with what the terms lead to?  Broken branches, loops, void names, and more look-ups than allowed."""

from __future__ import annotations

from collections import Counter
from itertools import accumulate, chain
from typing import Any, Final, NamedTuple

from ..core.evidence import Evidence
from ..core.findings import Finding
from ..core.outcome import Unknown
from ..core.questions import Dns, txt
from ..core.records import RecordChange
from .elsewhere import judge_elsewhere
from .ledger import Branch, Cost, Fate, nodes
from .reading import Reading
from .rules import lookups as lookup_rules
from .rules import publication as rules
from .settings import Settings
from .shortening import collapsed, shorten
from .walk import Walk

__all__ = ["judge_branches", "unanswered"]

_PROBLEMS: Final = {
    Fate.NO_RECORD: "has no SPF record",
    Fate.SEVERAL_RECORDS: "has several SPF records",
    Fate.FAULTY_RECORD: "has an SPF record that cannot be read",
    Fate.TOO_MANY_HOSTS: "has more than 10 mail exchangers",
}
_MISSING: Final = {
    "include": lookup_rules.include_without_record,
    "redirect": lookup_rules.redirect_without_record,
}
_HERE: Final[tuple[str, ...]] = ()
_MOST_REPEATED: Final = 10
_MOST_TOLD: Final = 40  # broken terms told one by one
_MOST_REPAIRED: Final = 3  # of them that carry a whole record
_MAX_OCTETS: Final = 450


def judge_branches(reading: Reading, branch: Branch, settings: Settings) -> tuple[Finding, ...]:
    """What is wrong with the branches of a record, in the order of its terms."""
    return (
        *_broken_terms(reading, branch, settings),
        *judge_elsewhere(reading, branch),
        *_void_terms(reading, branch),
        *_too_many_voids(reading, branch, settings),
        *_too_many_lookups(reading, branch, settings),
        *_repeated(reading, branch),
    )


class _Told(NamedTuple):
    """A record as a finding holds it; all but the first few hold none, because each is as long as the domain's own."""

    reading: Reading
    places: list[int]  # of equal terms
    settings: Settings
    whole: bool

    @property
    def record(self) -> str:
        return self.reading.published if self.whole else ""

    @property
    def repaired(self) -> str:
        return self.reading.without(self.places) if self.whole else ""


def _broken_terms(reading: Reading, branch: Branch, settings: Settings) -> tuple[Finding, ...]:
    """A finding for each term that ends every evaluation in permerror, equal terms together."""
    equal: dict[str, list[Cost]] = {}
    for cost in branch.costs:
        equal.setdefault(cost.text.lower(), []).append(cost)
    broken = [(costs, broken) for costs in equal.values() for broken in _broken(costs[0])]
    found: list[Finding] = []
    for costs, (path, one) in broken[:_MOST_TOLD]:
        told = _Told(reading, [cost.place for cost in costs], settings, len(found) < _MOST_REPAIRED)
        finding = _of_fate(told, costs[0], path, one)
        found.append(reading.seen(finding, told.places).seen_in(*_faulty(one)))
    left = [cost.place for costs, _ in broken[_MOST_TOLD:] for cost in costs]
    if left:
        everywhere = [cost.place for costs, _ in broken for cost in costs]
        more = rules.many_broken_branches(
            domain=reading.domain,
            count=len(left),
            record=reading.published,
            repaired=reading.without(everywhere),
        )
        found.append(reading.seen(more, left))
    return tuple(found)


def _broken(cost: Cost) -> tuple[tuple[tuple[str, ...], Cost], ...]:
    """The first thing in the branch of one term that ends every evaluation in permerror, and the way to it; or none."""
    inner = nodes(cost.branch) if cost.branch is not None else iter(())
    for path, one in chain([(_HERE, cost)], inner):
        if one.fate is Fate.LOOP or one.fate in _PROBLEMS:
            return ((path, one),)
    return ()


def _faulty(cost: Cost) -> tuple[Evidence, ...]:
    """Where the record that a term leads to cannot be read."""
    if cost.fate is not Fate.FAULTY_RECORD or cost.branch is None:
        return ()
    text = cost.branch.record.text.encode("latin-1")
    return tuple(
        Evidence.cut(txt(cost.target).uri, text, term.start, term.end) for term in cost.branch.record.faults[:1]
    )


def _of_fate(told: _Told, cost: Cost, path: tuple[str, ...], one: Cost) -> Finding:
    """The finding for *one*, which the term of *cost* leads to through the records of *path*."""
    domain = told.reading.domain
    direct = _MISSING.get(cost.term.name) if not path and one.fate is Fate.NO_RECORD else None
    if one.fate is Fate.LOOP:
        way = (domain, *path, one.target)
        return rules.include_loop(domain=domain, term=cost.text, path=way, record=told.record, repaired=told.repaired)
    if direct is not None:
        return direct(domain=domain, target=one.target, record=told.record, repaired=told.repaired)
    if not path and one.fate is Fate.TOO_MANY_HOSTS:
        return _too_many_hosts(told, cost)
    return rules.broken_branch(
        domain=domain,
        term=cost.text,
        path=(*path, one.target)[1:],
        broken=one.target,
        problem=_PROBLEMS[one.fate],
        record=told.record,
        repaired=told.repaired,
    )


def _too_many_hosts(told: _Told, cost: Cost) -> Finding:
    """The addresses of the hosts in place of the mx, where all are known and they leave the record short."""
    repaired = ""
    if cost.networks and told.whole:
        qualifier = cost.term.qualifier.replace("+", "")
        terms = " ".join(qualifier + network.term for network in collapsed(cost.networks))
        text = told.reading.rewritten({**dict.fromkeys(told.places, ""), told.places[0]: terms})
        repaired = text if len(text) <= _MAX_OCTETS else ""
    return lookup_rules.too_many_mail_exchangers(
        domain=told.reading.domain,
        term=cost.text,
        count=len(cost.hosts),
        limit=told.settings.max_addresses,
        record=told.record,
        repaired=repaired,
    )


def _void_terms(reading: Reading, branch: Branch) -> tuple[Finding, ...]:
    return reading.told(rules.void_term, [cost.place for cost in branch.costs if cost.fate is Fate.VOID])


def _too_many_voids(reading: Reading, branch: Branch, settings: Settings) -> tuple[Finding, ...]:
    limit = settings.max_void_lookups
    if len(branch.voids) <= limit:
        return ()
    mine = [cost.place for cost in branch.costs if cost.fate is Fate.VOID]
    left = sum(len(cost.voids) for cost in branch.costs if cost.fate is not Fate.VOID)
    over = _exceeds(branch, [len(cost.voids) for cost in branch.costs], limit)
    finding = lookup_rules.too_many_void_lookups(
        domain=reading.domain,
        term=over.text,
        limit=limit,
        voids=branch.voids[:20],
        record=reading.published,
        repaired=reading.without(mine) if left <= limit else "",
    )
    return (reading.seen(finding, [over.place]),)


def _exceeds(branch: Branch, spent: list[int], limit: int) -> Cost:
    """The term of the record with which the sum of what is *spent* passes *limit*."""
    sums = accumulate(spent)
    return next(cost for cost, total in zip(branch.costs, sums, strict=True) if total > limit)


def _too_many_lookups(reading: Reading, branch: Branch, settings: Settings) -> tuple[Finding, ...]:
    limit = settings.max_lookups
    # a loop goes on for ever, and is told of as such: it is the others that are counted
    counted = branch._replace(costs=tuple(cost for cost in branch.costs if not _loops(cost)))
    if counted.lookups <= limit:
        return ()
    over = _exceeds(counted, [cost.lookups for cost in counted.costs], limit)
    proposal = shorten(reading, branch, limit)
    finding = lookup_rules.too_many_lookups(
        domain=reading.domain,
        term=over.text,
        limit=limit,
        record=reading.published,
        proposal="" if proposal.parts else proposal.text,
    )
    found = [reading.seen(finding, [over.place])]
    if proposal.parts:
        changes = [RecordChange(owner=name, rdtype="TXT", value=text) for name, text in proposal.parts]
        lines = tuple(change.zone_line for change in changes)
        more = rules.shorter_in_parts(domain=reading.domain, parts=lines, record=proposal.text)
        found.append(reading.seen(more))
    return tuple(found)


def _loops(cost: Cost) -> bool:
    inner = nodes(cost.branch) if cost.branch is not None else iter(())
    return any(one.fate is Fate.LOOP for _, one in chain([(_HERE, cost)], inner))


def _repeated(reading: Reading, branch: Branch) -> tuple[Finding, ...]:
    """Records that are reached on different ways; the same term twice is another finding."""
    reached = [one for _, one in nodes(branch) if one.branch is not None]
    times = Counter(one.target for one in reached)
    costs = {one.target: one.lookups for one in reached}
    mine = Counter(one.target for one in branch.costs)
    again = [target for target, count in times.items() if count > max(mine[target], 1)]
    return tuple(
        reading.seen(rules.repeated_branch(target=target, times=times[target], lookups=costs[target]))
        for target in again[:_MOST_REPEATED]
    )


def unanswered(walk: Walk, branch: Branch) -> tuple[Unknown, ...]:
    """The questions behind the ledger that nobody answered, and the limit that kept some from being asked."""
    asked: dict[Dns[Any], str] = {}
    for path, cost in nodes(branch):
        for question in cost.unanswered:
            if question in walk.answers:
                asked.setdefault(question, f"SPF term {cost.text} of {path[-1]}")
    found = [
        Unknown(what=what, why=walk.answers[question].reason, question=question) for question, what in asked.items()
    ]
    return (*found, *walk.budget.unknown(f"SPF look-ups of {branch.domain}"))
