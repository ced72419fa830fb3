"""Connections are few, used again while they stand, and given back whatever happens."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import pytest

from chromalink import AsyncHttpClient, HttpClient, RetryPolicy, Settings, Timeouts, errors

from ..fake_chroma import description
from .loopback import BEAT, Heard, Server, reply, serving

COLOURS = pytest.mark.parametrize("colour", ["sync", "asyncio", "trio"])
Call = Callable[[Any], Any]
"""On a client of either colour: the methods have the same names."""


def client(server: Server, **options: Any) -> HttpClient:
    return HttpClient("127.0.0.1", server.port, validate=False, **options)


def async_client(server: Server, **options: Any) -> AsyncHttpClient:
    return AsyncHttpClient("127.0.0.1", server.port, validate=False, **options)


def beats(colour: str, server: Server, *counts: int, **options: Any) -> None:
    """Rounds of calls, so many side by side in each."""
    if colour == "sync":
        with client(server, **options) as ours, ThreadPoolExecutor(max(counts)) as threads:
            for count in counts:
                assert [one.result() for one in [threads.submit(ours.heartbeat) for _ in range(count)]] == [42] * count
        return

    async def main() -> None:
        async with async_client(server, **options) as ours:
            for count in counts:
                async with anyio.create_task_group() as group:
                    for _ in range(count):
                        group.start_soon(ours.heartbeat)

    anyio.run(main, backend=colour)


def once(colour: str, server: Server, call: Call, *, warm: bool = True, **options: Any) -> Any:
    """What `call` returns; a `warm` client has a connection already."""
    if colour == "sync":
        with client(server, **options) as ours:
            if warm:
                ours.heartbeat()
            return call(ours)

    async def main() -> Any:
        async with async_client(server, **options) as ours:
            if warm:
                await ours.heartbeat()
            return await call(ours)

    return anyio.run(main, backend=colour)


class Gate:
    """Holds answers until `size` requests wait for them together; does so `rounds` times."""

    def __init__(self, size: int, rounds: int) -> None:
        self.size, self.rounds = size, rounds
        self.waiting = 0
        self.full = asyncio.Event()

    async def answer(self, heard: Heard) -> bytes:
        if self.rounds == 0:
            return BEAT
        self.waiting += 1
        full = self.full
        if self.waiting == self.size:
            full.set()
            self.waiting, self.rounds, self.full = 0, self.rounds - 1, asyncio.Event()
        await full.wait()
        return BEAT


@COLOURS
def test_calls_one_after_the_other_share_a_connection(colour: str) -> None:
    with serving() as server:
        beats(colour, server, 1, 1, 1, 1)
        assert [one.connection for one in server.requests] == [0, 0, 0, 0]


@COLOURS
def test_the_connection_used_last_is_used_next(colour: str) -> None:
    with serving(Gate(5, rounds=1).answer) as server:
        beats(colour, server, 5, 1, 1, 1)
        assert server.accepted == 5
        assert len({one.connection for one in server.requests[5:]}) == 1


@COLOURS
def test_no_more_connections_are_opened_than_allowed(colour: str) -> None:
    with serving(Gate(3, rounds=1).answer) as server:
        beats(colour, server, 20, settings=Settings(chroma_http_max_connections=3))
        assert len(server.requests) == 20
        assert server.most_open == 3


@COLOURS
def test_no_more_connections_are_kept_than_allowed(colour: str) -> None:
    with serving(Gate(5, rounds=2).answer) as server:
        beats(colour, server, 5, 5, settings=Settings(chroma_http_max_keepalive_connections=2))
        assert server.accepted == 8


@COLOURS
def test_a_connection_that_waited_too_long_is_not_used_again(colour: str) -> None:
    with serving() as server:
        beats(colour, server, 1, 1, settings=Settings(chroma_http_keepalive_secs=0.0))
        assert [one.connection for one in server.requests] == [0, 1]


@COLOURS
def test_the_wait_for_a_connection_is_bounded_and_sends_nothing(colour: str) -> None:
    async def answer(heard: Heard) -> bytes:
        if len(server.requests) == 2:
            await release.wait()
        return BEAT

    release = asyncio.Event()
    one = Settings(chroma_http_max_connections=1)
    with serving(answer) as server:

        def waits(ours: HttpClient) -> None:
            with ThreadPoolExecutor(1) as thread:
                first = thread.submit(ours.heartbeat)
                server.until(lambda: len(server.requests) == 2)
                with pytest.raises(errors.RequestTimeoutError, match="no connection became free") as caught:
                    ours.with_options(timeout=0.05).heartbeat()
                server.loop.call_soon_threadsafe(release.set)
                assert (first.result(), caught.value.maybe_applied) == (42, False)

        async def waits_async(ours: AsyncHttpClient) -> None:
            async with anyio.create_task_group() as group:
                group.start_soon(ours.heartbeat)
                await anyio.to_thread.run_sync(server.until, lambda: len(server.requests) == 2)
                with pytest.raises(errors.RequestTimeoutError, match="no connection became free") as caught:
                    await ours.with_options(timeout=0.05).heartbeat()
                server.loop.call_soon_threadsafe(release.set)
            assert not caught.value.maybe_applied

        once(colour, server, waits if colour == "sync" else waits_async, settings=one, retries=0)
        assert len(server.requests) == 2


@COLOURS
def test_a_connection_closed_while_idle_is_discarded_before_anything_is_written(colour: str) -> None:
    """Creating a collection is not repeated when its outcome is unknown, so only care gets it through."""

    async def answer(heard: Heard) -> bytes:
        server.hang_up_after(heard)
        return BEAT if heard.target.endswith("heartbeat") else reply(json.dumps(description()).encode())

    def create(ours: HttpClient) -> str:
        server.until(lambda: server.open == 0)
        return ours.create_collection("films", embedding_function=None).name

    async def create_async(ours: AsyncHttpClient) -> str:
        await anyio.to_thread.run_sync(server.until, lambda: server.open == 0)
        return (await ours.create_collection("films", embedding_function=None)).name

    with serving(answer) as server:
        assert once(colour, server, create if colour == "sync" else create_async, retries=0) == "films"
        assert [one.connection for one in server.requests] == [0, 1]


@COLOURS
@pytest.mark.parametrize("call", ["heartbeat", "create_collection"])
def test_a_call_that_may_be_repeated_is_so_once_on_a_stale_connection(colour: str, call: str) -> None:
    """The server takes the second request of each connection, and hangs up without a word."""

    async def answer(heard: Heard) -> bytes | None:
        return None if heard.place else BEAT

    with serving(answer) as server:
        if call == "heartbeat":
            patient = RetryPolicy(retries=1, first_delay=3600.0, max_delay=3600.0, budget=60.0)
            assert once(colour, server, lambda ours: ours.heartbeat(), retries=patient) == 42
            assert [(one.connection, one.place) for one in server.requests] == [(0, 0), (0, 1), (1, 0)]
        else:
            with pytest.raises(errors.ConnectionFailedError) as caught:
                once(colour, server, lambda ours: ours.create_collection("films", embedding_function=None))
            assert (caught.value.stale, caught.value.maybe_applied) == (True, True)
            assert len(server.requests) == 2


@COLOURS
def test_without_retries_a_stale_connection_is_an_error(colour: str) -> None:
    async def answer(heard: Heard) -> bytes | None:
        return None if heard.place else BEAT

    with serving(answer) as server, pytest.raises(errors.ConnectionFailedError) as caught:
        once(colour, server, lambda ours: ours.heartbeat(), retries=0)
    assert caught.value.stale


@COLOURS
def test_a_fresh_connection_that_breaks_is_not_called_stale(colour: str) -> None:
    async def answer(heard: Heard) -> bytes | None:
        return None

    with serving(answer) as server, pytest.raises(errors.ConnectionFailedError) as caught:
        once(colour, server, lambda ours: ours.heartbeat(), warm=False, retries=0)
    assert not caught.value.stale


def test_threads_share_a_client() -> None:
    with serving() as server:
        with client(server) as ours, ThreadPoolExecutor(16) as threads:
            assert set(threads.map(lambda _: ours.heartbeat(), range(400))) == {42}
        assert server.accepted <= 16
        server.until(lambda: server.open == 0)


@pytest.mark.parametrize(("backend", "calls"), [("asyncio", 10_000), ("trio", 2_000)])
def test_ten_thousand_concurrent_calls_finish(backend: str, calls: int) -> None:
    found: list[int] = []

    async def main() -> None:
        async with async_client(server) as ours, anyio.create_task_group() as group:

            async def call() -> None:
                found.append(await ours.heartbeat())

            for _ in range(calls):
                group.start_soon(call)

    with serving() as server:
        anyio.run(main, backend=backend)
        assert found == [42] * calls
        assert server.accepted <= 100
        server.until(lambda: server.open == 0)


@pytest.mark.parametrize("size", [0, 300_000])
@COLOURS
def test_answers_are_read_whole(colour: str, size: int) -> None:
    async def answer(heard: Heard) -> bytes:
        return reply(b'"' + b"v" * size + b'"') if heard.target.endswith("version") else BEAT

    with serving(answer) as server:
        assert once(colour, server, lambda ours: ours.get_version()) == "v" * size
        assert len({one.connection for one in server.requests}) == 1


def test_a_thread_that_waits_for_a_connection_is_told_when_the_client_closes() -> None:
    release = asyncio.Event()

    async def answer(heard: Heard) -> bytes:
        await release.wait()
        return BEAT

    with serving(answer) as server, ThreadPoolExecutor(2) as threads:
        ours = client(server, settings=Settings(chroma_http_max_connections=1))
        first = threads.submit(ours.heartbeat)
        server.until(lambda: len(server.requests) == 1)
        started = threading.Event()

        def second() -> int:
            started.set()
            return ours.heartbeat()

        waiting = threads.submit(second)
        assert started.wait(10)
        ours.close()
        server.loop.call_soon_threadsafe(release.set)
        assert first.result() == 42
        assert isinstance(waiting.exception(), errors.ClientClosedError)
        server.until(lambda: server.open == 0)


def test_timeouts_of_a_client_reach_its_connections() -> None:
    async def answer(heard: Heard) -> bytes:
        if heard.connection == 0:
            await asyncio.Event().wait()
        return BEAT

    with serving(answer) as server, client(server, timeout=Timeouts(read=0.05), retries=0) as ours:
        with pytest.raises(errors.RequestTimeoutError, match=r"limit 0\.05 s") as caught:
            ours.heartbeat()
        assert caught.value.maybe_applied
        assert ours.with_options(timeout=10).heartbeat() == 42
        assert [one.connection for one in server.requests] == [0, 1]
