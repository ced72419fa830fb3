"""Services over a directory, and all that one of them holds in a form that can be compared."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from chromalink_mock import Settings
from chromalink_mock.engine.catalog import Catalog
from chromalink_mock.engine.collection import Collection, NewCollection, Place
from chromalink_mock.engine.values import Batch, Field, Records, Selection
from chromalink_mock.service import Service, create_service
from chromalink_mock.storage import Store

HOME = Place("default_tenant", "default_database")
EVERYTHING: frozenset[Field] = frozenset({"documents", "metadatas", "embeddings", "uris"})
NEVER = 1 << 60


@contextmanager
def opened(path: Path, settings: Settings | None = None, *, snapshot_bytes: int = NEVER) -> Generator[Service]:
    """A service over the directory, closed with the block."""
    service = create_service(settings or Settings(), store=Store(path, snapshot_bytes=snapshot_bytes))
    try:
        yield service
    finally:
        service.close()


def content(catalog: Catalog) -> object:
    """Tenants with resource names, databases with ids, and of each collection what it tells, counts and holds."""
    tenants = catalog.tenants(None, 0)
    databases = [each for tenant in tenants for each in catalog.databases(tenant.name, None, 0)]
    collections = [each for database in databases for each in catalog.collections(database.place, None, 0)]
    for each in collections:
        each.catch_up()
    return tenants, [(each.id, each.place) for each in databases], [told(each) for each in collections]


def told(collection: Collection) -> object:
    """What a collection says of itself and holds, its records in order."""
    function = collection.attached
    return (
        collection.document(),
        collection.operations,
        collection.root,
        written(collection.get(Selection(), None, 0, EVERYTHING)),
        function and (function.id, str(function), function.params, function.reached),
    )


def written(found: Records) -> str:
    """Records as text; equal for equal records in equal order, keys of metadata in order too."""
    assert found.embeddings is not None
    return f"{found} {found.embeddings.shape} {found.embeddings.tobytes().hex()}"


def rows(count: int, start: int = 0, dimension: int = 3) -> Batch:
    """Records with documents and metadata, their vectors growing with their numbers."""
    numbers = range(start, start + count)
    vectors = np.arange(start * dimension, (start + count) * dimension, dtype=np.float32).reshape(count, dimension)
    return Batch(
        [f"r{i}" for i in numbers],
        vectors,
        documents=[f"document {i}" for i in numbers],
        metadatas=[{"number": i, "even": i % 2 == 0} for i in numbers],
    )


def films(service: Service) -> Collection:
    """The collection `films` of the default database, made if there is none."""
    return service.catalog.create_collection(HOME, NewCollection("films", get_or_create=True))


def connecting(then: Callable[[sqlite3.Connection], object]) -> Callable[[Path], sqlite3.Connection]:
    """Connections to which something has been done."""

    def connect(path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        then(connection)
        return connection

    return connect
