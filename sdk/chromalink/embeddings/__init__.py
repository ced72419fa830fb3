"""Embedding functions: what one is, how a collection remembers it, and those that come with the package.

Those of providers are imported when first used; `docs/embedding-functions.md` lists them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chromalink import _submodules

from .catalogue import DENSE, SPARSE
from .default import DefaultEmbeddingFunction
from .protocol import AsyncEmbeddingFunction, AsyncTextEmbedder, EmbeddingFunction, TextEmbedder, TwoColouredFunction

if TYPE_CHECKING:
    from .bm25 import ChromaBm25EmbeddingFunction
    from .hashing import HashingEmbeddingFunction
    from .providers.chroma_cloud import (
        ChromaCloudQwenEmbeddingFunction,
        ChromaCloudQwenEmbeddingModel,
        ChromaCloudQwenEmbeddingTarget,
        ChromaCloudSpladeEmbeddingFunction,
        ChromaCloudSpladeEmbeddingModel,
    )
    from .providers.cloudflare import CloudflareWorkersAIEmbeddingFunction
    from .providers.cohere import CohereEmbeddingFunction
    from .providers.google import (
        GoogleGeminiEmbeddingFunction,
        GoogleGenaiEmbeddingFunction,
        GoogleGenerativeAiEmbeddingFunction,
    )
    from .providers.huggingface import HuggingFaceEmbeddingFunction, HuggingFaceEmbeddingServer
    from .providers.jina import JinaEmbeddingFunction
    from .providers.local import (
        InstructorEmbeddingFunction,
        SentenceTransformerEmbeddingFunction,
        Text2VecEmbeddingFunction,
    )
    from .providers.mistral import MistralEmbeddingFunction
    from .providers.nomic import NomicEmbeddingFunction
    from .providers.ollama import OllamaEmbeddingFunction
    from .providers.open_clip import OpenCLIPEmbeddingFunction
    from .providers.openai import (
        BasetenEmbeddingFunction,
        MorphEmbeddingFunction,
        OpenAIEmbeddingFunction,
        PerplexityEmbeddingFunction,
    )
    from .providers.roboflow import RoboflowEmbeddingFunction
    from .providers.together import TogetherAIEmbeddingFunction
    from .providers.voyage import VoyageAIEmbeddingFunction
    from .registry import known_embedding_functions, register_embedding_function
    from .sparse import SparseEmbeddingFunction
    from .sparse_registry import known_sparse_embedding_functions, register_sparse_embedding_function

__all__ = [
    "AsyncEmbeddingFunction",
    "AsyncTextEmbedder",
    "BasetenEmbeddingFunction",
    "ChromaBm25EmbeddingFunction",
    "ChromaCloudQwenEmbeddingFunction",
    "ChromaCloudQwenEmbeddingModel",
    "ChromaCloudQwenEmbeddingTarget",
    "ChromaCloudSpladeEmbeddingFunction",
    "ChromaCloudSpladeEmbeddingModel",
    "CloudflareWorkersAIEmbeddingFunction",
    "CohereEmbeddingFunction",
    "DefaultEmbeddingFunction",
    "EmbeddingFunction",
    "GoogleGeminiEmbeddingFunction",
    "GoogleGenaiEmbeddingFunction",
    "GoogleGenerativeAiEmbeddingFunction",
    "HashingEmbeddingFunction",
    "HuggingFaceEmbeddingFunction",
    "HuggingFaceEmbeddingServer",
    "InstructorEmbeddingFunction",
    "JinaEmbeddingFunction",
    "MistralEmbeddingFunction",
    "MorphEmbeddingFunction",
    "NomicEmbeddingFunction",
    "OllamaEmbeddingFunction",
    "OpenAIEmbeddingFunction",
    "OpenCLIPEmbeddingFunction",
    "PerplexityEmbeddingFunction",
    "RoboflowEmbeddingFunction",
    "SentenceTransformerEmbeddingFunction",
    "SparseEmbeddingFunction",
    "Text2VecEmbeddingFunction",
    "TextEmbedder",
    "TogetherAIEmbeddingFunction",
    "TwoColouredFunction",
    "VoyageAIEmbeddingFunction",
    "known_embedding_functions",
    "known_sparse_embedding_functions",
    "register_embedding_function",
    "register_sparse_embedding_function",
]

_BESIDE = {
    "GoogleGenaiEmbeddingFunction": ".providers.google",
    "ChromaCloudQwenEmbeddingModel": ".providers.chroma_cloud",
    "ChromaCloudQwenEmbeddingTarget": ".providers.chroma_cloud",
    "ChromaCloudSpladeEmbeddingModel": ".providers.chroma_cloud",
    "SparseEmbeddingFunction": ".sparse",
    "known_embedding_functions": ".registry",
    "known_sparse_embedding_functions": ".sparse_registry",
    "register_embedding_function": ".registry",
    "register_sparse_embedding_function": ".sparse_registry",
}
_HOMES = {name: module for module, name in (*DENSE.values(), *SPARSE.values())} | _BESIDE


__getattr__ = _submodules.on_use(__name__, homes=_HOMES)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
