"""A collection's index settings: what a request may ask for, and what results from it.

Rules as recorded from Chroma 1.5.9 (wire contract: collections, create and update): no range checks, SPANN is kept as
HNSW with its space only, and legacy `hnsw:*` metadata counts while the explicit HNSW settings equal the defaults. A
server in the shape of the Cloud does the reverse: there HNSW settings are kept as SPANN, with their space only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, TypeVar

from .errors import InvalidArgument
from .json_value import JsonObject, JsonValue
from .spann import SpannChanges, SpannParameters
from .values import HnswParameters, Scalar, Space

T = TypeVar("T")

CollectionMetadata: TypeAlias = Mapping[str, Scalar]
"""What may be said about a collection: no lists, unlike records."""

SPACES: Mapping[str, Space] = {"l2": "l2", "cosine": "cosine", "ip": "ip"}

_U64 = 2**64
_LEGACY_PREFIX = "hnsw:"
_MULTIPLE = "Multiple vector index configurations provided"
_BAD_LEGACY = "Failed to parse hnsw parameters from segment metadata"
_SMALLEST_BATCH = 2


@dataclass(frozen=True, slots=True)
class EmbeddingFunction:
    """What a client says it embeds with: stored and echoed, never executed."""

    type: Literal["legacy", "unknown", "known"]
    name: str = ""
    config: JsonValue = None

    def document(self) -> JsonObject:
        """As it was sent: `name` and `config` only for a known function."""
        if self.type == "known":
            return {"type": "known", "name": self.name, "config": self.config}
        return {"type": self.type}


@dataclass(frozen=True, slots=True)
class HnswChanges:
    """The HNSW settings a request names; None keeps what is there."""

    space: Space | None = None
    ef_construction: int | None = None
    ef_search: int | None = None
    max_neighbors: int | None = None
    num_threads: int | None = None
    resize_factor: float | None = None
    sync_threshold: int | None = None
    batch_size: int | None = None

    def over(self, base: HnswParameters) -> HnswParameters:
        """`base` with the named settings replaced."""
        return HnswParameters(
            space=_or(self.space, base.space),
            ef_construction=_or(self.ef_construction, base.ef_construction),
            ef_search=_or(self.ef_search, base.ef_search),
            max_neighbors=_or(self.max_neighbors, base.max_neighbors),
            num_threads=_or(self.num_threads, base.num_threads),
            resize_factor=_or(self.resize_factor, base.resize_factor),
            sync_threshold=_or(self.sync_threshold, base.sync_threshold),
            batch_size=_or(self.batch_size, base.batch_size),
        )


@dataclass(frozen=True, slots=True)
class ConfigurationRequest:
    """`configuration` of a create or `new_configuration` of an update; all parts None = nothing asked."""

    hnsw: HnswChanges | None = None
    spann: SpannChanges | None = None
    embedding_function: EmbeddingFunction | None = None

    def refuse_two_indexes(self) -> None:
        """Raise InvalidArgument when both index kinds are named."""
        if self.hnsw is not None and self.spann is not None:
            raise InvalidArgument(_MULTIPLE)


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings a collection has. With `spann` that is what is told, and `hnsw` is the graph that answers."""

    hnsw: HnswParameters
    embedding_function: EmbeddingFunction | None = None
    spann: SpannParameters | None = None

    @classmethod
    def default(cls, hnsw: HnswParameters, spann: SpannParameters | None) -> Configuration:
        """The configuration of a collection that asks for nothing."""
        return cls(hnsw if spann is None else spann.graph(hnsw), spann=spann)

    def document(self) -> JsonObject:
        """The `configuration_json` of a collection object; threads and batch size are shown in the schema only."""
        hnsw = self.hnsw
        function = self.embedding_function
        told = None if function is None else function.document()
        if self.spann is not None:
            return {"hnsw": None, "spann": self.spann.configuration(hnsw.space), "embedding_function": told}
        return {
            "hnsw": {
                "space": hnsw.space,
                "ef_construction": hnsw.ef_construction,
                "ef_search": hnsw.ef_search,
                "max_neighbors": hnsw.max_neighbors,
                "resize_factor": hnsw.resize_factor,
                "sync_threshold": hnsw.sync_threshold,
            },
            "spann": None,
            "embedding_function": told,
        }


def resolve(
    request: ConfigurationRequest,
    metadata: CollectionMetadata | None,
    defaults: HnswParameters,
    spann: SpannParameters | None = None,
) -> Configuration:
    """The configuration a new collection gets before its schema is looked at.

    `spann` are the default SPANN settings of a server that reports those. Raises InvalidArgument when the metadata
    holds `hnsw:*` keys that cannot be understood, and for SPANN settings out of range.
    """
    if spann is not None:
        chosen = (request.spann or SpannChanges()).over(spann)
        space = resolve(request, metadata, defaults).hnsw.space
        return Configuration(chosen.graph(replace(defaults, space=space)), request.embedding_function, chosen)
    if request.spann is not None:
        return Configuration(HnswChanges(space=request.spann.space).over(defaults), request.embedding_function)
    legacy = defaults if metadata is None else _legacy(metadata).over(defaults)
    if request.hnsw is not None and (explicit := request.hnsw.over(defaults)) != defaults:
        return Configuration(explicit, request.embedding_function)
    return Configuration(legacy, request.embedding_function)


def _legacy(metadata: CollectionMetadata) -> HnswChanges:
    found = {key[len(_LEGACY_PREFIX) :]: value for key, value in metadata.items() if key.startswith(_LEGACY_PREFIX)}
    changes = HnswChanges(
        space=_legacy_space(found.pop("space", None)),
        ef_construction=_legacy_count(found.pop("construction_ef", None)),
        ef_search=_legacy_count(found.pop("search_ef", None)),
        max_neighbors=_legacy_count(found.pop("M", None)),
        num_threads=_legacy_count(found.pop("num_threads", None)),
        resize_factor=_legacy_factor(found.pop("resize_factor", None)),
        sync_threshold=_legacy_count(found.pop("sync_threshold", None), _SMALLEST_BATCH),
        batch_size=_legacy_count(found.pop("batch_size", None), _SMALLEST_BATCH),
    )
    if found:
        raise InvalidArgument(_BAD_LEGACY)
    return changes


def _legacy_space(value: Scalar | None) -> Space | None:
    if value is None:
        return None
    if not isinstance(value, str) or value not in SPACES:
        raise InvalidArgument(_BAD_LEGACY)
    return SPACES[value]


def _legacy_count(value: Scalar | None, smallest: int = 0) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not smallest <= value < _U64:
        raise InvalidArgument(_BAD_LEGACY)
    return value


def _legacy_factor(value: Scalar | None) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidArgument(_BAD_LEGACY)
    return float(value)


def _or(value: T | None, base: T) -> T:
    return base if value is None else value
