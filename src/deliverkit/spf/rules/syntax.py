"""What can be wrong with the syntax of a record?  (RFC 7208 sections 4.6.1, 5, 6, 7.1 and 12)

Each fault makes the whole record void. ``term`` is what stands there, ``instead`` the terms that were meant, ``record``
the old text and ``repaired`` the whole record mended, the same for all faults of one record.
"""

from __future__ import annotations

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule
from .changes import change, clip

__all__ = [
    "bad_address",
    "bad_domain",
    "bad_macro",
    "bad_prefix_length",
    "detached_argument",
    "detached_qualifier",
    "many_faults",
    "missing_argument",
    "missing_blank",
    "odd_character",
    "qualified_modifier",
    "repeated_modifier",
    "unexpected_argument",
    "unknown_mechanism",
]

_VOID = "the whole record is void (permerror), for every mail you send"


def _say(what: str, fix: str, domain: str, record: str, repaired: str) -> Said:
    return Said(f"{what}: {_VOID}", fix=fix, publish=change(domain, repaired, record))


def _write(instead: tuple[str, ...], otherwise: str) -> str:
    return f"write {clip(' '.join(instead))}" if instead else otherwise


def _meant(instead: tuple[str, ...]) -> str:
    return f", {clip(' '.join(instead))} was meant" if instead else ""


@rule(Severity.ERROR, by=Fixer.DOMAIN_OWNER, cites=("RFC 7208 section 4.6.1",), publishes=True)
def detached_qualifier(*, domain: str, term: str, instead: tuple[str, ...], record: str, repaired: str) -> Said:
    """A blank parts a qualifier from its mechanism, as in "- all".

    Why: A qualifier alone is no term, so the whole record is void: permerror, whatever host the mail comes from.

    Remedy: Take the blank out: "-all".
    """
    what = f"The blank cuts {clip(' '.join(instead))} in two" if instead else f"{clip(term)} stands alone"
    fix = "take the blank out" if instead else f"take {clip(term)} out, or write what it was meant for behind it"
    return _say(what, fix, domain, record, repaired)


@rule(Severity.ERROR, by=Fixer.DOMAIN_OWNER, cites=("RFC 7208 section 4.6.1",), publishes=True)
def detached_argument(*, domain: str, term: str, instead: tuple[str, ...], record: str, repaired: str) -> Said:
    """A blank parts a mechanism or modifier from its argument, as in "ip4: 192.0.2.1".

    Why: Neither half is a term of its own, so the whole record is void: permerror, whatever host the mail comes from.

    Remedy: Take the blank out: "ip4:192.0.2.1".
    """
    what = f"The blank cuts {clip(' '.join(instead) or term)} in two"
    fix = "take the blank out" if instead else "write what was meant without a blank, or take both halves out"
    return _say(what, fix, domain, record, repaired)


@rule(Severity.ERROR, by=Fixer.DOMAIN_OWNER, cites=("RFC 7208 section 4.6.1", "RFC 7208 section 5"), publishes=True)
def unknown_mechanism(*, domain: str, term: str, instead: tuple[str, ...], record: str, repaired: str) -> Said:
    """A term is neither a mechanism nor a modifier.

    Why: Receivers may not guess, so the whole record is void: permerror, whatever host the mail comes from.

    Remedy: Write the mechanism by its name: all, include, a, mx, ip4, ip6, exists. An address stands behind ip4: or
    ip6:, a host name behind a:, another domain's record behind include:.
    """
    what = f"{clip(term)} is no SPF term"
    if instead:
        what += f" (did you mean {clip(' '.join(instead))}?)"
    fix = _write(instead, f"write the term that {clip(term)} was meant to be, or take it out")
    return _say(what, fix, domain, record, repaired)


@rule(Severity.ERROR, by=Fixer.DOMAIN_OWNER, cites=("RFC 7208 section 4.6.1", "RFC 7208 section 6"), publishes=True)
def qualified_modifier(*, domain: str, term: str, instead: tuple[str, ...], record: str, repaired: str) -> Said:
    """A term with "=" has a qualifier before it, as in "-redirect=..." or "+include=...".

    Why: Only mechanisms, which are written with ":", take a qualifier; so the whole record is void: permerror, whatever
    host the mail comes from.

    Remedy: Write a mechanism with ":", a modifier without a qualifier.
    """
    what = f"{clip(term)} has a qualifier, which no term with = may have{_meant(instead)}"
    return _say(what, _write(instead, "take the qualifier or the term out"), domain, record, repaired)


@rule(Severity.ERROR, by=Fixer.DOMAIN_OWNER, cites=("RFC 7208 section 5.6",), publishes=True)
def bad_address(*, domain: str, term: str, instead: tuple[str, ...], record: str, repaired: str) -> Said:
    """The argument of ip4 or ip6 is no address of that kind.

    Why: The record cannot be read, so all of it is void: permerror, whatever host the mail comes from.

    Remedy: Behind ip4: four numbers from 0 to 255 without leading zeros, behind ip6: an IPv6 address; a host name
    belongs behind a:.
    """
    kind = "IPv6" if "ip6" in term.lower()[:5] else "IPv4"
    fix = _write(instead, f"write the {kind} address in full, or take the term out")
    return _say(f"{clip(term)} names no {kind} address{_meant(instead)}", fix, domain, record, repaired)


@rule(Severity.ERROR, by=Fixer.DOMAIN_OWNER, cites=("RFC 7208 section 5.6", "RFC 7208 section 12"), publishes=True)
def bad_prefix_length(*, domain: str, term: str, instead: tuple[str, ...], record: str, repaired: str) -> Said:
    """The length behind a slash is none: more than 32 bits for IPv4, more than 128 for IPv6, or no number.

    Why: The record cannot be read, so all of it is void: permerror, whatever host the mail comes from.

    Remedy: "/0" to "/32" for IPv4, "/0" to "/128" for IPv6 (behind a and mx as "//64"), without leading zeros. The
    mended record leaves an impossible length out and so names the one address.
    """
    what = f"{clip(term)} has a length that no network has (IPv4: 0 to 32, IPv6: 0 to 128)"
    fix = "write the length that was meant" + (f"; {clip(' '.join(instead))} if one address was" if instead else "")
    return _say(what, fix, domain, record, repaired)


@rule(Severity.ERROR, by=Fixer.DOMAIN_OWNER, cites=("RFC 7208 section 7.1",), publishes=True)
def bad_macro(*, domain: str, term: str, instead: tuple[str, ...], record: str, repaired: str) -> Said:
    """A percent sign does not start a macro.

    Why: The record cannot be read, so all of it is void: permerror, whatever host the mail comes from.

    Remedy: "%{i}" and its like, with one of the letters s l o d i p v h in braces; "%%" for the sign itself.
    """
    fix = _write(instead, "write the macro that was meant, such as %{i}, or take the term out")
    return _say(f"{clip(term)} holds a % that starts no macro{_meant(instead)}", fix, domain, record, repaired)


@rule(Severity.ERROR, by=Fixer.DOMAIN_OWNER, cites=("RFC 7208 section 7.1", "RFC 7208 section 12"), publishes=True)
def bad_domain(*, domain: str, term: str, instead: tuple[str, ...], record: str, repaired: str) -> Said:
    """The argument of a term is no full domain name.

    Why: The record cannot be read, so all of it is void: permerror, whatever host the mail comes from.

    Remedy: Write the full name, with its top-level domain; an address belongs behind ip4: or ip6:.
    """
    fix = _write(instead, "write the full domain name, or take the term out")
    return _say(f"{clip(term)} names no full domain name{_meant(instead)}", fix, domain, record, repaired)


@rule(Severity.ERROR, by=Fixer.DOMAIN_OWNER, cites=("RFC 7208 section 12",), publishes=True)
def missing_argument(*, domain: str, term: str, instead: tuple[str, ...], record: str, repaired: str) -> Said:
    """A term lacks the argument that it needs, as "include:" does.

    Why: The record cannot be read, so all of it is void: permerror, whatever host the mail comes from.

    Remedy: Write what it is about directly behind the colon, or take the term out.
    """
    fix = _write(instead, "write what it is about directly behind it, or take the term out")
    return _say(f"{clip(term)} lacks its argument{_meant(instead)}", fix, domain, record, repaired)


@rule(Severity.ERROR, by=Fixer.DOMAIN_OWNER, cites=("RFC 7208 section 12",), publishes=True)
def unexpected_argument(*, domain: str, term: str, instead: tuple[str, ...], record: str, repaired: str) -> Said:
    """A term has an argument that it cannot have, as in "all:a.example" or "ptr/24".

    Why: The record cannot be read, so all of it is void: permerror, whatever host the mail comes from.

    Remedy: Leave the argument out, or write the mechanism that takes it.
    """
    fix = _write(instead, "take the argument or the term out")
    return _say(f"{clip(term)} has an argument it cannot have{_meant(instead)}", fix, domain, record, repaired)


@rule(Severity.ERROR, by=Fixer.DOMAIN_OWNER, cites=("RFC 7208 section 4.6.1", "RFC 7208 section 12"), publishes=True)
def odd_character(*, domain: str, term: str, instead: tuple[str, ...], record: str, repaired: str) -> Said:
    """A term holds a character that has no place there: a semicolon, comma, quote, tab, typographic dash or umlaut.

    Why: Terms are parted by blanks alone and are plain ASCII; anything else makes the whole record void: permerror,
    whatever host the mail comes from.

    Remedy: Part terms by single blanks, write names of other scripts as A-labels (xn--...), and copy records as plain
    text: word processors turn hyphens into dashes and add quotes.
    """
    fix = _write(instead, f"take {clip(term)} out, or write it in plain ASCII letters")
    what = f"{clip(term)} holds a character that has no place there{_meant(instead)}"
    return _say(what, fix, domain, record, repaired)


@rule(Severity.ERROR, by=Fixer.DOMAIN_OWNER, cites=("RFC 7208 section 6",), publishes=True)
def repeated_modifier(*, domain: str, term: str, instead: tuple[str, ...], record: str, repaired: str) -> Said:
    """redirect= or exp= stands in the record more than once.

    Why: Each "MUST NOT appear in a record more than once", so the whole record is void: permerror, whatever host the
    mail comes from.

    Remedy: Keep one. The mended record keeps the first; where two redirects name services that are both in use, write
    them as include: instead.
    """
    name = term.partition("=")[0].lower()
    fix = "keep the one that is right"
    return _say(f"{clip(term)} is the second {name}= of the record{_meant(instead)}", fix, domain, record, repaired)


@rule(Severity.ERROR, by=Fixer.DOMAIN_OWNER, cites=("RFC 7208 section 3.3", "RFC 7208 section 4.6.1"), publishes=True)
def missing_blank(*, domain: str, term: str, instead: tuple[str, ...], record: str, repaired: str) -> Said:
    """Two terms are written together, often where two strings of a TXT record join.

    Why: The strings of a TXT record are joined "without adding spaces". The terms become one that cannot be read, and
    the whole record is void: permerror, whatever host the mail comes from.

    Remedy: Put a blank between them; between strings, at the end of the first or the start of the second.
    """
    what = f"A blank is missing in {clip(term)}" + (f": {clip(' '.join(instead))} was meant" if instead else "")
    return _say(what, "put a blank between the terms", domain, record, repaired)


@rule(Severity.ERROR, by=Fixer.DOMAIN_OWNER, cites=("RFC 7208 section 4.6",), publishes=True)
def many_faults(*, domain: str, count: int, record: str, repaired: str) -> Said:
    """The record has more faults than can be told one by one.

    Why: One is enough to make the whole record void: permerror, whatever host the mail comes from.

    Remedy: Write the record anew.
    """
    return Said(
        f"{count} further faults are in the record, from here on: {_VOID}",
        fix="write the record anew",
        publish=change(domain, repaired, record),
    )
