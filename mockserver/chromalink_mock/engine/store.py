"""The records of one collection, safe to share between threads: every write is kept before it is made."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from uuid import UUID

import numpy as np

from . import planner
from .changes import Changes, checked, id_repeated, merged, vectors_missing
from .columns import Slots
from .errors import Internal, NotFound
from .graph import HNSWLIB, GraphLibrary
from .identity import NIL
from .journal import (
    FORGETFUL,
    DimensionFixed,
    Journal,
    RecordEntry,
    RecordsAdded,
    RecordsExchanged,
    RecordsRemoved,
    RecordsUpdated,
)
from .readers_writer import ReadersWriterLock
from .snapshot import Snapshot
from .table import RecordTable
from .values import Batch, Field, Floats, HnswParameters, LearnedKind, Neighbours, Records, Selection, Tally


class RecordStore:
    """Thread-safe: writes are serial and atomic, reads run beside each other and see the whole of a write or none.

    `journal` keeps the writes, as those of the collection `id`; a write it cannot keep is not made. Semantics as
    recorded from Chroma 1.5.9 (wire contract: records).
    """

    def __init__(
        self,
        parameters: HnswParameters,
        *,
        limits: planner.Limits | None = None,
        library: GraphLibrary = HNSWLIB,
        journal: Journal = FORGETFUL,
        id: UUID = NIL,
    ) -> None:
        self._limits = limits or planner.DEFAULTS
        self._library = library
        self._journal = journal
        self._id = id
        self._lock = ReadersWriterLock()
        self._table = RecordTable(parameters, self._lock, self._limits, library)

    def fork(self) -> RecordStore:
        """A store with the same records, at a cost that does not grow with them; nobody keeps what is written to it.

        All is shared until one side writes, then copied as far as the write needs; a fork that has moved away from the
        shared graph builds its own.
        """
        with self._lock.writing():
            return self.twin(FORGETFUL, NIL)

    def twin(self, journal: Journal, id: UUID) -> RecordStore:
        """A fork as the collection `id`. Needs `held`, or nobody else about."""
        twin = RecordStore(self._table.parameters, limits=self._limits, library=self._library, journal=journal, id=id)
        twin._table = self._table.fork(twin._lock)
        return twin

    @contextmanager
    def held(self) -> Generator[None]:
        """Keep everybody else away from the records."""
        with self._lock.writing():
            yield

    @property
    def table(self) -> RecordTable:
        """The records themselves, for who has them to himself."""
        return self._table

    @property
    def dimension(self) -> int | None:
        """The length of every vector; None until a write has brought one, then fixed for ever."""
        return self._table.dimension

    @property
    def operations(self) -> int:
        """How many changes of single records were asked for since the beginning; a fork goes on from its original."""
        return self._table.operations

    @property
    def value_kinds(self) -> Mapping[str, tuple[LearnedKind, ...]]:
        """The kinds each metadata key was ever written with, a list counting as its elements; keys never disappear.

        Keys and kinds in order of first appearance. Reserved keys are not among them.
        """
        return self._table.metadata.value_kinds

    def check_dimension(self, dimension: int) -> None:
        """Fix the dimension if none is fixed yet, else raise InvalidArgument when it is another."""
        with self._lock.writing():
            self._check_dimension(dimension)

    def count(self) -> int:
        """How many records there are."""
        return len(self._table.slot_of)

    def tally(self) -> Tally:
        """The records counted, all at one moment."""
        with self._lock.reading():
            table = self._table
            return Tally(table.operations, self.count(), *table.metadata.tally(np.flatnonzero(table.live)))

    def unindexed(self) -> tuple[int, int]:
        """How many records wait to be put into the graph (none where every query scans them all), and how many are."""
        index = self._table.index
        if index is None:
            return 0, 0
        index.wake()
        with self._lock.reading():
            return index.unindexed(), self.count()

    def add(self, batch: Batch, *, new_only: bool = False) -> None:
        """Insert records; ids that exist, or came earlier in the batch, are silently ignored (refused: `new_only`).

        Raises InvalidArgument: another dimension, columns of different length, an empty id, a reserved key misused,
        records without vectors; the dimension is fixed even then.
        """
        with self._lock.writing():
            changes = self._new(self._checked(batch), refuse_others=new_only)
            if batch.embeddings is None and changes.ids:
                raise vectors_missing()
            with self._journal.recording(RecordsAdded(self._id, batch)):
                self._insert(batch, changes)
        self.build()

    def upsert(self, batch: Batch) -> None:
        """Insert records or change existing ones, in order; raises as `add`.

        Vectors are replaced; documents and uris where given; metadata is merged, None and [] removing a key.
        """
        self.exchange((), batch)

    def exchange(
        self,
        gone: Sequence[str],
        batch: Batch,
        *,
        reached: int | None = None,
        settle: Callable[[], None] | None = None,
    ) -> None:
        """Delete the records `gone` and upsert the others of `batch`, in one step for readers; raises as `add`.

        `reached` is kept with it; `settle` is called in the same step, as far as the journal goes.
        """
        with self._lock.writing():
            changes = merged(self._checked(batch))
            if batch.embeddings is None and not self._table.slot_of.keys() >= set(changes.ids):
                raise vectors_missing()
            with self._journal.recording(RecordsExchanged(self._id, gone, batch, reached)):
                self._exchange(gone, batch, changes)
                if settle is not None:
                    settle()
        self.build()

    def update(self, batch: Batch, *, known_only: bool = False) -> list[str]:
        """Change existing records, in order, as `upsert` does; returns the unknown ids, which are ignored.

        Raises as `add`, and with `known_only` NotFound for unknown ids; nothing is changed then.
        """
        with self._lock.writing():
            changes = merged(self._checked(batch))
            unknown = [id_ for id_ in changes.ids if id_ not in self._table.slot_of]
            if unknown and known_only:
                raise NotFound(f"{len(unknown)} of {len(changes.ids)} records do not exist, the first: {unknown[0]!r}")
            with self._journal.recording(RecordsUpdated(self._id, batch)):
                self._update(batch, changes)
        self.build()
        return unknown

    def delete(self, selection: Selection, limit: int | None = None) -> int:
        """Delete the selected records, with a filter only the first `limit`; returns the count as recorded.

        With a filter that is the number of records deleted; with ids alone the number of ids sent, known or not.
        """
        removed = self.remove(selection, limit)
        filtered = selection.where is not None or selection.where_document is not None
        return len(removed) if filtered else len(selection.ids or ())

    def remove(self, selection: Selection, limit: int | None = None) -> list[str]:
        """Delete the selected records, with a filter only the first `limit`; returns their ids, oldest first.

        Without any part of a selection nothing is deleted.
        """
        table = self._table
        with self._lock.writing():
            if selection.where is None and selection.where_document is None:
                slots = table.slots_of(selection.ids or ())
            else:
                slots = np.flatnonzero(table.selected(selection))[:limit]
            removed: list[str] = [table.ids[slot] for slot in slots.tolist()]
            if removed:
                with self._journal.recording(RecordsRemoved(self._id, removed)):
                    self._remove(slots)
        self.build()
        return removed

    def apply(self, entry: RecordEntry) -> None:
        """Make a write that was kept before. For who has the records to himself; the graph is left to `build`."""
        match entry:
            case DimensionFixed(dimension=dimension):
                self._table.fix_dimension(dimension)
            case RecordsAdded(batch=batch):
                self._insert(batch, self._new(checked(batch, self._table.slot_of)))
            case RecordsUpdated(batch=batch):
                self._update(batch, merged(checked(batch, self._table.slot_of)))
            case RecordsExchanged(gone=gone, batch=batch):
                self._exchange(gone, batch, merged(checked(batch, self._table.slot_of)))
            case RecordsRemoved(ids=ids):
                self._remove(self._table.slots_of(ids))

    def get(self, selection: Selection, limit: int | None, offset: int, include: frozenset[Field]) -> Records:
        """The selected records in order of first insertion, `offset` of them skipped, at most `limit`."""
        stop = None if limit is None else offset + limit
        with self._lock.reading():
            table = self._table
            if selection.where is not None or selection.where_document is not None:
                slots = np.flatnonzero(table.selected(selection))[offset:stop]
            elif selection.ids is not None:
                slots = table.slots_of(selection.ids)[offset:stop]
            elif len(table.slot_of) == len(table.ids):
                slots = np.arange(len(table.ids))[offset:stop]
            else:
                slots = np.flatnonzero(table.live)[offset:stop]
            return table.records(slots, include)

    def query(self, vectors: Floats, k: int, selection: Selection, include: frozenset[Field]) -> list[Neighbours]:
        """For each row of `vectors` (q, dimension) the k nearest selected records; fewer only where fewer are selected.

        Raises InvalidArgument for another dimension, Internal for an unknown id without a filter (as recorded). A store
        without a dimension has nothing near anything.
        """
        table = self._table
        if table.index is not None:
            table.index.wake()
        with self._lock.reading():
            if len(vectors):
                table.expect_dimension(vectors.shape[1])
            if table.index is None:
                nothing = np.zeros(0, np.int64)
                return self._neighbours([(nothing, np.zeros(0, np.float32))] * len(vectors), include)
            unfiltered = selection.where is None and selection.where_document is None
            if selection.ids is None and unfiltered:
                allowed, count = table.live, self.count()
            else:
                if unfiltered and not table.slot_of.keys() >= set(selection.ids or ()):
                    raise Internal("Error executing plan: Internal error: Error finding id")
                allowed = table.selected(selection)
                count = int(np.count_nonzero(allowed))
            found = table.index.nearest(vectors, k, allowed, count, self.count())
            return self._neighbours(found, include)

    @contextmanager
    def snapshot(self) -> Generator[Snapshot]:
        """All records as they are now; nothing is written while it is held."""
        table = self._table
        if table.index is not None:
            table.index.wake()
        with self._lock.reading():
            yield Snapshot(
                table.ids, table.slot_of, table.live, table.documents, table.metadata, table.rows, table.index
            )

    def configure(self, parameters: HnswParameters) -> None:
        """Search with these parameters from the next query on; a changed max_neighbors rebuilds the graph behind."""
        with self._lock.writing():
            self._table.parameters = parameters
            if self._table.index is not None:
                self._table.index.configure(parameters)
        self.build()

    def build(self) -> None:
        """Let the graph, where there ought to be one, follow the records."""
        if self._table.index is not None:
            self._table.index.build()

    def wait_for_graph(self) -> None:
        """Block until every record that belongs into a graph is in it."""
        if self._table.index is not None:
            self._table.index.wait()

    def close(self) -> None:
        """Stop the thread that builds the graph; may be called twice."""
        if self._table.index is not None:
            self._table.index.close()

    def _checked(self, batch: Batch) -> Changes:
        if batch.embeddings is not None and len(batch.embeddings):
            self._check_dimension(batch.embeddings.shape[1])
        return checked(batch, self._table.slot_of)

    def _check_dimension(self, dimension: int) -> None:
        if self._table.dimension is None:
            with self._journal.recording(DimensionFixed(self._id, dimension)):
                self._table.fix_dimension(dimension)
        self._table.expect_dimension(dimension)

    def _new(self, changes: Changes, *, refuse_others: bool = False) -> Changes:
        """Only the ids that do not exist yet, each at its first mention."""
        known = self._table.slot_of
        distinct = set(changes.ids)
        if len(distinct) == len(changes.ids) and distinct.isdisjoint(known):
            return changes
        if refuse_others:
            raise id_repeated(changes.ids, known)
        first: dict[str, int] = {}
        for i, id_ in enumerate(changes.ids):
            if id_ not in known:
                first.setdefault(id_, i)
        return changes.subset(list(first.values()))

    def _insert(self, batch: Batch, changes: Changes) -> None:
        self._table.operations += len(batch.ids)
        self._table.insert(changes, batch.embeddings)

    def _exchange(self, gone: Sequence[str], batch: Batch, changes: Changes) -> None:
        table = self._table
        table.operations += len(batch.ids) + len(gone)
        known = [i for i, id_ in enumerate(changes.ids) if id_ in table.slot_of]
        table.remove(table.slots_of(gone))
        if known:
            table.change(changes.subset(known), batch.embeddings)
            changes = changes.subset([i for i, id_ in enumerate(changes.ids) if id_ not in table.slot_of])
        table.insert(changes, batch.embeddings)

    def _update(self, batch: Batch, changes: Changes) -> None:
        known = [i for i, id_ in enumerate(changes.ids) if id_ in self._table.slot_of]
        self._table.operations += len(batch.ids)
        self._table.change(changes if len(known) == len(changes.ids) else changes.subset(known), batch.embeddings)

    def _remove(self, slots: Slots) -> None:
        self._table.operations += len(slots)
        self._table.remove(slots)

    def _neighbours(self, found: list[tuple[Slots, Floats]], include: frozenset[Field]) -> list[Neighbours]:
        """Read all records at once, then deal them out to the queries."""
        if not found:
            return []
        everything = self._table.records(np.concatenate([slots for slots, _ in found]), include)
        return Neighbours.dealt(everything, [distances for _, distances in found], told="distances" in include)
