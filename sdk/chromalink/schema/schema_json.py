"""Indexes as JSON, field for field the official client's (as read from chromadb 1.5.9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Protocol, TypeVar, cast

from ..embeddings import registry, sparse_registry
from ..embeddings.protocol import AsyncEmbeddingFunction, AsyncTextEmbedder, EmbeddingFunction
from ..embeddings.registry import UnbuildableFunction
from .indexes import (
    DEFAULT,
    BoolInvertedIndexConfig,
    FloatInvertedIndexConfig,
    FtsIndexConfig,
    HnswIndexConfig,
    IndexConfig,
    IntInvertedIndexConfig,
    SpannIndexConfig,
    SparseVectorIndexConfig,
    StringInvertedIndexConfig,
    VectorIndexConfig,
)
from .value_types import Index, ValueTypes

T = TypeVar("T", HnswIndexConfig, SpannIndexConfig)

NAMES = {"int_value": "int", "float_value": "float", "boolean": "bool"}
"""What the wire calls a type of value, where our attribute has another name."""


class Indexes(Protocol):
    """One type of value: a dataclass with an index in each field."""

    __dataclass_fields__: dict[str, object]


def told(types: ValueTypes) -> dict[str, object]:
    """The indexes on the wire."""
    found: dict[str, object] = {}
    for field in fields(types):
        value = cast("object", getattr(types, field.name))
        if value is not None:
            found[NAMES.get(field.name, field.name)] = _told_of(value)
    return found


def read(data: object) -> ValueTypes:
    """The indexes that the wire tells; what this client does not know is left out."""
    types = ValueTypes()
    for indexes in _mapping(data).values():
        for name, index in _mapping(indexes).items():
            config = _config(name, _mapping(_mapping(index).get("config")))
            if config is not None:
                types = types.with_index(config, enabled=_mapping(index).get("enabled", True) is True)
    return types


def _told_of(value: object) -> dict[str, object]:
    found: dict[str, object] = {}
    for name in cast("Indexes", value).__dataclass_fields__:
        index = cast("Index[IndexConfig] | None", getattr(value, name))
        if index is not None:
            found[name] = {"enabled": index.enabled, "config": _settings(index.config)}
    return found


def _settings(config: IndexConfig) -> dict[str, object]:
    match config:
        case VectorIndexConfig():
            return _vector_settings(config)
        case SparseVectorIndexConfig():
            stored = sparse_registry.to_stored(config.embedding_function)
            named = None if config.embedding_function is None else stored
            given = _given(embedding_function=named, source_key=config.source_key, bm25=config.bm25)
            return {**given, "embedding_function": stored}
        case _:
            return {}


def _vector_settings(config: VectorIndexConfig) -> dict[str, object]:
    function = cast("EmbeddingFunction | AsyncEmbeddingFunction | None", config.embedding_function)
    stored = registry.to_configuration(function) or {"type": "legacy"}
    found = _given(
        space=config.space,
        embedding_function=None if function is None else stored,
        source_key=config.source_key,
        hnsw=None if config.hnsw is None else _all_given(config.hnsw),
        spann=None if config.spann is None else _all_given(config.spann),
    )
    found["embedding_function"] = stored
    if function is not None and stored["type"] == "known":
        if config.space is None:
            found["space"] = function.default_space()
        else:
            registry.check_space(function, config.space)
    return found


def _given(**settings: object) -> dict[str, object]:
    return {name: value for name, value in settings.items() if value is not None}


def _all_given(config: HnswIndexConfig | SpannIndexConfig) -> dict[str, object]:
    return _given(**{field.name: cast("object", getattr(config, field.name)) for field in fields(config)})


def _config(name: str, settings: Mapping[str, object]) -> IndexConfig | None:
    match name:
        case "fts_index":
            return FtsIndexConfig()
        case "string_inverted_index":
            return StringInvertedIndexConfig()
        case "int_inverted_index":
            return IntInvertedIndexConfig()
        case "float_inverted_index":
            return FloatInvertedIndexConfig()
        case "bool_inverted_index":
            return BoolInvertedIndexConfig()
        case "vector_index":
            return _vector(settings)
        case "sparse_vector_index":
            return SparseVectorIndexConfig(
                embedding_function=sparse_registry.from_stored(settings.get("embedding_function")),
                source_key=cast("str | None", settings.get("source_key")),
                bm25=cast("bool | None", settings.get("bm25")),
            )
        case _:
            return None


def _vector(settings: Mapping[str, object]) -> VectorIndexConfig:
    function: AsyncTextEmbedder | None = DEFAULT
    if "embedding_function" in settings:
        function = registry.from_configuration(_mapping(settings["embedding_function"]))
    space = settings.get("space")
    if space is None and function is not None and not isinstance(function, UnbuildableFunction):
        space = cast("EmbeddingFunction", function).default_space()
    return VectorIndexConfig(
        space=space,  # type: ignore[arg-type]  # checked there
        embedding_function=function,
        source_key=cast("str | None", settings.get("source_key")),
        hnsw=_known(HnswIndexConfig, settings.get("hnsw")),
        spann=_known(SpannIndexConfig, settings.get("spann")),
    )


def _known(kind: type[T], settings: object) -> T | None:
    if settings is None:
        return None
    names = {field.name for field in fields(kind)}
    given = {name: value for name, value in _mapping(settings).items() if name in names}
    return kind(**cast("dict[str, int | None]", given))


def _mapping(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}
