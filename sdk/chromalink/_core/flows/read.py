"""Records out of a collection."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import cast

from ..._wire import records as wire
from ...errors import InvalidInputError
from ...results import GetResult, PeekResult, QueryResult
from .. import embedding
from ..checks import columns, filters
from ..effects import Flow
from ..rows import Matrix
from ..session import CollectionRef
from .many_ids import fits, got_in_parts, queried_in_parts
from .system import sent

PEEK_FIELDS = ("metadatas", "documents", "embeddings")


def count(ref: CollectionRef, read_level: object) -> Flow[int]:
    return (yield from sent(ref.session, wire.count(ref, filters.read_level(read_level))))


def get(
    ref: CollectionRef,
    ids: object,
    where: object,
    limit: object,
    offset: object,
    where_document: object,
    include: object,
) -> Flow[GetResult]:
    fields = filters.include(include, filters.GET_FIELDS)
    asked = partial(
        wire.get,
        ref,
        where=filters.where(where),
        where_document=filters.where_document(where_document),
        include=_on_the_wire(ref, fields),
    )
    wanted = None if ids is None else columns.ids(ids)
    most, start = filters.optional_count(limit, "limit"), filters.optional_count(offset, "offset")
    if wanted is None or fits(ref.session, wanted):
        result = yield from sent(ref.session, asked(ids=wanted, limit=most, offset=start))
    else:
        result = yield from got_in_parts(ref.session, asked, wanted, most, start or 0)
    if "data" in fields:
        result["data"] = yield from embedding.loaded(ref.loader, result["uris"] or [], "include")
        _as_asked(result, fields)
    return result


def peek(ref: CollectionRef, limit: object) -> Flow[PeekResult]:
    found = yield from get(ref, None, None, filters.count(limit, "limit"), None, None, PEEK_FIELDS)
    return cast("PeekResult", found)  # which is what these fields make it


def query(
    ref: CollectionRef,
    query_embeddings: object,
    query_texts: object,
    query_images: object,
    query_uris: object,
    ids: object,
    n_results: object,
    where: object,
    where_document: object,
    include: object,
) -> Flow[QueryResult]:
    fields = filters.include(include, filters.QUERY_FIELDS)
    on_the_wire = _on_the_wire(ref, fields)
    most = filters.count(n_results, "n_results", least=1)
    wanted = None if ids is None else columns.ids(ids)
    clause, document = filters.where(where), filters.where_document(where_document)
    vectors = yield from _query_vectors(ref, query_embeddings, query_texts, query_images, query_uris)
    asked = partial(wire.query, ref, vectors, n_results=most, where=clause, where_document=document)
    if wanted is None or fits(ref.session, wanted):
        result = yield from sent(ref.session, asked(ids=wanted, include=on_the_wire))
    else:
        result = yield from queried_in_parts(ref.session, asked, wanted, most, on_the_wire)
    if "data" in fields:
        result["data"] = yield from _data_of_each(ref, result["uris"] or [])
        _as_asked(result, fields)
    return result


def _query_vectors(
    ref: CollectionRef, given: object, query_texts: object, query_images: object, query_uris: object
) -> Flow[Matrix]:
    vectors = columns.embeddings(given, "query_embeddings")
    texts = columns.texts(query_texts, "query_texts")
    images = columns.images(query_images, "query_images")
    uris = columns.texts(query_uris, "query_uris")
    if vectors is not None:
        return vectors
    if sum(source is not None for source in (texts, images, uris)) != 1:
        raise InvalidInputError(
            "query: expected query_embeddings, or exactly one of query_texts, query_images and query_uris"
        )
    if texts is not None:
        complete = columns.complete(texts, "query_texts")
        return (yield from embedding.embedded(ref, complete, "query_texts", query=True))
    if images is not None:
        return (yield from embedding.embedded(ref, images, "query_images", query=True))
    data = yield from embedding.loaded(ref.loader, columns.complete(uris or [], "query_uris"), "query_uris")
    return (yield from embedding.embedded(ref, data, "query_uris", query=True))


def _data_of_each(ref: CollectionRef, uris: Sequence[Sequence[str | None]]) -> Flow[list[Sequence[object]]]:
    flat = [uri for of_one_query in uris for uri in of_one_query]
    data = iter((yield from embedding.loaded(ref.loader, flat, "include")))
    return [[next(data) for _ in of_one_query] for of_one_query in uris]


def _as_asked(result: GetResult | QueryResult, fields: list[str]) -> None:
    """The server was asked for uris in place of data: tell what the caller asked for."""
    result["included"] = fields
    if "uris" not in fields:
        result["uris"] = None


def _on_the_wire(ref: CollectionRef, fields: Sequence[str]) -> list[str]:
    """The fields the server is asked for: `data` is loaded here, from the uris."""
    if "data" in fields and ref.loader is None:
        raise InvalidInputError("include: 'data' needs a data loader; open the collection with data_loader=")
    asked = ["uris" if field == "data" else field for field in fields]
    return list(dict.fromkeys(asked))
