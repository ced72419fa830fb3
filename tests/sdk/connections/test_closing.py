"""Closing, forgetting to, forking, and moving from one event loop to the next."""

from __future__ import annotations

import gc
import os
import tracemalloc
import warnings
from collections.abc import Iterator

import anyio
import pytest

from chromalink import AsyncHttpClient, HttpClient, errors

from .loopback import Server, serving

BOTH_LOOPS = pytest.mark.parametrize("backend", ["asyncio", "trio"])


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


def made(server: Server) -> HttpClient:
    return HttpClient("127.0.0.1", server.port, validate=False)


def warned(found: list[warnings.WarningMessage]) -> list[str]:
    return [str(one.message) for one in found if "client of" in str(one.message)]


def test_closing_closes_the_connections(server: Server) -> None:
    ours = made(server)
    ours.heartbeat()
    ours.close()
    server.until(lambda: server.open == 0)
    assert (server.accepted, server.open) == (1, 0)
    with pytest.raises(errors.ClientClosedError):
        ours.heartbeat()


@BOTH_LOOPS
def test_closing_an_async_client_closes_the_connections(backend: str, server: Server) -> None:
    async def main() -> None:
        ours = AsyncHttpClient("127.0.0.1", server.port, validate=False)
        await ours.heartbeat()
        await ours.aclose()
        await anyio.to_thread.run_sync(server.until, lambda: server.open == 0)
        assert (server.accepted, server.open) == (1, 0)
        with pytest.raises(errors.ClientClosedError):
            await ours.heartbeat()

    anyio.run(main, backend=backend)


def test_a_forgotten_client_warns_where_it_was_made_and_is_closed(server: Server) -> None:
    tracemalloc.start(25)
    try:
        with warnings.catch_warnings(record=True) as found:
            warnings.simplefilter("always")
            ours = made(server)
            ours.heartbeat()
            del ours
            gc.collect()
        assert warned(found) == [
            f"a client of http://127.0.0.1:{server.port} was not closed and held 1 connection(s): call its `close()`,"
            " or use it in `with`"
        ]
        traceback = tracemalloc.get_object_traceback(found[0].source)
        assert traceback is not None
        assert any(frame.filename == __file__ for frame in traceback)
        assert issubclass(found[0].category, ResourceWarning)
    finally:
        tracemalloc.stop()
    server.until(lambda: server.open == 0)


@BOTH_LOOPS
def test_a_forgotten_async_client_warns(backend: str, server: Server) -> None:
    async def main() -> None:
        await AsyncHttpClient("127.0.0.1", server.port, validate=False).heartbeat()
        gc.collect()

    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        anyio.run(main, backend=backend)
        gc.collect()
        told = warned(found)
        found.clear()  # it holds the client, and with it the connections
        gc.collect()
    assert [one for one in told if "`aclose()`" in one]


def test_a_client_without_connections_or_a_closed_one_warns_of_nothing(server: Server) -> None:
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        made(server)
        with made(server) as ours:
            ours.heartbeat()
        del ours
        gc.collect()
    assert found == []


def test_a_collection_keeps_its_clients_connections(server: Server) -> None:
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        view = made(server).with_options(timeout=5)
        view.heartbeat()
        gc.collect()
        assert view.heartbeat() == 42
        assert warned(found) == []
        del view
        gc.collect()
    assert len(warned(found)) == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
def test_a_forked_child_opens_connections_of_its_own(server: Server) -> None:
    with made(server) as ours:
        ours.heartbeat()
        child = os.fork()
        if child == 0:
            status = 1
            try:
                fine = [ours.heartbeat() for _ in range(3)] == [42] * 3
                ours.close()
                status = 0 if fine else 2
            finally:
                os._exit(status)
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == 0
        ours.heartbeat()
        assert [one.connection for one in server.requests] == [0, 1, 1, 1, 0]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
def test_a_client_never_used_in_the_child_stays_usable_in_the_parent(server: Server) -> None:
    with made(server) as ours:
        ours.heartbeat()
        child = os.fork()
        if child == 0:
            del ours
            gc.collect()
            os._exit(0)
        os.waitpid(child, 0)
        assert ours.heartbeat() == 42
        assert [one.connection for one in server.requests] == [0, 0]


@BOTH_LOOPS
def test_an_async_client_serves_one_event_loop_after_another(backend: str, server: Server) -> None:
    ours = AsyncHttpClient("127.0.0.1", server.port, validate=False)

    async def last() -> int:
        async with ours:
            return await ours.heartbeat()

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        assert anyio.run(ours.heartbeat, backend=backend) == 42
        assert anyio.run(last, backend=backend) == 42
        gc.collect()
    server.until(lambda: server.open == 0)
