"""Nearest neighbours of one collection: a graph that is built behind, beside an exact scan that is always right."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from threading import Lock, Thread, current_thread
from typing import Final

import numpy as np

from . import exact, planner
from .columns import Slots
from .filters import Mask
from .graph import Graph, GraphImage, GraphLibrary
from .readers_writer import ReadersWriterLock
from .values import Floats, HnswParameters
from .vectors import VectorRows

logger = logging.getLogger(__name__)

ROOM: Final = 4
"""A new graph has room for this many times the records there are: growing means building anew."""
STALE_SHARE: Final = 0.3
"""With more stale labels than this a graph is built anew: they cost memory and every search walks past them."""
SHARED_STALE_SHARE: Final = 1 / 20
"""As STALE_SHARE, for a graph that forks share: there stale labels cannot be marked, so every search fetches them."""


class VectorIndex:
    """Answers nearest-neighbour questions over the store's rows; owns the graph and the thread that builds it.

    The store calls `nearest` with its lock held for reading and `forget`, `keep`, `configure` with it held for writing.
    Rows written since the last visit of the builder, the tail, are scanned. Growth, too many stale labels and a changed
    max_neighbors are met by building another graph beside the serving one and exchanging them; `resize_factor`,
    `batch_size` and `sync_threshold` have therefore no effect.
    """

    def __init__(
        self,
        rows: VectorRows,
        live: Callable[[], Mask],
        lock: ReadersWriterLock,
        parameters: HnswParameters,
        limits: planner.Limits,
        library: GraphLibrary,
    ) -> None:
        self._rows = rows
        self._live = live
        self._lock = lock
        self._parameters = parameters
        self._limits = limits
        self._library = library
        self._graph: Graph | None = None
        self._successor: Graph | None = None
        self._tail: Slots | None = None
        self._given_up = False
        self._closed = False
        self._builder: Thread | None = None
        self._builder_gate = Lock()
        self._dormant = False

    def fork(self, rows: VectorRows, live: Callable[[], Mask], lock: ReadersWriterLock) -> VectorIndex:
        """An index over `rows`, a fork of ours, that searches our graph. Needs the store's lock for reading.

        It builds nothing before it is used: until then a fork costs neither time nor memory.
        """
        twin = VectorIndex(rows, live, lock, self._parameters, self._limits, self._library)
        twin._graph = None if self._graph is None else self._graph.fork()
        twin._given_up, twin._dormant = self._given_up, True
        return twin

    def image(self) -> GraphImage | None:
        """What the graph covers now, if there is one of its own. Nothing may be written to the records meanwhile."""
        graph = self._graph
        return None if graph is None else graph.image()

    def adopt(self, graph: Graph) -> None:
        """Search this graph, which covers some of the rows; for an index that has none yet."""
        self._graph = graph

    def wake(self) -> None:
        """An index made by `fork` is in use now: begin to build what it lacks. Needs no lock."""
        if self._dormant:
            self.build()

    def unindexed(self) -> int:
        """How many records are scanned only until the builder has put them into the graph. Needs the store's lock."""
        if self._idle():
            return 0
        return self._live_count() if self._graph is None else len(self._uncovered(self._graph))

    def nearest(self, queries: Floats, k: int, allowed: Mask, count: int, live: int) -> list[tuple[Slots, Floats]]:
        """For each query (q, dimension) the k nearest allowed slots with distances; fewer only where `count` < k.

        `allowed` is over all slots, `count` the True in it, `live` the records of the collection.
        """
        graph = self._graph
        if graph is not None and self._tuned(graph) and np.isfinite(queries).all():
            tail = self._uncovered(graph)
            fetch = planner.fetch_size(
                self._limits, k=k, dimension=self._rows.dimension, live=live, allowed=count, tail=len(tail)
            )
            if fetch is not None:
                found = graph.search(queries, fetch)
                if found is not None:
                    return self._refined(queries, k, allowed, count, found, tail)
        return exact.nearest(self._rows, self._parameters.space, queries, k, allowed, count)

    def configure(self, parameters: HnswParameters) -> None:
        """Search, and where needed build, with these parameters from now on."""
        self._parameters = parameters
        for graph in self._graphs():
            graph.tune(replace(graph.parameters, ef_search=parameters.ef_search, num_threads=parameters.num_threads))

    def forget(self, slots: Slots) -> None:
        """The vectors of these slots are gone or replaced."""
        self._tail = None
        for graph in self._graphs():
            graph.forget(slots)

    def keep(self, kept: Slots) -> None:
        """Renumber after a compaction: slot `kept[i]` becomes slot i."""
        self._tail = None
        for graph in self._graphs():
            graph.keep(kept)

    def grown(self) -> None:
        """Rows were appended."""
        self._tail = None

    def build(self) -> None:
        """See to it that the builder looks at the rows once more. Needs no lock; returns at once."""
        self._dormant = False
        if self._closed or self._given_up:
            return
        if self._graph is None and not planner.deserves_graph(self._limits, self._rows.count, self._rows.dimension):
            return
        with self._builder_gate:
            if self._builder is None and not self._closed:
                self._builder = Thread(target=self._work, name="chromalink-graph-builder", daemon=True)
                self._builder.start()

    def wait(self) -> None:
        """Block until the builder has nothing left to do."""
        while (builder := self._running()) is not None and builder is not current_thread():
            builder.join()

    def close(self) -> None:
        """Stop the builder after the slice it is at; queries are still answered."""
        with self._builder_gate:
            self._closed = True
        self.wait()

    def _running(self) -> Thread | None:
        with self._builder_gate:
            return self._builder

    def _graphs(self) -> list[Graph]:
        return [graph for graph in (self._graph, self._successor) if graph is not None]

    def _uncovered(self, graph: Graph) -> Slots:
        """The tail: live slots that this graph does not cover."""
        tail = self._tail
        if tail is None:
            # Two readers may compute it at once; both find the same. The builder clears it after each slice.
            tail = self._tail = graph.uncovered(np.flatnonzero(self._live()))
        return tail

    def _refined(
        self, queries: Floats, k: int, allowed: Mask, count: int, found: list[Slots], tail: Slots
    ) -> list[tuple[Slots, Floats]]:
        """Measure what the graph found together with the tail; a query that found too little is answered by a scan."""
        space = self._parameters.space
        tail = tail[allowed[tail]]
        answers: list[tuple[Slots, Floats]] = []
        for query, slots in zip(queries, found, strict=True):
            slots = slots[allowed[slots]]
            if len(slots) < min(k, count):
                answers += exact.nearest(self._rows, space, query[None, :], k, allowed, count)
            else:
                answers.append(exact.ranked(self._rows, space, query, np.concatenate([slots, tail]), k))
        return answers

    def _work(self) -> None:
        """Body of the builder: step by step until nothing is left, then end."""
        while True:
            try:
                while not self._closed and self._step():
                    pass
            except Exception:
                logger.exception("building the graph failed: queries scan every record from now on")
                with self._lock.writing():
                    self._given_up = True
                    self._graph = self._successor = self._tail = None
            with self._builder_gate, self._lock.reading():
                # A writer that finds a builder here relies on it, so look once more before there is none.
                if self._closed or self._idle():
                    self._builder = None
                    return

    def _step(self) -> bool:
        """Mark stale labels, add one slice, exchange a finished graph; False when there was nothing to do."""
        with self._lock.reading():
            if self._idle():
                return False
            graph = self._chosen() or self._begun()
            if graph is None:
                return False
            if graph is self._graph:
                self._successor = None
            for each in self._graphs():
                each.mark()
            slots = graph.unclaimed(np.flatnonzero(self._live()))
            slots = slots[: max(1, self._limits.slice_floats // self._rows.dimension)]
            slots = slots[: graph.capacity - graph.claimed]
            labels = graph.claim(slots)
            rows = self._rows.take(slots)
        if len(slots):
            graph.add(labels, rows)
        with self._lock.writing():
            graph.fill(labels)
            self._tail = None
            if graph is self._successor and not self._missing(graph):
                self._graph, self._successor = graph, None
        return True

    def _idle(self) -> bool:
        """Whether the builder has nothing to do. Needs the store's lock."""
        if self._given_up:
            return True
        if self._graph is None and not planner.deserves_graph(self._limits, self._live_count(), self._rows.dimension):
            return True
        if self._successor is not None or any(graph.has_unmarked for graph in self._graphs()):
            return False
        graph = self._chosen()
        return graph is not None and (graph.closed or not self._missing(graph))

    def _chosen(self) -> Graph | None:
        """The graph to add to; None when one has to be begun."""
        return next((graph for graph in reversed(self._graphs()) if self._fits(graph)), None)

    def _begun(self) -> Graph | None:
        """An empty graph with room to grow, serving at once when no other does; None without the library."""
        capacity = max(self._limits.min_capacity, self._live_count() * ROOM)
        graph = self._library.create(self._parameters, self._rows.dimension, capacity)
        if graph is None:
            self._given_up = True
        elif self._graph is None:
            self._graph = graph
        else:
            self._successor = graph
        return graph

    def _fits(self, graph: Graph) -> bool:
        """Whether the graph is built as it should be and has room for what is missing, or leaves little to scan."""
        built, wanted = graph.parameters, self._parameters
        same = (built.space, built.max_neighbors, built.ef_construction) == (
            wanted.space,
            wanted.max_neighbors,
            wanted.ef_construction,
        )
        share = SHARED_STALE_SHARE if graph.shared else STALE_SHARE
        fresh = graph.stale <= max(graph.claimed, self._limits.min_capacity) * share
        same = same and self._tuned(graph)
        if graph.closed:
            return same and fresh and self._missing(graph) * self._rows.dimension <= self._limits.scan_floats
        return same and fresh and self._missing(graph) <= graph.capacity - graph.claimed

    def _tuned(self, graph: Graph) -> bool:
        """Whether the graph is searched as it should be; one that forks share cannot follow a new ef_search."""
        return graph.parameters.ef_search == self._parameters.ef_search

    def _missing(self, graph: Graph) -> int:
        """How many live records have no label in the graph."""
        return self._live_count() - (graph.claimed - graph.stale)

    def _live_count(self) -> int:
        return int(np.count_nonzero(self._live()))
