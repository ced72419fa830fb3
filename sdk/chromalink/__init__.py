"""chromalink: clients of the Chroma vector database, sync and async.

    from chromalink import AsyncHttpClient

    async with AsyncHttpClient(host="localhost", port=8000) as client:
        collection = await client.get_or_create_collection("films")

Names are imported when first used, so that `import chromalink` costs next to nothing.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from . import _submodules
from ._version import __version__

if TYPE_CHECKING:
    from . import (
        api,
        auth,
        base_types,
        config,
        embeddings,
        errors,
        events,
        execution,
        functions,
        results,
        schema,
        search,
        telemetry,
        types,
        utils,
    )
    from ._async.admin import AsyncAdminAPI, AsyncAdminClient
    from ._async.client import AsyncClientAPI
    from ._async.collection import AsyncCollection
    from ._async.embedded import AsyncClient, AsyncEphemeralClient, AsyncPersistentClient, AsyncRustClient
    from ._async.http_client import AsyncCloudClient, AsyncHttpClient
    from ._sync.admin import AdminAPI, AdminClient
    from ._sync.client import ClientAPI
    from ._sync.collection import Collection
    from ._sync.embedded import Client, EphemeralClient, PersistentClient, RustClient
    from ._sync.http_client import CloudClient, HttpClient
    from .as_chromadb import install_as_chromadb
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
    from .settings import configure, get_settings
    from .sparse import SparseVector
    from .types import (
        DEFAULT_DATABASE,
        DEFAULT_TENANT,
        URI,
        CloudClientArg,
        CollectionMetadata,
        Documents,
        Embeddings,
        IDs,
        Include,
        Metadata,
        Metadatas,
        ReadLevel,
        SparseVectors,
        UpdateCollectionMetadata,
        UpdateMetadata,
        URIs,
        Where,
        WhereDocument,
    )

__all__ = [
    "DEFAULT_DATABASE",
    "DEFAULT_TENANT",
    "URI",
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
    "CloudClientArg",
    "Cmek",
    "Collection",
    "CollectionMetadata",
    "DefaultEmbeddingFunction",
    "Documents",
    "EmbeddingFunction",
    "Embeddings",
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
    "IDs",
    "Include",
    "IntInvertedIndexConfig",
    "K",
    "Key",
    "Knn",
    "Limit",
    "MaxK",
    "Metadata",
    "Metadatas",
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
    "SparseVectors",
    "StringInvertedIndexConfig",
    "Timeouts",
    "TokenTransportHeader",
    "URIs",
    "UpdateCollectionMetadata",
    "UpdateMetadata",
    "Val",
    "VectorIndexConfig",
    "Where",
    "WhereDocument",
    "__version__",
    "api",
    "auth",
    "base_types",
    "config",
    "configure",
    "embeddings",
    "errors",
    "events",
    "execution",
    "functions",
    "get_settings",
    "install_as_chromadb",
    "is_client",
    "is_in_colab",
    "register_embedding_function",
    "register_sparse_embedding_function",
    "results",
    "schema",
    "search",
    "telemetry",
    "types",
    "utils",
]

is_client = False
"""What tells the official thin package from the whole one; every client is here."""

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
    "as_chromadb": ("install_as_chromadb",),
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
    "settings": ("configure", "get_settings"),
    "types": (
        "DEFAULT_DATABASE",
        "DEFAULT_TENANT",
        "URI",
        "CloudClientArg",
        "CollectionMetadata",
        "Documents",
        "Embeddings",
        "IDs",
        "Include",
        "Metadata",
        "Metadatas",
        "ReadLevel",
        "SparseVectors",
        "URIs",
        "UpdateCollectionMetadata",
        "UpdateMetadata",
        "Where",
        "WhereDocument",
    ),
    "_async.admin": ("AsyncAdminAPI", "AsyncAdminClient"),
    "_async.client": ("AsyncClientAPI",),
    "_async.http_client": ("AsyncCloudClient", "AsyncHttpClient"),
    "_async.collection": ("AsyncCollection",),
    "_async.embedded": ("AsyncClient", "AsyncEphemeralClient", "AsyncPersistentClient", "AsyncRustClient"),
    "_sync.admin": ("AdminAPI", "AdminClient"),
    "_sync.client": ("ClientAPI",),
    "_sync.http_client": ("CloudClient", "HttpClient"),
    "_sync.collection": ("Collection",),
    "_sync.embedded": ("Client", "EphemeralClient", "PersistentClient", "RustClient"),
}
_MODULE_OF = {name: f".{module}" for module, names in _HOMES.items() for name in names}
_SUBMODULES = (
    "api",
    "auth",
    "base_types",
    "config",
    "embeddings",
    "errors",
    "events",
    "execution",
    "functions",
    "results",
    "schema",
    "search",
    "telemetry",
    "types",
    "utils",
)


__getattr__ = _submodules.on_use(__name__, *_SUBMODULES, homes=_MODULE_OF)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def is_in_colab() -> bool:
    """Whether this runs in Google Colab.

    Examples:
        >>> is_in_colab()
        False
    """
    return find_spec("google") is not None and find_spec("google.colab") is not None
