"""What can be wrong with the author that DMARC is to judge?  (RFC 9989 sections 4.2, 5.3.1, 11.4 and 11.5)"""

from __future__ import annotations

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule
from .wording import clip, listed

__all__ = [
    "author_address_in_local_part",
    "author_address_in_name",
    "author_address_outside",
    "no_author_domain",
    "repeated_from",
    "several_author_domains",
    "trailing_dot_in_author_domain",
]

_SENDER = Fixer.SENDING_ADMIN
_GMAIL = "Google: SMTP errors, 550 5.7.1 (multiple addresses in From)"


@rule(Severity.ERROR, by=_SENDER, cites=("RFC 9989 section 5.3.1", "RFC 5322 section 3.6.2"))
def no_author_domain(*, text: str) -> Said:
    """From has no author with a domain, so DMARC cannot be applied.

    Why: "If zero or more than one domain is extracted from the RFC5322.From header field, then DMARC validation is not
    possible". An empty field, an empty group, a name alone and an address literal have no domain. Large receivers
    refuse such mail.

    Remedy: Put one address with a full domain name into From.
    """
    told = f": {clip(text)!r}" if text else ""
    return Said(
        f"From names no author with a domain{told}, so DMARC cannot be applied", fix="put one full address into From"
    )


@rule(Severity.ERROR, by=_SENDER, cites=("RFC 9989 section 4.4", "RFC 9989 section 11.5", "RFC 5322 section 3.6"))
def repeated_from(*, count: int, domains: tuple[str, ...]) -> Said:
    """There are several From fields, so DMARC cannot be applied.

    Why: With a "malformed, absent, or repeated" From field "there is no reliable way to determine a DMARC Policy
    Record". Filters judge one field and mail programs show another, which is how authors are forged; receivers refuse
    such mail or treat it as suspicious.

    Remedy: Keep one From field. Usually a form, a plug-in or a gateway adds the second one.
    """
    return Said(
        f"there are {count} From fields (of {listed(domains) or 'no domain'}), so DMARC cannot be applied",
        fix="keep one From field",
    )


@rule(Severity.ERROR, by=_SENDER, cites=("RFC 9989 section 5.3.1", "RFC 9989 section 11.5", _GMAIL))
def several_author_domains(*, domains: tuple[str, ...]) -> Said:
    """From names authors of several domains, so DMARC cannot be applied.

    Why: "If zero or more than one domain is extracted ..., then DMARC validation is not possible". As an attacker can
    use that to get round DMARC, receivers refuse such mail, or judge every domain and act on the strictest policy that
    fails.

    Remedy: Put one address into From and the others into Reply-To or Cc.
    """
    return Said(
        f"From names authors of {len(domains)} domains ({listed(domains)}), so DMARC cannot be applied",
        fix="put one address into From, and the others into Reply-To or Cc",
    )


@rule(Severity.WARNING, by=_SENDER, cites=("RFC 9989 section 11.5", "RFC 5321 section 4.1.2"))
def author_address_in_local_part(*, domain: str, address: str, shown: tuple[str, ...]) -> Said:
    """The local part of the author's address holds another address.

    Why: The domain behind the last @ counts, but careless filters and readers stop at the first: a quoted local part
    such as "x@bank.example" makes them see, or even judge, another domain. Hardly any honest mail has one.

    Remedy: Use an address whose local part has no @ and no angle brackets.
    """
    return Said(
        f"the author is {clip(address)!r}: {domain} counts, but careless readers see {listed(shown)}",
        fix="use an address without quotation marks",
    )


@rule(Severity.NOTE, by=Fixer.AUTHOR, cites=("RFC 9989 section 11.4",))
def author_address_in_name(*, domain: str, name: str, shown: tuple[str, ...]) -> Said:
    """The author's name looks like an address of another domain.

    Why: Mail programs show the name and hide the address: this is how display names deceive. DMARC judges the address
    only, but filters against deception look at the name. Mailing lists and services that send for somebody do the same
    with good intent.

    Remedy: Put a name there, and that address into Reply-To.
    """
    return Said(
        f"the author's name {clip(name)!r} shows {listed(shown)}, but the mail is from {domain}",
        fix="put a name there, and the other address into Reply-To",
    )


@rule(Severity.WARNING, by=_SENDER, cites=("RFC 9989 section 11.5", "RFC 5322 section 3.4"))
def author_address_outside(*, domain: str, shown: tuple[str, ...]) -> Said:
    """Another address stands in From, in a comment, a route or stray text.

    Why: By the grammar it is none of the authors, but lenient readers take it for one, so that a filter can judge
    another domain than the mail program shows.

    Remedy: Leave nothing in From but a name and one address in angle brackets.
    """
    return Said(
        f"From also holds {listed(shown)}, which lenient readers take for the author; by the grammar {domain} counts",
        fix="leave nothing in From but a name and <address>",
    )


@rule(Severity.WARNING, by=_SENDER, cites=("RFC 5322 section 3.4.1", "RFC 5321 section 2.3.5"))
def trailing_dot_in_author_domain(*, domain: str, written: str) -> Said:
    """The author's domain ends in a dot.

    Why: In zone files a name ends in a dot, in mail addresses it must not: some receivers refuse the address, some
    compare it as it stands and find nothing aligned.

    Remedy: Write the address without the dot.
    """
    return Said(f"the author's domain is written {clip(written)!r}", fix=f"write it {domain}")
