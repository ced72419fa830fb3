"""Jina AI."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import InitVar, dataclass
from typing import ClassVar

from .function import HttpEmbeddingFunction
from .images import base64_png, texts_and_images
from .service import Ask, Item, Service

_SETTINGS = ("task", "late_chunking", "truncate", "dimensions", "embedding_type", "normalized")

JINA = Service(
    title="Jina",
    stored_name="jina",
    fields=("api_key_env_var", "model_name", *_SETTINGS, "query_config"),
    variable="JINA_API_KEY",
    official_variable="CHROMA_JINA_API_KEY",
    most_items=512,
)


@dataclass(eq=False, repr=False)
class JinaEmbeddingFunction(HttpEmbeddingFunction):
    """Jina's models: texts and images. `query_config` is what requests of queries say in addition."""

    service: ClassVar[Service] = JINA
    api_key: InitVar[str | None] = None
    model_name: str = "jina-embeddings-v2-base-en"
    api_key_env_var: str = "CHROMA_JINA_API_KEY"
    task: str | None = None
    late_chunking: bool | None = None
    truncate: bool | None = None
    dimensions: int | None = None
    embedding_type: str | None = None
    normalized: bool | None = None
    query_config: Mapping[str, object] | None = None

    def base_url(self) -> str:
        return "https://api.jina.ai/v1"

    def items(self, input: object) -> Sequence[Item]:
        return texts_and_images(input)

    def ask(self, items: Sequence[Item], query: bool) -> Ask:
        only_texts = all(isinstance(item, str) for item in items)
        given = {name: vars(self)[name] for name in _SETTINGS if vars(self)[name] is not None}
        inputs = items if only_texts else [_described(item) for item in items]
        more = (self.query_config or {}) if query else {}
        return Ask({"model": self.model_name, "input": inputs, **given, **more}, "/embeddings")


def _described(item: Item) -> Mapping[str, str]:
    return {"text": item} if isinstance(item, str) else {"image": base64_png(item)}
