"""Our client, timed: `python -m benches.sides.chromalink_client PORT`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Generator
from contextlib import contextmanager

import httpx

from benches.sides import calls, records, turns
from chromalink import AsyncHttpClient, Collection, HttpClient

PORT = int(sys.argv[1])


@contextmanager
def _collection(name: str = "sink") -> Generator[Collection]:
    with HttpClient(port=PORT) as client:
        client.get_max_batch_size()
        yield client.get_or_create_collection(name, embedding_function=None)


def sync(count: int) -> float:
    with _collection() as collection:
        return calls.sequential(collection.count, count)


def injected(count: int) -> float:
    with httpx.Client() as owned, HttpClient(port=PORT, http_client=owned) as client:
        return calls.sequential(client.get_collection("sink", embedding_function=None).count, count)


def threaded(count: int, in_flight: int) -> float:
    with _collection() as collection:
        return calls.threaded(collection.count, count, in_flight)


def concurrent(count: int, in_flight: int) -> float:
    async def main() -> float:
        async with AsyncHttpClient(port=PORT) as client:
            collection = await client.get_collection("sink", embedding_function=None)
            return await calls.concurrent(collection.count, count, in_flight)

    return asyncio.run(main())


def add(vectors: str, *, lists: bool) -> float:
    with _collection() as collection:
        return records.seconds_to_add(collection, vectors, None, lists=lists)


def add_and_count(name: str, vectors: str, *, lists: bool) -> float:
    with _collection(name) as collection:
        return records.seconds_to_count(collection, vectors, None, lists=lists)


def get(name: str, wanted: list[list[str]]) -> float:
    with _collection(name) as collection:
        return records.milliseconds_to_get(collection, wanted)


def digest(name: str, wanted: list[list[str]]) -> str:
    with _collection(name) as collection:
        return records.digest(collection, wanted)


def growth_of_add(vectors: str) -> float:
    with _collection() as collection:
        return records.growth_of_add(collection, vectors, None)


def growth_of_get(name: str, count: int) -> float:
    with _collection(name) as collection:
        return records.growth_of_get(collection, count)


if __name__ == "__main__":
    turns.take(
        {
            "sync": sync,
            "injected": injected,
            "threaded": threaded,
            "concurrent": concurrent,
            "add": add,
            "add_and_count": add_and_count,
            "get": get,
            "digest": digest,
            "growth_of_add": growth_of_add,
            "growth_of_get": growth_of_get,
        }
    )
