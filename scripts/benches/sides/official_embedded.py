"""The official embedded clients, timed: `python -m benches.sides.official_embedded`."""

from __future__ import annotations

import chromadb

from benches.sides import cycle, store, turns


def cycles(count: int) -> float:
    return cycle.median(chromadb.EphemeralClient, count, close=lambda client: None)


def fill(path: str, vectors: str) -> float:
    client = chromadb.PersistentClient(path)
    size: int = client.get_max_batch_size()
    return store.filled(client.get_or_create_collection("store", embedding_function=None), vectors, size)


def opened(path: str, *, graph: bool) -> dict[str, float]:
    """As `store.opened`; there always is a graph."""
    return store.opened(lambda: chromadb.PersistentClient(path))


def idle(path: str) -> float:
    return store.idle(lambda: chromadb.PersistentClient(path))


if __name__ == "__main__":
    turns.take({"cycles": cycles, "fill": fill, "opened": opened, "idle": idle})
