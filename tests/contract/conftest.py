"""Servers to judge: the reference server on the loopback, and a stub that answers as a test says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chromalink_mock import RunningServer, serve


@pytest.fixture(scope="session")
def server() -> Iterator[RunningServer]:
    """A reference server with the default settings; tests leave no database of theirs."""
    with serve() as running:
        yield running
