"""What can be wrong with the form in which a record stands in the DNS or in a zone file?  (RFC 7208 sections 3.3, 4.5)

``record`` is the text to be replaced, ``repaired`` the record that was meant.
"""

from __future__ import annotations

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule
from .changes import change, clip

__all__ = ["long_string", "not_quite_spf", "strings_run_together", "unquoted_text"]

_OWNER = Fixer.DOMAIN_OWNER


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 7208 section 4.5",), publishes=True)
def not_quite_spf(*, domain: str, why: str, record: tuple[str, ...], repaired: str) -> Said:
    """A text looks like an SPF record but does not begin as one must.

    Why: "Records that do not begin with a version section of exactly v=spf1 are discarded", and a blank or the end must
    follow. Receivers do not see the record: the domain has no SPF.

    Remedy: Begin with "v=spf1" and one blank, with nothing before it, quotes included.
    """
    return Said(
        f"Receivers do not see this as an SPF record, because {why}",
        fix="publish it like this" if repaired else "begin with v=spf1 and a blank",
        publish=change(domain, repaired, *record),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 1035 section 3.3", "RFC 7208 section 3.3"), publishes=True)
def long_string(*, domain: str, length: int, record: str, repaired: str) -> Said:
    """One quoted string of the record is longer than 255 octets.

    Why: A string of a TXT record holds 255 octets at most. Name servers refuse the zone, or cut the record.

    Remedy: Part it into several quoted strings of at most 255 octets, with the blanks inside the quotes.
    """
    return Said(
        f"A string of the record has {length} octets; 255 are allowed",
        fix="part it into several strings",
        publish=change(domain, repaired, record),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 1035 section 5.1", "RFC 7208 section 3.3"), publishes=True)
def unquoted_text(*, domain: str, record: str, repaired: str) -> Said:
    """A line of a zone file gives the record without quotes.

    Why: Blanks outside quotes part it into strings, and the strings of a record are joined without blanks: receivers
    read "v=spf1mx-all".

    Remedy: Put the whole text in quotes.
    """
    return Said(
        "The text stands without quotes: its blanks are lost, and receivers do not see it as SPF",
        fix="put it in quotes",
        publish=change(domain, repaired, record),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 7208 section 3.3",), publishes=True)
def strings_run_together(*, domain: str, terms: tuple[str, ...], record: str, repaired: str) -> Said:
    """A blank is missing where two strings of the TXT record join.

    Why: The strings are joined "without adding spaces", so that the last term of one and the first of the next become a
    single term, which is void or names something else.

    Remedy: End the first string, or start the second, with a blank.
    """
    return Said(
        f"Two strings of the record join without a blank: {clip(', '.join(terms))}",
        fix="put a blank between them",
        publish=change(domain, repaired, record),
    )
