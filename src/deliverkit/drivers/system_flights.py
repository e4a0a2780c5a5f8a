"""Who waits for which look-up?  Equal questions wait for one; it ends when the last who waits goes away."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Sequence
from typing import Any, Final, TypeAlias

from ..core.questions import Answer
from ..core.steps import Done, advance
from .system_sockets import Sockets
from .system_tries import Plan, look_up

__all__ = ["Flights", "Key"]

Key: TypeAlias = tuple[str, int]  # the name in lower case, and the number of the type

_TIMEOUT: Final[Answer[Any]] = Answer.unreachable("timeout")
_CLOSED: Final[Answer[Any]] = Answer.unreachable("closed")


class _Flight:
    __slots__ = ("task", "waiting")

    def __init__(self, task: asyncio.Task[Answer[Any]]) -> None:
        self.task = task
        self.waiting = 0


class Flights:
    """The look-ups that are under way in one event loop.

    Arguments:
        plan: whom to ask.
        at_once: how many look-ups may be under way together; the others queue.
        tls: see :class:`Sockets`.
    """

    def __init__(self, plan: Plan, at_once: int, tls: ssl.SSLContext | None) -> None:
        self.users = 0
        self._plan = plan
        self._slots = asyncio.Semaphore(at_once)
        self._sockets = Sockets(tls)
        self._flights: dict[Key, _Flight] = {}

    async def answers(self, keys: Sequence[Key], timeout: float) -> list[Answer[Any]]:
        """The answers to *keys*, in order; what is not known after *timeout* seconds is unreachable."""
        boarded = {key: self._board(key) for key in dict.fromkeys(keys)}
        try:
            await asyncio.wait([flight.task for flight in boarded.values()], timeout=timeout)
            told = {key: _landed(flight.task) for key, flight in boarded.items()}
        finally:
            await self._leave(boarded)
        return [told[key] for key in keys]

    def cancel(self) -> None:
        """Give up what is under way; those who wait are told ``closed``."""
        for flight in self._flights.values():
            flight.task.cancel()

    async def aclose(self) -> None:
        """Close the connections; nothing may be under way."""
        await self._sockets.aclose()

    def _board(self, key: Key) -> _Flight:
        flight = self._flights.get(key)
        if flight is None:
            flight = self._flights[key] = _Flight(asyncio.create_task(self._fly(key)))
            flight.task.add_done_callback(lambda _: self._forget(key, flight))
        flight.waiting += 1
        return flight

    def _forget(self, key: Key, flight: _Flight) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]

    async def _leave(self, boarded: dict[Key, _Flight]) -> None:
        abandoned: list[asyncio.Task[Answer[Any]]] = []
        for key, flight in boarded.items():
            flight.waiting -= 1
            if not flight.waiting and not flight.task.done():
                self._forget(key, flight)
                flight.task.cancel()
                abandoned.append(flight.task)
        if abandoned:
            await asyncio.wait(abandoned)

    async def _fly(self, key: Key) -> Answer[Any]:
        async with self._slots:
            tries = look_up(*key, self._plan)
            step = advance(tries, None)
            while not isinstance(step, Done):
                step = advance(tries, await self._sockets.send(step))
            return step.value


def _landed(task: asyncio.Task[Answer[Any]]) -> Answer[Any]:
    if not task.done():
        return _TIMEOUT
    return _CLOSED if task.cancelled() else task.result()
