"""Our client, timed: `python -m benches.sides.chromalink_client PORT`."""

from __future__ import annotations

import asyncio
import sys
import time

import httpx
import numpy as np

from benches.sides import calls, turns
from chromalink import AsyncHttpClient, HttpClient

PORT = int(sys.argv[1])


def sync(count: int) -> float:
    with HttpClient(port=PORT) as client:
        return calls.sequential(client.get_collection("sink", embedding_function=None).count, count)


def injected(count: int) -> float:
    with httpx.Client() as owned, HttpClient(port=PORT, http_client=owned) as client:
        return calls.sequential(client.get_collection("sink", embedding_function=None).count, count)


def concurrent(count: int, in_flight: int) -> float:
    async def main() -> float:
        async with AsyncHttpClient(port=PORT) as client:
            collection = await client.get_collection("sink", embedding_function=None)
            return await calls.concurrent(collection.count, count, in_flight)

    return asyncio.run(main())


def add(vectors: str, *, lists: bool) -> float:
    """Seconds of one add of all vectors in a file, from an array or from lists."""
    rows = np.load(vectors)
    ids = [f"record-{number:07d}" for number in range(len(rows))]
    given = rows.tolist() if lists else rows
    with HttpClient(port=PORT) as client:
        collection = client.get_collection("sink", embedding_function=None)
        client.get_max_batch_size()
        began = time.perf_counter()
        collection.add(ids, embeddings=given)
        return time.perf_counter() - began


if __name__ == "__main__":
    turns.take({"sync": sync, "injected": injected, "concurrent": concurrent, "add": add})
