"""Which server is asked next, how, and when is the answer known?  (RFC 1035 section 7, RFC 6891, RFC 7766)

The one definition of what a look-up means. It sends nothing: it yields each :class:`Try` and is sent the response,
or the word for what happened instead, so any way of waiting can drive it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, Final, NamedTuple, TypeAlias, TypeVar

from ..core.names import fits
from ..core.questions import Answer, Status
from .aliases import MAX_ALIASES
from .system_servers import Server, Transport
from .system_wire import Labels, Told, encode, labels_of, read, text_of

__all__ = ["Plan", "Response", "Tries", "Try", "look_up"]

T = TypeVar("T")


class Response(NamedTuple):
    """What a server sent, or why there is nothing: ``timeout``, ``network``, ``tls``, ``http``."""

    wire: bytes = b""
    reason: str = ""


class Try(NamedTuple):
    """Send this query to this server, once, and wait so many seconds; ``stream`` means over TCP."""

    server: Server
    query: bytes
    stream: bool
    seconds: float


Tries: TypeAlias = Generator[Try, Response, T]


class Plan(NamedTuple):
    """Who is asked and how often: each server once a round, as long as it was silent."""

    servers: tuple[Server, ...]
    rounds: int
    seconds: float
    new_id: Callable[[], int]


# a server that answered has said its word; one that was silent is asked again in the next round
_SILENT: Final = ("timeout", "network", "malformed")
# "FORMERR ... the responder does not implement EDNS" (RFC 6891 section 7), and what others say in its place
_PERHAPS_EDNS: Final = ("formerr", "notimp", "badvers", "malformed")
# when the servers failed in different ways, the word of one that spoke tells more than these, which are in this order
_TELLING_LITTLE: Final = ("malformed", "http", "tls", "timeout", "network")


def look_up(name: str, rdtype: int, plan: Plan) -> Tries[Answer[Any]]:
    """The answer for *rdtype* at *name*, CNAMEs followed across as many responses as it takes."""
    if not fits(name):
        return Answer(Status.NO_NAME)
    labels = labels_of(name)
    aliases: tuple[str, ...] = ()
    ttls: list[int] = []
    authenticated = True
    while True:
        told = yield from _ask(labels, rdtype, plan)
        if isinstance(told, str):
            return Answer(Status.UNREACHABLE, reason=told, aliases=aliases)
        aliases += tuple(map(text_of, told.aliases))
        ttls += [] if told.ttl is None else [told.ttl]
        authenticated = authenticated and told.authenticated
        if len(aliases) > MAX_ALIASES:
            return Answer.unreachable("cname-loop")
        if told.status is not None:
            return Answer(told.status, told.records, "", aliases, min(ttls, default=None), authenticated)
        labels = told.name


def _ask(labels: Labels, rdtype: int, plan: Plan) -> Tries[Told | str]:
    servers = plan.servers
    heard: list[str] = []
    for _ in range(plan.rounds):
        silent: list[Server] = []
        for server in servers:
            told = yield from _ask_one(server, labels, rdtype, plan)
            if isinstance(told, Told):
                return told
            heard.append(told)
            silent += [server] if told in _SILENT else []
        servers = tuple(silent)
    return min(heard, key=_rank, default="no-nameserver")


def _ask_one(server: Server, labels: Labels, rdtype: int, plan: Plan) -> Tries[Told | str]:
    told: Told | str = "formerr"
    for edns in (True, False):
        query = encode(labels, rdtype, ident=plan.new_id(), edns=edns)
        told = _read((yield Try(server, query, False, plan.seconds)), query, labels, rdtype)
        if told == "truncated" and server.transport is Transport.PLAIN:
            told = _read((yield Try(server, query, True, plan.seconds)), query, labels, rdtype)
        if told not in _PERHAPS_EDNS:
            break
    return told


def _read(response: Response, query: bytes, labels: Labels, rdtype: int) -> Told | str:
    return response.reason or read(query, response.wire, labels, rdtype)


def _rank(reason: str) -> int:
    return _TELLING_LITTLE.index(reason) if reason in _TELLING_LITTLE else -1
