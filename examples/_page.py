"""How does the answer to "why was it refused?" read?  A page from a report and the bounce it came in, if it did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

import _opinions

import deliverkit as dk
from deliverkit import formats

WIDTH = 100


def refusals(message: dk.Message) -> Iterator[str]:
    """What a bounce says: who refused it, for how long, and in which words (RFC 3464)."""
    for part in message.walk():
        general, *recipients = part.status_groups() or ((),)
        for group in recipients:
            told = {field.key: field.text for field in (*general, *group)}
            who = told.get("reporting-mta", "").partition(";")[2].strip() or "The receiver"
            yield _of(who, told.get("status", ""))
            words = told.get("diagnostic-code", "").partition(";")[2].strip()
            yield from wrap(formats.plain(f'"{words}"'), WIDTH) if words else ()


def _of(who: str, status: str) -> str:
    match status[:1]:
        case "5":
            said = "refused it for good; sent again unchanged, it will be refused again:"
        case "4":
            said = "put it off for now; it is tried again without your doing:"
        case _:
            said = "says:"
    return formats.plain(f"{who} {said}")


def page(
    message: dk.Message,
    report: dk.Report,
    seconds: Sequence[dk.Outcome[dk.crosscheck.Opinion]],
    ways: Sequence[str] = (),
) -> Iterator[str]:
    """The lines below the heading: what the receiver said, what is wrong, what others say, what is not known.

    *ways* are lines about what becomes of it once that is mended.
    """
    if said := list(refusals(message)):
        yield from (*said, "")
    findings = formats.in_reading_order(report.findings)
    for number, finding in enumerate(findings, 1):
        yield from (formats.finding_text(finding, tag=f"[{number}]", width=WIDTH), "")
    if wait := formats.retest_text(findings, width=WIDTH):
        yield from (wait, "")
    yield from (*ways, "") if ways else ()
    yield formats.checked_text(report.checks, width=WIDTH)
    yield from wrap(formats.plain(_opinions.line(seconds)), WIDTH) if seconds else ()
    yield from filter(None, [formats.unknown_text(report.unknown, width=WIDTH)])
    yield f"{formats.verdict_text(report, width=WIDTH)}.    As JSON: add --json"
