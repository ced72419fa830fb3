"""Answers in the shapes of the old API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...engine.collection import Collection
from ...engine.json_value import JsonObject
from ...engine.values import Field, MetadataValue, Neighbours, Records
from .. import encode
from ..encode import Answer
from . import configuration

NOTHING = encode.json(None)
_ORDER: tuple[Field, ...] = ("embeddings", "distances", "documents", "uris", "metadatas")


def collection(found: Collection) -> JsonObject:
    """A collection object; its configuration tells how the collection really searches."""
    metadata = found.metadata
    return {
        "id": str(found.id),
        "name": found.name,
        "configuration_json": configuration.document(found.hnsw),
        "metadata": None if metadata is None else {**metadata},
        "dimension": found.dimension,
        "tenant": found.place.tenant,
        "database": found.place.database,
        "version": 0,
        "log_position": 0,
    }


def records(found: Records, include: Sequence[Field]) -> Answer:
    """The result of a get: null for what was not asked for, and what there is in an order of its own."""
    columns = encode.record_columns(found, include)
    if found.metadatas is not None and "metadatas" in include:
        columns["metadatas"] = _described(found.metadatas)
    included = [field for field in _ORDER if field in include and field != "distances"]
    return encode.json({**columns, "data": None, "included": included})


def neighbours(found: Sequence[Neighbours], include: Sequence[Field]) -> Answer:
    """The result of a query: a list per query vector, null for what was not asked for."""
    columns = encode.neighbour_columns(found, include)
    if "metadatas" in include:
        columns["metadatas"] = [_described(each.metadatas or []) for each in found]
    included = [field for field in _ORDER if field in include]
    return encode.json({**columns, "data": None, "included": included})


def _described(rows: Sequence[Mapping[str, MetadataValue] | None]) -> list[Mapping[str, MetadataValue] | None]:
    """Metadata with null for what is empty: of a record that has only a uri, the old server told nothing."""
    return [row or None for row in rows]
