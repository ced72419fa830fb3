"""The inverted index against a plain dictionary of vectors."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from chromalink_mock.engine.sparse import SparseIndex, rarity
from chromalink_mock.engine.sparse_vector import SparseVector

SLOTS = 12
DIMENSIONS = 5


def sparse(entries: dict[int, int]) -> SparseVector:
    indices = sorted(entries)
    return SparseVector(np.array(indices, np.uint32), np.array([entries[index] for index in indices], np.float32), None)


entries = st.dictionaries(st.integers(0, DIMENSIONS - 1), st.integers(-3, 3), max_size=4)
slots = st.integers(0, SLOTS - 1)
steps = st.one_of(
    st.tuples(st.just("write"), st.dictionaries(slots, entries, min_size=1, max_size=4)),
    st.tuples(st.just("forget"), st.sets(slots, max_size=4)),
    st.tuples(st.just("keep"), st.sets(slots, min_size=1)),
    st.tuples(st.just("copy"), st.booleans()),
)


def expected(
    held: dict[int, dict[int, int]], query: dict[int, int], k: int, allowed: set[int]
) -> list[tuple[int, float]]:
    near = [
        (1 - sum(value * vector.get(index, 0) for index, value in query.items()), slot)
        for slot, vector in held.items()
        if slot in allowed and vector.keys() & query.keys()
    ]
    return [(slot, float(distance)) for distance, slot in sorted(near)[:k]]


@settings(max_examples=150, deadline=None)
@given(st.lists(steps, max_size=12), entries, st.integers(0, SLOTS), st.sets(slots))
def test_an_index_finds_what_was_last_written(
    done: list[tuple[str, object]], query: dict[int, int], k: int, allowed: set[int]
) -> None:
    index, held = SparseIndex(), dict[int, dict[int, int]]()
    others: list[tuple[SparseIndex, dict[int, dict[int, int]]]] = []
    for step, operand in done:
        match step, operand:
            case "write", dict():
                index.write(list(operand), [sparse(vector) for vector in operand.values()])
                held.update(operand)
            case "forget", set():
                index.forget(operand)
                held = {slot: vector for slot, vector in held.items() if slot not in operand}
            case "keep", set():
                kept = sorted(operand)
                new_slot = np.full(SLOTS, -1, np.int64)
                new_slot[kept] = np.arange(len(kept))
                index.keep(new_slot)
                held = {kept.index(slot): vector for slot, vector in held.items() if slot in operand}
            case _:
                twin = index.copy()
                others.append((index, dict(held)) if operand else (twin, dict(held)))
                index = twin if operand else index
    mask = np.zeros(SLOTS, np.bool_)
    mask[sorted(allowed)] = True
    for each, vectors in [(index, held), *others]:
        found, distances = each.nearest(sparse(query), k, mask)
        assert list(zip(found.tolist(), distances.tolist(), strict=True)) == expected(vectors, query, k, allowed)


def test_many_small_writes_leave_few_segments() -> None:
    index = SparseIndex()
    for slot in range(1000):
        index.write([slot], [sparse({slot % DIMENSIONS: 1})])
    assert index.segments <= 10


def test_the_rarer_a_dimension_the_more_it_counts() -> None:
    factors = rarity(10, np.array([0, 1, 5, 10], np.float32))
    assert factors.dtype == np.float32
    assert (np.diff(factors) < 0).all()
    assert (factors > 0).all()
