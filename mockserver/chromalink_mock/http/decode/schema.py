"""The `schema` of a create: which indexes are named, for which keys, with what config."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from ...engine.json_value import JsonValue
from ...engine.schema import INDEXES, Index, SchemaRequest, ValueTypes, VectorChanges
from ...engine.spann import SpannChanges
from ..errors import BadShape
from . import configuration, shape

_SCHEMA_FIELDS = ("defaults", "keys", "cmek", "source_attached_function_id")
_KIND_NAMES = {
    "string": "StringValueType",
    "float_list": "FloatListValueType",
    "sparse_vector": "SparseVectorValueType",
    "int": "IntValueType",
    "float": "FloatValueType",
    "bool": "BoolValueType",
}
_INDEX_NAMES = {
    "fts_index": "FtsIndex",
    "string_inverted_index": "StringInvertedIndex",
    "vector_index": "VectorIndex",
    "sparse_vector_index": "SparseVectorIndex",
    "int_inverted_index": "IntInvertedIndex",
    "float_inverted_index": "FloatInvertedIndex",
    "bool_inverted_index": "BoolInvertedIndex",
}
_VECTOR_FIELDS = ("space", "embedding_function", "source_key", "hnsw", "spann")
_VECTOR_HNSW_FIELDS = (
    "ef_construction",
    "max_neighbors",
    "ef_search",
    "num_threads",
    "batch_size",
    "sync_threshold",
    "resize_factor",
)
_VECTOR_SPANN_FIELDS = (
    "search_nprobe",
    "search_rng_factor",
    "search_rng_epsilon",
    "nreplica_count",
    "write_rng_factor",
    "write_rng_epsilon",
    "split_threshold",
    "num_samples_kmeans",
    "initial_lambda",
    "reassign_neighbor_count",
    "merge_threshold",
    "num_centers_to_merge_to",
    "write_nprobe",
    "ef_construction",
    "ef_search",
    "max_neighbors",
    "center_drift_threshold",
    "quantize",
)
_SPANN_READERS: Mapping[str, shape.Reader[int | float | str]] = {
    "search_rng_factor": shape.f32,
    "search_rng_epsilon": shape.f32,
    "write_rng_factor": shape.f32,
    "write_rng_epsilon": shape.f32,
    "initial_lambda": shape.f32,
    "center_drift_threshold": shape.f32,
    "quantize": shape.text,
}
"""All other SPANN settings are counts."""

_algorithm = shape.choice({name: name for name in ("wand", "max_score")})
_SPARSE_FIELDS = ("embedding_function", "source_key", "bm25", "algorithm")


def request(value: JsonValue, at: str) -> SchemaRequest:
    """What a create asks for; both `defaults` and `keys` must be there."""
    fields = shape.struct(value, at, "Schema", _SCHEMA_FIELDS)
    return SchemaRequest(
        defaults=fields.required("defaults", _value_types),
        keys=fields.required("keys", _keys),
        cmek=fields.optional("cmek", _cmek),
        names_function=fields.optional("source_attached_function_id", shape.text) is not None,
    )


def _cmek(value: JsonValue, at: str) -> str:
    name, key = shape.variant(value, at)
    if name != "gcp":
        raise BadShape(at, f"unknown variant `{name}`, expected `gcp`")
    found = shape.text(key, shape.within(at, name))
    shape.refuse_second_variant(value, at)
    return found


def _keys(value: JsonValue, at: str) -> Mapping[str, ValueTypes]:
    return {key: _value_types(types, f"{at}.{key}") for key, types in shape.mapping(value, at).items()}


def _value_types(value: JsonValue, at: str) -> ValueTypes:
    fields = shape.struct(value, at, "ValueTypes", list(INDEXES))
    found: dict[str, Mapping[str, Index]] = {}
    for kind in INDEXES:
        indexes = fields.optional(kind, partial(_indexes, kind=kind))
        if indexes is not None:
            found[kind] = indexes
    return found


def _indexes(value: JsonValue, at: str, kind: str) -> Mapping[str, Index]:
    fields = shape.struct(value, at, _KIND_NAMES[kind], INDEXES[kind])
    found: dict[str, Index] = {}
    for name in INDEXES[kind]:
        index = fields.optional(name, partial(_index, name=name))
        if index is not None:
            found[name] = index
    return found


def _index(value: JsonValue, at: str, name: str) -> Index:
    fields = shape.struct(value, at, f"{_INDEX_NAMES[name]}Type", ("enabled", "config"))
    enabled = fields.required("enabled", shape.flag)
    if name == "vector_index":
        return Index(enabled, fields.required("config", _vector_config))
    if name == "sparse_vector_index":
        return Index(enabled, fields.required("config", _sparse_config))
    fields.required("config", partial(_no_config, name=f"{_INDEX_NAMES[name]}Config"))
    return Index(enabled)


def _no_config(value: JsonValue, at: str, name: str) -> None:
    shape.struct(value, at, name, (), closed=True)


def _vector_config(value: JsonValue, at: str) -> VectorChanges:
    fields = shape.struct(value, at, "VectorIndexConfig", _VECTOR_FIELDS, closed=True)
    return VectorChanges(
        spann=fields.optional("spann", _vector_spann),
        space=fields.optional("space", configuration.space),
        hnsw=fields.optional(
            "hnsw", lambda item, path: configuration.hnsw(item, path, "HnswIndexConfig", _VECTOR_HNSW_FIELDS)
        ),
        embedding_function=fields.optional("embedding_function", configuration.embedding_function),
        source_key=fields.optional("source_key", shape.text),
        given=_without_nulls(value),
    )


def _vector_spann(value: JsonValue, at: str) -> SpannChanges:
    fields = shape.struct(value, at, "SpannIndexConfig", _VECTOR_SPANN_FIELDS, closed=True)
    settings: dict[str, int | float | str] = {}
    for name in _VECTOR_SPANN_FIELDS:
        read: shape.Reader[int | float | str] = _SPANN_READERS.get(name, shape.u32)
        setting = fields.optional(name, read)
        if setting is not None:
            settings[name] = setting
    return SpannChanges(values=settings)


def _sparse_config(value: JsonValue, at: str) -> Mapping[str, JsonValue]:
    fields = shape.struct(value, at, "SparseVectorIndexConfig", _SPARSE_FIELDS, closed=True)
    fields.optional("embedding_function", configuration.embedding_function)
    fields.optional("source_key", shape.text)
    fields.optional("bm25", shape.flag)
    fields.optional("algorithm", _algorithm)
    return _without_nulls(value)


def _without_nulls(value: JsonValue) -> Mapping[str, JsonValue]:
    return {key: item for key, item in value.items() if item is not None} if isinstance(value, dict) else {}
