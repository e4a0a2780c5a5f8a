"""Can reports be sent to the addresses of the record?  (RFC 9989 sections 4.6 to 4.8, RFC 6068)

``tag`` is rua or ruf, ``address`` what stands there; the rest as in the rules on tags.
"""

from __future__ import annotations

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule
from .publishing import change
from .wording import clip

__all__ = [
    "empty_address",
    "international_address",
    "malformed_address",
    "many_addresses",
    "missing_mailto",
    "obsolete_size_limit",
    "repeated_address",
    "unencoded_address",
    "unsupported_scheme",
    "wrong_address_separator",
]

_OWNER = Fixer.DOMAIN_OWNER


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 9989 section 4.6", "RFC 3986 section 3.1"), publishes=True)
def missing_mailto(
    *, name: str, tag: str, address: str, meant: str, record: str, repaired: str, condition: str
) -> Said:
    """A report address lacks "mailto:".

    Why: What stands there is no URI, so receivers send no reports to it. If it is the only one and the policy is not
    valid either, no DMARC is applied at all.

    Remedy: Write mailto: directly in front of each address.
    """
    return Said(
        f"{tag}={clip(address)} lacks mailto:, so no reports are sent there",
        fix=f"write {clip(meant)}",
        publish=change(name, repaired, record, condition=condition),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 9989 section 4.8", "RFC 6068 section 2"), publishes=True)
def malformed_address(
    *, name: str, tag: str, address: str, meant: str, record: str, repaired: str, condition: str
) -> Said:
    """A report address cannot be read.

    Why: Receivers send no reports to what is no URI. If it is the only one and the policy is not valid either, no DMARC
    is applied at all.

    Remedy: Write mailto: and the address directly behind it: mailto:dmarc@your-domain; no slashes, brackets or blanks.
    """
    return Said(
        f"{tag}={clip(address)} is no address that reports can be sent to",
        fix=f"write {clip(meant)}" if meant else "write mailto: and the whole address, or take it out",
        publish=change(name, repaired, record, condition=condition),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 9989 section 4.8", "RFC 3986 section 2.1"), publishes=True)
def unencoded_address(
    *, name: str, tag: str, address: str, meant: str, record: str, repaired: str, condition: str
) -> Said:
    """A report address holds a comma, an exclamation mark or another sign that must be encoded.

    Why: Commas part addresses, and behind "!" older receivers read a size limit; only ASCII can stand in a URI. So
    reports go nowhere, or to another address.

    Remedy: Write %2C for a comma, %21 for "!", the octets of UTF-8 for other letters, and a domain as A-labels
    (xn--...).
    """
    return Said(
        f"{tag}={clip(address)} holds a sign that must be encoded, so reports do not arrive there",
        fix=f"write {clip(meant)}" if meant else "use another address",
        publish=change(name, repaired, record, condition=condition),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 9989 section 4.8",), publishes=True)
def wrong_address_separator(*, name: str, tag: str, address: str, record: str, repaired: str, condition: str) -> Said:
    """Two report addresses are parted by a blank, a semicolon or another sign, not by a comma.

    Why: Only commas part addresses. A blank makes one unreadable address of two; behind a semicolon a new tag begins,
    so the second address is ignored.

    Remedy: Write rua=mailto:first,mailto:second.
    """
    return Said(
        f"No comma parts {clip(address)} from the {tag} address before it, so it gets no reports",
        fix="part the addresses by commas",
        publish=change(name, repaired, record, condition=condition),
    )


@rule(Severity.WARNING, by=_OWNER, cites=("RFC 9989 section 4.8",), publishes=True)
def empty_address(*, name: str, tag: str, record: str, repaired: str, condition: str) -> Said:
    """The list in "rua=" or "ruf=" has an empty place, or no address at all.

    Why: The grammar wants an address between two commas; strict receivers ignore the whole tag, and then send no
    reports.

    Remedy: Write an address, or take the comma or the tag out.
    """
    return Said(
        f"{tag}= has an empty place where an address belongs",
        fix="write the address, or take the empty place out",
        publish=change(name, repaired, record, condition=condition),
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 9989 section 4.8", "RFC 7489 section 6.2"), publishes=True)
def obsolete_size_limit(*, name: str, tag: str, address: str, record: str, repaired: str, condition: str) -> Said:
    """A report address has a size limit, as in "mailto:dmarc@a.example!10m".

    Why: It is "obsolete syntax, reporters should ignore" it; older receivers send no report that is larger, and some
    take it for part of the address.

    Remedy: Take everything from the "!" on out.
    """
    return Said(
        f"The size limit of {tag}={clip(address)} is obsolete",
        fix="take the ! and the number out",
        publish=change(name, repaired, record, condition=condition),
    )


@rule(Severity.WARNING, by=_OWNER, cites=("RFC 9989 section 4.7",))
def unsupported_scheme(*, name: str, tag: str, address: str) -> Said:
    """A report address is no mailto: address.

    Why: Receivers must support mailto: and ignore schemes that they do not support, which is all others in practice:
    no reports arrive there.

    Remedy: Write a mailto: address.
    """
    return Said(
        f"{name}: receivers send reports by mail only, so {tag}={clip(address)} gets none",
        fix="write a mailto: address",
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 9989 section 4.7",), publishes=True)
def repeated_address(*, name: str, tag: str, address: str, record: str, repaired: str, condition: str) -> Said:
    """An address stands in the list twice.

    Why: Some receivers then send each report twice, and those that send to two addresses only leave another one out.

    Remedy: Take the second one out.
    """
    return Said(
        f"{tag}={clip(address)} stands there more than once",
        fix="take the second one out",
        publish=change(name, repaired, record, condition=condition),
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 6531 section 3.3", "RFC 6068 section 2"))
def international_address(*, name: str, tag: str, address: str) -> Said:
    """The local part of a report address is not ASCII.

    Why: Only receivers whose mail servers have SMTPUTF8 can send reports to it; many have not.

    Remedy: Use an address in ASCII for reports.
    """
    return Said(
        f"{name}: not every receiver can send reports to {tag}={clip(address)}, whose local part is not ASCII",
        fix="use an ASCII address for reports",
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 7489 section 6.2",))
def many_addresses(*, name: str, tag: str, count: int) -> Said:
    """More than two report addresses are listed.

    Why: Receivers must support two addresses (RFC 7489) and may leave out the others.

    Remedy: Name two at most, the one that matters first; pass reports on from there.
    """
    return Said(
        f"{name}: {tag}= lists {count} addresses; receivers may leave out those behind the second",
        fix="name two at most, the one that matters first",
    )
