"""What must a resolver or a fetcher be able to do?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol, TypeAlias, runtime_checkable

from ..core.questions import Answer, Dns, Page

__all__ = ["AsyncFetch", "AsyncResolver", "Fetch", "Resolver"]

Fetch: TypeAlias = Callable[[str], Page]
AsyncFetch: TypeAlias = Callable[[str], Awaitable[Page]]


@runtime_checkable
class Resolver(Protocol):
    """Answers DNS questions, blocking while it waits."""

    def resolve(self, questions: Sequence[Dns[Any]], timeout: float) -> Sequence[Answer[Any]]:
        """Answer *questions*, in order, within *timeout* seconds; what is not answered by then is unreachable."""
        ...


@runtime_checkable
class AsyncResolver(Protocol):
    """Answers DNS questions inside an event loop."""

    async def resolve_async(self, questions: Sequence[Dns[Any]], timeout: float) -> Sequence[Answer[Any]]:
        """The same as :meth:`Resolver.resolve`, without blocking the loop."""
        ...
