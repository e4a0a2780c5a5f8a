"""Which name server does this text mean?  (RFC 7858 for ``tls://``, RFC 8484 for ``https://``)"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

import dns.exception
import dns.resolver

from ..core.errors import UsageError
from ..core.names import is_hostname, to_ascii

__all__ = ["Server", "Transport", "parse_server", "servers_of_the_system"]


class Transport(Enum):
    """How a server is spoken to."""

    PLAIN = "udp"  # with TCP for what was truncated
    TLS = "tls"
    HTTPS = "https"


class Server(NamedTuple):
    """One name server; ``name`` is what its certificate must say, ``url`` where HTTPS requests go."""

    transport: Transport
    host: str
    port: int
    name: str = ""
    url: str = ""


def parse_server(value: str | tuple[str, int]) -> Server:
    """The server that *value* names.

    Arguments:
        value: ``192.0.2.1``, ``192.0.2.1:5353``, ``2001:db8::1``, ``[2001:db8::1]:5353`` or a pair ``(address, port)``
            for DNS over UDP and TCP; ``tls://192.0.2.1#dns.example``, ``tls://dns.example:853`` for DNS over TLS (the
            part after ``#`` is the name in the certificate); ``https://dns.example/dns-query`` for DNS over HTTPS.

    Raises:
        UsageError: it names none.
    """
    match value:
        case (str() as host, int() as port):
            return Server(Transport.PLAIN, _address(host, value), _port(port, value))
        case str() if value.startswith("tls://"):
            return _tls(value)
        case str() if value.startswith("https://"):
            return _https(value)
        case str():
            host, given = _host_and_port(value)
            return Server(Transport.PLAIN, _address(host, value), 53 if given is None else _port(given, value))
        case _:
            raise _not_a_server(value)


def servers_of_the_system() -> tuple[Server, ...]:
    """The servers the system is configured with (``/etc/resolv.conf``); none when there is no such file."""
    try:
        configured: Sequence[object] = dns.resolver.Resolver().nameservers
    except dns.exception.DNSException:
        return ()
    return tuple(parse_server(str(one)) for one in configured)


def _tls(value: str) -> Server:
    parts = _split(value)
    if parts.path or parts.query:
        raise _not_a_server(value)
    host = _host(parts, value)
    return Server(Transport.TLS, host, _url_port(parts, 853, value), _known(parts.fragment, value) or host)


def _https(value: str) -> Server:
    parts = _split(value)
    if parts.fragment:
        raise _not_a_server(value)
    url = value if parts.path else parts._replace(path="/dns-query").geturl()
    return Server(Transport.HTTPS, _host(parts, value), _url_port(parts, 443, value), url=url)


def _split(value: str) -> SplitResult:
    try:
        parts = urlsplit(value)
    except ValueError:
        raise _not_a_server(value) from None
    if "@" in parts.netloc:
        raise _not_a_server(value)
    return parts


def _host(parts: SplitResult, value: object) -> str:
    host = parts.hostname or ""
    return host if _is_address(host) else _known(host, value) or _address(host, value)


def _url_port(parts: SplitResult, default: int, value: object) -> int:
    try:
        port = parts.port
    except ValueError:
        raise _not_a_server(value) from None
    return default if port is None else _port(port, value)


def _known(name: str, value: object) -> str:
    known = to_ascii(name) if name else ""
    if known is None or (known and not is_hostname(known)):
        raise _not_a_server(value)
    return known


def _host_and_port(value: str) -> tuple[str, int | None]:
    if value.startswith("["):
        host, bracket, port = value[1:].partition("]:")
        if not bracket and value[-1] != "]":
            raise _not_a_server(value)
        host = host if bracket else host[:-1]
    elif value.count(":") == 1:
        host, bracket, port = value.partition(":")
    else:
        return value, None
    if not bracket:
        return host, None
    if not (port.isascii() and port.isdecimal() and len(port) <= 5):
        raise _not_a_server(value)
    return host, int(port)


def _address(host: str, value: object) -> str:
    if not _is_address(host):
        raise _not_a_server(value)
    return host


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _port(port: int, value: object) -> int:
    if not 0 < port < 65_536:
        raise _not_a_server(value)
    return port


def _not_a_server(value: object) -> UsageError:
    return UsageError(
        f"{value!r} is not a name server; write an IP address, IP:port, [IPv6]:port, (IP, port), "
        "tls://IP#name, tls://name or https://name/path"
    )
