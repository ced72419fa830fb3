"""One collection: who it is, how it is indexed, and its records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from threading import Lock
from uuid import UUID

from . import search
from .changes import checked
from .configuration import CollectionMetadata, ConfigurationRequest, HnswChanges, resolve
from .errors import Unsupported
from .filters import Clause
from .functions import OUTPUT_DIMENSION, AttachedFunction
from .journal import Journal, RecordEntry, RecordsExchanged
from .json_value import JsonObject
from .names import metadata_fault, name_fault, refuse_faults
from .rank import leaves
from .schema import Schema, SchemaRequest, reconcile
from .search import Found, Search
from .spann import SpannParameters
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

    def settled(self, defaults: HnswParameters, spann: SpannParameters | None) -> Schema:
        """The schema it gets on a server with these defaults; raises InvalidArgument for what cannot be made."""
        self.configuration.refuse_two_indexes()
        configuration = resolve(self.configuration, self.metadata, defaults, spann)
        refuse_faults(
            [
                ("name", name_fault(self.name)),
                ("metadata", metadata_fault(self.metadata)),
                ("schema", None if self.schema is None else self.schema.fault()),
            ]
        )
        return reconcile(self.schema, configuration, defaults, spann)


@dataclass(frozen=True, slots=True)
class CollectionChanges:
    """What an update asks for; None keeps. New metadata replaces the old; null values in it are dropped."""

    name: str | None = None
    metadata: Mapping[str, Scalar | None] | None = None
    configuration: ConfigurationRequest | None = None


class Collection:
    """A collection of the catalog. Identity is fixed; name, metadata and schema change under one lock.

    `settle` is for the catalog, which keeps names unique and ties functions to collections: `attached` works on this
    one, `source` fills it. What a source owes is made up for before records are read or removed. `journal` keeps what
    is written to the records.
    """

    def __init__(
        self,
        id: UUID,
        place: Place,
        name: str,
        metadata: CollectionMetadata | None,
        schema: Schema,
        journal: Journal,
    ) -> None:
        self.id = id
        self.place = place
        self._name = name
        self._metadata = metadata
        self._schema = schema
        self._lock = Lock()
        self._journal = journal
        self._records = RecordStore(schema.configuration().hnsw, journal=journal, id=id)
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

    @property
    def records(self) -> RecordStore:
        """The records, for what goes past names, schema and functions: storing and restoring."""
        return self._records

    @property
    def schema(self) -> Schema:
        """What it indexes, without the keys learned from its records."""
        return self._schema

    def held(self) -> AbstractContextManager[None]:
        """Keep everybody else away from the records."""
        return self._records.held()

    def fork(self, id: UUID, name: str) -> Collection:
        """A collection like this one: its metadata, its schema and, shared until either is written, its records.

        Needs `held`, or nobody else about.
        """
        with self._lock:
            twin = Collection(id, self.place, name, self._metadata, self._schema, self._journal)
        twin._records = self._records.twin(self._journal, id)
        twin.root = self.root
        return twin

    def receive(self, source: AttachedFunction) -> None:
        """From now on hold what `source` writes; for a collection without records, or restored with what it wrote."""
        if self._records.dimension is None:
            self._records.table.fix_dimension(OUTPUT_DIMENSION)
        self.source = source

    def changed(self, changes: CollectionChanges) -> tuple[CollectionMetadata | None, Schema]:
        """The metadata and the schema it would have with `changes`, whose name is not looked at."""
        with self._lock:
            metadata, schema = self._metadata, self._schema
        if changes.metadata is not None:
            metadata = {key: value for key, value in changes.metadata.items() if value is not None} or None
        if changes.configuration is not None:
            asked = changes.configuration
            schema = schema.reconfigured(asked.hnsw or HnswChanges(), asked.embedding_function, asked.spann)
        return metadata, schema

    def settle(self, name: str, metadata: CollectionMetadata | None, schema: Schema) -> None:
        """Be called so, say this of itself and be indexed so from now on; searched so after `retune`."""
        with self._lock:
            self._name, self._metadata, self._schema = name, metadata, schema

    def retune(self) -> None:
        """Search as the schema says by now."""
        self._records.configure(self.hnsw)

    def replay(self, entry: RecordEntry) -> None:
        """Write once more what was kept; for when nobody else is about."""
        self._records.apply(entry)
        if isinstance(entry, RecordsExchanged) and entry.reached is not None and self.source is not None:
            self.source.resume(entry.reached, entry.gone, entry.batch)

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
        self.catch_up()
        return self._records.count()

    def tally(self) -> Tally:
        """The records counted, all at one moment."""
        return self._records.tally()

    def indexing(self) -> tuple[int, int]:
        """How many records queries scan only until they are in the graph, and how many there are."""
        self.catch_up()
        return self._records.unindexed()

    def exchange(self, gone: Sequence[str], batch: Batch, *, reached: int, settle: Callable[[], None]) -> None:
        """Delete the records `gone` and upsert others, in one step, for a function that reached so far.

        `settle` is called within that step.
        """
        self._records.exchange(gone, batch, reached=reached, settle=settle)

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
        self.catch_up()
        return self._records.get(selection, limit, offset, include)

    def query(self, vectors: Floats, k: int, selection: Selection, include: frozenset[Field]) -> Sequence[Neighbours]:
        self.refuse_unindexed((selection.where, selection.where_document))
        self.catch_up()
        return self._records.query(vectors, k, selection, include)

    def search(self, searches: Sequence[Search], *, explain: bool = False) -> list[Found]:
        """What each search finds, all at one moment; raises InvalidArgument for an index that is switched off, and for
        more than one request may ask for (`search.run_all`)."""
        schema = self._schema
        for each in searches:
            self.refuse_unindexed((each.filter,))
            for knn in () if each.rank is None else leaves(each.rank):
                if isinstance(knn.query, SparseVector):
                    schema.refuse_unindexed_sparse(knn.key)
        self.catch_up()
        with self._records.snapshot() as records:
            return search.run_all(records, searches, schema.weighs_rarity, explain=explain)

    def delete(self, selection: Selection, limit: int | None) -> int:
        self.refuse_unindexed((selection.where, selection.where_document))
        self.catch_up()
        return self._records.delete(selection, limit)

    def remove(self, selection: Selection, limit: int | None) -> list[str]:
        """Delete the selected records, with a filter only the first `limit`; return their ids."""
        self.refuse_unindexed((selection.where, selection.where_document))
        self.catch_up()
        return self._records.remove(selection, limit)

    def refuse_unindexed(self, clauses: Iterable[Clause | None]) -> None:
        """Raise InvalidArgument when one of the clauses filters over an index that is switched off."""
        for clause in clauses:
            if clause is not None:
                self._schema.refuse_unindexed(clause)

    def close(self) -> None:
        """Free what the records hold; the collection is of no more use."""
        self._records.close()

    def catch_up(self) -> None:
        """Have the function that fills it make up for what it owes."""
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
