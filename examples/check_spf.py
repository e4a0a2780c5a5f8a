"""Is the SPF record of this domain right, what does it cost, and may this host send for it?

Exit status: 0 clean, 1 problems, 2 a wrong call, 3 undetermined.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import _inputs
import _shared

import deliverkit as dk
from deliverkit.spf import Publication


def ledger(published: Publication) -> Iterator[str]:
    """What each term of the record costs in look-ups, of which 10 are allowed."""
    lookups = f"{published.lookups}" if published.complete else f"more than {published.lookups - 1}"
    yield f"{lookups} of 10 look-ups in the worst case, {len(published.voids)} of 2 that bring nothing"
    for cost in published.ledger.costs:
        yield f"  {cost.lookups:3}  {cost.text}"


def _domain(text: str) -> str:
    bare = text.rpartition("://")[2].partition("/")[0].rpartition("@")[2].partition(":")[0]
    if bare not in ("", text):
        raise argparse.ArgumentTypeError(f"give the domain: {bare}")
    return text


def main() -> int:
    parser = _shared.arguments(__doc__, ip=True)
    parser.add_argument("domain", type=_domain, metavar="DOMAIN")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    given = parser.parse_args()
    resolver = _inputs.resolver(given.zone)

    publication = dk.run(dk.spf.publication(given.domain), resolver=resolver)
    checks = [dk.CheckReport.of("publication", publication)]
    if given.ip:
        host = dk.run(dk.spf.check_host(given.ip, f"postmaster@{given.domain}", given.domain), resolver=resolver)
        told = {(one.code, one.subject) for one in publication.findings}
        more = tuple(one for one in host.findings if (one.code, one.subject) not in told)
        result = host.value.result.value if host.value else ""
        checks.append(dk.CheckReport(check="host", result=result, findings=more, unknown=host.unknown))
    report = dk.Report(subject=given.domain, checks=tuple(checks))
    if given.json:
        print(dk.to_json(report))
    else:
        if publication.value:
            print("\n".join((*ledger(publication.value), "")))
        print(dk.to_text(report), end="")
    return _shared.status(report.findings, report.unknown, given.fail_on)


if __name__ == "__main__":
    _shared.run(main)
