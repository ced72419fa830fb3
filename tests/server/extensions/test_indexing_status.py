"""Indexing status over HTTP."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from .documented import Calls, Made


def status(collection: Made) -> Mapping[str, object]:
    return collection.calls.done("getIndexingStatus", "GET", f"{collection.path}/indexing_status")


def test_an_empty_collection_is_indexed(calls: Calls) -> None:
    complete = {"op_indexing_progress": 1.0, "num_unindexed_ops": 0, "num_indexed_ops": 0, "total_ops": 0}
    assert status(calls.create("empty")) == complete


def test_a_collection_that_every_query_scans_is_indexed_at_once(calls: Calls) -> None:
    small = calls.create("small")
    small.add(["a", "b", "c"])
    small.delete("b")
    complete = {"op_indexing_progress": 1.0, "num_unindexed_ops": 0, "num_indexed_ops": 2, "total_ops": 2}
    assert status(small) == complete


def test_a_large_collection_is_indexed_in_the_end_and_never_more_than_whole(calls: Calls) -> None:
    pytest.importorskip("hnswlib", reason="hnswlib needs a C++ compiler")
    large = calls.create("large", configuration={"hnsw": {"max_neighbors": 4, "ef_construction": 8}})
    vectors = np.random.default_rng(0).standard_normal((4500, 256)).astype(np.float32)
    ids = [str(n) for n in range(len(vectors))]
    calls.done("addRecords", "POST", f"{large.path}/add", {"ids": ids, "embeddings": vectors.tolist()})
    seen = [status(large)]
    while seen[-1]["op_indexing_progress"] != 1:
        seen.append(status(large))
        assert len(seen) < 100_000
    for one in seen:
        waiting, indexed = one["num_unindexed_ops"], one["num_indexed_ops"]
        assert isinstance(waiting, int)
        assert isinstance(indexed, int)
        assert (one["total_ops"], waiting + indexed) == (4500, 4500)
        assert one["op_indexing_progress"] == indexed / 4500
    assert seen[0]["num_unindexed_ops"] != 0
    assert status(large.fork("copy"))["op_indexing_progress"] == 1
