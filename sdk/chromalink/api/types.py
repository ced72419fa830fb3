"""The types of arguments and results, where the official client has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from chromalink import DefaultEmbeddingFunction, EmbeddingFunction, SparseEmbeddingFunction
from chromalink._core.checks import filters
from chromalink.errors import InvalidInputError
from chromalink.results import GetResult, QueryResult, SearchResult
from chromalink.results import SearchRow as SearchResultRow
from chromalink.schema import (
    BoolInvertedIndexConfig,
    BoolValueType,
    Cmek,
    CmekProvider,
    FloatInvertedIndexConfig,
    FloatListValueType,
    FloatValueType,
    FtsIndexConfig,
    HnswIndexConfig,
    IndexConfig,
    IntInvertedIndexConfig,
    IntValueType,
    Schema,
    SpannIndexConfig,
    SparseVectorIndexConfig,
    SparseVectorValueType,
    StringInvertedIndexConfig,
    StringValueType,
    ValueTypes,
    VectorIndexConfig,
)
from chromalink.types import (
    ID,
    URI,
    CollectionMetadata,
    DeleteResult,
    Document,
    Documents,
    Embeddable,
    Embedding,
    Embeddings,
    IDs,
    Image,
    Images,
    Include,
    IndexingStatus,
    LiteralValue,
    Loadable,
    LogicalOperator,
    Metadata,
    Metadatas,
    OneOrMany,
    OperatorExpression,
    PyEmbedding,
    PyEmbeddings,
    ReadLevel,
    Space,
    SparseVector,
    SparseVectors,
    UpdateCollectionMetadata,
    UpdateMetadata,
    URIs,
    Where,
    WhereDocument,
    WhereDocumentOperator,
    WhereOperator,
)

__all__ = [
    "ID",
    "URI",
    "BoolInvertedIndexConfig",
    "BoolValueType",
    "Cmek",
    "CmekProvider",
    "CollectionMetadata",
    "DataLoader",
    "DefaultEmbeddingFunction",
    "DeleteResult",
    "Document",
    "Documents",
    "Embeddable",
    "Embedding",
    "EmbeddingFunction",
    "Embeddings",
    "FloatInvertedIndexConfig",
    "FloatListValueType",
    "FloatValueType",
    "FtsIndexConfig",
    "GetResult",
    "HnswIndexConfig",
    "IDs",
    "Image",
    "Images",
    "Include",
    "IncludeMetadataDocuments",
    "IncludeMetadataDocumentsDistances",
    "IncludeMetadataDocumentsEmbeddings",
    "IncludeMetadataDocumentsEmbeddingsDistances",
    "IndexConfig",
    "IndexingStatus",
    "IntInvertedIndexConfig",
    "IntValueType",
    "LiteralValue",
    "Loadable",
    "LogicalOperator",
    "Metadata",
    "Metadatas",
    "OneOrMany",
    "OperatorExpression",
    "PyEmbedding",
    "PyEmbeddings",
    "QueryResult",
    "ReadLevel",
    "Schema",
    "SearchResult",
    "SearchResultRow",
    "Space",
    "SpannIndexConfig",
    "SparseEmbeddingFunction",
    "SparseVector",
    "SparseVectorIndexConfig",
    "SparseVectorValueType",
    "SparseVectors",
    "StringInvertedIndexConfig",
    "StringValueType",
    "URIs",
    "UpdateCollectionMetadata",
    "UpdateMetadata",
    "ValueTypes",
    "VectorIndexConfig",
    "Where",
    "WhereDocument",
    "WhereDocumentOperator",
    "WhereOperator",
    "validate_where",
    "validate_where_document",
]

L = TypeVar("L", covariant=True)

IncludeMetadataDocuments: Include = ["metadatas", "documents"]
IncludeMetadataDocumentsEmbeddings: Include = ["metadatas", "documents", "embeddings"]
IncludeMetadataDocumentsDistances: Include = ["metadatas", "documents", "distances"]
IncludeMetadataDocumentsEmbeddingsDistances: Include = ["metadatas", "documents", "embeddings", "distances"]


class DataLoader(Protocol[L]):
    """What loads what URIs point to, as a class to derive from; clients take any callable of this shape."""

    def __call__(self, uris: Sequence[str], /) -> L:
        """One object for each of `uris`."""
        ...


def validate_where(where: Where) -> None:
    """Raises InvalidInputError, a ValueError, that names the place where `where` is no filter of metadata."""
    if filters.where(where) is None:
        raise InvalidInputError("where: expected a filter, got None")


def validate_where_document(where_document: WhereDocument) -> None:
    """Raises InvalidInputError, a ValueError, that names the place where `where_document` is no filter of documents."""
    if filters.where_document(where_document) is None:
        raise InvalidInputError("where_document: expected a filter, got None")
