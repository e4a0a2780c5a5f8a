"""What can be said of the envelope on the way (RFC 7208 appendix D)."""

from __future__ import annotations

from ...core.findings import Fixer, RecordChange, Severity
from ...core.rules import Said, rule
from ...spf.networks import is_internal
from .wording import of_sender

__all__ = [
    "null_envelope",
    "own_spf_lacks_address",
    "own_spf_missing",
    "own_spf_void",
    "refused_before_dkim",
    "refused_by_spf",
    "spf_breaks",
    "srs_does_not_align",
    "srs_not_possible",
]

_MEDIATOR = "RFC 7208 appendix D.2"


def _network(client_ip: str) -> str:
    return f"ip6:{client_ip}" if ":" in client_ip else f"ip4:{client_ip}"


def _inside(client_ip: str) -> str:
    """What to do where the address is one that no other server ever sees; empty where it is not."""
    return f"{client_ip} is an internal address: give the one that others see" if is_internal(client_ip) else ""


@rule(Severity.WARNING, by=Fixer.FORWARDER, cites=(_MEDIATOR, "RFC 7960 section 2.2"))
def spf_breaks(*, host: str, client_ip: str, sender: str, domain: str, receiver: str, result: str) -> Said:
    """A forwarder passes the mail on with a sender of somebody else, whose SPF record does not name it.

    Why: SPF asks whether the server that hands the mail over may send for the domain in MAIL FROM. A forwarder that
    keeps the sender sends for a domain that never heard of it: no receiver after it gets a pass.

    Remedy: the forwarder rewrites the envelope sender so that it stands in its own domain: with SRS (postsrsd, or what
    the mail server has for it), or as lists do, with an address of its own that takes the bounces. The author's record
    must not be widened for it: the same server forwards the mail of everybody.
    """
    return Said(
        f"{host} ({client_ip}) passes the mail on as {of_sender(sender)}, but {domain} does not let it: SPF comes to "
        f"{result} at {receiver}",
        fix=f"at {host}: rewrite the envelope sender with SRS; do not list {client_ip} in the record of {domain}",
    )


@rule(Severity.NOTE, by=Fixer.NOBODY, cites=("RFC 9989 section 4.4.2", "RFC 7960 section 2.1"))
def srs_does_not_align(*, host: str, domain: str, author: str, receiver: str) -> Said:
    """SPF passes since the forwarder rewrote the sender, but that does not help DMARC.

    Why: DMARC takes an SPF pass only where the domain in MAIL FROM is the author's. With SRS it is the forwarder's. So
    SRS mends SPF for receivers that look at SPF alone, and takes away the alignment that SPF had; DMARC passes only by
    a DKIM signature of the author's domain that is still whole.

    Remedy: none is needed at the forwarder. The author's mail must be signed with DKIM, and nobody may edit it.
    """
    return Said(
        f"SPF passes at {receiver} for {domain}, whose address {host} gives, and not for {author}: DMARC is left with "
        f"DKIM alone"
    )


@rule(Severity.WARNING, by=Fixer.FORWARDER, cites=("RFC 7208 section 4.6.2", _MEDIATOR), publishes=True)
def own_spf_lacks_address(
    *, host: str, client_ip: str, domain: str, owner: str, result: str, record: str, before: int
) -> Said:
    """A forwarder gives its own domain in MAIL FROM, and the SPF record of that domain does not name its server.

    Why: rewriting the sender moves the question to the forwarder's own record. Where that does not list the address the
    mail is sent from, nothing is won.

    Remedy: add the address of the forwarding server to the SPF record of its domain.
    """
    parts = (record[:before].rstrip(" "), _network(client_ip), record[before:].strip(" "))
    change = RecordChange(owner=owner, rdtype="TXT", value=" ".join(filter(None, parts)), replaces=(record,))
    return Said(
        f"{host} ({client_ip}) sends as {domain}, whose own SPF record does not name it: SPF comes to {result}",
        fix=_inside(client_ip) or f"add {client_ip} to the SPF record of {owner}",
        publish=None if is_internal(client_ip) else change,
    )


@rule(Severity.WARNING, by=Fixer.FORWARDER, cites=("RFC 7208 section 4.5", _MEDIATOR), publishes=True)
def own_spf_missing(*, host: str, client_ip: str, domain: str) -> Said:
    """A forwarder gives its own domain, or its own name, in MAIL FROM or HELO, and that has no SPF record.

    Why: SPF comes to none, so neither SPF nor, for want of alignment, DMARC can pass by it; large receivers refuse mail
    for which neither SPF nor DKIM passes.

    Remedy: publish an SPF record for the forwarder's domain that names its servers.
    """
    change = RecordChange(
        owner=domain,
        rdtype="TXT",
        value=f"v=spf1 {_network(client_ip)} ~all",
        condition=f"once every other server that sends as {domain} is listed in it",
    )
    return Said(
        f"{host} ({client_ip}) sends as {domain}, which has no SPF record",
        fix=_inside(client_ip) or f"publish an SPF record for {domain} that names every server it sends from",
        publish=None if is_internal(client_ip) else change,
    )


@rule(Severity.WARNING, by=Fixer.FORWARDER, cites=("RFC 7208 section 2.6.7", _MEDIATOR))
def own_spf_void(*, host: str, client_ip: str, domain: str, result: str) -> Said:
    """A forwarder gives its own domain in MAIL FROM or HELO, and SPF cannot come to a pass for it.

    Why: a record that is broken, or that sends receivers elsewhere, lets nobody pass. Nor does a name that is no full
    domain name, for which there can be no record.

    Remedy: have the SPF record of the forwarder's domain checked, and mend it; give full domain names.
    """
    if result == "none":
        return Said(
            f"{host} ({client_ip}) sends as {domain}, which is no full domain name: SPF comes to none",
            fix=f"give a full domain name, as mx.example.com is one, in place of {domain}",
        )
    return Said(
        f"{host} ({client_ip}) sends as {domain}, whose own SPF record does not let it pass: SPF comes to {result}",
        fix=f"check the SPF record of {domain}: deliverkit.spf.publication({domain!r}) says what is wrong",
    )


@rule(Severity.NOTE, by=Fixer.FORWARDER, cites=("RFC 5321 section 4.5.5", "RFC 7208 section 2.4"))
def null_envelope(*, host: str, receiver: str) -> Said:
    """A forwarder passes mail on with the null sender.

    Why: "<>" is for notices that must not be answered. Nobody learns of it when such mail cannot be delivered, SPF is
    asked for the HELO name, and many filters count null senders against the server.

    Remedy: forward with SRS, so that bounces find their way back.
    """
    return Said(
        f"{host} passes the mail on to {receiver} with the null sender: nobody will learn if it is not delivered",
        fix=f"at {host}: rewrite the envelope sender with SRS instead",
    )


@rule(Severity.WARNING, by=Fixer.FORWARDER, cites=("RFC 5321 section 4.5.3.1.1", _MEDIATOR))
def srs_not_possible(*, host: str, sender: str, reason: str) -> Said:
    """The forwarder cannot rewrite this sender with SRS.

    Why: the rewritten address would be longer than a local part may be (64 octets), or could not be written at all.
    Servers then refuse the mail or forward it as it is, and SPF fails behind them.

    Remedy: rewrite long senders to a token that the forwarder stores (as postsrsd 2 can), or forward them with an
    address of its own. What is no valid address to begin with is better refused than forwarded.
    """
    is_long = reason.startswith("too_long")
    how = "rewrite such senders to a stored token" if is_long else "refuse mail with such a sender"
    return Said(
        f"{host} cannot rewrite {of_sender(sender)} with SRS ({reason.replace('_', ' ')}), so it keeps it: the server "
        f"behind it finds no SPF pass",
        fix=f"at {host}: {how}, or give an address of its own",
    )


@rule(
    Severity.ERROR,
    by=Fixer.DOMAIN_OWNER,
    cites=("RFC 9989 section 7.1", "RFC 7489 section 10.1", "RFC 7208 section 8.4"),
    publishes=True,
)
def refused_before_dkim(
    *, receiver: str, host: str, domain: str, owner: str, policy: str, record: str, start: int, end: int
) -> Said:
    """The receiver refuses the forwarded mail at MAIL FROM, for "-all" says so, and never sees that DKIM would pass.

    Why: some receivers act on an SPF fail before they take the message: "a "-" prefix on a sender's SPF mechanism, such
    as "-all", could cause that rejection to go into effect early in handling", whatever DMARC would come to. With
    "~all" the mail goes on to DKIM and DMARC, which pass.

    Remedy: where all mail of the domain is signed with DKIM and a DMARC policy stands, end the SPF record with ~all:
    DMARC still refuses what is forged, and forwarded mail survives. The forwarder can mend it too, with SRS.
    """
    term = record[start:end]
    softer = f"{record[:start]}~{term.lstrip('-')}{record[end:]}"
    enforced = policy in ("quarantine", "reject")
    also = "" if enforced else ", and once DMARC asks for quarantine or reject"
    return Said(
        f"{receiver} refuses what {host} forwards, for {term} in the record of {owner} says so, and never sees that "
        f"DKIM and DMARC would pass",
        fix=f"end the SPF record of {owner} with ~all: "
        + (f"DMARC still asks to {policy} what is forged" if enforced else "the DMARC policy decides what is forged"),
        publish=RecordChange(
            owner=owner,
            rdtype="TXT",
            value=softer,
            replaces=(record,),
            condition=f"only if all mail of {domain} is signed with DKIM{also}",
        ),
    )


@rule(Severity.ERROR, by=Fixer.FORWARDER, cites=("RFC 9989 section 7.1", "RFC 7489 section 10.1", _MEDIATOR))
def refused_by_spf(*, receiver: str, host: str, client_ip: str, domain: str) -> Said:
    """The receiver refuses the forwarded mail at MAIL FROM, since SPF fails for the server that hands it over.

    Why: some receivers act on an SPF fail before they take the message, whatever DKIM and DMARC would come to.

    Remedy: the forwarder rewrites the envelope sender with SRS, or has its address put into its own SPF record.
    """
    return Said(
        f"{receiver} refuses the mail at MAIL FROM: {domain} says that {host} ({client_ip}) may not send for it",
        fix=f"at {host}: send as a domain whose SPF record names {client_ip}",
    )
