"""What can be wrong with a record that reads well?  (RFC 7208 sections 3, 4.7, 5, 6, 7 and 10)

One finding tells of all terms of a record to which the same applies: ``terms`` names them, ``record`` is the text to be
replaced and ``repaired`` the record to publish instead, whose other faults of syntax are mended as well.
"""

from __future__ import annotations

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule
from .changes import change, clip

__all__ = [
    "broad_network",
    "duplicate_term",
    "host_bits_set",
    "long_record",
    "mechanism_as_modifier",
    "neutral_all",
    "no_ending",
    "not_a_hostname",
    "p_macro",
    "pass_all",
    "ptr_mechanism",
    "redirect_ignored",
    "special_network",
    "term_after_all",
    "unknown_modifier",
    "whole_internet",
]

_OWNER = Fixer.DOMAIN_OWNER


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 7208 section 4.8", "RFC 1123 section 2.1"), publishes=True)
def not_a_hostname(*, domain: str, terms: tuple[str, ...], record: str, repaired: str) -> Said:
    """A term's domain holds something that no host name holds, such as https:// or a comma.

    Why: The syntax allows it, but no such name can be looked up: the term matches nothing, and an include or redirect
    of it ends in permerror.

    Remedy: Write the bare domain name, one in each term.
    """
    return Said(
        f"{clip(', '.join(terms))} names no host that can exist",
        fix="write the bare domain name",
        publish=change(domain, repaired, record),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 7208 section 4.6.1", "RFC 7208 section 6"), publishes=True)
def mechanism_as_modifier(*, domain: str, terms: tuple[str, ...], record: str, repaired: str) -> Said:
    """A mechanism is written with "=", as in "include=spf.mailhost.example".

    Why: With "=" it is an unknown modifier, which receivers "MUST" ignore, silently: the hosts it was meant for are not
    allowed, and their mail fails.

    Remedy: Write it with a colon.
    """
    return Said(
        f"{clip(', '.join(terms))} is ignored, because mechanisms are written with a colon",
        fix="write a colon instead of =",
        publish=change(domain, repaired, record),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 7208 section 5.1",), publishes=True)
def pass_all(*, domain: str, term: str, record: str, repaired: str) -> Said:
    """The record ends in "all" or "+all", which lets every host of the internet pass.

    Why: Anybody can send in the domain's name, with SPF and DMARC in order. Filters hold such a record against the
    domain.

    Remedy: End it in "~all", and in "-all" once all senders are listed.
    """
    return Said(
        f"{term} lets every host in the world send as the domain",
        fix="end the record in ~all, and list the hosts that send",
        publish=change(domain, repaired, record, condition="once the hosts that send for the domain are listed in it"),
    )


@rule(Severity.ERROR, by=_OWNER, cites=("RFC 7208 section 5.6",), publishes=True)
def whole_internet(*, domain: str, terms: tuple[str, ...], record: str, repaired: str) -> Said:
    """A term with a length of /0 matches every address.

    Why: It decides for every host in the world, as "all" does; what stands behind it never counts.

    Remedy: Name the networks that send.
    """
    return Said(
        f"{clip(', '.join(terms))} matches every address in the world",
        fix="name the networks that send",
        publish=change(domain, repaired, record, condition="once the hosts that send for the domain are listed in it"),
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 7208 section 8.2",), publishes=True)
def neutral_all(*, domain: str, term: str, record: str, repaired: str) -> Said:
    """The record ends in "?all".

    Why: Neutral "MUST be treated exactly like the none result": the record says nothing against forged mail.

    Remedy: End it in "~all", and in "-all" once all senders are listed.
    """
    return Said(
        f"{term} says nothing about the hosts that are not listed",
        fix="end the record in ~all once all senders are listed",
        publish=change(domain, repaired, record, condition="once the hosts that send for the domain are listed in it"),
    )


@rule(Severity.WARNING, by=_OWNER, cites=("RFC 7208 section 4.7",), publishes=True)
def no_ending(*, domain: str, record: str, repaired: str) -> Said:
    """The record has neither "all" nor "redirect=".

    Why: Hosts it does not list are neutral, which says nothing against forged mail. "Records SHOULD always use either a
    redirect modifier or an all mechanism to explicitly terminate processing."

    Remedy: End it in "~all", and in "-all" once all senders are listed.
    """
    return Said(
        "The record has neither all nor redirect=, so it says nothing about the hosts that are not listed",
        fix="end it in ~all",
        publish=change(domain, repaired, record, condition="once the hosts that send for the domain are listed in it"),
    )


@rule(Severity.WARNING, by=_OWNER, cites=("RFC 7208 section 5.1",), publishes=True)
def term_after_all(*, domain: str, terms: tuple[str, ...], record: str, repaired: str) -> Said:
    """Mechanisms stand behind "all".

    Why: "Mechanisms listed after all MUST be ignored": the hosts they name are not allowed, and their mail fails.

    Remedy: Put "all" last, if their hosts send for the domain; otherwise take them out, which changes nothing.
    """
    dead = [term for term in terms if term.lower().lstrip("+-~?") != "all"]
    condition = f"only if the domain sends through {clip(', '.join(dead))}" if dead else ""
    return Said(
        f"{clip(', '.join(terms))} stands behind all and is never looked at",
        fix="put all last; or take out what stands behind it" if dead else "keep one all, as the last",
        publish=change(domain, repaired, record, condition=condition),
    )


@rule(Severity.WARNING, by=_OWNER, cites=("RFC 7208 section 5.1", "RFC 7208 section 6.1"), publishes=True)
def redirect_ignored(*, domain: str, term: str, record: str, repaired: str) -> Said:
    """A redirect stands in a record that has "all".

    Why: A redirect "MUST be ignored when there is an all mechanism anywhere in the record": what the other record
    allows is not allowed here.

    Remedy: If the other record should count, write include: instead; otherwise take the redirect out.
    """
    return Said(
        f"{clip(term)} is ignored, because the record has all",
        fix="take it out; or write include: for it if its hosts should count",
        publish=change(domain, repaired, record),
    )


@rule(Severity.WARNING, by=_OWNER, cites=("RFC 7208 section 5.5",), publishes=True)
def ptr_mechanism(*, domain: str, terms: tuple[str, ...], record: str, repaired: str) -> Said:
    """The record uses ptr.

    Why: "This mechanism SHOULD NOT be published." It is slow, loads the reverse zones, and fails whenever they do; some
    receivers skip it.

    Remedy: Name the hosts by ip4:, ip6: or a:.
    """
    return Said(
        f"{clip(', '.join(terms))} should no longer be published",
        fix="name the hosts that it stands for by ip4:, ip6: or a: instead",
        publish=change(domain, repaired, record, condition="once the hosts that ptr stands for are listed in it"),
    )


@rule(Severity.WARNING, by=_OWNER, cites=("RFC 7208 section 7.3",))
def p_macro(*, terms: tuple[str, ...]) -> Said:
    """A term uses the macro %{p}, the validated name of the client.

    Why: RFC 7208 tells not to use it: like ptr it is slow and depends on zones that are not the domain's own.

    Remedy: Use %{i}, the client's address.
    """
    return Said(f"{clip(', '.join(terms))} uses %{{p}}, which should not be used", fix="use %{i} or %{h} instead")


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 7208 section 6",), publishes=True)
def unknown_modifier(*, domain: str, terms: tuple[str, ...], record: str, repaired: str) -> Said:
    """The record holds modifiers that nobody knows.

    Why: Receivers "MUST" ignore them, so they do no harm, and no good.

    Remedy: Take them out, unless they are meant for software of your own.
    """
    return Said(
        f"{clip(', '.join(terms))} is ignored by receivers",
        fix="take it out unless you know what reads it",
        publish=change(domain, repaired, record),
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 7208 section 4.6.4",), publishes=True)
def duplicate_term(*, domain: str, terms: tuple[str, ...], record: str, repaired: str) -> Said:
    """The same mechanism stands in the record twice.

    Why: The second never decides anything, and costs a look-up again where it needs one.

    Remedy: Take the second out.
    """
    return Said(
        f"{clip(', '.join(terms))} stands in the record already",
        fix="keep the first of them",
        publish=change(domain, repaired, record),
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 7208 section 5.6",), publishes=True)
def host_bits_set(*, domain: str, terms: tuple[str, ...], record: str, repaired: str) -> Said:
    """A network is named by an address inside it, as in "ip4:192.0.2.77/24".

    Why: The bits behind the length do not count: the whole network is allowed, where perhaps one host was meant.

    Remedy: Write the first address of the network; or the address without a length if one host was meant.
    """
    return Said(
        f"{clip(', '.join(terms))} names a whole network by one of its hosts",
        fix="write the network's first address, or leave the length out if one host is meant",
        publish=change(domain, repaired, record),
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 7208 section 11.4",))
def broad_network(*, terms: tuple[str, ...]) -> Said:
    """A term allows more addresses than one sender has: shorter than /16 for IPv4, /32 for IPv6.

    Why: Every customer of that network can send in the domain's name and pass.

    Remedy: Name the hosts that send.
    """
    return Said(f"{clip(', '.join(terms))} allows very many hosts", fix="name only the hosts that send")


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 6890",), publishes=True)
def special_network(*, domain: str, terms: tuple[str, ...], uses: tuple[str, ...], record: str, repaired: str) -> Said:
    """A term names a network from which no mail arrives over the internet: private, reserved, for documentation.

    Why: Receivers never see these addresses, so the term allows nobody; the public address of the host may be missing.

    Remedy: Name the public address that the mail leaves by.
    """
    return Said(
        f"{clip(', '.join(terms))} is never seen by receivers ({clip(', '.join(dict.fromkeys(uses)))})",
        fix="take it out, and name the public address that the mail leaves by instead",
        publish=change(domain, repaired, record),
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 7208 section 3.4",))
def long_record(*, length: int) -> Said:
    """The record is so long that the answer will not fit in 512 octets.

    Why: Old resolvers and firewalls lose larger answers, or ask again over TCP, which some block.

    Remedy: Keep the record, its name and the other TXT records of the name under 450 octets together.
    """
    return Said(
        f"The record has {length} octets; with its name it should stay under 450",
        fix="take out what is not needed, or move a part behind an include of your own",
    )
