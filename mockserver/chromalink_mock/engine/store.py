"""The records of one collection: the only mutable owner of ids, vectors, documents and metadata."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

import numpy as np

from . import filters, planner
from .changes import Changes, checked, id_repeated, merged, vectors_missing
from .columns import Slots
from .errors import Internal, InvalidArgument, NotFound
from .filters import Mask
from .fulltext import Documents
from .graph import HNSWLIB, GraphLibrary
from .metadata import URI_KEY, MetadataTable
from .readers_writer import ReadersWriterLock
from .snapshot import Snapshot
from .values import Batch, Field, Floats, HnswParameters, LearnedKind, Neighbours, Records, Selection, Tally
from .vector_index import VectorIndex
from .vectors import VectorRows

COMPACT_SHARE: Final = 0.3
COMPACT_FROM: Final = 256
"""Slots are renumbered when more than this share, and this many, of them are dead."""


class RecordStore:
    """Columns over slots in order of first insertion; deleted slots are holes until a compaction closes them up.

    Thread-safe: writes are serial and atomic, reads run beside each other and see the whole of a write or none of it.
    Semantics as recorded from Chroma 1.5.9 (wire contract: records).
    """

    def __init__(
        self,
        parameters: HnswParameters,
        *,
        limits: planner.Limits | None = None,
        library: GraphLibrary = HNSWLIB,
    ) -> None:
        self._parameters = parameters
        self._limits = limits or planner.Limits()
        self._library = library
        self._lock = ReadersWriterLock()
        self._dimension: int | None = None
        self._ids: list[str] = []
        self._slot_of: dict[str, int] = {}
        self._live: Mask = np.zeros(0, np.bool_)
        self._documents = Documents()
        self._metadata = MetadataTable(self._documents)
        self._rows: VectorRows | None = None
        self._index: VectorIndex | None = None
        self._shared = False
        self.operations = 0
        """How many changes of single records were asked for since the beginning; a fork goes on from its original."""

    def fork(self) -> RecordStore:
        """A store with the same records, at a cost that does not grow with them.

        All is shared until one side writes, then copied as far as the write needs; a fork that has moved away from the
        shared graph builds its own.
        """
        twin = RecordStore(self._parameters, limits=self._limits, library=self._library)
        with self._lock.writing():
            self._shared = twin._shared = True
            twin._dimension, twin.operations, twin._live = self._dimension, self.operations, self._live
            twin._ids, twin._slot_of = self._ids, self._slot_of
            twin._documents = self._documents.fork()
            twin._metadata = self._metadata.fork(twin._documents)
            if self._rows is not None and self._index is not None:
                twin._rows = self._rows.fork()
                twin._index = self._index.fork(twin._rows, lambda: twin._live, twin._lock)
        return twin

    @property
    def dimension(self) -> int | None:
        """The length of every vector; None until a write has brought one, then fixed for ever."""
        return self._dimension

    @property
    def value_kinds(self) -> Mapping[str, tuple[LearnedKind, ...]]:
        """The kinds each metadata key was ever written with, a list counting as its elements; keys never disappear.

        Keys and kinds in order of first appearance. Reserved keys are not among them.
        """
        return self._metadata.value_kinds

    def check_dimension(self, dimension: int) -> None:
        """Fix the dimension if none is fixed yet, else raise InvalidArgument when it is another."""
        with self._lock.writing():
            self._check_dimension(dimension)

    def count(self) -> int:
        """How many records there are."""
        return len(self._slot_of)

    def tally(self) -> Tally:
        """The records counted, all at one moment."""
        with self._lock.reading():
            return Tally(self.operations, len(self._slot_of), *self._metadata.tally(np.flatnonzero(self._live)))

    def unindexed(self) -> tuple[int, int]:
        """How many records wait to be put into the graph (none where every query scans them all), and how many are."""
        if self._index is None:
            return 0, 0
        self._index.wake()
        with self._lock.reading():
            return self._index.unindexed(), len(self._slot_of)

    def add(self, batch: Batch, *, new_only: bool = False) -> None:
        """Insert records; ids that exist, or came earlier in the batch, are silently ignored (refused: `new_only`).

        Raises InvalidArgument: another dimension, columns of different length, an empty id, a reserved key misused,
        records without vectors; the dimension is fixed even then.
        """
        with self._lock.writing():
            changes = self._checked(batch)
            distinct = set(batch.ids)
            if len(distinct) != len(batch.ids) or not distinct.isdisjoint(self._slot_of):
                if new_only:
                    raise id_repeated(batch.ids, self._slot_of)
                first: dict[str, int] = {}
                for i, id_ in enumerate(batch.ids):
                    if id_ not in self._slot_of:
                        first.setdefault(id_, i)
                changes = changes.subset(list(first.values()))
            self.operations += len(batch.ids)
            self._insert(changes, batch.embeddings)
        self._build()

    def upsert(self, batch: Batch) -> None:
        """Insert records or change existing ones, in order; raises as `add`.

        Vectors are replaced; documents and uris where given; metadata is merged, None and [] removing a key.
        """
        self.exchange((), batch)

    def exchange(self, gone: Sequence[str], batch: Batch) -> None:
        """Delete the records `gone` and upsert the others of `batch`, in one step for readers; raises as `add`."""
        with self._lock.writing():
            changes = merged(self._checked(batch))
            known = [i for i, id_ in enumerate(changes.ids) if id_ in self._slot_of]
            if batch.embeddings is None and len(known) < len(changes.ids):
                raise vectors_missing()
            self.operations += len(batch.ids) + len(gone)
            self._remove(self._slots_of(gone))
            if known:
                self._change(changes.subset(known), batch.embeddings)
                changes = changes.subset([i for i, id_ in enumerate(changes.ids) if id_ not in self._slot_of])
            self._insert(changes, batch.embeddings)
        self._build()

    def update(self, batch: Batch, *, known_only: bool = False) -> list[str]:
        """Change existing records, in order, as `upsert` does; returns the unknown ids, which are ignored.

        Raises as `add`, and with `known_only` NotFound for unknown ids; nothing is changed then.
        """
        with self._lock.writing():
            changes = merged(self._checked(batch))
            known = [i for i, id_ in enumerate(changes.ids) if id_ in self._slot_of]
            unknown = [id_ for id_ in changes.ids if id_ not in self._slot_of]
            if unknown and known_only:
                raise NotFound(f"{len(unknown)} of {len(changes.ids)} records do not exist, the first: {unknown[0]!r}")
            self.operations += len(batch.ids)
            self._change(changes.subset(known) if unknown else changes, batch.embeddings)
        self._build()
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
        with self._lock.writing():
            if selection.where is None and selection.where_document is None:
                slots = self._slots_of(selection.ids or ())
            else:
                slots = np.flatnonzero(self._selected(selection))[:limit]
            removed: list[str] = [self._ids[slot] for slot in slots.tolist()]
            self.operations += len(removed)
            self._remove(slots)
        self._build()
        return removed

    def get(self, selection: Selection, limit: int | None, offset: int, include: frozenset[Field]) -> Records:
        """The selected records in order of first insertion, `offset` of them skipped, at most `limit`."""
        stop = None if limit is None else offset + limit
        with self._lock.reading():
            if selection.where is not None or selection.where_document is not None:
                slots = np.flatnonzero(self._selected(selection))[offset:stop]
            elif selection.ids is not None:
                slots = self._slots_of(selection.ids)[offset:stop]
            elif len(self._slot_of) == len(self._ids):
                slots = np.arange(len(self._ids))[offset:stop]
            else:
                slots = np.flatnonzero(self._live)[offset:stop]
            return self._records(slots, include)

    def query(self, vectors: Floats, k: int, selection: Selection, include: frozenset[Field]) -> list[Neighbours]:
        """For each row of `vectors` (q, dimension) the k nearest selected records; fewer only where fewer are selected.

        Raises InvalidArgument for another dimension, Internal for an unknown id without a filter (as recorded). A store
        without a dimension has nothing near anything.
        """
        if self._index is not None:
            self._index.wake()
        with self._lock.reading():
            if len(vectors):
                self._expect_dimension(vectors.shape[1])
            if self._rows is None or self._index is None:
                nothing = np.zeros(0, np.int64)
                return self._neighbours([(nothing, np.zeros(0, np.float32))] * len(vectors), include)
            unfiltered = selection.where is None and selection.where_document is None
            if selection.ids is None and unfiltered:
                allowed, count = self._live, len(self._slot_of)
            else:
                if unfiltered and not self._slot_of.keys() >= set(selection.ids or ()):
                    raise Internal("Error executing plan: Internal error: Error finding id")
                allowed = self._selected(selection)
                count = int(np.count_nonzero(allowed))
            found = self._index.nearest(vectors, k, allowed, count, len(self._slot_of))
            return self._neighbours(found, include)

    @contextmanager
    def snapshot(self) -> Generator[Snapshot]:
        """All records as they are now; nothing is written while it is held."""
        if self._index is not None:
            self._index.wake()
        with self._lock.reading():
            yield Snapshot(
                self._ids, self._slot_of, self._live, self._documents, self._metadata, self._rows, self._index
            )

    def configure(self, parameters: HnswParameters) -> None:
        """Search with these parameters from the next query on; a changed max_neighbors rebuilds the graph behind."""
        with self._lock.writing():
            self._parameters = parameters
            if self._index is not None:
                self._index.configure(parameters)
        self._build()

    def wait_for_graph(self) -> None:
        """Block until every record that belongs into a graph is in it."""
        if self._index is not None:
            self._index.wait()

    def close(self) -> None:
        """Stop the thread that builds the graph; may be called twice."""
        if self._index is not None:
            self._index.close()

    def _checked(self, batch: Batch) -> Changes:
        if batch.embeddings is not None and len(batch.embeddings):
            self._check_dimension(batch.embeddings.shape[1])
        return checked(batch, self._slot_of)

    def _check_dimension(self, dimension: int) -> None:
        if self._dimension is None:
            self._dimension = dimension
            self._rows = VectorRows(dimension)
            self._index = VectorIndex(
                self._rows, lambda: self._live, self._lock, self._parameters, self._limits, self._library
            )
        self._expect_dimension(dimension)

    def _expect_dimension(self, got: int) -> None:
        if self._dimension not in (None, got):
            raise InvalidArgument(f"Collection expecting embedding with dimension of {self._dimension}, got {got}")

    def _build(self) -> None:
        if self._index is not None:
            self._index.build()

    def _insert(self, changes: Changes, embeddings: Floats | None) -> None:
        """Append records whose ids are new and distinct, each with a vector."""
        if not len(changes.ids):
            return
        if embeddings is None or self._rows is None or self._index is None:
            raise vectors_missing()
        self._own()
        start, added = len(self._ids), len(changes.ids)
        whole = added == len(embeddings) and bool((changes.rows == np.arange(added)).all())
        self._rows.append(embeddings if whole else embeddings[changes.rows])
        self._ids.extend(changes.ids)
        self._slot_of.update(zip(changes.ids, range(start, start + added), strict=True))
        self._live = np.concatenate([self._live, np.ones(added, np.bool_)])
        self._documents.append(added)
        self._index.grown()
        self._describe(range(start, start + added), changes)

    def _change(self, changes: Changes, embeddings: Floats | None) -> None:
        """Change existing records with distinct ids."""
        if not len(changes.ids):
            return
        slots = [self._slot_of[id_] for id_ in changes.ids]
        moved = np.flatnonzero(changes.rows >= 0)
        if len(moved) and embeddings is not None and self._rows is not None and self._index is not None:
            at = np.asarray(slots, np.int64)[moved]
            self._rows.replace(at, embeddings[changes.rows[moved]])
            self._index.forget(at)
        self._describe(slots, changes)

    def _describe(self, slots: Sequence[int], changes: Changes) -> None:
        """Merge documents, uris and metadata; a document or uri of its own column beats one sent as metadata."""
        size = len(self._ids)
        for _, key, value in changes.overwritten:
            self._metadata.learn(key, [value])
        if changes.patches is not None:
            self._metadata.patch(slots, changes.patches, size)
        if changes.documents is not None:
            self._documents.write(slots, changes.documents)
        if changes.uris is not None:
            given = [(slot, uri) for slot, uri in zip(slots, changes.uris, strict=True) if uri is not None]
            self._metadata.write(URI_KEY, [slot for slot, _ in given], [uri for _, uri in given], size)

    def _remove(self, slots: Slots) -> None:
        """Make these distinct live slots holes; renumber when there are too many holes."""
        if not len(slots) or self._rows is None or self._index is None:
            return
        self._own()
        gone = slots.tolist()
        live = self._live.copy()
        live[slots] = False
        self._live = live
        for slot in gone:
            del self._slot_of[self._ids[slot]]
        self._documents.remove(gone)
        self._metadata.remove(gone)
        self._index.forget(slots)
        dead = len(self._ids) - len(self._slot_of)
        if dead > max(COMPACT_FROM, len(self._ids) * COMPACT_SHARE):
            self._compact(self._rows, self._index)

    def _compact(self, rows: VectorRows, index: VectorIndex) -> None:
        """Renumber the live slots without gaps; their order, which is the order of insertion, stays."""
        kept = np.flatnonzero(self._live)
        self._metadata.keep(kept, len(self._ids))
        self._documents.keep(kept)
        rows.keep(kept)
        index.keep(kept)
        self._ids = [self._ids[slot] for slot in kept.tolist()]
        self._slot_of = {id_: slot for slot, id_ in enumerate(self._ids)}
        self._live = np.ones(len(kept), np.bool_)

    def _own(self) -> None:
        """Called before ids are written in place: copies what a fork may still be reading."""
        if self._shared:
            self._ids, self._slot_of = list(self._ids), dict(self._slot_of)
            self._shared = False

    def _slots_of(self, ids: Sequence[str]) -> Slots:
        """The slots of the ids that exist, ascending, each once."""
        known = {slot for id_ in ids if (slot := self._slot_of.get(id_)) is not None}
        return np.array(sorted(known), np.int64)

    def _selected(self, selection: Selection) -> Mask:
        """The selected live slots."""
        mask = self._live
        if selection.ids is not None:
            mask = np.zeros(len(self._ids), np.bool_)
            mask[self._slots_of(selection.ids)] = True
        if selection.where is not None:
            mask = filters.matching(selection.where, self._metadata, mask)
        if selection.where_document is not None:
            mask = filters.matching(selection.where_document, self._metadata, mask)
        return mask

    def _records(self, slots: Slots, include: frozenset[Field]) -> Records:
        return Records(
            ids=[self._ids[slot] for slot in slots.tolist()],
            embeddings=self._vectors(slots) if "embeddings" in include else None,
            documents=self._documents.read(slots) if "documents" in include else None,
            uris=self._metadata.uris(slots) if "uris" in include else None,
            metadatas=self._metadata.read(slots) if "metadatas" in include else None,
        )

    def _vectors(self, slots: Slots) -> Floats:
        return np.zeros((0, self._dimension or 0), np.float32) if self._rows is None else self._rows.take(slots)

    def _neighbours(self, found: list[tuple[Slots, Floats]], include: frozenset[Field]) -> list[Neighbours]:
        """Read all records at once, then deal them out to the queries."""
        if not found:
            return []
        everything = self._records(np.concatenate([slots for slots, _ in found]), include)
        return Neighbours.dealt(everything, [distances for _, distances in found], told="distances" in include)
