"""Real name servers on loopback: nsd, which has the zones, and unbound, which asks it and validates.

Debian's packages ``nsd`` and ``unbound``. Both run from a temporary folder, without privileges.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from live_dns import OTHER, ZONE, Certificate, Server, make_certificate, program, running, signed


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """What the servers show, and who believes it."""
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="session")
def nsd(tmp_path_factory: pytest.TempPathFactory, certificate: Certificate) -> Iterator[Server]:
    """Serves example, signed.example, bogus.example and other.example; has empty-secondary.example without any data."""
    binary = program("nsd")
    folder = tmp_path_factory.mktemp("nsd")
    (folder / "example.zone").write_text("$ORIGIN example.\n" + ZONE)
    (folder / "other.example.zone").write_text("$ORIGIN other.example.\n" + OTHER)
    (folder / "signed.example.zone").write_text(signed("signed.example.", folder / "anchor"))
    (folder / "bogus.example.zone").write_text(
        signed("bogus.example.", folder / "bogus-anchor").replace("192.0.2.77", "192.0.2.66")
    )
    zones = "".join(
        f'zone:\n  name: "{name}"\n  zonefile: "{folder / name}.zone"\n'
        for name in ("example", "other.example", "signed.example", "bogus.example")
    )

    def configuration(server: Server) -> str:
        return f"""
server:
  ip-address: 127.0.0.1@{server.port}
  ip-address: 127.0.0.1@{server.tls}
  tls-port: {server.tls}
  tls-service-key: "{certificate.key}"
  tls-service-pem: "{certificate.pem}"
  username: ""
  chroot: ""
  zonesdir: "{folder}"
  database: ""
  pidfile: "{folder}/nsd.pid"
  xfrdfile: "{folder}/xfrd.state"
  zonelistfile: "{folder}/zone.list"
  xfrdir: "{folder}"
  logfile: "{server.log}"
  server-count: 1
  rrl-ratelimit: 0
  rrl-whitelist-ratelimit: 0
remote-control:
  control-enable: no
{zones}
zone:
  name: "empty-secondary.example"
  request-xfr: 127.0.0.1@9 NOKEY
"""

    yield from running([binary, "-d", "-c"], folder, configuration)


@pytest.fixture(scope="session")
def unbound(tmp_path_factory: pytest.TempPathFactory, certificate: Certificate, nsd: Server) -> Iterator[Server]:
    """A recursive server in front of nsd, over UDP, TCP, TLS and HTTPS; told to ask it for refused.internal too."""
    binary = program("unbound")
    folder = tmp_path_factory.mktemp("unbound")
    anchors = [
        f'  trust-anchor: "{path.read_text()}"' for path in (nsd.log.parent / "anchor", nsd.log.parent / "bogus-anchor")
    ]
    stubs = "".join(
        f'stub-zone:\n  name: "{name}"\n  stub-addr: 127.0.0.1@{port}\n'
        for name, port in (("example", nsd.port), ("other.example", nsd.port), ("refused.internal", nsd.port))
    )

    def configuration(server: Server) -> str:
        return f"""
server:
  interface: 127.0.0.1@{server.port}
  interface: 127.0.0.1@{server.tls}
  interface: 127.0.0.1@{server.https}
  tls-port: {server.tls}
  https-port: {server.https}
  tls-service-key: "{certificate.key}"
  tls-service-pem: "{certificate.pem}"
  username: ""
  chroot: ""
  directory: "{folder}"
  pidfile: "{folder}/unbound.pid"
  use-syslog: no
  logfile: "{server.log}"
  do-daemonize: no
  do-ip6: no
  outgoing-interface: 127.0.0.1
  do-not-query-localhost: no
  access-control: 127.0.0.0/8 allow
  module-config: "validator iterator"
  domain-insecure: "example"
  num-threads: 1
{chr(10).join(anchors)}
remote-control:
  control-enable: no
{stubs}
"""

    yield from running([binary, "-d", "-c"], folder, configuration)


@pytest.fixture(scope="session")
def silent() -> Iterator[tuple[str, int]]:
    """A port that takes every query and answers none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        where: tuple[str, int] = sock.getsockname()
        yield where
