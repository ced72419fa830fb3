"""Embedding functions, where the official client has them: all that `chromalink.embeddings` has, by the same name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from chromalink import embeddings
from chromalink.embeddings import (
    DefaultEmbeddingFunction,
    EmbeddingFunction,
    SparseEmbeddingFunction,
    known_embedding_functions,
    register_embedding_function,
    register_sparse_embedding_function,
)
from chromalink.embeddings import (
    known_sparse_embedding_functions as sparse_known_embedding_functions,
)
from chromalink.embeddings.protocol import AsyncEmbeddingFunction
from chromalink.embeddings.registry import build

from .unbuilt import GooglePalmEmbeddingFunction, GoogleVertexEmbeddingFunction, ONNXMiniLM_L6_V2

if TYPE_CHECKING:  # a checker shall know them all; otherwise each is imported when first used
    from chromalink.embeddings import *  # noqa: F403

__all__ = [
    "DefaultEmbeddingFunction",
    "EmbeddingFunction",
    "GooglePalmEmbeddingFunction",
    "GoogleVertexEmbeddingFunction",
    "ONNXMiniLM_L6_V2",
    "SparseEmbeddingFunction",
    "config_to_embedding_function",
    "known_embedding_functions",
    "register_embedding_function",
    "register_sparse_embedding_function",
    "sparse_known_embedding_functions",
]


def config_to_embedding_function(config: Mapping[str, object]) -> EmbeddingFunction | AsyncEmbeddingFunction:
    """The function that a stored `{"name": ..., "config": ...}` describes. Raises EmbeddingError, naming it."""
    return build(str(config.get("name")), cast("Mapping[str, object]", config.get("config") or {}))


def __getattr__(name: str) -> object:
    if name.startswith("_"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(embeddings, name)
    return found
