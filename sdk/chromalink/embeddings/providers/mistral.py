"""Mistral."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from .function import HttpEmbeddingFunction
from .service import Ask, Item, Service

MISTRAL = Service(
    title="Mistral",
    stored_name="mistral",
    fields=("model", "api_key_env_var"),
    fixed=("model",),
    official_variable="MISTRAL_API_KEY",
    most_items=128,
    most_bytes=16_384,
)


@dataclass(eq=False, repr=False)
class MistralEmbeddingFunction(HttpEmbeddingFunction):
    """Mistral's models, such as mistral-embed."""

    service: ClassVar[Service] = MISTRAL
    model: str
    api_key_env_var: str = "MISTRAL_API_KEY"

    def base_url(self) -> str:
        return "https://api.mistral.ai/v1"

    def ask(self, items: Sequence[Item], query: bool) -> Ask:
        return Ask({"model": self.model, "input": items}, "/embeddings")
