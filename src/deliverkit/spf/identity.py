"""Whose record is asked for?  (RFC 7208 sections 2.4 and 4.3, RFC 8616 section 4)"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from ..core.errors import UsageError
from ..core.names import to_ascii
from ..core.quick import new

__all__ = ["Identity", "read_identity", "require_texts"]

_MAX_LOCAL_PART: Final = 1024  # octets; RFC 5321 section 4.5.3.1.1 allows 64, and macros repeat it

# nearly all senders: a domain of several labels in normal form, and in all too short for one that does not fit
_PLAIN: Final = re.compile(r"([A-Za-z0-9._=+-]++)@((?:[a-z0-9_-]++\.)++[a-z0-9-]++)")
_MAX_PLAIN: Final = 64


class Identity(NamedTuple):
    """The identity under check.

    Arguments:
        kind: ``mailfrom`` or ``helo``.
        local_part: ``postmaster`` where none is given ("the string postmaster is used", section 4.3).
        domain: the domain in normal form; as given where it has none.
        usable: whether a record can be asked for: a name of several labels that fits into the DNS.
    """

    kind: str
    local_part: str
    domain: str
    usable: bool


def require_texts(**given: object) -> None:
    """Refuse what is no text.

    Raises:
        UsageError: naming the argument and what to pass.
    """
    for name, value in given.items():
        if not isinstance(value, str):
            meant = "str(ip)" if name == "client_ip" else "a text, '' where there is none"
            raise UsageError(f"check_host(): {name} must be {meant}, not {type(value).__name__}")


def read_identity(mail_from: str, helo: str) -> Identity:
    """The identity to check: the MAIL FROM, or postmaster at the HELO name where it is null."""
    plain = _PLAIN.fullmatch(mail_from) if len(mail_from) < _MAX_PLAIN else None
    if plain is not None:
        local_part, domain = plain.groups()
        return new(Identity, ("mailfrom", local_part, domain, True))
    mailbox = mail_from.strip()
    if mailbox.startswith("<"):
        mailbox = _unbracket(mailbox)
    local_part, _, given = (mailbox or helo.strip()).rpartition("@")
    domain = to_ascii(given)
    # section 4.3: a domain that is malformed "or is not a multi-label domain name" comes to none at once
    # and an address literal, [192.0.2.1], is no domain name at all (RFC 5321 section 4.1.3)
    # nor is what is left of "Anna <anna@a.example>", nor one with a blank or a control in it
    usable = (
        domain is not None
        and "." in domain
        and domain[0] != "["
        and len(local_part) <= _MAX_LOCAL_PART
        and min(domain) > " "
        and "<" not in domain
        and ">" not in domain
    )
    kind = "mailfrom" if mailbox else "helo"
    return new(Identity, (kind, local_part or "postmaster", given if domain is None else domain, usable))


def _unbracket(mailbox: str) -> str:
    """What stands in angle brackets, without a source route (``@a,@b:``, RFC 5321 section 4.1.2)."""
    if mailbox.endswith(">"):
        mailbox = mailbox[1:-1]
        if mailbox.startswith("@"):
            return mailbox.partition(":")[2] or mailbox
    return mailbox
