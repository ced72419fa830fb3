"""A server that holds nothing when a test begins, and calls that hold its answers against the document."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from chromalink_mock import RunningServer, Settings, serve
from spec_comparison.judge import Judge

from .documented import Calls


@pytest.fixture(scope="session")
def judge() -> Judge:
    return Judge.of_document()


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    with serve(Settings(allow_reset=True)) as running:
        yield running


@pytest.fixture
def calls(server: RunningServer, judge: Judge) -> Iterator[Calls]:
    with httpx.Client(base_url=server.url) as client:
        client.post("/api/v2/reset").raise_for_status()
        yield Calls(client, judge)
