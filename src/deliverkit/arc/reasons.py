"""What is there to say of the links of a chain that do not fit?  (RFC 8617 section 5.2, steps 4 to 6)"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ..core.evidence import Evidence
from ..core.findings import Finding
from ..dkim.keys.public import PublicKey
from ..dkim.verifying.result import Leg
from ..message.places import in_field
from .links import question_of
from .result import Link
from .rules import links as rules
from .sets import SEAL, SIGNATURE
from .structure import Fault

__all__ = ["changed_on_the_way", "seal_faults", "signature_faults", "uncovered_body"]

_MOST_NAMES: Final = 30  # names of h= that a finding carries


def _shown(link: Link, tag: str) -> Evidence:
    return in_field(link.header.field, *link.header.span(tag))


def signature_faults(instance: int, link: Link, seal: Link, now: float | None) -> Iterator[Fault]:
    """Why the newest message signature does not fit, unusable keys apart; what is told with *seal* is left out here."""
    header = link.header
    domain = header.domain
    found: list[Finding] = []
    if link.expired and header.expires_at is not None and now is not None:
        seconds = int(now - header.expires_at)
        told = rules.expired_signature(instance=instance, domain=domain, seconds=seconds)
        found.append(told.seen_in(_shown(link, "x")))
    if link.too_long:
        told = rules.length_beyond_body(instance=instance, domain=domain, length=header.length or 0, body=link.whole)
        found.append(told.seen_in(_shown(link, "l")))
    if link.body is Leg.DIFFERS:
        told = rules.altered_body(instance=instance, domain=domain, covered=link.covered)
        found.append(told.seen_in(_shown(link, "bh")))
    if link.signed is Leg.DIFFERS:
        told = rules.altered_header(
            instance=instance,
            domain=domain,
            fields=tuple(dict.fromkeys(header.names))[:_MOST_NAMES],
            recovered=header.key_type == "rsa",
        )
        found.append(told.seen_in(_shown(link, "h")))
    if link.signed is Leg.FOREIGN and not _shared(link, seal):
        found.append(_foreign(instance, (SIGNATURE,), link, intact=False))
    yield from (Fault(instance, one.about(domain)) for one in found)


def _shared(signature: Link, seal: Link) -> bool:
    """Whether one key made neither of both."""
    same = question_of(signature.header) == question_of(seal.header)
    return same and signature.signed is Leg.FOREIGN and seal.signed is Leg.FOREIGN


def _foreign(instance: int, fields: tuple[str, ...], link: Link, *, intact: bool) -> Finding:
    key = link.read.key if link.read else None
    bits = key.bits if isinstance(key, PublicKey) else 0
    domain, selector = link.domain, link.selector
    told = rules.foreign_key(
        instance=instance, fields=fields, domain=domain, selector=selector, bits=bits, intact=intact
    )
    return told.about(domain).seen_in(_shown(link, "b"))


def seal_faults(seals: Sequence[Link], newest: Link) -> Iterator[Fault]:
    """Why seals do not fit, unusable keys apart; *seals* are those of the sets 1, 2, and so on, *newest* is the newest
    message signature.

    Every seal covers those before it, signature and all. So the first of several in a row that do not fit tells whose
    field was changed, and the first that fits again was made when it had been changed already.
    """
    at = 0
    while at < len(seals):
        first, leg = at, seals[at].signed
        at += 1
        if leg not in (Leg.DIFFERS, Leg.FOREIGN):
            continue
        while at < len(seals) and seals[at].signed is Leg.DIFFERS:
            at += 1
        if leg is Leg.FOREIGN and at == first + 1:
            intact = at < len(seals) and seals[at].signed is Leg.FITS
            both = at == len(seals) and _shared(newest, seals[first])
            fields = (SIGNATURE, SEAL) if both else (SEAL,)
            yield Fault(at, _foreign(at, fields, seals[first], intact=intact))
        else:
            yield Fault(first + 1, _altered(seals, first, at))


def _altered(seals: Sequence[Link], first: int, end: int) -> Finding:
    """The seals from *first* on do not fit, up to that before *end*."""
    here = seals[first]
    domain, next_domain = seals[end - 1].domain, seals[end].domain if end < len(seals) else ""
    if here.signed is Leg.FOREIGN:
        told = rules.damaged_seal(first=first + 1, last=end, domain=domain, next_domain=next_domain)
        return told.about(here.domain).seen_in(_shown(here, "b"))
    since = first
    while since and seals[since - 1].signed is Leg.NOT_JUDGED:
        since -= 1  # whether that one fits is not known, so it may be a field of its set
    told = rules.altered_set(
        since=since + 1,
        first=first + 1,
        last=end,
        domain=domain,
        next_domain=next_domain,
        recovered=here.header.key_type == "rsa",
    )
    return told.about(here.domain).seen_in(in_field(here.header.field))


def uncovered_body(instance: int, link: Link) -> Iterator[Finding]:
    """That octets of the body stand behind what a message signature covers; nothing where the body does not fit."""
    loose = link.whole - link.covered
    if link.body is Leg.FITS and loose:
        told = rules.uncovered_body(instance=instance, domain=link.domain, covered=link.covered, uncovered=loose)
        yield told.about(link.domain).seen_in(_shown(link, "l"))


def changed_on_the_way(instance: int, link: Link, next_domain: str, why: str) -> Finding:
    """That an older message signature does not fit, and in which part."""
    differs = (link.body is Leg.DIFFERS or link.too_long, link.signed is Leg.DIFFERS)
    part = why or {(True, True): "both", (True, False): "body", (False, True): "header"}.get(differs, "")
    if not part:
        part = "expired" if link.expired else "another key" if link.signed is Leg.FOREIGN else "no usable key"
    told = rules.changed_on_the_way(
        instance=instance, domain=link.domain, next_domain=next_domain, part=part, oldest_pass=instance + 1
    )
    return told.about(link.domain).seen_in(in_field(link.header.field))
