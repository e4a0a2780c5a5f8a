"""The loop in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import Future

import pytest

from deliverkit.drivers.system_thread import LoopThread


async def where() -> tuple[asyncio.AbstractEventLoop, threading.Thread]:
    return asyncio.get_running_loop(), threading.current_thread()


def test_calls_share_one_thread_until_it_is_stopped_and_a_later_call_starts_another() -> None:
    loops = LoopThread()
    first, thread = loops.call(where)
    assert loops.call(where) == (first, thread)
    assert thread is not threading.current_thread()
    loops.stop()
    loops.stop()
    assert not thread.is_alive()
    assert first.is_closed()
    second, _ = loops.call(where)
    assert second is not first
    loops.stop()


def test_what_the_work_raises_reaches_the_caller() -> None:
    async def work() -> None:
        raise LookupError("gone")

    loops = LoopThread()
    with pytest.raises(LookupError, match="gone"):
        loops.call(work)
    loops.stop()


def test_stopped_during_a_call_it_ends_with_the_call() -> None:
    loops = LoopThread()

    async def work() -> threading.Thread:
        loops.stop()
        await asyncio.sleep(0.05)
        return threading.current_thread()

    assert not loops.call(work).is_alive()


def test_stopped_by_its_own_thread_it_does_not_wait_for_itself() -> None:
    loops = LoopThread()
    loop, thread = loops.call(where)
    loop.call_soon_threadsafe(loops.stop)
    thread.join(5)
    assert not thread.is_alive()


def test_an_interrupt_cancels_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    cancelled = threading.Event()

    async def work() -> None:
        try:
            await asyncio.sleep(30)
        finally:
            cancelled.set()

    class Interrupted(Future[None]):
        def result(self, timeout: float | None = None) -> None:
            time.sleep(0.05)
            raise KeyboardInterrupt

    # the Future that the caller waits in is where ctrl-C arrives
    monkeypatch.setattr("concurrent.futures.Future", Interrupted)
    loops = LoopThread()
    with pytest.raises(KeyboardInterrupt):
        loops.call(work)
    assert cancelled.wait(5)
    loops.stop()
