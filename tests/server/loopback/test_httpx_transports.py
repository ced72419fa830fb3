"""Other people's httpx clients talk to applications without a socket."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

import anyio
import anyio.lowlevel
import httpx
import pytest
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from chromalink_mock import create_app
from chromalink_mock.faults import Faults, Latency, Refused, Reset, Timeout, Truncated
from chromalink_mock.httpx_transports import AsgiTransport, AsyncAsgiTransport

BOTH_LOOPS = pytest.mark.parametrize("backend", ["asyncio", "trio"])
HEARTBEAT = "/api/v2/heartbeat"


def client(app: ASGIApp, *, timeout: float = 60.0) -> httpx.Client:
    return httpx.Client(transport=AsgiTransport(app), base_url="http://chroma", timeout=timeout)


def async_client(app: ASGIApp, *, timeout: float = 60.0) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=AsyncAsgiTransport(app), base_url="http://chroma", timeout=timeout)


def counting(sent: list[int]) -> ASGIApp:
    """Sends numbers for as long as somebody reads, and notes how many it sent."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["type"] == "http"
        assert (await receive())["body"] == b"go"
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for number in range(100):
            sent.append(number)
            await send({"type": "http.response.body", "body": b"%d\n" % number, "more_body": True})
            await anyio.lowlevel.checkpoint()

    return app


def with_lifespan(events: list[str]) -> ASGIApp:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncGenerator[None]:
        events.append("started")
        yield
        events.append("stopped")

    return Starlette(lifespan=lifespan)


def broken(action: Refused | Reset | Timeout | Truncated | Latency) -> ASGIApp:
    faults = Faults()
    faults.add("heartbeat", action)
    return create_app(faults=faults)


FAILURES = pytest.mark.parametrize(
    ("action", "error"),
    [
        (Refused(), httpx.ConnectError),
        (Reset("before"), httpx.ReadError),
        (Reset("during"), httpx.ReadError),
        (Truncated(), httpx.RemoteProtocolError),
        (Timeout(), httpx.ReadTimeout),
        (Latency(3600), httpx.ReadTimeout),
    ],
)


@FAILURES
def test_faults_become_errors_of_httpx(
    action: Refused | Reset | Timeout | Truncated | Latency, error: type[httpx.TransportError]
) -> None:
    with client(broken(action), timeout=0.05) as http, pytest.raises(error) as failure:
        http.get(HEARTBEAT)
    assert failure.value.request.url.path == HEARTBEAT


@FAILURES
@BOTH_LOOPS
def test_faults_become_errors_of_httpx_on_a_loop(
    backend: str, action: Refused | Reset | Timeout | Truncated | Latency, error: type[httpx.TransportError]
) -> None:
    async def main() -> None:
        async with async_client(broken(action), timeout=0.05) as http:
            with pytest.raises(error):
                await http.get(HEARTBEAT)
            assert (await http.get("/api/v2/version")).json() == "1.0.0"

    anyio.run(main, backend=backend)


def test_a_reset_behind_the_answer_leaves_it_whole() -> None:
    with client(broken(Reset("after"))) as http:
        assert http.get(HEARTBEAT).status_code == 200


def test_an_answer_is_streamed() -> None:
    sent: list[int] = []
    with client(counting(sent)) as http:
        with http.stream("POST", "/", content=b"go") as response:
            lines = response.iter_lines()
            assert next(lines) == "0"
            assert sent == [0, 1] or sent == [0]
        assert response.is_closed


@BOTH_LOOPS
def test_an_answer_is_streamed_on_a_loop(backend: str) -> None:
    sent: list[int] = []

    async def main() -> list[str]:
        async with async_client(counting(sent)) as http, http.stream("POST", "/", content=b"go") as response:
            lines = response.aiter_lines()
            first = await anext(lines)
            assert len(sent) <= 2
            return [first, *[line async for line in lines]]

    assert anyio.run(main, backend=backend) == [str(number) for number in range(100)]


@BOTH_LOOPS
def test_the_lifespan_lasts_as_long_as_the_client_is_open(backend: str) -> None:
    events: list[str] = []

    async def main() -> None:
        async with async_client(with_lifespan(events)) as http:
            assert events == ["started"]
            assert (await http.get("/")).status_code == 404
            assert events == ["started"]

    anyio.run(main, backend=backend)
    assert events == ["started", "stopped"]


def test_the_lifespan_lasts_as_long_as_a_sync_client_is_open() -> None:
    events: list[str] = []
    with client(with_lifespan(events)) as http:
        assert http.get("/").status_code == 404
        assert events == ["started"]
    assert events == ["started", "stopped"]


def test_a_client_that_is_not_entered_starts_the_application_with_its_first_request() -> None:
    events: list[str] = []
    http = client(with_lifespan(events))
    assert events == []
    http.get("/")
    http.close()
    assert events == ["started", "stopped"]


def test_an_application_without_lifespan_does_without() -> None:
    sent: list[int] = []
    with client(counting(sent)) as http:
        assert http.post("/", content=b"go").text.endswith("99\n")


def test_a_failed_start_is_told() -> None:
    @asynccontextmanager
    async def failing(app: Starlette) -> AsyncGenerator[None]:
        raise OSError("no space")
        yield

    with pytest.raises(RuntimeError, match=r"(?s)did not start: .*no space"), client(Starlette(lifespan=failing)):
        raise AssertionError("not reached")


def test_a_sync_client_works_below_a_running_loop() -> None:
    async def main() -> int:
        with client(create_app()) as http:
            return http.get(HEARTBEAT).status_code

    assert asyncio.run(main()) == 200


def test_one_sync_client_serves_many_threads() -> None:
    with client(create_app()) as http, ThreadPoolExecutor(8) as pool:
        assert {answer.status_code for answer in pool.map(http.get, [HEARTBEAT] * 100)} == {200}


def test_the_loop_thread_is_shared_and_ends_with_the_last_client() -> None:
    def running() -> int:
        return sum(thread.name == "chromalink-loop" for thread in threading.enumerate())

    with client(create_app()) as one, client(create_app()) as other:
        one.get(HEARTBEAT)
        other.get(HEARTBEAT)
        assert running() == 1
    assert running() == 0


def test_an_application_that_fails_fails_the_caller() -> None:
    async def failing(scope: Scope, receive: Receive, send: Send) -> None:
        raise KeyError("lost")

    with client(failing) as http, pytest.raises(KeyError, match="lost"):
        http.get("/")
