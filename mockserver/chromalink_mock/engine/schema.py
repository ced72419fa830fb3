"""What a collection indexes, per key and kind of value: defaults, merging, learned keys, refusals.

As recorded from Chroma 1.5.9 (wire contract: collections, the collection object and schema rules). A schema is frozen;
the kinds a collection has met in its records are handed in where they matter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TypeAlias

from .configuration import Configuration, EmbeddingFunction, HnswChanges
from .errors import Internal, InvalidArgument
from .filters import Clause, touched
from .json_value import JsonObject, JsonValue
from .names import encryption_key_fault
from .spann import SpannChanges, SpannParameters
from .values import HnswParameters, LearnedKind, Space, ValueKind

DOCUMENT = "#document"
EMBEDDING = "#embedding"

INDEXES: Mapping[str, tuple[str, ...]] = {
    "string": ("fts_index", "string_inverted_index"),
    "float_list": ("vector_index",),
    "sparse_vector": ("sparse_vector_index",),
    "int": ("int_inverted_index",),
    "float": ("float_inverted_index",),
    "bool": ("bool_inverted_index",),
}
"""The indexes that exist, by kind of value, in the order in which they are shown."""

_FILTERED_BY: Mapping[ValueKind, tuple[str, str]] = {
    "string": ("string_inverted_index", "Str"),
    "int": ("int_inverted_index", "Int"),
    "float": ("float_inverted_index", "Float"),
    "bool": ("bool_inverted_index", "Bool"),
}
_RECONCILE = "Failed to reconcile schema: "
_SMALLEST_BATCH = 2


@dataclass(frozen=True, slots=True)
class VectorChanges:
    """The config of a vector index as a request names it; `given` is that config, nulls dropped."""

    space: Space | None = None
    hnsw: HnswChanges | None = None
    embedding_function: EmbeddingFunction | None = None
    source_key: str | None = None
    given: Mapping[str, JsonValue] = field(default_factory=dict[str, JsonValue])
    spann: SpannChanges | None = None

    def document(self) -> JsonObject:
        return dict(self.given)


@dataclass(frozen=True, slots=True)
class VectorConfig:
    """The settled config of a vector index; with `spann`, `hnsw` follows from it and is not told."""

    hnsw: HnswParameters
    embedding_function: EmbeddingFunction | None = None
    source_key: str | None = None
    spann: SpannParameters | None = None

    def changed(self, by: VectorChanges) -> VectorConfig:
        """With the changes of its own kind of index; those of the other kind are ignored."""
        function = by.embedding_function or self.embedding_function
        source_key = by.source_key or self.source_key
        space = by.space or self.hnsw.space
        if self.spann is not None:
            spann = (by.spann or SpannChanges()).over(self.spann)
            return VectorConfig(spann.graph(replace(self.hnsw, space=space)), function, source_key, spann)
        hnsw = replace((by.hnsw or HnswChanges()).over(self.hnsw), space=space)
        return VectorConfig(hnsw, function, source_key)

    def document(self) -> JsonObject:
        function = self.embedding_function
        hnsw = self.hnsw
        shared: JsonObject = {
            "space": hnsw.space,
            **({} if function is None else {"embedding_function": function.document()}),
            **({} if self.source_key is None else {"source_key": self.source_key}),
        }
        if self.spann is not None:
            return {**shared, "spann": self.spann.document()}
        return {
            **shared,
            "hnsw": {
                "ef_construction": hnsw.ef_construction,
                "max_neighbors": hnsw.max_neighbors,
                "ef_search": hnsw.ef_search,
                "num_threads": hnsw.num_threads,
                "batch_size": hnsw.batch_size,
                "sync_threshold": hnsw.sync_threshold,
                "resize_factor": hnsw.resize_factor,
            },
        }


@dataclass(frozen=True, slots=True)
class Index:
    """One index: whether it is on, and its config (a plain map for all but settled vector indexes)."""

    enabled: bool
    config: VectorConfig | VectorChanges | Mapping[str, JsonValue] = field(default_factory=dict[str, JsonValue])

    def document(self) -> JsonObject:
        config = self.config
        return {"enabled": self.enabled, "config": dict(config) if isinstance(config, Mapping) else config.document()}


_ON, _OFF = Index(True), Index(False)
_SPARSE_OFF = Index(False, {"embedding_function": {"type": "unknown"}, "bm25": False})

ValueTypes: TypeAlias = Mapping[str, Mapping[str, Index]]
"""Kind of value -> name of index -> index."""


@dataclass(frozen=True, slots=True)
class SchemaRequest:
    """The `schema` of a create: only what the request names."""

    defaults: ValueTypes
    keys: Mapping[str, ValueTypes]
    cmek: str | None = None
    """The name of the customer's key for encryption, as Google Cloud names keys; told, but nothing is encrypted."""
    names_function: bool = False
    """Whether `source_attached_function_id`, which is not for clients, was set."""

    def fault(self) -> str | None:
        """What validation refuses in it; None when it may be merged."""
        if self.names_function:
            return "Cannot set source_attached_function_id. This field is reserved for system use."
        return (
            _defaults_fault(self.defaults)
            or next((fault for key, types in self.keys.items() if (fault := _key_fault(key, types))), None)
            or encryption_key_fault(self.cmek)
        )


@dataclass(frozen=True)
class Schema:
    """The settled schema of a collection, without the keys learned from its records."""

    defaults: ValueTypes
    keys: Mapping[str, ValueTypes]
    cmek: str | None = None

    @classmethod
    def of(cls, configuration: Configuration) -> Schema:
        """The built-in schema around `configuration`."""
        if configuration.embedding_function is None:
            return _without_function(configuration.hnsw, configuration.spann)
        return _around(VectorConfig(configuration.hnsw, configuration.embedding_function, spann=configuration.spann))

    def merged(self, request: SchemaRequest) -> Schema:
        """This schema with what `request` names; keys of the client's own are kept as they were sent."""
        keys = dict(self.keys)
        for key, types in request.keys.items():
            keys[key] = _merge(self.keys[key], types) if key in self.keys else types
        return Schema(_merge(self.defaults, request.defaults), keys, request.cmek)

    def reconfigured(
        self, changes: HnswChanges, function: EmbeddingFunction | None, spann: SpannChanges | None = None
    ) -> Schema:
        """This schema after an update of the configuration; a `function` of None keeps the old one."""
        by = VectorChanges(hnsw=changes, embedding_function=function, spann=spann)
        named: ValueTypes = {"float_list": {"vector_index": Index(self._vector_index().enabled, by)}}
        default: ValueTypes = {"float_list": {"vector_index": Index(False, by)}}
        keys = {**self.keys, EMBEDDING: _merge(self.keys[EMBEDDING], named)}
        return replace(self, defaults=_merge(self.defaults, default), keys=keys)

    def configuration(self) -> Configuration:
        """The settings of the index over the embeddings."""
        config = self._vector_index().config
        assert isinstance(config, VectorConfig)
        return Configuration(config.hnsw, config.embedding_function, config.spann)

    def learned(self, met: Mapping[str, Collection[LearnedKind]]) -> Mapping[str, ValueTypes]:
        """The keys shown for a collection whose records hold the kinds `met`; a new kind starts as the default."""
        keys = dict(self.keys)
        for key, kinds in met.items():
            types = keys.get(key, {})
            fresh: ValueTypes = {kind: self.defaults[kind] for kind in kinds if kind not in types}
            if fresh or key not in keys:
                keys[key] = {**types, **fresh}
        return keys

    def refuse_unindexed(self, clause: Clause) -> None:
        """Raise InvalidArgument when `clause` filters on something whose index is switched off."""
        for touch in touched(clause):
            if touch.kind is None:
                if not self.keys[DOCUMENT]["string"]["fts_index"].enabled:
                    raise InvalidArgument("Cannot filter using full-text search because FTS indexing is disabled")
                continue
            name, label = _FILTERED_BY[touch.kind]
            indexes = self.keys.get(touch.key, {}).get(touch.kind, self.defaults[touch.kind])
            if name not in indexes:
                raise Internal(
                    f"Schema is malformed: missing index configuration for metadata key '{touch.key}' "
                    f"with type '{touch.kind}'"
                )
            if not indexes[name].enabled:
                raise InvalidArgument(unindexed(touch.key, label))

    def refuse_unindexed_sparse(self, key: str) -> None:
        """Raise InvalidArgument when the sparse vectors under `key` cannot be searched."""
        if not _enabled(self.keys.get(key, {}), "sparse_vector", "sparse_vector_index"):
            raise InvalidArgument(unindexed(key, "SparseVector"))

    @property
    def takes_sparse(self) -> bool:
        """Whether records may hold sparse vectors: where some key has an index for them, and in the Cloud's shape."""
        indexed = any(_enabled(types, "sparse_vector", "sparse_vector_index") for types in self.keys.values())
        return indexed or self.configuration().spann is not None

    def weighs_rarity(self, key: str) -> bool:
        """Whether a query over this sparse key counts rare dimensions more, as BM25 does."""
        for types in (self.keys.get(key, {}), self.defaults):
            index = types.get("sparse_vector", {}).get("sparse_vector_index")
            if index is not None and isinstance(index.config, Mapping) and "bm25" in index.config:
                return index.config["bm25"] is True
        return False

    def document(self, met: Mapping[str, Collection[LearnedKind]]) -> JsonObject:
        """The `schema` of a collection object; shared, so not to be changed."""
        told = self._document
        return {**told, "keys": {k: _types_document(v) for k, v in self.learned(met).items()}} if met else told

    @cached_property
    def _document(self) -> JsonObject:
        return {
            "defaults": _types_document(self.defaults),
            "keys": {k: _types_document(v) for k, v in self.keys.items()},
            **({} if self.cmek is None else {"cmek": {"gcp": self.cmek}}),
        }

    def _vector_index(self) -> Index:
        return self.keys[EMBEDDING]["float_list"]["vector_index"]


@lru_cache(maxsize=64)
def _without_function(hnsw: HnswParameters, spann: SpannParameters | None) -> Schema:
    """One for all collections with these settings."""
    return _around(VectorConfig(hnsw, spann=spann))


def _around(config: VectorConfig) -> Schema:
    return Schema(
        defaults={
            "string": {"fts_index": _OFF, "string_inverted_index": _ON},
            "float_list": {"vector_index": Index(False, config)},
            "sparse_vector": {"sparse_vector_index": _SPARSE_OFF},
            "int": {"int_inverted_index": _ON},
            "float": {"float_inverted_index": _ON},
            "bool": {"bool_inverted_index": _ON},
        },
        keys={
            EMBEDDING: {"float_list": {"vector_index": Index(True, replace(config, source_key=DOCUMENT))}},
            DOCUMENT: {"string": {"fts_index": _ON, "string_inverted_index": _OFF}},
        },
    )


def reconcile(
    request: SchemaRequest | None,
    configuration: Configuration,
    defaults: HnswParameters,
    spann: SpannParameters | None = None,
) -> Schema:
    """The schema of a new collection from what was asked as configuration and as schema.

    Raises InvalidArgument when both say something, and for batches that are too small.
    """
    if request is None:
        return Schema.of(configuration)
    plain = Configuration.default(defaults, spann)
    builtin = Schema.of(plain)
    merged = builtin.merged(request)
    _refuse_small_batches([merged.defaults, merged.keys[EMBEDDING]])
    if configuration == plain:
        return merged
    if merged != builtin:
        raise InvalidArgument(_RECONCILE + "Cannot set both collection config and schema simultaneously")
    return Schema.of(configuration)


def unindexed(key: str, label: str) -> str:
    """The message for a filter over an index that is off; `label` names the kind as the wire does."""
    return f"Cannot filter using metadata key '{key}' with type '{label}' because indexing is disabled"


def _merge(base: ValueTypes, over: ValueTypes) -> ValueTypes:
    merged = {kind: dict(indexes) for kind, indexes in base.items()}
    for kind, indexes in over.items():
        for name, index in indexes.items():
            old = merged.setdefault(kind, {}).get(name)
            merged[kind][name] = index if old is None else Index(index.enabled, _merged_config(old, index))
    return merged


def _merged_config(old: Index, new: Index) -> VectorConfig | VectorChanges | Mapping[str, JsonValue]:
    if isinstance(old.config, VectorConfig) and isinstance(new.config, VectorChanges):
        return old.config.changed(new.config)
    if isinstance(old.config, Mapping) and isinstance(new.config, Mapping):
        return {**old.config, **new.config}
    return new.config


def _defaults_fault(defaults: ValueTypes) -> str | None:
    if _enabled(defaults, "float_list", "vector_index"):
        return "Vector index cannot be enabled by default. It can only be enabled on #embedding field."
    if _enabled(defaults, "sparse_vector", "sparse_vector_index"):
        return (
            "Sparse vector index cannot be enabled by default. Please enable sparse vector index on specific keys. "
            "At most one sparse vector index is allowed for the collection."
        )
    if _enabled(defaults, "string", "fts_index"):
        return (
            "Full text search / regular expression index cannot be enabled by default. "
            "It can only be enabled on #document field."
        )
    return None


def _key_fault(key: str, types: ValueTypes) -> str | None:
    if key == DOCUMENT:
        return _document_fault(types)
    if key == EMBEDDING:
        return _embedding_fault(types)
    if key.startswith("#"):
        return f"key cannot begin with '#'. Keys starting with '#' are reserved for system use: {key}"
    if _enabled(types, "float_list", "vector_index"):
        return f"Vector index can only be enabled on #embedding field: {key}"
    if _enabled(types, "string", "fts_index"):
        return f"Full text search / regular expression index can only be enabled on #document field: {key}"
    return _sparse_fault(types)


def _sparse_fault(types: ValueTypes) -> str | None:
    index = types.get("sparse_vector", {}).get("sparse_vector_index")
    if index is None or not index.enabled or not isinstance(index.config, Mapping):
        return None
    source = index.config.get("source_key")
    if source is None:
        return None
    if "embedding_function" not in index.config:
        return (
            "If source_key is provided then embedding_function must also be provided since there is no default "
            "embedding function."
        )
    if isinstance(source, str) and source.startswith("#") and source != DOCUMENT:
        return "source_key cannot begin with '#'. The only valid key starting with '#' is Key.DOCUMENT or '#document'."
    return None


def _document_fault(types: ValueTypes) -> str | None:
    if types.keys() - {"string"}:
        return f"Document field cannot have any value types other than string: {DOCUMENT}"
    if _enabled(types, "string", "string_inverted_index"):
        return f"String inverted index can not be enabled on #document key: {DOCUMENT}"
    return None


def _embedding_fault(types: ValueTypes) -> str | None:
    if types.keys() - {"float_list"}:
        return f"Embedding field cannot have any value types other than float_list: {EMBEDDING}"
    index = types.get("float_list", {}).get("vector_index")
    if index is None or not isinstance(index.config, VectorChanges):
        return None
    if index.config.source_key not in (None, DOCUMENT):
        return "Vector index can only source from #document"
    return None


def _enabled(types: ValueTypes, kind: str, name: str) -> bool:
    index = types.get(kind, {}).get(name)
    return index is not None and index.enabled


def _refuse_small_batches(places: Iterable[ValueTypes]) -> None:
    for types in places:
        config = types["float_list"]["vector_index"].config
        assert isinstance(config, VectorConfig)
        for name, value in (("sync_threshold", config.hnsw.sync_threshold), ("batch_size", config.hnsw.batch_size)):
            if value < _SMALLEST_BATCH:
                shown = f'range [{{"value": Number({value}), "min": Number({_SMALLEST_BATCH})}}]'
                raise InvalidArgument(f"{_RECONCILE}Invalid HNSW configuration: {name}: Validation error: {shown}")


def _types_document(types: ValueTypes) -> JsonObject:
    return {
        kind: {name: types[kind][name].document() for name in names if name in types[kind]}
        for kind, names in INDEXES.items()
        if kind in types
    }
