"""Our embedded clients, timed: `python -m benches.sides.chromalink_embedded`."""

from __future__ import annotations

import sys
import time

import chromalink
from benches.sides import cycle, store, turns


def cycles(count: int) -> float:
    return cycle.median(chromalink.EphemeralClient, count, close=lambda client: client.close())


def fill(path: str, vectors: str) -> float:
    with chromalink.PersistentClient(path) as client:
        return store.filled(client.get_or_create_collection("store", embedding_function=None), vectors, 5461)


def indexed(path: str) -> float:
    """Seconds until every record of a store is in its graph, which the store then keeps."""
    began = time.perf_counter()
    with chromalink.PersistentClient(path) as client:
        collection = client.get_collection("store", embedding_function=None)
        while collection.get_indexing_status()["num_unindexed_ops"]:
            time.sleep(0.5)
    return time.perf_counter() - began


def opened(path: str, *, graph: bool) -> dict[str, float]:
    """As `store.opened`; without `graph` as where hnswlib is not installed, so that every query scans."""
    if not graph:
        sys.modules["hnswlib"] = None  # type: ignore[assignment]  # importing it then raises ImportError
    return store.opened(lambda: chromalink.PersistentClient(path))


def idle(path: str) -> float:
    return store.idle(lambda: chromalink.PersistentClient(path))


if __name__ == "__main__":
    turns.take({"cycles": cycles, "fill": fill, "indexed": indexed, "opened": opened, "idle": idle})
