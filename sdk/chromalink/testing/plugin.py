"""Fixtures for pytest: a fresh Chroma for every test that asks for one. Loaded by pytest once the package is installed.

`@pytest.mark.chroma(...)` on a test, class or module says what `chroma_server` is made of: `MockServer`'s arguments,
and what `chroma_cloud` is made of: those of `MockServer.cloud`. `auth` stands for `api_keys`; arguments of the nearest
marker win.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .._async.client import AsyncClientAPI
    from .._sync.client import ClientAPI
    from .mock_server import MockServer

_MARKER = (
    "chroma(dialect, auth, seed, faults, ...): what the fixture chroma_server is made of, as chromalink's MockServer"
)
_EXECUTABLE = "--chroma-executable"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("chromalink").addoption(
        _EXECUTABLE,
        metavar="PROGRAM",
        help="the chroma that official_chroma_server runs, a path or a name on PATH; default: the one installed here",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", _MARKER)


@pytest.fixture
def chroma_server(request: pytest.FixtureRequest) -> Iterator[MockServer]:
    """A server of the test's own, in this process, empty; see `MockServer`."""
    from .mock_server import MockServer

    with _made(MockServer, request) as server:
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

    with _made(MockServer.cloud, request) as server:
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
def official_chroma_server(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of the official server, empty and of the test's own; skips where `chromadb` is not installed.

    `pytest --chroma-executable=PROGRAM` names another `chroma` than the one of this environment.
    """
    from ..errors import InvalidInputError
    from ..official_server import OfficialServer

    named: str | None = request.config.getoption(_EXECUTABLE)
    try:
        server = OfficialServer(None, executable=named, allow_reset=True)
    except ImportError as missing:
        pytest.skip(f"the official server is not here (pytest takes {_EXECUTABLE}): {missing}")
    except InvalidInputError as error:
        pytest.fail(f"{_EXECUTABLE}: {error}", pytrace=False)
    with server:
        yield server.url


def _made(make: Callable[..., MockServer], request: pytest.FixtureRequest) -> MockServer:
    """A server of what the markers ask for; one that cannot be is told without the way to where it failed."""
    asked = _asked(request)
    known = inspect.signature(make).parameters
    unknown = [name for name in asked if name not in known]
    if unknown:
        pytest.fail(f"{_told(asked)}: expected any of auth, {', '.join(known)}; got {unknown[0]}", pytrace=False)
    try:
        return make(**asked)
    except (AttributeError, TypeError, ValueError) as error:
        if not asked:
            raise
        raise pytest.fail.Exception(f"{_told(asked)}: {error}", pytrace=False) from None


def _asked(request: pytest.FixtureRequest) -> dict[str, object]:
    """The arguments of the markers, the nearest winning."""
    found: dict[str, object] = {}
    for marker in reversed(list(request.node.iter_markers("chroma"))):
        if marker.args:
            pytest.fail(f"pytest.mark.chroma: expected named arguments only, got {marker.args!r}", pytrace=False)
        given = dict(marker.kwargs)
        if "auth" in given:
            given["api_keys"] = given.pop("auth")
        found |= given
    return found


def _told(asked: dict[str, object]) -> str:
    """The marker without its values, which may be keys."""
    return f"pytest.mark.chroma({', '.join(f'{name}=' for name in asked)})"
