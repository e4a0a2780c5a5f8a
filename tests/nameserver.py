"""A name server on loopback that does what a test tells it to, misbehaviour included."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

__all__ = ["HANG_UP", "NameServer", "Respond", "name_of", "reply_to"]

HANG_UP = b"\0hang up"
"""In place of a response: close the TCP connection."""

Respond = Callable[[bytes, bool], Sequence[bytes | float]]
"""``(query, over TCP) -> what to send, in order``; a number is a pause in seconds."""


def reply_to(
    query: bytes,
    *answer: str,
    rcode: str = "NOERROR",
    authority: Sequence[str] = (),
    flags: int = dns.flags.RA,
    ident: int | None = None,
) -> bytes:
    """A response to *query* with these records, each as it stands in a zone file, with absolute names."""
    message = dns.message.make_response(dns.message.from_wire(query))
    message.flags |= flags
    message.set_rcode(dns.rcode.from_text(rcode))
    message.answer.extend(_rrset(record) for record in answer)
    message.authority.extend(_rrset(record) for record in authority)
    if ident is not None:
        message.id = ident
    return message.to_wire(max_size=65_535)


def _rrset(record: str) -> dns.rrset.RRset:
    owner, ttl, rdclass, rdtype, data = record.split(None, 4)
    return dns.rrset.from_text(owner, int(ttl), rdclass, rdtype, data)


def name_of(query: bytes) -> str:
    """The name that *query* asks for."""
    return dns.message.from_wire(query).question[0].name.to_text(omit_final_dot=True)


class NameServer:
    """Answers UDP and TCP on one port of 127.0.0.1 until the end of its ``with``; ``asked`` is what it received."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond
        self.asked: list[tuple[bytes, bool]] = []
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []
        self._connections: list[socket.socket] = []
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._bind()
        self.where: tuple[str, int] = self._udp.getsockname()

    def __enter__(self) -> Self:
        self._tcp.listen(64)
        self._start(self._serve_udp)
        self._start(self._serve_tcp)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", self.where)
        self._over.set()
        socket.create_connection(self.where).close()
        for connection in tuple(self._connections):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # the other side was first
        for thread in self._threads:
            thread.join()
        for sock in (self._udp, self._tcp, *self._connections):
            sock.close()

    def _bind(self) -> None:
        for _ in range(50):
            self._udp.bind(("127.0.0.1", 0))
            try:
                self._tcp.bind(self._udp.getsockname())
            except OSError:  # taken by someone else's TCP
                self._udp.close()
                self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            else:
                return
        raise RuntimeError("no port is free for both UDP and TCP")

    def _start(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _serve_udp(self) -> None:
        while True:
            query, client = self._udp.recvfrom(65_535)
            if not query:
                return
            self.asked.append((query, False))
            self._start(self._send, query, client)

    def _send(self, query: bytes, client: tuple[str, int]) -> None:
        for piece in self._respond(query, False):
            if isinstance(piece, bytes):
                self._udp.sendto(piece, client)
            else:
                time.sleep(piece)

    def _serve_tcp(self) -> None:
        while True:
            connection, _ = self._tcp.accept()
            self._connections.append(connection)
            if self._over.is_set():
                return
            self._start(self._converse, connection)

    def _converse(self, connection: socket.socket) -> None:
        try:
            with connection.makefile("rb") as reader:
                while length := reader.read(2):
                    query = reader.read(int.from_bytes(length, "big"))
                    self.asked.append((query, True))
                    for piece in self._respond(query, True):
                        if piece == HANG_UP:
                            connection.shutdown(socket.SHUT_RDWR)
                        elif isinstance(piece, bytes):
                            connection.sendall(len(piece).to_bytes(2, "big") + piece)
                        else:
                            time.sleep(piece)
        except OSError:
            return  # the client went away
