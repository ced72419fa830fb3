"""A server of each dialect; every answer of the one that follows the document is held against it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from chromalink_mock import RunningServer, Settings, serve

from .described import Described
from .letters import letters
from .sides import Both, side


@pytest.fixture(scope="session")
def described() -> Described:
    return Described()


@pytest.fixture(scope="module")
def chroma_server() -> Iterator[RunningServer]:
    with serve() as running:
        yield running


@pytest.fixture(scope="module")
def cloud_server() -> Iterator[RunningServer]:
    with serve(Settings(dialect="cloud-openapi", allow_reset=True), embedder=letters) as running:
        yield running


@pytest.fixture
def chroma(chroma_server: RunningServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=chroma_server.url) as client:
        yield client


@pytest.fixture
def cloud(cloud_server: RunningServer, described: Described) -> Iterator[httpx.Client]:
    def judge(response: httpx.Response) -> None:
        response.read()
        assert described.violations(response) == []

    with httpx.Client(base_url=cloud_server.url, event_hooks={"response": [judge]}) as client:
        yield client


@pytest.fixture
def both(chroma: httpx.Client, cloud: httpx.Client) -> Both:
    return Both(side(chroma), side(cloud))
