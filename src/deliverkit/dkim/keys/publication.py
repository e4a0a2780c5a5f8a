"""Is the key of this selector published, and is it right?  (RFC 6376 sections 3.6.1 and 3.6.2)"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final, NamedTuple

from ...core.budget import DEFAULT_LIMITS, Budget, Limits
from ...core.evidence import Evidence
from ...core.findings import Finding
from ...core.names import fits, is_hostname, to_ascii
from ...core.outcome import Outcome, Unknown
from ...core.questions import Answer, Dns, Status, Txt, txt
from ...core.steps import Steps, ask, ask_all, check
from ..arguments import expect
from ..rules import key as key_rules
from ..rules import selectors as rules
from .answer import findings_of_answer, read_keys, where_it_stands, without_parts
from .cache import ReadKey, read_key
from .public import PublicKey
from .record import KeyRecord

__all__ = ["Place", "judged", "key", "place_of", "timed"]

_DOMAINKEY: Final = "._domainkey"
_MOST_JUDGED: Final = 10  # key records at one selector
_SHOWN: Final = 255


class Place(NamedTuple):
    """Where a key is looked for: domain and selector, both in normal form."""

    domain: str
    selector: str

    @property
    def name(self) -> str:
        """The name of its record."""
        return f"{self.selector}{_DOMAINKEY}.{self.domain}"


@check
def key(domain: str, selector: str, *, limits: Limits = DEFAULT_LIMITS) -> Steps[Outcome[KeyRecord]]:
    """Check the key that a domain publishes at a selector.

    Arguments:
        domain: the domain, as in ``d=``.
        selector: the selector, as in ``s=``; the whole name, ``s1._domainkey.a.example``, will do.
        limits: ``questions`` bounds the DNS questions; there are 5 at most.

    Returns:
        A check whose outcome's value is the key record, the usable one where there are several, or None where there is
        none. A look-up that fails is an unknown, never "no key".

    Raises:
        UsageError: *domain* or *selector* is no text, or *limits* are none. Any text will do.

    >>> import deliverkit as dk
    >>> world = dk.TableResolver({("s1._domainkey.a.example", "TXT"): ["v=DKIM1; p="]})
    >>> [finding.code for finding in dk.run(key("a.example", "s1"), resolver=world).findings]
    ['dkim.key-revoked']
    """
    expect("dkim.key(domain, ...)", domain, str, "a text", "such as 'a.example'")
    expect("dkim.key(..., selector)", selector, str, "a text", "where it is not known, dkim.selectors looks for some")
    expect("dkim.key(limits=...)", limits, Limits, "a dk.Limits", "leave it out for the default")
    place = place_of(domain, selector)
    if isinstance(place, Finding):
        return Outcome(value=None, findings=(place,))
    budget = Budget(limits)
    question = txt(place.name)
    if not budget.spend("questions"):
        return Outcome(value=None, unknown=budget.unknown(f"the key at {place.name}"))
    answer = yield from ask(question)
    if answer.status is Status.UNREACHABLE:
        return Outcome(value=None, unknown=(_unreachable(question, answer),))
    if not answer.records and not answer.aliases:
        astray = yield from _astray(place, budget)
        found = astray.findings or findings_of_answer(place.domain, place.selector, answer)
        return Outcome(value=None, findings=timed(found, answer), unknown=astray.unknown)
    reads = judged(place, answer)
    best = next((one for one in reads if isinstance(one.key, PublicKey)), reads[0] if reads else None)
    findings = findings_of_answer(place.domain, place.selector, answer)
    findings += without_parts((finding for one in reads for finding in one.findings), findings)
    return Outcome(value=None if best is None else best.record, findings=timed(findings, answer))


def place_of(domain: str, selector: str) -> Place | Finding:
    """Where the key stands that is meant, or why there is no such place."""
    name = to_ascii(domain.strip())
    if name is not None and _DOMAINKEY in f".{name}":
        # the whole name of the key was given for the domain
        before, _, name = f".{name}".rpartition(f"{_DOMAINKEY}.")
        selector = selector or before.removeprefix(".")
    if name is None or "." not in name or not is_hostname(name):
        return rules.not_a_domain(text=domain[:_SHOWN]).about(domain[:_SHOWN])
    label = to_ascii(selector.strip()) or ""
    label = label.removesuffix(f".{name}").partition(_DOMAINKEY)[0]
    if not is_hostname(label) or not fits(Place(name, label).name):
        return rules.not_a_selector(text=selector[:_SHOWN]).about(name)
    return Place(name, label)


def judged(place: Place, answer: Answer[Txt]) -> tuple[ReadKey, ...]:
    """The key records in *answer*, each read and judged; the first ten."""
    return tuple(read_key(place.domain, place.selector, text) for text in read_keys(answer)[:_MOST_JUDGED])


def _astray(place: Place, budget: Budget) -> Steps[Outcome[None]]:
    """Whether the key stands at another name, as panels and people misplace it."""
    questions = tuple(txt(name) for name in _other_names(place) if budget.spend("questions"))
    answers: tuple[Answer[Txt], ...] = yield from ask_all(questions)
    told = tuple(zip(questions, answers, strict=True))
    found = tuple(
        key_rules.misplaced_key(
            domain=place.domain,
            selector=place.selector,
            found_at=question.name,
            record=_usable(place, answer),
        )
        .about(place.domain)
        .seen_in(*(Evidence.cut(question.uri, text.encode("latin-1")) for text in read_keys(answer)[:1]))
        for question, answer in told
        if read_keys(answer)
    )
    unknown = tuple(_unreachable(question, answer) for question, answer in told if answer.status is Status.UNREACHABLE)
    if found:
        return Outcome(value=None, findings=found[:1])
    return Outcome(value=None, unknown=unknown + budget.unknown(f"whether the key of {place.name} stands elsewhere"))


def _other_names(place: Place) -> tuple[str, ...]:
    domain, selector = place
    names = [
        f"{place.name}.{domain}",  # the panel appended the domain to a whole name
        f"{selector}.domainkey.{domain}",  # the panel does not take underscores
        f"{selector}.{domain}",
    ]
    above = domain.partition(".")[2]
    if "." in above:
        names.append(f"{selector}{_DOMAINKEY}.{above}")
    return tuple(name for name in names if fits(name))


def _usable(place: Place, answer: Answer[Txt]) -> str:
    """The text of the only usable key record in *answer*; empty where there is none, or several."""
    texts = [one.record.text for one in judged(place, answer) if isinstance(one.key, PublicKey)]
    return texts[0] if len(texts) == 1 else ""


def _unreachable(question: Dns[Txt], answer: Answer[Txt]) -> Unknown:
    return Unknown(what=f"the key at {question.name}", why=answer.reason, question=question)


def timed(findings: Iterable[Finding], answer: Answer[Txt]) -> tuple[Finding, ...]:
    """The same findings, which say how long resolvers keep *answer*, and publish where the record really stands."""
    wait = None if answer.ttl is None else timedelta(seconds=answer.ttl)
    return tuple(finding.retest_after(wait) for finding in where_it_stands(findings, answer))
