"""The bodies of the old API and what they ask the engine for.

A form checks shapes only (422); the methods of what it makes raise the refusals that the old server gave later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ...engine.collection import CollectionChanges, NewCollection
from ...engine.json_value import JsonObject, JsonValue
from ...engine.values import Batch, Field, Floats, Selection
from . import configuration, filters, forms, metadata, names, vectors
from .forms import Fields, Form
from .refusals import Refusal, raised, value_error

T = TypeVar("T")

MAX_BATCH_SIZE = 41_666
"""How many records one write may bring."""

_DEFAULT_RESULTS = 10
_GET_INCLUDE: Sequence[Field] = ("metadatas", "documents")
_QUERY_INCLUDE: Sequence[Field] = ("metadatas", "documents", "distances")
_DELETE_WHAT = (
    "",
    "You must provide either ids, where, or where_document to delete. If",
    "you want to delete all data in a collection you can delete the",
    "collection itself using the delete_collection method. Or alternatively,",
    "you can get() all the relevant ids and then delete them.",
    "",
)
_texts = forms.each(forms.text)
_optional_texts = forms.each(forms.optional_text)
_optional_mappings = forms.each(forms.optional_mapping)


@dataclass(frozen=True, slots=True)
class Create:
    name: str
    configuration: JsonObject | None
    metadata: JsonObject | None
    get_or_create: bool

    def collection(self) -> NewCollection:
        """The collection asked for; raises Refusal."""
        configuration.check(self.configuration)
        described = metadata.of_collection(self.metadata)
        names.check_collection(self.name)
        configuration.check_metadata(described)
        return NewCollection(
            name=self.name,
            metadata=described,
            configuration=configuration.requested(self.configuration, described),
            get_or_create=self.get_or_create,
        )


@dataclass(frozen=True, slots=True)
class Modify:
    name: str | None
    metadata: JsonObject | None

    def changes(self) -> CollectionChanges:
        """The changes asked for, an empty name or map being none; raises Refusal."""
        if self.name:
            names.check_collection(self.name)
        return CollectionChanges(name=self.name or None, metadata=metadata.of_collection_update(self.metadata))


@dataclass(frozen=True, slots=True)
class Write:
    """The body of an add, update or upsert. An empty column is no column."""

    ids: list[str]
    embeddings: list[JsonValue] | None
    metadatas: list[JsonObject | None] | None
    documents: list[str | None] | None
    uris: list[str | None] | None
    nulls: bool
    """Whether null as a metadata value removes its key."""

    def batch(self, dimension: int | None, mismatch: Callable[[str], Refusal]) -> Batch:
        """The records for a collection of that dimension; columns are cut to the ids. Raises as `vectors.matrix`."""
        size = len(self.ids)
        if size > MAX_BATCH_SIZE:
            raise value_error(f"Batch size {size} exceeds maximum batch size {MAX_BATCH_SIZE}")
        described, documents, uris = _cut(self.metadatas, size), _cut(self.documents, size), _cut(self.uris, size)
        rows = _cut(self.embeddings, size)
        return Batch(
            ids=self.ids,
            embeddings=None if rows is None else vectors.matrix(rows, dimension, mismatch),
            metadatas=None if described is None else metadata.of_records(described, nulls=self.nulls),
            documents=documents,
            uris=uris,
        )


@dataclass(frozen=True, slots=True)
class Filter:
    ids: Sequence[str] | None
    where: JsonObject | None
    where_document: JsonObject | None

    def selection(self) -> Selection:
        """The records meant; raises Refusal, InvalidArgument."""
        return Selection(self.ids, filters.where(self.where), filters.where_document(self.where_document))


@dataclass(frozen=True, slots=True)
class Get:
    filter: Filter
    sort: str | None
    limit: int | None
    offset: int | None
    include: Sequence[Field]

    @property
    def most(self) -> int | None:
        """How many records are asked for; None for all of them, which 0 asks for as well."""
        return forms.amount(self.limit) if self.limit else None

    @property
    def skip(self) -> int:
        """How many records are passed over."""
        return forms.amount(self.offset or 0)

    def selection(self) -> Selection:
        """The records meant; raises Refusal, InvalidArgument."""
        selection = self.filter.selection()
        if self.sort is not None:
            raise raised("NotImplementedError", "Sorting is not yet supported")
        if self.limit is not None and self.limit < 0:
            raise value_error("Limit cannot be negative")
        return selection


@dataclass(frozen=True, slots=True)
class Query:
    filter: Filter
    embeddings: list[JsonValue]
    n_results: int
    include: Sequence[Field]

    @property
    def most(self) -> int:
        """How many neighbours are asked for."""
        return forms.amount(self.n_results)

    def selection(self) -> Selection:
        """The records to search among; raises Refusal, InvalidArgument."""
        if not self.embeddings:
            raise raised("TypeError", "object of type 'NoneType' has no len()")
        return self.filter.selection()

    def matrix(self, dimension: int | None) -> Floats:
        """The query vectors as (q, dimension); raises as `vectors.matrix`."""
        return vectors.matrix(self.embeddings, dimension, vectors.invalid_dimension)


@dataclass(frozen=True, slots=True)
class Delete:
    filter: Filter

    def selection(self) -> Selection:
        """The records to delete; raises Refusal when nothing selects any, InvalidArgument."""
        found = self.filter.selection()
        if not found.ids and found.where is None and found.where_document is None:
            # The text as it stood in the old server's source, indentation included.
            raise value_error(("\n" + " " * 16).join(_DELETE_WHAT))
        # Beside a filter an empty list of ids is none.
        return Selection(found.ids or None, found.where, found.where_document)


def _cut(column: list[T] | None, size: int) -> list[T] | None:
    if not column:
        return None
    if len(column) < size:
        raise raised("IndexError", "list index out of range")
    return column[:size]


def _name(fields: Fields) -> str:
    return fields.required("name", forms.text, "")


def _create(fields: Fields) -> Create:
    return Create(
        name=_name(fields),
        configuration=fields.optional("configuration", forms.mapping),
        metadata=fields.optional("metadata", forms.mapping),
        get_or_create=fields.given("get_or_create", forms.flag, False),
    )


def _modify(fields: Fields) -> Modify:
    return Modify(fields.optional("new_name", forms.text), fields.optional("new_metadata", forms.mapping))


def _write(fields: Fields, *, nulls: bool) -> Write:
    return Write(
        embeddings=fields.optional("embeddings", forms.sequence),
        metadatas=fields.optional("metadatas", _optional_mappings),
        documents=fields.optional("documents", _optional_texts),
        uris=fields.optional("uris", _optional_texts),
        ids=fields.required("ids", _texts, []),
        nulls=nulls,
    )


def _with_vectors(fields: Fields, *, nulls: bool) -> Write:
    """The old server kept records without a vector; the engine has none, so they are refused as incomplete."""
    asked = _write(fields, nulls=nulls)
    if asked.ids and not asked.embeddings and not fields.faults:
        fields.missing("embeddings")
    return asked


def _filter(fields: Fields, ids: Sequence[str] | None = None) -> Filter:
    return Filter(ids, fields.optional("where", forms.mapping), fields.optional("where_document", forms.mapping))


def _get(fields: Fields) -> Get:
    return Get(
        filter=_filter(fields, fields.optional("ids", _texts)),
        sort=fields.optional("sort", forms.text),
        limit=fields.optional("limit", forms.integer),
        offset=fields.optional("offset", forms.integer),
        include=fields.given("include", forms.included, _GET_INCLUDE),
    )


def _query(fields: Fields) -> Query:
    return Query(
        filter=_filter(fields),
        embeddings=fields.required("query_embeddings", forms.sequence, []),
        n_results=fields.given("n_results", forms.integer, _DEFAULT_RESULTS),
        include=fields.given("include", forms.included, _QUERY_INCLUDE),
    )


def _delete(fields: Fields) -> Delete:
    return Delete(_filter(fields, fields.optional("ids", _texts)))


NAME = Form(_name)
CREATE = Form(_create)
MODIFY = Form(_modify)
ADD = Form(lambda fields: _with_vectors(fields, nulls=False))
UPSERT = Form(lambda fields: _with_vectors(fields, nulls=True))
UPDATE = Form(lambda fields: _write(fields, nulls=True))
GET = Form(_get)
QUERY = Form(_query)
DELETE = Form(_delete)
