"""What can be wrong with what a domain publishes, beyond its record's own text?  (RFC 7208 sections 3 to 5)"""

from __future__ import annotations

from ...core.findings import Fixer, Severity
from ...core.records import RecordChange
from ...core.rules import Said, rule
from .changes import change, clip

__all__ = [
    "broken_branch",
    "include_loop",
    "large_answer",
    "many_broken_branches",
    "not_a_domain",
    "obsolete_type",
    "open_branch",
    "repeated_branch",
    "shorter_in_parts",
    "stray_record",
    "void_term",
]

_OWNER = Fixer.DOMAIN_OWNER
_SENDERS_LEFT = "only if no mail is sent through it any more"


@rule(Severity.ERROR, by=Fixer.SENDING_ADMIN, cites=("RFC 7208 section 4.3",))
def not_a_domain(*, text: str) -> Said:
    """The text is no domain name that can have an SPF record.

    Why: It has a label that is empty or longer than 63 octets, or is longer than 253 octets in all, or has one label
    only. SPF gives none for a sender at such a domain, and no mail can be answered.

    Remedy: Write the domain behind the @ of the sender's address.
    """
    return Said(f"{clip(text)!r} is no domain name that can have an SPF record", fix="write a full domain name")


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 7208 section 3.1",), publishes=True)
def obsolete_type(*, domain: str, records: tuple[str, ...]) -> Said:
    """The domain has a record of type SPF (99).

    Why: "SPF records MUST be published as a DNS TXT (type 16) Resource Record only"; receivers do not ask for type SPF,
    and two places for one record soon differ.

    Remedy: Delete the record of type SPF; keep the one of type TXT.
    """
    return Said(
        f"{domain} has a record of type SPF, which nobody reads",
        fix="delete it, and keep the TXT record",
        publish=RecordChange(owner=domain, rdtype="SPF", value="", replaces=records),
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 7208 section 4.5",))
def stray_record(*, domain: str, why: str) -> Said:
    """Beside the SPF record stands a text that looks like one and is none.

    Why: Receivers ignore it: what it allows is not allowed.

    Remedy: Move what is still needed into the SPF record, and delete it.
    """
    return Said(
        f"{domain} has another text that looks like SPF, but {why}",
        fix="move what is needed into the SPF record, and delete it",
    )


@rule(Severity.WARNING, by=_OWNER, cites=("RFC 7208 section 3.4",))
def large_answer(*, domain: str, octets: int) -> Said:
    """The TXT records of the domain do not fit into 512 octets together.

    Why: An SPF record "SHOULD remain small enough that the results of a query for it will fit within 512 octets". Old
    resolvers and firewalls lose larger answers, and receivers behind them see no SPF or give temperror.

    Remedy: Delete TXT records that have served (proofs of ownership), and keep the SPF record short.
    """
    return Said(
        f"All TXT records of {domain} together take {octets} octets; an answer should fit within 512",
        fix="delete TXT records that are no longer needed",
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 7208 section 4.6.4", "RFC 7208 section 5.2"), publishes=True)
def broken_branch(
    *, domain: str, term: str, path: tuple[str, ...], broken: str, problem: str, record: str, repaired: str
) -> Said:
    """An include or redirect leads to a record that is void.

    Why: A permerror there is a permerror here: every mail that no earlier term lets pass has no valid SPF.

    Remedy: Its owner has to mend that record. Until then, take the term out if nothing is sent through it, or name the
    hosts it stands for by address.
    """
    return Said(
        f"{clip(' > '.join((term, *path)))} {problem}: permerror, for every mail that no earlier term lets pass",
        fix=f"tell the owner of {broken}; publish the record without the term if nothing is sent through it",
        publish=change(domain, repaired, record, condition=_SENDERS_LEFT),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 7208 section 4.6.4", "RFC 7208 section 5.2"), publishes=True)
def many_broken_branches(*, domain: str, count: int, record: str, repaired: str) -> Said:
    """More includes lead to void records, or to none, than can be told one by one.

    Why: One is enough: a permerror there is a permerror here, for every mail that no earlier term lets pass.

    Remedy: Include only the services that send for the domain today.
    """
    return Said(
        f"{count} further terms of {domain} lead to no record, or to one that is void",
        fix="take the terms out that no mail is sent through any more",
        publish=change(domain, repaired, record, condition=_SENDERS_LEFT),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 7208 section 5.1", "RFC 7208 section 5.2"), publishes=True)
def open_branch(
    *, domain: str, term: str, path: tuple[str, ...], match: str, ends_at: str, record: str, repaired: str
) -> Said:
    """An include leads to a record that lets every address of the internet pass.

    Why: What passes there matches here: the term decides for every host in the world, as "all" does.

    Remedy: Its owner has to list the hosts that send and end the record in "~all". Until then, name the hosts that send
    through it by address.
    """
    return Said(
        f"{clip(' > '.join((term, *path)))} matches every address in the world: {ends_at} has {clip(match)}",
        fix=f"tell the owner of {ends_at}; until then name the hosts that send through it by address instead",
        publish=change(domain, repaired, record, condition="once the hosts that send through it are listed in it"),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 7208 section 4.6.4",), publishes=True)
def include_loop(*, domain: str, term: str, path: tuple[str, ...], record: str, repaired: str) -> Said:
    """A record includes itself, directly or through others.

    Why: The evaluation goes round until the tenth look-up and ends in permerror, for every mail that no earlier term
    decides.

    Remedy: Take the term out: a record never needs to include itself.
    """
    return Said(
        f"{clip(term)} comes back to where it was: {' > '.join(path)}: permerror, "
        "for every mail that no earlier term decides",
        fix="take the term out",
        publish=change(domain, repaired, record),
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 7208 section 4.6.4",))
def repeated_branch(*, target: str, times: int, lookups: int) -> Said:
    """The same record is included more than once, on different ways.

    Why: This is allowed, but it costs its look-ups each time.

    Remedy: Include it once.
    """
    return Said(
        f"The record of {target} is included {times} times and costs {lookups} of the 10 look-ups each time",
        fix="include it once",
    )


@rule(Severity.WARNING, by=_OWNER, cites=("RFC 7208 section 4.6.4", "RFC 7208 section 11.1"), publishes=True)
def void_term(*, domain: str, terms: tuple[str, ...], record: str, repaired: str) -> Said:
    """A term names something that does not exist, or has no address.

    Why: It allows nobody, costs a look-up, and counts as a void look-up, of which receivers accept two. A name that
    nobody has registered can be taken by anybody, who may then send.

    Remedy: Correct the name, or take the term out.
    """
    return Said(
        f"{clip(', '.join(terms))} names nothing that has an address",
        fix="correct the name, or take the term out if it names no host that sends",
        publish=change(domain, repaired, record, condition="only if it names no host that sends"),
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 7208 section 3.4", "RFC 7208 section 4.6.4"))
def shorter_in_parts(*, domain: str, parts: tuple[str, ...], record: str) -> Said:
    """The record fits into ten look-ups once addresses stand in it, but needs several records for them.

    Why: One record of all addresses would be longer than an answer should be.

    Remedy: Publish the parts first, then the record that includes them; do it again whenever a provider changes its
    addresses.
    """
    return Said(
        f"With addresses instead of names, {domain} needs {len(parts) + 1} records and stays within ten look-ups",
        fix=f"publish {'; '.join(parts)}; and then at {domain}: {record}",
    )
