"""Records added to a collection and read back, the same for every client that looks like Chroma's."""

from __future__ import annotations

import json
import time
from hashlib import sha256
from typing import Any

import numpy as np

from benches.sides import peak

INCLUDE = ["documents", "metadatas", "embeddings"]
_FEW = 10


def seconds_to_add(collection: Any, vectors: str, batch: int | None, *, lists: bool) -> float:
    """Seconds until the last add has returned of all vectors in a file; without `batch` there is only one."""
    ids, embeddings = _given(vectors, lists=lists)
    began = time.perf_counter()
    _add(collection, ids, embeddings, batch)
    return time.perf_counter() - began


def seconds_to_count(collection: Any, vectors: str, batch: int | None, *, lists: bool) -> float:
    """Seconds of adding everything to an empty collection and of asking it how many records it has."""
    ids, embeddings = _given(vectors, lists=lists)
    began = time.perf_counter()
    _add(collection, ids, embeddings, batch)
    found = collection.count()
    seconds = time.perf_counter() - began
    if found != len(ids):
        raise RuntimeError(f"expected {len(ids)} records, the collection counts {found}")
    return seconds


def growth_of_add(collection: Any, vectors: str, batch: int | None) -> float:
    """MB by which the process grows at most while it adds all vectors, which it has already."""
    ids, embeddings = _given(vectors, lists=False)
    _add(collection, ids[:_FEW], embeddings[:_FEW], batch)
    return peak.growth(lambda: _add(collection, ids, embeddings, batch))


def growth_of_get(collection: Any, count: int) -> float:
    """MB by which the process grows at most while it gets so many records with everything they have."""
    collection.get(limit=_FEW, include=INCLUDE)
    return peak.growth(lambda: _got(collection, count))


def milliseconds_to_get(collection: Any, wanted: list[list[str]]) -> float:
    """Milliseconds per get of some ids with everything they have."""
    began = time.perf_counter()
    for ids in wanted:
        collection.get(ids=ids, include=INCLUDE)
    return (time.perf_counter() - began) / len(wanted) * 1e3


def digest(collection: Any, wanted: list[list[str]]) -> str:
    """A hash of what the gets find, embeddings as float32."""
    found = sha256()
    for ids in wanted:
        answer = collection.get(ids=ids, include=INCLUDE)
        if len(answer["ids"]) != len(ids):
            raise RuntimeError(f"expected {len(ids)} records, got {len(answer['ids'])}")
        rest = [answer["ids"], answer["documents"], answer["metadatas"]]
        found.update(json.dumps(rest, sort_keys=True).encode())
        found.update(np.asarray(answer["embeddings"], np.float32).tobytes())
    return found.hexdigest()


def _given(vectors: str, *, lists: bool) -> tuple[list[str], Any]:
    rows = np.load(vectors)
    return [f"record-{number:07d}" for number in range(len(rows))], rows.tolist() if lists else rows


def _add(collection: Any, ids: list[str], embeddings: Any, batch: int | None) -> None:
    if batch is None:
        collection.add(ids, embeddings=embeddings)
        return
    for start in range(0, len(ids), batch):
        collection.add(ids[start : start + batch], embeddings=embeddings[start : start + batch])


def _got(collection: Any, count: int) -> Any:
    found = collection.get(limit=count, include=INCLUDE)
    if len(found["ids"]) != count:
        raise RuntimeError(f"expected {count} records, got {len(found['ids'])}")
    return found
