"""A server that holds nothing when a test begins, and calls that hold its answers against the document."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from chromalink_mock import RunningServer, Settings, serve

from .documented import Calls, Document


@pytest.fixture(scope="session")
def document() -> Document:
    return Document(Path(__file__).resolve().parents[3] / "openapi" / "chroma.yaml")


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    with serve(Settings(allow_reset=True)) as running:
        yield running


@pytest.fixture
def calls(server: RunningServer, document: Document) -> Iterator[Calls]:
    with httpx.Client(base_url=server.url) as client:
        client.post("/api/v2/reset").raise_for_status()
        yield Calls(client, document)
