"""One server for the tests of a module; each test makes collections of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from chromalink_mock import RunningServer, serve

from ..extensions.documented import Calls, Document
from .searching import SPARSE_ON, Searched, keyed, made


@pytest.fixture(scope="session")
def document() -> Document:
    return Document(Path(__file__).resolve().parents[3] / "openapi" / "chroma.yaml")


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    with serve() as running:
        yield running


@pytest.fixture
def calls(server: RunningServer, document: Document) -> Iterator[Calls]:
    with httpx.Client(base_url=server.url) as client:
        yield Calls(client, document)


@pytest.fixture
def collection(calls: Calls) -> Searched:
    """An empty collection that may hold sparse vectors, with an index for those of another key."""
    return made(calls, keyed(indexed=SPARSE_ON))
