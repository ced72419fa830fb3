"""Records into a collection, and out of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from ..._wire import bodies
from ..._wire import records as wire
from ...bulk import BulkResult
from ...errors import ChromaError, InvalidInputError
from ...types import DeleteResult
from ..checks import columns, filters, metadata
from ..effects import Flow
from ..rows import Rows
from ..session import CollectionRef
from .delivery import Prepared, Write, check_source, written
from .many_ids import deleted_in_parts, fits
from .system import sent


@dataclass(frozen=True, slots=True)
class Given:
    """The columns of a write as the caller gave them."""

    ids: object
    embeddings: object
    metadatas: object
    documents: object
    images: object
    uris: object


def add(ref: CollectionRef, given: Given) -> Flow[None]:
    yield from _send(ref, _checked(given, patch=False), wire.add)


def upsert(ref: CollectionRef, given: Given) -> Flow[None]:
    yield from _send(ref, _checked(given, patch=True), wire.upsert)


def update(ref: CollectionRef, given: Given) -> Flow[None]:
    found = _checked(given, patch=True)
    rows = found.rows
    if all(column is None for column in (rows.embeddings, rows.metadatas, rows.documents, found.images, rows.uris)):
        raise InvalidInputError(
            "update: expected embeddings, metadatas, documents, images or uris, got nothing to update"
        )
    yield from _send(ref, replace(found, embed=rows.documents is not None or found.images is not None), wire.update)


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
    asked = partial(wire.delete, ref, where=clause, where_document=document)
    if wanted is None or fits(ref.session, wanted):
        return (yield from sent(ref.session, asked(ids=wanted, limit=most)))
    return (yield from deleted_in_parts(ref.session, asked, wanted, most))


def _send(ref: CollectionRef, found: Prepared, write: Write) -> Flow[None]:
    """One batch after the other, in order; all that needs no server is checked before the first."""
    check_source(ref, found)
    if found.incomplete(ref):
        bodies.check(found.rows)
    result = BulkResult()
    try:
        yield from written(ref, found, write, result)
    except ChromaError as exc:
        exc.written = result.without_errors()
        raise


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
