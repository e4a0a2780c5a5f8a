"""Can mail come from this network at all?  (RFC 6890 and the two special-purpose address registries)"""

from __future__ import annotations

from typing import Final, NamedTuple

from .addresses import parse_ip4, parse_ip6
from .grammar import Term

__all__ = ["Network", "host_bits", "is_broad", "is_everything", "is_internal", "network_of", "special"]

BROAD_IP4: Final = 16  # bits; a shorter prefix names more than 65,536 addresses
BROAD_IP6: Final = 32  # bits; the registries give a whole provider this much


class Network(NamedTuple):
    """A block of addresses: *bits* is 32 or 128, *number* its first address, *prefix* its length."""

    bits: int
    number: int
    prefix: int

    @property
    def term(self) -> str:
        """The mechanism that names it: ``ip4:192.0.2.0/24``."""
        import ipaddress

        if self.bits == 32:
            return f"ip4:{ipaddress.IPv4Address(self.number)}" + (f"/{self.prefix}" if self.prefix < 32 else "")
        return f"ip6:{ipaddress.IPv6Address(self.number)}" + (f"/{self.prefix}" if self.prefix < 128 else "")

    def holds(self, other: Network) -> bool:
        """Whether *other* lies within this network."""
        shift = self.bits - self.prefix
        return self.bits == other.bits and self.prefix <= other.prefix and self.number >> shift == other.number >> shift


# IANA IPv4 and IPv6 Special-Purpose Address Registries, blocks that are not globally reachable, and the multicast and
# 6to4 blocks, which send no mail either; as of November 2026
_SPECIAL: Final = (
    ("0.0.0.0/8", "this network", "RFC 791"),
    ("10.0.0.0/8", "private use", "RFC 1918"),
    ("100.64.0.0/10", "shared behind a provider's NAT", "RFC 6598"),
    ("127.0.0.0/8", "loopback", "RFC 1122"),
    ("169.254.0.0/16", "link local", "RFC 3927"),
    ("172.16.0.0/12", "private use", "RFC 1918"),
    ("192.0.0.0/24", "protocol assignments", "RFC 6890"),
    ("192.0.2.0/24", "documentation", "RFC 5737"),
    ("192.168.0.0/16", "private use", "RFC 1918"),
    ("198.18.0.0/15", "benchmarking", "RFC 2544"),
    ("198.51.100.0/24", "documentation", "RFC 5737"),
    ("203.0.113.0/24", "documentation", "RFC 5737"),
    ("224.0.0.0/4", "multicast", "RFC 5771"),
    ("240.0.0.0/4", "reserved", "RFC 1112"),
    ("::/128", "unspecified", "RFC 4291"),
    ("::1/128", "loopback", "RFC 4291"),
    ("::ffff:0:0/96", "IPv4-mapped, which is judged as IPv4", "RFC 7208 section 5"),
    ("64:ff9b:1::/48", "local translation", "RFC 8215"),
    ("100::/64", "discard only", "RFC 6666"),
    ("2001:2::/48", "benchmarking", "RFC 5180"),
    ("2001:db8::/32", "documentation", "RFC 3849"),
    ("3fff::/20", "documentation", "RFC 9637"),
    ("5f00::/16", "segment routing", "RFC 9602"),
    ("fc00::/7", "unique local", "RFC 4193"),
    ("fe80::/10", "link local", "RFC 4291"),
    ("ff00::/8", "multicast", "RFC 4291"),
)


def _block(text: str) -> Network:
    address, _, length = text.partition("/")
    four = parse_ip4(address)
    return Network(32, four, int(length)) if four is not None else Network(128, parse_ip6(address) or 0, int(length))


_BLOCKS: Final = tuple((_block(text), use, rfc) for text, use, rfc in _SPECIAL)


def network_of(term: Term) -> Network | None:
    """The network that an ``ip4`` or ``ip6`` *term* names, with the host bits it was written with; else None."""
    match term.name:
        case "ip4":
            return Network(32, term.network, term.prefix4)
        case "ip6":
            return Network(128, term.network, term.prefix6)
        case _:
            return None


def special(network: Network) -> tuple[str, str] | None:
    """What the registries reserve the block for in which the whole of *network* lies, and by which RFC; or None."""
    for block, use, rfc in _BLOCKS:
        if block.holds(network):
            return use, rfc
    return None


def is_internal(address: str) -> bool:
    """Whether *address* is one that no receiver outside ever sees: private, loopback, link local and the like.

    Documentation addresses are not: they stand for real ones wherever something is explained.
    """
    number = parse_ip4(address)
    network = Network(32, number, 32) if number is not None else Network(128, parse_ip6(address) or 0, 128)
    found = special(network)
    return found is not None and found[0] != "documentation"


def host_bits(network: Network) -> Network | None:
    """*network* without the bits behind its prefix, or None where there are none."""
    shift = network.bits - network.prefix
    first = network.number >> shift << shift
    return None if first == network.number else network._replace(number=first)


def is_everything(term: Term) -> bool:
    """Whether a mechanism with a length of zero matches every client of a family."""
    return term.name in ("ip4", "ip6", "a", "mx") and (term.prefix4 == 0 or term.prefix6 == 0)


def is_broad(term: Term) -> bool:
    """Whether a mechanism names more addresses than one sender has: beyond a /16 of IPv4 or a /32 of IPv6."""
    broad = 0 < term.prefix4 < BROAD_IP4 or 0 < term.prefix6 < BROAD_IP6
    return broad and term.name in ("ip4", "ip6", "a", "mx")
