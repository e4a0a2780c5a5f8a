"""Is the DMARC record of this domain right, what does it ask for, and do its reports arrive?

Or, with --record, a record that is not published yet. Exit status: 0 clean, 1 problems, 2 a wrong call, 3 undetermined.
"""

from __future__ import annotations

from collections.abc import Iterator

import _inputs
import _shared

import deliverkit as dk
from deliverkit.dmarc import Discovery


def walked(found: Discovery) -> Iterator[str]:
    """Where receivers look, what they find, and what follows from it."""
    for step in found.steps:
        yield f"  {step.question.name:40} {step.outcome.value}"
    yield f"receivers (RFC 9989): {found.word}" + (f", by the record of {found.record_domain}" if found.record else "")
    yield f"older receivers (RFC 7489): {found.legacy.word}"


def main() -> int:
    parser = _shared.arguments(__doc__)
    parser.add_argument("domain", metavar="DOMAIN")
    parser.add_argument("--record", metavar="TEXT", help="judge this text instead of what the domain publishes")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    given = parser.parse_args()

    check = dk.CheckReport
    if given.record is not None:
        parsed = dk.dmarc.parse(given.record, domain=given.domain)
        report = dk.Report(subject=given.domain, checks=(check.of("record", parsed),))
    else:
        published = dk.run(dk.dmarc.publication(given.domain), resolver=_inputs.resolver(given.zone))
        report = dk.Report(subject=given.domain, checks=(check.of("publication", published),))
        if published.value and not given.json:
            print(*walked(published.value), "", sep="\n")
    print(dk.to_json(report) if given.json else dk.to_text(report), end="\n" if given.json else "")
    return _shared.status(report.findings, report.unknown, given.fail_on)


if __name__ == "__main__":
    _shared.run(main)
