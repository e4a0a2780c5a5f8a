"""How are questions put to real name servers?  Over UDP, TCP, TLS or HTTPS, blocking or inside an event loop.

The meaning of a look-up stands in ``system_tries`` and ``system_wire``, which touch no socket; one I/O shell serves
both ways of calling, so they cannot differ.
"""

from __future__ import annotations

import asyncio
import secrets
import ssl
import threading
import weakref
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from importlib.util import find_spec
from types import TracebackType
from typing import Any, Self

from ..core.errors import UsageError
from ..core.questions import Answer, Dns
from .system_flights import Flights, Key
from .system_servers import Transport, parse_server, servers_of_the_system
from .system_thread import LoopThread
from .system_tries import Plan
from .system_wire import type_number

__all__ = ["SystemResolver"]


class SystemResolver:
    """Asks recursive name servers: the system's, or those given.

    One object serves several threads, and several event loops one after another or together. Equal questions under
    way in one loop, or from threads without one, are asked once. Nothing stays open between calls inside an event
    loop; blocking calls share one background thread, ended by :meth:`close` (or when the object is forgotten).

    Arguments:
        nameservers: in the order in which they are asked; None for the system's. Each is ``192.0.2.1``,
            ``192.0.2.1:5353``, ``[2001:db8::1]:5353``, ``(address, port)``, ``tls://192.0.2.1#name-in-certificate``,
            ``tls://name`` (RFC 7858) or ``https://name/dns-query`` (RFC 8484, needs the extra ``doh``).
        timeout: seconds to wait for one response of one server.
        retries: how many more times a server that stays silent is asked.
        at_once: how many look-ups may be under way together in one event loop.
        tls: which certificates are believed, for ``tls://`` and ``https://``; None for the system's.

    What went wrong is a ``reason`` of an unreachable answer. A server said ``servfail``, ``refused``, ``formerr``,
    ``notimp``, ``badvers``, ``rcode-N``, ``referral`` (it serves only its own zones) or ``truncated``; or there was
    ``timeout``, ``network`` (no route, port closed, connection lost), ``malformed``, ``tls`` (certificate, handshake),
    ``http`` (a status other than 200); or ``cname-loop``, ``no-nameserver``, ``closed``. Of several servers' failures
    the one of a server that spoke is told.

    Raises:
        UsageError: a name server, number or argument that cannot be meant, or the extra ``doh`` is missing.
    """

    def __init__(
        self,
        nameservers: Sequence[str | tuple[str, int]] | None = None,
        *,
        timeout: float = 2.0,
        retries: int = 2,
        at_once: int = 64,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        _positive("timeout", timeout)
        if retries < 0 or at_once < 1:
            raise UsageError(f"retries must be 0 or more and at_once 1 or more, not {retries!r} and {at_once!r}")
        if isinstance(nameservers, str):
            raise UsageError(f"nameservers is a list: [{nameservers!r}]")
        if nameservers is None:
            servers = servers_of_the_system()
        else:
            servers = tuple(dict.fromkeys(map(parse_server, nameservers)))
            if not servers:
                raise UsageError("nameservers is empty; None stands for the system's")
        if any(server.transport is Transport.HTTPS for server in servers) and not _has_httpx():
            raise UsageError("DNS over HTTPS needs httpx: pip install 'deliverkit[doh]'")
        self._plan = Plan(servers, retries + 1, timeout, _new_id)
        self._at_once = at_once
        self._tls = tls
        self._closed = False
        self._lock = threading.Lock()
        self._flights: dict[asyncio.AbstractEventLoop, Flights] = {}
        self._thread = LoopThread()
        weakref.finalize(self, self._thread.stop)

    def resolve(self, questions: Sequence[Dns[Any]], timeout: float = 20.0) -> Sequence[Answer[Any]]:
        """Answer *questions*, in order, all at once; blocks, also inside a running event loop.

        Arguments:
            timeout: seconds for all of it; what is not known by then is unreachable (``timeout``).

        Raises:
            UsageError: the resolver is closed, *timeout* is not positive, or a record type does not exist.
        """
        keys = self._keys(questions, timeout)
        return self._thread.call(lambda: self._answers(keys, timeout)) if keys else ()

    async def resolve_async(self, questions: Sequence[Dns[Any]], timeout: float = 20.0) -> Sequence[Answer[Any]]:
        """The same as :meth:`resolve`, without blocking the loop. Cancelled, it leaves nothing running."""
        keys = self._keys(questions, timeout)
        return await self._answers(keys, timeout) if keys else ()

    def close(self) -> None:
        """Answer what is still waited for with ``closed`` and end the background thread; may be called twice."""
        self._closed = True
        with self._lock:
            under_way = list(self._flights.items())
        for loop, flights in under_way:
            if not loop.is_closed():
                loop.call_soon_threadsafe(flights.cancel)
        self._thread.stop()

    async def aclose(self) -> None:
        """The same as :meth:`close`, for ``async with``."""
        self.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def _keys(self, questions: Sequence[Dns[Any]], timeout: float) -> list[Key]:
        _positive("timeout", timeout)
        if self._closed:
            raise UsageError("this SystemResolver is closed; make a new one")
        return [(question.name.lower(), _type(question)) for question in questions]

    async def _answers(self, keys: list[Key], timeout: float) -> list[Answer[Any]]:
        async with self._here() as flights:
            return await flights.answers(keys, timeout)

    @asynccontextmanager
    async def _here(self) -> AsyncGenerator[Flights]:
        """What is under way in the running loop; the last to go closes its connections."""
        loop = asyncio.get_running_loop()
        with self._lock:
            flights = self._flights.get(loop)
            if flights is None:
                flights = self._flights[loop] = Flights(self._plan, self._at_once, self._tls)
            flights.users += 1
        try:
            yield flights
        finally:
            with self._lock:
                flights.users -= 1
                last = not flights.users
                if last:
                    del self._flights[loop]
            if last:
                await flights.aclose()


def _positive(what: str, seconds: float) -> None:
    if not seconds > 0:
        raise UsageError(f"{what} must be a positive number of seconds, not {seconds!r}")


def _type(question: Dns[Any]) -> int:
    number = type_number(question.rdtype)
    if number is None:
        raise UsageError(f"{question.rdtype!r} is not a type of DNS records")
    return number


def _has_httpx() -> bool:
    return find_spec("httpx") is not None and find_spec("h2") is not None


def _new_id() -> int:
    return secrets.randbelow(65_536)
