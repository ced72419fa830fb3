"""The columns of one collection's records, and how a write changes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, cast

import numpy as np

from . import filters, planner
from .changes import Changes, vectors_missing
from .columns import Slots
from .errors import InvalidArgument
from .filters import Mask
from .fulltext import Documents
from .graph import GraphLibrary
from .metadata import URI_KEY, MetadataTable
from .readers_writer import ReadersWriterLock
from .values import Field, Floats, HnswParameters, Records, Selection
from .vector_index import VectorIndex
from .vectors import VectorRows

COMPACT_SHARE: Final = 0.3
COMPACT_FROM: Final = 256
"""Slots are renumbered when more than this share, and this many, of them are dead."""


class RecordTable:
    """Columns over slots in order of first insertion; deleted slots are holes until a compaction closes them up.

    Not thread-safe: the store that has it guards it with `lock`, which the builder of the graph takes too.
    """

    def __init__(
        self, parameters: HnswParameters, lock: ReadersWriterLock, limits: planner.Limits, library: GraphLibrary
    ) -> None:
        self._lock = lock
        self._limits = limits
        self._library = library
        self._shared = False
        self.parameters = parameters
        self.dimension: int | None = None
        self.ids: list[str] = []
        self.slot_of: dict[str, int] = {}
        self.live: Mask = np.zeros(0, np.bool_)
        self.documents = Documents()
        self.metadata = MetadataTable(self.documents)
        self.rows: VectorRows | None = None
        self.index: VectorIndex | None = None
        self.operations = 0

    def fork(self, lock: ReadersWriterLock) -> RecordTable:
        """A table with the same records, sharing all until one side writes. Needs the store's lock for writing."""
        twin = self.image(lock)
        if self.index is not None and twin.rows is not None:
            twin.index = self.index.fork(twin.rows, lambda: twin.live, lock)
        return twin

    def image(self, lock: ReadersWriterLock) -> RecordTable:
        """As `fork`, without an index: to be read, not written. Nothing may be written meanwhile; needs no lock."""
        twin = RecordTable(self.parameters, lock, self._limits, self._library)
        self._shared = twin._shared = True
        twin.dimension, twin.operations, twin.live = self.dimension, self.operations, self.live
        twin.ids, twin.slot_of = self.ids, self.slot_of
        twin.documents = self.documents.fork()
        twin.metadata = self.metadata.fork(twin.documents)
        twin.rows = None if self.rows is None else self.rows.fork()
        return twin

    def fix_dimension(self, dimension: int) -> None:
        """From now on every vector has this dimension; for a table that has none."""
        self.dimension = dimension
        self.rows = VectorRows(dimension)
        self.index = VectorIndex(self.rows, lambda: self.live, self._lock, self.parameters, self._limits, self._library)

    def expect_dimension(self, got: int) -> None:
        """Raise InvalidArgument when vectors have another dimension; a table without one takes any."""
        if self.dimension not in (None, got):
            raise InvalidArgument(f"Collection expecting embedding with dimension of {self.dimension}, got {got}")

    def insert(self, changes: Changes, embeddings: Floats | None) -> None:
        """Append records whose ids are new and distinct, each with a vector."""
        if not len(changes.ids):
            return
        if embeddings is None or self.rows is None or self.index is None:
            raise vectors_missing()
        self._own()
        start, added = len(self.ids), len(changes.ids)
        whole = added == len(embeddings) and bool((changes.rows == np.arange(added)).all())
        self.rows.append(embeddings if whole else embeddings[changes.rows])
        self.ids.extend(changes.ids)
        self.slot_of.update(zip(changes.ids, range(start, start + added), strict=True))
        self.live = np.concatenate([self.live, np.ones(added, np.bool_)])
        self.documents.append(added)
        self.index.grown()
        self._describe(range(start, start + added), changes)

    def change(self, changes: Changes, embeddings: Floats | None) -> None:
        """Change existing records with distinct ids."""
        if not len(changes.ids):
            return
        slots = [self.slot_of[id_] for id_ in changes.ids]
        moved = np.flatnonzero(changes.rows >= 0)
        if len(moved) and embeddings is not None and self.rows is not None and self.index is not None:
            at = np.asarray(slots, np.int64)[moved]
            self.rows.replace(at, embeddings[changes.rows[moved]])
            self.index.forget(at)
        self._describe(slots, changes)

    def remove(self, slots: Slots) -> None:
        """Make these distinct live slots holes; renumber when there are too many holes."""
        if not len(slots) or self.rows is None or self.index is None:
            return
        self._own()
        gone = slots.tolist()
        live = self.live.copy()
        live[slots] = False
        self.live = live
        for slot in gone:
            del self.slot_of[self.ids[slot]]
        self.documents.remove(gone)
        self.metadata.remove(gone)
        self.index.forget(slots)
        dead = len(self.ids) - len(self.slot_of)
        if dead > max(COMPACT_FROM, len(self.ids) * COMPACT_SHARE):
            self._compact(self.rows, self.index)

    def slots_of(self, ids: Sequence[str]) -> Slots:
        """The slots of the ids that exist, ascending, each once."""
        known = set(map(self.slot_of.get, ids))
        known.discard(None)
        slots = np.fromiter(cast("set[int]", known), np.int64, len(known))
        slots.sort()
        return slots

    def selected(self, selection: Selection) -> Mask:
        """The selected live slots."""
        mask = self.live
        if selection.ids is not None:
            mask = np.zeros(len(self.ids), np.bool_)
            mask[self.slots_of(selection.ids)] = True
        if selection.where is not None:
            mask = filters.matching(selection.where, self.metadata, mask)
        if selection.where_document is not None:
            mask = filters.matching(selection.where_document, self.metadata, mask)
        return mask

    def records(self, slots: Slots, include: frozenset[Field]) -> Records:
        """What was asked for of these slots."""
        return Records(
            ids=list(map(self.ids.__getitem__, slots.tolist())),
            embeddings=self._vectors(slots) if "embeddings" in include else None,
            documents=self.documents.read(slots) if "documents" in include else None,
            uris=self.metadata.uris(slots) if "uris" in include else None,
            metadatas=self.metadata.read(slots) if "metadatas" in include else None,
        )

    def _vectors(self, slots: Slots) -> Floats:
        return np.zeros((0, self.dimension or 0), np.float32) if self.rows is None else self.rows.take(slots)

    def _describe(self, slots: Sequence[int], changes: Changes) -> None:
        """Merge documents, uris and metadata; a document or uri of its own column beats one sent as metadata."""
        size = len(self.ids)
        for _, key, value in changes.overwritten:
            self.metadata.learn(key, [value])
        if changes.patches is not None:
            self.metadata.patch(slots, changes.patches, size)
        if changes.documents is not None:
            self.documents.write(slots, changes.documents)
        if changes.uris is not None:
            given = [(slot, uri) for slot, uri in zip(slots, changes.uris, strict=True) if uri is not None]
            self.metadata.write(URI_KEY, [slot for slot, _ in given], [uri for _, uri in given], size)

    def _compact(self, rows: VectorRows, index: VectorIndex) -> None:
        """Renumber the live slots without gaps; their order, which is the order of insertion, stays."""
        kept = np.flatnonzero(self.live)
        self.metadata.keep(kept, len(self.ids))
        self.documents.keep(kept)
        rows.keep(kept)
        index.keep(kept)
        self.ids = [self.ids[slot] for slot in kept.tolist()]
        self.slot_of = {id_: slot for slot, id_ in enumerate(self.ids)}
        self.live = np.ones(len(kept), np.bool_)

    def _own(self) -> None:
        """Called before ids are written in place: copies what a fork may still be reading."""
        if self._shared:
            self.ids, self.slot_of = list(self.ids), dict(self.slot_of)
            self._shared = False
