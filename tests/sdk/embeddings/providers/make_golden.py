"""Writes `../data/provider_configs.json`: what the official client (chromadb 1.5.9) stores of its functions.

To be run with a Python that has the official package, and none of the providers' libraries, which are stood in for.
"""

from __future__ import annotations

import importlib.machinery
import json
import os
import sys
import warnings
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

STOOD_IN_FOR = [
    "openai",
    "cohere",
    "PIL",
    "PIL.Image",
    "google.genai",
    "google.genai.types",
    "google.generativeai",
    "mistralai",
    "voyageai",
    "ollama",
    "nomic",
    "perplexity",
    "open_clip",
    "torch",
    "InstructorEmbedding",
    "sentence_transformers",
    "text2vec",
]
KEY = "key-of-a-test"

CASES: list[tuple[str, dict[str, Any], list[str]]] = [
    ("OpenAIEmbeddingFunction", {}, ["CHROMA_OPENAI_API_KEY"]),
    ("OpenAIEmbeddingFunction", {}, ["CHROMA_OPENAI_API_KEY", "OPENAI_API_KEY"]),
    ("OpenAIEmbeddingFunction", {"api_key_env_var": "MINE"}, ["MINE"]),
    (
        "OpenAIEmbeddingFunction",
        {
            "model_name": "text-embedding-3-small",
            "organization_id": "org",
            "api_base": "https://compatible.test/v1",
            "default_headers": {"X-Team": "films"},
            "dimensions": 256,
        },
        ["OPENAI_API_KEY"],
    ),
    (
        "OpenAIEmbeddingFunction",
        {
            "api_type": "azure",
            "api_version": "2024-02-01",
            "deployment_id": "small",
            "api_base": "https://films.openai.azure.com",
            "model_name": "text-embedding-3-small",
        },
        ["OPENAI_API_KEY"],
    ),
    ("CohereEmbeddingFunction", {}, ["CHROMA_COHERE_API_KEY"]),
    ("CohereEmbeddingFunction", {"model_name": "embed-multilingual-v2.0"}, ["COHERE_API_KEY"]),
    ("CohereEmbeddingFunction", {"model_name": "embed-english-v2.0"}, ["COHERE_API_KEY"]),
    ("GoogleGeminiEmbeddingFunction", {}, ["GEMINI_API_KEY"]),
    (
        "GoogleGeminiEmbeddingFunction",
        {"task_type": "RETRIEVAL_QUERY", "dimension": 768, "api_key_env_var": "MINE"},
        ["MINE"],
    ),
    ("GoogleGenerativeAiEmbeddingFunction", {}, ["GEMINI_API_KEY"]),
    ("GoogleGenerativeAiEmbeddingFunction", {"dimension": 256}, ["GOOGLE_API_KEY"]),
    ("JinaEmbeddingFunction", {}, ["CHROMA_JINA_API_KEY"]),
    (
        "JinaEmbeddingFunction",
        {
            "model_name": "jina-embeddings-v3",
            "task": "retrieval.passage",
            "late_chunking": False,
            "truncate": True,
            "dimensions": 512,
            "embedding_type": "float",
            "normalized": True,
            "query_config": {"task": "retrieval.query"},
        },
        ["JINA_API_KEY"],
    ),
    ("MistralEmbeddingFunction", {"model": "mistral-embed"}, ["MISTRAL_API_KEY"]),
    ("VoyageAIEmbeddingFunction", {}, ["CHROMA_VOYAGE_API_KEY"]),
    ("VoyageAIEmbeddingFunction", {"input_type": "document", "truncation": False}, ["VOYAGE_API_KEY"]),
    ("TogetherAIEmbeddingFunction", {"model_name": "BAAI/bge-base-en-v1.5"}, ["CHROMA_TOGETHER_AI_API_KEY"]),
    ("TogetherAIEmbeddingFunction", {"model_name": "BAAI/bge-base-en-v1.5"}, ["TOGETHER_API_KEY"]),
    (
        "CloudflareWorkersAIEmbeddingFunction",
        {"model_name": "@cf/baai/bge-base-en-v1.5", "account_id": "account"},
        ["CHROMA_CLOUDFLARE_API_KEY"],
    ),
    (
        "CloudflareWorkersAIEmbeddingFunction",
        {"model_name": "@cf/baai/bge-base-en-v1.5", "account_id": "account", "gateway_id": "gate"},
        ["CLOUDFLARE_API_KEY"],
    ),
    ("HuggingFaceEmbeddingFunction", {}, ["CHROMA_HUGGINGFACE_API_KEY"]),
    ("HuggingFaceEmbeddingFunction", {"model_name": "intfloat/e5-small"}, ["HUGGINGFACE_API_KEY"]),
    ("HuggingFaceEmbeddingServer", {"url": "http://localhost:8080/embed"}, []),
    ("HuggingFaceEmbeddingServer", {"url": "http://localhost:8080/embed"}, ["HUGGINGFACE_API_KEY"]),
    ("HuggingFaceEmbeddingServer", {"url": "http://localhost:8080/embed", "api_key_env_var": "MINE"}, ["MINE"]),
    ("OllamaEmbeddingFunction", {}, []),
    ("OllamaEmbeddingFunction", {"url": "http://models:11434/api/embeddings", "model_name": "nomic", "timeout": 5}, []),
    ("MorphEmbeddingFunction", {}, ["MORPH_API_KEY"]),
    ("MorphEmbeddingFunction", {"encoding_format": "base64", "api_base": "https://morph.test/v1"}, ["MORPH_API_KEY"]),
    (
        "NomicEmbeddingFunction",
        {
            "model": "nomic-embed-text-v1.5",
            "task_type": "search_document",
            "query_config": {"task_type": "search_query"},
        },
        ["NOMIC_API_KEY"],
    ),
    (
        "NomicEmbeddingFunction",
        {"model": "nomic-embed-text-v1.5", "task_type": "clustering", "query_config": None},
        ["NOMIC_API_KEY"],
    ),
    ("RoboflowEmbeddingFunction", {}, ["CHROMA_ROBOFLOW_API_KEY"]),
    ("RoboflowEmbeddingFunction", {"api_url": "http://localhost:9001"}, ["ROBOFLOW_API_KEY"]),
    ("PerplexityEmbeddingFunction", {}, ["PERPLEXITY_API_KEY"]),
    ("PerplexityEmbeddingFunction", {"dimensions": 256}, ["PERPLEXITY_API_KEY"]),
    ("BasetenEmbeddingFunction", {"api_key": None, "api_base": "https://model.test/v1"}, ["CHROMA_BASETEN_API_KEY"]),
    ("BasetenEmbeddingFunction", {"api_key": None, "api_base": "https://model.test/v1"}, ["BASETEN_API_KEY"]),
    (
        "ChromaCloudQwenEmbeddingFunction",
        {"model": "Qwen/Qwen3-Embedding-0.6B", "task": "nl_to_code"},
        ["CHROMA_API_KEY"],
    ),
    ("ChromaCloudSpladeEmbeddingFunction", {}, ["CHROMA_API_KEY"]),
    ("ChromaCloudSpladeEmbeddingFunction", {"include_tokens": True, "api_key_env_var": "MINE"}, ["MINE"]),
    ("OpenCLIPEmbeddingFunction", {}, []),
    ("InstructorEmbeddingFunction", {"instruction": "Represent the film:"}, []),
    ("SentenceTransformerEmbeddingFunction", {}, []),
    ("SentenceTransformerEmbeddingFunction", {"normalize_embeddings": True, "revision": "main"}, []),
    ("Text2VecEmbeddingFunction", {}, []),
]


def official(name: str) -> Any:
    import chromadb.utils.embedding_functions as functions

    if "Splade" in name:
        from chromadb.utils.embedding_functions import (
            chroma_cloud_splade_embedding_function as splade,
        )

        return splade.ChromaCloudSpladeEmbeddingFunction
    return getattr(functions, name)


def row(name: str, arguments: dict[str, Any], variables: list[str]) -> dict[str, Any]:
    for variable in [one for one in os.environ if one.endswith("_API_KEY") or one == "MINE"]:
        del os.environ[variable]
    os.environ.update(dict.fromkeys(variables, KEY))
    given = dict(arguments)
    if "Qwen" in name:
        from chromadb.utils.embedding_functions import (
            chroma_cloud_qwen_embedding_function as qwen,
        )

        given["model"] = qwen.ChromaCloudQwenEmbeddingModel(given["model"])
    function = official(name)(**given)
    told = {
        "class": name,
        "arguments": arguments,
        "variables": variables,
        "name": function.name(),
        "config": function.get_config(),
    }
    if hasattr(function, "default_space"):
        told |= {"default_space": function.default_space(), "supported_spaces": function.supported_spaces()}
    return told


def main() -> None:
    warnings.simplefilter("ignore")
    for name in STOOD_IN_FOR:
        stand_in: Any = MagicMock()
        stand_in.__spec__ = importlib.machinery.ModuleSpec(name, None)
        sys.modules[name] = stand_in
    sys.modules["open_clip"].create_model_and_transforms.return_value = (MagicMock(), None, MagicMock())
    rows = [row(*case) for case in CASES]
    target = Path(__file__).parents[1] / "data" / "provider_configs.json"
    target.write_text("[\n" + ",\n".join(json.dumps(one) for one in rows) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
