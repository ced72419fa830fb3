"""Which indexes a collection keeps, and for which keys."""

from __future__ import annotations

from .cmek import Cmek, CmekProvider
from .collection_schema import Schema
from .indexes import (
    BoolInvertedIndexConfig,
    FloatInvertedIndexConfig,
    FtsIndexConfig,
    HnswIndexConfig,
    IndexConfig,
    IntInvertedIndexConfig,
    SpannIndexConfig,
    SparseVectorIndexConfig,
    StringInvertedIndexConfig,
    VectorIndexConfig,
)
from .value_types import (
    BoolValueType,
    FloatListValueType,
    FloatValueType,
    Index,
    IntValueType,
    SparseVectorValueType,
    StringValueType,
    ValueTypes,
)

__all__ = [
    "BoolInvertedIndexConfig",
    "BoolValueType",
    "Cmek",
    "CmekProvider",
    "FloatInvertedIndexConfig",
    "FloatListValueType",
    "FloatValueType",
    "FtsIndexConfig",
    "HnswIndexConfig",
    "Index",
    "IndexConfig",
    "IntInvertedIndexConfig",
    "IntValueType",
    "Schema",
    "SpannIndexConfig",
    "SparseVectorIndexConfig",
    "SparseVectorValueType",
    "StringInvertedIndexConfig",
    "StringValueType",
    "ValueTypes",
    "VectorIndexConfig",
]
