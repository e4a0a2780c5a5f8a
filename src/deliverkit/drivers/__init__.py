"""How are a check's questions answered?  By the network, a zone file, a table, a recording, or a cache of these.

The only package that imports DNS, sockets and event loops. Every resolver has ``resolve(questions, timeout)``; one
that can wait without blocking also has ``resolve_async``. :func:`run` and :func:`run_async` take any of them. The
resolvers that bring heavy modules along are loaded when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .protocols import AsyncFetch, AsyncResolver, Fetch, Resolver
from .runner import run, run_async
from .table import TableResolver

if TYPE_CHECKING:
    from .caching import CachingResolver
    from .recording import recorded
    from .system import SystemResolver
    from .transcript import Transcript, TranscriptResolver
    from .zone import ZoneResolver

_HOMES = {
    "CachingResolver": "caching",
    "SystemResolver": "system",
    "Transcript": "transcript",
    "TranscriptResolver": "transcript",
    "ZoneResolver": "zone",
    "recorded": "recording",
}

__all__ = [
    "AsyncFetch",
    "AsyncResolver",
    "CachingResolver",
    "Fetch",
    "Resolver",
    "SystemResolver",
    "TableResolver",
    "Transcript",
    "TranscriptResolver",
    "ZoneResolver",
    "recorded",
    "run",
    "run_async",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'deliverkit.drivers' has no attribute {name!r}")
    value = getattr(import_module(f".{home}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
