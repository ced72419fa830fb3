"""Metadata as the old server took it: scalars only; of a record everything else is dropped without a word."""

from __future__ import annotations

from ...engine.filters import INT64_MAX, INT64_MIN
from ...engine.json_value import JsonObject, JsonValue
from ...engine.values import MetadataPatch, MetadataValue, Scalar
from .refusals import raised, value_error

_RESERVED = "chroma:document"


def of_collection(values: JsonObject | None) -> dict[str, Scalar] | None:
    """The metadata of a create; raises Refusal for an empty map, the reserved key and what is no scalar."""
    if values is None:
        return None
    if not values:
        raise value_error("Expected metadata to be a non-empty dict, got 0 metadata attributes")
    kept: dict[str, Scalar] = {}
    for key, value in values.items():
        if key == _RESERVED:
            raise value_error(f"Expected metadata to not contain the reserved key {_RESERVED}")
        if value is None or isinstance(value, list | dict):
            kind = type(value).__name__
            raise value_error(f"Expected metadata value to be a str, int, float or bool, got {value} which is a {kind}")
        kept[key] = _stored(value)
    return kept


def of_collection_update(values: JsonObject | None) -> dict[str, Scalar | None] | None:
    """The metadata of a modify, None for none and for an empty map; raises Refusal for what is no scalar."""
    kept: dict[str, Scalar | None] = {}
    for key, value in (values or {}).items():
        if isinstance(value, list | dict):
            raise value_error(f"Expected metadata value to be a str, int, or float, got {value}")
        kept[key] = None if value is None else _stored(value)
    return kept or None


def of_records(rows: list[JsonObject | None], *, nulls: bool) -> list[MetadataPatch | None]:
    """The metadata of a write; with `nulls` a null removes its key."""
    return [None if row is None else _row(row, nulls=nulls) for row in rows]


def _row(row: JsonObject, *, nulls: bool) -> dict[str, MetadataValue | None]:
    kept: dict[str, MetadataValue | None] = {}
    for key, value in row.items():
        if value is None:
            if nulls:
                kept[key] = None
        elif not isinstance(value, list | dict) and _fits(value):
            kept[key] = value
    return kept


def _stored(value: Scalar) -> Scalar:
    if not _fits(value):
        raise raised("OverflowError", "Python int too large to convert to SQLite INTEGER")
    return value


def _fits(value: JsonValue) -> bool:
    return not isinstance(value, int) or INT64_MIN <= value <= INT64_MAX
