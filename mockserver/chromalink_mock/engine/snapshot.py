"""The records of a collection at one moment, for reads that go through them in several steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from . import filters
from .columns import Slots
from .errors import InvalidArgument
from .filters import Clause, Mask, Order
from .fulltext import Documents
from .metadata import MetadataTable
from .values import Floats, Scalar
from .vector_index import VectorIndex
from .vectors import VectorRows

ID_FIELD = "#id"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Slots are in order of first insertion. To be used only while the store that made it holds it."""

    ids: list[str]
    slot_of: Mapping[str, int]
    live: Mask
    documents: Documents
    metadata: MetadataTable
    rows: VectorRows | None
    index: VectorIndex | None

    @property
    def count(self) -> int:
        """How many records there are."""
        return len(self.slot_of)

    def expect_dimension(self, dimension: int) -> None:
        """Raise InvalidArgument when the vectors have another dimension; a collection without one takes any."""
        if self.rows is not None and self.rows.dimension != dimension:
            raise InvalidArgument(
                f"Collection expecting embedding with dimension of {self.rows.dimension}, got {dimension}"
            )

    def column(self, key: str) -> filters.Column | None:
        """The values under a key; `#id` stands for the ids."""
        return Ids(self.slot_of) if key == ID_FIELD else self.metadata.column(key)

    def matching(self, clause: Clause | None) -> Mask:
        """The slots of the records for which the clause holds."""
        return self.live if clause is None else filters.matching(clause, self, self.live)

    def nearest(self, queries: Floats, k: int, allowed: Mask, count: int) -> list[tuple[Slots, Floats]]:
        """For each query (q, dimension) the k nearest allowed slots with distances, nearest first.

        Fewer only where `count`, the True in `allowed`, is less than k. A collection without a dimension has nothing
        near anything.
        """
        if self.rows is None or self.index is None:
            return [(np.zeros(0, np.int64), np.zeros(0, np.float32))] * len(queries)
        return self.index.nearest(queries, min(k, count), allowed, count, self.count)

    def vectors(self, slots: Slots) -> Floats:
        """The embeddings of these slots, (m, dimension)."""
        return np.zeros((0, 0), np.float32) if self.rows is None else self.rows.take(slots)


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids of all records, as a column to filter by: `$contains` means equality (a quirk of upstream's)."""

    slot_of: Mapping[str, int]

    def one_of(self, operands: Sequence[Scalar], size: int) -> Mask:
        """Slots whose id is among the operands; numbers and bools are no ids."""
        mask = np.zeros(size, np.bool_)
        mask[[self.slot_of[id_] for id_ in operands if isinstance(id_, str) and id_ in self.slot_of]] = True
        return mask

    def ordered(self, order: Order, operand: int | float, size: int) -> Mask:
        """None: an id is not a number."""
        return np.zeros(size, np.bool_)

    def holds(self, element: Scalar, size: int) -> Mask:
        """Slots whose id is the element."""
        return self.one_of((element,), size)
