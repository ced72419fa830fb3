"""Every fault as a client on a real socket sees it, with both parsers of the server, sync and async."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Iterator

import anyio
import httpx
import pytest

from chromalink_mock.broken_connections import PROTOCOLS
from chromalink_mock.faults import (
    Action,
    Corrupt,
    Faults,
    HtmlPage,
    Latency,
    Refused,
    Reset,
    Rule,
    SlowBody,
    Status,
    Timeout,
    Truncated,
    WrongContentType,
)
from chromalink_mock.request_log import RequestLog
from chromalink_mock.serve import serve

from .servers import DATABASE, Faulty, faulty

BREAKS: list[tuple[Action, type[httpx.TransportError]]] = [
    (Timeout(), httpx.ReadTimeout),
    (Refused(), httpx.ReadError),
    (Reset("before"), httpx.ReadError),
    (Reset("during"), httpx.ReadError),
    (Truncated(), httpx.RemoteProtocolError),
    (Truncated(0.0), httpx.RemoteProtocolError),
]


@pytest.fixture(scope="module", params=[(PROTOCOLS[0], "auto"), (PROTOCOLS[-1], "asyncio")])
def server(request: pytest.FixtureRequest) -> Iterator[Faulty]:
    with faulty(*request.param) as running:
        yield running


@pytest.fixture
def client(server: Faulty) -> Iterator[httpx.Client]:
    server.faults.clear()
    server.log.clear()
    with httpx.Client(base_url=server.url, timeout=10) as client:
        yield client


def patience(action: Action) -> float:
    """Seconds to wait for what `action` does; short only where nothing is to come."""
    return 0.3 if isinstance(action, Timeout) else 10


def has_tenant(client: httpx.Client, name: str) -> bool:
    return client.get(f"/api/v2/tenants/{name}").status_code == 200


@pytest.mark.parametrize(("action", "error"), BREAKS)
def test_a_break_is_seen_as_the_network_would_show_it(
    server: Faulty, client: httpx.Client, action: Action, error: type[httpx.TransportError]
) -> None:
    server.faults.add("getVersion", action, times=1)
    with pytest.raises(error):
        client.get("/api/v2/version", timeout=patience(action))
    assert client.get("/api/v2/version").json() == "1.0.0"


@pytest.mark.parametrize(("action", "error"), BREAKS)
def test_async_clients_see_the_same(server: Faulty, action: Action, error: type[httpx.TransportError]) -> None:
    async def ask() -> None:
        async with httpx.AsyncClient(base_url=server.url, timeout=10) as client:
            with pytest.raises(error):
                await client.get("/api/v2/version", timeout=patience(action))
            assert (await client.get("/api/v2/version")).json() == "1.0.0"

    server.faults.clear()
    server.faults.add("getVersion", action, times=1)
    asyncio.run(ask())


@pytest.mark.parametrize("action", [action for action, _ in BREAKS if not isinstance(action, Refused)])
@pytest.mark.parametrize("applied", [True, False])
def test_a_rule_decides_whether_the_operation_was_carried_out(
    server: Faulty, client: httpx.Client, action: Action, applied: bool
) -> None:
    name = f"{action}-{applied}-{id(client)}"
    rule = server.faults.add("createTenant", action, applied=applied)
    with pytest.raises(httpx.TransportError):
        client.post("/api/v2/tenants", json={"name": name}, timeout=patience(action))
    assert server.faults.hits(rule) == 1
    assert has_tenant(client, name) is applied


def test_a_refused_request_is_not_carried_out(server: Faulty, client: httpx.Client) -> None:
    server.faults.add("createTenant", Refused())
    with pytest.raises(httpx.TransportError):
        client.post("/api/v2/tenants", json={"name": "refused"})
    assert not has_tenant(client, "refused")


def test_a_reset_behind_the_answer_leaves_the_answer_whole(server: Faulty, client: httpx.Client) -> None:
    rule = server.faults.add("getVersion", Reset("after"))
    first = client.get("/api/v2/version")
    assert first.json() == "1.0.0"
    assert "connection" not in first.headers
    assert server.faults.hits(rule) == 1


def test_a_reset_in_the_middle_leaves_the_status_to_be_seen(server: Faulty, client: httpx.Client) -> None:
    server.faults.add("createTenant", Reset("during"))
    with pytest.raises(httpx.ReadError):
        client.post("/api/v2/tenants", json={"name": f"middle{id(client)}"})
    (seen,) = server.log.of("createTenant")
    assert (seen.status, seen.complete) == (200, False)


def test_statuses_come_in_the_words_of_the_server(server: Faulty, client: httpx.Client) -> None:
    for status in (401, 403, 404, 409, 413, 429, 500, 501, 502, 503, 504):
        server.faults.add("getVersion", Status(status), times=1)
        answer = client.get("/api/v2/version")
        assert (answer.status_code, set(answer.json())) == (status, {"error", "message"})
        assert "retry-after" not in answer.headers


def test_a_429_says_when_to_come_back(server: Faulty, client: httpx.Client) -> None:
    server.faults.add("getVersion", Status(429, retry_after=2, error="RateLimit", message="slower"))
    answer = client.get("/api/v2/version")
    assert answer.headers["retry-after"] == "2"
    assert answer.json() == {"error": "RateLimit", "message": "slower"}


def test_pages_of_proxies_are_html(server: Faulty, client: httpx.Client) -> None:
    server.faults.add("getVersion", HtmlPage(504))
    answer = client.get("/api/v2/version")
    assert (answer.status_code, answer.headers["content-type"]) == (504, "text/html")
    assert "504 Gateway Timeout" in answer.text


def test_a_corrupt_body_is_as_long_and_neither_json_nor_text(server: Faulty, client: httpx.Client) -> None:
    server.faults.add("listDatabases", Corrupt(), times=1)
    damaged, whole = (client.get("/api/v2/tenants/default_tenant/databases") for _ in range(2))
    assert len(damaged.content) == len(whole.content)
    with pytest.raises(UnicodeDecodeError):
        damaged.content.decode()


def test_a_wrong_content_type_leaves_the_body_alone(server: Faulty, client: httpx.Client) -> None:
    server.faults.add("getVersion", WrongContentType("text/plain"))
    answer = client.get("/api/v2/version")
    assert (answer.headers.get_list("content-type"), answer.json()) == (["text/plain"], "1.0.0")


def test_a_slow_body_and_a_latency_come_whole_in_the_end(server: Faulty, client: httpx.Client) -> None:
    server.faults.add("getVersion", SlowBody(0.01, pieces=3), times=1)
    server.faults.add("heartbeat", Latency(0.01), times=1)
    assert client.get("/api/v2/version").json() == "1.0.0"
    assert "nanosecond heartbeat" in client.get("/api/v2/heartbeat").json()
    assert [seen.complete for seen in server.log.all()] == [True, True]


def test_a_latency_beyond_the_patience_of_the_client_is_its_timeout(server: Faulty, client: httpx.Client) -> None:
    server.faults.add(None, Latency(1), times=1)
    with pytest.raises(httpx.ReadTimeout):
        client.get("/api/v2/version", timeout=0.3)


def test_a_latency_holds_up_nobody_else(server: Faulty) -> None:
    async def both() -> list[str]:
        order: list[str] = []
        async with httpx.AsyncClient(base_url=server.url) as client:

            async def ask(path: str) -> None:
                await client.get(path)
                order.append(path)

            await asyncio.gather(ask("/api/v2/version"), ask("/api/v2/heartbeat"))
        return order

    server.faults.clear()
    server.faults.add("getVersion", Latency(0.5), times=1)
    assert asyncio.run(both()) == ["/api/v2/heartbeat", "/api/v2/version"]


def test_a_large_body_is_read_before_a_status_answers(server: Faulty, client: httpx.Client) -> None:
    server.faults.add("addRecords", Status(503), times=1)
    path = f"{DATABASE}/collections/00000000-0000-4000-8000-000000000000/add"
    assert client.post(path, content=b"x" * 3_000_000).status_code == 503


def test_the_server_complains_of_nothing(
    server: Faulty, client: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        for action, _ in BREAKS:
            server.faults.add("getVersion", action, times=1)
            with pytest.raises(httpx.TransportError):
                client.get("/api/v2/version", timeout=patience(action))
        client.get("/api/v2/version")
    assert caplog.records == []


def test_a_server_ends_while_a_client_waits_in_vain() -> None:
    async def wait(url: str) -> None:
        async with httpx.AsyncClient(timeout=None) as client:
            await client.get(f"{url}/api/v2/version")

    async def run() -> list[BaseException | None]:
        with serve(faults=faults, log=RequestLog(observers=[lambda seen: struck.set()])) as server:
            waiting = asyncio.ensure_future(wait(server.url))
            assert await asyncio.to_thread(struck.wait, 10)
        return [*await asyncio.gather(waiting, return_exceptions=True)]

    struck = threading.Event()
    faults = Faults([Rule(Timeout(), "getVersion")])
    (ended,) = asyncio.run(run())
    assert isinstance(ended, httpx.TransportError)
    assert not isinstance(ended, httpx.TimeoutException)


def test_a_server_that_refuses_cannot_be_reached_and_then_can_again() -> None:
    with serve() as server, httpx.Client(base_url=server.url) as client:
        for _ in range(3):
            assert client.get("/api/v2/version").status_code == 200
            with server.refusing(), pytest.raises(httpx.ConnectError):
                client.get("/api/v2/version")
        assert client.get("/api/v2/version").status_code == 200


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_server_that_refused_goes_on_whatever_loop_asked_it_to(backend: str) -> None:
    faults = Faults([Rule(Latency(0.001))])
    with serve(faults=faults) as server:

        async def refuse() -> None:
            with server.refusing():
                pass

        anyio.run(refuse, backend=backend)
        assert httpx.get(f"{server.url}/api/v2/version").status_code == 200


def test_a_server_may_be_stopped_while_it_refuses() -> None:
    with serve() as server:
        with server.refusing():
            pass
        port = server.port
    with serve(port=port) as again:
        assert httpx.get(f"{again.url}/api/v2/version").status_code == 200
