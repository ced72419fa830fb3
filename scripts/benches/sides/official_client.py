"""The official client, timed: `python -m benches.sides.official_client PORT`."""

from __future__ import annotations

import asyncio
import sys

import chromadb

from benches.sides import calls, records, turns

PORT = int(sys.argv[1])


def _collection(name: str = "sink") -> tuple[chromadb.Collection, int]:
    """A collection and how many records may be added to it at once."""
    client = chromadb.HttpClient(host="127.0.0.1", port=PORT)
    return client.get_or_create_collection(name, embedding_function=None), client.get_max_batch_size()


def sync(count: int) -> float:
    collection, _ = _collection()
    return calls.sequential(collection.count, count)


def threaded(count: int, in_flight: int) -> float:
    collection, _ = _collection()
    return calls.threaded(collection.count, count, in_flight)


def concurrent(count: int, in_flight: int) -> float:
    async def main() -> float:
        client = await chromadb.AsyncHttpClient(host="127.0.0.1", port=PORT)
        collection = await client.get_collection("sink", embedding_function=None)
        return await calls.concurrent(collection.count, count, in_flight)

    return asyncio.run(main())


def add(vectors: str, *, lists: bool) -> float:
    collection, batch = _collection()
    return records.seconds_to_add(collection, vectors, batch, lists=lists)


def add_and_count(name: str, vectors: str, *, lists: bool) -> float:
    collection, batch = _collection(name)
    return records.seconds_to_count(collection, vectors, batch, lists=lists)


def get(name: str, wanted: list[list[str]]) -> float:
    collection, _ = _collection(name)
    return records.milliseconds_to_get(collection, wanted)


def digest(name: str, wanted: list[list[str]]) -> str:
    collection, _ = _collection(name)
    return records.digest(collection, wanted)


def growth_of_add(vectors: str) -> float:
    collection, batch = _collection()
    return records.growth_of_add(collection, vectors, batch)


def growth_of_get(name: str, count: int) -> float:
    collection, _ = _collection(name)
    return records.growth_of_get(collection, count)


if __name__ == "__main__":
    turns.take(
        {
            "sync": sync,
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
