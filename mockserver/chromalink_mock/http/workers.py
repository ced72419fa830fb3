"""Threads for work that would hold up the event loop."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread, current_thread
from typing import TypeVar
from weakref import WeakSet

import anyio.to_thread

T = TypeVar("T")


class Workers:
    """Runs work in the worker threads of whatever event loop is current, and remembers those threads."""

    def __init__(self) -> None:
        self._threads: WeakSet[Thread] = WeakSet()

    async def run(self, work: Callable[[], T]) -> T:
        """The result of `work`."""
        return await anyio.to_thread.run_sync(self._remembered, work)

    def join(self) -> None:
        """Wait for the threads to end. For after the event loop, which tells them to but does not wait."""
        for thread in list(self._threads):
            thread.join()

    def _remembered(self, work: Callable[[], T]) -> T:
        self._threads.add(current_thread())
        return work()
