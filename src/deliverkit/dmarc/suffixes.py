"""Under which name did an organization register?  By the public suffix list, as RFC 7489 section 3.2 has it.

The list is a snapshot that comes with a package; it is read when it is first needed and never fetched.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

__all__ = ["is_public_suffix", "registered_domain"]


@cache
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList(accept_unknown=False)


def is_public_suffix(domain: str) -> bool:
    """Whether the list has *domain*, in normal form, as a name under which others register."""
    return _suffixes().publicsuffix(domain) == domain


def registered_domain(domain: str) -> str:
    """The organizational domain of *domain* by the public suffix list; a public suffix is its own.

    Arguments:
        domain: a domain in normal form.

    >>> registered_domain("news.a.co.uk"), registered_domain("co.uk"), registered_domain("x.a.example")
    ('a.co.uk', 'co.uk', 'a.example')
    """
    suffix = _suffixes().publicsuffix(domain)
    if suffix is None:
        # the list's own rule: "If no rules match, the prevailing rule is "*"."
        suffix = domain.rpartition(".")[2]
    if suffix == domain:
        return domain
    # RFC 7489 section 3.2: "prefixing to it the "x+1"th label from the subject domain"
    return f"{domain[: -len(suffix) - 1].rpartition('.')[2]}.{suffix}"
