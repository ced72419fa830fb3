"""The bodies of the record operations."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias, get_args

from ...engine.errors import InvalidArgument
from ...engine.filters import parse_where, parse_where_document
from ...engine.json_value import JsonValue
from ...engine.names import refuse_faults
from ...engine.values import Batch, Field, Floats, Selection
from . import metadata, shape, vectors
from .body import Payload
from .metadata import MetadataRows
from .vectors import VectorRows

_DEFAULT_RESULTS = 10
_GET_INCLUDE: Sequence[Field] = ("documents", "metadatas")
_QUERY_INCLUDE: Sequence[Field] = ("documents", "metadatas", "distances")
_WRITE_FIELDS = ("ids", "embeddings", "documents", "uris", "metadatas")
_GET_FIELDS = ("ids", "where", "where_document", "limit", "offset", "include")
_QUERY_FIELDS = ("query_embeddings", "n_results", "ids", "where", "where_document", "include")
_DELETE_FIELDS = ("ids", "where", "where_document", "limit")

_Columns: TypeAlias = "tuple[list[str | None] | None, list[str | None] | None, MetadataRows | None]"

_FIELDS: dict[str, Field] = {name: name for name in sorted(get_args(Field))}
_field = shape.choice(_FIELDS)


@dataclass(frozen=True, slots=True)
class Write:
    """The body of an add, upsert or update, its shape checked and nothing else."""

    ids: Sequence[str]
    embeddings: VectorRows | None
    documents: Sequence[str | None] | None
    uris: Sequence[str | None] | None
    metadatas: MetadataRows | None

    def batch(self) -> Batch:
        """The records to write; raises InvalidArgument for what validation refuses."""
        matrix, fault = self.embeddings.matrix() if self.embeddings is not None else (None, None)
        refuse_faults(
            [
                ("metadatas", None if self.metadatas is None else self.metadatas.fault()),
                ("embeddings", fault),
            ]
        )
        if self.embeddings is not None and matrix is None:
            raise vectors.refuse_ragged()
        return Batch(
            ids=self.ids,
            embeddings=matrix,
            embedding_rows=None if self.embeddings is None else self.embeddings.rows,
            documents=self.documents,
            uris=self.uris,
            metadatas=None if self.metadatas is None else self.metadatas.rows,
            sparse_key=None if self.metadatas is None else self.metadatas.sparse_key,
        )


@dataclass(frozen=True, slots=True)
class Filter:
    """Which records a body speaks of, clauses still as JSON."""

    ids: Sequence[str] | None
    where: JsonValue
    where_document: JsonValue

    def selection(self) -> Selection:
        """The records meant; raises InvalidArgument for a clause that makes no sense."""
        return Selection(
            ids=self.ids,
            where=None if self.where is None else parse_where(self.where),
            where_document=None if self.where_document is None else parse_where_document(self.where_document),
        )


@dataclass(frozen=True, slots=True)
class Get:
    filter: Filter
    limit: int | None
    offset: int
    include: Sequence[Field]


@dataclass(frozen=True, slots=True)
class Query:
    filter: Filter
    numbers: Sequence[array[float]]
    n_results: int
    include: Sequence[Field]

    def matrix(self) -> Floats:
        """The query vectors as (q, dimension); raises InvalidArgument when their lengths differ."""
        return vectors.query_matrix(self.numbers)


@dataclass(frozen=True, slots=True)
class Delete:
    filter: Filter
    limit: int | None

    def selection(self) -> Selection:
        """The records to delete; raises InvalidArgument for a clause or a combination that makes no sense."""
        selection = self.filter.selection()
        filtered = selection.where is not None or selection.where_document is not None
        if not filtered and selection.ids is not None and not selection.ids:
            raise InvalidArgument("Validation error: ids, where: Either ids or where must be specified")
        if not filtered and self.limit is not None:
            raise InvalidArgument(
                "Validation error: limit, where: limit can only be specified when a where clause is provided"
            )
        return selection


def _include(value: JsonValue, at: str) -> list[Field]:
    return shape.each(value, at, _field)


def _add(value: JsonValue) -> Write:
    return _insertion(value, "AddCollectionRecordsPayload", metadata.rows)


def _upsert(value: JsonValue) -> Write:
    return _insertion(value, "UpsertCollectionRecordsPayload", metadata.patches)


def _insertion(value: JsonValue, struct: str, metadatas: shape.Reader[MetadataRows]) -> Write:
    fields = shape.struct(value, "", struct, _WRITE_FIELDS)
    rest = _columns(fields, metadatas)
    # Last: of what is missing is spoken only when all that is there is right.
    ids, embeddings = fields.both("ids", shape.texts, "embeddings", vectors.rows)
    return Write(ids, embeddings, *rest)


def _update(value: JsonValue) -> Write:
    fields = shape.struct(value, "", "UpdateCollectionRecordsPayload", _WRITE_FIELDS)
    embeddings = fields.optional("embeddings", vectors.optional_rows)
    rest = _columns(fields, metadata.patches)
    return Write(fields.required("ids", shape.texts), embeddings, *rest)


def _columns(fields: shape.Fields, metadatas: shape.Reader[MetadataRows]) -> _Columns:
    return (
        fields.optional("documents", shape.optional_texts),
        fields.optional("uris", shape.optional_texts),
        fields.optional("metadatas", metadatas),
    )


def _filter(fields: shape.Fields) -> Filter:
    return Filter(
        ids=fields.optional("ids", shape.texts),
        where=fields.optional("where", shape.anything),
        where_document=fields.optional("where_document", shape.anything),
    )


def _get(value: JsonValue) -> Get:
    fields = shape.struct(value, "", "GetRequestPayload", _GET_FIELDS, as_array=False)
    return Get(
        filter=_filter(fields),
        limit=fields.optional("limit", shape.u32),
        offset=fields.optional("offset", shape.u32) or 0,
        include=fields.given("include", _include, _GET_INCLUDE),
    )


def _query(value: JsonValue) -> Query:
    fields = shape.struct(value, "", "QueryRequestPayload", _QUERY_FIELDS, as_array=False)
    n_results = fields.optional("n_results", shape.u32)
    return Query(
        filter=_filter(fields),
        n_results=_DEFAULT_RESULTS if n_results is None else n_results,
        include=fields.given("include", _include, _QUERY_INCLUDE),
        # Last: of what is missing is spoken only when all that is there is right.
        numbers=fields.required("query_embeddings", vectors.queries),
    )


def _delete(value: JsonValue) -> Delete:
    fields = shape.struct(value, "", "DeleteCollectionRecordsPayload", _DELETE_FIELDS, as_array=False)
    return Delete(filter=_filter(fields), limit=fields.optional("limit", shape.u32))


ADD = Payload(_WRITE_FIELDS, _add)
UPSERT = Payload(_WRITE_FIELDS, _upsert)
UPDATE = Payload(_WRITE_FIELDS, _update)
GET = Payload(_GET_FIELDS, _get, keeps_unknown=True)
QUERY = Payload(_QUERY_FIELDS, _query, keeps_unknown=True)
DELETE = Payload(_DELETE_FIELDS, _delete, keeps_unknown=True)
