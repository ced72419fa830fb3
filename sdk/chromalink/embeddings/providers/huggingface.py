"""Hugging Face: its inference service, and the embedding server one runs oneself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import InitVar, dataclass
from typing import ClassVar

from .function import HttpEmbeddingFunction
from .service import Ask, Item, Service, listed

INFERENCE = Service(
    title="Hugging Face",
    stored_name="huggingface",
    fields=("api_key_env_var", "model_name"),
    variable="HUGGINGFACE_API_KEY",
    official_variable="CHROMA_HUGGINGFACE_API_KEY",
    reader=listed(),
    most_items=32,
)
SERVER = Service(
    title="Hugging Face embedding server",
    stored_name="huggingface_server",
    fields=("url", "api_key_env_var"),
    fixed=("url",),
    variable="HUGGINGFACE_API_KEY",
    needs_key=False,
    reader=listed(),
    most_items=32,
)


@dataclass(eq=False, repr=False)
class HuggingFaceEmbeddingFunction(HttpEmbeddingFunction):
    """Models that Hugging Face serves, at the address that took the place of api-inference.huggingface.co."""

    service: ClassVar[Service] = INFERENCE
    api_key: InitVar[str | None] = None
    model_name: str = "sentence-transformers/all-MiniLM-L6-v2"
    api_key_env_var: str = "CHROMA_HUGGINGFACE_API_KEY"

    def base_url(self) -> str:
        return "https://router.huggingface.co/hf-inference/models"

    def ask(self, items: Sequence[Item], query: bool) -> Ask:
        path = f"/{self.model_name}/pipeline/feature-extraction"
        return Ask({"inputs": items, "options": {"wait_for_model": True}}, path)


@dataclass(eq=False, repr=False)
class HuggingFaceEmbeddingServer(HttpEmbeddingFunction):
    """A text-embeddings-inference server; `url` is that of its embed route, such as http://localhost:8080/embed."""

    service: ClassVar[Service] = SERVER
    url: str
    api_key_env_var: str | None = None
    api_key: InitVar[str | None] = None

    def base_url(self) -> str:
        return self.url

    def ask(self, items: Sequence[Item], query: bool) -> Ask:
        return Ask({"inputs": items})
