"""Plain httpx making the request of a count, timed: `python -m benches.sides.httpx_client URL`."""

from __future__ import annotations

import asyncio
import sys

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


def concurrent(count: int, in_flight: int) -> float:
    async def main() -> float:
        async with httpx.AsyncClient(limits=httpx.Limits(max_connections=None)) as client:

            async def call() -> int:
                return _read(await client.get(URL))

            return await calls.concurrent(call, count, in_flight)

    return asyncio.run(main())


if __name__ == "__main__":
    turns.take({"sync": sync, "concurrent": concurrent})
