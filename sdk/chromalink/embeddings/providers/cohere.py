"""Cohere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import InitVar, dataclass
from typing import ClassVar

from chromalink.errors import InvalidInputError

from ..protocol import Space
from .function import HttpEmbeddingFunction
from .images import base64_png, texts_and_images
from .service import Ask, Item, Service, listed

COHERE = Service(
    title="Cohere",
    stored_name="cohere",
    fields=("api_key_env_var", "model_name", "truncate"),
    optional=("truncate",),
    variable="COHERE_API_KEY",
    official_variable="CHROMA_COHERE_API_KEY",
    reader=listed("embeddings"),
    most_items=96,
    most_images=1,
)


@dataclass(eq=False, repr=False)
class CohereEmbeddingFunction(HttpEmbeddingFunction):
    """Cohere's models: texts, or images, not both in one call.

    `truncate` ("NONE", "START" or "END") says what becomes of a text that is too long; None leaves it to Cohere.
    """

    service: ClassVar[Service] = COHERE
    api_key: InitVar[str | None] = None
    model_name: str = "large"
    api_key_env_var: str = "CHROMA_COHERE_API_KEY"
    truncate: str | None = None

    def check(self) -> None:
        if self.truncate not in (None, "NONE", "START", "END"):
            raise InvalidInputError(f"truncate: expected 'NONE', 'START' or 'END', got {self.truncate!r}")

    def base_url(self) -> str:
        return "https://api.cohere.com/v1"

    def items(self, input: object) -> Sequence[Item]:
        found = texts_and_images(input)
        if len({isinstance(item, str) for item in found}) > 1:
            raise InvalidInputError("input: expected texts or images, found both; Cohere embeds them in separate calls")
        return found

    def ask(self, items: Sequence[Item], query: bool) -> Ask:
        if all(isinstance(item, str) for item in items):
            cut = {} if self.truncate is None else {"truncate": self.truncate}
            return Ask({"model": self.model_name, "texts": items, "input_type": "search_document", **cut}, "/embed")
        images = [f"data:image/png;base64,{base64_png(item)}" for item in items]
        return Ask({"model": self.model_name, "images": images, "input_type": "image"}, "/embed")

    def default_space(self) -> Space:
        return "ip" if self.model_name == "embed-multilingual-v2.0" else "cosine"

    def supported_spaces(self) -> list[Space]:
        if self.model_name in ("embed-english-v2.0", "embed-english-light-v2.0"):
            return ["cosine"]
        return ["ip"] if self.model_name == "embed-multilingual-v2.0" else ["cosine", "l2", "ip"]
