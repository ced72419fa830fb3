"""What an index is made with. None leaves a setting to the server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypeVar, cast

from .._core.expectations import count, number, shown
from ..embeddings.default import DefaultEmbeddingFunction
from ..embeddings.protocol import adopt
from ..embeddings.sparse import SparseEmbeddingFunction
from ..errors import InvalidInputError, WrongTypeError
from ..search.key import Key, name_of

if TYPE_CHECKING:
    from ..embeddings.protocol import AsyncTextEmbedder
    from ..types import Space

T = TypeVar("T")

DOCUMENT = "#document"
SPACES = ("cosine", "l2", "ip")
DEFAULT = DefaultEmbeddingFunction()


@dataclass(frozen=True, slots=True)
class FtsIndexConfig:
    """Full-text search of documents.

    Examples:
        >>> schema = Schema().delete_index(FtsIndexConfig(), key=K.DOCUMENT)
    """


@dataclass(frozen=True, slots=True)
class StringInvertedIndexConfig:
    """Filters on texts in metadata.

    Examples:
        >>> schema = Schema().delete_index(StringInvertedIndexConfig(), key="genre")
    """


@dataclass(frozen=True, slots=True)
class IntInvertedIndexConfig:
    """Filters on whole numbers in metadata.

    Examples:
        >>> schema = Schema().delete_index(IntInvertedIndexConfig(), key="year")
    """


@dataclass(frozen=True, slots=True)
class FloatInvertedIndexConfig:
    """Filters on numbers with a point in metadata.

    Examples:
        >>> schema = Schema().delete_index(FloatInvertedIndexConfig(), key="rating")
    """


@dataclass(frozen=True, slots=True)
class BoolInvertedIndexConfig:
    """Filters on bools in metadata.

    Examples:
        >>> schema = Schema().delete_index(BoolInvertedIndexConfig(), key="seen")
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class HnswIndexConfig:
    """A graph of neighbours (Malkov and Yashunin, 2016), on single-node servers.

    Examples:
        >>> VectorIndexConfig(space="cosine", hnsw=HnswIndexConfig(ef_search=200, max_neighbors=32)).hnsw.ef_search
        200
    """

    ef_construction: int | None = None
    max_neighbors: int | None = None
    ef_search: int | None = None
    num_threads: int | None = None
    batch_size: int | None = None
    sync_threshold: int | None = None
    resize_factor: float | None = None

    def __post_init__(self) -> None:
        counts = ("ef_construction", "max_neighbors", "ef_search", "num_threads", "batch_size", "sync_threshold")
        _counts(self, counts)
        if self.resize_factor is not None:
            number(self.resize_factor, "HnswIndexConfig resize_factor")


@dataclass(frozen=True, slots=True, kw_only=True)
class SpannIndexConfig:
    """Clusters of vectors behind a graph (SPANN, 2021), on Chroma Cloud.

    Examples:
        >>> VectorIndexConfig(space="cosine", spann=SpannIndexConfig(search_nprobe=64)).spann.search_nprobe
        64
    """

    search_nprobe: int | None = None
    write_nprobe: int | None = None
    ef_construction: int | None = None
    ef_search: int | None = None
    max_neighbors: int | None = None
    reassign_neighbor_count: int | None = None
    split_threshold: int | None = None
    merge_threshold: int | None = None

    def __post_init__(self) -> None:
        _counts(self, tuple(self.__dataclass_fields__))


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorIndexConfig:
    """The index of the dense vectors, and the function that makes them.

    `space` is that of the function where it is None; `embedding_function=None` means vectors only; `source_key` names
    what the vectors are made of, which for the collection's own is always the document. Either `hnsw` or `spann`.

    Examples:
        >>> schema = Schema().create_index(VectorIndexConfig(space="cosine", embedding_function=None))
        >>> client.create_collection("points", schema).configuration["hnsw"]["space"]
        'cosine'
    """

    space: Space | None = None
    embedding_function: AsyncTextEmbedder | None = DEFAULT
    source_key: Key | str | None = None
    hnsw: HnswIndexConfig | None = None
    spann: SpannIndexConfig | None = None

    def __post_init__(self) -> None:
        if self.space is not None and self.space not in SPACES:
            raise InvalidInputError(f"VectorIndexConfig space: expected one of {', '.join(SPACES)}, got {self.space!r}")
        if self.embedding_function is not None:
            object.__setattr__(self, "embedding_function", adopt(self.embedding_function))
        object.__setattr__(self, "source_key", _source_key(self.source_key, "VectorIndexConfig"))
        object.__setattr__(self, "hnsw", _built(HnswIndexConfig, self.hnsw, "VectorIndexConfig hnsw"))
        object.__setattr__(self, "spann", _built(SpannIndexConfig, self.spann, "VectorIndexConfig spann"))


@dataclass(frozen=True, slots=True, kw_only=True)
class SparseVectorIndexConfig:
    """The index of the sparse vectors under one metadata key.

    With a function and a `source_key` (`K.DOCUMENT`, or a metadata key that holds texts), writes fill the key where a
    record has none, and searches may ask with texts. `bm25` lets the server weigh each dimension of a query by how
    rare it is.

    Examples:
        >>> words = SparseVectorIndexConfig(
        ...     embedding_function=ChromaBm25EmbeddingFunction(), source_key=K.DOCUMENT, bm25=True
        ... )
        >>> sorted(Schema().create_index(words, key="words").keys)
        ['#document', '#embedding', 'words']
    """

    embedding_function: SparseEmbeddingFunction | None = None
    source_key: Key | str | None = None
    bm25: bool | None = None

    def __post_init__(self) -> None:
        given: object = self.embedding_function
        if given is not None and not isinstance(given, SparseEmbeddingFunction):
            raise WrongTypeError(
                "SparseVectorIndexConfig embedding_function: expected an object with __call__, embed_query, name, "
                f"get_config and build_from_config, got {shown(given)}"
            )
        if self.bm25 is not None and not isinstance(self.bm25, bool):
            raise WrongTypeError(f"SparseVectorIndexConfig bm25: expected a bool, got {shown(self.bm25)}")
        object.__setattr__(self, "source_key", _source_key(self.source_key, "SparseVectorIndexConfig"))


IndexConfig: TypeAlias = (
    FtsIndexConfig
    | VectorIndexConfig
    | SparseVectorIndexConfig
    | StringInvertedIndexConfig
    | IntInvertedIndexConfig
    | FloatInvertedIndexConfig
    | BoolInvertedIndexConfig
)


def _counts(config: object, names: tuple[str, ...]) -> None:
    for name in names:
        value = cast("object", getattr(config, name))
        if value is not None:
            count(value, f"{type(config).__name__} {name}", 0)


def _source_key(value: object, what: str) -> str | None:
    if value is None:
        return None
    name = name_of(value, f"{what} source_key")
    if name.startswith("#") and name != DOCUMENT:
        raise InvalidInputError(f"{what} source_key: expected {DOCUMENT!r} or a metadata key, got {name!r}")
    return name


def _built(kind: type[T], value: object, what: str) -> T | None:
    """`value`, which may be the mapping of its settings."""
    if value is None or isinstance(value, kind):
        return value
    if not isinstance(value, Mapping):
        raise WrongTypeError(f"{what}: expected a {kind.__name__} or a dict, got {shown(value)}")
    try:
        return kind(**cast("Mapping[str, object]", value))
    except TypeError as exc:
        raise InvalidInputError(f"{what}: {exc}") from exc
