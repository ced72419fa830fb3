"""Our clients against our server, over a real port."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chromalink import HttpClient
from chromalink_mock import Settings, serve
from chromalink_mock.serve import RunningServer


@pytest.fixture(scope="session")
def server() -> Iterator[RunningServer]:
    with serve(Settings(allow_reset=True)) as running:
        yield running


@pytest.fixture
def client(server: RunningServer) -> Iterator[HttpClient]:
    """A client of a server that holds nothing yet."""
    with HttpClient(host=server.host, port=server.port) as made:
        made.reset()
        yield made
