"""Fixtures for pytest: a fresh Chroma for every test that asks for one. Loaded by pytest once the package is installed.

`@pytest.mark.chroma(...)` on a test, class or module says what `chroma_server` is made of: `MockServer`'s arguments.
`auth` stands for `api_keys`; arguments of the nearest marker win.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, cast

import pytest

if TYPE_CHECKING:
    from .._async.client import AsyncClientAPI
    from .._sync.client import ClientAPI
    from .mock_server import MockServer

_MARKER = (
    "chroma(dialect, auth, seed, faults, ...): what the fixture chroma_server is made of, as chromalink's MockServer"
)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", _MARKER)


@pytest.fixture
def chroma_server(request: pytest.FixtureRequest) -> Iterator[MockServer]:
    """A server of the test's own, in this process, empty; see `MockServer`."""
    from .mock_server import MockServer

    make = cast("Callable[..., MockServer]", MockServer)
    with make(**_asked(request)) as server:
        yield server


@pytest.fixture
def chroma_client(chroma_server: MockServer) -> Iterator[ClientAPI]:
    """A client of `chroma_server`; with keys, of the first of them."""
    with chroma_server.client(**chroma_server.credentials()) as client:
        yield client


@pytest.fixture
def async_chroma_client(chroma_server: MockServer) -> AsyncClientAPI:
    """An async client of `chroma_server`, for any event loop: not connected yet, and it need not be closed."""
    return chroma_server.async_client(**chroma_server.credentials())


@pytest.fixture
def chroma_cloud(request: pytest.FixtureRequest) -> Iterator[MockServer]:
    """A server of the test's own in the shape of Chroma Cloud, with its quotas and one key; see `cloud_client`."""
    from .mock_server import MockServer

    make = cast("Callable[..., MockServer]", MockServer.cloud)
    with make(**_asked(request)) as server:
        yield server


@pytest.fixture(scope="session")
def chroma_server_session() -> Iterator[MockServer]:
    """A server on a real port of 127.0.0.1, shared by all tests of the session (with xdist: of the worker)."""
    from .mock_server import MockServer

    with MockServer(port=0) as server:
        yield server


@pytest.fixture
def chroma_server_url(chroma_server_session: MockServer) -> Iterator[str]:
    """The URL of a real port; what a test left on the server behind it is gone when the next one begins."""
    before = chroma_server_session.snapshot()
    try:
        yield chroma_server_session.url
    finally:
        chroma_server_session.faults.clear()
        chroma_server_session.requests.clear()
        chroma_server_session.restore(before)


@pytest.fixture
def official_chroma_server() -> Iterator[str]:
    """The URL of the official server, empty and of the test's own; skips where `chromadb` is not installed."""
    from ..official_server import OfficialServer

    try:
        server = OfficialServer(None, allow_reset=True)
    except ImportError as missing:
        pytest.skip(f"the official server is not here: {missing}")
    with server:
        yield server.url


def _asked(request: pytest.FixtureRequest) -> dict[str, object]:
    """The arguments of the markers, the nearest winning."""
    found: dict[str, object] = {}
    for marker in reversed(list(request.node.iter_markers("chroma"))):
        if marker.args:
            raise pytest.UsageError(f"pytest.mark.chroma: expected named arguments only, got {marker.args!r}")
        found |= marker.kwargs
    if "auth" in found:
        found["api_keys"] = found.pop("auth")
    return found
