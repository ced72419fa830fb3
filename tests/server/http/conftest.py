"""Servers on free ports of the loopback, shared by the tests of a module."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest

from chromalink_mock import RunningServer, Settings, serve

from .collection_calls import COLLECTIONS, CollectionCalls


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    """A server with the default settings; tests make collections of their own."""
    with serve() as running:
        yield running


@pytest.fixture
def client(server: RunningServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url) as client:
        yield client


@pytest.fixture(scope="module")
def resettable() -> Iterator[RunningServer]:
    """A server that may be reset."""
    with serve(Settings(allow_reset=True)) as running:
        yield running


@pytest.fixture
def collection(client: httpx.Client) -> CollectionCalls:
    """A fresh, empty collection."""
    made = client.post(COLLECTIONS, json={"name": f"c{uuid4().hex}"})
    assert made.status_code == 200
    return CollectionCalls(client, made.json()["id"])
