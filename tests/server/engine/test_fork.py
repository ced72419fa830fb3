"""Forks of a record store: nothing written on one side shows on another, and nothing is copied before it must be."""

from __future__ import annotations

import tracemalloc
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import Event
from typing import cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chromalink_mock.engine.filters import parse_where, parse_where_document
from chromalink_mock.engine.graph import GraphLibrary
from chromalink_mock.engine.planner import Limits
from chromalink_mock.engine.store import RecordStore
from chromalink_mock.engine.table import COMPACT_FROM
from chromalink_mock.engine.values import Batch, Field, Floats, HnswParameters, Selection
from chromalink_mock.engine.vectors import BLOCK_FLOATS

from . import naive

needs_hnswlib = pytest.mark.skipif(
    GraphLibrary().create(HnswParameters(), 1, 1) is None, reason="hnswlib needs a C++ compiler"
)
EVERYTHING: frozenset[Field] = frozenset(("documents", "embeddings", "metadatas", "uris", "distances"))
ALL = Selection()
EAGER = Limits(scan_floats=2400, scan_share=1.0, tail_share=1.0, min_capacity=64, slice_floats=2400)
DIMENSION = 24

IDS = st.sampled_from([f"r{n}" for n in range(12)])
VALUES = st.sampled_from([True, 1, 2, 1.5, "x", "y", [1, 2], ["x"]])
PATCHES = st.none() | st.dictionaries(st.sampled_from(["k", "l"]), VALUES | st.none(), max_size=2)
ROWS = st.lists(
    st.tuples(
        IDS,
        st.tuples(st.integers(-3, 3), st.integers(-3, 3)),
        st.none() | st.sampled_from(["one", "two", "one two"]),
        st.none() | st.sampled_from(["u", "v"]),
        PATCHES,
    ),
    min_size=1,
    max_size=5,
)
STEPS = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(["fork", "add", "upsert", "update", "delete", "filter"]), ROWS),
    min_size=3,
    max_size=14,
)
FILTERS: Sequence[Mapping[str, object]] = [
    {"k": "x"},
    {"k": {"$gte": 1}},
    {"l": {"$ne": True}},
    {"k": {"$contains": 1}},
    {"#document": {"$contains": "one"}},
]


@dataclass
class Member:
    """A store of a family, and what it must hold."""

    store: RecordStore
    model: naive.Model

    def fork(self) -> Member:
        twin = naive.Model()
        twin.records = {
            id_: replace(record, metadata=dict(record.metadata)) for id_, record in self.model.records.items()
        }
        return Member(self.store.fork(), twin)

    def write(self, kind: str, rows: Sequence[naive.Row]) -> None:
        if kind == "add":
            rows = [
                (*row[:4], {key: value for key, value in (row[4] or {}).items() if value is not None}) for row in rows
            ]
        batch = Batch(
            ids=[row[0] for row in rows],
            embeddings=np.array([row[1] for row in rows], np.float32),
            documents=[row[2] for row in rows],
            uris=[row[3] for row in rows],
            metadatas=[row[4] for row in rows],
        )
        match kind:
            case "add":
                self.store.add(batch)
                self.model.add(rows)
            case "upsert":
                self.store.upsert(batch)
                self.model.upsert(rows)
            case "update":
                assert sorted(self.store.update(batch)) == sorted(self.model.update(rows))
            case _:
                self.store.delete(Selection(ids=batch.ids))
                self.model.delete(batch.ids)

    def check(self) -> None:
        found, records = self.store.get(ALL, None, 0, EVERYTHING), self.model.records
        assert found.ids == list(records)
        assert found.embeddings is not None
        assert found.embeddings.tolist() == [list(record.vector) for record in records.values()]
        assert found.documents == [record.document for record in records.values()]
        assert found.uris == [record.uri for record in records.values()]
        assert found.metadatas == [record.shown for record in records.values()]
        for clause in FILTERS:
            expected = [id_ for id_, one in records.items() if naive.holds(clause, one.metadata, one.document)]
            assert self.store.get(Selection(where=parse_where(clause)), None, 0, frozenset()).ids == expected


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 5), STEPS)
def test_a_family_of_forks_does_as_so_many_collections(
    size: int, steps: Sequence[tuple[int, str, list[naive.Row]]]
) -> None:
    first = Member(RecordStore(HnswParameters()), naive.Model())
    first.write("add", [(f"r{n}", (n, 1), "one", None, {"k": "x", "l": [n]}) for n in range(size + 1)])
    family = [first]
    for which, kind, rows in steps:
        member = family[which % len(family)]
        if kind == "fork":
            family.append(member.fork())
        elif kind == "filter":
            clause = FILTERS[which % len(FILTERS)]
            gone = member.store.get(Selection(where=parse_where(clause)), None, 0, frozenset()).ids
            assert member.store.delete(Selection(where=parse_where(clause))) == len(gone)
            member.model.delete(gone)
        else:
            member.write(kind, rows)
        for each in family:
            each.check()


def filled(count: int, dimension: int = 4, limits: Limits | None = None) -> RecordStore:
    store = RecordStore(HnswParameters(), limits=limits, library=GraphLibrary())
    store.add(
        Batch(
            ids=[f"r{n}" for n in range(count)],
            embeddings=vectors_of(count, dimension),
            documents=[f"text {n}" for n in range(count)],
            metadatas=[{"n": n % 10, "late": n} if n > count - 9 else {"n": n % 10} for n in range(count)],
        )
    )
    store.wait_for_graph()
    return store


def vectors_of(count: int, dimension: int, seed: int = 0) -> Floats:
    return np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)


def ids_of(store: RecordStore) -> list[str]:
    return store.get(ALL, None, 0, frozenset()).ids


def test_compacting_one_side_leaves_the_other_as_it_was() -> None:
    store = filled(4 * COMPACT_FROM)
    fork = store.fork()
    kept = store.get(Selection(where=parse_where({"n": 3})), None, 0, EVERYTHING)
    before = fork.get(ALL, None, 0, EVERYTHING)
    store.delete(Selection(where=parse_where({"n": {"$ne": 3}})))
    after = fork.get(ALL, None, 0, EVERYTHING)
    assert (after.ids, after.metadatas, after.documents) == (before.ids, before.metadatas, before.documents)
    assert np.array_equal(cast(Floats, after.embeddings), cast(Floats, before.embeddings))
    left = store.get(ALL, None, 0, EVERYTHING)
    assert (left.ids, left.metadatas, left.documents) == (kept.ids, kept.metadatas, kept.documents)


def test_rows_that_both_sides_append_do_not_mix() -> None:
    store = filled(3)
    fork = store.fork()
    for each, value in ((store, 1.0), (fork, 2.0)):
        each.add(Batch(ids=["new"], embeddings=np.full((1, 4), value, np.float32)))
    for each, value in ((store, 1.0), (fork, 2.0)):
        found = each.get(Selection(ids=["new"]), None, 0, EVERYTHING).embeddings
        assert found is not None
        assert found.tolist() == [[value] * 4]


@pytest.mark.parametrize("written", ["original", "fork"])
def test_distances_are_measured_to_each_sides_own_vectors(written: str) -> None:
    store = filled(50)
    sides = {"original": store, "fork": store.fork()}
    there, moved = vectors_of(50, 4)[:1], np.full((1, 4), 9, np.float32)
    before = {name: distances_of(side) for name, side in sides.items()}
    sides[written].update(Batch(ids=["r0"], embeddings=moved))
    other = "fork" if written == "original" else "original"
    assert distances_of(sides[other]) == before[other]
    assert distances_of(sides[written])["r0"] == 324
    assert found(sides[other], there, 1) == [["r0"]]
    assert found(sides[written], moved, 1) == [["r0"]]


def distances_of(store: RecordStore) -> dict[str, float]:
    """The squared distance of every record to the origin."""
    (answer,) = store.query(np.zeros((1, 4), np.float32), 50, ALL, frozenset(("distances",)))
    assert answer.distances is not None
    return dict(zip(answer.ids, answer.distances.tolist(), strict=True))


def test_full_text_search_goes_on_over_what_each_side_holds() -> None:
    store = filled(2000)
    needle = Selection(where_document=parse_where_document({"$contains": "text 7"}))
    before = store.get(needle, None, 0, frozenset()).ids
    fork = store.fork()
    fork.update(Batch(ids=["r7", "r8"], documents=["other", "text 7 again"]))
    assert store.get(needle, None, 0, frozenset()).ids == before
    assert set(fork.get(needle, None, 0, frozenset()).ids) == (set(before) - {"r7"}) | {"r8"}


def test_a_fork_copies_only_the_blocks_it_writes_into() -> None:
    dimension = 256
    rows = 4 * BLOCK_FLOATS // dimension
    store = RecordStore(HnswParameters(), limits=Limits(scan_floats=2**40))
    store.add(Batch(ids=[str(n) for n in range(rows)], embeddings=vectors_of(rows, dimension)))
    vectors = rows * dimension * 4
    tracemalloc.start()
    try:
        fork = store.fork()
        after_fork = tracemalloc.get_traced_memory()[0]
        fork.update(Batch(ids=["5"], embeddings=np.zeros((1, dimension), np.float32)))
        after_write = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert after_fork < vectors / 100
    assert vectors / 5 < after_write < vectors / 2


def test_a_fork_of_a_store_that_is_being_written_holds_whole_batches() -> None:
    store, stop = RecordStore(HnswParameters()), Event()

    def write() -> None:
        batch = 0
        while not stop.is_set() and batch < 400:
            ids = [f"{batch}-{n}" for n in range(7)]
            store.add(Batch(ids=ids, embeddings=np.full((7, 3), batch, np.float32), documents=ids))
            if batch % 3 == 0:
                store.delete(Selection(ids=ids))
            batch += 1

    def fork() -> None:
        for _ in range(60):
            twin = store.fork()
            twin.upsert(Batch(ids=["mine"], embeddings=np.full((1, 3), -1, np.float32)))
            found = twin.get(ALL, None, 0, EVERYTHING)
            assert found.documents is not None
            assert found.embeddings is not None
            assert found.ids.pop() == "mine"
            assert len(found.ids) % 7 == 0
            assert found.documents[:-1] == found.ids
            assert found.embeddings[:-1, 0].tolist() == [float(id_.partition("-")[0]) for id_ in found.ids]

    with ThreadPoolExecutor(4) as pool:
        writer = pool.submit(write)
        forks = [pool.submit(fork) for _ in range(3)]
        for one in forks:
            one.result()
        stop.set()
        writer.result()
    assert "mine" not in ids_of(store)


def found(store: RecordStore, queries: Floats, k: int = 10) -> list[list[str]]:
    return [answer.ids for answer in store.query(queries, k, ALL, frozenset())]


def exact(store: RecordStore, queries: Floats, k: int = 10) -> list[list[str]]:
    """The nearest by a scan over what the store holds."""
    everything = store.get(ALL, None, 0, EVERYTHING)
    scan = RecordStore(HnswParameters(), limits=Limits(scan_floats=2**40))
    scan.add(Batch(ids=everything.ids, embeddings=everything.embeddings))
    return found(scan, queries, k)


def recall(left: list[list[str]], right: list[list[str]]) -> float:
    return sum(len(set(a) & set(b)) for a, b in zip(left, right, strict=True)) / sum(map(len, right))


@needs_hnswlib
def test_a_fork_searches_the_graph_of_its_original_without_building_one() -> None:
    store = filled(3000, DIMENSION, EAGER)
    queries = vectors_of(40, DIMENSION, seed=1)
    before = found(store, queries)
    fork = store.fork()
    assert fork.unindexed() == (0, 3000)
    assert found(fork, queries) == before
    fork.wait_for_graph()
    assert fork.unindexed() == (0, 3000)
    assert recall(before, exact(store, queries)) > 0.9
    for each in (store, fork):
        each.close()


@needs_hnswlib
def test_what_either_side_writes_is_not_found_on_the_other() -> None:
    store = filled(3000, DIMENSION, EAGER)
    fork = store.fork()
    queries = vectors_of(30, DIMENSION, seed=1)
    store.add(Batch(ids=[f"s{n}" for n in range(30)], embeddings=queries))
    store.delete(Selection(ids=[f"r{n}" for n in range(0, 3000, 7)]))
    fork.upsert(Batch(ids=[f"f{n}" for n in range(30)], embeddings=queries + np.float32(1e-3)))
    fork.delete(Selection(ids=[f"r{n}" for n in range(0, 3000, 11)]))
    for _ in range(2):
        for each, mine, other in ((store, "s", "f"), (fork, "f", "s")):
            answers = found(each, queries)
            assert [ids[0] for ids in answers] == [f"{mine}{n}" for n in range(30)]
            assert not any(id_.startswith(other) for ids in answers for id_ in ids)
            assert set().union(*answers) <= set(ids_of(each))
            assert recall(answers, exact(each, queries)) > 0.9
            each.wait_for_graph()
    for each in (store, fork):
        each.close()


@needs_hnswlib
def test_what_one_side_deletes_the_graph_still_finds_for_the_other() -> None:
    store = filled(3000, DIMENSION, EAGER)
    twins = [store.fork(), store.fork()]
    gone = [f"r{n}" for n in range(0, 3000, 30)]
    for each in (store, twins[0]):
        each.delete(Selection(ids=gone))
        each.wait_for_graph()
    queries = vectors_of(3000, DIMENSION)[::30]
    assert recall([ids[:1] for ids in found(twins[1], queries)], [[id_] for id_ in gone]) > 0.95
    for each in (store, twins[0]):
        assert not set().union(*found(each, queries)) & set(gone)
        assert recall(found(each, queries), exact(each, queries)) > 0.9
    for each in (store, *twins):
        each.close()


@needs_hnswlib
def test_a_few_new_rows_of_a_fork_are_scanned_beside_the_shared_graph() -> None:
    store = filled(2000, DIMENSION, EAGER)
    fork, queries = store.fork(), vectors_of(20, DIMENSION, seed=1)
    fork.add(Batch(ids=[f"f{n}" for n in range(20)], embeddings=queries))
    fork.wait_for_graph()
    assert fork.unindexed() == (0, 2020)
    assert [ids[0] for ids in found(fork, queries)] == [f"f{n}" for n in range(20)]
    assert recall(found(fork, queries), exact(fork, queries)) > 0.9
    for each in (store, fork):
        each.close()


@needs_hnswlib
def test_a_fork_that_has_moved_away_builds_a_graph_of_its_own() -> None:
    store = filled(2000, DIMENSION, EAGER)
    fork, queries = store.fork(), vectors_of(30, DIMENSION, seed=1)
    fork.add(Batch(ids=[f"f{n}" for n in range(3000)], embeddings=vectors_of(3000, DIMENSION, seed=2)))
    fork.wait_for_graph()
    assert fork.unindexed() == (0, 5000)
    assert recall(found(fork, queries), exact(fork, queries)) > 0.9
    assert recall(found(store, queries), exact(store, queries)) > 0.9
    for each in (store, fork):
        each.close()


@needs_hnswlib
def test_an_ef_search_of_one_side_is_not_the_other_sides() -> None:
    parameters = HnswParameters(max_neighbors=4, ef_construction=20, ef_search=1)
    store = RecordStore(parameters, limits=replace(EAGER, scan_floats=0), library=GraphLibrary())
    vectors, queries = vectors_of(4000, DIMENSION), vectors_of(60, DIMENSION, seed=1)
    store.add(Batch(ids=[str(n) for n in range(4000)], embeddings=vectors))
    store.wait_for_graph()
    fork, truth = store.fork(), exact(store, queries)
    low = recall(found(store, queries), truth)
    fork.configure(replace(parameters, ef_search=1000))
    high = recall(found(fork, queries), truth)
    fork.wait_for_graph()
    assert recall(found(fork, queries), truth) > low + 0.1
    assert high > low + 0.1
    assert recall(found(store, queries), truth) < 0.7
    for each in (store, fork):
        each.close()


@needs_hnswlib
def test_a_fork_of_a_store_whose_graph_is_being_built_is_right_and_gets_its_own() -> None:
    store = RecordStore(HnswParameters(), limits=EAGER, library=GraphLibrary())
    store.add(Batch(ids=[str(n) for n in range(3000)], embeddings=vectors_of(3000, DIMENSION)))
    fork, queries = store.fork(), vectors_of(30, DIMENSION, seed=1)
    truth = exact(store, queries)
    assert recall(found(fork, queries), truth) > 0.9
    for each in (fork, store):
        each.wait_for_graph()
        assert each.unindexed() == (0, 3000)
        assert recall(found(each, queries), truth) > 0.9
        each.close()


@needs_hnswlib
def test_forks_of_forks_are_searched_while_the_first_is_written() -> None:
    store = filled(1500, DIMENSION, EAGER)
    queries, stop = vectors_of(8, DIMENSION, seed=1), Event()
    twin = store.fork()
    family = [twin, twin.fork()]
    truth = exact(store, queries)

    def write() -> None:
        batch = 0
        while not stop.is_set():
            ids = [f"w{batch}-{n}" for n in range(20)]
            store.add(Batch(ids=ids, embeddings=vectors_of(20, DIMENSION, seed=batch)))
            store.delete(Selection(ids=[f"r{batch % 1500}"]))
            batch += 1

    def read(each: RecordStore) -> None:
        for _ in range(120):
            assert recall(found(each, queries), truth) > 0.85

    with ThreadPoolExecutor(3) as pool:
        writer = pool.submit(write)
        readers = [pool.submit(read, each) for each in family]
        for one in readers:
            one.result()
        stop.set()
        writer.result()
    for each in (store, *family):
        each.close()
