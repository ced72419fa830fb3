"""Entries of the journal as bytes: a kind, a piece of JSON, and for records their vectors as raw float32.

What catalogs are told is written by the names of the engine's classes and fields; a field that comes later gets its
default when an older entry is read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from struct import Struct
from typing import Final, TypeAlias, cast
from uuid import UUID

import numpy as np

from ..engine.collection import Place
from ..engine.configuration import EmbeddingFunction, HnswChanges
from ..engine.functions import Attachment, FunctionImage
from ..engine.functions import Entry as OutputEntry
from ..engine.image import CollectionImage, HoldingsImage
from ..engine.journal import (
    CollectionChanged,
    CollectionCreated,
    CollectionDropped,
    CollectionForked,
    DatabaseCreated,
    DatabaseDropped,
    DimensionFixed,
    Entry,
    Founded,
    FunctionAttached,
    FunctionDetached,
    RecordsAdded,
    RecordsExchanged,
    RecordsRemoved,
    RecordsUpdated,
    ResourceNamed,
    TenantCreated,
)
from ..engine.json_value import JsonValue
from ..engine.schema import Index, Schema, VectorChanges, VectorConfig
from ..engine.spann import SpannChanges, SpannParameters
from ..engine.sparse_vector import SparseVector
from ..engine.values import Batch, Floats, HnswParameters, MetadataPatch, MetadataValue

Json: TypeAlias = JsonValue

_HEAD: Final = Struct("<BI")
_PLAIN, _WRITE = 0, 1


def _by_name(*kinds: type) -> Mapping[str, Callable[..., object]]:
    return {kind.__name__: kind for kind in kinds}


_KNOWN: Final = _by_name(
    Founded,
    TenantCreated,
    ResourceNamed,
    DatabaseCreated,
    DatabaseDropped,
    CollectionCreated,
    CollectionChanged,
    CollectionForked,
    CollectionDropped,
    FunctionAttached,
    FunctionDetached,
    DimensionFixed,
    RecordsRemoved,
    Place,
    EmbeddingFunction,
    HnswChanges,
    HnswParameters,
    SpannChanges,
    SpannParameters,
    Attachment,
    Index,
    Schema,
    VectorChanges,
    VectorConfig,
    OutputEntry,
    CollectionImage,
    FunctionImage,
    HoldingsImage,
)
_WRITES: Final[Mapping[str, type[RecordsAdded | RecordsUpdated]]] = {"add": RecordsAdded, "update": RecordsUpdated}


def encode(entry: Entry) -> bytes:
    """The entry as bytes."""
    match entry:
        case RecordsAdded(collection=collection, batch=batch):
            return _written({"as": "add", "of": collection.hex}, batch)
        case RecordsUpdated(collection=collection, batch=batch):
            return _written({"as": "update", "of": collection.hex}, batch)
        case RecordsExchanged(collection=collection, gone=gone, batch=batch, reached=reached):
            return _written({"as": "exchange", "of": collection.hex, "gone": list(gone), "reached": reached}, batch)
        case _:
            text = dumps(lowered(entry))
            return _HEAD.pack(_PLAIN, len(text)) + text


def decode(data: bytes) -> Entry:
    """The entry of these bytes, which `encode` made."""
    kind, size = _HEAD.unpack_from(data)
    end = _HEAD.size + size
    told = json.loads(data[_HEAD.size : end])
    if kind == _PLAIN:
        return cast("Entry", raised(told))
    shape = told["shape"]
    vectors = None if shape is None else np.frombuffer(data, np.float32, offset=end).reshape(shape)
    metadatas = told["metadatas"]
    if told["sparse"]:
        metadatas = [row and {key: revived(value) for key, value in row.items()} for row in metadatas]
    batch = Batch(told["ids"], vectors, told["rows"], told["documents"], told["uris"], metadatas)
    collection = UUID(told["of"])
    if told["as"] == "exchange":
        return RecordsExchanged(collection, told["gone"], batch, told["reached"])
    return _WRITES[told["as"]](collection, batch)


def dumps(value: object) -> bytes:
    """JSON; floats as Python writes them, infinite ones too, and sparse vectors as `revived` reads them."""
    return json.dumps(value, separators=(",", ":"), default=sparse).encode()


def sparse(value: object) -> Json:
    """A sparse vector as an object of JSON, which no other value of a record's metadata is."""
    if not isinstance(value, SparseVector):
        raise TypeError(f"expected a value of metadata, got {type(value).__name__}")
    tokens: Json = None if value.tokens is None else list(value.tokens)
    return {"indices": value.indices.tolist(), "values": value.values.tolist(), "tokens": tokens}


def revived(value: Json) -> MetadataValue:
    """A value of metadata as it was before `dumps`."""
    if not isinstance(value, dict):
        return cast("MetadataValue", value)
    indices = np.array(value["indices"], np.uint32)
    return SparseVector(indices, np.array(value["values"], np.float32), cast("Sequence[str] | None", value["tokens"]))


def lowered(value: object) -> Json:
    """Frozen values of the engine as JSON: whatever JSON lacks becomes an object that says what it is."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case list():
            return [lowered(each) for each in cast("list[object]", value)]
        case UUID():
            return {"=": "UUID", "of": value.hex}
        case tuple():
            return {"=": "tuple", "of": [lowered(each) for each in cast("tuple[object, ...]", value)]}
        case Mapping():
            items = cast("Mapping[str, object]", value).items()
            return {"=": "map", "of": {key: lowered(each) for key, each in items}}
        case _:
            name = type(value).__name__
            if name not in _KNOWN or not is_dataclass(value):
                raise TypeError(f"expected a value of the engine, got {name}")
            return {"=": name, "of": {each.name: lowered(getattr(value, each.name)) for each in fields(value)}}


def raised(value: Json) -> object:
    """What `lowered` was given."""
    if isinstance(value, list):
        return [raised(each) for each in value]
    if not isinstance(value, dict):
        return value
    name, of = value["="], value["of"]
    if isinstance(of, str):
        return UUID(of)
    if isinstance(of, list):
        return tuple(raised(each) for each in of)
    assert isinstance(of, dict)
    parts = {key: raised(each) for key, each in of.items()}
    return parts if name == "map" else _KNOWN[str(name)](**parts)


def _written(told: dict[str, Json], batch: Batch) -> bytes:
    vectors = batch.embeddings
    found_sparse = _has_sparse(batch.metadatas)
    text = dumps(
        {
            **told,
            "ids": _listed(batch.ids),
            "documents": _listed(batch.documents),
            "uris": _listed(batch.uris),
            "metadatas": _listed(batch.metadatas),
            "rows": None if batch.embedding_rows is None else [int(row) for row in batch.embedding_rows],
            "shape": None if vectors is None else vectors.shape,
            "sparse": found_sparse,
        }
    )
    return b"".join([_HEAD.pack(_WRITE, len(text)), text, b"" if vectors is None else raw(vectors)])


def raw(vectors: Floats) -> bytes | memoryview:
    """The float32 values of a matrix, row by row, in the byte order of the machine (little in practice)."""
    return np.ascontiguousarray(vectors).data.cast("B") if vectors.size else b""


def _has_sparse(metadatas: Sequence[MetadataPatch | None] | None) -> bool:
    return any(type(value) is SparseVector for row in metadatas or () if row for value in row.values())


def _listed(values: Sequence[object] | None) -> Sequence[object] | None:
    return values if values is None or isinstance(values, list) else list(values)
