"""chromalink: clients of the Chroma vector database, sync and async.

    from chromalink import AsyncHttpClient

    async with AsyncHttpClient(host="localhost", port=8000) as client:
        collection = await client.get_or_create_collection("films")

Names are imported when first used, so that `import chromalink` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from ._version import __version__

if TYPE_CHECKING:
    from . import auth, config, embeddings, errors, events, functions, results, schema, search, types
    from ._async.admin import AsyncAdminAPI, AsyncAdminClient
    from ._async.client import AsyncClientAPI, AsyncCloudClient, AsyncHttpClient
    from ._async.collection import AsyncCollection
    from ._async.embedded import AsyncClient, AsyncEphemeralClient, AsyncPersistentClient, AsyncRustClient
    from ._sync.admin import AdminAPI, AdminClient
    from ._sync.client import ClientAPI, CloudClient, HttpClient
    from ._sync.collection import Collection
    from ._sync.embedded import Client, EphemeralClient, PersistentClient, RustClient
    from .auth import ApiKey, BasicLogin, BearerToken, TokenTransportHeader
    from .bulk import BulkProgress, BulkResult, Outcome, Record
    from .config import RetryPolicy, Settings, Timeouts
    from .embeddings import (
        AsyncEmbeddingFunction,
        ChromaBm25EmbeddingFunction,
        DefaultEmbeddingFunction,
        EmbeddingFunction,
        HashingEmbeddingFunction,
        SparseEmbeddingFunction,
        register_embedding_function,
        register_sparse_embedding_function,
    )
    from .errors import ChromaError
    from .events import Hooks
    from .explanation import Explanation
    from .functions import AttachedFunction, Function
    from .results import GetResult, QueryResult, Row, SearchResult, SearchRow
    from .schema import (
        BoolInvertedIndexConfig,
        Cmek,
        FloatInvertedIndexConfig,
        FtsIndexConfig,
        HnswIndexConfig,
        IntInvertedIndexConfig,
        Schema,
        SpannIndexConfig,
        SparseVectorIndexConfig,
        StringInvertedIndexConfig,
        VectorIndexConfig,
    )
    from .search import GroupBy, K, Key, Knn, Limit, MaxK, MinK, Rrf, Search, Select, Val
    from .sparse import SparseVector
    from .types import DEFAULT_DATABASE, DEFAULT_TENANT, ReadLevel

__all__ = [
    "DEFAULT_DATABASE",
    "DEFAULT_TENANT",
    "AdminAPI",
    "AdminClient",
    "ApiKey",
    "AsyncAdminAPI",
    "AsyncAdminClient",
    "AsyncClient",
    "AsyncClientAPI",
    "AsyncCloudClient",
    "AsyncCollection",
    "AsyncEmbeddingFunction",
    "AsyncEphemeralClient",
    "AsyncHttpClient",
    "AsyncPersistentClient",
    "AsyncRustClient",
    "AttachedFunction",
    "BasicLogin",
    "BearerToken",
    "BoolInvertedIndexConfig",
    "BulkProgress",
    "BulkResult",
    "ChromaBm25EmbeddingFunction",
    "ChromaError",
    "Client",
    "ClientAPI",
    "CloudClient",
    "Cmek",
    "Collection",
    "DefaultEmbeddingFunction",
    "EmbeddingFunction",
    "EphemeralClient",
    "Explanation",
    "FloatInvertedIndexConfig",
    "FtsIndexConfig",
    "Function",
    "GetResult",
    "GroupBy",
    "HashingEmbeddingFunction",
    "HnswIndexConfig",
    "Hooks",
    "HttpClient",
    "IntInvertedIndexConfig",
    "K",
    "Key",
    "Knn",
    "Limit",
    "MaxK",
    "MinK",
    "Outcome",
    "PersistentClient",
    "QueryResult",
    "ReadLevel",
    "Record",
    "RetryPolicy",
    "Row",
    "Rrf",
    "RustClient",
    "Schema",
    "Search",
    "SearchResult",
    "SearchRow",
    "Select",
    "Settings",
    "SpannIndexConfig",
    "SparseEmbeddingFunction",
    "SparseVector",
    "SparseVectorIndexConfig",
    "StringInvertedIndexConfig",
    "Timeouts",
    "TokenTransportHeader",
    "Val",
    "VectorIndexConfig",
    "__version__",
    "auth",
    "config",
    "embeddings",
    "errors",
    "events",
    "functions",
    "register_embedding_function",
    "register_sparse_embedding_function",
    "results",
    "schema",
    "search",
    "types",
]

_HOMES = {
    "bulk": ("BulkProgress", "BulkResult", "Outcome", "Record"),
    "auth": ("ApiKey", "BasicLogin", "BearerToken", "TokenTransportHeader"),
    "config": ("RetryPolicy", "Settings", "Timeouts"),
    "embeddings": (
        "AsyncEmbeddingFunction",
        "ChromaBm25EmbeddingFunction",
        "DefaultEmbeddingFunction",
        "EmbeddingFunction",
        "HashingEmbeddingFunction",
        "SparseEmbeddingFunction",
        "register_embedding_function",
        "register_sparse_embedding_function",
    ),
    "errors": ("ChromaError",),
    "events": ("Hooks",),
    "explanation": ("Explanation",),
    "functions": ("AttachedFunction", "Function"),
    "results": ("GetResult", "QueryResult", "Row", "SearchResult", "SearchRow"),
    "schema": (
        "BoolInvertedIndexConfig",
        "Cmek",
        "FloatInvertedIndexConfig",
        "FtsIndexConfig",
        "HnswIndexConfig",
        "IntInvertedIndexConfig",
        "Schema",
        "SpannIndexConfig",
        "SparseVectorIndexConfig",
        "StringInvertedIndexConfig",
        "VectorIndexConfig",
    ),
    "search": ("GroupBy", "K", "Key", "Knn", "Limit", "MaxK", "MinK", "Rrf", "Search", "Select", "Val"),
    "sparse": ("SparseVector",),
    "types": ("DEFAULT_DATABASE", "DEFAULT_TENANT", "ReadLevel"),
    "_async.admin": ("AsyncAdminAPI", "AsyncAdminClient"),
    "_async.client": ("AsyncClientAPI", "AsyncCloudClient", "AsyncHttpClient"),
    "_async.collection": ("AsyncCollection",),
    "_async.embedded": ("AsyncClient", "AsyncEphemeralClient", "AsyncPersistentClient", "AsyncRustClient"),
    "_sync.admin": ("AdminAPI", "AdminClient"),
    "_sync.client": ("ClientAPI", "CloudClient", "HttpClient"),
    "_sync.collection": ("Collection",),
    "_sync.embedded": ("Client", "EphemeralClient", "PersistentClient", "RustClient"),
}
_MODULE_OF = {name: module for module, names in _HOMES.items() for name in names}
_SUBMODULES = frozenset(
    {"auth", "config", "embeddings", "errors", "events", "functions", "results", "schema", "search", "types"}
)


def __getattr__(name: str) -> object:
    if name in _SUBMODULES:
        return import_module(f".{name}", __name__)
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f".{_MODULE_OF[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
