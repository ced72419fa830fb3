from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from threading import Barrier, Event, Semaphore, Thread
from types import ModuleType

import numpy as np
import numpy.typing as npt
import pytest

from chromalink_mock.engine.filters import parse_where
from chromalink_mock.engine.graph import GraphLibrary
from chromalink_mock.engine.planner import Limits
from chromalink_mock.engine.store import RecordStore
from chromalink_mock.engine.values import Batch, Floats, HnswParameters, Neighbours, Selection, Space

needs_hnswlib = pytest.mark.skipif(
    GraphLibrary().create(HnswParameters(), 1, 1) is None, reason="hnswlib needs a C++ compiler"
)

EAGER = Limits(scan_floats=0, scan_share=1.0, tail_share=1.0, min_capacity=64, slice_floats=2400)
"""The graph answers whatever it can, grows early and in small slices."""
ALL = Selection()
DIMENSION = 24


def vectors_of(count: int, seed: int = 0) -> Floats:
    return np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)


def indexed(vectors: Floats, parameters: HnswParameters, library: GraphLibrary | None = None) -> RecordStore:
    store = RecordStore(parameters, limits=EAGER, library=library or GraphLibrary())
    ids = [f"r{i}" for i in range(len(vectors))]
    store.add(Batch(ids=ids, embeddings=vectors, metadatas=[{"n": i % 10} for i in range(len(ids))]))
    store.wait_for_graph()
    return store


def asked(store: RecordStore, queries: Floats, k: int, selection: Selection = ALL) -> list[Neighbours]:
    return store.query(queries, k, selection, frozenset(("distances",)))


def truth(vectors: Floats, queries: Floats, k: int, slots: npt.NDArray[np.int64] | None = None) -> list[set[str]]:
    slots = np.arange(len(vectors)) if slots is None else slots
    nearest = [np.argsort(((vectors[slots] - query) ** 2).sum(axis=1))[:k] for query in queries]
    return [{f"r{slot}" for slot in slots[near].tolist()} for near in nearest]


def recall(answers: list[Neighbours], expected: list[set[str]]) -> float:
    return sum(len(set(a.ids) & e) for a, e in zip(answers, expected, strict=True)) / sum(map(len, expected))


@needs_hnswlib
@pytest.mark.parametrize("space", ["l2", "cosine", "ip"])
def test_a_graph_finds_nearly_all_of_the_nearest_and_measures_them_exactly(space: Space) -> None:
    vectors, queries = vectors_of(3000), vectors_of(40, seed=1)
    graph = indexed(vectors, HnswParameters(space=space))
    scan = RecordStore(HnswParameters(space=space))
    scan.add(Batch(ids=[f"r{i}" for i in range(3000)], embeddings=vectors))
    near, right = asked(graph, queries, 10), asked(scan, queries, 10)
    assert recall(near, [set(answer.ids) for answer in right]) > 0.9
    for found, exact in zip(near, right, strict=True):
        assert found.distances is not None
        assert exact.distances is not None
        measured = dict(zip(exact.ids, exact.distances.tolist(), strict=True))
        assert [
            measured.get(id_, d) for id_, d in zip(found.ids, found.distances.tolist(), strict=True)
        ] == pytest.approx(found.distances.tolist(), rel=1e-5, abs=1e-5)
        assert found.distances.tolist() == sorted(found.distances.tolist())
    graph.close()


@needs_hnswlib
def test_a_raised_ef_search_raises_recall_on_the_next_query() -> None:
    vectors, queries = vectors_of(4000), vectors_of(60, seed=1)
    parameters = HnswParameters(max_neighbors=4, ef_construction=20, ef_search=1)
    store = indexed(vectors, parameters)
    expected = truth(vectors, queries, 10)
    before = recall(asked(store, queries, 10), expected)
    store.configure(replace(parameters, ef_search=1000))
    after = recall(asked(store, queries, 10), expected)
    assert before < 0.7
    assert after > before + 0.1
    store.close()


@needs_hnswlib
def test_a_raised_max_neighbors_rebuilds_the_graph_and_raises_recall() -> None:
    vectors, queries = vectors_of(2000), vectors_of(60, seed=1)
    parameters = HnswParameters(max_neighbors=2, ef_search=10)
    store = indexed(vectors, parameters)
    expected = truth(vectors, queries, 10)
    before = recall(asked(store, queries, 10), expected)
    store.configure(replace(parameters, max_neighbors=32))
    store.wait_for_graph()
    assert recall(asked(store, queries, 10), expected) > before + 0.1
    store.close()


@needs_hnswlib
@pytest.mark.parametrize(
    "parameters", [HnswParameters(max_neighbors=2, ef_search=1), HnswParameters(max_neighbors=0, ef_search=0)]
)
def test_a_starved_graph_still_answers_in_full(parameters: HnswParameters) -> None:
    vectors, queries = vectors_of(1500), vectors_of(20, seed=1)
    store = indexed(vectors, parameters)
    where = Selection(where=parse_where({"n": {"$lt": 3}}))
    for k in (1, 10, 100, 1500, 5000):
        assert [len(answer.ids) for answer in asked(store, queries, k)] == [min(k, 1500)] * 20
        assert [len(answer.ids) for answer in asked(store, queries, k, where)] == [min(k, 450)] * 20
    store.delete(Selection(where=parse_where({"n": {"$in": [0, 5, 7]}})))
    for k in (10, 1000, 1500):
        assert [len(answer.ids) for answer in asked(store, queries, k)] == [min(k, 1050)] * 20
        assert [len(answer.ids) for answer in asked(store, queries, k, where)] == [min(k, 300)] * 20
    store.close()


@needs_hnswlib
def test_an_answer_names_each_record_once_and_only_selected_ones() -> None:
    vectors, queries = vectors_of(2000), vectors_of(10, seed=1)
    store = indexed(vectors, HnswParameters())
    selected = np.flatnonzero(np.arange(2000) % 10 < 6)
    answers = asked(store, queries, 20, Selection(where=parse_where({"n": {"$lt": 6}})))
    assert recall(answers, truth(vectors, queries, 20, selected)) > 0.9
    for answer in answers:
        assert len(set(answer.ids)) == 20
        assert all(int(id_[1:]) % 10 < 6 for id_ in answer.ids)
    store.close()


@needs_hnswlib
def test_writes_count_at_once_whether_or_not_the_builder_has_seen_them() -> None:
    vectors = vectors_of(1000)
    store = indexed(vectors, HnswParameters())
    target = vectors_of(1, seed=7)
    store.upsert(Batch(ids=["r3", "new"], embeddings=np.concatenate([target, target])))
    for _ in range(2):
        (answer,) = asked(store, target, 3)
        assert answer.ids[:2] == ["r3", "new"]
        (elsewhere,) = asked(store, vectors[3:4], 5)
        assert "r3" not in elsewhere.ids
        store.wait_for_graph()
    store.delete(Selection(ids=["new"]))
    assert asked(store, target, 2)[0].ids[0] == "r3"
    assert "new" not in asked(store, target, 2)[0].ids
    store.close()


@needs_hnswlib
def test_a_compaction_leaves_the_graph_usable() -> None:
    vectors, queries = vectors_of(2000), vectors_of(30, seed=1)
    store = indexed(vectors, HnswParameters())
    store.delete(Selection(ids=[f"r{i}" for i in range(0, 2000, 2)]))
    expected = truth(vectors, queries, 10, np.arange(1, 2000, 2))
    assert recall(asked(store, queries, 10), expected) > 0.9
    store.wait_for_graph()
    assert recall(asked(store, queries, 10), expected) > 0.9
    store.close()


@needs_hnswlib
def test_queries_that_are_not_finite_are_answered() -> None:
    store = indexed(vectors_of(500), HnswParameters())
    odd = np.full((1, DIMENSION), np.inf, np.float32)
    assert asked(store, odd, 7)[0].ids == [f"r{i}" for i in range(7)]
    store.close()


def test_without_the_library_one_warning_is_given_and_answers_are_exact(caplog: pytest.LogCaptureFixture) -> None:
    def missing(name: str) -> ModuleType:
        raise ImportError(f"No module named {name!r}")

    library = GraphLibrary(missing)
    vectors, queries = vectors_of(1000), vectors_of(10, seed=1)
    with caplog.at_level(logging.WARNING):
        stores = [indexed(vectors, HnswParameters(ef_search=1), library) for _ in range(2)]
    for store in stores:
        store.add(Batch(ids=["late"], embeddings=vectors_of(1, seed=9)))
        assert recall(asked(store, queries, 10), truth(vectors, queries, 10)) >= 0.99
        store.close()
    warnings = [record.getMessage() for record in caplog.records]
    assert len(warnings) == 1
    assert "chromalink[hnsw]" in warnings[0]


class FailingIndex:
    """A graph that can be built and then answers nothing."""

    def __init__(self, space: str, dim: int) -> None: ...
    def init_index(self, **parameters: int) -> None: ...
    def set_ef(self, ef: int) -> None: ...
    def mark_deleted(self, label: int) -> None: ...
    def add_items(self, data: Floats, ids: object, num_threads: int) -> None: ...
    def knn_query(self, data: Floats, k: int, num_threads: int) -> tuple[object, object]:
        raise RuntimeError("Cannot return the results in a contiguous 2D array")


class UnbuildableIndex(FailingIndex):
    """A graph that nothing can be added to."""

    def add_items(self, data: Floats, ids: object, num_threads: int) -> None:
        raise RuntimeError("out of memory")


class ForgetfulIndex(FailingIndex):
    """A graph that finds the same element again and again."""

    def knn_query(self, data: Floats, k: int, num_threads: int) -> tuple[object, object]:
        return np.zeros((len(data), k), np.uint64), np.zeros((len(data), k), np.float32)


def library_with(index: type[FailingIndex]) -> GraphLibrary:
    module = ModuleType("hnswlib")
    module.__dict__["Index"] = index
    return GraphLibrary(lambda name: module)


@pytest.mark.parametrize("index", [FailingIndex, ForgetfulIndex])
def test_a_graph_that_raises_or_returns_short_is_answered_exactly(index: type[FailingIndex]) -> None:
    vectors, queries = vectors_of(500), vectors_of(10, seed=1)
    store = indexed(vectors, HnswParameters(), library_with(index))
    assert recall(asked(store, queries, 10), truth(vectors, queries, 10)) >= 0.99
    store.close()


def test_a_graph_that_cannot_be_built_is_reported_and_done_without(caplog: pytest.LogCaptureFixture) -> None:
    vectors, queries = vectors_of(500), vectors_of(10, seed=1)
    store = indexed(vectors, HnswParameters(), library_with(UnbuildableIndex))
    store.delete(Selection(ids=["r499"]))
    assert recall(asked(store, queries, 10), truth(vectors[:499], queries, 10)) >= 0.99
    assert [record.getMessage() for record in caplog.records] == [
        "building the graph failed: queries scan every record from now on"
    ]
    store.close()


class PatientIndex(FailingIndex):
    """An honest graph: brute force over what was added; the test says how many additions may happen."""

    def __init__(self, space: str, dim: int) -> None:
        self.rows: dict[int, Floats] = {}
        self.adding = False

    def add_items(self, data: Floats, ids: object, num_threads: int) -> None:
        self.adding = True
        self.waiting.release()
        assert self.permits.acquire(timeout=30)
        self.rows |= dict(zip(np.asarray(ids).tolist(), data, strict=True))
        self.adding = False

    def mark_deleted(self, label: int) -> None:
        del self.rows[label]

    def knn_query(self, data: Floats, k: int, num_threads: int) -> tuple[object, object]:
        assert not self.adding, "searched while being added to"
        labels, rows = np.array(list(self.rows), np.uint64), np.stack(list(self.rows.values()))
        near = [np.argsort(((rows - query) ** 2).sum(axis=1))[:k] for query in data]
        return labels[np.stack(near)], np.zeros((len(data), k), np.float32)

    permits: Semaphore
    waiting: Semaphore


def patient(permits: int) -> tuple[GraphLibrary, type[PatientIndex]]:
    class Index(PatientIndex):
        pass

    Index.permits, Index.waiting = Semaphore(permits), Semaphore(0)
    return library_with(Index), Index


@pytest.mark.parametrize("permits", [0, 1])
def test_reads_and_writes_do_not_wait_for_the_builder(permits: int) -> None:
    library, index = patient(permits)
    vectors = vectors_of(300)
    store = RecordStore(HnswParameters(), limits=EAGER, library=library)
    store.add(Batch(ids=[f"r{i}" for i in range(300)], embeddings=vectors))
    for _ in range(permits + 1):
        assert index.waiting.acquire(timeout=30)
    store.delete(Selection(ids=["r0"]))
    store.upsert(Batch(ids=["r1", "x"], embeddings=vectors[:2]))
    assert asked(store, vectors[:1], 1)[0].ids == ["r1"]
    assert asked(store, vectors[:1], 300)[0].ids[0] == "r1"
    assert len(set(asked(store, vectors[:1], 300)[0].ids)) == store.count() == 300
    index.permits.release(100)
    store.wait_for_graph()
    assert len(set(asked(store, vectors[:1], 300)[0].ids)) == 300
    store.close()


def test_what_the_builder_has_not_seen_is_found_all_the_same() -> None:
    library, index = patient(3)
    vectors, target = vectors_of(300), vectors_of(2, seed=7)
    store = indexed(vectors, HnswParameters(), library)
    assert asked(store, target[:1], 1)[0].ids != ["r3"]
    store.upsert(Batch(ids=["r3"], embeddings=target[:1]))
    assert asked(store, target[:1], 1)[0].ids == ["r3"]
    assert "r3" not in asked(store, vectors[3:4], 299)[0].ids[:1]
    store.add(Batch(ids=["new"], embeddings=target[1:]))
    assert asked(store, target[1:], 1)[0].ids == ["new"]
    assert len(set(asked(store, target[1:], 301)[0].ids)) == 301
    index.permits.release(100)
    store.close()


def test_a_search_leaves_out_labels_that_are_stale_or_not_yet_declared() -> None:
    library, _ = patient(9)
    vectors = vectors_of(6)
    graph = library.create(HnswParameters(), DIMENSION, 10)
    assert graph is not None
    first = graph.claim(np.array([0, 1, 2]))
    graph.add(first, vectors[:3])
    graph.fill(first)
    graph.add(graph.claim(np.array([3, 4])), vectors[3:5])
    assert graph.uncovered(np.arange(6)).tolist() == [3, 4, 5]
    assert graph.unclaimed(np.arange(6)).tolist() == [5]
    graph.forget(np.array([1, 5]))
    found = graph.search(vectors[1:2], 3)
    assert found is not None
    assert set(found[0].tolist()) <= {0, 2}
    assert graph.unclaimed(np.arange(6)).tolist() == [1, 5]
    graph.mark()
    assert not graph.has_unmarked
    graph.keep(np.array([2, 3]))
    graph.fill(np.array([3, 4]))
    found = graph.search(vectors[:1], 3)
    assert found is not None
    assert set(found[0].tolist()) <= {0, 1}


@needs_hnswlib
def test_adding_deleting_growing_and_querying_at_once_breaks_no_promise() -> None:
    """Batches come and go whole; what is deleted is gone when the deletion returned; nothing is answered short."""
    batches, size, k = 150, 50, 12
    random = np.random.default_rng(0)
    data = random.normal(size=(batches, size, DIMENSION)).astype(np.float32)
    store = RecordStore(HnswParameters(max_neighbors=6, ef_search=4), limits=EAGER)
    store.add(Batch(ids=[f"base{i}" for i in range(100)], embeddings=vectors_of(100, seed=3)))
    deleted: set[str] = set()
    faults: list[str] = []
    start = Barrier(5)
    finished = Event()
    turns = Semaphore(0)  # a batch per answered query, so that both sides make progress at any scheduling

    def write() -> None:
        for batch in range(batches):
            turns.acquire(timeout=30)
            ids = [f"b{batch}-{i}" for i in range(size)]
            store.add(Batch(ids=ids, embeddings=data[batch], metadatas=[{"batch": batch}] * size))
            if batch % 3 == 2:
                gone = [f"b{batch - 1}-{i}" for i in range(size)]
                store.delete(Selection(ids=gone))
                deleted.update(gone)
            if batch % 5 == 4:
                store.upsert(Batch(ids=ids, embeddings=data[batch] + 1))
            if batch % 20 == 19:
                store.configure(HnswParameters(max_neighbors=6 + batch // 20, ef_search=4))

    def query(seed: int) -> None:
        questions = np.random.default_rng(seed)
        while not finished.is_set():
            gone = set(deleted)
            asked_for = questions.normal(size=(2, DIMENSION)).astype(np.float32)
            for answer in asked(store, asked_for, k):
                if len(set(answer.ids)) != k:
                    faults.append(f"{len(answer.ids)} answers, {len(set(answer.ids))} different, instead of {k}")
                if gone & set(answer.ids):
                    faults.append(f"answered {gone & set(answer.ids)} after their deletion")
            turns.release()

    def read(seed: int) -> None:
        choices = np.random.default_rng(seed)
        while not finished.is_set():
            batch = int(choices.integers(batches))
            found = store.get(Selection(where=parse_where({"batch": batch})), None, 0, frozenset()).ids
            if len(found) not in (0, size):
                faults.append(f"saw {len(found)} records of batch {batch}")

    def job(work: Callable[[], None]) -> Thread:
        def body() -> None:
            start.wait()
            try:
                work()
            except Exception as error:
                faults.append(repr(error))

        thread = Thread(target=body)
        thread.start()
        return thread

    writer = job(write)
    others = [job(lambda: query(1)), job(lambda: query(2)), job(lambda: read(3))]
    start.wait()
    writer.join()
    finished.set()
    for other in others:
        other.join()
    assert faults == []
    store.wait_for_graph()
    alive = [f"base{i}" for i in range(100)] + [
        f"b{batch}-{i}" for batch in range(batches) if f"b{batch}-0" not in deleted for i in range(size)
    ]
    assert store.get(ALL, None, 0, frozenset()).ids == alive
    assert len(asked(store, data[0][:1], len(alive))[0].ids) == len(alive)
    store.close()
