from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chromalink_mock.engine import exact
from chromalink_mock.engine.values import Floats, Space
from chromalink_mock.engine.vectors import VectorRows

SPACES: tuple[Space, ...] = ("l2", "cosine", "ip")


def rows_of(vectors: Floats) -> VectorRows:
    rows = VectorRows(vectors.shape[1])
    rows.append(vectors)
    return rows


def floats(values: list[list[float]]) -> Floats:
    return np.array(values, np.float32)


def brute_force(space: Space, query: Floats, vectors: Floats, k: int) -> tuple[list[int], list[float]]:
    q, x = query.astype(np.float64), vectors.astype(np.float64)
    if space == "l2":
        measured = ((x - q) ** 2).sum(axis=1)
    elif space == "ip":
        measured = 1 - x @ q
    else:
        lengths = np.linalg.norm(x, axis=1) * np.linalg.norm(q)
        measured = 1 - np.divide(x @ q, lengths, out=np.zeros(len(x)), where=lengths > 0)
    order = np.argsort(measured, kind="stable")[:k]
    return order.tolist(), measured[order].tolist()


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(SPACES),
    st.integers(0, 2**32 - 1),
    st.integers(1, 120),
    st.integers(1, 40),
    st.integers(1, 12),
    st.sampled_from([1, 3, 9]),
    st.floats(0, 1),
)
def test_the_nearest_are_those_of_brute_force(
    space: Space, seed: int, count: int, dimension: int, k: int, queries: int, share: float
) -> None:
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(count, dimension)).astype(np.float32)
    asked = random.normal(size=(queries, dimension)).astype(np.float32)
    allowed = random.random(count) <= share
    slots = np.flatnonzero(allowed)
    found = exact.nearest(rows_of(vectors), space, asked, k, allowed, len(slots))
    for query, (near, distances) in zip(asked, found, strict=True):
        expected, measured = brute_force(space, query, vectors[slots], k)
        np.testing.assert_allclose(distances, measured, rtol=1e-4, atol=1e-5)
        assert len(near) == len(set(near.tolist())) == min(k, len(slots))
        assert set(near.tolist()) <= set(slots.tolist())
        _, own = brute_force(space, query, vectors[near], k)
        np.testing.assert_allclose(own, measured, rtol=1e-4, atol=1e-5)
        assert len(expected) == len(near)


@pytest.mark.parametrize("space", SPACES)
def test_equal_distances_come_in_insertion_order_even_at_the_cut(space: Space) -> None:
    vectors = np.tile(floats([[0.1, 0.7, 0.3]]), (500, 1))
    allowed = np.ones(500, np.bool_)
    allowed[:3] = False
    ((slots, distances),) = exact.nearest(rows_of(vectors), space, vectors[:1], 5, allowed, 497)
    assert slots.tolist() == [3, 4, 5, 6, 7]
    assert len(set(distances.tolist())) == 1


def test_an_equal_vector_far_from_the_origin_is_at_distance_zero() -> None:
    vectors = np.random.default_rng(0).normal(10_000, 1, size=(1000, 64)).astype(np.float32)
    ((slots, distances),) = exact.nearest(rows_of(vectors), "l2", vectors[700:701], 3, np.ones(1000, np.bool_), 1000)
    assert slots[0] == 700
    assert distances[0] == 0.0


@pytest.mark.parametrize(
    ("space", "stored", "query", "expected"),
    [
        ("l2", [3, 4], [0, 0], 25.0),
        ("cosine", [3, 4], [1, 0], 0.39999998),
        ("cosine", [-1, 0], [1, 0], 2.0),
        ("cosine", [0, 0], [1, 0], 1.0),
        ("cosine", [3, 4], [0, 0], 1.0),
        ("ip", [3, 4], [2, 1], -9.0),
        ("cosine", [1e-30, 1e-30], [3, 4], -0.4),
        ("cosine", [3e38, 3e38], [3, 4], 1.0),
        ("l2", [3e38, 3e38], [3, 4], np.inf),
    ],
)
def test_distances_are_as_recorded(space: Space, stored: list[float], query: list[float], expected: float) -> None:
    ((_, distances),) = exact.nearest(rows_of(floats([stored])), space, floats([query]), 1, np.ones(1, np.bool_), 1)
    assert distances.dtype == np.float32
    assert distances[0] == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("space", SPACES)
def test_vectors_beyond_float32_arithmetic_are_still_ranked_last_and_not_lost(space: Space) -> None:
    vectors = floats([[1e-30, 1e-30], [3e38, -3e38], [0, 0], *[[1.0, float(i)] for i in range(20)]])
    allowed = np.ones(len(vectors), np.bool_)
    for k in (3, len(vectors)):
        ((slots, _),) = exact.nearest(rows_of(vectors), space, floats([[3e38, 3e38]]), k, allowed, len(vectors))
        assert len(set(slots.tolist())) == k


def test_rows_that_are_not_allowed_stay_out_even_where_every_distance_overflows() -> None:
    vectors = np.full((50, 2), 3e38, np.float32)
    allowed = np.ones(50, np.bool_)
    allowed[::7] = False
    ((slots, _),) = exact.nearest(rows_of(vectors), "l2", -vectors[:1], 5, allowed, int(allowed.sum()))
    assert slots.tolist() == [1, 2, 3, 4, 5]


def test_nothing_allowed_or_nothing_asked_for_gives_nothing() -> None:
    rows = rows_of(floats([[1, 2]]))
    for k, allowed in ((3, np.zeros(1, np.bool_)), (0, np.ones(1, np.bool_))):
        ((slots, distances),) = exact.nearest(rows, "l2", floats([[1, 2]]), k, allowed, int(allowed.sum()))
        assert len(slots) == len(distances) == 0
