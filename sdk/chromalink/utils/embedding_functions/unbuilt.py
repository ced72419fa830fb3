"""Embedding functions of the official client that are not built here, so that code which only names them still imports.

Making one raises EmbeddingError, which says what to use instead. A collection that stores one opens all the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NoReturn

from chromalink.embeddings import EmbeddingFunction
from chromalink.errors import EmbeddingError
from chromalink.types import Embeddings


class _Unbuilt(EmbeddingFunction[Sequence[str]]):
    """A class whose objects cannot be made."""

    def __call__(self, input: Sequence[str]) -> Embeddings:
        raise _refusal(self.name(), "another embedding function")

    def get_config(self) -> Mapping[str, object]:
        raise _refusal(self.name(), "another embedding function")


class GooglePalmEmbeddingFunction(_Unbuilt):
    """The PaLM API, which Google has shut down."""

    def __init__(
        self,
        api_key: str | None = None,
        model_name: str = "models/embedding-gecko-001",
        api_key_env_var: str = "CHROMA_GOOGLE_PALM_API_KEY",
    ) -> None:
        raise _refusal(self.name(), "GoogleGeminiEmbeddingFunction")

    @staticmethod
    def name() -> str:
        return "google_palm"

    @staticmethod
    def build_from_config(config: dict[str, object]) -> NoReturn:
        raise _refusal(GooglePalmEmbeddingFunction.name(), "GoogleGeminiEmbeddingFunction")


class GoogleVertexEmbeddingFunction(_Unbuilt):
    """Vertex AI, which needs a Google Cloud login."""

    def __init__(
        self,
        api_key: str | None = None,
        model_name: str = "textembedding-gecko",
        project_id: str = "cloud-large-language-models",
        region: str = "us-central1",
        api_key_env_var: str = "CHROMA_GOOGLE_VERTEX_API_KEY",
    ) -> None:
        raise _refusal(self.name(), "GoogleGeminiEmbeddingFunction")

    @staticmethod
    def name() -> str:
        return "google_vertex"

    @staticmethod
    def build_from_config(config: dict[str, object]) -> NoReturn:
        raise _refusal(GoogleVertexEmbeddingFunction.name(), "GoogleGeminiEmbeddingFunction")


class ONNXMiniLM_L6_V2(_Unbuilt):  # noqa: N801  # the official name
    """The default model under a name of its own, with a choice of what onnxruntime runs it on."""

    def __init__(self, preferred_providers: list[str] | None = None) -> None:
        raise _refusal(self.name(), "DefaultEmbeddingFunction, which runs the same model")

    @staticmethod
    def name() -> str:
        return "onnx_mini_lm_l6_v2"

    @staticmethod
    def build_from_config(config: dict[str, object]) -> NoReturn:
        raise _refusal(ONNXMiniLM_L6_V2.name(), "DefaultEmbeddingFunction, which runs the same model")

    def max_tokens(self) -> int:
        """Tokens of a text that would count."""
        return 256


def _refusal(name: str, instead: str) -> EmbeddingError:
    return EmbeddingError(f"the embedding function {name!r} is not built here; use {instead}")
