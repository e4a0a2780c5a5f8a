"""Is this DMARC record right?  Every fault of a pasted record at once, without a look-up  (RFC 9989 section 4.7)."""

from __future__ import annotations

from ..core.errors import UsageError
from ..core.names import to_ascii
from ..core.outcome import Outcome
from .judging import judge
from .record import Record, read
from .rules.publishing import owner_of

__all__ = ["parse"]

_SOURCE = "form:record"


def parse(text: str, *, domain: str = "") -> Outcome[Record]:
    """Name everything that is wrong with a DMARC record, what receivers make of it, and the record that was meant.

    Arguments:
        text: the text of the record, as it stands in the TXT record or in the form it is to be entered in.
        domain: the domain whose record it is, for the remedies: it is to stand at ``_dmarc.`` and this. If it is empty,
            they name ``_dmarc``, which is to be read relative to the domain's zone.

    Returns:
        An outcome whose value is the record as receivers read it, faults included, or None where they see no DMARC
        record in it. Each finding marks the characters it is about; all that can be mended is mended in one record,
        which each remedy publishes in place of the whole text.

    Raises:
        UsageError: *text* or *domain* is no text. Any text will do.

    >>> outcome = parse("v=DMARC1; p=rejct; rua=mailto:dmarc@a.example", domain="a.example")
    >>> outcome.findings[0].message
    'p=rejct is no policy: receivers act as if p=none: they deliver forged mail as any other'
    >>> outcome.findings[0].remedy.publish.value
    'v=DMARC1; p=reject; rua=mailto:dmarc@a.example'
    """
    for given, what in ((text, "the record's text"), (domain, "the domain's name")):
        if not isinstance(given, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise UsageError(
                f"dmarc.parse() takes {what} as a str, not {type(given).__name__}; for a domain: dmarc.publication()"
            )
    place = (to_ascii(domain.strip()) or domain.strip()).removeprefix("_dmarc.")
    name = owner_of(place)
    record = read(text)
    findings = judge(text, name=name, subject=place or name, source=_SOURCE)
    return Outcome(value=record if record.begins else None, findings=findings)
