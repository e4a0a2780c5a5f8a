"""What does one DNS message ask, and what does one say?  (RFC 1035 section 4, RFC 2308, RFC 6891)

Names are tuples of labels in lower case, so that a dot, a blank or a backslash inside a label stays what it is.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from ipaddress import IPv6Address
from typing import Any, Final, NamedTuple, TypeAlias, cast

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rdtypes.ANY.CNAME
import dns.rdtypes.ANY.MX
import dns.rdtypes.ANY.NS
import dns.rdtypes.ANY.PTR
import dns.rdtypes.ANY.SOA
import dns.rdtypes.ANY.TXT
import dns.rdtypes.IN.A
import dns.rdtypes.IN.AAAA
import dns.rrset

from ..core.questions import Mx, Status, Txt
from .aliases import MAX_ALIASES

__all__ = ["Labels", "Told", "belongs", "encode", "labels_of", "read", "text_of", "type_number"]

Labels: TypeAlias = tuple[bytes, ...]

_HEADER: Final = struct.Struct("!6H")
_QUESTION_END: Final = struct.Struct("!2H")
_RECURSE_AND_AD: Final = 0x0120  # RFC 6840 section 5.7: AD in a query asks for AD in the response
_UDP_PAYLOAD: Final = 1232  # what passes the narrowest IPv6 path unfragmented
_OPT: Final = struct.pack("!BHHIH", 0, 41, _UDP_PAYLOAD, 0, 0)
_NXDOMAIN: Final = 3
_REASONS: Final = {1: "formerr", 2: "servfail", 4: "notimp", 5: "refused", 16: "badvers"}
_IN: Final = dns.rdataclass.IN
_CNAME: Final = dns.rdatatype.CNAME
_SOA: Final = dns.rdatatype.SOA
_NS: Final = dns.rdatatype.NS


class Told(NamedTuple):
    """What one response says; without ``status`` it only leads on to ``name``, which must be asked for."""

    status: Status | None
    name: Labels
    records: tuple[Any, ...]
    aliases: tuple[Labels, ...]
    ttl: int | None
    authenticated: bool


def labels_of(name: str) -> Labels:
    """The labels of *name*, which fits the DNS; only a dot separates, nothing escapes."""
    return tuple(label.encode("ascii") for label in name.lower().split("."))


def text_of(labels: Labels) -> str:
    """*labels* with dots between them; octets that no question could carry are written ``\\DDD``."""
    return ".".join(
        "".join(chr(octet) if octet < 0x80 and octet != 0x2E else f"\\{octet:03d}" for octet in label)
        for label in labels
    )


def type_number(mnemonic: str) -> int | None:
    """The number of a record type, or None when there is no such type, or none that records can have."""
    try:
        number = dns.rdatatype.from_text(mnemonic)
    except (dns.exception.DNSException, ValueError):
        return None
    return None if number == 0 or dns.rdatatype.is_metatype(number) else number


def encode(labels: Labels, rdtype: int, *, ident: int, edns: bool) -> bytes:
    """The query for *rdtype* at *labels*."""
    name = b"".join(bytes((len(label),)) + label for label in labels) + b"\0"
    header = _HEADER.pack(ident, _RECURSE_AND_AD, 1, 0, 0, int(edns))
    return header + name + _QUESTION_END.pack(rdtype, _IN) + (_OPT if edns else b"")


def belongs(query: bytes, reply: bytes) -> bool:
    """Whether *reply* answers *query*: a response with its number and question; an error may leave the question out."""
    if len(reply) < _HEADER.size:
        return False
    flags, questions = struct.unpack_from("!2H", reply, 2)
    if reply[:2] != query[:2] or flags & 0xF800 != 0x8000:
        return False
    if questions == 0:
        return bool(flags & 0xF)
    end = query.index(0, _HEADER.size) + 1
    name, kind = slice(_HEADER.size, end), slice(end, end + _QUESTION_END.size)
    return questions == 1 and reply[name].lower() == query[name] and reply[kind] == query[kind]


def read(query: bytes, reply: bytes, labels: Labels, rdtype: int) -> Told | str:
    """What *reply* says about *rdtype* at *labels*, or why that is nothing: ``truncated``, ``servfail`` and so on."""
    if not belongs(query, reply):
        return "malformed"
    if reply[2] & 0x02:
        return "truncated"
    try:
        return _judge(dns.message.from_wire(reply, ignore_trailing=True, keyring=False), labels, rdtype)
    except (dns.exception.DNSException, ValueError):
        return "malformed"


def _judge(message: dns.message.Message, labels: Labels, rdtype: int) -> Told | str:
    rcode = int(message.rcode())
    if rcode not in (0, _NXDOMAIN):
        return _REASONS.get(rcode, f"rcode-{rcode}")
    name, rrset, aliases, ttls = _follow(message, labels, rdtype)
    authenticated = bool(message.flags & dns.flags.AD)
    if rrset is not None:
        if rcode == _NXDOMAIN:
            return "malformed"  # the name does not exist, and here are its records
        records = tuple(_record(rdata) for rdata in cast(Iterable[dns.rdata.Rdata], rrset))
        return Told(Status.FOUND, name, records, aliases, min(ttls), authenticated)
    ends_at, soa = _start_of_authority(message, name)
    if rcode == _NXDOMAIN:
        status = Status.NO_NAME
    elif soa or not aliases:
        status = Status.NO_DATA
    else:
        status = None
    if status is Status.NO_DATA and not soa and _is_referral(message):
        return "referral"
    ttls += [ends_at] if soa and status is not None else []
    return Told(status, name, (), aliases, min(ttls, default=None), authenticated)


def _follow(
    message: dns.message.Message, labels: Labels, rdtype: int
) -> tuple[Labels, dns.rrset.RRset | None, tuple[Labels, ...], list[int]]:
    """Along the CNAMEs of the answer section: where they end, what stands there, the names met, the times to live."""
    kind = dns.rdatatype.RdataType.make(rdtype)
    aliases: list[Labels] = []
    ttls: list[int] = []
    while True:
        name = dns.name.Name((*labels, b""))
        found = message.get_rrset(message.answer, name, _IN, kind)
        alias = None if found is not None else message.get_rrset(message.answer, name, _IN, _CNAME)
        if alias is None or len(aliases) > MAX_ALIASES:
            return labels, found, tuple(aliases), ttls if found is None else [*ttls, found.ttl]
        labels = _labels(cast(dns.rdtypes.ANY.CNAME.CNAME, alias[0]).target)
        aliases.append(labels)
        ttls.append(alias.ttl)


def _start_of_authority(message: dns.message.Message, labels: Labels) -> tuple[int, bool]:
    """The time to live of a negative answer about *labels*, and whether the response gives one.

    RFC 2308 section 5: "the TTL of this record is set from the minimum of the MINIMUM field of the SOA record and
    the TTL of the SOA itself".
    """
    name = dns.name.Name((*labels, b""))
    for rrset in message.authority:
        if rrset.rdtype == _SOA and name.is_subdomain(rrset.name):
            return min(rrset.ttl, cast(dns.rdtypes.ANY.SOA.SOA, rrset[0]).minimum), True
    return 0, False


def _is_referral(message: dns.message.Message) -> bool:
    """Whether the server only names others to ask.

    RFC 2308 section 2.2: "A NODATA response ... can be distinguished from a referral response by the presence of a
    SOA record or the absence of NS records in the authority section."
    """
    return not message.flags & dns.flags.AA and any(rrset.rdtype == _NS for rrset in message.authority)


def _record(rdata: dns.rdata.Rdata) -> Txt | Mx | str:
    match rdata:
        case dns.rdtypes.ANY.TXT.TXT():
            return Txt(tuple(rdata.strings))
        case dns.rdtypes.ANY.MX.MX():
            return Mx(rdata.preference, text_of(_labels(rdata.exchange)))
        case dns.rdtypes.IN.A.A():
            return str(rdata.address)
        case dns.rdtypes.IN.AAAA.AAAA():
            return _rfc5952(IPv6Address(rdata.address))
        case dns.rdtypes.ANY.CNAME.CNAME() | dns.rdtypes.ANY.PTR.PTR() | dns.rdtypes.ANY.NS.NS():
            return text_of(_labels(rdata.target))
        case _:
            return rdata.to_text()


def _rfc5952(address: IPv6Address) -> str:
    # section 5: "a mixed notation ... is RECOMMENDED" for well-known prefixes such as ::ffff:0:0/96
    mapped = address.ipv4_mapped
    return str(address) if mapped is None else f"::ffff:{mapped}"


def _labels(name: dns.name.Name) -> Labels:
    return tuple(label.lower() for label in name.labels[:-1])
