"""Servers that still serve the first version of the API."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest

from chromalink_mock import RunningServer, Settings, serve

from .old_collection import OldCollection


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    """One server for the tests of a module; they make collections of their own."""
    with serve(Settings(legacy_v1=True)) as running:
        yield running


@pytest.fixture
def client(server: RunningServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url) as client:
        yield client


@pytest.fixture
def old(client: httpx.Client) -> OldCollection:
    """A fresh collection of three records."""
    made = client.post("/api/v1/collections", json={"name": f"c{uuid4().hex}"})
    assert made.status_code == 200
    collection = OldCollection(client, made.json()["id"], made.json()["name"])
    added = collection.post(
        "add",
        {
            "ids": ["a", "b", "c"],
            "embeddings": [[1, 0], [0, 1], [1, 1]],
            "documents": ["apple", None, "cherry"],
            "metadatas": [{"n": 1}, {"n": 2.5}, None],
            "uris": ["u1", None, None],
        },
    )
    assert added.status_code == 201
    return collection
