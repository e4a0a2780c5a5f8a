"""How are many domains judged at once, inside an event loop?

One resolver and one cache serve all of them. Exit status: 0 clean, 1 problems, 2 a wrong call, 3 undetermined.
"""

from __future__ import annotations

import asyncio

import _inputs
import _shared

import deliverkit as dk
from deliverkit.formats import plain, unknown_text


async def judge(domains: list[str], ip: str, zones: list[str]) -> list[dk.Outcome[dk.spf.SpfResult]]:
    """Whether the host at *ip* may send for each of *domains*, all at the same time."""
    cache = dk.CachingResolver(_inputs.resolver(zones) or dk.SystemResolver())
    checks = [dk.spf.check_host(ip, f"postmaster@{domain}", domain) for domain in domains]
    return await asyncio.gather(*(dk.run_async(check, resolver=cache) for check in checks))


def main() -> int:
    parser = _shared.arguments(__doc__, ip=True)
    parser.add_argument("domains", metavar="DOMAIN", nargs="+")
    parser.set_defaults(ip="192.0.2.25")
    given = parser.parse_args()

    outcomes = asyncio.run(judge(given.domains, given.ip, given.zone))
    for domain, outcome in zip(given.domains, outcomes, strict=True):
        result = outcome.value.result.value if outcome.value else "?"
        codes = ", ".join(finding.code for finding in outcome.findings)
        print(f"{plain(domain):30} {result:10} {codes}".rstrip())
        if outcome.unknown:
            print(unknown_text(outcome.unknown))
    findings = [finding for outcome in outcomes for finding in outcome.findings]
    unknown = [one for outcome in outcomes for one in outcome.unknown]
    return _shared.status(findings, unknown, given.fail_on)


if __name__ == "__main__":
    _shared.run(main)
