"""Bodies as the Cloud's OpenAPI document describes them, where the recorded server wants others.

Each kind is the recorded one with a step before or after it: vectors may be missing, counts begin at 1, a get includes
no distances, an empty metadata object means no metadata, and a query may bring texts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from ...engine.collection import CollectionChanges, NewCollection
from ...engine.json_value import JsonValue
from ..errors import BadRequest
from . import collections, records, shape
from .body import Payload
from .records import Get, Query, Write

_EMPTIED: Mapping[str, None] = {"nothing": None}
"""New metadata of which nothing is left: keys without a value are dropped."""


@dataclass(frozen=True, slots=True)
class TextQuery(Query):
    """A query by texts, whose vectors are still to be made."""

    texts: Sequence[str]


def _create(value: JsonValue) -> NewCollection:
    asked = collections.CREATE.read(value)
    return replace(asked, metadata=asked.metadata or None)


def _update(value: JsonValue) -> CollectionChanges:
    changes = collections.UPDATE.read(value)
    return replace(changes, metadata=_EMPTIED) if changes.metadata == {} else changes


def _without_vectors(read: Callable[[JsonValue], Write]) -> Callable[[JsonValue], Write]:
    def read_either(value: JsonValue) -> Write:
        if isinstance(value, dict) and value.get("embeddings") is None:
            return replace(read({**value, "embeddings": []}), embeddings=None)
        return read(value)

    return read_either


def _get(value: JsonValue) -> Get:
    asked = records.GET.read(value)
    _refuse_zero("limit", asked.limit)
    if "distances" in asked.include:
        raise BadRequest("include: expected embeddings, documents, metadatas or uris, got distances")
    return asked


def _query(value: JsonValue) -> Query:
    texts = value.get("query_texts") if isinstance(value, dict) else None
    if texts is None or not isinstance(value, dict):
        asked = _query_by_vectors(value)
    elif value.get("query_embeddings") is not None:
        raise BadRequest("query_embeddings, query_texts: expected one of them, got both")
    else:
        found = records.QUERY.read({**value, "query_embeddings": []})
        wanted = shape.texts(texts, "query_texts")
        asked = TextQuery(found.filter, (), found.n_results, found.include, wanted)
    _refuse_zero("n_results", asked.n_results)
    return asked


def _query_by_vectors(value: JsonValue) -> Query:
    if isinstance(value, dict) and value.get("query_embeddings") is None:
        raise BadRequest("query_embeddings, query_texts: expected one of them, got neither")
    return records.QUERY.read(value)


def _refuse_zero(name: str, count: int | None) -> None:
    if count == 0:
        raise BadRequest(f"{name}: expected at least 1, got 0")


CREATE = Payload(collections.CREATE.fields, _create)
UPDATE = Payload(collections.UPDATE.fields, _update)
ADD = Payload(records.ADD.fields, _without_vectors(records.ADD.read))
UPSERT = Payload(records.UPSERT.fields, _without_vectors(records.UPSERT.read))
GET = Payload(records.GET.fields, _get)
QUERY = Payload((*records.QUERY.fields, "query_texts"), _query)
