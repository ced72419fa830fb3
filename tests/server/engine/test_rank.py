"""Where records of a leaf stand among all that are ranked."""

from __future__ import annotations

import numpy as np
import pytest

from chromalink_mock.engine import rank


@pytest.mark.parametrize("found", [0, 1, 3, 400])
@pytest.mark.parametrize("largest", [500, 60_000])
def test_places_are_found_in_a_dense_and_in_a_sparse_universe(found: int, largest: int) -> None:
    random = np.random.default_rng(found + largest)
    universe = np.unique(random.integers(0, largest, 300))
    slots = random.permutation(2 * largest)[:found].astype(np.int64)
    inside, at = rank.places(slots, universe)
    assert inside.tolist() == [i for i, slot in enumerate(slots.tolist()) if slot in set(universe.tolist())]
    assert universe[at].tolist() == slots[inside].tolist()


def test_nobody_has_a_place_in_an_empty_universe() -> None:
    inside, at = rank.places(np.array([3, 1], np.int64), np.zeros(0, np.int64))
    assert (len(inside), len(at)) == (0, 0)
