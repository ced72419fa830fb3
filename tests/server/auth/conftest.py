"""A server with keys and a user, shared by the tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chromalink_mock import RunningServer, Settings, serve

from .callers import ADA, KEYS


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    with serve(Settings(api_keys=KEYS, basic_users=(ADA,), allow_reset=True)) as running:
        yield running
