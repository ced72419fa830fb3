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
    from . import config, embeddings, errors, results, types
    from ._async.admin import AsyncAdminClient
    from ._async.client import AsyncClientAPI, AsyncCloudClient, AsyncHttpClient
    from ._async.collection import AsyncCollection
    from ._sync.admin import AdminClient
    from ._sync.client import ClientAPI, CloudClient, HttpClient
    from ._sync.collection import Collection
    from .config import RetryPolicy, Settings, Timeouts
    from .embeddings import (
        AsyncEmbeddingFunction,
        DefaultEmbeddingFunction,
        EmbeddingFunction,
        HashingEmbeddingFunction,
        register_embedding_function,
    )
    from .errors import ChromaError
    from .results import GetResult, QueryResult, Row
    from .types import DEFAULT_DATABASE, DEFAULT_TENANT, ReadLevel

__all__ = [
    "DEFAULT_DATABASE",
    "DEFAULT_TENANT",
    "AdminClient",
    "AsyncAdminClient",
    "AsyncClientAPI",
    "AsyncCloudClient",
    "AsyncCollection",
    "AsyncEmbeddingFunction",
    "AsyncHttpClient",
    "ChromaError",
    "ClientAPI",
    "CloudClient",
    "Collection",
    "DefaultEmbeddingFunction",
    "EmbeddingFunction",
    "GetResult",
    "HashingEmbeddingFunction",
    "HttpClient",
    "QueryResult",
    "ReadLevel",
    "RetryPolicy",
    "Row",
    "Settings",
    "Timeouts",
    "__version__",
    "config",
    "embeddings",
    "errors",
    "register_embedding_function",
    "results",
    "types",
]

_HOMES = {
    "config": ("RetryPolicy", "Settings", "Timeouts"),
    "embeddings": (
        "AsyncEmbeddingFunction",
        "DefaultEmbeddingFunction",
        "EmbeddingFunction",
        "HashingEmbeddingFunction",
        "register_embedding_function",
    ),
    "errors": ("ChromaError",),
    "results": ("GetResult", "QueryResult", "Row"),
    "types": ("DEFAULT_DATABASE", "DEFAULT_TENANT", "ReadLevel"),
    "_async.admin": ("AsyncAdminClient",),
    "_async.client": ("AsyncClientAPI", "AsyncCloudClient", "AsyncHttpClient"),
    "_async.collection": ("AsyncCollection",),
    "_sync.admin": ("AdminClient",),
    "_sync.client": ("ClientAPI", "CloudClient", "HttpClient"),
    "_sync.collection": ("Collection",),
}
_MODULE_OF = {name: module for module, names in _HOMES.items() for name in names}
_SUBMODULES = frozenset({"config", "embeddings", "errors", "results", "types"})


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
