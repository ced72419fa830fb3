"""The official client, timed: `python -m benches.sides.official_client PORT`."""

from __future__ import annotations

import asyncio
import sys
import time

import chromadb
import numpy as np

from benches.sides import calls, turns

PORT = int(sys.argv[1])


def sync(count: int) -> float:
    client = chromadb.HttpClient(host="127.0.0.1", port=PORT)
    return calls.sequential(client.get_collection("sink", embedding_function=None).count, count)


def concurrent(count: int, in_flight: int) -> float:
    async def main() -> float:
        client = await chromadb.AsyncHttpClient(host="127.0.0.1", port=PORT)
        collection = await client.get_collection("sink", embedding_function=None)
        return await calls.concurrent(collection.count, count, in_flight)

    return asyncio.run(main())


def add(vectors: str, *, lists: bool) -> float:
    """Seconds of adding all vectors in a file, in batches as large as the client takes."""
    rows = np.load(vectors)
    ids = [f"record-{number:07d}" for number in range(len(rows))]
    given = rows.tolist() if lists else rows
    client = chromadb.HttpClient(host="127.0.0.1", port=PORT)
    collection = client.get_collection("sink", embedding_function=None)
    size = client.get_max_batch_size()
    began = time.perf_counter()
    for start in range(0, len(ids), size):
        collection.add(ids[start : start + size], embeddings=given[start : start + size])
    return time.perf_counter() - began


if __name__ == "__main__":
    turns.take({"sync": sync, "concurrent": concurrent, "add": add})
