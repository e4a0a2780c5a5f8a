"""Why was this mail refused, and what must be changed so that it arrives?

FILE is the message as it was sent, or the bounce that returned it. Who sent it from where is read off the topmost
Received and Return-Path fields, unless it is given. Exit status: 0 clean, 1 problems, 2 a wrong call, 3 undetermined.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import _hops
import _inputs
import _opinions
import _page
import _redirect
import _shared

import deliverkit as dk
from deliverkit.message import returned_original

THAT_DAY = datetime(2026, 11, 20, 12, tzinfo=UTC)


def main() -> int:
    parser = _shared.arguments(__doc__, ip=True)
    parser.add_argument("file", metavar="FILE", nargs="?", default="-", help='a message or a bounce; "-" for stdin')
    parser.add_argument("--helo", help="the name the client greeted with")
    parser.add_argument("--from", dest="mail_from", metavar="ADDRESS", help='the envelope sender; "" for a bounce')
    parser.add_argument("--redirect", type=_hops.hop, metavar="WORDS", help=f"a server that passes it on: {_hops.HELP}")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print the report as JSON")
    form.add_argument("--sarif", action="store_true", help="print the report as SARIF")
    parser.add_argument("--demo", action="store_true", help="diagnose the sample message; the exit status is 0")
    given = parser.parse_args()
    given = parser.parse_args(_inputs.DEMO, given) if given.demo else given

    message = dk.Message.parse(_inputs.octets(given.file))
    original = returned_original(message) or message
    told = {"client_ip": given.ip, "helo": given.helo, "mail_from": given.mail_from}
    envelope = replace(dk.Envelope.from_message(original), **{key: one for key, one in told.items() if one is not None})

    check, world = dk.recorded(dk.audit_message(original, envelope)), _inputs.resolver(given.zone)
    report, transcript = dk.run(check, resolver=world, now=THAT_DAY if given.demo else None)
    if given.json or given.sarif:
        print(dk.to_json(report) if given.json else dk.to_sarif(report))
    else:
        seconds = _opinions.second_opinions(original, envelope, report, transcript)
        ways = _redirect.ways(report, envelope, given.redirect, world) if given.redirect else []
        names = " + ".join(Path(name).name for name in (given.file, *given.zone))
        head = f"Why was this mail refused?    {names}, judged {'offline' if given.zone else 'now'}\n"
        print(head, *_page.page(message, report, seconds, ways), sep="\n")
    return 0 if given.demo else _shared.status(report.findings, report.unknown, given.fail_on)


if __name__ == "__main__":
    _shared.run(main)
