"""One event loop on a thread of its own, for callers without a loop, or with one that must not wait for itself."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Coroutine
from typing import TypeVar
from weakref import WeakValueDictionary, finalize

T = TypeVar("T")


class LoopThread:
    """An asyncio loop on a thread, shared by all who hold it; the thread ends when nobody does."""

    def __init__(self) -> None:
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=_serve, args=(loop,), name="chromalink-loop", daemon=True)
        thread.start()
        self.pid = os.getpid()
        self._loop = loop
        finalize(self, _stop, loop, thread)

    @classmethod
    def held(cls) -> LoopThread:
        """The one of this process; keep it for as long as it is needed."""
        with _starting:
            found = _held.get(os.getpid())
            if found is None:
                found = _held[os.getpid()] = cls()
        return found

    def run(self, work: Coroutine[object, object, T]) -> T:
        """What `work` returns, run on the loop while the calling thread waits; cancelled when that is interrupted."""
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        finally:
            future.cancel()


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


def _stop(loop: asyncio.AbstractEventLoop, thread: threading.Thread) -> None:
    loop.call_soon_threadsafe(loop.stop)
    if thread is not threading.current_thread():
        thread.join()


_held: WeakValueDictionary[int, LoopThread] = WeakValueDictionary()
"""The loop thread of each process, by its id: a forked child has no thread of its parent's."""
_starting = threading.RLock()
