"""The sparse vectors under one metadata key, as an inverted index: for each dimension who has it, and how much.

Vectors lie in segments that never change; a segment is joined with its elder as soon as it is not much smaller, so that
a vector is moved about log2(n) times in all, a query looks into about log2(n) segments, and forks share them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from .filters import Mask
from .sparse_vector import Dimensions, SparseVector
from .values import Floats

if TYPE_CHECKING:
    from .columns import Slots

NOBODY: Final = -1
"""The segment of a slot that holds no vector."""


class Segment:
    """Vectors of distinct slots, their components sorted by dimension."""

    __slots__ = ("dimensions", "number", "slots", "starts", "values")

    def __init__(self, number: int, dimensions: Dimensions, slots: Slots, values: Floats) -> None:
        """Components in any order, as parallel arrays; `number` is of this segment alone."""
        order = np.argsort(dimensions, kind="stable")
        self.number = number
        self.dimensions, first = np.unique(dimensions[order], return_index=True)
        self.starts = np.append(first, len(order))
        self.slots, self.values = slots[order], values[order]

    @property
    def size(self) -> int:
        """How many components there are."""
        return len(self.slots)

    def components(self) -> tuple[Dimensions, Slots, Floats]:
        """All of them, as parallel arrays."""
        return np.repeat(self.dimensions, np.diff(self.starts)), self.slots, self.values

    def posting(self, dimension: int) -> slice:
        """Where the components in this dimension lie."""
        at = int(np.searchsorted(self.dimensions, dimension))
        if at == len(self.dimensions) or self.dimensions[at] != dimension:
            return slice(0, 0)
        return slice(int(self.starts[at]), int(self.starts[at + 1]))


class SparseIndex:
    """Not thread-safe for writing: the store guards it. A fork shares all segments."""

    def __init__(self) -> None:
        self._vectors: dict[int, SparseVector] = {}
        self._segments: list[Segment] = []
        self._owner: npt.NDArray[np.int64] = np.zeros(0, np.int64)
        self._numbers = 0
        self._dirty: set[int] = set()

    @property
    def segments(self) -> int:
        """How many segments a query looks into."""
        return len(self._segments)

    def copy(self) -> SparseIndex:
        """The same vectors once more; neither sees what the other writes from now on."""
        twin = copy(self)
        twin._vectors, twin._segments = dict(self._vectors), list(self._segments)
        twin._owner, twin._dirty = self._owner.copy(), set(self._dirty)
        return twin

    def read(self, slots: Iterable[int]) -> list[SparseVector]:
        """The vectors of slots that have one."""
        return [self._vectors[slot] for slot in slots]

    def write(self, slots: Sequence[int], vectors: Sequence[SparseVector]) -> None:
        """Give distinct slots these vectors, which are sound."""
        self.forget(slots)
        self._vectors.update(zip(slots, vectors, strict=True))
        at = np.asarray(slots, np.int64)
        short = int(at.max(initial=NOBODY)) + 1 - len(self._owner)
        if short > 0:
            room = max(short, len(self._owner) // 2)
            self._owner = np.append(self._owner, np.full(room, NOBODY, np.int64))
        self._numbers += 1
        self._owner[at] = self._numbers
        dimensions = np.concatenate([vector.indices for vector in vectors])
        values = np.concatenate([vector.values for vector in vectors])
        owners = np.repeat(at, [len(vector.indices) for vector in vectors])
        if len(owners):
            self._segments.append(Segment(self._numbers, dimensions, owners, values))
        while len(self._segments) > 1 and self._segments[-1].size * 2 > self._segments[-2].size:
            self._segments[-2:] = self._joined(self._segments[-2:])

    def forget(self, slots: Iterable[int]) -> None:
        """These slots hold no vector any more; slots without one are fine."""
        for slot in slots:
            if self._vectors.pop(slot, None) is not None:
                self._dirty.add(int(self._owner[slot]))
                self._owner[slot] = NOBODY

    def keep(self, new_slot: Slots) -> None:
        """Renumber after a compaction: slot i becomes `new_slot[i]`, -1 = it is gone."""
        kept = {int(new_slot[slot]): vector for slot, vector in self._vectors.items() if new_slot[slot] >= 0}
        numbers = self._numbers
        fresh = SparseIndex()
        fresh._numbers = numbers
        if kept:
            fresh.write(list(kept), list(kept.values()))
        self.__dict__.update(fresh.__dict__)

    def nearest(
        self, query: SparseVector, k: int, allowed: Mask, rare_among: int | None = None
    ) -> tuple[Slots, Floats]:
        """The k allowed slots of least distance 1 - sum(query * value), float32, nearest first, ties in slot order.

        With `rare_among`, the number of records, the query is weighed first: the rarer a dimension, the more it counts
        (`rarity`). The sum goes through the dimensions in ascending order. Who shares none with the query is not found.
        """
        postings = [list(self._postings(dimension)) for dimension in query.indices.tolist()]
        weights = query.values
        products = np.zeros(len(allowed), np.float32)
        touched = np.zeros(len(allowed), np.bool_)
        with np.errstate(all="ignore"):
            if rare_among is not None:
                held = [sum(len(slots) for slots, _ in parts) for parts in postings]
                weights = weights * rarity(rare_among, np.array(held, np.float32))
            for parts, weight in zip(postings, weights, strict=True):
                for slots, values in parts:
                    products[slots] += weight * values
                    touched[slots] = True
            slots = np.flatnonzero(touched & allowed)
            distances = np.float32(1) - products[slots]
        if not k:
            return slots[:0], distances[:0]
        if k < len(slots):
            bound = np.partition(distances, k - 1)[k - 1]
            near = np.flatnonzero(~(distances > bound))
            slots, distances = slots[near], distances[near]
        order = np.argsort(distances, kind="stable")[:k]
        return slots[order], distances[order]

    def _postings(self, dimension: int) -> Iterable[tuple[Slots, Floats]]:
        """Slots and values of those who have this dimension, segment by segment."""
        for segment in self._segments:
            part = segment.posting(dimension)
            slots, values = segment.slots[part], segment.values[part]
            if segment.number in self._dirty:
                alive = self._owner[slots] == segment.number
                slots, values = slots[alive], values[alive]
            if len(slots):
                yield slots, values

    def _joined(self, segments: Sequence[Segment]) -> list[Segment]:
        """One segment with all that is alive in these, or none when nothing is."""
        self._numbers += 1
        parts: list[tuple[Dimensions, Slots, Floats]] = []
        for segment, (dimensions, slots, values) in zip(segments, map(Segment.components, segments), strict=True):
            alive = self._owner[slots] == segment.number
            parts.append((dimensions[alive], slots[alive], values[alive]))
            self._dirty.discard(segment.number)
        dimensions, slots, values = (np.concatenate(column) for column in zip(*parts, strict=True))
        self._owner[slots] = self._numbers
        return [Segment(self._numbers, dimensions, slots, values)] if len(slots) else []


def rarity(count: int, held: Floats) -> Floats:
    """The factor of each dimension in a collection of `count` records, `held` of which have it: idf as in BM25."""
    half = np.float32(0.5)
    odds = (np.float32(count) - held + half) / (held + half)
    return np.log1p(odds.astype(np.float64)).astype(np.float32)
