"""Nomic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from .function import HttpEmbeddingFunction
from .service import Ask, Item, Service, listed

NOMIC = Service(
    title="Nomic",
    stored_name="nomic",
    fields=("model", "api_key_env_var", "task_type", "query_config"),
    fixed=("model",),
    official_variable="NOMIC_API_KEY",
    reader=listed("embeddings"),
    most_items=400,
)


@dataclass(eq=False, repr=False)
class NomicEmbeddingFunction(HttpEmbeddingFunction):
    """Nomic's models; queries go out under the `task_type` of `query_config`, where it has one."""

    service: ClassVar[Service] = NOMIC
    model: str
    task_type: str
    query_config: Mapping[str, str] | None
    api_key_env_var: str = "NOMIC_API_KEY"

    def base_url(self) -> str:
        return "https://api-atlas.nomic.ai/v1"

    def ask(self, items: Sequence[Item], query: bool) -> Ask:
        task_type = (self.query_config or {}).get("task_type", self.task_type) if query else self.task_type
        return Ask({"model": self.model, "texts": items, "task_type": task_type}, "/embedding/text")
