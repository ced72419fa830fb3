"""Together AI."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import InitVar, dataclass
from typing import ClassVar

from .function import HttpEmbeddingFunction
from .service import Ask, Item, Service

TOGETHER = Service(
    title="Together AI",
    stored_name="together_ai",
    fields=("api_key_env_var", "model_name"),
    variable="TOGETHER_API_KEY",
    official_variable="CHROMA_TOGETHER_AI_API_KEY",
    most_items=100,
)


@dataclass(eq=False, repr=False)
class TogetherAIEmbeddingFunction(HttpEmbeddingFunction):
    """The embedding models that Together serves."""

    service: ClassVar[Service] = TOGETHER
    model_name: str
    api_key: InitVar[str | None] = None
    api_key_env_var: str = "CHROMA_TOGETHER_AI_API_KEY"

    def base_url(self) -> str:
        return "https://api.together.xyz/v1"

    def ask(self, items: Sequence[Item], query: bool) -> Ask:
        return Ask({"model": self.model_name, "input": items}, "/embeddings")
