"""Do SPF and DKIM speak for the author's domain, or for another?  (RFC 9989 sections 4.4 and 4.10.2)"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ..core.names import is_within
from .candidates import Candidate
from .discovery import Discovery
from .record import Mode, Record
from .result import Identifier
from .suffixes import registered_domain
from .walk import Stands, Walk, can_have_record, organizational_domains, same_organization, targets, walk_on

__all__ = ["MODE_TAGS", "MOST_WALKS", "align", "names_for"]

MOST_WALKS: Final = 10  # of identifiers; a mail can carry any number of valid signatures
_OPEN: Final = ("pass", "temperror")  # the results with which an identifier can decide
MODE_TAGS: Final = {"spf": "aspf", "dkim": "adkim"}


def names_for(walk: Walk, candidates: Sequence[Candidate]) -> tuple[str, ...]:
    """The domains to ask about for the walks of the identifiers that can decide, beyond what the author's walk asked.

    At most ten domains are walked from; what an identifier beyond them comes to stays unknown.
    """
    names = [name for domain in _walked(walk, candidates)[:MOST_WALKS] for name in targets(domain)]
    return tuple(name for name in dict.fromkeys(names) if name not in walk.stands and can_have_record(name))


def _walked(walk: Walk, candidates: Sequence[Candidate]) -> list[str]:
    """The domains whose organizational domain is not plain, and can be that of the author."""
    nearest = _nearest(walk)
    domains = dict.fromkeys(one.domain for one in candidates if one.is_eligible and one.result in _OPEN)
    return [domain for domain in domains if domain != walk.domain and _is_near(nearest, domain)]


def _nearest(walk: Walk) -> tuple[str, ...]:
    """What the organizational domain of the author can be, or stands below."""
    return organizational_domains(walk) or (walk.domain.rpartition(".")[2],)


def _is_near(nearest: tuple[str, ...], domain: str) -> bool:
    """Whether a domain can have the same organizational domain: it must be that one, or stand below it."""
    return any(is_within(domain, one) for one in nearest)


def align(candidates: Sequence[Candidate], found: Discovery, walk: Walk, stands: Stands) -> tuple[Identifier, ...]:
    """Judge each identifier.

    Arguments:
        candidates: the identifiers, in order.
        found: the record that applies.
        walk: the walk from the author's domain.
        stands: what stands at the domains it asked about, and at those of :func:`names_for`.
    """
    nearest = _nearest(walk)
    skipped = frozenset(_walked(walk, candidates)[MOST_WALKS:])
    identifiers: list[Identifier] = []
    for one in candidates:
        related: bool | None = False
        organization = ""
        if one.domain in skipped:
            related = None
        elif _is_near(nearest, one.domain):
            other = walk_on(one.domain, stands)
            organization = other.organizational_domain
            related = same_organization(walk, other)
        identifiers.append(_identifier(one, found, related, organization))
    return tuple(identifiers)


def _identifier(one: Candidate, found: Discovery, related: bool | None, organization: str) -> Identifier:
    mode = _mode(found.record, one.method)
    aligned = one.domain == found.domain if mode is Mode.STRICT else related
    return Identifier(
        method=one.method,
        domain=one.domain,
        result=one.result,
        aligned=aligned,
        mode=mode,
        organizational_domain=organization,
        legacy_aligned=_legacy_aligned(one, found),
        why=_why(one, found, aligned, mode),
        selector=one.selector,
        identity=one.identity,
        counts=one.is_eligible,
        related=related,
    )


def _mode(record: Record | None, method: str) -> Mode:
    if record is None:
        return Mode.RELAXED
    return record.aspf if method == "spf" else record.adkim


def _legacy_aligned(one: Candidate, found: Discovery) -> bool | None:
    older = found.legacy
    if one.domain == found.domain:
        return True
    # RFC 7489 section 3.1.1: "the Organizational Domains of both ... are equal", by the public suffix list
    if registered_domain(one.domain) != older.organizational_domain:
        return False
    return None if older.unreachable else _mode(older.record, one.method) is Mode.RELAXED


def _why(one: Candidate, found: Discovery, aligned: bool | None, mode: Mode) -> str:
    if aligned is None:
        return f"whether it belongs with {found.domain} depends on an answer that did not come"
    if not aligned and mode is Mode.STRICT:
        return f"{MODE_TAGS[one.method]}=s wants {found.domain} exactly"
    if not aligned:
        return f"it does not belong to {found.organizational_domain or found.domain}"
    if not one.is_eligible:
        return "the HELO name counts only where the envelope sender is null"
    if one.result != "pass":
        return f"only pass counts, not {one.result}"
    return (
        "it is the author's domain" if one.domain == found.domain else f"both belong to {found.organizational_domain}"
    )
