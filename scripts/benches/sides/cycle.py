"""One test's use of an embedded client: fresh client, create, add 10, query, delete."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from typing import Any

DIMENSION = 384


def median(make: Callable[[], Any], count: int, close: Callable[[Any], None]) -> float:
    """Milliseconds of a cycle, the median of `count`; the first does not count."""
    numbers = random.Random(7)
    vectors = [[numbers.random() for _ in range(DIMENSION)] for _ in range(10)]
    ids = [str(number) for number in range(10)]
    documents = [f"document {number}" for number in range(10)]
    metadatas = [{"number": number} for number in range(10)]
    taken: list[float] = []
    for number in range(count + 1):
        began = time.perf_counter()
        client = make()
        collection = client.create_collection(f"cycle-{number}", embedding_function=None)
        collection.add(ids=ids, embeddings=vectors, documents=documents, metadatas=metadatas)
        found = collection.query(query_embeddings=[vectors[3]], n_results=3)
        client.delete_collection(f"cycle-{number}")
        close(client)
        taken.append(time.perf_counter() - began)
        if found["ids"][0][0] != "3":
            raise RuntimeError(f"expected record 3 first, got {found['ids']}")
    return statistics.median(taken[1:]) * 1e3
