"""Which name server a text means."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dns.resolver
import pytest

from deliverkit.core.errors import UsageError
from deliverkit.drivers.system_servers import Server, Transport, parse_server, servers_of_the_system

PLAIN, TLS, HTTPS = Transport.PLAIN, Transport.TLS, Transport.HTTPS


@pytest.mark.parametrize(
    ("value", "server"),
    [
        ("192.0.2.1", Server(PLAIN, "192.0.2.1", 53)),
        ("192.0.2.1:5353", Server(PLAIN, "192.0.2.1", 5353)),
        (("192.0.2.1", 5353), Server(PLAIN, "192.0.2.1", 5353)),
        ("2001:db8::1", Server(PLAIN, "2001:db8::1", 53)),
        ("fe80::1%eth0", Server(PLAIN, "fe80::1%eth0", 53)),
        ("[2001:db8::1]", Server(PLAIN, "2001:db8::1", 53)),
        ("[2001:db8::1]:5353", Server(PLAIN, "2001:db8::1", 5353)),
        (("::1", 53), Server(PLAIN, "::1", 53)),
        ("tls://192.0.2.1", Server(TLS, "192.0.2.1", 853, "192.0.2.1")),
        ("tls://192.0.2.1:8853#dns.example", Server(TLS, "192.0.2.1", 8853, "dns.example")),
        ("tls://[2001:db8::1]#Dns.Example", Server(TLS, "2001:db8::1", 853, "dns.example")),
        ("tls://dns.example", Server(TLS, "dns.example", 853, "dns.example")),
        ("https://dns.example", Server(HTTPS, "dns.example", 443, url="https://dns.example/dns-query")),
        ("https://192.0.2.1:8443/q", Server(HTTPS, "192.0.2.1", 8443, url="https://192.0.2.1:8443/q")),
    ],
)
def test_a_name_server(value: Any, server: Server) -> None:
    assert parse_server(value) == server


@pytest.mark.parametrize(
    "value",
    [
        *("", "dns.example", "192.0.2.1:", "192.0.2.1:x", "192.0.2.1:0", "192.0.2.1:65536", "192.0.2.300", "[::1"),
        *(
            "[::1]:",
            "[::1]:-1",
            "[dns.example]:53",
            "udp://192.0.2.1",
            "http://dns.example/",
            "192.0.2.1:٣",
            " 192.0.2.1",
        ),
        *("tls://", "tls://#name", "tls://192.0.2.1/path", "tls://192.0.2.1?x", "tls://192.0.2.1:99999", "tls://a b"),
        *(
            "tls://192.0.2.1#a b",
            "tls://user@dns.example",
            "tls://[::1",
            "tls://" + "a" * 64,
            "192.0.2.1:" + "9" * 5000,
        ),
        *("https://", "https:///dns-query", "https://dns.example/#x", "https://u:p@dns.example/", "https://[::g]/"),
        *(
            ("192.0.2.1", 0),
            ("192.0.2.1", "53"),
            ("dns.example", 53),
            53,
            None,
            "192.0.2.1:" + "9" * 5000,
            b"192.0.2.1",
            ("192.0.2.1",),
        ),
    ],
)
def test_no_name_server(value: Any) -> None:
    with pytest.raises(UsageError, match="is not a name server; write an IP address"):
        parse_server(value)


def test_the_systems_servers_are_those_of_its_configuration(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    configuration = tmp_path / "resolv.conf"
    configuration.write_text("search example\nnameserver 192.0.2.1\nnameserver 2001:db8::1\n")
    fresh = dns.resolver.Resolver
    monkeypatch.setattr(dns.resolver, "Resolver", lambda: fresh(str(configuration)))
    assert servers_of_the_system() == (Server(PLAIN, "192.0.2.1", 53), Server(PLAIN, "2001:db8::1", 53))


def test_a_system_without_configuration_has_no_server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fresh = dns.resolver.Resolver
    monkeypatch.setattr(dns.resolver, "Resolver", lambda: fresh(str(tmp_path / "missing")))
    assert servers_of_the_system() == ()
