"""Our embedded clients, timed: `python -m benches.sides.chromalink_embedded`."""

from __future__ import annotations

import chromalink
from benches.sides import cycle, store, turns


def cycles(count: int) -> float:
    return cycle.median(chromalink.EphemeralClient, count, close=lambda client: client.close())


def fill(path: str, vectors: str) -> float:
    with chromalink.PersistentClient(path) as client:
        return store.filled(client.get_or_create_collection("store", embedding_function=None), vectors, 5461)


def opened(path: str) -> dict[str, float]:
    return store.opened(lambda: chromalink.PersistentClient(path))


def idle(path: str) -> float:
    return store.idle(lambda: chromalink.PersistentClient(path))


if __name__ == "__main__":
    turns.take({"cycles": cycles, "fill": fill, "opened": opened, "idle": idle})
