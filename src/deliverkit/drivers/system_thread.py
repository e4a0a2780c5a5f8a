"""How can a caller without an event loop wait for one?  By a loop in a thread of its own."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

__all__ = ["LoopThread"]

T = TypeVar("T")


class LoopThread:
    """An event loop in a background thread, started at the first call and stopped by :meth:`stop`.

    It serves any number of threads, one of them with a running event loop too. After a fork the child starts its own.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: _Running | None = None

    def call(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Run what *work* makes in the loop and wait for its value; an interrupt cancels it."""
        with self._lock:
            if self._running is None or not self._running.here():
                self._running = _Running()
            running = self._running
            running.calls += 1
        future = asyncio.run_coroutine_threadsafe(work(), running.loop)
        try:
            return future.result()
        finally:
            future.cancel()
            with self._lock:
                running.calls -= 1
                last = running is not self._running and not running.calls
            if last:
                running.stop()

    def stop(self) -> None:
        """End the loop and its thread, or leave that to the last call that is still waiting."""
        with self._lock:
            running, self._running = self._running, None
            idle = running is not None and running.here() and not running.calls
        if running is not None and idle:
            running.stop()


class _Running:
    def __init__(self) -> None:
        self.calls = 0
        self._process = os.getpid()
        begun: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()
        self._thread = threading.Thread(target=_serve, args=(begun,), name="deliverkit-dns", daemon=True)
        self._thread.start()
        self.loop, self._end = begun.result()

    def here(self) -> bool:
        return self._process == os.getpid()

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self._end.set)
        if threading.current_thread() is not self._thread:  # a garbage collection may run anywhere
            self._thread.join()


def _serve(begun: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]]) -> None:
    async def until_stopped() -> None:
        end = asyncio.Event()
        begun.set_result((asyncio.get_running_loop(), end))
        await end.wait()

    asyncio.run(until_stopped())
