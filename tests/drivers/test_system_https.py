"""DNS over HTTPS and TLS, against a server that shows a certificate made for it and then misbehaves."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

import pytest

from deliverkit.core.questions import Answer, Status, a
from deliverkit.drivers.system import SystemResolver
from live_dns import Certificate, make_certificate
from nameserver import reply_to
from support import skip_or_fail

FOUND = Answer(Status.FOUND, ("192.0.2.9",), ttl=60)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    if find_spec("httpx") is None:
        skip_or_fail("DNS over HTTPS needs the extra doh")
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@contextmanager
def serving(certificate: Certificate, respond: Callable[[bytes], bytes]) -> Generator[int]:
    """A TLS server on 127.0.0.1, one connection after another: what it received goes in, what it sends comes out."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.pem, certificate.key)
    listening = socket.create_server(("127.0.0.1", 0))

    over = threading.Event()

    def converse(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as tls:
            received = tls.recv(65_535)
            if received.endswith(b"\r\n\r\n"):
                received += tls.recv(65_535)
            tls.sendall(respond(received))
            tls.unwrap()

    def serve() -> None:
        while True:
            connection, _ = listening.accept()
            with connection, suppress(OSError):  # the client may go away at any time
                if over.is_set():
                    return
                converse(connection)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        over.set()
        socket.create_connection(listening.getsockname()).close()
        thread.join()
        listening.close()


def page(body: bytes, status: str = "200 OK") -> bytes:
    fields = "Content-Type: application/dns-message", "Connection: close", f"Content-Length: {len(body)}"
    return "\r\n".join((f"HTTP/1.1 {status}", *fields, "", "")).encode() + body


def told(certificate: Certificate, respond: Callable[[bytes], bytes], scheme: str = "https") -> Answer[str]:
    with (
        serving(certificate, respond) as port,
        SystemResolver([f"{scheme}://127.0.0.1:{port}"], retries=0, timeout=5, tls=certificate.believing) as resolver,
    ):
        return resolver.resolve([a("a.example")])[0]


def asked(request: bytes) -> bytes:
    return request.partition(b"\r\n\r\n")[2]


def test_a_request_over_https_is_one_post(certificate: Certificate) -> None:
    requests: list[bytes] = []

    def respond(request: bytes) -> bytes:
        requests.append(request)
        return page(reply_to(asked(request), "a.example. 60 IN A 192.0.2.9"))

    assert told(certificate, respond) == FOUND
    head = requests[0].partition(b"\r\n\r\n")[0].lower().split(b"\r\n")
    assert head[0] == b"post /dns-query http/1.1"
    assert {b"accept: application/dns-message", b"content-type: application/dns-message"} < set(head)


def refused(request: bytes) -> bytes:
    return page(reply_to(asked(request), rcode="REFUSED"))


def always(response: bytes) -> Callable[[bytes], bytes]:
    return lambda request: response


@pytest.mark.parametrize(
    ("respond", "reason"),
    [
        (always(page(b"", "503 Service Unavailable")), "http"),
        (always(page(b"", "302 Found")), "http"),
        (always(page(b"x" * 70_000)), "malformed"),
        (always(page(b"<html>")), "malformed"),
        (refused, "refused"),
        (always(b""), "network"),
        (always(b"nonsense\r\n\r\n"), "network"),
    ],
)
def test_what_may_go_wrong_over_https(certificate: Certificate, respond: Callable[[bytes], bytes], reason: str) -> None:
    assert told(certificate, respond) == Answer.unreachable(reason)


@pytest.mark.parametrize(
    ("response", "reason"), [(b"", "network"), (b"\xff\xff\0", "network"), (b"\0\2\0\0", "malformed")]
)
def test_what_may_go_wrong_over_tls(certificate: Certificate, response: bytes, reason: str) -> None:
    assert told(certificate, lambda query: response, "tls") == Answer.unreachable(reason)


def test_over_tls(certificate: Certificate) -> None:
    def respond(query: bytes) -> bytes:
        reply = reply_to(query[2:], "a.example. 60 IN A 192.0.2.9")
        return len(reply).to_bytes(2, "big") + reply

    assert told(certificate, respond, "tls") == FOUND


def test_a_certificate_nobody_vouches_for(certificate: Certificate, tmp_path: Path) -> None:
    other = make_certificate(tmp_path)
    for scheme in ("https", "tls"):
        with (
            serving(certificate, lambda request: b"") as port,
            SystemResolver([f"{scheme}://127.0.0.1:{port}"], retries=0, tls=other.believing) as resolver,
        ):
            assert resolver.resolve([a("a.example")]) == [Answer.unreachable("tls")]
