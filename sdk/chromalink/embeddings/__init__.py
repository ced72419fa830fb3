"""Embedding functions: what one is, how a collection remembers it, and those that come with the package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .default import DefaultEmbeddingFunction
from .protocol import AsyncEmbeddingFunction, AsyncTextEmbedder, EmbeddingFunction, TextEmbedder
from .registry import known_embedding_functions, register_embedding_function
from .sparse import SparseEmbeddingFunction
from .sparse_registry import known_sparse_embedding_functions, register_sparse_embedding_function

if TYPE_CHECKING:
    from .bm25 import ChromaBm25EmbeddingFunction
    from .hashing import HashingEmbeddingFunction

__all__ = [
    "AsyncEmbeddingFunction",
    "AsyncTextEmbedder",
    "ChromaBm25EmbeddingFunction",
    "DefaultEmbeddingFunction",
    "EmbeddingFunction",
    "HashingEmbeddingFunction",
    "SparseEmbeddingFunction",
    "TextEmbedder",
    "known_embedding_functions",
    "known_sparse_embedding_functions",
    "register_embedding_function",
    "register_sparse_embedding_function",
]


def __getattr__(name: str) -> object:
    if name == "HashingEmbeddingFunction":  # imports numpy
        from .hashing import HashingEmbeddingFunction

        return HashingEmbeddingFunction
    if name == "ChromaBm25EmbeddingFunction":  # seldom needed
        from .bm25 import ChromaBm25EmbeddingFunction

        return ChromaBm25EmbeddingFunction
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
