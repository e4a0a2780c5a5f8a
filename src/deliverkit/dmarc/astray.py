"""Does the record stand at another name, where nobody looks for it?  (RFC 9989 sections 4.1 and 4.5)"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from ..core.evidence import Evidence
from ..core.findings import Finding
from ..core.names import fits, is_within, parents
from ..core.questions import Answer, Dns, Txt, txt
from .grammar import text_of
from .meant import looks_like_dmarc
from .merging import merge
from .record import read
from .rules import publication as rules
from .rules.publishing import owner_of

__all__ = ["Elsewhere", "judge_elsewhere", "other_names", "wildcards"]

_MOST_TOLD: Final = 10
_MOST_WILDCARDS: Final = 3


class Elsewhere(NamedTuple):
    """A question about a name where the record should not stand, and its answer."""

    question: Dns[Txt]
    answer: Answer[Txt]


def other_names(domain: str) -> tuple[Dns[Txt], ...]:
    """Where people and panels put the record by mistake; the last is a name that hardly anybody has."""
    owner = owner_of(domain)
    names = (
        domain,  # the record was entered without a name
        f"{owner}.{domain}",  # the panel appended the domain to a whole name
        f"dmarc.{domain}",  # the panel does not take underscores
        f"_dmarc.{owner}",
        f"_dmarc_.{domain}",
    )
    return tuple(txt(name) for name in names if fits(name))


def wildcards(domain: str, registered: str) -> tuple[Dns[Txt], ...]:
    """The wildcards that can answer for the record's name, the highest first."""
    above = [f"*.{name}" for name in parents(domain) if is_within(name, registered)]
    return tuple(txt(name) for name in reversed(above[-_MOST_WILDCARDS:]) if fits(name))


def judge_elsewhere(
    domain: str,
    place: Elsewhere,
    others: Sequence[Elsewhere],
    asked: Iterable[Elsewhere],
    *,
    has_record: bool,
) -> tuple[Finding, ...]:
    """What stands at names where nobody looks, and which wildcard answers for the record's own name.

    Arguments:
        domain: the domain.
        place: what stands at the record's name.
        others: what stands at :func:`other_names`.
        asked: what stands at the :func:`wildcards`.
        has_record: a record, or what was meant to be one, stands at its place.
    """
    wildcard, wild = _wildcard(others, asked)
    astray = _astray(domain, others, wild, has_record=has_record)
    return (*astray, *(() if wildcard is None else _answered(domain, place, wildcard, wild)))


def _astray(domain: str, places: Iterable[Elsewhere], wild: frozenset[bytes], *, has_record: bool) -> Iterator[Finding]:
    """What stands where nobody looks; it matters more where the domain has no record at its place."""
    for question, answer in places:
        records = (one for one in answer.records if question.name == domain or one.data not in wild)
        texts = tuple(text for text in map(text_of, records) if looks_like_dmarc(text))[:_MOST_TOLD]
        if not texts:
            continue
        if has_record:
            finding = rules.forgotten_record(domain=domain, found_at=question.name)
        else:
            repaired = merge(tuple(map(read, texts)))
            asks = read(repaired).policy.value
            finding = rules.misplaced_record(
                domain=domain,
                found_at=question.name,
                repaired=repaired,
                condition="" if asks == "none" else "once all mail you send passes DMARC, for nobody sees it now",
            )
            has_record = True  # one is enough
        yield finding.about(domain).seen_in(*(Evidence.cut(question.uri, text) for text in texts))


def _wildcard(others: Sequence[Elsewhere], asked: Iterable[Elsewhere]) -> tuple[Dns[Txt] | None, frozenset[bytes]]:
    """The wildcard that answers for names below the domain that nobody has, and with what."""
    # RFC 4592 section 2.2.1: where a name does not exist, a wildcard above answers for "*" below that name too, so that
    # the highest that answers so is the one that stands in the zone
    everywhere = frozenset(record.data for one in others[-1:] for record in one.answer.records)
    for question, answer in asked:
        wild = everywhere & {record.data for record in answer.records}
        if wild:
            return question, wild
    return None, frozenset()


def _answered(domain: str, place: Elsewhere, wildcard: Dns[Txt], wild: frozenset[bytes]) -> Iterator[Finding]:
    """What is to be said where what stands at the record's name comes from a *wildcard*."""
    meant: list[str] = []
    others: list[str] = []
    for record in place.answer.records:
        if record.data in wild:
            text = text_of(record)
            (meant if looks_like_dmarc(text) else others).append(text)
    for rule, texts in ((rules.wildcard_record, meant), (rules.wildcard_text, others)):
        if texts:
            finding = rule(name=place.question.name, wildcard=wildcard.name, texts=tuple(texts[:_MOST_TOLD]))
            yield finding.about(domain).seen_in(*(Evidence.cut(wildcard.uri, text) for text in texts[:_MOST_TOLD]))
