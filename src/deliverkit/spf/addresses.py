"""Which address does this text name, and which network?  (RFC 7208 section 5.6, RFC 4291 section 2.2)"""

from __future__ import annotations

from typing import Final, NamedTuple

from ..core.quick import new

__all__ = ["Client", "parse_ip4", "parse_ip6", "read_client"]

_OCTETS: Final = {str(value): value for value in range(256)}  # "leading zeros are not permitted"
_MAPPED: Final = 0xFFFF << 32  # ::ffff:0:0/96


def parse_ip4(text: str) -> int | None:
    """The dotted quad *text* as a number of 32 bits, or None."""
    try:
        first, second, third, fourth = text.split(".", 4)
        return _OCTETS[first] << 24 | _OCTETS[second] << 16 | _OCTETS[third] << 8 | _OCTETS[fourth]
    except (ValueError, KeyError):  # not four parts, or one that is no octet
        return None


def parse_ip6(text: str) -> int | None:
    """The IPv6 address *text*, in any of its spellings but without a zone, as a number of 128 bits, or None."""
    if len(text) > 45 or "%" in text:
        return None
    import ipaddress

    try:
        return int(ipaddress.IPv6Address(text))
    except ValueError:
        return None


class Client(NamedTuple):
    """The SMTP client's address.

    Arguments:
        bits: 32 or 128.
        number: the address as a number of that many bits.
        text: the address as people and ``%{c}`` write it.
    """

    bits: int
    number: int
    text: str

    @property
    def dotted(self) -> str:
        """The address as ``%{i}`` expands it: dotted quad, or 32 dotted nibbles (RFC 7208 section 7.3)."""
        return self.text if self.bits == 32 else ".".join(f"{self.number:032X}")

    @property
    def reverse_name(self) -> str:
        """The name its PTR records stand at (RFC 1035 section 3.5, RFC 3596 section 2.5)."""
        zone = "in-addr.arpa" if self.bits == 32 else "ip6.arpa"
        return ".".join(reversed(self.dotted.lower().split("."))) + "." + zone


def read_client(text: str) -> Client | None:
    """The client address *text*, or None where it cannot be read.

    An IPv4-mapped IPv6 address is the IPv4 client it stands for (RFC 7208 section 5).
    """
    number = parse_ip4(text)
    if number is not None:
        return new(Client, (32, number, text))
    number = parse_ip6(text)
    if number is None:
        return None
    if number >> 32 == _MAPPED >> 32:
        number &= 0xFFFFFFFF
        return Client(32, number, ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0)))
    import ipaddress

    return Client(128, number, str(ipaddress.IPv6Address(number)))
