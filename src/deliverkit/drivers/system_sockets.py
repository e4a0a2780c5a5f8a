"""How does one query reach one server, and its response come back?  By UDP, TCP, TLS or HTTPS, in an event loop.

Connections are kept between the queries of one loop and closed with the :class:`Sockets` that opened them.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NamedTuple

from .system_servers import Server, Transport
from .system_tries import Response, Try
from .system_wire import belongs

if TYPE_CHECKING:
    import httpx

__all__ = ["Sockets"]

_LONGEST: Final = 65_535
_DNS_MESSAGE: Final = {
    "accept": "application/dns-message",
    "accept-encoding": "identity",
    "content-type": "application/dns-message",
}


class _Stream(NamedTuple):
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


class Sockets:
    """Sends queries; for one event loop.

    Arguments:
        tls: which certificates are believed, for TLS and HTTPS; made at the first need when None.
    """

    def __init__(self, tls: ssl.SSLContext | None) -> None:
        self._tls = tls
        self._idle: dict[Server, list[_Stream]] = {}
        self._http: httpx.AsyncClient | None = None

    async def send(self, one: Try) -> Response:
        """The response to *one*, or the word for why there is none; never raises on what the network does."""
        try:
            async with asyncio.timeout(one.seconds):
                if one.server.transport is Transport.HTTPS:
                    return await self._by_https(one)
                over_stream = one.stream or one.server.transport is Transport.TLS
                return Response(await (self._by_stream(one) if over_stream else _by_udp(one)))
        except TimeoutError:
            return Response(reason="timeout")
        except ssl.SSLError:
            return Response(reason="tls")
        except (OSError, EOFError):
            return Response(reason="network")

    async def aclose(self) -> None:
        """Close what is open."""
        streams = [stream for idle in self._idle.values() for stream in idle]
        self._idle.clear()
        http, self._http = self._http, None
        for stream in streams:
            await _hang_up(stream)
        if http is not None:
            await http.aclose()

    async def _by_stream(self, one: Try) -> bytes:
        idle = self._idle.setdefault(one.server, [])
        # "Clients MUST be prepared for the server to close the connection at any time" (RFC 7766 section 6.2.4)
        while idle:
            with suppress(OSError, EOFError):
                return await self._exchange(idle.pop(), one)
        return await self._exchange(await self._dial(one.server), one)

    async def _dial(self, server: Server) -> _Stream:
        if server.transport is Transport.PLAIN:
            return _Stream(*await asyncio.open_connection(server.host, server.port))
        opened = asyncio.open_connection(server.host, server.port, ssl=self._context(), server_hostname=server.name)
        return _Stream(*await opened)

    async def _exchange(self, stream: _Stream, one: Try) -> bytes:
        try:
            stream.writer.write(len(one.query).to_bytes(2, "big") + one.query)
            await stream.writer.drain()
            length = await stream.reader.readexactly(2)
            reply = await stream.reader.readexactly(int.from_bytes(length, "big"))
        except BaseException:
            await _hang_up(stream)
            raise
        if belongs(one.query, reply):
            self._idle[one.server].append(stream)
        else:
            await _hang_up(stream)
        return reply

    async def _by_https(self, one: Try) -> Response:
        import httpx

        if self._http is None:
            # send() is what times out
            self._http = httpx.AsyncClient(http2=True, verify=self._context(), trust_env=False, timeout=None)  # noqa: S113
        body = b""
        try:
            async with self._http.stream("POST", one.server.url, content=one.query, headers=_DNS_MESSAGE) as page:
                if page.status_code != 200:
                    return Response(reason="http")
                async for piece in page.aiter_raw():
                    body += piece
                    if len(body) > _LONGEST:
                        return Response(reason="malformed")
        except httpx.HTTPError as error:
            return Response(reason=_why(error))
        return Response(body)

    def _context(self) -> ssl.SSLContext:
        self._tls = self._tls or ssl.create_default_context()
        return self._tls


async def _by_udp(one: Try) -> bytes:
    loop = asyncio.get_running_loop()
    family = socket.AF_INET6 if ":" in one.server.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as sock:
        sock.setblocking(False)
        # connected, so that only this server is heard and its "port unreachable" too
        sock.connect((one.server.host, one.server.port))
        await loop.sock_sendall(sock, one.query)
        while True:
            reply = await loop.sock_recv(sock, _LONGEST)
            if belongs(one.query, reply):
                return reply
            await asyncio.sleep(0)  # a flood of strangers' datagrams must not keep the clock from striking


def _why(error: BaseException | None) -> str:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return "tls"
        error = error.__cause__ or error.__context__
    return "network"


async def _hang_up(stream: _Stream) -> None:
    stream.writer.transport.abort()
    with suppress(OSError):
        await stream.writer.wait_closed()
