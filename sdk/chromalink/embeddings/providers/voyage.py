"""Voyage AI."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import InitVar, dataclass
from typing import ClassVar

from .function import HttpEmbeddingFunction
from .service import Ask, Item, Service

VOYAGE = Service(
    title="Voyage AI",
    stored_name="voyageai",
    fields=("api_key_env_var", "model_name", "input_type", "truncation"),
    variable="VOYAGE_API_KEY",
    official_variable="CHROMA_VOYAGE_API_KEY",
    most_items=1000,
    most_bytes=120_000,
)


@dataclass(eq=False, repr=False)
class VoyageAIEmbeddingFunction(HttpEmbeddingFunction):
    """Voyage's models. `input_type` goes out for texts and queries alike, as the official client does."""

    service: ClassVar[Service] = VOYAGE
    api_key: InitVar[str | None] = None
    model_name: str = "voyage-large-2"
    api_key_env_var: str = "CHROMA_VOYAGE_API_KEY"
    input_type: str | None = None
    truncation: bool = True

    def base_url(self) -> str:
        return "https://api.voyageai.com/v1"

    def ask(self, items: Sequence[Item], query: bool) -> Ask:
        kind = {} if self.input_type is None else {"input_type": self.input_type}
        return Ask({"model": self.model_name, "input": items, "truncation": self.truncation, **kind}, "/embeddings")
