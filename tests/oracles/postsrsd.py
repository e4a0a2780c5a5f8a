"""postsrsd 1.x, the daemon most forwarders run, started on loopback ports and ended by its own process.

It speaks Postfix's tcp_table: "get key", and "200 value" or "500 why", both with percent signs as in URLs.
"""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from urllib.parse import quote, unquote

__all__ = ["Postsrsd", "binary", "postsrsd"]


class Postsrsd:
    """The daemon: what it forwards and reverses; "!" where it refuses."""

    def __init__(self, forward_port: int, reverse_port: int) -> None:
        self._ports = forward_port, reverse_port

    def forward(self, senders: Sequence[str]) -> list[str]:
        return self._ask(self._ports[0], senders)

    def reverse(self, recipients: Sequence[str]) -> list[str]:
        return self._ask(self._ports[1], recipients)

    @staticmethod
    def _ask(port: int, addresses: Sequence[str]) -> list[str]:
        told: list[str] = []
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with connection.makefile("rwb") as stream:
                for address in addresses:
                    stream.write(f"get {quote(address)}\n".encode())
                    stream.flush()
                    status, _, value = stream.readline().decode().rstrip("\n").partition(" ")
                    told.append(unquote(value) if status == "200" else "!")
        return told


def binary() -> str | None:
    """Where the program is, if it is."""
    return which("postsrsd") or which("postsrsd", path="/usr/sbin:/usr/local/sbin")


@contextmanager
def postsrsd(program: str, folder: Path, secret: str, alias: str, separator: str = "=") -> Generator[Postsrsd]:
    """The daemon, for as long as it is needed; in the foreground, on ports that were free."""
    (folder / "secret").write_text(secret + "\n")
    ports = _free_port(), _free_port()
    command = [
        program,
        f"-s{folder / 'secret'}",
        f"-d{alias}",
        f"-a{separator}",
        f"-f{ports[0]}",
        f"-r{ports[1]}",
        "-4",
    ]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        _wait(process, ports)
        yield Postsrsd(*ports)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)


def _wait(process: subprocess.Popen[bytes], ports: tuple[int, int]) -> None:
    until = time.monotonic() + 15
    for port in ports:
        while True:
            assert process.poll() is None, "postsrsd ended by itself"
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert time.monotonic() < until, "postsrsd does not answer"
                time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port
