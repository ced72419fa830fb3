"""The `$knn` leaves of one rank expression, searched for at once where they are small, else one by one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import numpy as np

from .filters import Mask
from .rank import Knn, Neighbourhood, Rank, leaves
from .snapshot import Snapshot
from .sparse_vector import SparseVector
from .values import Floats

if TYPE_CHECKING:
    from .columns import Slots

HELD: Final = 2**20
"""Up to so many neighbours, over all leaves, are held at once; of larger ones each is found when it is needed."""


class LeafSearch:
    """Finds the neighbours of leaves among the `allowed` records of a snapshot.

    Raises InvalidArgument, while it is made, for a query vector of another dimension.
    """

    def __init__(self, snapshot: Snapshot, allowed: Mask, bm25: Callable[[str], bool], rank: Rank, hold: int) -> None:
        self._snapshot = snapshot
        self._allowed = allowed
        self._count = int(np.count_nonzero(allowed))
        self._bm25 = bm25
        self._found: dict[object, Neighbourhood] = {}
        knns = list(leaves(rank))
        for knn in knns:
            if not isinstance(knn.query, SparseVector):
                snapshot.expect_dimension(len(knn.query))
        self._held = sum(min(knn.limit, self._count) for knn in knns) <= hold
        if self._held:
            self._find_dense([knn for knn in knns if not isinstance(knn.query, SparseVector)])
            for knn in knns:
                if isinstance(knn.query, SparseVector) and id(knn) not in self._found:
                    self._found[id(knn)] = self._sparse(knn, knn.query)

    def universe(self) -> Slots:
        """Slots, ascending, outside of which no leaf has found anybody."""
        if not self._held:
            return np.flatnonzero(self._allowed)
        if not self._found:
            return np.zeros(0, np.int64)
        return np.unique(np.concatenate([near.slots for near in self._found.values()]))

    def near(self, knn: Knn) -> Neighbourhood:
        """What a leaf of the expression found."""
        if self._held:
            return self._found[id(knn)]
        if isinstance(knn.query, SparseVector):
            return self._sparse(knn, knn.query)
        ((slots, distances),) = self._nearest(knn.query[None, :], knn.limit)
        return Neighbourhood(slots, distances)

    def _find_dense(self, knns: list[Knn]) -> None:
        """Ask once per limit, and once for equal queries."""
        by_limit: dict[int, dict[bytes, list[Knn]]] = {}
        for knn in knns:
            assert not isinstance(knn.query, SparseVector)
            by_limit.setdefault(knn.limit, {}).setdefault(knn.query.tobytes(), []).append(knn)
        for limit, by_query in by_limit.items():
            queries = np.stack([np.frombuffer(query, np.float32) for query in by_query])
            for (slots, distances), same in zip(self._nearest(queries, limit), by_query.values(), strict=True):
                near = Neighbourhood(slots, distances)
                self._found.update((id(knn), near) for knn in same)

    def _nearest(self, queries: Floats, k: int) -> list[tuple[Slots, Floats]]:
        return self._snapshot.nearest(queries, k, self._allowed, self._count)

    def _sparse(self, knn: Knn, query: SparseVector) -> Neighbourhood:
        index = self._snapshot.metadata.sparse(knn.key)
        if index is None:
            return Neighbourhood(np.zeros(0, np.int64), np.zeros(0, np.float32))
        rare_among = self._snapshot.count if self._bm25(knn.key) else None
        return Neighbourhood(*index.nearest(query, knn.limit, self._allowed, rare_among))
