"""Index settings in requests: `configuration` and `new_configuration`, and the parts a schema shares with them."""

from __future__ import annotations

from collections.abc import Sequence

from ...engine.configuration import (
    SPACES,
    ConfigurationRequest,
    EmbeddingFunction,
    HnswChanges,
    SpannChanges,
)
from ...engine.json_value import JsonValue
from . import shape

_CONFIGURATION_FIELDS = ("hnsw", "spann", "embedding_function")
_HNSW_FIELDS = (
    "space",
    "ef_construction",
    "ef_search",
    "max_neighbors",
    "num_threads",
    "resize_factor",
    "sync_threshold",
    "batch_size",
)
_HNSW_UPDATE_FIELDS = (
    "ef_search",
    "max_neighbors",
    "num_threads",
    "resize_factor",
    "sync_threshold",
    "batch_size",
)
_SPANN_FIELDS = (
    "search_nprobe",
    "write_nprobe",
    "space",
    "ef_construction",
    "ef_search",
    "max_neighbors",
    "reassign_neighbor_count",
    "split_threshold",
    "merge_threshold",
)
_SPANN_UPDATE_FIELDS = ("search_nprobe", "ef_search")

space = shape.choice(SPACES)
_function_type = {"legacy": "legacy", "known": "known", "unknown": "unknown"}


def request(value: JsonValue, at: str) -> ConfigurationRequest:
    """The `configuration` of a create."""
    fields = shape.struct(value, at, "CollectionConfiguration", _CONFIGURATION_FIELDS)
    return ConfigurationRequest(
        hnsw=fields.optional("hnsw", _hnsw),
        spann=fields.optional("spann", _spann),
        embedding_function=fields.optional("embedding_function", embedding_function),
    )


def update_request(value: JsonValue, at: str) -> ConfigurationRequest:
    """The `new_configuration` of an update: space and ef_construction cannot change."""
    fields = shape.struct(value, at, "UpdateCollectionConfiguration", _CONFIGURATION_FIELDS)
    return ConfigurationRequest(
        hnsw=fields.optional("hnsw", _hnsw_update),
        spann=fields.optional("spann", _spann_update),
        embedding_function=fields.optional("embedding_function", embedding_function),
    )


def embedding_function(value: JsonValue, at: str) -> EmbeddingFunction:
    """A tagged description; a known function has a name and a config of any JSON."""
    if isinstance(value, list) and value:
        value = dict(zip(("type", "name", "config"), value, strict=False))
    if not isinstance(value, dict):
        raise shape.mismatch(value, at, "internally tagged enum EmbeddingFunctionConfiguration")
    fields = shape.struct(value, at, "EmbeddingFunctionConfiguration", ("type", "name", "config"))
    kind = fields.required("type", _type)
    if kind == "known":
        name = fields.required("name", shape.text)
        return EmbeddingFunction("known", name, fields.required("config", shape.anything))
    return EmbeddingFunction("legacy" if kind == "legacy" else "unknown")


def hnsw(value: JsonValue, at: str, name: str, order: Sequence[str]) -> HnswChanges:
    """HNSW settings in a struct that has the fields of `order`."""
    fields = shape.struct(value, at, name, order, closed=True)
    return HnswChanges(
        space=fields.optional("space", space) if "space" in order else None,
        ef_construction=fields.optional("ef_construction", shape.usize) if "ef_construction" in order else None,
        ef_search=fields.optional("ef_search", shape.usize),
        max_neighbors=fields.optional("max_neighbors", shape.usize),
        num_threads=fields.optional("num_threads", shape.usize),
        resize_factor=fields.optional("resize_factor", shape.f64),
        sync_threshold=fields.optional("sync_threshold", shape.usize),
        batch_size=fields.optional("batch_size", shape.usize),
    )


def _hnsw(value: JsonValue, at: str) -> HnswChanges:
    return hnsw(value, at, "HnswConfiguration", _HNSW_FIELDS)


def _hnsw_update(value: JsonValue, at: str) -> HnswChanges:
    return hnsw(value, at, "UpdateHnswConfiguration", _HNSW_UPDATE_FIELDS)


def _spann(value: JsonValue, at: str) -> SpannChanges:
    fields = shape.struct(value, at, "SpannConfiguration", _SPANN_FIELDS, closed=True)
    for name in _SPANN_FIELDS:
        if name != "space":
            fields.optional(name, shape.u32)
    return SpannChanges(space=fields.optional("space", space))


def _spann_update(value: JsonValue, at: str) -> SpannChanges:
    fields = shape.struct(value, at, "UpdateSpannConfiguration", _SPANN_UPDATE_FIELDS, closed=True)
    for name in _SPANN_UPDATE_FIELDS:
        fields.optional(name, shape.u32)
    return SpannChanges()


def _type(value: JsonValue, at: str) -> str:
    if not isinstance(value, str):
        raise shape.mismatch(value, at, "variant identifier")
    return shape.choice(_function_type)(value, at)
