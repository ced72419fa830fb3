"""The models that Chroma Cloud embeds with: Qwen (dense) and Splade (sparse)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, ClassVar, cast

from chromalink.config import variable
from chromalink.errors import ChromaError, EmbeddingError, InvalidInputError
from chromalink.sparse import SparseVector

from ..sparse import SparseEmbeddingFunction
from ..texts import checked
from .asking import asked
from .function import HttpEmbeddingFunction, Provided
from .service import Ask, Item, Service, listed

if TYPE_CHECKING:
    from chromalink._core.effects import Flow


class ChromaCloudQwenEmbeddingModel(Enum):
    """The Qwen models on offer."""

    QWEN3_EMBEDDING_0p6B = "Qwen/Qwen3-Embedding-0.6B"


class ChromaCloudQwenEmbeddingTarget(Enum):
    """What a text is to Qwen."""

    DOCUMENTS = "documents"
    QUERY = "query"


class ChromaCloudSpladeEmbeddingModel(Enum):
    """The Splade models on offer."""

    SPLADE_PP_EN_V1 = "prithivida/Splade_PP_en_v1"


def _token(key: str) -> dict[str, str]:
    return {"x-chroma-token": key}


QWEN = Service(
    title="Chroma Cloud (Qwen)",
    stored_name="chroma-cloud-qwen",
    fields=("api_key_env_var", "model", "task", "instructions"),
    fixed=("model", "task", "instructions"),
    official_variable="CHROMA_API_KEY",
    headers=_token,
    reader=listed("embeddings"),
    most_items=100,
)
SPLADE = Service(
    title="Chroma Cloud (Splade)",
    stored_name="chroma-cloud-splade",
    fields=("api_key_env_var", "model", "include_tokens"),
    fixed=("model", "include_tokens"),
    official_variable="CHROMA_API_KEY",
    headers=_token,
    reader=listed("embeddings"),
    most_items=100,
)

Instructions = Mapping[str, Mapping[ChromaCloudQwenEmbeddingTarget, str]]


def _default_instructions() -> Instructions:
    # Stored with every collection, so it is the official client's text to the letter.
    question = "Given a question about coding, retrieval code or passage that can solve user's question"
    targets = ChromaCloudQwenEmbeddingTarget
    return {"nl_to_code": {targets.DOCUMENTS: "", targets.QUERY: question}}


def _url() -> str:
    """CHROMA_EMBED_URL, for an embedding service elsewhere, else the Cloud's."""
    return (variable("CHROMA_EMBED_URL") or "https://embed.trychroma.com").rstrip("/")


def _known(argument: str, kind: type[Enum], value: object) -> Enum:
    try:
        return kind(value)
    except ValueError:
        offered = ", ".join(repr(one.value) for one in kind)
        raise InvalidInputError(f"{argument}: expected one of {offered}, got {value!r}") from None


@dataclass(eq=False, repr=False)
class ChromaCloudQwenEmbeddingFunction(HttpEmbeddingFunction):
    """Qwen on Chroma Cloud. `instructions` tell, for each task, what the model is told of documents and of queries."""

    service: ClassVar[Service] = QWEN
    model: ChromaCloudQwenEmbeddingModel
    task: str | None
    instructions: Instructions = field(default_factory=_default_instructions)
    api_key_env_var: str = "CHROMA_API_KEY"

    def check(self) -> None:
        targets = ChromaCloudQwenEmbeddingTarget
        self.model = cast("ChromaCloudQwenEmbeddingModel", _known("model", ChromaCloudQwenEmbeddingModel, self.model))
        self.instructions = {
            task: {
                cast("ChromaCloudQwenEmbeddingTarget", _known("instructions", targets, target)): text
                for target, text in told.items()
            }
            for task, told in self.instructions.items()
        }

    def base_url(self) -> str:
        return _url()

    def headers(self) -> Mapping[str, str]:
        return {"x-chroma-embedding-model": self.model.value}

    def ask(self, items: Sequence[Item], query: bool) -> Ask:
        target = ChromaCloudQwenEmbeddingTarget.QUERY if query else ChromaCloudQwenEmbeddingTarget.DOCUMENTS
        told = self.instructions.get(self.task or "", {})
        return Ask({"instructions": told.get(target, ""), "texts": items})

    def get_config(self) -> dict[str, object]:
        told = {task: {target.value: text for target, text in of.items()} for task, of in self.instructions.items()}
        return {**super().get_config(), "model": self.model.value, "instructions": told}


@dataclass(eq=False, repr=False)
class ChromaCloudSpladeEmbeddingFunction(  # pyright: ignore[reportIncompatibleMethodOverride]  # class methods serve as static ones
    Provided, SparseEmbeddingFunction[Sequence[str]]
):
    """Splade on Chroma Cloud: sparse vectors, labelled with their words where `include_tokens`."""

    service: ClassVar[Service] = SPLADE
    api_key_env_var: str = "CHROMA_API_KEY"
    model: ChromaCloudSpladeEmbeddingModel = ChromaCloudSpladeEmbeddingModel.SPLADE_PP_EN_V1
    include_tokens: bool = False

    def check(self) -> None:
        found = _known("model", ChromaCloudSpladeEmbeddingModel, self.model)
        self.model = cast("ChromaCloudSpladeEmbeddingModel", found)
        self.include_tokens = bool(self.include_tokens)

    def base_url(self) -> str:
        return _url()

    def headers(self) -> Mapping[str, str]:
        return {"x-chroma-embedding-model": self.model.value}

    def ask(self, items: Sequence[Item], query: bool) -> Ask:
        wanted = "true" if self.include_tokens else "false"
        return Ask({"texts": items, "task": "", "target": "", "fetch_tokens": wanted}, "/embed_sparse")

    def get_config(self) -> dict[str, object]:
        return {**super().get_config(), "model": self.model.value}

    def __call__(self, input: Sequence[str]) -> list[SparseVector]:
        return self._connection.run(self._embedded(input))

    async def acall(self, input: Sequence[str]) -> list[SparseVector]:
        """Like calling it, awaited."""
        return await self._connection.arun(self._embedded(input))

    async def aembed_query(self, input: Sequence[str]) -> list[SparseVector]:
        """Like `embed_query`, awaited."""
        return await self.acall(input)

    def _embedded(self, input: object) -> Flow[list[SparseVector]]:
        read = _labelled if self.include_tokens else _unlabelled
        return (yield from asked(self.service, self.asks(checked(input), query=False), read, self._policy))


def _labelled(service: Service, vectors: Sequence[object]) -> list[SparseVector]:
    return [_vector(vector, labelled=True) for vector in vectors]


def _unlabelled(service: Service, vectors: Sequence[object]) -> list[SparseVector]:
    return [_vector(vector, labelled=False) for vector in vectors]


def _vector(told: object, *, labelled: bool) -> SparseVector:
    """One vector, its dimensions put in order, which the service does not promise."""
    try:
        fields = cast("Mapping[str, list[object]]", told)
        columns = [fields["indices"], fields["values"]]
        if labelled and fields.get("labels"):
            columns.append(fields["labels"])
        rows = sorted(zip(*columns, strict=True), key=lambda row: cast("int", row[0]))
        make = cast("Callable[..., SparseVector]", SparseVector)
        empty: list[tuple[object, ...]] = [() for _ in columns]
        return make(*(list(column) for column in (zip(*rows, strict=True) if rows else empty)))
    except (AttributeError, KeyError, TypeError, ValueError, ChromaError) as exc:
        raise EmbeddingError(f"answered a sparse vector that is none: {exc}") from exc
