"""Will reports reach the addresses that the record names?  (RFC 9990 section 4)

``domain`` is the domain whose record asks for reports, ``destination`` the domain of the address.
"""

from __future__ import annotations

from ...core.findings import Fixer, Severity
from ...core.records import RecordChange
from ...core.rules import Said, rule
from .wording import clip, listed

__all__ = ["redirected_reports", "refused_redirection", "unauthorized_destination", "undeliverable_destination"]


@rule(Severity.ERROR, by=Fixer.RECEIVING_ADMIN, cites=("RFC 9990 section 4", "RFC 7489 section 7.1"), publishes=True)
def unauthorized_destination(
    *, domain: str, destination: str, addresses: tuple[str, ...], name: str, authorization: str
) -> Said:
    """Reports are to go to another organization, which has not said that it wants them.

    Why: Else anybody could have a flood of reports sent to anybody. Receivers look for a record of the destination, and
    where there is none "the URI MUST be ignored": no reports are sent there.

    Remedy: The owner of the destination publishes that record (a service for reports does so when the domain is added
    there); or name an address of the domain itself.
    """
    told = listed(addresses)
    if not authorization:
        return Said(
            f"No reports are sent to {told}: the record with which {destination} would allow it would have a name that"
            " is too long for the DNS",
            fix=f"use an address of {domain}",
        )
    return Said(
        f"No reports are sent to {told}: {destination} does not say that it takes reports about {domain}",
        fix=f"the owner of {destination} publishes this record; else use an address of {domain}",
        publish=RecordChange(owner=name, rdtype="TXT", value=authorization),
    )


@rule(
    Severity.ERROR,
    by=Fixer.DOMAIN_OWNER,
    cites=("RFC 9989 section 5.1.3", "RFC 5321 section 5.1", "RFC 7505 section 3"),
)
def undeliverable_destination(*, domain: str, destination: str, addresses: tuple[str, ...], why: str) -> Said:
    """No mail can be delivered to a report address.

    Why: Its domain does not exist, has neither MX nor address, or says with a null MX that it takes no mail: reports
    never arrive.

    Remedy: Use an address at a domain that receives mail.
    """
    return Said(
        f"No reports about {domain} arrive at {listed(addresses)}: {clip(destination)} {why}",
        fix="use an address at a domain that receives mail, or give this one an MX record",
    )


@rule(Severity.NOTE, by=Fixer.NOBODY, cites=("RFC 9990 section 4",))
def redirected_reports(*, domain: str, destination: str, name: str, instead: tuple[str, ...]) -> Said:
    """The destination has reports sent to another of its addresses.

    Why: "If a "rua" tag is thus discovered, replace the corresponding value": receivers send the reports there.

    Remedy: Nothing, if that is meant.
    """
    return Said(f"{destination} has the reports about {domain} sent to {listed(instead)} (by its record at {name})")


@rule(Severity.ERROR, by=Fixer.RECEIVING_ADMIN, cites=("RFC 9990 section 4",))
def refused_redirection(*, domain: str, destination: str, name: str, instead: tuple[str, ...]) -> Said:
    """The destination redirects reports to a third domain, so nobody gets any.

    Why: "If the confirming record includes a URI whose host is again different", the receiver "MUST NOT generate a
    report to either the original or the override URI".

    Remedy: The owner of the destination takes "rua=" out of the record, or names an address of its own there.
    """
    return Said(
        f"No reports about {domain} are sent to {destination}: its record at {name} redirects them to"
        f" {listed(instead)}, which is not allowed",
        fix=f"the owner of {destination} takes rua= out of that record, or names an address at {destination}",
    )
