"""Which names can a signer have?  (RFC 6376 sections 3.5 and 3.6.2.1)"""

from __future__ import annotations

import re
from typing import Final

from ...core.errors import UsageError
from ...core.names import is_hostname, is_within, to_ascii
from ..arguments import expect
from .composing import quoted_printable

__all__ = ["identity_of", "key_owner"]

_ACE: Final = "xn--"
_NUMBER: Final = re.compile(r"(?:[0-9]++|0x[0-9a-f]*+)")
_CONTROL: Final = re.compile("[\x80-\xa0]")  # what stands in no U-label (RFC 5892 section 2.6)
_DOMAINKEY: Final = "_domainkey"
_LONGEST_LOCAL_PART: Final = 64  # octets (RFC 5321 section 4.5.3.1.1)
_MOST_SHOWN: Final = 40


def key_owner(domain: str, selector: str) -> tuple[str, str]:
    """*domain* and *selector* in normal form.

    Raises:
        UsageError: one of them is no name, or both together are too long for one.
    """
    expect("domain=...", domain, str, "a text such as 'example.com'", "it is the d= of the signature")
    expect("selector=...", selector, str, "a text such as 's2026'", "it is the s= of the signature")
    own, named = _domain(domain), to_ascii(selector)
    if own is None or "." not in own or _DOMAINKEY in own.split("."):
        raise UsageError(f"{domain[:_MOST_SHOWN]!r} is no domain to sign for (d=), such as 'example.com'")
    if named is None or not is_hostname(named) or _DOMAINKEY in named.split("."):
        raise UsageError(
            f"{selector[:_MOST_SHOWN]!r} is no selector (s=): a short name such as 's2026', without the rest"
        )
    if not is_hostname(f"{named}.{_DOMAINKEY}.{own}"):
        raise UsageError("selector and domain are too long for one name (253 octets)")
    return own, named


def identity_of(identity: str | None, domain: str) -> str:
    """``i=`` as it is written; empty for none.

    Raises:
        UsageError: it is no address, or of another domain than *domain*, which signs.
    """
    if identity is None:
        return ""
    expect("identity=...", identity, str, f"a text such as 'user@{domain}'")
    local_part, at, name = identity.rpartition("@")
    own = _domain(name)
    if not at or own is None:
        raise UsageError(f"identity={identity[:80]!r}: write 'user@{domain}', or '@{domain}' for the domain alone")
    if not is_within(own, domain):
        # "The domain part of the address MUST be the same as, or a subdomain of, the value of the "d=" tag"
        raise UsageError(f"identity={identity[:80]!r} is not in {domain}, the domain that signs (RFC 6376 section 3.5)")
    octets = local_part.encode("utf-8", "replace")
    if len(octets) > _LONGEST_LOCAL_PART:
        raise UsageError(f"identity={identity[:80]!r}: what stands before the @ is longer than 64 octets")
    return f"{quoted_printable(octets)}@{own}"


def _domain(name: str) -> str | None:
    """The normal form of *name* if there can be such a domain: it is no address, and its A-labels are some."""
    own = to_ascii(name)
    if own is None or not is_hostname(own):
        return None
    labels = own.split(".")
    return own if _NUMBER.fullmatch(labels[-1]) is None and all(map(_is_label, labels)) else None


def _is_label(label: str) -> bool:
    # "the ACE prefix [...] followed by a string that is a valid output of the Punycode algorithm" (RFC 5890, 2.3.2.1)
    if not label.startswith(_ACE):
        return True
    code = label.removeprefix(_ACE).encode("ascii")
    try:
        text = code.decode("punycode")
        return not text.isascii() and _CONTROL.search(text) is None and text.encode("punycode") == code
    except UnicodeError:
        return False
