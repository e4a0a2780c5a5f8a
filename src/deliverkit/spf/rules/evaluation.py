"""What an evaluation of SPF can complain of (RFC 7208 sections 2.6, 4.3, 4.4 and 8)."""

from __future__ import annotations

from ...core.findings import Fixer, RecordChange, Severity
from ...core.rules import Said, rule
from ..networks import is_internal

__all__ = [
    "lookup_failed",
    "no_such_domain",
    "not_authorized",
    "nothing_said",
    "probably_not_authorized",
    "unreadable_client_ip",
    "unreadable_received_spf",
    "unusable_domain",
]


def _allow(*, client_ip: str, owner: str, record: str, before: int) -> tuple[str, RecordChange | None]:
    if is_internal(client_ip):
        return f"{client_ip} is an internal address: give the one that the outside server saw", None
    fix = f"only if {client_ip} is yours: publish this record; otherwise change nothing, this mail is not from you"
    network = f"ip6:{client_ip}" if ":" in client_ip else f"ip4:{client_ip}"
    # no record ends in a term without a blank before what follows it
    head, tail = record[:before].rstrip(" "), record[before:].strip(" ")
    change = RecordChange(
        owner=owner,
        rdtype="TXT",
        value=" ".join(filter(None, (head, network, tail))),
        replaces=(record,),
        condition=f"only if {client_ip} is yours",
    )
    return fix, change


def _decided(domain: str, ends_at: str, term: str) -> str:
    where = f"{term!r}" if term else "no term that matches"
    return where if ends_at == domain else f"{where} in the record of {ends_at} (the redirect of {domain} leads there)"


@rule(Severity.ERROR, by=Fixer.RECEIVING_ADMIN, cites=("RFC 7208 section 4.1",))
def unreadable_client_ip(*, text: str) -> Said:
    """The client's address is no IP address, so SPF cannot be evaluated.

    Why: SPF asks whether an address may send; without one there is nothing to ask.

    Remedy: pass the address of the SMTP client as the mail server sees it, IPv4 or IPv6, without brackets or port.
    """
    return Said(f"{text!r} is no IP address", fix="give the SMTP client's address, such as 192.0.2.1 or 2001:db8::1")


@rule(Severity.WARNING, by=Fixer.SENDING_ADMIN, cites=("RFC 7208 section 4.3", "RFC 5321 section 2.3.5"))
def unusable_domain(*, domain: str, identity: str) -> Said:
    """The identity has no domain that SPF can be asked for.

    Why: a single label, an address literal, an empty or an over-long name yields the result "none"; receivers that
    want SPF or DKIM to pass see neither, and replies to such a sender cannot be delivered.

    Remedy: send with a sender address, or greet with a host name, that is a full domain name.
    """
    what = "sender address" if identity == "mailfrom" else "HELO name"
    return Said(f"{domain!r} is no full domain name, so SPF comes to none", fix=f"use a {what} with a full domain name")


@rule(Severity.WARNING, by=Fixer.SENDING_ADMIN, cites=("RFC 5321 section 2.3.5", "RFC 7208 section 4.3"))
def no_such_domain(*, domain: str, name: str, identity: str) -> Said:
    """The domain of the sender does not exist in the DNS.

    Why: "Only resolvable, fully-qualified domain names (FQDNs) are permitted": SPF comes to none, nobody can answer
    such a sender, and many receivers refuse it.

    Remedy: Correct the spelling of the sender's domain, or register it and give it an SPF record.
    """
    what = "sender's domain" if identity == "mailfrom" else "HELO name"
    told = f"{domain} does not exist" if name == domain else f"{domain} is an alias of {name}, which does not exist"
    return Said(f"{told}, so SPF comes to none", fix=f"correct the {what}, if this mail is yours")


@rule(Severity.NOTE, by=Fixer.NOBODY, cites=("RFC 7208 section 2.6.6",))
def lookup_failed(*, name: str, rdtype: str, reason: str) -> Said:
    """A DNS question that SPF depends on was not answered.

    Why: receivers who get no answer either come to "temperror" and may defer the mail or accept it unjudged. That
    this resolver got none does not mean that theirs gets none.

    Remedy: ask again; if it goes on, have the name servers of the zone examined.
    """
    return Said(f"{rdtype} of {name} was not answered ({reason}), so SPF comes to temperror", fix="ask again later")


@rule(Severity.ERROR, by=Fixer.DOMAIN_OWNER, cites=("RFC 7208 section 2.6.4", "RFC 7208 section 8.4"), publishes=True)
def not_authorized(
    *, domain: str, client_ip: str, term: str, ends_at: str, owner: str, record: str, before: int
) -> Said:
    """The domain's SPF record says that this client may not send for it.

    Why: "fail" is an explicit statement. Many receivers refuse such mail at once, whatever DKIM says.

    Remedy: if the client is yours, add it to the record before the term that denies it; if it is not, somebody else
    used your name and the record did its work. Forwarded mail fails here unless the forwarder rewrites the sender.
    """
    fix, change = _allow(client_ip=client_ip, owner=owner, record=record, before=before)
    return Said(
        f"{client_ip} is not allowed to send for {domain}: {_decided(domain, ends_at, term)} denies it",
        fix=fix,
        publish=change,
    )


@rule(Severity.WARNING, by=Fixer.DOMAIN_OWNER, cites=("RFC 7208 section 2.6.5", "RFC 7208 section 8.5"), publishes=True)
def probably_not_authorized(
    *, domain: str, client_ip: str, term: str, ends_at: str, owner: str, record: str, before: int
) -> Said:
    """The domain's SPF record says that this client probably may not send for it.

    Why: "softfail" is no pass: receivers that want SPF or DKIM to pass count it as a failure, others look closer.

    Remedy: if the client is yours, add it to the record before the term that matches; if it is not, change nothing.
    """
    fix, change = _allow(client_ip=client_ip, owner=owner, record=record, before=before)
    return Said(
        f"{client_ip} is probably not allowed to send for {domain}: {_decided(domain, ends_at, term)} matches",
        fix=fix,
        publish=change,
    )


@rule(
    Severity.WARNING,
    by=Fixer.DOMAIN_OWNER,
    cites=("RFC 7208 section 2.6.2", "Google: Email sender guidelines (SPF or DKIM must pass)"),
    publishes=True,
)
def nothing_said(*, domain: str, client_ip: str, term: str, ends_at: str, owner: str, record: str, before: int) -> Said:
    """The domain's SPF record says nothing about this client.

    Why: "neutral" must be treated like no record at all, so SPF does not pass, and large receivers refuse mail for
    which neither SPF nor DKIM passes.

    Remedy: if the client is yours, add it to the record; end the record with -all or ~all.
    """
    fix, change = _allow(client_ip=client_ip, owner=owner, record=record, before=before)
    decided = _decided(domain, ends_at, term)
    return Said(f"nothing is said about {client_ip} for {domain}: {decided}, neutral", fix=fix, publish=change)


@rule(Severity.WARNING, by=Fixer.RECEIVING_ADMIN, cites=("RFC 7208 section 9.1",))
def unreadable_received_spf(*, text: str) -> Said:
    """A Received-SPF field cannot be read, wholly or in part.

    Why: filters that act on the field take it for missing or read another result than the receiver meant.

    Remedy: have the receiver write "Received-SPF: result (comment) key=value; key=value", values with special
    characters in quotes.
    """
    return Said(f"{text!r} is no part of a Received-SPF field", fix="quote values that hold special characters")
