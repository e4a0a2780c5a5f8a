"""Which envelope sender does a forwarder send with, where does a bounce belong, and what does an SRS address say?

Secrets are lines of a file, as postsrsd has it. Exit status: 0 done, 1 refused or problems, 2 a wrong call, 3 open.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import _inputs
import _shared

import deliverkit as dk
from deliverkit import formats, srs


def rewriter(alias: str | None, secret: str | None) -> srs.Rewriter:
    if not alias or not secret:
        raise dk.UsageError("forward and reverse need --alias and --secret")
    return srs.Rewriter([alias], [line.strip() for line in _inputs.octets(secret).splitlines() if line.strip()])


def told(outcome: srs.Forwarded | srs.Returned) -> tuple[str, int]:
    match outcome:
        case srs.Rewritten(address) | srs.Unchanged(_, address) | srs.Reversed(address):
            return address, 0
        case srs.NotReversed(reason, _) | srs.Refused(reason):
            return reason.value.replace("_", " "), 1
        case _:
            return repr(outcome), 1


def explained(address: str, day: date, fail_on: str) -> int:
    outcome = srs.explain(address, day)
    if outcome.value:
        print(f"original sender: {formats.plain(outcome.value.original or 'not in the address')}")
        for one in outcome.value.chain:
            print(f"  {one.scheme} by {formats.plain(one.signer)} ({one.dialect.value})")
    report = dk.Report(subject=address, checks=(dk.CheckReport.of("srs", outcome),))
    print(dk.to_text(report), end="")
    return _shared.status(report.findings, report.unknown, fail_on)


def main() -> int:
    parser = _shared.arguments(__doc__)
    parser.add_argument("what", choices=("forward", "reverse", "explain"))
    parser.add_argument("address", metavar="ADDRESS")
    parser.add_argument("--alias", metavar="DOMAIN", help="the forwarder's")
    parser.add_argument("--secret", metavar="FILE", help="the first line signs, all verify")
    parser.add_argument("--day", type=date.fromisoformat, default=datetime.now(UTC).date(), help="2026-11-25; today")
    given = parser.parse_args()
    if given.what == "explain":
        return explained(given.address, given.day, given.fail_on)
    line, status = told(getattr(rewriter(given.alias, given.secret), given.what)(given.address, given.day))
    print(formats.plain(line))
    return status


if __name__ == "__main__":
    _shared.run(main)
