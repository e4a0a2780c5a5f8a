"""Is the DKIM key at this selector right, or which selectors has this domain at all?

Without a SELECTOR, those that providers use are asked for. Exit status: 0 clean, 1 problems, 2 a wrong call,
3 undetermined.
"""

from __future__ import annotations

from collections.abc import Iterator

import _inputs
import _shared

import deliverkit as dk

PRESENCE = {
    "none": "it has no keys at all",
    "hidden": "it has keys, at selectors that cannot be guessed",
    "named": "it has keys",
    "unknown": "whether it has keys could not be found out",
}


def told(found: dk.dkim.Selectors) -> Iterator[str]:
    """What is known of the selectors of a domain."""
    yield f"{found.domain}: {PRESENCE[found.presence.value]} ({found.asked} selectors asked for)"
    for one in found.found:
        yield f"  {one.selector:16} {one.provider or 'its own'}"


def main() -> int:
    parser = _shared.arguments(__doc__)
    parser.add_argument("domain", metavar="DOMAIN")
    parser.add_argument("selector", metavar="SELECTOR", nargs="?", help="s= of a signature")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    given = parser.parse_args()
    resolver = _inputs.resolver(given.zone)

    check = dk.CheckReport
    if given.selector:
        one = dk.run(dk.dkim.key(given.domain, given.selector), resolver=resolver)
        report = dk.Report(subject=given.domain, checks=(check.of("dkim key", one),))
    else:
        all_known = dk.run(dk.dkim.selectors(given.domain), resolver=resolver)
        report = dk.Report(subject=given.domain, checks=(check.of("dkim selectors", all_known),))
        if all_known.value and not given.json:
            print(*told(all_known.value), "", sep="\n")
    print(dk.to_json(report) if given.json else dk.to_text(report), end="\n" if given.json else "")
    return _shared.status(report.findings, report.unknown, given.fail_on)


if __name__ == "__main__":
    _shared.run(main)
