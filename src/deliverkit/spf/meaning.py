"""Does the record say what its owner means?  Everything that reads well and still goes wrong.

RFC 7208 sections 3.4, 4.7, 5, 6, 7 and 8.2. A record is judged as it was meant, so that faults of syntax hide nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ..core.findings import Finding
from .grammar import MECHANISMS, MODIFIERS, Term
from .macros import macro_letters
from .networks import host_bits, is_broad, is_everything, network_of, special
from .reading import Reading
from .remedies import on_condition
from .respelling import Speller, names_host
from .rules import content as rules
from .rules import lookups as lookup_rules
from .rules.changes import clip

__all__ = ["COSTING", "costing", "judge", "judge_ending", "too_long", "too_many_terms"]

COSTING: Final = ("include", "a", "mx", "ptr", "exists", "redirect")  # "terms cause DNS queries" (section 4.6.4)
_MEANT_AS_MECHANISMS: Final = frozenset({*MECHANISMS, "ip", "ipv4", "ipv6", "inlcude", "includes"} - {"all"})
_MAX_LOOKUPS: Final = 10
_MAX_OCTETS: Final = 450  # "if the combined length of the DNS name and the text of all the records is under 450"


def judge(reading: Reading) -> tuple[Finding, ...]:
    """What is wrong with the meaning of a record: one finding a rule, whatever number of terms it applies to."""
    return tuple(finding for one in _JUDGES for finding in one(reading))


def judge_ending(reading: Reading) -> tuple[Finding, ...]:
    """The same, but only what concerns the hosts that the record does not list, or all hosts."""
    return tuple(finding for one in _ENDINGS for finding in one(reading))


def costing(reading: Reading) -> list[int]:
    """The indexes of the terms that cost a look-up when nothing before them matches."""
    end = reading.all_index()
    found = [index for index, term in reading.mechanisms() if term.name in COSTING and (end is None or index < end)]
    redirect = reading.meant.modifier("redirect")
    if redirect is not None and end is None:
        found.append(reading.meant.terms.index(redirect))
    return found


def too_many_terms(reading: Reading) -> tuple[Finding, ...]:
    """The terms of this one record cost more look-ups than an evaluation may make."""
    indexes = costing(reading)
    if len(indexes) <= _MAX_LOOKUPS:
        return ()
    first = indexes[_MAX_LOOKUPS]
    finding = lookup_rules.too_many_lookups(
        domain=reading.domain, term=reading.show(first), limit=_MAX_LOOKUPS, record="", proposal=""
    )
    return (reading.seen(finding, indexes[_MAX_LOOKUPS:]),)


def _mechanism_as_modifier(reading: Reading) -> tuple[Finding, ...]:
    speller = Speller()
    changes: dict[int, str] = {}
    for index, term in reading.modifiers():
        if _is_mechanism(term.name):
            text = reading.show(index).replace("=", ":", 1)
            changes[index] = " ".join(speller.terms(text, ""))
    return reading.told(rules.mechanism_as_modifier, changes, changes)


def _is_mechanism(name: str) -> bool:
    """Whether a modifier of this *name* was meant as a mechanism that says whom to let pass."""
    return name in _MEANT_AS_MECHANISMS


def _not_a_hostname(reading: Reading) -> tuple[Finding, ...]:
    speller = Speller()
    odd = [index for index, term in enumerate(reading.meant.terms) if not names_host(term)]
    changes = {index: _elsewhere(reading, speller.terms(reading.show(index), "")) for index in odd}
    told = reading.told(rules.not_a_hostname, changes, changes)
    lost = tuple(dict.fromkeys(reading.show(index) for index, text in changes.items() if not text))
    if not lost:
        return told
    condition = f"once what {clip(', '.join(lost))} stands for is listed in it"
    return tuple(on_condition(finding, condition) for finding in told)


def _elsewhere(reading: Reading, texts: tuple[str, ...]) -> str:
    """Those of the guessed terms that do not lead back to the record itself."""
    own = (f"include:{reading.domain}", f"redirect={reading.domain}")
    return " ".join(text for text in texts if not text.lower().removesuffix(".").endswith(own))


def _pass_all(reading: Reading) -> tuple[Finding, ...]:
    return _ending(reading, "+", rules.pass_all)


def _neutral_all(reading: Reading) -> tuple[Finding, ...]:
    return _ending(reading, "?", rules.neutral_all)


def _ending(reading: Reading, qualifier: str, rule: Callable[..., Finding]) -> tuple[Finding, ...]:
    index = reading.all_index()
    if index is None or reading.meant.terms[index].qualifier != qualifier:
        return ()
    finding = rule(
        domain=reading.domain,
        term=reading.show(index),
        record=reading.published,
        repaired=reading.rewritten({index: "~all"}),
    )
    return (reading.seen(finding, [index]),)


def _no_ending(reading: Reading) -> tuple[Finding, ...]:
    if reading.all_index() is not None or reading.meant.modifier("redirect") is not None:
        return ()
    repaired = f"{reading.mended.text} ~all"
    finding = rules.no_ending(domain=reading.domain, record=reading.published, repaired=repaired)
    return (reading.seen(finding),)


def _term_after_all(reading: Reading) -> tuple[Finding, ...]:
    end = reading.all_index()
    if end is None:
        return ()
    behind = [index for index, _ in reading.mechanisms() if index > end]
    # the other mechanisms keep their order, and the first "all" goes behind the last of them
    changes = {index: "" for index, term in reading.mechanisms() if term.name == "all"}
    last = max(behind, default=end)
    changes[last] = f"{changes.get(last, reading.show(last))} {reading.show(end)}".strip()
    return reading.told(rules.term_after_all, behind, changes)


def _redirect_ignored(reading: Reading) -> tuple[Finding, ...]:
    redirect = reading.meant.modifier("redirect")
    if redirect is None or reading.all_index() is None:
        return ()
    index = reading.meant.terms.index(redirect)
    finding = rules.redirect_ignored(
        domain=reading.domain,
        term=reading.show(index),
        record=reading.published,
        repaired=reading.without([index]),
    )
    return (reading.seen(finding, [index]),)


def _whole_internet(reading: Reading) -> tuple[Finding, ...]:
    found = {index: term for index, term in reading.mechanisms() if is_everything(term)}
    changes = {index: _without_lengths(term) for index, term in found.items()}
    return reading.told(rules.whole_internet, found, changes)


def _without_lengths(term: Term) -> str:
    """The hosts that ``a`` or ``mx`` names, without the network around them; "" for a network."""
    if term.name not in ("a", "mx"):
        return ""
    return term.qualifier.replace("+", "") + term.name + (f":{term.domain}" if term.domain else "")


def _broad_network(reading: Reading) -> tuple[Finding, ...]:
    found = [index for index, term in reading.mechanisms() if is_broad(term) and not is_everything(term)]
    if not found:
        return ()
    return (reading.seen(rules.broad_network(terms=tuple(dict.fromkeys(map(reading.show, found)))), found),)


def _special_network(reading: Reading) -> tuple[Finding, ...]:
    found: dict[int, str] = {}
    for index, term in reading.mechanisms():
        network = network_of(term)
        use = None if network is None else special(network)
        if use is not None:
            found[index] = f"{use[0]}, {use[1]}"
    if not found:
        return ()
    finding = rules.special_network(
        domain=reading.domain,
        terms=tuple(dict.fromkeys(map(reading.show, found))),
        uses=tuple(found.values()),
        record=reading.published,
        repaired=reading.without(found),
    )
    return (reading.seen(finding, found),)


def _host_bits_set(reading: Reading) -> tuple[Finding, ...]:
    changes: dict[int, str] = {}
    for index, term in reading.mechanisms():
        network = network_of(term)
        first = None if network is None else host_bits(network)
        if first is not None and first.prefix:
            changes[index] = term.qualifier.replace("+", "") + first.term
    return reading.told(rules.host_bits_set, changes, changes)


def _ptr_mechanism(reading: Reading) -> tuple[Finding, ...]:
    return reading.told(rules.ptr_mechanism, [index for index, term in reading.mechanisms() if term.name == "ptr"])


def _p_macro(reading: Reading) -> tuple[Finding, ...]:
    found = [index for index, term in enumerate(reading.meant.terms) if "p" in macro_letters(term.domain or "")]
    if not found:
        return ()
    return (reading.seen(rules.p_macro(terms=tuple(dict.fromkeys(map(reading.show, found)))), found),)


def _duplicate_term(reading: Reading) -> tuple[Finding, ...]:
    seen: set[str] = set()
    again: list[int] = []
    end = reading.all_index()
    for index, _ in reading.mechanisms():
        text = reading.show(index).lower().lstrip("+-~?")
        if text in seen and (end is None or index < end):
            again.append(index)
        seen.add(text)
    return reading.told(rules.duplicate_term, again)


def _unknown_modifier(reading: Reading) -> tuple[Finding, ...]:
    found = [
        index for index, term in reading.modifiers() if term.name not in MODIFIERS and not _is_mechanism(term.name)
    ]
    return reading.told(rules.unknown_modifier, found)


_JUDGES: Final[tuple[Callable[[Reading], tuple[Finding, ...]], ...]] = (
    _mechanism_as_modifier,
    _not_a_hostname,
    _pass_all,
    _whole_internet,
    _no_ending,
    _neutral_all,
    _term_after_all,
    _redirect_ignored,
    _ptr_mechanism,
    _p_macro,
    _broad_network,
    _special_network,
    _host_bits_set,
    _duplicate_term,
    _unknown_modifier,
)


_ENDINGS: Final = (_pass_all, _whole_internet, _no_ending, _neutral_all)


def too_long(reading: Reading) -> tuple[Finding, ...]:
    """The record alone fills what an answer should hold."""
    length = len(reading.record.text)
    return (reading.seen(rules.long_record(length=length)),) if length > _MAX_OCTETS else ()
