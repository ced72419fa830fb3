"""Index settings in requests: `configuration` and `new_configuration`, and the parts a schema shares with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...engine.configuration import (
    SPACES,
    ConfigurationRequest,
    EmbeddingFunction,
    HnswChanges,
)
from ...engine.json_value import JsonValue
from ...engine.spann import SpannChanges
from ..errors import BadShape
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
        size = 3 if value[0] == "known" else 1
        if len(value) > size:
            raise BadShape(at, f"invalid length {len(value) - 1}, expected {size - 1} elements in sequence")
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
    settings = {name: fields.optional(name, shape.u32) for name in _SPANN_FIELDS if name != "space"}
    return SpannChanges(fields.optional("space", space), _named(settings))


def _spann_update(value: JsonValue, at: str) -> SpannChanges:
    fields = shape.struct(value, at, "UpdateSpannConfiguration", _SPANN_UPDATE_FIELDS, closed=True)
    return SpannChanges(values=_named({name: fields.optional(name, shape.u32) for name in _SPANN_UPDATE_FIELDS}))


def _named(settings: Mapping[str, int | None]) -> Mapping[str, int]:
    return {name: value for name, value in settings.items() if value is not None}


def _type(value: JsonValue, at: str) -> str:
    if not isinstance(value, str):
        raise shape.mismatch(value, at, "variant identifier")
    return shape.choice(_function_type)(value, at)
