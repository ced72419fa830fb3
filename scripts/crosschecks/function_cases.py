"""The cases of stored embedding functions, as data: every official function, each argument at and off its default."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

KEY = "key-of-a-test"
MINE = "MINE"
"""A variable that the caller chose."""

Arguments = Mapping[str, object]


@dataclass(frozen=True)
class Official:
    """One official class: what it must be given, and values off the default of what it may be given."""

    kind: str
    needed: Arguments = field(default_factory=dict[str, object])
    others: Mapping[str, Sequence[object]] = field(default_factory=dict[str, Sequence[object]])
    variable: str | None = None
    """Where it looks for a key by default."""
    providers: str | None = None
    """The provider's own variable, which it prefers."""
    takes_key: bool = True

    def cases(self) -> Iterator[tuple[Arguments, tuple[str, ...]]]:
        """Arguments, and the variables that hold a key."""
        usual = () if self.variable is None else (self.variable,)
        yield self.needed, usual
        for name, values in self.others.items():
            for value in values:
                yield {**self.needed, name: value}, usual
        if len(self.others) > 1:
            yield {**self.needed, **{name: values[0] for name, values in self.others.items()}}, usual
        if self.variable is None:
            return
        yield {**self.needed, "api_key_env_var": MINE}, (MINE,)
        if self.takes_key:
            yield {**self.needed, "api_key": KEY}, ()
        if self.providers is not None:
            yield self.needed, (self.providers,)
            yield self.needed, (self.variable, self.providers)
            yield {**self.needed, "api_key_env_var": MINE}, (MINE, self.providers)
            yield {**self.needed, "api_key_env_var": self.providers}, (self.providers,)


AZURE = {"api_type": "azure", "api_version": "2024-02-01", "deployment_id": "small", "api_base": "https://a.test"}
QUERY_CONFIG = {"query_config": {"task": "query"}}
"""Without one the official client refuses to store the sparse functions that may have it."""
FUNCTIONS = [
    Official(
        "OpenAIEmbeddingFunction",
        others={
            "model_name": ["text-embedding-3-small", "modèle-数"],
            "organization_id": ["org"],
            "api_base": ["https://compatible.test/v1", "http://localhost:1234/v1/"],
            "default_headers": [{"X-Team": "films", "a": "1"}, {}],
            "dimensions": [256],
        },
        variable="CHROMA_OPENAI_API_KEY",
        providers="OPENAI_API_KEY",
    ),
    Official(
        "OpenAIEmbeddingFunction",
        AZURE,
        {"dimensions": [256], "model_name": ["text-embedding-3-large"]},
        variable="CHROMA_OPENAI_API_KEY",
        providers="OPENAI_API_KEY",
    ),
    Official(
        "CohereEmbeddingFunction",
        others={
            "model_name": ["embed-multilingual-v2.0", "embed-english-v2.0", "embed-english-light-v2.0", "embed-v4"]
        },
        variable="CHROMA_COHERE_API_KEY",
        providers="COHERE_API_KEY",
    ),
    Official(
        "GoogleGeminiEmbeddingFunction",
        others={
            "model_name": ["text-embedding-005"],
            "task_type": ["RETRIEVAL_QUERY"],
            "dimension": [768],
            "vertexai": [False],
            "project": ["films"],
            "location": ["europe-west4"],
        },
        variable="GEMINI_API_KEY",
        takes_key=False,
    ),
    Official(
        "GoogleGenerativeAiEmbeddingFunction",
        others={"model_name": ["embedding-001"], "task_type": ["CLUSTERING"], "dimension": [256]},
        variable="GEMINI_API_KEY",
        providers="GOOGLE_API_KEY",
    ),
    Official(
        "JinaEmbeddingFunction",
        others={
            "model_name": ["jina-embeddings-v3"],
            "task": ["retrieval.passage"],
            "late_chunking": [False, True],
            "truncate": [True, False],
            "dimensions": [512],
            "embedding_type": ["float"],
            "normalized": [True, False],
            "query_config": [{"task": "retrieval.query", "late_chunking": True, "truncate": False}, {}],
        },
        variable="CHROMA_JINA_API_KEY",
        providers="JINA_API_KEY",
    ),
    Official("MistralEmbeddingFunction", {"model": "mistral-embed"}, variable="MISTRAL_API_KEY", takes_key=False),
    Official(
        "VoyageAIEmbeddingFunction",
        others={"model_name": ["voyage-3.5"], "input_type": ["document", "query"], "truncation": [False]},
        variable="CHROMA_VOYAGE_API_KEY",
        providers="VOYAGE_API_KEY",
    ),
    Official(
        "TogetherAIEmbeddingFunction",
        {"model_name": "BAAI/bge-base-en-v1.5"},
        variable="CHROMA_TOGETHER_AI_API_KEY",
        providers="TOGETHER_API_KEY",
    ),
    Official(
        "CloudflareWorkersAIEmbeddingFunction",
        {"model_name": "@cf/baai/bge-base-en-v1.5", "account_id": "account"},
        {"gateway_id": ["gate"]},
        variable="CHROMA_CLOUDFLARE_API_KEY",
        providers="CLOUDFLARE_API_KEY",
    ),
    Official(
        "HuggingFaceEmbeddingFunction",
        others={"model_name": ["intfloat/e5-small"]},
        variable="CHROMA_HUGGINGFACE_API_KEY",
        providers="HUGGINGFACE_API_KEY",
    ),
    Official("HuggingFaceEmbeddingServer", {"url": "http://localhost:8080/embed"}, {"api_key": [KEY]}),
    Official(
        "OllamaEmbeddingFunction",
        others={
            "url": ["http://models:11434/api/embeddings", "http://models:11434/"],
            "model_name": ["nomic-embed-text"],
            "timeout": [5, 2.5],
        },
    ),
    Official(
        "MorphEmbeddingFunction",
        others={
            "model_name": ["morph-embedding-v3"],
            "api_base": ["https://morph.test/v1/"],
            "encoding_format": ["base64"],
        },
        variable="MORPH_API_KEY",
    ),
    Official(
        "NomicEmbeddingFunction",
        {"model": "nomic-embed-text-v1.5", "task_type": "search_document", "query_config": None},
        {"query_config": [{"task_type": "search_query"}], "task_type": ["clustering"]},
        variable="NOMIC_API_KEY",
        takes_key=False,
    ),
    Official(
        "RoboflowEmbeddingFunction",
        others={"api_url": ["http://localhost:9001", "http://localhost:9001/"]},
        variable="CHROMA_ROBOFLOW_API_KEY",
        providers="ROBOFLOW_API_KEY",
    ),
    Official(
        "PerplexityEmbeddingFunction",
        others={"model_name": ["pplx-embed-v1-4b"], "dimensions": [256]},
        variable="PERPLEXITY_API_KEY",
    ),
    Official(
        "BasetenEmbeddingFunction",
        {"api_key": None, "api_base": "https://model.test/v1"},
        {"api_base": ["https://model.test/v1/"]},
        variable="CHROMA_BASETEN_API_KEY",
        providers="BASETEN_API_KEY",
    ),
    Official(
        "ChromaCloudQwenEmbeddingFunction",
        {"model": "Qwen/Qwen3-Embedding-0.6B", "task": "nl_to_code"},
        {"instructions": [{"films": {"documents": "", "query": "films like “this”"}, "b": {}}, {}], "task": ["films"]},
        variable="CHROMA_API_KEY",
        takes_key=False,
    ),
    Official(
        "OpenCLIPEmbeddingFunction", others={"model_name": ["RN50"], "checkpoint": ["openai"], "device": ["cuda"]}
    ),
    Official("OpenCLIPEmbeddingFunction", {"device": None}),
    Official(
        "InstructorEmbeddingFunction",
        others={"model_name": ["hkunlp/instructor-xl"], "device": ["cuda"], "instruction": ["Represent the film:", ""]},
    ),
    Official(
        "SentenceTransformerEmbeddingFunction",
        others={
            "model_name": ["all-mpnet-base-v2"],
            "device": ["cuda"],
            "normalize_embeddings": [True],
            "revision": ["main"],
            "truncate_dim": [128],
            "tokenizer_kwargs": [{"padding_side": "left", "sizes": [1, 2.5]}],
        },
    ),
    Official("Text2VecEmbeddingFunction", others={"model_name": ["shibing624/text2vec-base-multilingual"]}),
    Official("ONNXMiniLM_L6_V2", others={"preferred_providers": [["CPUExecutionProvider"]]}),
    Official(
        "GooglePalmEmbeddingFunction",
        others={"model_name": ["models/embedding-gecko-002"]},
        variable="CHROMA_GOOGLE_PALM_API_KEY",
    ),
    Official(
        "GoogleVertexEmbeddingFunction",
        others={
            "model_name": ["textembedding-gecko-multilingual"],
            "project_id": ["films"],
            "region": ["europe-west4"],
        },
        variable="CHROMA_GOOGLE_VERTEX_API_KEY",
    ),
    Official(
        "AmazonBedrockEmbeddingFunction",
        {"session": {}},
        {
            "session": [{"region_name": "eu-west-1", "profile_name": "films"}],
            "model_name": ["amazon.titan-embed-text-v2:0"],
            "use_ssl": [True],
        },
    ),
]
SPARSE_FUNCTIONS = [
    Official(
        "ChromaBm25EmbeddingFunction",
        others={
            "k": [2, 1.5],
            "b": [0.5, 0],
            "avg_doc_length": [100.0, 64],
            "token_max_length": [20],
            "stopwords": [["the", "ä"], []],
            "include_tokens": [True],
        },
    ),
    Official(
        "ChromaCloudSpladeEmbeddingFunction",
        others={"include_tokens": [True], "model": ["prithivida/Splade_PP_en_v1"]},
        variable="CHROMA_API_KEY",
        takes_key=False,
    ),
    Official(
        "HuggingFaceSparseEmbeddingFunction",
        {"model_name": "naver/splade", "device": "cpu", **QUERY_CONFIG},
        {"task": ["query"], "query_config": [{"task": "document"}], "device": ["cuda"], "revision": ["main"]},
    ),
    Official(
        "FastembedSparseEmbeddingFunction",
        {"model_name": "Qdrant/bm25", **QUERY_CONFIG},
        {
            "task": ["query"],
            "cache_dir": ["/tmp/models"],
            "threads": [2],
            "cuda": [False],
            "device_ids": [[0, 1]],
            "lazy_load": [True],
            "query_config": [{"task": "document"}],
            "local_files_only": [True],
        },
    ),
    Official(
        "Bm25EmbeddingFunction",
        QUERY_CONFIG,
        {
            "avg_len": [200.5],
            "task": ["query"],
            "cache_dir": ["/tmp/models"],
            "k": [1.5],
            "b": [0.5],
            "language": ["german"],
            "token_max_length": [30],
            "disable_stemmer": [True],
            "specific_model_path": ["/tmp/model"],
            "query_config": [{"task": "document"}],
            "local_files_only": [True],
        },
    ),
]
