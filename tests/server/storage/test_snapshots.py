"""Snapshots: written behind, verified before they are read, and of no consequence when they are not there."""

from __future__ import annotations

import logging
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from chromalink_mock.engine.collection import NewCollection
from chromalink_mock.engine.configuration import ConfigurationRequest, HnswChanges
from chromalink_mock.engine.values import Batch, Selection
from chromalink_mock.service import Service
from chromalink_mock.storage import DamagedStore, Store, vacuum

from .kept import HOME, content, films, opened, rows


def store_of(service: Service) -> Store:
    assert service.store is not None
    return service.store


def snapshots(path: Path) -> list[Path]:
    return sorted(path.glob("snapshot-*"))


def spoil(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def two_snapshots(path: Path) -> object:
    """A store with two snapshots and entries after either; what it holds."""
    with opened(path) as service:
        films(service).add(rows(5))
        store_of(service).snapshot()
        films(service).add(rows(5, 5))
        store_of(service).snapshot()
        films(service).add(rows(5, 10))
        return content(service.catalog)


def test_snapshots_are_written_behind_as_the_journal_grows(tmp_path: Path) -> None:
    with opened(tmp_path, snapshot_bytes=2000) as service:
        for i in range(60):
            films(service).add(rows(5, 5 * i))
        expected = content(service.catalog)
    assert snapshots(tmp_path)
    with opened(tmp_path) as service:
        assert content(service.catalog) == expected


def test_vectors_are_read_to_where_they_stay_and_nowhere_else(tmp_path: Path) -> None:
    with opened(tmp_path) as service:
        films(service).add(rows(5000, dimension=384))
        store_of(service).snapshot()
    tracemalloc.start()
    try:
        store = Store(tmp_path)
        held, most = tracemalloc.get_traced_memory()
        store.close()
    finally:
        tracemalloc.stop()
    assert held > 5000 * 384 * 4
    assert most - held < 1 << 20


def test_two_snapshots_stay_with_the_journal_since_the_older(tmp_path: Path) -> None:
    with opened(tmp_path) as service:
        taken: list[int] = []
        for i in range(4):
            films(service).add(rows(5, 5 * i))
            taken.append(store_of(service).snapshot())
    assert [int(path.name.removeprefix("snapshot-")) for path in snapshots(tmp_path)] == taken[2:]


@pytest.mark.parametrize("name", ["manifest", "catalog", "*.vectors", "*.records"])
def test_behind_a_damaged_snapshot_the_older_one_and_the_journal_serve(
    name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    expected = two_snapshots(tmp_path)
    (file,) = snapshots(tmp_path)[1].glob(name)
    spoil(file)
    with caplog.at_level(logging.WARNING), opened(tmp_path) as service:
        assert content(service.catalog) == expected
    assert f"{file} is not what was written" in caplog.text


def test_a_damaged_snapshot_is_not_what_a_vacuum_leaves(tmp_path: Path) -> None:
    with opened(tmp_path) as service:
        films(service).add(rows(5))
        store_of(service).snapshot()
        films(service).add(rows(5, 5))
        store_of(service).snapshot()
        expected = content(service.catalog)
    spoil(next(snapshots(tmp_path)[1].glob("*.vectors")))
    vacuum(tmp_path)
    with opened(tmp_path) as service:
        assert content(service.catalog) == expected


def test_a_missing_file_is_damage(tmp_path: Path) -> None:
    expected = two_snapshots(tmp_path)
    (file,) = snapshots(tmp_path)[1].glob("*.vectors")
    file.unlink()
    with opened(tmp_path) as service:
        assert content(service.catalog) == expected


def test_without_a_whole_snapshot_the_store_says_so(tmp_path: Path) -> None:
    two_snapshots(tmp_path)
    for path in snapshots(tmp_path):
        spoil(path / "catalog")
    with pytest.raises(DamagedStore, match=r"is not what was written: no snapshot in .* is whole"):
        Store(tmp_path)


def test_a_damaged_first_snapshot_is_no_loss_while_the_journal_has_everything(tmp_path: Path) -> None:
    with opened(tmp_path) as service:
        films(service).add(rows(5))
        store_of(service).snapshot()
        expected = content(service.catalog)
    spoil(snapshots(tmp_path)[0] / "catalog")
    with opened(tmp_path) as service:
        assert content(service.catalog) == expected


def test_what_a_crash_left_half_written_is_removed(tmp_path: Path) -> None:
    expected = two_snapshots(tmp_path)
    snapshots(tmp_path)[1].rename(tmp_path / "snapshot-00000000000000000099.unfinished")
    with opened(tmp_path) as service:
        assert content(service.catalog) == expected
    assert len(snapshots(tmp_path)) == 1


def test_a_snapshot_is_of_one_moment_however_much_is_written_meanwhile(tmp_path: Path) -> None:
    with opened(tmp_path, snapshot_bytes=1) as service:
        collection = films(service)
        for i in range(40):
            collection.add(rows(3, 3 * i))
            collection.delete(Selection([f"r{3 * i}"]), None)
            collection.update(Batch([f"r{3 * i + 1}"], documents=["changed"]))
        expected = content(service.catalog)
    with opened(tmp_path) as service:
        assert content(service.catalog) == expected


def test_vacuum_leaves_one_snapshot_and_no_entries(tmp_path: Path) -> None:
    with opened(tmp_path) as service:
        films(service).add(rows(2000, dimension=64))
        for start in range(0, 1900, 100):
            films(service).delete(Selection([f"r{i}" for i in range(start, start + 100)]), None)
        expected = content(service.catalog)
    done = vacuum(tmp_path)
    assert done.after < done.before / 5
    assert len(snapshots(tmp_path)) == 1
    with opened(tmp_path) as service:
        assert content(service.catalog) == expected


def large(service: Service) -> Batch:
    """A collection that a graph serves, and what is in it."""
    collection = service.catalog.create_collection(
        HOME, NewCollection("large", configuration=ConfigurationRequest(HnswChanges(space="cosine")))
    )
    vectors = np.random.default_rng(0).standard_normal((3000, 400), dtype=np.float32)
    batch = Batch([f"r{i}" for i in range(3000)], vectors)
    collection.add(batch)
    collection.records.wait_for_graph()
    return batch


def nearest(service: Service, batch: Batch) -> list[list[str]]:
    assert batch.embeddings is not None
    found = service.catalog.named(HOME, "large").query(batch.embeddings[:20] + 0.01, 3, Selection(), frozenset())
    return [each.ids for each in found]


def indexed(service: Service) -> tuple[int, int]:
    return service.catalog.named(HOME, "large").records.unindexed()


def test_a_graph_is_there_again(tmp_path: Path) -> None:
    with opened(tmp_path) as service:
        batch = large(service)
        collection = service.catalog.named(HOME, "large")
        collection.delete(Selection([f"r{i}" for i in range(0, 100, 3)]), None)
        collection.records.wait_for_graph()
        store_of(service).snapshot()
        collection.delete(Selection(["r1"]), None)
        collection.upsert(Batch(["r2", "new"], np.ones((2, 400), np.float32)))
        expected = nearest(service, batch)
    (file,) = snapshots(tmp_path)[0].glob("*.graph")
    assert file.stat().st_size > 3000 * 400 * 4
    with opened(tmp_path) as service:
        graph = service.catalog.named(HOME, "large").records.table.index
        assert graph is not None
        assert graph.image() is not None
        assert nearest(service, batch) == expected
        service.catalog.named(HOME, "large").records.wait_for_graph()
        assert indexed(service) == (0, 2966)
        assert nearest(service, batch) == expected


@pytest.mark.parametrize("name", ["*.graph", "*.labels"])
def test_a_damaged_graph_is_not_read_but_built_anew(
    name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with opened(tmp_path) as service:
        batch = large(service)
        store_of(service).snapshot()
        expected = nearest(service, batch)
    (file,) = snapshots(tmp_path)[0].glob(name)
    spoil(file)
    with caplog.at_level(logging.WARNING):
        store = Store(tmp_path)
    index = next(iter(store.holdings.collections.values())).records.table.index
    assert index is not None
    assert index.image() is None
    store.close()
    assert f"{file} is not what was written: queries scan until the graph is built anew" in caplog.text
    with opened(tmp_path) as service:
        assert nearest(service, batch) == expected
        service.catalog.named(HOME, "large").records.wait_for_graph()
        assert indexed(service) == (0, 3000)
