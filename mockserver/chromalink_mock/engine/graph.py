"""One hnswlib graph, and the library that makes it.

hnswlib crashes or lies under mutation: resizing beside queries killed the process, adding beside queries raised, fewer
live elements than asked for raise. So a graph has a fixed capacity, adding excludes searching, and whoever asks clamps
and checks.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

import numpy as np

from .columns import Slots
from .readers_writer import ReadersWriterLock
from .values import Floats, HnswParameters

if TYPE_CHECKING:
    from types import ModuleType

    import hnswlib

logger = logging.getLogger(__name__)

MIN_NEIGHBORS: Final = 2
"""hnswlib divides by log(max_neighbors); the recorded server dies of 0 (wire contract: crashes)."""
MAX_NEIGHBORS: Final = 512
"""Each element reserves twice this many links; more would only exhaust memory."""

SPARED: Final = max((os.cpu_count() or 1) - 1, 1)
"""All cores but one; asking the system takes longer than much of a query does."""

MARKED_AT_ONCE: Final = 4096
"""Bounds how long marking keeps writers waiting."""


class GraphLibrary:
    """hnswlib, imported when the first graph is needed; without it one warning says that scans serve everything."""

    def __init__(self, importer: Callable[[str], ModuleType] = import_module) -> None:
        self._importer = importer
        self._missing = False

    def create(self, parameters: HnswParameters, dimension: int, capacity: int) -> Graph | None:
        """An empty graph, or None when the library cannot be imported."""
        if self._missing:
            return None
        try:
            module = self._importer("hnswlib")
        except ImportError:
            self._missing = True
            logger.warning(
                "hnswlib cannot be imported: queries scan every record instead of searching a graph; "
                "for large collections: pip install 'chromalink[hnsw]' (needs a C++ compiler)"
            )
            return None
        index = cast("type[hnswlib.Index]", module.Index)(space=parameters.space, dim=dimension)
        neighbors = min(max(parameters.max_neighbors, MIN_NEIGHBORS), MAX_NEIGHBORS)
        index.init_index(max_elements=capacity, M=neighbors, ef_construction=max(parameters.ef_construction, 1))
        return Graph(index, parameters, capacity)

    def load(self, path: str, parameters: HnswParameters, dimension: int, capacity: int, slots: Slots) -> Graph | None:
        """A graph saved before, covering these slots; None when the library cannot be imported.

        The file must be known to be whole: the library loads a damaged one without complaint.
        """
        if self._missing:
            return None
        try:
            module = self._importer("hnswlib")
        except ImportError:
            return None
        index = cast("type[hnswlib.Index]", module.Index)(space=parameters.space, dim=dimension)
        index.load_index(path, max_elements=capacity)
        graph = Graph(index, parameters, capacity)
        graph.cover(slots, index.get_current_count())
        return graph


HNSWLIB: Final = GraphLibrary()


@dataclass(frozen=True, slots=True)
class GraphImage:
    """What a graph covers at one moment: the slot of each filled label, -1 = stale."""

    graph: Graph
    slots: Slots


class Graph:
    """The vectors of some slots under labels 0, 1, 2, ... in the order added.

    A label is claimed for a slot first, then filled; when the slot's vector goes, the label turns stale and is never
    used again. Claiming, forgetting and renumbering need the store's lock as stated; `add` excludes `search` by itself.

    Forks search one index, each with labels of its own. Only the original adds to it, and the labels it adds mean
    nothing to the others; none marks its stale labels there or changes how it is searched.
    """

    def __init__(self, index: hnswlib.Index, parameters: HnswParameters, capacity: int) -> None:
        """`index` is initialised, and has so much room."""
        index.set_ef(max(parameters.ef_search, 1))
        self.parameters = parameters
        self.capacity = capacity
        self.claimed = 0
        self.filled = 0
        self.stale = 0
        self._index = index
        self._guard = ReadersWriterLock()
        self._marked = 0
        self._unmarked: list[int] = []
        self._slot_of: Slots = np.full(capacity, -1, np.int64)
        self._label_of: Slots = np.zeros(0, np.int64)
        self.shared = False
        self.closed = False

    def fork(self) -> Graph:
        """The graph as it is filled now, for a copy of the store; it takes no more vectors. Needs the store's lock."""
        twin = copy(self)
        self.shared = twin.shared = twin.closed = True
        twin.capacity = twin.claimed = self.filled
        twin._slot_of = self._slot_of[: self.filled].copy()
        twin._label_of = np.where(self._label_of < self.filled, self._label_of, -1)
        twin.stale = int(np.count_nonzero(twin._slot_of < 0))
        twin._unmarked = list(self._unmarked)
        return twin

    def image(self) -> GraphImage | None:
        """What it covers now; None for one that others fill too. Nothing may be forgotten meanwhile."""
        return None if self.closed else GraphImage(self, self._slot_of[: self.filled].copy())

    def save(self, path: str, image: GraphImage) -> Slots:
        """Write the index to a file; returns what the image covers and has not been forgotten since.

        The file may hold labels beyond the image, and has those marked that are not covered.
        """
        with self._guard.reading():
            self._index.save_index(path)
            return np.where(self._slot_of[: len(image.slots)] < 0, -1, image.slots)

    def cover(self, slots: Slots, count: int) -> None:
        """Be a graph with so many labels, the first of which cover these slots (-1 = stale); for one just loaded."""
        self.claimed = self.filled = count
        self._slot_of[: len(slots)] = slots
        covered = np.flatnonzero(self._slot_of >= 0)
        self._label_of = np.full(int(slots.max(initial=-1)) + 1, -1, np.int64)
        self._label_of[self._slot_of[covered]] = covered
        for label in np.flatnonzero(self._slot_of[:count] < 0).tolist():
            with suppress(RuntimeError):  # it was marked when the graph was saved
                self._index.mark_deleted(label)
        self.stale = self._marked = count - len(covered)

    def tune(self, parameters: HnswParameters) -> None:
        """Search with these parameters from now on, unless forks do too. Needs the store's lock for writing."""
        if self.shared:
            parameters = replace(parameters, ef_search=self.parameters.ef_search)
        self.parameters = parameters
        self._index.set_ef(max(parameters.ef_search, 1))

    def uncovered(self, slots: Slots) -> Slots:
        """Which of these slots no filled label covers. Needs the store's lock."""
        labels = self._labels(slots)
        return slots[(labels < 0) | (labels >= self.filled)]

    def unclaimed(self, slots: Slots) -> Slots:
        """Which of these slots have no label, not even a claimed one. Needs the store's lock."""
        return slots[self._labels(slots) < 0]

    def claim(self, slots: Slots) -> Slots:
        """Labels for slots without one; at most `capacity - claimed`. Needs the store's lock, one claimer at a time."""
        labels = np.arange(self.claimed, self.claimed + len(slots))
        last = int(slots.max(initial=-1))
        if last >= len(self._label_of):
            grown = np.full(last + 1 + last // 2, -1, np.int64)
            grown[: len(self._label_of)] = self._label_of
            self._label_of = grown
        self._slot_of[labels] = slots
        self._label_of[slots] = labels
        self.claimed += len(slots)
        return labels

    def add(self, labels: Slots, rows: Floats) -> None:
        """Put claimed labels into the graph; needs no lock of the store."""
        with self._guard.writing():
            self._index.add_items(rows, labels, num_threads=_threads(self.parameters))

    def fill(self, labels: Slots) -> None:
        """Declare labels that were added searchable. Needs the store's lock for writing."""
        self.filled = max(self.filled, int(labels.max(initial=-1)) + 1)
        self._unmarked += labels[self._slot_of[labels] < 0].tolist()

    def mark(self) -> None:
        """Tell hnswlib which labels turned stale. Needs the store's lock for reading, one caller at a time."""
        if not self.has_unmarked:
            return
        with self._guard.writing():
            for label in self._unmarked[:MARKED_AT_ONCE]:
                self._index.mark_deleted(label)
            self._marked += len(self._unmarked[:MARKED_AT_ONCE])
            del self._unmarked[:MARKED_AT_ONCE]

    @property
    def has_unmarked(self) -> bool:
        """Whether `mark` has something to do."""
        return bool(self._unmarked) and not self.shared

    def forget(self, slots: Slots) -> None:
        """The vectors of these slots are gone or replaced. Needs the store's lock for writing."""
        known = slots[slots < len(self._label_of)]
        labels = self._label_of[known]
        self._label_of[known] = -1
        labels = labels[labels >= 0]
        self._slot_of[labels] = -1
        self.stale += len(labels)
        self._unmarked += labels[labels < self.filled].tolist()

    def keep(self, kept: Slots) -> None:
        """Renumber after a compaction: slot `kept[i]` becomes slot i. Needs the store's lock for writing."""
        labels = self._labels(kept)
        self._label_of = labels
        self._slot_of[:] = -1
        covered = np.flatnonzero(labels >= 0)
        self._slot_of[labels[covered]] = covered

    def search(self, queries: Floats, fetch: int) -> list[Slots] | None:
        """For each query about `fetch` near slots, ascending; None when the graph is being added to or returns short.

        Needs the store's lock for reading.
        """
        if not self._guard.try_reading():
            return None
        try:
            wanted = min(fetch + len(self._unmarked), self.filled - self._marked)
            if wanted < 1:
                return None
            labels, _ = self._index.knn_query(queries, k=wanted, num_threads=_threads(self.parameters))
        except RuntimeError:
            return None
        finally:
            self._guard.end_reading()
        # Labels beyond `filled` are in the graph already, but their slots still count as not covered.
        labels = labels.astype(np.int64)
        labels[labels >= self.filled] = -1
        slots = np.where(labels >= 0, self._slot_of[labels], -1)
        slots.sort(axis=1)
        distinct = slots >= 0
        distinct[:, 1:] &= slots[:, 1:] != slots[:, :-1]
        return [row[kept] for row, kept in zip(slots, distinct, strict=True)]

    def _labels(self, slots: Slots) -> Slots:
        """The label of each of these slots, -1 for none."""
        labels = np.full(len(slots), -1, np.int64)
        known = slots < len(self._label_of)
        labels[known] = self._label_of[slots[known]]
        return labels


def _threads(parameters: HnswParameters) -> int:
    """As many threads as asked for, but a core stays free for whoever is waiting for an answer."""
    return min(max(parameters.num_threads, 1), SPARED)
