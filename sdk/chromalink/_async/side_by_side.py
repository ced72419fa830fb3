"""Flows side by side, as tasks of one group: asyncio and trio."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import anyio

from .._core.effects import Flow

Run = Callable[[Flow[Any]], Awaitable[Any]]


async def side_by_side(run: Run, feed: Callable[[], Flow[Flow[Any] | None]], in_flight: int) -> list[Any]:
    """What the flows of `feed` return, in order; `run` runs at most `in_flight` at once, and `feed` beside them.

    The first exception cancels the others and is raised.
    """
    results: dict[int, Any] = {}
    room = anyio.Semaphore(in_flight)

    async def one(place: int, flow: Flow[Any]) -> None:
        results[place] = await run(flow)
        room.release()

    started = 0
    try:
        async with anyio.create_task_group() as group:
            await room.acquire()
            while (flow := await run(feed())) is not None:
                group.start_soon(one, started, flow)
                started += 1
                await room.acquire()
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None
    return [results[place] for place in range(started)]
