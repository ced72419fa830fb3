"""What statistics make of sparse vectors; the rest is tested over HTTP."""

from __future__ import annotations

import numpy as np

from chromalink_mock.engine.functions import statistics
from chromalink_mock.engine.sparse_vector import SparseVector
from chromalink_mock.engine.store import RecordStore
from chromalink_mock.engine.values import Batch, HnswParameters, MetadataPatch, Selection


def sparse(indices: list[int], tokens: list[str] | None = None) -> SparseVector:
    return SparseVector(np.array(indices, np.uint32), np.ones(len(indices), np.float32), tokens)


def test_every_index_of_a_sparse_vector_counts_and_is_labelled_with_its_token() -> None:
    store = RecordStore(HnswParameters())
    metadatas: list[MetadataPatch] = [{"s": sparse([1, 3])}, {"s": sparse([3], ["cat"])}, {"s": 3}, {"s": sparse([9])}]
    store.add(Batch(ids=list("abcd"), embeddings=np.ones((4, 2), np.float32), metadatas=metadatas))
    store.delete(Selection(ids=["d"]))
    found = statistics(store.tally(), 0)
    assert {id_: dict(entry.metadata) for id_, entry in found.items()} == {
        "s::sv:1": {"count": 1, "key": "s", "type": "sparse", "value": "1"},
        "s::sv:3": {"count": 2, "key": "s", "type": "sparse", "value": "3", "value_label": "cat"},
        "s::i:3": {"count": 1, "key": "s", "type": "int", "value": "3"},
        "summary::s:total_count": {"count": 3, "key": "summary", "type": "str", "value": "total_count"},
    }
