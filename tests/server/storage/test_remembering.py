"""What a server was told is there when it is opened again: from the journal, from a snapshot, from both."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from uuid import UUID

import numpy as np
import pytest

from chromalink_mock import Settings
from chromalink_mock.auth import read_api_key
from chromalink_mock.engine.catalog import Catalog
from chromalink_mock.engine.collection import Collection, CollectionChanges, NewCollection, Place
from chromalink_mock.engine.configuration import ConfigurationRequest, EmbeddingFunction, HnswChanges
from chromalink_mock.engine.errors import EngineError, InvalidArgument
from chromalink_mock.engine.filters import parse_where
from chromalink_mock.engine.functions import Attachment
from chromalink_mock.engine.schema import Index, SchemaRequest
from chromalink_mock.engine.sparse_vector import SparseVector
from chromalink_mock.engine.values import Batch, MetadataPatch, MetadataValue, Selection
from chromalink_mock.service import Service, create_service
from chromalink_mock.storage import Store

from .kept import HOME, content, films, opened, rows

Reopening = Callable[[Service], None]


def from_the_journal(service: Service) -> None:
    """Nothing but the journal is read back."""


def from_a_snapshot(service: Service) -> None:
    """Everything is in a snapshot."""
    assert service.store is not None
    service.store.snapshot()


def from_one_snapshot_only(service: Service) -> None:
    """Everything is in one snapshot, and the journal is empty."""
    assert service.store is not None
    service.store.compact()


@pytest.fixture(params=[from_the_journal, from_a_snapshot, from_one_snapshot_only], ids=lambda way: way.__name__)
def way(request: pytest.FixtureRequest) -> Reopening:
    found: Reopening = request.param
    return found


class Told:
    """Tells a catalog anything at random, refusals included."""

    def __init__(self, catalog: Catalog, random: Random) -> None:
        self.catalog = catalog
        self.random = random
        self.serial = 0

    def something(self) -> None:
        self.serial += 1
        acts = [self.tenant, self.database, self.create, self.change, self.fork, self.drop, self.attach, self.detach]
        writes = [self.add, self.add, self.upsert, self.update, self.delete, self.delete_where, self.read]
        try:
            self.random.choice(acts + writes * 3)()
        except EngineError:
            return

    def tenant(self) -> None:
        self.catalog.create_tenant(f"tenant{self.random.randrange(4)}")
        self.catalog.name_resource(f"tenant{self.random.randrange(4)}", self.random.choice(["", f"name{self.serial}"]))

    def database(self) -> None:
        place = Place(f"tenant{self.random.randrange(4)}", f"data{self.random.randrange(3)}")
        self.random.choice([self.catalog.create_database, self.catalog.delete_database])(place)

    def create(self) -> None:
        sparse = SchemaRequest({}, {"words": {"sparse_vector": {"sparse_vector_index": Index(True)}}})
        cosine = ConfigurationRequest(HnswChanges(space="cosine", ef_search=7))
        asked = NewCollection(
            f"made{self.serial}",
            {"note": self.serial, "half": 0.5, "yes": True, "text": "\ud800 \u0000 é"},
            self.random.choice([ConfigurationRequest(), cosine]),
            self.random.choice([None, sparse]),
        )
        self.catalog.create_collection(self.random.choice([HOME, Place("tenant1", "data1")]), asked)

    def one(self) -> Collection:
        found = self.catalog.collections(HOME, None, 0)
        if not found:
            raise InvalidArgument("there is none")
        return self.random.choice(found)

    def change(self) -> None:
        function = EmbeddingFunction("known", "hash", {"size": 3, "deep": [{"er": None}]})
        configuration = ConfigurationRequest(HnswChanges(ef_search=self.serial), embedding_function=function)
        settings = self.random.choice([None, configuration])
        changes = CollectionChanges(
            self.random.choice([None, f"named{self.serial}"]),
            self.random.choice([None, {"note": self.serial, "gone": None}]),
            settings,
        )
        self.catalog.update_collection(self.one(), changes)

    def fork(self) -> None:
        self.catalog.fork_collection(self.one(), f"fork{self.serial}")

    def drop(self) -> None:
        if self.catalog.count_collections(HOME) > 4:
            self.catalog.drop(self.one())

    def attach(self) -> None:
        function = self.random.choice(["record_counter", "statistics"])
        self.catalog.attach_function(self.one(), Attachment("counts", function, f"output{self.serial}", {"x": [1]}))

    def detach(self) -> None:
        function = self.one().attached
        if function is not None:
            self.catalog.detach_function(function, delete_output=self.random.random() < 0.5)

    def read(self) -> None:
        self.one().count()

    def value(self) -> MetadataValue:
        sparse = SparseVector(np.array([1, self.serial + 1], np.uint32), np.array([0.1, 2], np.float32), ["a", "b"])
        values: list[MetadataValue] = [1, 2**62, 0.1, -0.0, True, "text", [1, 2], [0.5], ["a"], sparse]
        return self.random.choice(values)

    def batch(self, *, new: bool) -> Batch:
        count = self.random.randint(1, 5)
        ids = [f"r{self.random.randrange(40)}" for _ in range(count)]
        keys = ["one", "two", "three", "words", "chroma:uri", f"rare{self.serial}"]
        patches: list[MetadataPatch | None] = [
            self.random.choice([None, {key: self.value() for key in self.random.sample(keys, 3)}, {"two": None}])
            for _ in ids
        ]
        dimension = 4 if self.random.random() < 0.1 else 3
        vectors = np.array([[self.random.random() for _ in range(dimension)] for _ in ids], np.float32)
        rows = None if new else [self.random.choice([-1, i]) for i in range(count)]
        return Batch(
            ids,
            self.random.choice([vectors, vectors, None]),
            None if new else rows,
            self.random.choice([None, [self.random.choice([None, f"text {id_}"]) for id_ in ids]]),
            self.random.choice([None, ["file://x"] * count]),
            self.random.choice([None, patches]),
        )

    def add(self) -> None:
        self.one().add(self.batch(new=True))

    def upsert(self) -> None:
        self.one().upsert(self.batch(new=True))

    def update(self) -> None:
        batch = self.batch(new=False)
        if batch.embeddings is not None:
            self.one().update(batch)

    def delete(self) -> None:
        self.one().delete(Selection([f"r{self.random.randrange(60)}" for _ in range(4)]), None)

    def delete_where(self) -> None:
        self.one().delete(Selection(where=parse_where({"one": 1})), self.random.choice([None, 2]))


@pytest.mark.parametrize("seed", range(6))
def test_everything_a_catalog_was_told_is_there_again(seed: int, way: Reopening, tmp_path: Path) -> None:
    random = Random(seed)
    with opened(tmp_path) as service:
        films(service)
        teller = Told(service.catalog, random)
    for _ in range(4):
        with opened(tmp_path) as service:
            films(service)
            teller.catalog = service.catalog
            for _ in range(60):
                teller.something()
            expected = content(service.catalog)
            way(service)
        with opened(tmp_path) as service:
            assert content(service.catalog) == expected


def test_a_refused_write_leaves_the_dimension_it_came_with(tmp_path: Path, way: Reopening) -> None:
    with opened(tmp_path) as service:
        with pytest.raises(InvalidArgument, match="Empty ID"):
            films(service).add(Batch([""], np.zeros((1, 5), np.float32)))
        assert films(service).document()["dimension"] == 5
        way(service)
    with opened(tmp_path) as service:
        assert films(service).document()["dimension"] == 5
        assert films(service).count() == 0


def test_a_refused_write_leaves_no_entry(tmp_path: Path) -> None:
    with opened(tmp_path) as service:
        films(service).add(rows(3))
        assert service.store is not None
        before = service.store.last_entry
        with pytest.raises(InvalidArgument, match="dimension of 3, got 4"):
            films(service).add(rows(3, dimension=4))
        with pytest.raises(InvalidArgument, match="a vector for every record"):
            films(service).upsert(Batch(["new"]))
        assert service.store.last_entry == before


def test_ids_grow_across_restarts_whatever_the_clock_says(tmp_path: Path) -> None:
    made: list[UUID] = []
    for now in (2_000_000_000_000_000_000, 1_000_000_000_000_000_000, 3_000_000_000_000_000_000):
        clock = partial(int, now)
        service = create_service(Settings(path=str(tmp_path)), clock=clock, random_bits=lambda bits: 0)
        made += [service.catalog.create_collection(HOME, NewCollection(f"at{now}{i}")).id for i in range(3)]
        service.close()
    assert made == sorted(set(made))


def test_ids_of_dropped_collections_are_not_given_again(tmp_path: Path, way: Reopening) -> None:
    made: list[UUID] = []
    for _ in range(3):
        store = Store(tmp_path)
        service = create_service(Settings(), clock=lambda: 10**18, random_bits=lambda bits: 0, store=store)
        made.append(films(service).id)
        service.catalog.drop(films(service))
        way(service)
        service.close()
    assert len(set(made)) == 3


def test_what_access_asks_for_is_there_and_stays(tmp_path: Path) -> None:
    settings = Settings(api_keys=(read_api_key("secret=acme:movies"),), allow_reset=True)
    with opened(tmp_path, settings) as service:
        first = content(service.catalog)
    with opened(tmp_path, settings) as service:
        assert content(service.catalog) == first
        service.catalog.reset()
        reset = content(service.catalog)
    with opened(tmp_path, settings) as service:
        assert content(service.catalog) == reset != first
    other = Settings(api_keys=(read_api_key("secret=other:books"),))
    with opened(tmp_path, other) as service:
        names = [tenant.name for tenant in service.catalog.tenants(None, 0)]
        assert names == ["acme", "default_tenant", "other"]


def test_a_write_to_a_dropped_collection_comes_to_nothing(tmp_path: Path) -> None:
    with opened(tmp_path) as service:
        dropped = films(service)
        service.catalog.drop(dropped)
        dropped.add(rows(3))
        expected = content(service.catalog)
    with opened(tmp_path) as service:
        assert content(service.catalog) == expected


def test_a_memory_only_server_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    service = create_service()
    films(service).add(rows(3))
    service.close()
    assert list(tmp_path.iterdir()) == []
