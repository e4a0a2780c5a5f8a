"""Which networks can send no mail, or are more than one sender has?"""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliverkit.spf.grammar import Term, parse
from deliverkit.spf.networks import Network, host_bits, is_broad, is_everything, network_of, special


def _term(text: str) -> Term:
    (term,) = parse("v=spf1 " + text).terms
    assert term.fault is None
    return term


def _network(text: str) -> Network:
    network = network_of(_term(text))
    assert network is not None
    return network


@pytest.mark.parametrize(
    ("text", "use"),
    [
        ("ip4:10.0.0.0/8", ("private use", "RFC 1918")),
        ("ip4:172.31.255.255", ("private use", "RFC 1918")),
        ("ip4:100.64.0.1", ("shared behind a provider's NAT", "RFC 6598")),
        ("ip4:192.0.2.77/25", ("documentation", "RFC 5737")),
        ("ip6:fe80::1", ("link local", "RFC 4291")),
        ("ip6:::1", ("loopback", "RFC 4291")),
        ("ip6:::ffff:9.9.9.9", ("IPv4-mapped, which is judged as IPv4", "RFC 7208 section 5")),
        ("ip4:10.0.0.0/7", None),
        ("ip4:172.32.0.0", None),
        ("ip4:9.9.9.9", None),
        ("ip6:2a00:1450::1", None),
        ("ip6:2001:db8::/31", None),
    ],
)
def test_special_purpose_blocks(text: str, use: tuple[str, str] | None) -> None:
    assert special(_network(text)) == use


@given(st.ip_addresses(v=4))
def test_every_block_that_python_calls_private_is_special(address: ipaddress.IPv4Address) -> None:
    # "not globally reachable" is what is_private means there; multicast and class E are no hosts either
    expected = not address.is_global or address.is_multicast
    globally = address in ipaddress.ip_network("192.0.0.0/24")  # two of its addresses are reachable, and send no mail
    if not globally:
        assert (special(Network(32, int(address), 32)) is not None) == expected


@given(st.ip_addresses(), st.data())
def test_networks_against_ipaddress(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address, data: st.DataObject
) -> None:
    bits = address.max_prefixlen
    prefix = data.draw(st.integers(0, bits))
    expected = ipaddress.ip_network((int(address) if bits == 32 else address, prefix), strict=False)
    network = Network(bits, int(address), prefix)
    first = host_bits(network)
    if int(expected.network_address) == int(address):
        assert first is None
    else:
        assert first == Network(bits, int(expected.network_address), prefix)
    assert network_of(_term((first or network).term)) == (first or network)
    assert (first or network).holds(network)
    assert not network.holds(Network(160 - bits, 0, 32))


@pytest.mark.parametrize(
    ("text", "everything", "broad"),
    [
        ("ip4:0.0.0.0/0", True, False),
        ("ip6:::/0", True, False),
        ("a/0", True, False),
        ("mx//0", True, False),
        ("ip4:9.0.0.0/15", False, True),
        ("ip6:2000::/31", False, True),
        ("a:a.example/8", False, True),
        ("ip4:9.0.0.0/16", False, False),
        ("ip6:2000::/32", False, False),
        ("ptr", False, False),
        ("include:a.example", False, False),
    ],
)
def test_how_much_a_term_allows(text: str, everything: bool, broad: bool) -> None:
    assert (is_everything(_term(text)), is_broad(_term(text))) == (everything, broad)


def test_only_addresses_are_networks() -> None:
    assert network_of(_term("mx")) is None
