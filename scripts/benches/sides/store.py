"""A persistent store filled and opened, the same for every client that looks like Chroma's."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np


def filled(collection: Any, vectors: str, size: int) -> float:
    """Records a second until the last add has returned."""
    rows = np.load(vectors)
    ids = [f"record-{number:07d}" for number in range(len(rows))]
    documents = [f"{number} {'words of a document ' * 10}" for number in range(len(rows))]
    began = time.perf_counter()
    for start in range(0, len(rows), size):
        part = slice(start, start + size)
        collection.add(ids=ids[part], embeddings=rows[part], documents=documents[part])
    return len(rows) / (time.perf_counter() - began)


def opened(make: Callable[[], Any]) -> dict[str, float]:
    """Seconds until a store has answered its first query; what the process grew by then, and what it has, in MB."""
    before = _resident()
    began = time.perf_counter()
    client = make()
    collection = client.get_collection("store", embedding_function=None)
    count = collection.count()
    answer = collection.query(query_embeddings=np.ones((1, 384), np.float32), n_results=10)
    seconds = time.perf_counter() - began
    if len(answer["ids"][0]) != 10:
        raise RuntimeError(f"expected ten neighbours, got {answer['ids']}")
    resident = _resident()
    return {"seconds": seconds, "count": count, "grown": (resident - before) / 1e6, "resident": resident / 1e6}


def idle(make: Callable[[], Any]) -> float:
    """MB that the process grows by when a store of ten records is made and asked: code, not data."""
    before = _resident()
    collection = make().create_collection("idle", embedding_function=None)
    collection.add(ids=[str(number) for number in range(10)], embeddings=np.eye(10, 384, dtype=np.float32))
    collection.query(query_embeddings=np.ones((1, 384), np.float32), n_results=10)
    return (_resident() - before) / 1e6


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGESIZE")
