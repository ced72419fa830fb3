"""One collection: who it is, how it is indexed, and its records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from uuid import UUID

from . import search
from .changes import checked
from .configuration import CollectionMetadata, ConfigurationRequest, HnswChanges
from .errors import Unsupported
from .filters import Clause
from .functions import OUTPUT_DIMENSION, AttachedFunction
from .json_value import JsonObject
from .rank import leaves
from .schema import Schema, SchemaRequest
from .search import Found, Search
from .sparse_vector import SparseVector
from .store import RecordStore
from .values import Batch, Field, Floats, HnswParameters, Neighbours, Records, Scalar, Selection, Tally


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

    `rename` is for the catalog, which keeps names unique and ties functions to collections: `attached` works on this
    one, `source` fills it. What a source owes is made up for before records are read or removed.
    """

    def __init__(self, id: UUID, place: Place, name: str, metadata: CollectionMetadata | None, schema: Schema) -> None:
        self.id = id
        self.place = place
        self._name = name
        self._metadata = metadata
        self._schema = schema
        self._lock = Lock()
        self._records = RecordStore(schema.configuration().hnsw)
        self.root = id
        self.attached: AttachedFunction | None = None
        self.source: AttachedFunction | None = None

    @property
    def name(self) -> str:
        return self._name

    @property
    def metadata(self) -> CollectionMetadata | None:
        return self._metadata

    @property
    def hnsw(self) -> HnswParameters:
        """How it is searched."""
        return self._schema.configuration().hnsw

    @property
    def dimension(self) -> int | None:
        """The length of its vectors; None until a write has brought one."""
        return self._records.dimension

    @property
    def weight(self) -> int:
        """How many numbers an exact scan over the embeddings reads."""
        return self._records.count() * (self._records.dimension or 1)

    @property
    def backlog(self) -> int:
        """How many records of another collection the next read has to go through."""
        return 0 if self.source is None else self.source.backlog

    @property
    def operations(self) -> int:
        """How many changes of single records were asked for so far."""
        return self._records.operations

    def fork(self, id: UUID, name: str) -> Collection:
        """A collection like this one: its metadata, its schema and, shared until either is written, its records."""
        self._catch_up()
        records = self._records.fork()
        with self._lock:
            twin = Collection(id, self.place, name, self._metadata, self._schema)
        twin._records = records
        twin.root = self.root
        return twin

    def receive(self, source: AttachedFunction) -> None:
        """From now on hold what `source` writes; for an empty collection."""
        self._records.check_dimension(OUTPUT_DIMENSION)
        self.source = source

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
            "schema": self._schema_document(schema),
            "metadata": None if metadata is None else {**metadata},
            "dimension": self._records.dimension,
            "tenant": self.place.tenant,
            "database": self.place.database,
            "log_position": 0,
            "version": 0,
        }

    def count(self) -> int:
        self._catch_up()
        return self._records.count()

    def tally(self) -> Tally:
        """The records counted, all at one moment."""
        return self._records.tally()

    def indexing(self) -> tuple[int, int]:
        """How many records queries scan only until they are in the graph, and how many there are."""
        self._catch_up()
        return self._records.unindexed()

    def exchange(self, gone: Sequence[str], batch: Batch) -> None:
        """Delete the records `gone` and upsert others, in one step for readers."""
        self._records.exchange(gone, batch)

    def add(self, batch: Batch, *, new_only: bool = False) -> None:
        self._refuse_sparse(batch)
        self._records.add(batch, new_only=new_only)

    def upsert(self, batch: Batch) -> None:
        self._refuse_sparse(batch)
        self._records.upsert(batch)

    def update(self, batch: Batch, *, known_only: bool = False) -> list[str]:
        """Write to the records that exist; return the ids that do not."""
        self._refuse_sparse(batch)
        return self._records.update(batch, known_only=known_only)

    def get(self, selection: Selection, limit: int | None, offset: int, include: frozenset[Field]) -> Records:
        self.refuse_unindexed((selection.where, selection.where_document))
        self._catch_up()
        return self._records.get(selection, limit, offset, include)

    def query(self, vectors: Floats, k: int, selection: Selection, include: frozenset[Field]) -> Sequence[Neighbours]:
        self.refuse_unindexed((selection.where, selection.where_document))
        self._catch_up()
        return self._records.query(vectors, k, selection, include)

    def search(self, searches: Sequence[Search], *, explain: bool = False) -> list[Found]:
        """What each search finds, all at one moment; raises InvalidArgument for an index that is switched off."""
        schema = self._schema
        for each in searches:
            self.refuse_unindexed((each.filter,))
            for knn in () if each.rank is None else leaves(each.rank):
                if isinstance(knn.query, SparseVector):
                    schema.refuse_unindexed_sparse(knn.key)
        self._catch_up()
        with self._records.snapshot() as records:
            return [search.run(records, each, schema.weighs_rarity, explain=explain) for each in searches]

    def delete(self, selection: Selection, limit: int | None) -> int:
        self.refuse_unindexed((selection.where, selection.where_document))
        self._catch_up()
        return self._records.delete(selection, limit)

    def remove(self, selection: Selection, limit: int | None) -> list[str]:
        """Delete the selected records, with a filter only the first `limit`; return their ids."""
        self.refuse_unindexed((selection.where, selection.where_document))
        self._catch_up()
        return self._records.remove(selection, limit)

    def refuse_unindexed(self, clauses: Iterable[Clause | None]) -> None:
        """Raise InvalidArgument when one of the clauses filters over an index that is switched off."""
        for clause in clauses:
            if clause is not None:
                self._schema.refuse_unindexed(clause)

    def close(self) -> None:
        """Free what the records hold; the collection is of no more use."""
        self._records.close()

    def _catch_up(self) -> None:
        source = self.source
        if source is not None:
            source.catch_up()

    def _schema_document(self, schema: Schema) -> JsonObject:
        document = schema.document(self._records.value_kinds)
        source = self.source
        return document if source is None else {**document, "source_attached_function_id": str(source.id)}

    def _refuse_sparse(self, batch: Batch) -> None:
        """Refuse sparse vectors as recorded, after the checks that come before, unless the schema has use for them."""
        if batch.sparse_key is None or self._schema.takes_sparse:
            return
        if batch.embeddings is not None and len(batch.embeddings):
            self._records.check_dimension(batch.embeddings.shape[1])
        checked(batch, ())
        raise Unsupported(f"Unimplemented: Sparse vector is not supported for local chroma: {batch.sparse_key}")

    def _reconfigure(self, request: ConfigurationRequest) -> None:
        changes = request.hnsw or HnswChanges()
        self._schema = self._schema.reconfigured(changes, request.embedding_function, request.spann)
        self._records.configure(self._schema.configuration().hnsw)
