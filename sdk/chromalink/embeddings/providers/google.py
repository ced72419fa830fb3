"""Google's Gemini API. What needs a Google Cloud login (Vertex AI) is not built."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import InitVar, dataclass
from typing import ClassVar, cast

from chromalink.errors import InvalidInputError

from .function import HttpEmbeddingFunction
from .service import Ask, Item, Service, listed


def _header(key: str) -> dict[str, str]:
    return {"x-goog-api-key": key}


def _values(answer: object) -> Sequence[object]:
    entries = cast("Sequence[Mapping[str, object]]", listed("embeddings")(answer))
    return [entry.get("values") if isinstance(entry, Mapping) else None for entry in entries]


GEMINI = Service(
    title="Google Gemini",
    stored_name="google_gemini",
    fields=("model_name", "api_key_env_var", "vertexai", "project", "location", "task_type", "dimension"),
    optional=("task_type", "dimension"),
    fixed=("model_name", "dimension", "vertexai", "project", "location"),
    official_variable="GEMINI_API_KEY",
    headers=_header,
    reader=_values,
    most_items=100,
)
GENERATIVE_AI = Service(
    title="Google Generative AI",
    stored_name="google_generative_ai",
    fields=("api_key_env_var", "model_name", "task_type", "dimension"),
    optional=("dimension",),
    fixed=("model_name", "task_type", "dimension"),
    variable="GOOGLE_API_KEY",
    official_variable="GEMINI_API_KEY",
    headers=_header,
    reader=_values,
    most_items=100,
)
BASE_URL = "https://generativelanguage.googleapis.com/v1beta"


def _ask(model_name: str, task_type: str | None, dimension: int | None, texts: Sequence[Item]) -> Ask:
    model = model_name if "/" in model_name else f"models/{model_name}"
    settings: dict[str, object] = {"taskType": task_type, "outputDimensionality": dimension}
    given = {name: value for name, value in settings.items() if value is not None}
    requests = [{"model": model, "content": {"parts": [{"text": text}]}, **given} for text in texts]
    return Ask({"requests": requests}, f"/{model}:batchEmbedContents")


@dataclass(eq=False, repr=False)
class GoogleGeminiEmbeddingFunction(HttpEmbeddingFunction):
    """Gemini's models by API key; `vertexai=True`, which needs a Google Cloud login, is refused."""

    service: ClassVar[Service] = GEMINI
    model_name: str = "gemini-embedding-001"
    task_type: str | None = None
    dimension: int | None = None
    api_key_env_var: str | None = "GEMINI_API_KEY"
    vertexai: bool | None = None
    project: str | None = None
    location: str | None = None

    def check(self) -> None:
        if self.vertexai:
            raise InvalidInputError("vertexai: expected False or None, got True: Vertex AI needs a Google Cloud login")

    def base_url(self) -> str:
        return BASE_URL

    def ask(self, items: Sequence[Item], query: bool) -> Ask:
        return _ask(self.model_name, self.task_type, self.dimension, items)


@dataclass(eq=False, repr=False)
class GoogleGenerativeAiEmbeddingFunction(HttpEmbeddingFunction):
    """Gemini's models, as collections of the older Google library store them."""

    service: ClassVar[Service] = GENERATIVE_AI
    api_key: InitVar[str | None] = None
    model_name: str = "gemini-embedding-001"
    task_type: str = "RETRIEVAL_DOCUMENT"
    api_key_env_var: str = "GEMINI_API_KEY"
    dimension: int | None = None

    def base_url(self) -> str:
        return BASE_URL

    def ask(self, items: Sequence[Item], query: bool) -> Ask:
        return _ask(self.model_name, self.task_type, self.dimension, items)


GoogleGenaiEmbeddingFunction = GoogleGeminiEmbeddingFunction
"""The name it had before in the official client."""
