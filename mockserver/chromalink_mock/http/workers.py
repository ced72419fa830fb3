"""Threads for work that would hold up the event loop, and pauses; for callers without a loop, neither is needed."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from threading import Thread, current_thread
from typing import TypeVar
from weakref import WeakSet

import anyio
import anyio.to_thread

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Caller:
    """A thread that drives a request without an event loop; `deadline` is on the clock `time.monotonic`."""

    deadline: float | None = None

    def sleep(self, seconds: float) -> None:
        """Hold up the thread; raises TimeoutError when the deadline comes first."""
        left = float("inf") if self.deadline is None else max(0.0, self.deadline - time.monotonic())
        time.sleep(min(seconds, left))
        if left < seconds:
            raise TimeoutError


CALLER: ContextVar[Caller | None] = ContextVar("caller", default=None)
"""Set while a request is driven without an event loop: its work and its pauses then hold up the calling thread."""


class Workers:
    """Runs work in the worker threads of whatever event loop is current, and remembers those threads."""

    def __init__(self) -> None:
        self._threads: WeakSet[Thread] = WeakSet()

    async def run(self, work: Callable[[], T]) -> T:
        """The result of `work`."""
        if CALLER.get() is not None:
            return work()
        return await anyio.to_thread.run_sync(self._remembered, work)

    def join(self) -> None:
        """Wait for the threads to end. For after the event loop, which tells them to but does not wait."""
        for thread in list(self._threads):
            thread.join()

    def _remembered(self, work: Callable[[], T]) -> T:
        self._threads.add(current_thread())
        return work()


async def pause(seconds: float) -> None:
    """Hold up this request, and on an event loop no other; raises TimeoutError for a caller with a deadline."""
    caller = CALLER.get()
    if caller is None:
        await anyio.sleep(seconds)
    else:
        caller.sleep(seconds)
