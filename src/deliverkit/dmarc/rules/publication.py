"""Does the record stand where receivers look for it?  (RFC 9989 sections 4.1, 4.5 and 4.10.1)

``domain`` is the domain, ``name`` where its record belongs or stands.
"""

from __future__ import annotations

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule
from .publishing import change, owner_of
from .wording import clip, listed

__all__ = [
    "alias_to_nothing",
    "forgotten_record",
    "large_answer",
    "misplaced_record",
    "record_behind_alias",
    "stray_record",
    "unused_subdomain_policy",
    "wildcard_record",
    "wildcard_text",
]

_OWNER = Fixer.DOMAIN_OWNER


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 9989 section 4.1", "RFC 9989 section 4.5"), publishes=True)
def misplaced_record(*, domain: str, found_at: str, repaired: str, condition: str) -> Said:
    """A DMARC record stands at a name where nobody looks for it, and none where everybody does.

    Why: Receivers look at the name made "by prepending the label "_dmarc" to the domain name", and nowhere else. Panels
    append the domain to a whole name, refuse the underscore, or put the record at the domain itself.

    Remedy: Publish it at _dmarc and the domain. In a panel that appends the domain, enter "_dmarc" alone.
    """
    return Said(
        f"{domain} has a DMARC record at {clip(found_at)}, where nobody looks for it",
        fix=f"publish it at {owner_of(domain)} (in most panels: enter _dmarc alone) and delete it at {clip(found_at)}",
        publish=change(owner_of(domain), repaired, condition=condition),
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 9989 section 4.1",))
def forgotten_record(*, domain: str, found_at: str) -> Said:
    """Beside the record at its place, another stands where nobody looks for it.

    Why: It has no effect; whoever changes it wonders why nothing changes.

    Remedy: Delete it.
    """
    return Said(
        f"A DMARC record of {domain} also stands at {clip(found_at)}, where nobody looks for it",
        fix=f"delete it; the one at {owner_of(domain)} counts",
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 9989 section 4.10",))
def stray_record(*, name: str, record: str) -> Said:
    """Beside the record stands a text that was meant to be one, and is none.

    Why: Receivers discard it. Once somebody mends it there are two records, which receivers discard both.

    Remedy: Delete it; whatever it says that the other does not belongs into that one.
    """
    return Said(
        f"{name} also has {clip(record)}, which looks like a DMARC record and is none",
        fix="delete it, after moving what is missing there to the record that counts",
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 9989 section 4.5", "RFC 1035 section 3.6.2"))
def record_behind_alias(*, name: str, target: str) -> Said:
    """The record's name is an alias (CNAME), so the record stands elsewhere.

    Why: That works. But the record is changed where the alias leads to, and whoever runs that name decides.

    Remedy: Nothing, if that is meant; to change the record, change it there or replace the alias by a TXT record.
    """
    return Said(
        f"{name} is an alias of {clip(target)}: the record stands there, and is to be changed there",
        fix=f"change the record at {clip(target)}, or put a TXT record in place of the alias",
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 9989 section 4.10.1", "RFC 1034 section 3.6.2"))
def alias_to_nothing(*, name: str, target: str) -> Said:
    """The record's name is an alias (CNAME) of a name without a DMARC record.

    Why: Receivers follow it and find nothing: the domain has no record of its own. A name that anybody can register
    lets that one decide on the domain's policy and read its reports.

    Remedy: Let the alias lead to the name that the service gave you, or put a TXT record in its place.
    """
    return Said(
        f"{name} is an alias of {clip(target)}, which has no DMARC record",
        fix="correct the alias, or put a TXT record with the DMARC record in its place",
    )


@rule(Severity.WARNING, by=_OWNER, cites=("RFC 4592 section 2.2.1", "RFC 9989 section 4.10"))
def wildcard_record(*, name: str, wildcard: str, texts: tuple[str, ...]) -> Said:
    """The DMARC record comes from a wildcard.

    Why: A wildcard answers for every name that does not exist. A DMARC record in it answers for every subdomain too,
    where p= counts and sp= does not, for look-ups that have nothing to do with DMARC, and for the name at which other
    domains are allowed to have their reports sent here.

    Remedy: Publish the DMARC record at _dmarc itself; there the wildcard no longer answers.
    """
    return Said(
        f"{name} is answered by the wildcard {wildcard}: {listed(map(repr, map(clip, texts)))}",
        fix=f"publish the DMARC record at {name} itself",
    )


@rule(Severity.NOTE, by=Fixer.NOBODY, cites=("RFC 4592 section 2.2.1", "RFC 9989 section 4.10"))
def wildcard_text(*, name: str, wildcard: str, texts: tuple[str, ...]) -> Said:
    """What stands at the record's name comes from a wildcard, and is no DMARC record.

    Why: A wildcard answers for every name that does not exist, _dmarc among them. Receivers discard texts that do not
    begin with v=DMARC1, so it does no harm.

    Remedy: Nothing; a DMARC record published at _dmarc takes the wildcard's place there.
    """
    return Said(
        f"{name} is answered by the wildcard {wildcard}, not by a DMARC record: {listed(map(repr, map(clip, texts)))}"
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 9989 section 4.7", "RFC 9989 section 4.10.1"), publishes=True)
def unused_subdomain_policy(
    *, domain: str, name: str, tags: tuple[str, ...], organizational: str, record: str, repaired: str
) -> Said:
    """The record of a subdomain has "sp=" or "np=", which count at the organizational domain only.

    Why: ""sp" will be ignored for DMARC Policy Records published on subdomains of Organizational Domains". Names below
    this one take their policy from the organizational domain's record.

    Remedy: Take the tags out here; give each subdomain that needs another policy a record of its own.
    """
    told = " and ".join(f"{tag}=" for tag in tags)
    return Said(
        f"{told} at {name} has no effect: names below {domain} take their policy from the record of {organizational}",
        fix=f"take {told} out here, or set it at {owner_of(organizational)}",
        publish=change(name, repaired, record),
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 1035 section 2.3.4", "RFC 7208 section 3.4"))
def large_answer(*, name: str, octets: int) -> Said:
    """All texts at the record's name together are too large for a plain DNS answer.

    Why: More than 512 octets need EDNS or TCP. Nearly all resolvers have both; where a firewall stops them, no record
    is found.

    Remedy: Take other texts away from the name, and addresses that are not needed out of the record.
    """
    return Said(
        f"The answer for {name} has {octets} octets; 512 fit into a plain DNS answer",
        fix="take texts that are not the DMARC record away from the name, and keep the record short",
    )
