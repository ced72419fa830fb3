"""The values that cross the engine's border: what a write carries, what a read asks for and gets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from .sparse_vector import SparseVector

if TYPE_CHECKING:
    from .filters import Clause

Floats: TypeAlias = npt.NDArray[np.float32]
Scalar: TypeAlias = bool | int | float | str
MetadataValue: TypeAlias = Scalar | list[bool] | list[int] | list[float] | list[str] | SparseVector
Metadata: TypeAlias = Mapping[str, MetadataValue]
MetadataPatch: TypeAlias = Mapping[str, MetadataValue | None]
"""In an update or upsert, None removes the key."""

Space: TypeAlias = Literal["l2", "cosine", "ip"]
Field: TypeAlias = Literal["documents", "embeddings", "metadatas", "uris", "distances"]
ValueKind: TypeAlias = Literal["string", "int", "float", "bool"]
LearnedKind: TypeAlias = ValueKind | Literal["sparse_vector"]
"""What a schema learns of the values written under a key."""


@dataclass(frozen=True, slots=True)
class HnswParameters:
    """How a graph is built and searched; names as in `configuration.hnsw`."""

    space: Space = "l2"
    ef_construction: int = 100
    ef_search: int = 100
    max_neighbors: int = 16
    num_threads: int = 1
    batch_size: int = 100
    sync_threshold: int = 1000
    resize_factor: float = 1.2


@dataclass(frozen=True, slots=True)
class Batch:
    """Records to write, as parallel columns; None = the column was not sent.

    Columns may differ in length here: the record store refuses that, after the dimension check (wire section 1).
    """

    ids: Sequence[str]
    embeddings: Floats | None = None
    """(m, dimension), C order. Row i belongs to the i-th id, unless `embedding_rows` says otherwise."""
    embedding_rows: Sequence[int] | None = None
    """Update only, where some elements were null: for each id the row in `embeddings`, -1 = keep the old vector."""
    documents: Sequence[str | None] | None = None
    uris: Sequence[str | None] | None = None
    metadatas: Sequence[MetadataPatch | None] | None = None
    sparse_key: str | None = None
    """The first metadata key with a sparse vector, where the writer knows of one."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which records a read or delete is about; all given parts must hold."""

    ids: Sequence[str] | None = None
    where: Clause | None = None
    where_document: Clause | None = None


@dataclass(frozen=True, slots=True)
class Records:
    """Records as parallel columns; a column not asked for is None, a value a record lacks is None within it."""

    ids: list[str]
    embeddings: Floats | None = None
    documents: list[str | None] | None = None
    uris: list[str | None] | None = None
    metadatas: list[dict[str, MetadataValue] | None] | None = None


Counts: TypeAlias = Mapping[str, Mapping[tuple[LearnedKind, Scalar], int]]
"""By metadata key, then kind and value: how often it is held; of lists the elements, of sparse vectors the indices."""
Labels: TypeAlias = Mapping[tuple[str, int], str]
"""For metadata keys and sparse indices the token, where one was given."""


@dataclass(frozen=True, slots=True)
class Tally:
    """The records of a collection, counted."""

    operations: int
    """Changes of single records that were asked for so far."""
    count: int
    values: Counts
    labels: Labels


@dataclass(frozen=True, slots=True)
class Neighbours(Records):
    """The nearest records to one query vector, nearest first."""

    distances: Floats | None = None

    @classmethod
    def dealt(cls, everything: Records, distances: Sequence[Floats], *, told: bool) -> list[Neighbours]:
        """The records of several queries dealt out in order: to each as many as it has distances, `told` or not."""
        answers: list[Neighbours] = []
        start = 0
        for each in distances:
            part = slice(start, start + len(each))
            start += len(each)
            answers.append(
                cls(
                    ids=everything.ids[part],
                    embeddings=None if everything.embeddings is None else everything.embeddings[part],
                    documents=None if everything.documents is None else everything.documents[part],
                    uris=None if everything.uris is None else everything.uris[part],
                    metadatas=None if everything.metadatas is None else everything.metadatas[part],
                    distances=each if told else None,
                )
            )
        return answers
