"""What the live DNS tests serve: zones, keys and certificates, and how a server is started and ended."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import NamedTuple

import dns.dnssec
import dns.exception
import dns.message
import dns.query
import dns.zone
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from dns.dnssecalgs.eddsa import PrivateED25519

from support import skip_or_fail

__all__ = ["BIG", "OTHER", "ZONE", "Certificate", "Server", "make_certificate", "program", "running", "signed"]

BIG = [f"{n:03d}-" + "x" * 200 for n in range(30)]
"""The strings of a TXT record of 6 KB."""

ZONE = f"""
@ 3000 IN SOA ns hostmaster 1 3600 900 604800 600
@ 3000 IN NS ns
ns 3000 IN A 127.0.0.1
txt 3000 IN TXT "v=spf1 " "ip4:192.0.2.0/24 " "-all"
many 3000 IN TXT "one"
many 3000 IN TXT "two"
big 3000 IN TXT {" ".join(f'"{one}"' for one in BIG)}
mail 3000 IN MX 10 MX1
mail 3000 IN MX 20 mx2.other.example.
nomail 3000 IN MX 0 .
mx1 1500 IN A 192.0.2.25
mx1 1500 IN AAAA 2001:DB8:0:0:0:0:0:25
c1 3000 IN CNAME c2
c2 2000 IN CNAME c3
c3 3000 IN CNAME mx1
gone 3000 IN CNAME nothing
away 3000 IN CNAME target.other.example.
loop1 3000 IN CNAME loop2
loop2 3000 IN CNAME loop1
*.big 3000 IN CNAME big
*.wild 3000 IN TXT "any"
x.y.empty 3000 IN A 192.0.2.1
sp\\032ace 3000 IN TXT "blank"
1.2.0.192.in-addr 3000 IN PTR MX1
"""
OTHER = """
@ 3000 IN SOA ns hostmaster 1 3600 900 604800 600
@ 3000 IN NS ns
ns 3000 IN A 127.0.0.1
target 1000 IN A 192.0.2.77
"""


class Certificate(NamedTuple):
    """A self-signed certificate for ``dns.example`` and 127.0.0.1, and who believes it."""

    pem: Path
    key: Path
    believing: ssl.SSLContext


class Server(NamedTuple):
    """Where one server listens; a port of 0 means it does not."""

    port: int
    tls: int
    https: int
    log: Path


def make_certificate(folder: Path) -> Certificate:
    """A certificate made afresh, valid for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "dns.example")])
    names = [x509.DNSName("dns.example"), x509.IPAddress(IPv4Address("127.0.0.1"))]
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    believing = ssl.create_default_context(cafile=str(folder / "cert.pem"))
    return Certificate(folder / "cert.pem", folder / "key.pem", believing)


def program(name: str) -> str:
    """Where the server's program is; without it the test is skipped."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin")
    if found is None:
        skip_or_fail(f"{name} is not installed (Debian: apt-get install {name})")
    return found


def running(command: list[str], folder: Path, configuration: Callable[[Server], str]) -> Iterator[Server]:
    """Start the server in the foreground, on ports that were free, and end it by its own process."""
    log = folder / "log"
    for _ in range(3):
        server = Server(_free_port(), _free_port(), _free_port(), log)
        (folder / "conf").write_text(configuration(server))
        with (folder / "output").open("wb") as output:
            process = subprocess.Popen([*command, str(folder / "conf")], stdout=output, stderr=output)
        try:
            if _answers(server.port, process):
                yield server
                return
        finally:
            process.terminate()
            process.wait(10)
    told = (folder / "output").read_text() + (log.read_text() if log.exists() else "")
    pytest.fail(f"{command[0]} does not answer: {told}", pytrace=False)


def _answers(port: int, process: subprocess.Popen[bytes]) -> bool:
    query = dns.message.make_query("ns.example.", "A")
    until = time.monotonic() + 15
    while process.poll() is None and time.monotonic() < until:
        try:
            if dns.query.udp(query, "127.0.0.1", 0.5, port).answer:
                return True
        except (dns.exception.DNSException, OSError):
            pass
        time.sleep(0.05)
    return False


def _free_port() -> int:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp,
    ):
        tcp.bind(("127.0.0.1", 0))
        port: int = tcp.getsockname()[1]
        udp.bind(("127.0.0.1", port))
    return port


def signed(origin: str, anchor: Path) -> str:
    """A zone signed with a key made for it; the key, as a trust anchor, goes to *anchor*."""
    zone = dns.zone.from_text(OTHER, origin, relativize=False)
    key = PrivateED25519.generate()
    dnskey = key.public_key().to_dnskey(flags=257)
    with zone.writer() as transaction:
        dns.dnssec.sign_zone(zone, transaction, [(key, dnskey)], dnskey_ttl=300, lifetime=86_400)
    anchor.write_text(f"{origin} 300 IN DNSKEY {dnskey.to_text()}")
    return zone.to_text(relativize=False)
