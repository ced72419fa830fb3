from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from chromalink_mock.engine.vectors import BLOCK_FLOATS, VectorRows

DIMENSION = BLOCK_FLOATS // 16  # the smallest blocks: 16 rows


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_rows_are_what_was_written_across_blocks_and_compactions(data: st.DataObject) -> None:
    random = np.random.default_rng(1)
    rows, model = VectorRows(DIMENSION), np.zeros((0, DIMENSION), np.float32)
    for _ in range(data.draw(st.integers(1, 4))):
        added = random.normal(size=(data.draw(st.integers(0, 30)), 1)).astype(np.float32) * np.ones(
            (1, DIMENSION), np.float32
        )
        rows.append(added)
        model = np.concatenate([model, added])
        if len(model):
            slots = np.array(data.draw(st.lists(st.integers(0, len(model) - 1), unique=True)), np.int64)
            changed = np.full((len(slots), DIMENSION), data.draw(st.integers(-3, 3)), np.float32)
            rows.replace(slots, changed)
            model[slots] = changed
        kept = np.flatnonzero(random.random(len(model)) < 0.8)
        rows.keep(kept)
        model = model[kept]
    assert rows.count == len(model)
    some = random.permutation(len(model))
    np.testing.assert_array_equal(rows.take(some), model[some])
    np.testing.assert_allclose(rows.squares, (model.astype(np.float64) ** 2).sum(axis=1), rtol=1e-3)
    seen = [row for start, block in rows.blocks() for row in zip(range(start, start + len(block)), block, strict=True)]
    assert [slot for slot, _ in seen] == list(range(len(model)))
    assert all(np.array_equal(row, model[slot]) for slot, row in seen)


@settings(max_examples=30, deadline=None)
@given(st.sets(st.integers(0, 99), min_size=1), st.sampled_from([1, 5, 20, 50, 200]))
def test_pieces_are_the_rows_of_the_slots_one_after_the_other(chosen: set[int], size: int) -> None:
    rows, model = VectorRows(DIMENSION), np.arange(100, dtype=np.float32)
    rows.append(np.repeat(model[:, None], DIMENSION, axis=1))
    slots = np.array(sorted(chosen), np.int64)
    told = np.full(len(slots), -1, np.float32)
    for start, piece in rows.pieces(slots, size):
        assert len(piece) <= max(size, 16)
        told[start : start + len(piece)] = piece[:, 0]
    np.testing.assert_array_equal(told, model[slots])


def test_no_row_is_longer_than_the_longest() -> None:
    rows = VectorRows(2)
    rows.append(np.array([[3, 4], [1, 0]], np.float32))
    assert rows.longest == 25
    rows.replace(np.array([1]), np.array([[6, 8]], np.float32))
    assert rows.longest == 100
    assert rows.fork().longest == 100
