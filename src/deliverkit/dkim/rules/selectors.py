"""What can be said of the selectors of a domain?  (RFC 6376 sections 3.1 and 3.6.2.1)"""

from __future__ import annotations

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule
from .wording import quoted, shown

__all__ = ["hidden_selectors", "name_denied_above_keys", "no_keys", "not_a_domain", "not_a_selector", "wildcard_key"]

_OWNER = Fixer.DOMAIN_OWNER


@rule(Severity.ERROR, by=Fixer.NOBODY, cites=("RFC 6376 section 3.5",))
def not_a_domain(*, text: str) -> Said:
    """What was given is no domain name of two labels or more.

    Why: No key can be looked for.

    Remedy: Give the domain as it stands in d=, or behind the @ of the author.
    """
    return Said(f"{quoted(text)} is no domain", fix="give the domain as it stands in d=")


@rule(Severity.ERROR, by=Fixer.NOBODY, cites=("RFC 6376 section 3.1",))
def not_a_selector(*, text: str) -> Said:
    """What was given is no selector: labels of letters, digits and hyphens, parted by dots.

    Why: No key can be looked for.

    Remedy: Take the selector from s= in the DKIM-Signature field of a message; for a domain whose selectors are not
    known, ask for its selectors.
    """
    return Said(
        f"{quoted(text)} is no selector",
        fix="give the selector as it stands in s= of a DKIM-Signature field",
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 6376 section 3.6.2.1", "RFC 8020 section 2"))
def no_keys(*, domain: str) -> Said:
    """The domain publishes no DKIM key at all.

    Why: There is no name _domainkey below the domain, so there is nothing below that either. Mail that is signed for
    this domain fails, and mail of it that is redirected is not authenticated.

    Remedy: If the domain sends mail, let its server or provider sign, and publish the key.
    """
    return Said(
        f"{domain} publishes no DKIM key: there is no _domainkey.{domain}",
        fix="if the domain sends mail, let its server or provider sign it, and publish the key",
    )


@rule(Severity.NOTE, by=_OWNER, cites=("RFC 6376 section 3.1", "RFC 8020 section 2"))
def hidden_selectors(*, domain: str, asked: int) -> Said:
    """Something stands below _domainkey, but at none of the selectors that were asked for.

    Why: The DNS does not list names. The domain probably has keys whose selectors cannot be guessed: those of Amazon
    SES and others are random.

    Remedy: Take the selector from s= in the DKIM-Signature field of a message of the domain, and ask for that.
    """
    return Said(
        f"{domain} seems to have DKIM keys, but at none of the {asked} selectors that were asked for",
        fix="take the selector from s= of a message of the domain, and ask for that",
    )


@rule(Severity.WARNING, by=_OWNER, cites=("RFC 4592 section 2.1.1", "RFC 6376 section 3.6.2.1"))
def wildcard_key(*, domain: str, probe: str) -> Said:
    """Every selector of the domain has the same key, by a wildcard.

    Why: A signature with any selector finds this key, so a withdrawn selector is not withdrawn, and which keys are in
    use cannot be told.

    Remedy: Publish the key at its selector only, and take the wildcard away.
    """
    return Said(
        f"A wildcard answers with a key for every selector of {domain}, such as {probe}",
        fix="publish the key at its selector only, and take the wildcard away",
    )


@rule(Severity.WARNING, by=_OWNER, cites=("RFC 8020 section 2", "RFC 9156 section 3"))
def name_denied_above_keys(*, domain: str, selectors: tuple[str, ...]) -> Said:
    """The name servers say that _domainkey does not exist, although there are keys below it.

    Why: Nothing can stand below a name that does not exist: resolvers that go down name by name, or remember the
    denial, find no key, so that signatures fail at some receivers and not at others.

    Remedy: Ask who runs the name servers to answer NOERROR for names that have others below them; a TXT record at
    _domainkey helps until then.
    """
    return Said(
        f"The name servers deny _domainkey.{domain}, but keys stand below it: {', '.join(map(shown, selectors))}",
        fix="have the name servers mended: they must answer NOERROR for names that have others below them",
    )
