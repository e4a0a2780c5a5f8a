"""Which selectors does this domain have, as far as that can be known?  (RFC 6376 sections 3.1 and 3.6.2.1, RFC 8020)

The DNS does not list names. What it tells is whether there is anything below ``_domainkey`` at all; beyond that, the
selectors that providers give to everybody are asked for. So there are three answers: no keys, keys at unknown
selectors, and keys at these selectors.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Final, NamedTuple

from ...core.budget import DEFAULT_LIMITS, Budget, Limits
from ...core.evidence import Evidence
from ...core.findings import Finding
from ...core.outcome import Outcome, Unknown
from ...core.questions import Answer, Status, Txt, txt
from ...core.steps import Steps, ask_all, check
from ..arguments import expect, expect_texts
from ..rules import selectors as rules
from .answer import findings_of_answer, read_keys, without_parts
from .providers import provider_of, usual_selectors
from .publication import Place, judged, place_of, timed
from .record import KeyRecord, parse_key

__all__ = ["FoundSelector", "Presence", "Selectors", "selectors"]

_FEW: Final = ("default", "google", "selector1", "s1", "k1", "dkim", "mail")  # where there should be none
_NO_FAULT_HERE: Final = ("dkim.key-revoked",)  # a selector that was withdrawn is no fault of the domain


class Presence(Enum):
    """What is known of the keys of a domain."""

    NONE = "none"  # there are no keys
    HIDDEN = "hidden"  # there are some, or there were, at selectors nobody knows
    NAMED = "named"  # there are keys at these selectors; there may be others
    UNKNOWN = "unknown"  # nobody answered, or a wildcard hides it


class FoundSelector(NamedTuple):
    """One selector of a domain.

    Arguments:
        selector: the selector; ``*`` where a wildcard answers for all.
        provider: whose it is, as far as its CNAME or its name tells; empty otherwise.
        aliases: the names its CNAME chain leads through.
        record: its key record, the first where there are several; None where its CNAME leads to no key.
    """

    selector: str
    provider: str
    aliases: tuple[str, ...]
    record: KeyRecord | None

    @property
    def dangling(self) -> bool:
        """Whether it is an alias of a name without a key."""
        return self.record is None


class Selectors(NamedTuple):
    """What is known of the selectors of a domain.

    Arguments:
        domain: the domain, in normal form.
        presence: whether there are keys.
        found: the selectors that are known, in the order they were asked for.
        asked: how many were asked for.
    """

    domain: str
    presence: Presence
    found: tuple[FoundSelector, ...]
    asked: int

    @property
    def providers(self) -> tuple[str, ...]:
        """Whose selectors they are, each once."""
        return tuple(dict.fromkeys(one.provider for one in self.found if one.provider))


@check
def selectors(domain: str, *, known: Iterable[str] = (), limits: Limits = DEFAULT_LIMITS) -> Steps[Outcome[Selectors]]:
    """Look for the selectors of a domain, and judge the keys at them.

    Arguments:
        domain: the domain.
        known: selectors that are known from elsewhere, such as from ``s=`` of its messages; they are asked for first.
        limits: ``questions`` bounds the DNS questions.

    Returns:
        A check whose outcome's value says whether there are keys, and at which selectors; None when *domain* is none.

    Raises:
        UsageError: *domain* is no text, *known* is one text or holds what is none, or *limits* are none.

    >>> import deliverkit as dk
    >>> world = dk.TableResolver({("b.example", "A"): ["192.0.2.1"]})
    >>> found = dk.run(selectors("b.example"), resolver=world).value
    >>> found.presence.value
    'none'
    """
    expect("dkim.selectors(domain)", domain, str, "a text", "such as 'a.example'")
    expect("dkim.selectors(limits=...)", limits, Limits, "a dk.Limits", "leave it out for the default")
    known = expect_texts("dkim.selectors(known=...)", known, "('s1', 's2')")
    place = place_of(domain, "any")
    if isinstance(place, Finding):
        return Outcome(value=None, findings=(place,))
    name, budget = place.domain, Budget(limits)
    wanted = [place_of(name, one) for one in known]
    refused = tuple(one for one in wanted if isinstance(one, Finding))
    certain = tuple(dict.fromkeys(one for one in wanted if isinstance(one, Place)))
    asked = tuple(txt(one) for one in (f"_domainkey.{name}", _probe(name).name) if budget.spend("questions"))
    if len(asked) < 2:  # both are needed
        value = Selectors(name, Presence.UNKNOWN, (), 0)
        return Outcome(value=value, findings=refused, unknown=budget.unknown(f"selectors of {name}"))
    above, wild = yield from ask_all(asked)
    guesses = _guesses(above, name)
    places = tuple(one for one in dict.fromkeys((*certain, *guesses)) if budget.spend("questions"))
    answers: tuple[Answer[Txt], ...] = yield from ask_all(tuple(txt(one.name) for one in places))
    search = _Search(name, above, wild, tuple(zip(places, answers, strict=True)), certain)
    outcome = search.outcome()
    return outcome._replace(
        findings=refused + outcome.findings, unknown=outcome.unknown + budget.unknown(f"selectors of {name}")
    )


def _probe(domain: str) -> Place:
    """A selector that is nobody's, the same one for a domain every time: what stands there, a wildcard brings."""
    return Place(domain, f"x{hashlib.sha256(domain.encode('ascii')).hexdigest()[:24]}")


def _is_denied(above: Answer[Txt]) -> bool:
    """Whether ``_domainkey`` does not exist.

    "When a DNS resolver receives a response with a response code of NXDOMAIN, it means that the domain name which is
    thus denied AND ALL THE NAMES UNDER IT do not exist" (RFC 8020, abstract). Of an alias, its target is denied.
    """
    return above.status is Status.NO_NAME and not above.aliases


def _guesses(above: Answer[Txt], domain: str) -> tuple[Place, ...]:
    if above.status is Status.UNREACHABLE:
        return ()
    return tuple(Place(domain, one) for one in (_FEW if _is_denied(above) else usual_selectors()))


class _Search(NamedTuple):
    """What the name servers said of a domain: of ``_domainkey``, of a selector that is nobody's, and of the others."""

    domain: str
    above: Answer[Txt]
    wild: Answer[Txt]
    told: tuple[tuple[Place, Answer[Txt]], ...]
    certain: tuple[Place, ...]

    def outcome(self) -> Outcome[Selectors]:
        """What follows from it."""
        found = self._wildcard()
        findings: list[Finding] = []
        for place, answer in self.told:
            if self._is_wild(answer) and (found or place not in self.certain):
                continue  # found is the wildcard's key, which is told once
            found += _found(place, answer)
            if answer.records or answer.aliases or place in self.certain:
                findings += _judged(place, answer)
        presence, unknown = (Presence.NAMED, ()) if found else self._presence()
        value = Selectors(self.domain, presence, tuple(found), len(self.told))
        return Outcome(
            value=value, findings=(*self._general(value), *findings), unknown=(*unknown, *self._unanswered())
        )

    def _is_wild(self, answer: Answer[Txt]) -> bool:
        """Whether it is what a wildcard brings."""
        told = bool(answer.records or answer.aliases)
        return told and set(answer.records) == set(self.wild.records) and answer.aliases == self.wild.aliases

    def _wildcard(self) -> list[FoundSelector]:
        """The key that stands at every selector, if there is one."""
        found = _found(_probe(self.domain), self.wild) if self.wild.records else []
        return [one._replace(selector="*") for one in found]

    def _presence(self) -> tuple[Presence, tuple[Unknown, ...]]:
        """What is known where no selector is."""
        if _is_denied(self.above):
            return Presence.NONE, ()
        if Status.UNREACHABLE in (self.above.status, self.wild.status):
            return Presence.UNKNOWN, ()  # what was not answered is told elsewhere
        if self.wild.status is Status.NO_NAME and not self.wild.aliases:
            return Presence.HIDDEN, ()
        if self._is_wild(self.above):
            # a wildcard stands right below the closest name that exists (RFC 4592 section 3.3.1): one that brings both
            # _domainkey and what is below stands beside it, so there is no _domainkey
            return Presence.NONE, ()
        if self.wild.records or self.wild.aliases:
            return Presence.HIDDEN, ()
        # by RFC 9824, and by wildcards for other types, a name that does not exist looks like one without this type
        why = "names that do not exist are answered like names that do"
        return Presence.UNKNOWN, (Unknown(what=f"whether {self.domain} has DKIM keys", why=why),)

    def _general(self, value: Selectors) -> Iterator[Finding]:
        keys = tuple(one.selector for one in value.found if not one.dangling)
        if "*" in keys:
            probe = _probe(self.domain)
            text = self.wild.records[0].data
            finding = rules.wildcard_key(domain=self.domain, probe=probe.selector)
            yield finding.about(self.domain).seen_in(Evidence.cut(txt(probe.name).uri, text))
        if value.presence is Presence.NONE:
            yield rules.no_keys(domain=self.domain).about(self.domain)
        if value.presence is Presence.HIDDEN:
            yield rules.hidden_selectors(domain=self.domain, asked=value.asked).about(self.domain)
        if keys and _is_denied(self.above):
            yield rules.name_denied_above_keys(domain=self.domain, selectors=keys).about(self.domain)

    def _unanswered(self) -> Iterator[Unknown]:
        for answer, name in ((self.above, f"_domainkey.{self.domain}"), (self.wild, _probe(self.domain).name)):
            if answer.status is Status.UNREACHABLE:
                yield Unknown(what=f"what stands at {name}", why=answer.reason, question=txt(name))
        silent = [(place, answer) for place, answer in self.told if answer.status is Status.UNREACHABLE]
        for place, answer in silent[:1]:
            what = f"{len(silent)} selectors of {self.domain}" if len(silent) > 1 else f"the key at {place.name}"
            yield Unknown(what=what, why=answer.reason, question=txt(place.name))


def _found(place: Place, answer: Answer[Txt]) -> list[FoundSelector]:
    """The selector, when a key record or an alias without one stands there."""
    texts = read_keys(answer)
    if not texts and (answer.records or not answer.aliases):
        return []
    record = parse_key(texts[0]) if texts else None
    provider = provider_of(place.selector, answer.aliases)
    return [FoundSelector(place.selector, provider, answer.aliases, record)]


def _judged(place: Place, answer: Answer[Txt]) -> list[Finding]:
    of_answer = findings_of_answer(place.domain, place.selector, answer)
    of_keys = (
        finding for one in judged(place, answer) for finding in one.findings if finding.code not in _NO_FAULT_HERE
    )
    return list(timed((*of_answer, *without_parts(of_keys, of_answer)), answer))
