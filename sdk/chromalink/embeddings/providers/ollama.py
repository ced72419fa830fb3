"""Ollama."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from chromalink.patience import Timeouts

from .function import HttpEmbeddingFunction
from .service import Ask, Item, Service, listed

OLLAMA = Service(
    title="Ollama",
    stored_name="ollama",
    fields=("url", "model_name", "timeout"),
    needs_key=False,
    reader=listed("embeddings"),
    most_items=128,
)
_OLD_ROUTE = "/api/embeddings"
"""What collections of older clients store at the end of the URL."""


@dataclass(eq=False, repr=False)
class OllamaEmbeddingFunction(HttpEmbeddingFunction):
    """A model that an Ollama server at `url` has pulled; `timeout` in seconds is of one request."""

    service: ClassVar[Service] = OLLAMA
    url: str = "http://localhost:11434"
    model_name: str = "chroma/all-minilm-l6-v2-f32"
    timeout: int = 60

    def base_url(self) -> str:
        return self.url.rstrip("/").removesuffix(_OLD_ROUTE)

    def patience(self) -> Timeouts:
        return replace(self.timeouts, read=self.timeout, write=self.timeout)

    def ask(self, items: Sequence[Item], query: bool) -> Ask:
        return Ask({"model": self.model_name, "input": items}, "/api/embed")
