"""Roboflow: CLIP over HTTP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import InitVar, dataclass
from typing import ClassVar

from .function import HttpEmbeddingFunction
from .images import base64_png, texts_and_images
from .service import Ask, Item, Service, listed


def _in_the_query(key: str) -> Mapping[str, str]:
    return {}


ROBOFLOW = Service(
    title="Roboflow",
    stored_name="roboflow",
    fields=("api_key_env_var", "api_url"),
    fixed=(),
    variable="ROBOFLOW_API_KEY",
    official_variable="CHROMA_ROBOFLOW_API_KEY",
    headers=_in_the_query,
    reader=listed("embeddings"),
    most_items=1,
)


@dataclass(eq=False, repr=False)
class RoboflowEmbeddingFunction(HttpEmbeddingFunction):
    """CLIP at Roboflow or at an inference server of one's own (`api_url`): texts and images, one a request."""

    service: ClassVar[Service] = ROBOFLOW
    api_key: InitVar[str | None] = None
    api_url: str = "https://infer.roboflow.com"
    api_key_env_var: str = "CHROMA_ROBOFLOW_API_KEY"

    def base_url(self) -> str:
        return self.api_url.rstrip("/")

    def items(self, input: object) -> Sequence[Item]:
        return texts_and_images(input)

    def ask(self, items: Sequence[Item], query: bool) -> Ask:
        key = {"api_key": self._key or ""}
        (item,) = items
        if isinstance(item, str):
            return Ask({"text": item}, "/clip/embed_text", key)
        return Ask({"image": {"type": "base64", "value": base64_png(item)}}, "/clip/embed_image", key)
