"""Each provider's documented request and answers, as facts of one table."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from chromalink import embeddings

KEY = "key-of-a-test"
TEXTS = ["heist", "robbery"]
VECTORS = [[0.5, -1.0], [2.0, 0.25]]
BEARER = {"authorization": f"Bearer {KEY}"}


def base64_of(vector: list[float], dtype: str = "<f4") -> str:
    return base64.b64encode(np.asarray(vector, dtype=dtype).tobytes()).decode()


def entries(vectors: list[Any]) -> dict[str, Any]:
    """As OpenAI answers, the last first: only the index tells the order."""
    data = [{"object": "embedding", "index": place, "embedding": vector} for place, vector in enumerate(vectors)]
    return {"object": "list", "data": data[::-1], "model": "m", "usage": {"prompt_tokens": 2, "total_tokens": 2}}


OPENAI_REFUSAL = {"error": {"message": f"Incorrect API key provided: {KEY}", "type": "invalid_request_error"}}


@dataclass(frozen=True)
class Case:
    """How one function speaks: `body` is what it posts to `url` for TEXTS, `answer` what means VECTORS."""

    kind: str
    arguments: dict[str, Any]
    variable: str | None
    url: str
    body: dict[str, Any]
    answer: Any
    headers: dict[str, str] = field(default_factory=dict)
    refusal: Any = field(default_factory=lambda: OPENAI_REFUSAL)
    """The body of a 401."""
    query_body: dict[str, Any] | None = None
    """What it posts for a query, where that differs."""
    vectors: list[list[float]] = field(default_factory=lambda: VECTORS)
    label: str = ""

    def function(self, **more: Any) -> Any:
        return getattr(embeddings, self.kind)(**self.arguments, **more)

    def __str__(self) -> str:
        return self.kind.removesuffix("EmbeddingFunction") + self.label


def _gemini(model: str, **more: Any) -> dict[str, Any]:
    return {"requests": [{"model": model, "content": {"parts": [{"text": text}]}, **more} for text in TEXTS]}


GEMINI_ANSWER = {"embeddings": [{"values": vector} for vector in VECTORS]}
GEMINI_REFUSAL = {"error": {"code": 400, "message": "API key not valid.", "status": "INVALID_ARGUMENT"}}
GOOGLE = "https://generativelanguage.googleapis.com/v1beta/models/gemini-embedding-001:batchEmbedContents"
SIGNED_BYTES = [[1.0, -128.0], [127.0, 0.0]]

CASES = [
    Case(
        "OpenAIEmbeddingFunction",
        {"model_name": "text-embedding-3-small", "dimensions": 2, "organization_id": "org"},
        "OPENAI_API_KEY",
        "https://api.openai.com/v1/embeddings",
        {"model": "text-embedding-3-small", "input": TEXTS, "encoding_format": "base64", "dimensions": 2},
        entries([base64_of(vector) for vector in VECTORS]),
        {**BEARER, "openai-organization": "org"},
    ),
    Case(
        "OpenAIEmbeddingFunction",
        {"api_base": "https://compatible.test/v1/", "default_headers": {"X-Team": "films"}},
        "CHROMA_OPENAI_API_KEY",
        "https://compatible.test/v1/embeddings",
        {"model": "text-embedding-ada-002", "input": TEXTS, "encoding_format": "base64"},
        entries(VECTORS),
        {**BEARER, "x-team": "films"},
        label="-compatible",
    ),
    Case(
        "OpenAIEmbeddingFunction",
        {
            "api_type": "azure",
            "api_base": "https://films.openai.azure.com",
            "api_version": "2024-02-01",
            "deployment_id": "small",
        },
        "OPENAI_API_KEY",
        "https://films.openai.azure.com/openai/deployments/small/embeddings?api-version=2024-02-01",
        {"model": "text-embedding-ada-002", "input": TEXTS, "encoding_format": "base64"},
        entries(VECTORS),
        {"api-key": KEY},
        refusal={"error": {"code": "401", "message": "Access denied due to invalid subscription key"}},
        label="-azure",
    ),
    Case(
        "CohereEmbeddingFunction",
        {"model_name": "embed-english-v3.0"},
        "COHERE_API_KEY",
        "https://api.cohere.com/v1/embed",
        {"model": "embed-english-v3.0", "texts": TEXTS, "input_type": "search_document"},
        {"id": "1", "response_type": "embeddings_floats", "embeddings": VECTORS, "texts": TEXTS},
        BEARER,
        refusal={"message": "invalid api token"},
    ),
    Case(
        "CohereEmbeddingFunction",
        {"model_name": "embed-english-light-v2.0", "truncate": "NONE"},
        "CHROMA_COHERE_API_KEY",
        "https://api.cohere.com/v1/embed",
        {
            "model": "embed-english-light-v2.0",
            "texts": TEXTS,
            "input_type": "search_document",
            "truncate": "NONE",
        },
        {"id": "1", "response_type": "embeddings_floats", "embeddings": VECTORS, "texts": TEXTS},
        BEARER,
        refusal={"message": "invalid api token"},
        label=" whole",
    ),
    Case(
        "GoogleGeminiEmbeddingFunction",
        {"dimension": 2, "task_type": "RETRIEVAL_DOCUMENT"},
        "GEMINI_API_KEY",
        GOOGLE,
        _gemini("models/gemini-embedding-001", taskType="RETRIEVAL_DOCUMENT", outputDimensionality=2),
        GEMINI_ANSWER,
        {"x-goog-api-key": KEY},
        refusal=GEMINI_REFUSAL,
    ),
    Case(
        "GoogleGenerativeAiEmbeddingFunction",
        {},
        "GOOGLE_API_KEY",
        GOOGLE,
        _gemini("models/gemini-embedding-001", taskType="RETRIEVAL_DOCUMENT"),
        GEMINI_ANSWER,
        {"x-goog-api-key": KEY},
        refusal=GEMINI_REFUSAL,
    ),
    Case(
        "JinaEmbeddingFunction",
        {"model_name": "jina-embeddings-v3", "dimensions": 2, "query_config": {"task": "retrieval.query"}},
        "JINA_API_KEY",
        "https://api.jina.ai/v1/embeddings",
        {"model": "jina-embeddings-v3", "input": TEXTS, "dimensions": 2},
        entries(VECTORS),
        BEARER,
        refusal={"detail": "Invalid API key"},
        query_body={"model": "jina-embeddings-v3", "input": TEXTS, "dimensions": 2, "task": "retrieval.query"},
    ),
    Case(
        "MistralEmbeddingFunction",
        {"model": "mistral-embed"},
        "MISTRAL_API_KEY",
        "https://api.mistral.ai/v1/embeddings",
        {"model": "mistral-embed", "input": TEXTS},
        entries(VECTORS),
        BEARER,
        refusal={"detail": "Unauthorized"},
    ),
    Case(
        "VoyageAIEmbeddingFunction",
        {"model_name": "voyage-3.5", "input_type": "document"},
        "VOYAGE_API_KEY",
        "https://api.voyageai.com/v1/embeddings",
        {"model": "voyage-3.5", "input": TEXTS, "truncation": True, "input_type": "document"},
        entries(VECTORS),
        BEARER,
        refusal={"detail": "Provided API key is invalid."},
    ),
    Case(
        "TogetherAIEmbeddingFunction",
        {"model_name": "BAAI/bge-base-en-v1.5"},
        "TOGETHER_API_KEY",
        "https://api.together.xyz/v1/embeddings",
        {"model": "BAAI/bge-base-en-v1.5", "input": TEXTS},
        entries(VECTORS),
        BEARER,
    ),
    Case(
        "CloudflareWorkersAIEmbeddingFunction",
        {"model_name": "@cf/baai/bge-base-en-v1.5", "account_id": "account"},
        "CLOUDFLARE_API_KEY",
        "https://api.cloudflare.com/client/v4/accounts/account/ai/run/@cf/baai/bge-base-en-v1.5",
        {"text": TEXTS},
        {"result": {"shape": [2, 2], "data": VECTORS}, "success": True, "errors": [], "messages": []},
        BEARER,
        refusal={"result": None, "success": False, "errors": [{"code": 10000, "message": "Authentication error"}]},
    ),
    Case(
        "CloudflareWorkersAIEmbeddingFunction",
        {"model_name": "@cf/baai/bge-m3", "account_id": "account", "gateway_id": "gate"},
        "CHROMA_CLOUDFLARE_API_KEY",
        "https://gateway.ai.cloudflare.com/v1/account/gate/workers-ai/@cf/baai/bge-m3",
        {"text": TEXTS},
        {"result": {"shape": [2, 2], "data": VECTORS}, "success": True, "errors": []},
        BEARER,
        label="-gateway",
    ),
    Case(
        "HuggingFaceEmbeddingFunction",
        {},
        "HUGGINGFACE_API_KEY",
        "https://router.huggingface.co/hf-inference/models/sentence-transformers/all-MiniLM-L6-v2"
        "/pipeline/feature-extraction",
        {"inputs": TEXTS, "options": {"wait_for_model": True}},
        VECTORS,
        BEARER,
        refusal={"error": "Invalid credentials in Authorization header"},
    ),
    Case(
        "HuggingFaceEmbeddingServer",
        {"url": "http://embedder.test:8080/embed"},
        None,
        "http://embedder.test:8080/embed",
        {"inputs": TEXTS},
        VECTORS,
        refusal={"error": "Unauthorized", "error_type": "Unauthorized"},
    ),
    Case(
        "OllamaEmbeddingFunction",
        {"url": "http://models.test:11434/api/embeddings", "model_name": "nomic-embed-text"},
        None,
        "http://models.test:11434/api/embed",
        {"model": "nomic-embed-text", "input": TEXTS},
        {"model": "nomic-embed-text", "embeddings": VECTORS, "total_duration": 1},
        refusal={"error": "unauthorized"},
    ),
    Case(
        "MorphEmbeddingFunction",
        {"encoding_format": "base64"},
        "MORPH_API_KEY",
        "https://api.morphllm.com/v1/embeddings",
        {"model": "morph-embedding-v2", "input": TEXTS, "encoding_format": "base64"},
        entries([base64_of(vector) for vector in VECTORS]),
        BEARER,
    ),
    Case(
        "NomicEmbeddingFunction",
        {
            "model": "nomic-embed-text-v1.5",
            "task_type": "search_document",
            "query_config": {"task_type": "search_query"},
        },
        "NOMIC_API_KEY",
        "https://api-atlas.nomic.ai/v1/embedding/text",
        {"model": "nomic-embed-text-v1.5", "texts": TEXTS, "task_type": "search_document"},
        {"embeddings": VECTORS, "usage": {"prompt_tokens": 2, "total_tokens": 2}},
        BEARER,
        refusal={"detail": "Invalid token"},
        query_body={"model": "nomic-embed-text-v1.5", "texts": TEXTS, "task_type": "search_query"},
    ),
    Case(
        "PerplexityEmbeddingFunction",
        {"dimensions": 2},
        "PERPLEXITY_API_KEY",
        "https://api.perplexity.ai/v1/embeddings",
        {"model": "pplx-embed-v1-0.6b", "input": TEXTS, "dimensions": 2},
        entries([base64_of(vector, "i1") for vector in SIGNED_BYTES]),
        BEARER,
        vectors=SIGNED_BYTES,
    ),
    Case(
        "BasetenEmbeddingFunction",
        {"api_key": None, "api_base": "https://model.test/v1"},
        "BASETEN_API_KEY",
        "https://model.test/v1/embeddings",
        {"model": "baseten-embedding-model", "input": TEXTS},
        entries(VECTORS),
        BEARER,
    ),
    Case(
        "ChromaCloudQwenEmbeddingFunction",
        {
            "model": "Qwen/Qwen3-Embedding-0.6B",
            "task": "films",
            "instructions": {"films": {"documents": "a film", "query": "films like this"}},
        },
        "CHROMA_API_KEY",
        "https://embed.trychroma.com/",
        {"instructions": "a film", "texts": TEXTS},
        {"embeddings": VECTORS, "num_tokens": 2},
        {"x-chroma-token": KEY, "x-chroma-embedding-model": "Qwen/Qwen3-Embedding-0.6B"},
        refusal={"error": "Unauthorized"},
        query_body={"instructions": "films like this", "texts": TEXTS},
    ),
]
ROBOFLOW = Case(
    "RoboflowEmbeddingFunction",
    {},
    "ROBOFLOW_API_KEY",
    f"https://infer.roboflow.com/clip/embed_text?api_key={KEY}",
    {"text": "heist"},
    {"embeddings": [VECTORS[0]], "time": 0.1},
    refusal={"message": f"Unauthorized api_key: {KEY}"},
)
SPLADE = Case(
    "ChromaCloudSpladeEmbeddingFunction",
    {"include_tokens": True},
    "CHROMA_API_KEY",
    "https://embed.trychroma.com/embed_sparse",
    {"texts": TEXTS, "task": "", "target": "", "fetch_tokens": "true"},
    {
        "embeddings": [
            {"indices": [7, 3], "values": [0.5, 0.25], "labels": ["late", "early"]},
            {"indices": [], "values": []},
        ]
    },
    {"x-chroma-token": KEY, "x-chroma-embedding-model": "prithivida/Splade_PP_en_v1"},
    refusal={"error": "Unauthorized"},
)
