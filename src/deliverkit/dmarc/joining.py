"""Which one change mends several texts that were each meant to be the record?  (RFC 9989 section 4.10)

Mended one by one they would be several records, which receivers discard.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ..core.findings import Finding
from ..core.records import RecordChange
from .merging import merge
from .record import Record, read
from .repair import raises
from .rules.publishing import change

__all__ = ["in_place_of", "with_change"]

_NONE: Final = Record(text="")


def in_place_of(owner: str, texts: Sequence[str]) -> RecordChange | None:
    """The one record to publish at *owner* in place of *texts*, none of which receivers take for a record."""
    merged = merge(tuple(map(read, texts)))
    is_more = raises(_NONE, read(merged))
    condition = "once all mail you send passes DMARC, for receivers see no record now" if is_more else ""
    return change(owner, merged, *texts, condition=condition)


def with_change(finding: Finding, publish: RecordChange | None) -> Finding:
    """The same finding with another record to publish, if it has one; None for nothing to publish."""
    if finding.remedy.publish is None:
        return finding
    return Finding(
        code=finding.code,
        severity=finding.severity,
        message=finding.message,
        remedy=replace(finding.remedy, publish=publish),
        subject=finding.subject,
        facts=finding.facts,
        evidence=finding.evidence,
        cites=finding.cites,
    )
