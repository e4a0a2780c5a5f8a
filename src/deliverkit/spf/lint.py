"""Is this SPF record right?  Every fault of a pasted record at once, without a look-up  (RFC 7208)."""

from __future__ import annotations

from ..core.errors import UsageError
from ..core.evidence import Evidence
from ..core.findings import Finding
from ..core.names import to_ascii
from ..core.outcome import Outcome
from . import syntax
from .grammar import Record, parse
from .joining import Joined, join
from .meaning import judge, too_long, too_many_terms
from .pasted import NearMiss, Pasted, begins_spf, near_miss, paste
from .reading import Reading, read
from .remedies import guarded
from .rules import form as rules

__all__ = ["lint"]

_SOURCE = "form:record"
_MAX_STRING = 255


def lint(record: str | bytes, *, domain: str = "") -> Outcome[Record]:
    """Name everything that is wrong with an SPF record, with the record that was meant.

    Arguments:
        record: the text of the record; or its strings in quotes; or a line of a zone file.
        domain: the domain it is to stand at, for the remedies; "@", or the owner in the zone file's line, if empty.

    Returns:
        An outcome whose value is the record as receivers read it, faults included, or None where they see no SPF record
        in it. The remedies replace the whole text that was pasted.

    Raises:
        UsageError: *record* is neither text nor bytes.

    >>> [finding.code for finding in lint("v=spf1 mx - all").findings]
    ['spf.detached-qualifier']
    """
    if not isinstance(record, str | bytes):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise UsageError(
            f"lint() takes the record's text, not {type(record).__name__}; for a domain: spf.publication()"
        )
    pasted = paste(record)
    owner = domain or pasted.owner
    owner = to_ascii(owner) or owner or "@"
    joined = join(pasted.strings)
    miss = None if begins_spf(joined.text) else near_miss(joined.text, bare=True)
    value = parse("".join(pasted.strings)) if _is_seen(pasted) else None
    if miss is None and not begins_spf(joined.text):
        return Outcome(value=None, findings=(_nothing_like_it(owner, pasted, joined),))
    reading = read(joined.text if miss is None else miss.text, owner, _SOURCE, pasted.whole)
    findings = (
        *_form(pasted, joined, miss, reading),
        *syntax.of_steps(reading.record, reading.mended, owner, _SOURCE, pasted.whole),
        *judge(reading),
        *too_many_terms(reading),
        *too_long(reading),
    )
    return Outcome(value=value, findings=guarded(findings, reading.record, reading.mended))


def _is_seen(pasted: Pasted) -> bool:
    """Whether receivers see an SPF record in what was pasted."""
    text = "".join(pasted.strings)
    return begins_spf(text) and not _loses_blanks(pasted)


def _loses_blanks(pasted: Pasted) -> bool:
    return pasted.in_zone and not pasted.quoted and " " in pasted.strings[0]


def _nothing_like_it(owner: str, pasted: Pasted, joined: Joined) -> Finding:
    finding = rules.not_quite_spf(
        domain=owner, why="it does not begin with v=spf1", record=(pasted.whole,), repaired=""
    )
    return finding.about(owner).seen_in(Evidence.cut(_SOURCE, joined.text.encode("latin-1"), 0, len(joined.text)))


def _form(pasted: Pasted, joined: Joined, miss: NearMiss | None, reading: Reading) -> tuple[Finding, ...]:
    """What is wrong with the form in which the record is written down."""
    owner, repaired, whole = reading.domain, reading.mended.text, pasted.whole
    found: list[Finding] = []

    def tell(finding: Finding, raw: str, start: int, end: int) -> None:
        found.append(finding.about(owner).seen_in(Evidence.cut(_SOURCE, raw.encode("latin-1"), start, end)))

    if _loses_blanks(pasted):
        text = pasted.strings[0]
        tell(rules.unquoted_text(domain=owner, record=whole, repaired=repaired), text, 0, len(text))
    if miss is not None:
        finding = rules.not_quite_spf(domain=owner, why=miss.why, record=(whole,), repaired=repaired)
        tell(finding, joined.text, 0, miss.end)
    longest = max(pasted.strings, key=len)
    if (pasted.quoted or pasted.in_zone) and len(longest) > _MAX_STRING:
        finding = rules.long_string(domain=owner, length=len(longest), record=whole, repaired=repaired)
        tell(finding, longest, _MAX_STRING, len(longest))
    if joined.terms:
        finding = rules.strings_run_together(domain=owner, terms=joined.terms, record=whole, repaired=repaired)
        evidence = [Evidence.cut(_SOURCE, joined.shown.encode("latin-1"), *span) for span in joined.spans[:10]]
        found.append(finding.about(owner).seen_in(*evidence))
    return tuple(found)
