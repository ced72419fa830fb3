"""Timing of calls that a client makes, the same for every client."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

EXPECTED = 20_000
"""What the sink says to a count."""


def sequential(call: Callable[[], int], count: int) -> float:
    """Microseconds per call."""
    if call() != EXPECTED:
        raise RuntimeError("expected the count that the sink tells")
    began = time.perf_counter()
    for _ in range(count):
        call()
    return (time.perf_counter() - began) / count * 1e6


def threaded(call: Callable[[], int], count: int, in_flight: int) -> float:
    """Calls a second by so many threads that share a client."""
    if call() != EXPECTED:
        raise RuntimeError("expected the count that the sink tells")
    ready = Barrier(in_flight, timeout=60)

    def worker() -> None:
        ready.wait()
        for _ in range(count // in_flight):
            call()

    def all_at_once(pool: ThreadPoolExecutor) -> None:
        for done in [pool.submit(worker) for _ in range(in_flight)]:
            done.result()

    with ThreadPoolExecutor(in_flight) as pool:
        all_at_once(pool)
        began = time.perf_counter()
        all_at_once(pool)
        return count // in_flight * in_flight / (time.perf_counter() - began)


async def concurrent(call: Callable[[], Awaitable[int]], count: int, in_flight: int) -> float:
    """Calls a second, so many at a time."""
    if await call() != EXPECTED:
        raise RuntimeError("expected the count that the sink tells")

    async def worker() -> None:
        for _ in range(count // in_flight):
            await call()

    await asyncio.gather(*(worker() for _ in range(in_flight)))
    began = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(in_flight)))
    return count // in_flight * in_flight / (time.perf_counter() - began)
