"""Will this mail survive being forwarded, and who must act if it will not?

MAIL is a message ("-" for standard input), whose signatures are verified after every edit, or the address or domain of
an author, whose mail is supposed to be signed. Exit status: 0 clean, 1 problems, 2 a wrong call, 3 undetermined.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import _hops
import _inputs
import _shared

import deliverkit as dk
from deliverkit import formats, forwarding

DEMO = [
    *("john.doe@mailbox1.example", "--compare", "--zone", str(_inputs.DATA / "redirect.zone")),
    *("--origin", "host=mx.mailbox1.example,ip=192.0.2.10"),
    *("--hop", "host=mx.example2.com,ip=198.51.100.7,for=user@example2.com", "--receiver", "mx.yourdomain3.com"),
]


def main() -> int:
    parser = _shared.arguments(__doc__)
    parser.add_argument("mail", metavar="MAIL", nargs="?", default="-", help="a message file, or an address or domain")
    parser.add_argument("--hop", action="append", default=[], type=_hops.hop, metavar="WORDS", help=_hops.HELP)
    parser.add_argument("--origin", type=_hops.origin, metavar="WORDS", help="the author's server: host=...,ip=...")
    parser.add_argument("--receiver", default="the receiver", metavar="NAME", help="who receives it in the end")
    parser.add_argument("--trusts", action="append", default=[], metavar="DOMAIN", help="a sealer that one trusts")
    parser.add_argument("--early", action="store_true", help="it refuses at MAIL FROM what SPF fails")
    parser.add_argument("--unsigned", action="store_true", help="the author does not sign")
    parser.add_argument("--compare", action="store_true", help="with and without SRS, DKIM intact and broken")
    parser.add_argument("--svg", metavar="FILE", help="draw the way into FILE")
    parser.add_argument("--demo", action="store_true", help="a redirect in four ways; the exit status is 0")
    given = parser.parse_args()
    if given.demo:
        given = parser.parse_args(DEMO, given)

    if given.svg and given.compare:
        parser.error("--svg draws one way: leave --compare out")
    is_file = given.mail == "-" or Path(given.mail).exists() or given.mail.endswith(".eml") or "/" in given.mail
    mail = _inputs.octets(given.mail) if is_file else given.mail
    receiver = forwarding.Receiver(host=given.receiver, trusted_sealers=given.trusts, rejects_spf_fail=given.early)
    signed = () if given.unsigned and not is_file else None
    chosen: dict[str, Any] = {"receiver": receiver, "origin": given.origin, "signed": signed}
    check = forwarding.compare if given.compare else forwarding.simulate_forwarding
    outcome = dk.run(check(mail, given.hop, **chosen), resolver=_inputs.resolver(given.zone))
    for block in (outcome.value, *map(formats.finding_text, formats.in_reading_order(outcome.findings))):
        print(*([block, ""] if block else []), sep="\n")
    print(formats.unknown_text(outcome.unknown) or f"Verdict: {outcome.verdict.word}.")
    if given.svg and isinstance(outcome.value, forwarding.Path):
        Path(given.svg).write_text(outcome.value.svg(), encoding="ascii")
    return 0 if given.demo else _shared.status(outcome.findings, outcome.unknown, given.fail_on)


if __name__ == "__main__":
    _shared.run(main)
