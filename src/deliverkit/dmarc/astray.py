"""Does the record stand at another name, where nobody looks for it?  (RFC 9989 sections 4.1 and 4.5)"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from ..core.evidence import Evidence
from ..core.findings import Finding
from ..core.names import fits
from ..core.questions import Answer, Dns, Txt, txt
from .grammar import text_of
from .meant import looks_like_dmarc
from .merging import merge
from .record import read
from .rules import publication as rules
from .rules.publishing import owner_of

__all__ = ["Elsewhere", "judge_astray", "judge_wildcard", "other_names", "wildcard_of"]

_MOST_TOLD: Final = 10


class Elsewhere(NamedTuple):
    """A question about a name where the record should not stand, and its answer."""

    question: Dns[Txt]
    answer: Answer[Txt]


def other_names(domain: str) -> tuple[Dns[Txt], ...]:
    """Where people and panels put the record by mistake."""
    owner = owner_of(domain)
    names = (
        domain,  # the record was entered without a name
        f"{owner}.{domain}",  # the panel appended the domain to a whole name
        f"dmarc.{domain}",  # the panel does not take underscores
        f"_dmarc_.{domain}",
        f"_dmarc.{owner}",
    )
    return tuple(txt(name) for name in names if fits(name))


def wildcard_of(domain: str) -> Dns[Txt]:
    """The wildcard that would answer for the record's name."""
    return txt(f"*.{domain}")


def judge_astray(domain: str, places: tuple[Elsewhere, ...], *, has_record: bool) -> Iterator[Finding]:
    """What stands at names where nobody looks; it matters more where the domain has no record at its place."""
    for question, answer in places:
        texts = tuple(text for text in map(text_of, answer.records) if looks_like_dmarc(text))[:_MOST_TOLD]
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


def judge_wildcard(domain: str, at_place: Elsewhere, wildcards: Iterable[Elsewhere]) -> Iterator[Finding]:
    """Whether what stands at the record's name comes from a wildcard."""
    here = {record.data for record in at_place.answer.records}
    for question, answer in wildcards:
        texts = tuple(text_of(record) for record in answer.records if record.data in here)[:_MOST_TOLD]
        if texts:
            finding = rules.wildcard_record(name=at_place.question.name, wildcard=question.name, texts=texts)
            yield finding.about(domain).seen_in(*(Evidence.cut(question.uri, text) for text in texts))
