"""One server for the tests of a module; each test makes collections of its own."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from chromalink_mock import RunningServer, serve
from spec_comparison.judge import Judge

from ..extensions.documented import Calls
from .searching import SPARSE_ON, Searched, keyed, made


@pytest.fixture(scope="session")
def judge() -> Judge:
    return Judge.of_document()


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    with serve() as running:
        yield running


@pytest.fixture
def calls(server: RunningServer, judge: Judge) -> Iterator[Calls]:
    with httpx.Client(base_url=server.url) as client:
        yield Calls(client, judge)


@pytest.fixture
def collection(calls: Calls) -> Searched:
    """An empty collection that may hold sparse vectors, with an index for those of another key."""
    return made(calls, keyed(indexed=SPARSE_ON))
