"""Bodies as the Cloud's OpenAPI document describes them, where the recorded server wants others.

Each kind is the recorded one with a step before or after it: vectors may be missing, counts begin at 1, a get includes
no distances, an empty metadata object means no metadata, and queries and searches may bring texts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ...engine.collection import CollectionChanges, NewCollection
from ...engine.errors import InvalidArgument
from ...engine.json_value import JsonValue
from ...engine.rank import Knn, with_leaves
from ...engine.sparse_vector import SparseVector
from ..errors import BadRequest
from . import collections, records, shape
from .body import Payload
from .records import Get, Query, Write
from .search import EMBEDDING, SearchBody
from .search import SEARCH as SEARCH_BODY
from .strict_json import DEPTH_LIMIT

_EMPTIED: Mapping[str, None] = {"nothing": None}
"""New metadata of which nothing is left: keys without a value are dropped."""


@dataclass(frozen=True, slots=True)
class TextQuery(Query):
    """A query by texts, whose vectors are still to be made."""

    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class TextSearch(SearchBody):
    """Searches of which some `$knn` look for texts, whose vectors are still to be made.

    Until then such a leaf has the vector (NaN, place of its text in `texts`); no number of a body is NaN.
    """

    texts: Sequence[str] = ()

    def with_vectors(self, vectors: Sequence[Sequence[float]]) -> SearchBody:
        """The searches with a vector for each text; raises InvalidArgument for a text under a sparse key."""

        def given(knn: Knn) -> Knn:
            if isinstance(knn.query, SparseVector) or not np.isnan(knn.query[:1]).any():
                return knn
            if knn.key != EMBEDDING:
                raise InvalidArgument(
                    f"rank.$knn.query: expected a sparse vector under the key '{knn.key}', got a text; "
                    f"the server embeds texts for the key '{EMBEDDING}' only"
                )
            return replace(knn, query=np.array(vectors[int(knn.query[1])], np.float32))

        searches = [
            search if search.rank is None else replace(search, rank=with_leaves(search.rank, given))
            for search in self.searches
        ]
        return SearchBody(searches, self.flat)


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


def _search(value: JsonValue) -> SearchBody:
    texts: dict[str, int] = {}
    asked = SEARCH_BODY.read(_without_texts(value, texts))
    return TextSearch(asked.searches, asked.flat, list(texts)) if texts else asked


def _without_texts(value: JsonValue, texts: dict[str, int]) -> JsonValue:
    """The body with a mark for each text in its ranks; `texts` gains those found, with their places."""
    if not isinstance(value, dict):
        return value
    if isinstance(searches := value.get("searches"), list):
        return {**value, "searches": [_without_texts(search, texts) for search in searches]}
    return {**value, "rank": _marked(value["rank"], texts, 0)} if "rank" in value else value


def _marked(rank: JsonValue, texts: dict[str, int], depth: int) -> JsonValue:
    if depth > DEPTH_LIMIT:
        return rank  # refused where it is read
    if isinstance(rank, list):
        return [_marked(operand, texts, depth + 1) for operand in rank]
    if not isinstance(rank, dict):
        return rank
    knn = rank.get("$knn")
    if isinstance(knn, dict) and isinstance(text := knn.get("query"), str):
        return {**rank, "$knn": {**knn, "query": [math.nan, texts.setdefault(text, len(texts))]}}
    return {name: _marked(operand, texts, depth + 1) for name, operand in rank.items()}


def _refuse_zero(name: str, count: int | None) -> None:
    if count == 0:
        raise BadRequest(f"{name}: expected at least 1, got 0")


CREATE = Payload(collections.CREATE.fields, _create)
UPDATE = Payload(collections.UPDATE.fields, _update)
ADD = Payload(records.ADD.fields, _without_vectors(records.ADD.read))
UPSERT = Payload(records.UPSERT.fields, _without_vectors(records.UPSERT.read))
GET = Payload(records.GET.fields, _get)
SEARCH = Payload(SEARCH_BODY.fields, _search)
QUERY = Payload((*records.QUERY.fields, "query_texts"), _query)
