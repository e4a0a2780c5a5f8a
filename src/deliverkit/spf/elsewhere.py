"""Does a record that the terms lead to match the whole world, or say nothing?  (RFC 7208 sections 5.2 and 6.1)

The record behind a redirect decides in place of the domain's own, so its ending is judged as the domain's would be. Of
the records behind an include only a match counts, so they are searched for a term that matches every address.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from ..core.evidence import Evidence
from ..core.findings import Finding
from ..core.names import is_within
from ..core.questions import txt
from .grammar import Term
from .ledger import Branch, Cost, Fate
from .meaning import judge_ending
from .networks import is_everything
from .reading import Reading, read
from .remedies import advice
from .rules import publication as rules
from .walk import live_terms

__all__ = ["judge_elsewhere"]

_MOST_TOLD: Final = 10  # includes that match every address
_MOST_REPAIRED: Final = 3  # of them that carry a whole record


def judge_elsewhere(reading: Reading, branch: Branch) -> tuple[Finding, ...]:
    """What the records behind redirects end in, and which includes match every address."""
    chain = _redirects(branch)
    found = [finding for one in chain[1:] for finding in _ending(reading, one, branch.costs[-1].place)]
    return (*found, *islice(_open_includes(reading, chain), _MOST_TOLD))


def _redirects(branch: Branch) -> list[Branch]:
    """The record, the one that its redirect leads to, and so on."""
    chain = [branch]
    while below := [one for _, one in _below(chain[-1], "redirect")]:
        chain += below
    return chain


def _below(branch: Branch, *names: str) -> list[tuple[Cost, Branch]]:
    """The terms of these *names* that lead to a record, each with the record."""
    return [
        (cost, cost.branch)
        for cost in branch.costs
        if cost.term.name in names and cost.fate is Fate.FOUND and cost.branch is not None
    ]


def _ending(reading: Reading, branch: Branch, place: int) -> Iterator[Finding]:
    """What is wrong with the end of a record behind the redirect at *place*; none but its owner can mend it."""
    domain, text = branch.domain, branch.record.text
    own = is_within(domain, reading.domain) or is_within(reading.domain, domain)
    for finding in judge_ending(read(text, domain, txt(domain).uri, text)):
        seen = finding.seen_in(reading.evidence(place))
        yield seen if own else advice(seen, f"tell the owner of {domain}: {seen.remedy.text}")


def _open_includes(reading: Reading, chain: list[Branch]) -> Iterator[Finding]:
    """A finding for each include, of the record or of one behind its redirect, that matches every address."""
    told = 0
    for number, branch in enumerate(chain):
        path = tuple(one.domain for one in chain[1 : number + 1])
        for below, places in _includes(branch).values():
            for way, last, term in _matches(below):
                mine = [chain[0].costs[-1].place] if path else places
                # each record is as long as the domain's own: the first few findings carry one
                whole = not path and told < _MOST_REPAIRED
                finding = rules.open_branch(
                    domain=reading.domain,
                    term=reading.show(mine[0]),
                    path=(*path, *way)[1:],
                    match=last.record.show(term),
                    ends_at=last.domain,
                    record=reading.published if whole else "",
                    repaired=reading.without(mine) if whole else "",
                )
                told += 1
                text = last.record.text.encode("latin-1")
                evidence = Evidence.cut(txt(last.domain).uri, text, term.start, term.end)
                yield reading.seen(finding, mine).seen_in(evidence)


def _includes(branch: Branch) -> dict[str, tuple[Branch, list[int]]]:
    """The records that a record includes by their names, each with the places of the terms."""
    found: dict[str, tuple[Branch, list[int]]] = {}
    for cost, below in _below(branch, "include"):
        found.setdefault(cost.target, (below, []))[1].append(cost.place)
    return found


def _matches(branch: Branch) -> tuple[tuple[tuple[str, ...], Branch, Term], ...]:
    """The first term in *branch* and below that lets every address pass, with the domains on the way; or none."""
    waiting: list[tuple[tuple[str, ...], Branch]] = [((branch.domain,), branch)]
    while waiting:
        way, one = waiting.pop()
        for _, term in live_terms(one.record):
            if term.qualifier == "+" and (term.name == "all" or is_everything(term)):
                return ((way, one, term),)
        passed_on = [below for cost, below in _below(one, "include", "redirect") if cost.term.qualifier in ("+", "")]
        waiting += [((*way, below.domain), below) for below in reversed(passed_on)]
    return ()
