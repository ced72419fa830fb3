"""The indexes of one key, or of all keys, by the type of their values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from .indexes import (
    BoolInvertedIndexConfig,
    FloatInvertedIndexConfig,
    FtsIndexConfig,
    IndexConfig,
    IntInvertedIndexConfig,
    SparseVectorIndexConfig,
    StringInvertedIndexConfig,
    VectorIndexConfig,
)

C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class Index(Generic[C]):
    """Whether an index is kept, and what it is made with."""

    enabled: bool
    config: C


@dataclass(frozen=True, slots=True)
class StringValueType:
    """The indexes of texts."""

    fts_index: Index[FtsIndexConfig] | None = None
    string_inverted_index: Index[StringInvertedIndexConfig] | None = None


@dataclass(frozen=True, slots=True)
class FloatListValueType:
    """The index of dense vectors."""

    vector_index: Index[VectorIndexConfig] | None = None


@dataclass(frozen=True, slots=True)
class SparseVectorValueType:
    """The index of sparse vectors."""

    sparse_vector_index: Index[SparseVectorIndexConfig] | None = None


@dataclass(frozen=True, slots=True)
class IntValueType:
    """The index of whole numbers."""

    int_inverted_index: Index[IntInvertedIndexConfig] | None = None


@dataclass(frozen=True, slots=True)
class FloatValueType:
    """The index of numbers with a point."""

    float_inverted_index: Index[FloatInvertedIndexConfig] | None = None


@dataclass(frozen=True, slots=True)
class BoolValueType:
    """The index of bools."""

    bool_inverted_index: Index[BoolInvertedIndexConfig] | None = None


@dataclass(frozen=True, slots=True)
class ValueTypes:
    """The indexes by type of value; None where nothing is said of a type."""

    string: StringValueType | None = None
    float_list: FloatListValueType | None = None
    sparse_vector: SparseVectorValueType | None = None
    int_value: IntValueType | None = None
    float_value: FloatValueType | None = None
    boolean: BoolValueType | None = None

    def with_index(self, config: IndexConfig, *, enabled: bool) -> ValueTypes:
        """With this index in place of the one of its kind."""
        match config:
            case FtsIndexConfig():
                string = replace(self.string or StringValueType(), fts_index=Index(enabled, config))
                return replace(self, string=string)
            case StringInvertedIndexConfig():
                string = replace(self.string or StringValueType(), string_inverted_index=Index(enabled, config))
                return replace(self, string=string)
            case VectorIndexConfig():
                return replace(self, float_list=FloatListValueType(Index(enabled, config)))
            case SparseVectorIndexConfig():
                return replace(self, sparse_vector=SparseVectorValueType(Index(enabled, config)))
            case IntInvertedIndexConfig():
                return replace(self, int_value=IntValueType(Index(enabled, config)))
            case FloatInvertedIndexConfig():
                return replace(self, float_value=FloatValueType(Index(enabled, config)))
            case BoolInvertedIndexConfig():
                return replace(self, boolean=BoolValueType(Index(enabled, config)))

    @property
    def vector(self) -> VectorIndexConfig | None:
        """What the index of dense vectors is made with."""
        found = None if self.float_list is None else self.float_list.vector_index
        return None if found is None else found.config

    @property
    def sparse(self) -> SparseVectorIndexConfig | None:
        """What the index of sparse vectors is made with, where it is kept."""
        found = None if self.sparse_vector is None else self.sparse_vector.sparse_vector_index
        return found.config if found is not None and found.enabled else None
