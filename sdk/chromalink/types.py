"""The types of arguments and plain values, under the names the official client gives them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias, TypedDict, TypeVar

from .sparse import SparseVector

if TYPE_CHECKING:
    from uuid import UUID

    import numpy as np
    import numpy.typing as npt

    from .embeddings.protocol import AsyncEmbeddingFunction, EmbeddingFunction

__all__ = [
    "DEFAULT_DATABASE",
    "DEFAULT_TENANT",
    "ID",
    "URI",
    "ArrayContainsOperator",
    "CloudClientArg",
    "CollectionConfiguration",
    "CollectionMetadata",
    "CollectionModel",
    "CreateCollectionConfiguration",
    "DataLoader",
    "Database",
    "DeleteResult",
    "Document",
    "Documents",
    "Embeddable",
    "Embedding",
    "Embeddings",
    "HnswConfiguration",
    "IDs",
    "Image",
    "Images",
    "Include",
    "IncludeField",
    "InclusionExclusionOperator",
    "IndexingStatus",
    "LiteralValue",
    "Loadable",
    "LogicalOperator",
    "Metadata",
    "MetadataValue",
    "Metadatas",
    "OneOrMany",
    "OperatorExpression",
    "PyEmbedding",
    "PyEmbeddings",
    "PyVector",
    "ReadLevel",
    "Scalar",
    "ServerInfo",
    "Space",
    "SpannConfiguration",
    "SparseVector",
    "SparseVectors",
    "Tenant",
    "URIs",
    "UpdateCollectionConfiguration",
    "UpdateCollectionMetadata",
    "UpdateHnswConfiguration",
    "UpdateMetadata",
    "UpdateSpannConfiguration",
    "UserIdentity",
    "Vector",
    "Where",
    "WhereDocument",
    "WhereDocumentOperator",
    "WhereExpression",
    "WhereOperator",
]

DEFAULT_TENANT = "default_tenant"
DEFAULT_DATABASE = "default_database"

T = TypeVar("T")

OneOrMany: TypeAlias = T | Sequence[T]
ID: TypeAlias = str
Document: TypeAlias = str
URI: TypeAlias = str
IDs: TypeAlias = list[ID]
Documents: TypeAlias = list[Document]
URIs: TypeAlias = list[URI]
Image: TypeAlias = "npt.NDArray[np.generic]"

Images: TypeAlias = "list[Image]"
Embeddable: TypeAlias = "Documents | Images"
Loadable: TypeAlias = "list[Image | None]"

Scalar: TypeAlias = str | int | float | bool
MetadataValue: TypeAlias = Scalar | Sequence[str] | Sequence[int] | Sequence[float] | Sequence[bool] | SparseVector
Metadata: TypeAlias = Mapping[str, MetadataValue]
UpdateMetadata: TypeAlias = Mapping[str, MetadataValue | None]
"""In update and upsert, None removes the key."""
CollectionMetadata: TypeAlias = Mapping[str, Scalar | None]

Metadatas: TypeAlias = list[Metadata]
UpdateCollectionMetadata: TypeAlias = UpdateMetadata
LiteralValue: TypeAlias = Scalar
SparseVectors: TypeAlias = list[SparseVector]

Embedding: TypeAlias = "Sequence[float] | npt.NDArray[np.floating | np.integer]"
Embeddings: TypeAlias = "Sequence[float | Embedding] | npt.NDArray[np.floating | np.integer]"
"""One vector or many: one `Sequence` for both, because type checkers lose track of a literal between two."""


Vector: TypeAlias = "npt.NDArray[np.float32 | np.int32]"
PyVector: TypeAlias = Sequence[float] | Sequence[int]
PyEmbedding: TypeAlias = PyVector
PyEmbeddings: TypeAlias = list[PyEmbedding]


class WhereExpression(Protocol):
    """A filter as an object, such as `K("year") >= 1990`."""

    def to_dict(self) -> dict[str, object]:
        """The filter on the wire."""
        ...


Where: TypeAlias = Mapping[str, object] | WhereExpression
"""A metadata filter, such as `{"year": {"$gte": 1990}}` or `K("year") >= 1990` (wire contract: where)."""
LogicalOperator: TypeAlias = Literal["$and", "$or"]
InclusionExclusionOperator: TypeAlias = Literal["$in", "$nin"]
ArrayContainsOperator: TypeAlias = Literal["$contains", "$not_contains"]
WhereOperator: TypeAlias = Literal["$gt", "$gte", "$lt", "$lte", "$ne", "$eq"]
OperatorExpression: TypeAlias = Mapping[str, object]
WhereDocumentOperator: TypeAlias = Literal["$contains", "$not_contains", "$regex", "$not_regex", "$and", "$or"]
WhereDocument: TypeAlias = Mapping[str, object]
"""A document filter: `$contains`, `$not_contains`, `$regex`, `$not_regex`, joined by `$and` and `$or`."""

IncludeField: TypeAlias = Literal["documents", "embeddings", "metadatas", "distances", "uris", "data"]
Include: TypeAlias = Sequence[IncludeField]

Space: TypeAlias = Literal["l2", "cosine", "ip"]

DataLoader: TypeAlias = Callable[[Sequence[str]], Sequence[object]]
"""Loads what URIs point to: called with the URIs, answers one object (an image as an array, say) for each."""


class ReadLevel(StrEnum):
    """How fresh a read must be; a single-node server treats all alike.

    Examples:
        >>> films.count(ReadLevel.INDEX_ONLY)
        3
    """

    INDEX_AND_WAL = "index_and_wal"
    INDEX_ONLY = "index_only"
    INDEX_AND_BOUNDED_WAL = "index_and_bounded_wal"


class Tenant(TypedDict):
    """A tenant, as the admin clients tell it."""

    name: str


class Database(TypedDict):
    """A database, as the admin clients tell it; `id` is the text of a UUID."""

    id: str
    name: str
    tenant: str


@dataclass(frozen=True, slots=True)
class CollectionModel:
    """A collection as plain values, as `Collection.get_model` gives it.

    `dimension` is None while the collection has no records; `version` and `log_position` are 0 on a single node.
    """

    id: UUID
    name: str
    configuration_json: Mapping[str, object]
    serialized_schema: Mapping[str, object] | None
    metadata: Mapping[str, object] | None
    dimension: int | None
    tenant: str
    database: str
    version: int
    log_position: int


@dataclass(slots=True)
class CloudClientArg:
    """An argument of CloudClient and the variable that stands in for it.

    Examples:
        >>> CloudClientArg("tenant", "CHROMA_TENANT").env_var
        'CHROMA_TENANT'
    """

    name: str
    env_var: str
    value: str | None = None


class UserIdentity(TypedDict):
    """Who the server takes us for; `databases` may be `["*"]`."""

    user_id: str
    tenant: str
    databases: list[str]


@dataclass(frozen=True, slots=True)
class ServerInfo:
    """What a server is and offers, as found out by `server_info()`.

    `kind` is "single-node" or "distributed" for Chroma's own servers, "cloud" for Chroma Cloud and "chromalink" for
    this package's. `features` is out of "search", "sparse_vectors", "fork", "functions", "indexing_status",
    "collections_by_id" and "list_tenants". `max_batch_size` is None where the server sets no bound. `version` is what
    the server states: "1.0.0" for all of Chroma 1.x.
    """

    version: str
    kind: str
    features: frozenset[str]
    max_batch_size: int | None


class DeleteResult(TypedDict):
    """What a delete answers: the ids asked for, or the records matched (wire contract: records, delete).

    -1 for records matched where the server does not count them (Chroma 1.0).
    """

    deleted: int


class IndexingStatus(TypedDict):
    """How far the index has followed the log; `op_indexing_progress` runs from 0 to 1."""

    num_indexed_ops: int
    num_unindexed_ops: int
    total_ops: int
    op_indexing_progress: float


class UpdateHnswConfiguration(TypedDict, total=False):
    """What may change of an HNSW index after creation."""

    ef_search: int
    max_neighbors: int
    num_threads: int
    batch_size: int
    sync_threshold: int
    resize_factor: float


class HnswConfiguration(UpdateHnswConfiguration, total=False):
    """An HNSW index (Malkov and Yashunin, 2016); defaults: l2, ef_construction 100, ef_search 100, max_neighbors 16."""

    space: Space
    ef_construction: int


class UpdateSpannConfiguration(TypedDict, total=False):
    """What may change of a SPANN index after creation (Chroma Cloud)."""

    search_nprobe: int
    ef_search: int


class SpannConfiguration(UpdateSpannConfiguration, total=False):
    """A SPANN index (Chroma Cloud); a single-node server keeps `space` only and uses HNSW."""

    space: Space
    write_nprobe: int
    ef_construction: int
    max_neighbors: int
    reassign_neighbor_count: int
    split_threshold: int
    merge_threshold: int


class UpdateCollectionConfiguration(TypedDict, total=False):
    """The `configuration` of `modify`."""

    hnsw: UpdateHnswConfiguration | None
    spann: UpdateSpannConfiguration | None
    embedding_function: EmbeddingFunction | AsyncEmbeddingFunction | None


class CreateCollectionConfiguration(TypedDict, total=False):
    """The `configuration` of `create_collection`."""

    hnsw: HnswConfiguration | None
    spann: SpannConfiguration | None
    embedding_function: EmbeddingFunction | AsyncEmbeddingFunction | None


class CollectionConfiguration(TypedDict):
    """The configuration a collection reports."""

    hnsw: HnswConfiguration | None
    spann: SpannConfiguration | None
    embedding_function: EmbeddingFunction | AsyncEmbeddingFunction | None
