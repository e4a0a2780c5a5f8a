"""Do the DKIM signatures of this message fit, and if not, what was changed after signing?

FILE is the message as it arrived (or the bounce that returned it). Exit status: 0 clean, 1 problems, 2 a wrong call,
3 undetermined.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import _inputs
import _shared

import deliverkit as dk
from deliverkit.message import returned_original


def table(signatures: tuple[dk.dkim.Signature, ...]) -> Iterator[str]:
    """One line a signature: who signed, with which key, and how key, body and header were judged."""
    for number, one in enumerate(signatures, 1):
        who = f"d={one.domain or '?'} s={one.selector or '?'} {one.algorithm}"
        legs = f"key {one.key.value}, body {one.body.value}, header {one.signed.value}"
        yield dk.formats.plain(f"{number}. {one.result.value:9} {who} ({one.key_bits or '?'} bits): {legs}")
        yield f"   not signed: {', '.join(dict.fromkeys(one.unsigned_fields)) or 'nothing'}"


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError):
        raise argparse.ArgumentTypeError(f"{text!r} is no time such as 2026-11-20T12:00:00Z") from None


def main() -> int:
    parser = _shared.arguments(__doc__)
    parser.add_argument("file", metavar="FILE", nargs="?", default="-", help='a message; "-" for stdin')
    parser.add_argument("--at", type=_moment, metavar="TIME", help="the time to judge t= and x= by; now otherwise")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    given = parser.parse_args()

    message = dk.Message.parse(_inputs.octets(given.file))
    message = returned_original(message) or message
    outcome = dk.run(dk.dkim.verify(message), resolver=_inputs.resolver(given.zone), now=given.at)
    signatures = outcome.value or ()
    check = dk.CheckReport.of("dkim", outcome, dk.dkim.overall(signatures).value)
    report = dk.Report(subject=Path(given.file).name, checks=(check,))
    if given.json:
        print(dk.to_json(report))
    else:
        print(*table(signatures), "", dk.to_text(report), sep="\n", end="")
    return _shared.status(report.findings, report.unknown, given.fail_on)


if __name__ == "__main__":
    _shared.run(main)
