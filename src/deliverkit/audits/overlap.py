"""Is one fault told twice?  DMARC and the form of the message both judge From; a reader is to meet each fault once.

RFC 9989 section 5.3.1 needs one author domain, RFC 5322 section 3.6.2 one field that can be read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from ..content.rules import originators as form
from ..core.report import CheckReport
from ..dmarc.rules import author

__all__ = ["told_once"]

_SAME: Final[Mapping[str, tuple[str, ...]]] = {
    author.no_author_domain.code: (
        form.no_from.code,
        form.no_author_address.code,
        form.group_in_from.code,
        form.unusable_author_domain.code,
    ),
    author.repeated_from.code: (form.multiple_from_fields.code,),
    author.several_author_domains.code: (form.multiple_authors_without_sender.code, form.multiple_authors.code),
    author.author_address_outside.code: (form.malformed_from.code,),
}


def told_once(checks: Sequence[CheckReport]) -> tuple[CheckReport, ...]:
    """The same reports, in which the graver finding of two about one fault stays; of equal ones that of the form.

    A check that had nothing to judge because of such a fault is then not applicable, rather than clean.
    """
    told = {finding.code: finding.severity for check in checks for finding in check.findings}
    gone: set[str] = set()
    for code, others in _SAME.items():
        for other in others:
            if code in told and other in told:
                gone.add(code if told[other] >= told[code] else other)
    return tuple(_without(check, gone) for check in checks)


def _without(check: CheckReport, gone: set[str]) -> CheckReport:
    left = tuple(finding for finding in check.findings if finding.code not in gone)
    if len(left) == len(check.findings):
        return check
    return replace(check, findings=left, applies=check.value is not None)
