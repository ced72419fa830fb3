"""The journal: what it cannot keep is refused, what it kept is checked, and damage is told."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import httpx
import pytest

from chromalink_mock import Settings
from chromalink_mock.app import application
from chromalink_mock.engine.collection import NewCollection
from chromalink_mock.engine.errors import NotKept
from chromalink_mock.engine.journal import RecordsAdded
from chromalink_mock.engine.values import Batch
from chromalink_mock.serve import serve_app
from chromalink_mock.service import Service, create_service
from chromalink_mock.storage import DamagedStore, Store, vacuum

from .kept import HOME, connecting, content, films, opened, rows


class Disk:
    """A database that may grow to so many pages only: to SQLite a full disk, and its error is the same."""

    def __init__(self) -> None:
        self.connection: sqlite3.Connection | None = None

    def connect(self, path: Path) -> sqlite3.Connection:
        self.connection = connecting(lambda connection: None)(path)
        return self.connection

    def fill(self) -> None:
        assert self.connection is not None
        (pages,) = self.connection.execute("PRAGMA page_count").fetchone()
        self.connection.execute(f"PRAGMA max_page_count={pages}")

    def empty(self) -> None:
        assert self.connection is not None
        self.connection.execute("PRAGMA max_page_count=1000000")


@pytest.fixture
def disk() -> Disk:
    return Disk()


def on(disk: Disk, path: Path) -> Service:
    return create_service(Settings(), store=Store(path, connect=disk.connect))


def test_a_full_disk_refuses_the_write_and_harms_nothing(disk: Disk, tmp_path: Path) -> None:
    service = on(disk, tmp_path)
    collection = films(service)
    collection.add(rows(10))
    before = content(service.catalog)
    disk.fill()
    writes: list[Callable[[], object]] = [
        lambda: collection.add(rows(2000, 10)),
        lambda: collection.upsert(rows(2000)),
        lambda: collection.update(Batch(["r1"], documents=["x" * 100_000])),
        lambda: service.catalog.create_collection(HOME, NewCollection("large", {"text": "x" * 100_000})),
    ]
    for write in writes:
        with pytest.raises(NotKept, match="the journal cannot keep the write: database or disk is full"):
            write()
    assert content(service.catalog) == before
    disk.empty()
    collection.add(rows(2000, 10))
    expected = content(service.catalog)
    service.close()
    with opened(tmp_path) as again:
        assert content(again.catalog) == expected


def test_a_full_disk_is_answered_with_507(disk: Disk, tmp_path: Path) -> None:
    service = on(disk, tmp_path)
    id = films(service).id
    disk.fill()
    with serve_app(application(service, Settings())) as server, httpx.Client(base_url=server.url) as client:
        path = f"/api/v2/tenants/default_tenant/databases/default_database/collections/{id}"
        body = {"ids": ["a"], "embeddings": [[1.0]], "documents": ["x" * 100_000]}
        answer = client.post(f"{path}/add", json=body)
        assert (answer.status_code, answer.json()) == (
            507,
            {"error": "InternalError", "message": "the journal cannot keep the write: database or disk is full"},
        )
        assert client.get(f"{path}/count").json() == 0
    service.close()


def test_writers_beside_each_other_are_all_kept(tmp_path: Path) -> None:
    with opened(tmp_path) as service:
        collections = [service.catalog.create_collection(HOME, NewCollection(f"films{i}")) for i in range(4)]

        def write(number: int) -> None:
            for i in range(50):
                collections[number % 4].add(rows(2, (number * 50 + i) * 2))

        threads = [Thread(target=write, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        expected = content(service.catalog)
        assert sum(collection.count() for collection in collections) == 8 * 50 * 2
    with opened(tmp_path) as service:
        assert content(service.catalog) == expected


@pytest.mark.parametrize(("durability", "level"), [("normal", 1), ("full", 2)])
def test_durability_is_what_sqlite_is_told(durability: str, level: int, tmp_path: Path, disk: Disk) -> None:
    store = Store(tmp_path, "full" if durability == "full" else "normal", connect=disk.connect)
    assert disk.connection is not None
    assert disk.connection.execute("PRAGMA synchronous").fetchone() == (level,)
    assert disk.connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    store.close()


def left_by_a_kill(tmp_path: Path) -> Path:
    """A store as a process leaves it that ends without closing: with a write-ahead log."""
    with opened(tmp_path / "lives") as service:
        collection = films(service)
        for i in range(20):
            collection.add(rows(5, 5 * i))
        shutil.copytree(tmp_path / "lives", tmp_path / "killed")
    return tmp_path / "killed"


def test_what_a_kill_leaves_opens_with_everything(tmp_path: Path) -> None:
    with opened(left_by_a_kill(tmp_path)) as service:
        assert films(service).count() == 100


@pytest.mark.parametrize("share", [0.0, 0.5, 0.9, 0.999])
def test_a_torn_tail_is_told_and_not_served(share: float, tmp_path: Path) -> None:
    path = left_by_a_kill(tmp_path)
    log = path / "journal.sqlite-wal"
    log.write_bytes(log.read_bytes()[: int(log.stat().st_size * share)])
    with pytest.raises(
        DamagedStore, match=r"journal.sqlite ends with entry \d+, but entry 23 was acknowledged"
    ) as told:
        Store(path)
    assert "Nothing was changed" in str(told.value)
    assert "chromalink vacuum --accept-loss" in str(told.value)


def test_a_flipped_bit_in_the_log_is_told_and_not_served(tmp_path: Path) -> None:
    path = left_by_a_kill(tmp_path)
    log = path / "journal.sqlite-wal"
    data = bytearray(log.read_bytes())
    data[len(data) // 2] ^= 4
    log.write_bytes(data)
    for _ in range(2):
        with pytest.raises(DamagedStore, match=r"ends with entry \d+, but entry 23 was acknowledged"):
            Store(path)
        assert log.read_bytes() == data


def test_a_flipped_bit_in_an_entry_is_told_and_not_served(tmp_path: Path) -> None:
    with opened(tmp_path) as service:
        films(service).add(rows(5))
        films(service).add(rows(5, 5))
    journal = tmp_path / "journal.sqlite"
    data = journal.read_bytes()
    at = data.index(b'"document 7"')
    journal.write_bytes(data[:at] + b'"Document 7"' + data[at + 12 :])
    with pytest.raises(DamagedStore, match=r"journal.sqlite: entry 5 is not what was written. Nothing was changed"):
        Store(tmp_path)


def test_a_missing_entry_is_told_and_not_served(tmp_path: Path) -> None:
    with opened(tmp_path) as service:
        for i in range(3):
            films(service).add(rows(5, 5 * i))
    with sqlite3.connect(tmp_path / "journal.sqlite") as database:
        database.execute("DELETE FROM entry WHERE seq = 5")
    database.close()
    with pytest.raises(DamagedStore, match="entry 5 is missing, 6 follows 4"):
        Store(tmp_path)


def test_accepting_the_loss_brings_back_what_came_before_the_damage(tmp_path: Path) -> None:
    with opened(tmp_path) as service:
        for i in range(4):
            films(service).add(rows(5, 5 * i))
    with sqlite3.connect(tmp_path / "journal.sqlite") as database:
        database.execute("DELETE FROM entry WHERE seq = 5")
    database.close()
    vacuum(tmp_path, accept_loss=True)
    with opened(tmp_path) as service:
        assert films(service).count() == 5
        films(service).add(rows(5, 50))
    with opened(tmp_path) as service:
        assert films(service).count() == 10


def test_accepting_the_loss_of_a_whole_journal_leaves_the_snapshot(tmp_path: Path) -> None:
    with opened(tmp_path) as service:
        films(service).add(rows(5))
        assert service.store is not None
        service.store.snapshot()
        films(service).add(rows(5, 5))
    (tmp_path / "journal.sqlite").write_bytes(b"no database" * 1000)
    vacuum(tmp_path, accept_loss=True)
    with opened(tmp_path) as service:
        assert films(service).count() == 5
    assert (tmp_path / "journal.sqlite.damaged").exists()


def test_accepting_the_loss_of_a_journal_that_breaks_off_keeps_what_was_read(tmp_path: Path) -> None:
    with opened(tmp_path) as service:
        for i in range(200):
            films(service).add(rows(5, 5 * i))
    journal = tmp_path / "journal.sqlite"
    data = bytearray(journal.read_bytes())
    for page in range(len(data) // 8192 // 2, len(data) // 8192):
        data[page * 8192 : page * 8192 + 64] = b"\xff" * 64
    journal.write_bytes(data)
    with pytest.raises(DamagedStore):
        Store(tmp_path)
    vacuum(tmp_path, accept_loss=True)
    with opened(tmp_path) as service:
        assert 0 < films(service).count() < 1000
        left = content(service.catalog)
    with opened(tmp_path) as service:
        assert content(service.catalog) == left
    assert (tmp_path / "journal.sqlite.damaged").exists()


def test_a_write_that_is_interrupted_half_way_ends_writing(tmp_path: Path) -> None:
    with opened(tmp_path) as service:
        films(service).add(rows(5))
        journal = service.store.holdings.journal if service.store is not None else None
        assert journal is not None
        with pytest.raises(KeyboardInterrupt), journal.recording(RecordsAdded(films(service).id, rows(1, 9))):
            raise KeyboardInterrupt
        with pytest.raises(NotKept, match=r"interrupted half-way \(KeyboardInterrupt\): close and open the store"):
            films(service).add(rows(1, 10))
    with opened(tmp_path) as service:
        assert films(service).count() == 6


def test_a_closed_store_takes_no_writes(tmp_path: Path) -> None:
    with opened(tmp_path) as service:
        collection = films(service)
    with pytest.raises(NotKept, match="the store is closed"):
        collection.add(rows(1))
    service.close()
