"""One collection: who it is, how it is indexed, and its records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from uuid import UUID

from . import unsupported
from .changes import checked
from .configuration import CollectionMetadata, ConfigurationRequest, HnswChanges
from .filters import Clause
from .json_value import JsonObject
from .schema import Schema, SchemaRequest
from .store import RecordStore
from .values import Batch, Field, Floats, Neighbours, Records, Scalar, Selection


@dataclass(frozen=True, slots=True)
class Place:
    """The tenant and database a path names; they need not exist."""

    tenant: str
    database: str


@dataclass(frozen=True, slots=True)
class NewCollection:
    """What a create asks for."""

    name: str
    metadata: CollectionMetadata | None = None
    configuration: ConfigurationRequest = field(default_factory=ConfigurationRequest)
    schema: SchemaRequest | None = None
    get_or_create: bool = False


@dataclass(frozen=True, slots=True)
class CollectionChanges:
    """What an update asks for; None keeps. New metadata replaces the old; null values in it are dropped."""

    name: str | None = None
    metadata: Mapping[str, Scalar | None] | None = None
    configuration: ConfigurationRequest | None = None


class Collection:
    """A collection of the catalog. Identity is fixed; name, metadata and schema change under one lock.

    `rename` is for the catalog, which keeps names unique.
    """

    def __init__(self, id: UUID, place: Place, name: str, metadata: CollectionMetadata | None, schema: Schema) -> None:
        self.id = id
        self.place = place
        self._name = name
        self._metadata = metadata
        self._schema = schema
        self._lock = Lock()
        self._records = RecordStore(schema.configuration().hnsw)

    @property
    def name(self) -> str:
        return self._name

    @property
    def weight(self) -> int:
        """How many numbers an exact scan over the embeddings reads."""
        return self._records.count() * (self._records.dimension or 1)

    def rename(self, name: str) -> None:
        self._name = name

    def change(self, changes: CollectionChanges) -> None:
        """Replace the metadata and adjust the configuration as `changes` says; its name is not looked at."""
        with self._lock:
            if changes.metadata is not None:
                kept = {key: value for key, value in changes.metadata.items() if value is not None}
                self._metadata = kept or None
            if changes.configuration is not None:
                self._reconfigure(changes.configuration)

    def document(self) -> JsonObject:
        """The collection object of the wire."""
        with self._lock:
            name, metadata, schema = self._name, self._metadata, self._schema
        return {
            "id": str(self.id),
            "name": name,
            "configuration_json": schema.configuration().document(),
            "schema": schema.document(self._records.value_kinds),
            "metadata": None if metadata is None else {**metadata},
            "dimension": self._records.dimension,
            "tenant": self.place.tenant,
            "database": self.place.database,
            "log_position": 0,
            "version": 0,
        }

    def count(self) -> int:
        return self._records.count()

    def add(self, batch: Batch) -> None:
        self._records.add(batch)

    def upsert(self, batch: Batch) -> None:
        self._records.upsert(batch)

    def update(self, batch: Batch) -> list[str]:
        """Write to the records that exist; return the ids that do not."""
        return self._records.update(batch)

    def refuse_sparse(self, batch: Batch, key: str) -> None:
        """Refuse a write with a sparse vector under `key`, after the checks that come before it."""
        if batch.embeddings is not None and len(batch.embeddings):
            self._records.check_dimension(batch.embeddings.shape[1])
        checked(batch, ())
        raise unsupported.sparse_vector(key)

    def get(self, selection: Selection, limit: int | None, offset: int, include: frozenset[Field]) -> Records:
        self.refuse_unindexed((selection.where, selection.where_document))
        return self._records.get(selection, limit, offset, include)

    def query(self, vectors: Floats, k: int, selection: Selection, include: frozenset[Field]) -> Sequence[Neighbours]:
        self.refuse_unindexed((selection.where, selection.where_document))
        return self._records.query(vectors, k, selection, include)

    def delete(self, selection: Selection, limit: int | None) -> int:
        self.refuse_unindexed((selection.where, selection.where_document))
        return self._records.delete(selection, limit)

    def refuse_unindexed(self, clauses: Iterable[Clause | None]) -> None:
        """Raise InvalidArgument when one of the clauses filters over an index that is switched off."""
        for clause in clauses:
            if clause is not None:
                self._schema.refuse_unindexed(clause)

    def close(self) -> None:
        """Free what the records hold; the collection is of no more use."""
        self._records.close()

    def _reconfigure(self, request: ConfigurationRequest) -> None:
        changes = request.hnsw or HnswChanges()
        self._schema = self._schema.reconfigured(changes, request.embedding_function)
        self._records.configure(self._schema.configuration().hnsw)
