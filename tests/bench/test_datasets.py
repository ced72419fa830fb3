"""The records measured with are always the same, and filters let through the shares they are named after."""

from __future__ import annotations

import numpy as np
import orjson

from benches.datasets import MARKERS, clustered, dataset
from benches.query import filters


def test_vectors_are_the_same_every_time_and_of_length_one() -> None:
    rows = clustered(100, 8)
    assert np.array_equal(rows, clustered(100, 8))
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_the_kinds_of_filter_are_measured_at_every_share() -> None:
    measured = [(name, share) for name, share, _ in filters()]
    assert len(measured) == len(set(measured)) == 6 * 4


def test_a_word_marks_its_share_of_the_documents() -> None:
    data = dataset(1000, 4)
    for share, word in MARKERS.items():
        holding = sum(text.endswith(word) or f" {word} " in text for text in data.documents)
        assert holding == max(1, round(share * 10))


def test_a_rank_below_a_bound_is_its_share_of_the_records() -> None:
    data = dataset(2000, 4)
    ranks = [row["rank"] for row in data.metadatas]
    assert sum(isinstance(rank, int) and rank < 100 for rank in ranks) == 200


def test_batches_hold_every_record_once() -> None:
    data = dataset(25, 4)
    bodies = [orjson.loads(body) for body in data.batches(10)]
    assert [len(body["embeddings"]) for body in bodies] == [10, 10, 5]
    assert [id_ for body in bodies for id_ in body["ids"]] == data.ids
