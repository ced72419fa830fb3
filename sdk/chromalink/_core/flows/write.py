"""Records into a collection, and out of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ..._wire import records as wire
from ...errors import InvalidInputError
from ...types import DeleteResult
from .. import embedding, sparse_embedding
from ..checks import columns, filters, metadata
from ..effects import Call, Flow
from ..rows import Matrix, Rows
from ..session import CollectionRef, Limits
from .system import limits, sent


@dataclass(frozen=True, slots=True)
class Given:
    """The columns of a write as the caller gave them."""

    ids: object
    embeddings: object
    metadatas: object
    documents: object
    images: object
    uris: object


@dataclass(frozen=True, slots=True)
class Prepared:
    """Checked columns, and what the missing vectors are to be made of."""

    rows: Rows
    images: Sequence[object] | None


def add(ref: CollectionRef, given: Given) -> Flow[None]:
    rows = yield from _new(ref, given)
    yield from _send(ref, rows, wire.add)


def upsert(ref: CollectionRef, given: Given) -> Flow[None]:
    rows = yield from _new(ref, given, patch=True)
    yield from _send(ref, rows, wire.upsert)


def update(ref: CollectionRef, given: Given) -> Flow[None]:
    found = _checked(given, patch=True)
    rows = found.rows
    if all(column is None for column in (rows.embeddings, rows.metadatas, rows.documents, found.images, rows.uris)):
        raise InvalidInputError(
            "update: expected embeddings, metadatas, documents, images or uris, got nothing to update"
        )
    if rows.embeddings is None and (rows.documents is not None or found.images is not None):
        rows = replace(rows, embeddings=(yield from _vectors(ref, found)))
    rows = yield from sparse_embedding.filled(ref, rows)
    yield from _send(ref, rows, wire.update)


def delete(ref: CollectionRef, ids: object, where: object, where_document: object, limit: object) -> Flow[DeleteResult]:
    wanted = None if ids is None else columns.ids(ids)
    clause, document = filters.where(where), filters.where_document(where_document)
    if wanted is None and clause is None and document is None:
        raise InvalidInputError(
            "delete: expected ids, where or where_document; to remove everything use client.delete_collection"
        )
    most = filters.optional_count(limit, "limit")
    if most is not None and clause is None and document is None:
        raise InvalidInputError("limit: expected where or where_document beside it")
    return (yield from sent(ref.session, wire.delete(ref, wanted, clause, document, most)))


def _new(ref: CollectionRef, given: Given, *, patch: bool = False) -> Flow[Rows]:
    found = _checked(given, patch=patch)
    rows = found.rows
    if rows.embeddings is None:
        rows = replace(rows, embeddings=(yield from _vectors(ref, found)))
    return (yield from sparse_embedding.filled(ref, rows))


def _checked(given: Given, *, patch: bool) -> Prepared:
    ids = columns.ids(given.ids)
    rows = Rows(
        ids=ids,
        embeddings=columns.embeddings(given.embeddings, "embeddings"),
        metadatas=metadata.metadatas(given.metadatas, "metadatas", patch=patch),
        documents=columns.texts(given.documents, "documents"),
        uris=columns.texts(given.uris, "uris"),
    )
    images = columns.images(given.images, "images")
    for name, column in (
        ("embeddings", rows.embeddings),
        ("metadatas", rows.metadatas),
        ("documents", rows.documents),
        ("images", images),
        ("uris", rows.uris),
    ):
        if column is not None:
            columns.aligned(name, len(column), len(ids))
    return Prepared(rows, images)


def _vectors(ref: CollectionRef, found: Prepared) -> Flow[Matrix]:
    """The missing vectors, from documents or images, else from what the uris lead to."""
    documents, images, uris = found.rows.documents, found.images, found.rows.uris
    if documents is not None and images is not None:
        raise InvalidInputError("documents, images: expected one of them to embed, got both; pass embeddings")
    if documents is not None:
        return (yield from embedding.embedded(ref, columns.complete(documents, "documents"), "documents"))
    if images is not None:
        return (yield from embedding.embedded(ref, images, "images"))
    if uris is not None:
        data = yield from embedding.loaded(ref.loader, columns.complete(uris, "uris"), "uris")
        return (yield from embedding.embedded(ref, data, "uris"))
    raise InvalidInputError("embeddings: expected embeddings, documents, images or uris, got none of them")


def _send(
    ref: CollectionRef, rows: Rows, write: Callable[[CollectionRef, Rows, Limits], list[Call[None]]]
) -> Flow[None]:
    """One batch after the other, in order; all are encoded before the first is sent."""
    known = yield from limits(ref.session)
    for call in write(ref, rows, known):
        yield from sent(ref.session, call)
