"""What does the record say, what was meant, and how is it told?  One record on its way through a lint."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Final, NamedTuple

from ..core.evidence import Evidence
from ..core.findings import Finding
from .grammar import Record, Term, parse
from .repair import Mended, mend

__all__ = ["Reading", "read"]

_MOST_SHOWN: Final = 10  # pieces of evidence in one finding


class Reading(NamedTuple):
    """One record.

    Arguments:
        domain: the domain it stands at.
        source: where it was read, for evidence.
        published: the text that a remedy replaces.
        record: the record as it reads.
        mended: the same with its syntax mended.
        meant: the mended record; its terms are those of ``mended.pieces``.
    """

    domain: str
    source: str
    published: str
    record: Record
    mended: Mended
    meant: Record

    def show(self, index: int) -> str:
        """The text of the term at *index* of ``meant``."""
        return self.mended.pieces[index].text

    def mechanisms(self) -> list[tuple[int, Term]]:
        """The mechanisms of ``meant`` with their indexes."""
        return [(index, term) for index, term in enumerate(self.meant.terms) if term.qualifier]

    def modifiers(self) -> list[tuple[int, Term]]:
        """The modifiers of ``meant`` with their indexes."""
        return [(index, term) for index, term in enumerate(self.meant.terms) if not term.qualifier]

    def all_index(self) -> int | None:
        """The index of the first ``all``."""
        return next((index for index, term in self.mechanisms() if term.name == "all"), None)

    def rewritten(self, changes: Mapping[int, str]) -> str:
        """The text of ``meant`` with the terms at some indexes replaced by other text, or taken out."""
        kept = (changes.get(index, piece.text) for index, piece in enumerate(self.mended.pieces))
        return " ".join(["v=spf1", *filter(None, kept)])

    def without(self, indexes: Iterable[int]) -> str:
        """The text of ``meant`` without the terms at *indexes*."""
        return self.rewritten(dict.fromkeys(indexes, ""))

    def evidence(self, index: int) -> Evidence:
        """The record with the term at *index* of ``meant`` marked where it stands in ``record``."""
        piece = self.mended.pieces[index]
        return Evidence.cut(self.source, self.record.text.encode("latin-1"), piece.start, piece.end)

    def seen(self, finding: Finding, indexes: Iterable[int] = ()) -> Finding:
        """*finding*, about this domain, with the terms at *indexes* as its evidence."""
        shown = map(self.evidence, islice(indexes, _MOST_SHOWN))
        return finding.about(self.domain).seen_in(*shown)

    def told(
        self, rule: Callable[..., Finding], indexes: Iterable[int], changes: Mapping[int, str] | None = None
    ) -> tuple[Finding, ...]:
        """The finding of a *rule* with ``terms``, each once, for those at *indexes*; none when there are none.

        Its remedy makes *changes*, or takes these terms out when none are given.
        """
        found = tuple(indexes)
        if not found:
            return ()
        terms = tuple(dict.fromkeys(map(self.show, found)))
        repaired = self.without(found) if changes is None else self.rewritten(changes)
        finding = rule(domain=self.domain, terms=terms, record=self.published, repaired=repaired)
        return (self.seen(finding, found),)


def read(text: str, domain: str, source: str, published: str) -> Reading:
    """Read the record *text*, one character an octet, and mend it."""
    record = parse(text)
    mended = mend(record)
    return Reading(domain, source, published, record, mended, parse(mended.text))
