"""Which shorter record means the same?  Terms that allow nobody go first, then names become addresses ("flattening").

RFC 7208 section 4.6.4. Addresses in place of names are right until their owner changes them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Final, NamedTuple

from .ledger import Branch, Cost, Fate
from .networks import Network, network_of
from .reading import Reading

__all__ = ["Proposal", "collapsed", "flat", "shorten"]

_MAX_OCTETS: Final = 450
_MOST_NETWORKS: Final = 300
_MOST_PARTS: Final = 8


class Proposal(NamedTuple):
    """A record that stays within the limits.

    Arguments:
        text: the record for the domain; "" when none could be made.
        parts: the records it includes, as pairs of name and text; to be published first.
    """

    text: str = ""
    parts: tuple[tuple[str, str], ...] = ()


def shorten(reading: Reading, branch: Branch, limit: int) -> Proposal:
    """A record that means what ``reading.meant`` means and costs at most *limit* look-ups."""
    changes: dict[int, str] = {}
    total = branch.lookups
    seen: set[tuple[str, str]] = set()
    left: list[Cost] = []
    for cost in branch.costs:
        key = (cost.term.name, cost.text.lower().lstrip("+-~?"))
        if key in seen or (cost.fate is Fate.VOID and cost.branch is None):
            changes[cost.place] = ""
            total -= cost.lookups
        else:
            left.append(cost)
        seen.add(key)
    waiting = deque(sorted(_candidates(left), key=lambda one: one[0]))
    # the addresses may need records of their own, which cost look-ups as well: so more names may have to go
    for goal in range(limit, limit - _MOST_PARTS - 1, -1):
        while total > goal and waiting:
            _, cost, text = waiting.popleft()
            changes[cost.place] = text
            total -= cost.lookups
        proposal = _proposal(reading, changes, limit - total)
        if proposal.text:
            return proposal
    return Proposal()


def _proposal(reading: Reading, changes: dict[int, str], spare: int) -> Proposal:
    if spare < 0:
        return Proposal()
    text = reading.rewritten(changes)
    return Proposal(text) if len(text) <= _MAX_OCTETS else _in_parts(reading, changes, spare)


def _candidates(costs: Iterable[Cost]) -> Iterable[tuple[tuple[bool, float], Cost, str]]:
    """The terms that can be flattened, with their text then; hosts before includes, fewest octets a look-up first."""
    for cost in costs:
        if cost.term.name == "redirect":
            continue
        networks = flat(cost)
        if networks is None or len(networks) > _MOST_NETWORKS:
            continue
        qualifier = cost.term.qualifier.replace("+", "")
        text = " ".join(qualifier + network.term for network in collapsed(networks))
        yield (cost.branch is not None, len(text) / cost.lookups), cost, text


def flat(cost: Cost) -> tuple[Network, ...] | None:
    """The networks that *cost*'s term lets pass, and no others; None where they are not all known, or not so simple."""
    if cost.branch is None or cost.fate is not Fate.FOUND:
        return cost.networks if cost.fate is Fate.FOUND else None
    costs = {one.place: one for one in cost.branch.costs}
    found: list[Network] = []
    for place, term in enumerate(cost.branch.record.terms):
        if term.name == "all" and term.qualifier:
            return tuple(found) if term.qualifier != "+" else None
        if not term.qualifier and place not in costs:
            continue  # a modifier that leads nowhere
        network = network_of(term)
        below = (network,) if network is not None else flat(costs[place]) if place in costs else None
        if below is None or term.qualifier not in ("+", ""):
            return None
        found += below
    return tuple(found)


def collapsed(networks: Iterable[Network]) -> list[Network]:
    """The same addresses in as few networks as they need, IPv4 first."""
    import ipaddress

    four = [ipaddress.IPv4Network((one.number, one.prefix), strict=False) for one in networks if one.bits == 32]
    six = [ipaddress.IPv6Network((one.number, one.prefix), strict=False) for one in networks if one.bits == 128]
    found = [Network(32, int(one.network_address), one.prefixlen) for one in ipaddress.collapse_addresses(four)]
    return found + [Network(128, int(one.network_address), one.prefixlen) for one in ipaddress.collapse_addresses(six)]


def _in_parts(reading: Reading, changes: dict[int, str], spare: int) -> Proposal:
    """The addresses that may pass in records of their own, ``_spf1`` and so on, each of which costs a look-up."""
    terms = reading.rewritten(changes).split(" ")[1:]
    end = next((place for place, term in enumerate(terms) if term.lower().endswith("all")), len(terms))
    if any(term[:1] in "-~?" for term in terms[:end]):
        return Proposal()  # the order of the terms decides
    moved = [term for term in terms[:end] if term.lower().lstrip("+").startswith(("ip4:", "ip6:"))]
    texts: list[list[str]] = [[]]
    for term in moved:
        if sum(map(len, texts[-1])) + len(texts[-1]) + len(term) > _MAX_OCTETS - len("v=spf1  -all"):
            texts.append([])
        texts[-1].append(term)
    names = [f"_spf{number}.{reading.domain}" for number in range(1, len(texts) + 1)]
    kept = [term for term in terms if term not in moved]
    text = " ".join(["v=spf1", *(f"include:{name}" for name in names), *kept])
    if len(texts) > min(spare, _MOST_PARTS) or len(text) > _MAX_OCTETS:
        return Proposal()
    parts = (" ".join(["v=spf1", *part, "-all"]) for part in texts)
    return Proposal(text, tuple(zip(names, parts, strict=True)))
