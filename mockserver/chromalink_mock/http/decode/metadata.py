"""Metadata of records and collections: what values may be, int and float kept apart.

A value may be a sparse vector, with or without its tag; those of a collection may not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ...engine.errors import InvalidArgument
from ...engine.json_value import JsonObject, JsonValue
from ...engine.names import key_fault
from ...engine.sparse_vector import Dimensions, SparseVector
from ...engine.values import MetadataPatch, MetadataValue, Scalar
from ..errors import BadShape
from . import shape, vectors

_INT64 = 2**63
_SPARSE_TYPE = "sparse_vector"


@dataclass(frozen=True, slots=True)
class MetadataRows:
    """The `metadatas` of a write; `unsound` says why a record is refused for its sparse vector, `sparse_key` is the
    first key with any sparse vector."""

    rows: Sequence[MetadataPatch | None]
    unsound: Mapping[int, str] = field(default_factory=dict[int, str])
    sparse_key: str | None = None

    def fault(self) -> str | None:
        """What validation refuses: the first record with a bad key or an unsound sparse vector."""
        good: set[str] = set()
        for record, row in enumerate(self.rows):
            if record in self.unsound:
                return self.unsound[record]
            for key in row or ():
                if key not in good:
                    if key_fault(key):
                        return f"Invalid metadata at index {record}"
                    good.add(key)
        return None


def rows(value: JsonValue, at: str) -> MetadataRows:
    """The `metadatas` of an add: null is no metadata value."""
    return _rows(value, at, "MetadataValue", nulls=False)


def patches(value: JsonValue, at: str) -> MetadataRows:
    """The `metadatas` of an update or upsert: a null value removes its key."""
    return _rows(value, at, "UpdateMetadataValue", nulls=True)


def of_collection(value: JsonValue, at: str) -> Mapping[str, Scalar]:
    """The `metadata` of a create. Lists and sparse vectors end the recorded server's connection; here, a 400."""
    kept: dict[str, Scalar] = {}
    for key, item in _collection_values(value, at, "MetadataValue", nulls=False).items():
        assert item is not None
        kept[key] = item
    return kept


def of_collection_update(value: JsonValue, at: str) -> Mapping[str, Scalar | None]:
    """The `new_metadata` of an update: a null value drops its key."""
    return _collection_values(value, at, "UpdateMetadataValue", nulls=True)


def sparse_vector(value: JsonObject) -> SparseVector | None:
    """The sparse vector, sound or not; None when the object is none at all."""
    kind = value.get("#type")
    if kind is not None and kind != _SPARSE_TYPE:
        return None
    try:
        fields = shape.struct(value, "", "SparseVector", ("indices", "values", "tokens", "#type"), as_array=False)
        return SparseVector(
            fields.required("indices", _dimensions),
            fields.required("values", vectors.numbers),
            fields.optional("tokens", shape.texts),
        )
    except BadShape:
        return None


def _dimensions(value: JsonValue, at: str) -> Dimensions:
    found = [item for item in shape.sequence(value, at) if type(item) is int and 0 <= item < shape.U32]
    if len(found) != len(shape.sequence(value, at)):
        shape.each(value, at, shape.u32)
    return np.array(found, np.uint32)


def _rows(value: JsonValue, at: str, enum: str, *, nulls: bool) -> MetadataRows:
    found: list[MetadataPatch | None] = []
    unsound: dict[int, str] = {}
    sparse_key: str | None = None
    for record, item in enumerate(shape.sequence(value, at)):
        if item is None:
            found.append(None)
            continue
        row: dict[str, MetadataValue | None] = {}
        for key, entry in shape.mapping(item, f"{at}[{record}]").items():
            if isinstance(entry, str) or (isinstance(entry, int) and -_INT64 <= entry < _INT64):
                row[key] = entry
            elif entry is None and nulls:
                row[key] = None
            elif isinstance(entry, dict):
                vector = sparse_vector(entry)
                if vector is None:
                    raise _no_variant(f"{at}[{record}].{key}", enum)
                if vector.fault() is not None:
                    unsound.setdefault(record, f"Invalid metadata at index {record}")
                elif not np.isfinite(vector.values).all():
                    # Chroma keeps infinity and tells null, which no client can read back.
                    beyond = f"the sparse vector under '{key}' must not contain values beyond float32"
                    unsound.setdefault(record, f"Invalid metadata at index {record}: {beyond}")
                sparse_key = sparse_key or key
                row[key] = vector
            else:
                row[key] = _value(entry, f"{at}[{record}].{key}", enum)
        found.append(row)
    return MetadataRows(found, unsound, sparse_key)


def _collection_values(value: JsonValue, at: str, enum: str, *, nulls: bool) -> dict[str, Scalar | None]:
    kept: dict[str, Scalar | None] = {}
    refused: list[str] = []
    for key, item in shape.mapping(value, at).items():
        if nulls and item is None:
            kept[key] = None
        elif isinstance(item, dict):
            if sparse_vector(item) is None:
                raise _no_variant(f"{at}.{key}", enum)
            refused.append(key)
        else:
            read = _value(item, f"{at}.{key}", enum)
            if isinstance(read, list | SparseVector):
                refused.append(key)
            else:
                kept[key] = read
    if refused:
        raise InvalidArgument(
            f"Validation error: {at}: Metadata value of key '{refused[0]}' must be a bool, int, float or string"
        )
    return kept


def _value(value: JsonValue, at: str, enum: str) -> MetadataValue:
    """A scalar or a list of one kind; what does not fit int64 becomes a float."""
    if isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        return value if -_INT64 <= value < _INT64 else float(value)
    if isinstance(value, float):
        return value
    if isinstance(value, list):
        found = _list(value)
        if found is not None:
            return found
    raise _no_variant(at, enum)


def _list(value: list[JsonValue]) -> list[bool] | list[int] | list[float] | list[str] | None:
    kinds = set(map(type, value))
    if kinds <= {str}:
        return [item for item in value if isinstance(item, str)]
    if kinds == {bool}:
        return [item for item in value if isinstance(item, bool)]
    if kinds == {int}:
        whole = [item for item in value if isinstance(item, int)]
        return whole if all(-_INT64 <= item < _INT64 for item in whole) else [float(item) for item in whole]
    if kinds <= {int, float}:
        return [float(item) for item in value if isinstance(item, int | float)]
    return None


def _no_variant(at: str, enum: str) -> BadShape:
    return BadShape(at, f"data did not match any variant of untagged enum {enum}", buffered=True)
