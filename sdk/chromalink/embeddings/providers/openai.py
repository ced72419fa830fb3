"""OpenAI, Azure OpenAI, and providers that speak as OpenAI does: Morph, Baseten, Perplexity."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import InitVar, dataclass
from typing import ClassVar, Self, cast

from chromalink.errors import InvalidInputError

from .function import HttpEmbeddingFunction
from .service import Ask, Item, Service, bearer

OPENAI = Service(
    title="OpenAI",
    stored_name="openai",
    fields=(
        "api_key_env_var",
        "model_name",
        "organization_id",
        "api_base",
        "api_type",
        "api_version",
        "deployment_id",
        "default_headers",
        "dimensions",
    ),
    variable="OPENAI_API_KEY",
    official_variable="CHROMA_OPENAI_API_KEY",
    most_items=2048,
    most_bytes=300_000,
)
MORPH = Service(
    title="Morph",
    stored_name="morph",
    fields=("api_key_env_var", "model_name", "api_base", "encoding_format"),
    official_variable="MORPH_API_KEY",
    most_items=100,
)
BASETEN = Service(
    title="Baseten",
    stored_name="baseten",
    fields=("api_base", "api_key_env_var"),
    fixed=(),
    variable="BASETEN_API_KEY",
    official_variable="CHROMA_BASETEN_API_KEY",
    most_items=128,
)
PERPLEXITY = Service(
    title="Perplexity",
    stored_name="perplexity",
    fields=("api_key_env_var", "model_name", "dimensions"),
    variable="PERPLEXITY_API_KEY",
    official_variable="PERPLEXITY_API_KEY",
    encoding="i1",
    most_items=512,
    most_bytes=120_000,
)


@dataclass(eq=False, repr=False)
class OpenAIEmbeddingFunction(HttpEmbeddingFunction):
    """OpenAI, or at `api_base` any server with its API; Azure OpenAI with `api_type="azure"`.

    For Azure `api_base` is the resource (`https://name.openai.azure.com`), and `api_version` and `deployment_id` are
    needed. `dimensions` counts with models named text-embedding-3.
    """

    service: ClassVar[Service] = OPENAI
    api_key: InitVar[str | None] = None
    model_name: str = "text-embedding-ada-002"
    organization_id: str | None = None
    api_base: str | None = None
    api_type: str | None = None
    api_version: str | None = None
    deployment_id: str | None = None
    default_headers: dict[str, str] | None = None
    dimensions: int | None = None
    api_key_env_var: str = "CHROMA_OPENAI_API_KEY"

    def check(self) -> None:
        if self.api_type == "azure":
            for name in ("api_version", "deployment_id", "api_base"):
                if getattr(self, name) is None:
                    raise InvalidInputError(f"{name}: expected one for Azure OpenAI (api_type='azure'), got None")

    def base_url(self) -> str:
        base = (self.api_base or "https://api.openai.com/v1").rstrip("/")
        return f"{base}/openai/deployments/{self.deployment_id}" if self.api_type == "azure" else base

    def headers(self) -> Mapping[str, str]:
        organization = {} if self.organization_id is None else {"openai-organization": self.organization_id}
        return organization | {name.lower(): value for name, value in (self.default_headers or {}).items()}

    def key_headers(self, key: str) -> Mapping[str, str]:
        return {"api-key": key} if self.api_type == "azure" else bearer(key)

    def ask(self, items: Sequence[Item], query: bool) -> Ask:
        shortened = self.dimensions is not None and "text-embedding-3" in self.model_name
        dimensions = {"dimensions": self.dimensions} if shortened else {}
        version = {"api-version": self.api_version or ""} if self.api_type == "azure" else {}
        body = {"model": self.model_name, "input": items, "encoding_format": "base64", **dimensions}
        return Ask(body, "/embeddings", version)


@dataclass(eq=False, repr=False)
class MorphEmbeddingFunction(HttpEmbeddingFunction):
    """Morph's models for code."""

    service: ClassVar[Service] = MORPH
    api_key: InitVar[str | None] = None
    model_name: str = "morph-embedding-v2"
    api_base: str = "https://api.morphllm.com/v1"
    encoding_format: str = "float"
    api_key_env_var: str = "MORPH_API_KEY"

    def base_url(self) -> str:
        return self.api_base.rstrip("/")

    def ask(self, items: Sequence[Item], query: bool) -> Ask:
        body = {"model": self.model_name, "input": items, "encoding_format": self.encoding_format}
        return Ask(body, "/embeddings")


@dataclass(eq=False, repr=False)
class BasetenEmbeddingFunction(HttpEmbeddingFunction):
    """A model deployed on Baseten, at its address `api_base`."""

    service: ClassVar[Service] = BASETEN
    api_key: InitVar[str | None]
    api_base: str
    api_key_env_var: str = "CHROMA_BASETEN_API_KEY"

    @classmethod
    def build_from_config(cls, config: dict[str, object]) -> Self:
        build = cast("Callable[..., Self]", cls)
        return build(None, **{name: config[name] for name in cls.service.fields if name in config})

    def base_url(self) -> str:
        return self.api_base.rstrip("/")

    def check(self) -> None:
        if not self.api_base:
            raise InvalidInputError(f"api_base: expected the address of the deployment, got {self.api_base!r}")

    def ask(self, items: Sequence[Item], query: bool) -> Ask:
        return Ask({"model": "baseten-embedding-model", "input": items}, "/embeddings")


@dataclass(eq=False, repr=False)
class PerplexityEmbeddingFunction(HttpEmbeddingFunction):
    """Perplexity's models; the vectors are signed bytes, so that their length means nothing."""

    service: ClassVar[Service] = PERPLEXITY
    api_key: InitVar[str | None] = None
    model_name: str = "pplx-embed-v1-0.6b"
    api_key_env_var: str = "PERPLEXITY_API_KEY"
    dimensions: int | None = None

    def base_url(self) -> str:
        return "https://api.perplexity.ai/v1"

    def ask(self, items: Sequence[Item], query: bool) -> Ask:
        dimensions = {} if self.dimensions is None else {"dimensions": self.dimensions}
        return Ask({"model": self.model_name, "input": items, **dimensions}, "/embeddings")
