"""Flows side by side, in threads of a pool that lives as long as the call."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import copy_context
from typing import TYPE_CHECKING, Any

from .._core.effects import Flow

if TYPE_CHECKING:
    from concurrent.futures import Future

Run = Callable[[Flow[Any]], Any]


def side_by_side(run: Run, feed: Callable[[], Flow[Flow[Any] | None]], in_flight: int) -> list[Any]:
    """What the flows of `feed` return, in order; `run` runs at most `in_flight` at once, and `feed` beside them.

    One at a time they run in the calling thread. After the first exception no flow is started; it is raised when
    those that run have ended.
    """
    if in_flight == 1:
        ended_ones: list[Any] = []
        while (flow := run(feed())) is not None:
            ended_ones.append(run(flow))
        return ended_ones
    from concurrent.futures import ThreadPoolExecutor

    results: list[Future[Any]] = []
    failed = threading.Event()
    room = threading.Semaphore(in_flight)

    def ended(result: Future[Any]) -> None:
        if result.exception() is not None:
            failed.set()
        room.release()

    with ThreadPoolExecutor(in_flight, thread_name_prefix="chromalink") as pool:
        room.acquire()
        while not failed.is_set() and (flow := run(feed())) is not None:
            results.append(pool.submit(copy_context().run, run, flow))
            results[-1].add_done_callback(ended)
            room.acquire()
    return [one.result() for one in results]
