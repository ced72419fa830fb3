"""Embedding functions: what one is, how a collection remembers it, and the two that come with the package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .default import DefaultEmbeddingFunction
from .protocol import AsyncEmbeddingFunction, AsyncTextEmbedder, EmbeddingFunction, TextEmbedder
from .registry import known_embedding_functions, register_embedding_function

if TYPE_CHECKING:
    from .hashing import HashingEmbeddingFunction

__all__ = [
    "AsyncEmbeddingFunction",
    "AsyncTextEmbedder",
    "DefaultEmbeddingFunction",
    "EmbeddingFunction",
    "HashingEmbeddingFunction",
    "TextEmbedder",
    "known_embedding_functions",
    "register_embedding_function",
]


def __getattr__(name: str) -> object:
    if name == "HashingEmbeddingFunction":  # imports numpy
        from .hashing import HashingEmbeddingFunction

        return HashingEmbeddingFunction
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
