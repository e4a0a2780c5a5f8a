"""What can be wrong with the records a domain has, and with what they make a receiver look up?

RFC 7208 sections 3.2, 4.5, 4.6.4, 5.2, 5.4 and 6.1. An evaluation and a publication check both say these.
``record`` is the text that the remedy replaces; a remedy without a record to publish is given "" for it.
"""

from __future__ import annotations

from ...core.findings import Fixer, Severity
from ...core.records import RecordChange
from ...core.rules import Said, rule
from .changes import change

__all__ = [
    "include_without_record",
    "multiple_records",
    "no_record",
    "redirect_without_record",
    "too_many_lookups",
    "too_many_mail_exchangers",
    "too_many_void_lookups",
]


@rule(
    Severity.WARNING,
    by=Fixer.DOMAIN_OWNER,
    cites=("RFC 7208 section 4.5", "Google: Email sender guidelines, requirements for all senders"),
    publishes=True,
)
def no_record(*, domain: str, client_ip: str, suggested: str) -> Said:
    """The domain has no SPF record, so nothing says which hosts may send its mail.

    Why: SPF gives none. Gmail and Yahoo want SPF or DKIM of every sender, and both of bulk senders; mail with neither
    is refused or goes to the spam folder. Anybody can send in the domain's name unnoticed.

    Remedy: Publish one TXT record that names every host that sends for the domain and ends in "~all", and in "-all"
    once nothing legitimate fails; "v=spf1 -all" for a domain that never sends.
    """
    if client_ip:
        return Said(
            f"{domain} has no SPF record, so nothing says whether {client_ip} may send its mail",
            fix=f"publish one, if {client_ip} sends for {domain}; otherwise this mail is not yours",
            publish=change(domain, suggested, condition=f"only if {client_ip} is yours"),
        )
    return Said(
        f"{domain} has no SPF record, so nothing says which hosts may send its mail",
        fix="publish one that names all hosts that send for the domain",
        publish=change(domain, suggested, condition=_when(suggested)),
    )


def _when(suggested: str) -> str:
    if suggested == "v=spf1 -all":
        return "only if the domain sends no mail"
    return "only if these hosts and no others send the domain's mail"


@rule(Severity.ERROR, by=Fixer.DOMAIN_OWNER, cites=("RFC 7208 section 3.2", "RFC 7208 section 4.5"), publishes=True)
def multiple_records(*, domain: str, count: int, merged: str, records: tuple[str, ...]) -> Said:
    """Several SPF records stand at one name, so receivers obey none of them.

    Why: Every evaluation ends in permerror. Many receivers treat that like no SPF at all, some refuse the mail, and SPF
    cannot carry DMARC.

    Remedy: Publish one record with the terms of all of them and delete the others. Where they end differently the
    laxest ending is kept, so that no mail is lost; make it stricter once all senders are known.
    """
    fix = "replace them by this one, which allows what any of them allowed and has the laxest ending"
    if not merged:
        fix = "keep one of them and delete the others; they contradict each other, so they cannot be merged"
    return Said(
        f"{domain} has {count} SPF records; exactly one is allowed: none of them counts (permerror), "
        "for every mail you send",
        fix=fix,
        publish=change(domain, merged, *records),
    )


@rule(Severity.ERROR, by=Fixer.DOMAIN_OWNER, cites=("RFC 7208 section 5.2",), publishes=True)
def include_without_record(*, domain: str, target: str, record: str, repaired: str) -> Said:
    """An include names a domain that has no SPF record.

    Why: The evaluation ends in permerror when it comes to this term: every mail that no earlier term lets pass has no
    valid SPF.

    Remedy: Correct the name, or take the term out; if it is a provider's, ask for the name that is right today.
    """
    fix, publish = _correct(domain, target, record, repaired)
    return Said(
        f"include:{target} of {domain} names a domain without an SPF record: permerror, "
        "for every mail that no earlier term lets pass",
        fix=fix,
        publish=publish,
    )


def _correct(domain: str, target: str, record: str, repaired: str) -> tuple[str, RecordChange | None]:
    """What to do about a term that leads to no record; where a macro made the name, others may lead to one."""
    if record and target not in record.lower():
        return "correct the name that the term's macros come to, or publish an SPF record there", None
    fix = "correct the name, or take the term out if no mail is sent through it any more"
    return fix, change(domain, repaired, record, condition="only if no mail is sent through it any more")


@rule(Severity.ERROR, by=Fixer.DOMAIN_OWNER, cites=("RFC 7208 section 6.1",), publishes=True)
def redirect_without_record(*, domain: str, target: str, record: str, repaired: str) -> Said:
    """A redirect names a domain that has no SPF record.

    Why: "If no SPF record is found, or if the target-name is malformed, the result is a permerror": every mail that no
    term of the record itself decides has no valid SPF.

    Remedy: Correct the name, or end the record in "~all" or "-all" instead.
    """
    fix, publish = _correct(domain, target, record, repaired)
    return Said(
        f"redirect={target} of {domain} names a domain without an SPF record: permerror, "
        "for every mail that no other term decides",
        fix=fix,
        publish=publish,
    )


@rule(Severity.ERROR, by=Fixer.DOMAIN_OWNER, cites=("RFC 7208 section 4.6.4",), publishes=True)
def too_many_lookups(*, domain: str, term: str, limit: int, record: str, proposal: str) -> Said:
    """The record makes a receiver look up more than it may.

    Why: The evaluation ends in permerror at the term that is one too many. Whether a mail is hit depends on its sending
    host: those that an earlier term names still pass, so the failure seems to come and go.

    Remedy: Take out what is no longer used, then terms that cost a look-up without need (a or mx of hosts that have
    fixed addresses), then move a sending service to a subdomain of its own. Copying a provider's addresses
    ("flattening") is the last resort: it has to be done again whenever the provider changes them.
    """
    return Said(
        f"{term} of {domain} needs look-up number {limit + 1} of at most {limit}: permerror, "
        "for every mail that no earlier term decides",
        fix=_shorter(record, proposal) if proposal else "take out includes that are no longer needed",
        publish=change(domain, proposal, record),
    )


def _shorter(record: str, proposal: str) -> str:
    new = set(proposal.split(" ")) - set(record.split(" "))
    if any("ip4:" in term or "ip6:" in term for term in new):
        return "publish this shorter record, and renew its addresses whenever the hosts behind them change theirs"
    return "publish this shorter record"


@rule(Severity.ERROR, by=Fixer.DOMAIN_OWNER, cites=("RFC 7208 section 4.6.4",), publishes=True)
def too_many_void_lookups(
    *, domain: str, term: str, limit: int, voids: tuple[str, ...], record: str, repaired: str
) -> Said:
    """More look-ups bring nothing than a receiver accepts.

    Why: "SPF implementations SHOULD limit void lookups to two", and end in permerror beyond. Terms that name nothing
    allow nobody; they only endanger the others.

    Remedy: Take out the terms whose names do not exist or have no address.
    """
    return Said(
        f"{len(voids)} look-ups of {domain} bring nothing ({', '.join(voids)}), {limit} are accepted: "
        f"permerror at {term}",
        fix="correct the names, or take out the terms that name nothing",
        publish=change(domain, "" if "%" in term else repaired, record, condition="only if no mail is sent from them"),
    )


@rule(Severity.ERROR, by=Fixer.DOMAIN_OWNER, cites=("RFC 7208 section 4.6.4",), publishes=True)
def too_many_mail_exchangers(*, domain: str, term: str, count: int, limit: int, record: str, repaired: str) -> Said:
    """An mx term names a domain with more mail exchangers than may be looked up.

    Why: It must not lead to more than 10 address look-ups: "If this limit is exceeded, the mx mechanism MUST produce a
    permerror result."

    Remedy: Name the sending hosts by ip4 and ip6, or by include, instead of mx.
    """
    return Said(
        f"{term} of {domain} leads to {count} mail exchangers, {limit} are allowed: permerror, "
        "for every mail that no earlier term decides",
        fix="name the hosts by their addresses instead, and renew them when they change"
        if repaired
        else "name the hosts by ip4: and ip6: instead",
        publish=change(domain, repaired, record),
    )
