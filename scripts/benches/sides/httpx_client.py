"""Plain httpx counting, or sending bodies made beforehand, timed: `python -m benches.sides.httpx_client URL`."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

import httpx

from benches.sides import calls, turns

URL = sys.argv[1]


def _read(answer: httpx.Response) -> int:
    answer.raise_for_status()
    count: int = answer.json()
    return count


def sync(count: int) -> float:
    with httpx.Client() as client:
        return calls.sequential(lambda: _read(client.get(URL)), count)


def threaded(count: int, in_flight: int) -> float:
    with httpx.Client(limits=httpx.Limits(max_connections=None)) as client:
        return calls.threaded(lambda: _read(client.get(URL)), count, in_flight)


def concurrent(count: int, in_flight: int) -> float:
    async def main() -> float:
        async with httpx.AsyncClient(limits=httpx.Limits(max_connections=None)) as client:

            async def call() -> int:
                return _read(await client.get(URL))

            return await calls.concurrent(call, count, in_flight)

    return asyncio.run(main())


def post(url: str, folder: str) -> float:
    """Seconds of sending the bodies in a folder, one after the other in the order of their names."""
    bodies = [file.read_bytes() for file in sorted(Path(folder).iterdir())]
    headers = {"content-type": "application/json"}
    with httpx.Client(timeout=60) as client:
        _read(client.get(URL))
        began = time.perf_counter()
        for body in bodies:
            client.post(url, content=body, headers=headers).raise_for_status()
        return time.perf_counter() - began


if __name__ == "__main__":
    turns.take({"sync": sync, "threaded": threaded, "concurrent": concurrent, "post": post})
