"""What does the data of a record say?  (RFC 1035 section 3.3, RFC 3596, RFC 5952)"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from ipaddress import IPv4Address, IPv6Address
from types import MappingProxyType
from typing import Final

from ..core.questions import Mx, Txt
from .zonelexer import Token, ZoneSyntaxError, absolute_name, octets

__all__ = ["CLASSES", "TYPES", "rdata", "seconds", "shown"]

_MNEMONICS: Final = """
A AAAA AFSDB ALIAS AMTRELAY ANAME APL AVC CAA CDNSKEY CDS CERT CNAME CSYNC DHCID DLV DNAME DNSKEY DS EUI48 EUI64 GPOS
HINFO HIP HTTPS IPSECKEY ISDN KEY KX L32 L64 LOC LP MB MD MF MG MINFO MR MX NAPTR NID NINFO NS NSAP NSEC NSEC3
NSEC3PARAM NULL NXT OPENPGPKEY PTR PX RESINFO RP RRSIG RT SIG SMIMEA SOA SPF SRV SSHFP SVCB TA TALINK TLSA TXT URI
WALLET WKS X25 ZONEMD
"""
TYPES: Final = frozenset(_MNEMONICS.split())
"""The record types by their mnemonics, so that a misspelt one is told from a rare one; TYPE123 is known as well."""

CLASSES: Final = frozenset(("IN", "CH", "HS", "CS"))

_MAX_TTL: Final = (
    2**31 - 1
)  # "an unsigned number, with a minimum value of 0, and a maximum value of 2147483647" RFC 2181
_TIME: Final = re.compile(r"[0-9]{1,10}|(?:[0-9]{1,10}[wdhms])+", re.ASCII | re.IGNORECASE)
_PART: Final = re.compile(r"([0-9]+)([wdhms])")
_UNITS: Final = MappingProxyType({"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1})

# how the data of a type is laid out: a name, a number of 16 or 32 bits, a time
_LAYOUTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "CNAME": ("name",),
        "DNAME": ("name",),
        "NS": ("name",),
        "PTR": ("name",),
        "MX": ("preference", "exchange"),
        "SRV": ("priority", "weight", "port", "target"),
        "SOA": ("primary", "mailbox", "serial", "refresh", "retry", "expire", "minimum"),
    }
)
_NAMES: Final = frozenset(("name", "exchange", "target", "primary", "mailbox"))
_TIMES: Final = frozenset(("refresh", "retry", "expire", "minimum"))


def seconds(text: str) -> int | None:
    """A time to live in seconds, from ``3600`` or ``1h30m``; None when *text* is none."""
    if _TIME.fullmatch(text) is None:
        return None
    total = int(text) if text.isdigit() else sum(int(n) * _UNITS[unit] for n, unit in _PART.findall(text.lower()))
    return total if total <= _MAX_TTL else None


def rdata(rdtype: str, tokens: list[Token], origin: str | None, line: int) -> Txt | Mx | str:
    """The value of a record: what :mod:`deliverkit.core.questions` says an answer of this type holds.

    Arguments:
        rdtype: the type, in capitals.
        tokens: what stands behind it.
        origin: what relative names are relative to.
        line: where the record starts, for a complaint of what is missing.

    Raises:
        ZoneSyntaxError: the data does not fit the type.
    """
    if not tokens:
        raise ZoneSyntaxError(line, f"{rdtype} is followed by nothing")
    special = _SPECIAL.get(rdtype)
    if special is not None:
        return special(tokens)
    layout = _LAYOUTS.get(rdtype)
    if layout is None:
        return shown(tokens)
    if len(tokens) != len(layout):
        raise ZoneSyntaxError(tokens[0].line, f"{rdtype} is followed by {' '.join(layout)}, not by {shown(tokens)}")
    fields = [_field(kind, token, origin) for kind, token in zip(layout, tokens, strict=True)]
    match rdtype, fields:
        case "MX", [preference, exchange]:
            return Mx(int(preference), exchange)
        case (("SRV" | "SOA"), _):
            return " ".join(f"{one}." if kind in _NAMES else one for kind, one in zip(layout, fields, strict=True))
        case _:
            return fields[0]


def _field(kind: str, token: Token, origin: str | None) -> str:
    if kind in _NAMES:
        return absolute_name(token, origin)
    if kind in _TIMES:
        told = seconds(token.text)
    else:
        most = 2**32 if kind == "serial" else 2**16
        told = int(token.text) if re.fullmatch("[0-9]{1,10}", token.text) and int(token.text) < most else None
    if told is None or token.quoted:
        raise ZoneSyntaxError(token.line, f"{token.shown} is no {kind}")
    return str(told)


def _text(tokens: list[Token]) -> Txt:
    return Txt(tuple(octets(token) for token in tokens))


def _address4(tokens: list[Token]) -> str:
    text = _only(tokens, "A", "IPv4")
    try:
        return str(IPv4Address(text))
    except ValueError:
        raise ZoneSyntaxError(tokens[0].line, f"{text!r} is no IPv4 address") from None


def _address6(tokens: list[Token]) -> str:
    text = _only(tokens, "AAAA", "IPv6")
    try:
        address = IPv6Address(text)
    except ValueError:
        address = None
    if address is None or "%" in text:
        raise ZoneSyntaxError(tokens[0].line, f"{text!r} is no IPv6 address")
    # "it is recommended to use mixed notation if ... the address can be distinguished", RFC 5952 section 5
    mapped = address.ipv4_mapped
    return str(address) if mapped is None else f"::ffff:{mapped}"


def _only(tokens: list[Token], rdtype: str, family: str) -> str:
    if len(tokens) > 1 or tokens[0].quoted:
        raise ZoneSyntaxError(tokens[0].line, f"{rdtype} is followed by one {family} address, not by {shown(tokens)}")
    return tokens[0].text


def shown(tokens: list[Token]) -> str:
    """*tokens* as they stood, with one blank between them."""
    return " ".join(token.shown for token in tokens)


_SPECIAL: Final[Mapping[str, Callable[[list[Token]], Txt | str]]] = MappingProxyType(
    {"TXT": _text, "SPF": _text, "A": _address4, "AAAA": _address6}
)
