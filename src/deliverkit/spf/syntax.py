"""What is wrong with the syntax of this SPF record?  All of it at once, with the record that was meant.

RFC 7208 section 4.6: "if there are any syntax errors anywhere in the record, check_host() returns immediately with the
result permerror, without further interpretation or evaluation".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ..core.evidence import Evidence
from ..core.findings import Finding
from ..core.questions import Txt
from .grammar import Record, parse
from .merging import merge
from .remedies import guarded
from .repair import Mended, Step, Wrong, mend
from .result import Lookup
from .rules import lookups as lookup_rules
from .rules import syntax as rules

__all__ = ["findings", "multiple", "of_steps"]

_RULES: Final = {
    Wrong.DETACHED_QUALIFIER: rules.detached_qualifier,
    Wrong.DETACHED_ARGUMENT: rules.detached_argument,
    Wrong.UNKNOWN_MECHANISM: rules.unknown_mechanism,
    Wrong.QUALIFIED_MODIFIER: rules.qualified_modifier,
    Wrong.BAD_ADDRESS: rules.bad_address,
    Wrong.BAD_PREFIX_LENGTH: rules.bad_prefix_length,
    Wrong.BAD_MACRO: rules.bad_macro,
    Wrong.BAD_DOMAIN: rules.bad_domain,
    Wrong.MISSING_ARGUMENT: rules.missing_argument,
    Wrong.UNEXPECTED_ARGUMENT: rules.unexpected_argument,
    Wrong.ODD_CHARACTER: rules.odd_character,
    Wrong.REPEATED_MODIFIER: rules.repeated_modifier,
    Wrong.MISSING_BLANK: rules.missing_blank,
}
_MOST_SHOWN: Final = 10  # of several records
_MOST_TOLD: Final = 40  # each finding carries the whole record twice


def findings(record: Record, domain: str, source: str) -> tuple[Finding, ...]:
    """One finding for each fault of *record*, in its order; their remedies publish the same mended record.

    Arguments:
        record: the record as it was read.
        domain: the domain it stands at.
        source: where it was read, such as ``dns:a.example?type=TXT``.

    Returns:
        The findings; beyond 40 of them the last says how many more there are. None when the record has no fault.
    """
    mended = mend(record)
    return guarded(of_steps(record, mended, domain, source, record.text), record, mended)


def of_steps(record: Record, mended: Mended, domain: str, source: str, published: str) -> tuple[Finding, ...]:
    """The same for a record that is mended already; *published* is the text that the remedies replace."""
    found = [_of_step(record, step, domain, source, published, mended.text) for step in mended.steps[:_MOST_TOLD]]
    left = len(mended.steps) - len(found)
    if left:
        more = rules.many_faults(domain=domain, count=left, record=published, repaired=mended.text)
        found.append(_seen(more, record, domain, source, mended.steps[_MOST_TOLD].marked))
    return tuple(found)


def _of_step(record: Record, step: Step, domain: str, source: str, published: str, repaired: str) -> Finding:
    rule = _RULES[step.wrong]
    term = record.text[step.start : step.end]
    finding = rule(domain=domain, term=term, instead=step.instead, record=published, repaired=repaired)
    return _seen(finding, record, domain, source, step.marked)


def _seen(finding: Finding, record: Record, domain: str, source: str, marked: tuple[int, int]) -> Finding:
    return finding.about(domain).seen_in(Evidence.cut(source, record.text.encode("latin-1"), *marked))


def multiple(lookup: Lookup, found: Sequence[Txt]) -> Finding:
    """The finding for a *lookup* that *found* several SPF records, with the one that merges them."""
    domain = lookup.question.name
    texts = tuple(record.data.decode("latin-1") for record in found)
    finding = lookup_rules.multiple_records(domain=domain, count=len(texts), merged=merge(texts), records=texts)
    cuts = [Evidence.cut(lookup.question.uri, text.encode("latin-1")) for text in texts[:_MOST_SHOWN]]
    told: tuple[Finding, ...] = (finding.about(domain).seen_in(*cuts),)
    for record in map(parse, texts):
        told = guarded(told, record, mend(record))
    return told[0]
