"""Every fault without a network: as exceptions of the application, and as errors of httpx."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import TypeVar

import httpx
import pytest
from starlette.types import Message

from chromalink_mock import create_app
from chromalink_mock.faults import (
    Action,
    ConnectionFault,
    ConnectionRefusedFault,
    ConnectionResetFault,
    Corrupt,
    Faults,
    HtmlPage,
    Latency,
    NoAnswerFault,
    Refused,
    Reset,
    SlowBody,
    Status,
    Timeout,
    Truncated,
    TruncatedFault,
    WrongContentType,
)
from chromalink_mock.httpx_transports import AsgiTransport, AsyncAsgiTransport
from chromalink_mock.request_log import RequestLog

T = TypeVar("T")

BREAKS: list[tuple[Action, type[ConnectionFault], type[httpx.TransportError]]] = [
    (Timeout(), NoAnswerFault, httpx.ReadTimeout),
    (Refused(), ConnectionRefusedFault, httpx.ConnectError),
    (Reset("before"), ConnectionResetFault, httpx.ReadError),
    (Reset("during"), ConnectionResetFault, httpx.ReadError),
    (Truncated(), TruncatedFault, httpx.RemoteProtocolError),
]

WRONG: list[Action] = [Status(503), HtmlPage(), Corrupt(), WrongContentType(), SlowBody(0.001), Latency(0.001)]


def tenant(faults: Faults) -> tuple[list[Message], ConnectionFault | None, bool]:
    """Creates a tenant on a server with these faults: what it sent, what it raised, whether it has the tenant."""
    app = create_app(faults=faults)
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b'{"name":"studio"}', "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    def scope(method: str, path: str) -> dict[str, object]:
        return {
            "type": "http",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [],
        }

    async def run() -> tuple[list[Message], ConnectionFault | None, bool]:
        raised = None
        try:
            await app(scope("POST", "/api/v2/tenants"), receive, send)
        except ConnectionFault as fault:
            raised = fault
        answered = list(sent)
        faults.clear()
        await app(scope("GET", "/api/v2/tenants/studio"), receive, send)
        return answered, raised, sent[len(answered)]["status"] == 200

    return asyncio.run(run())


def run(work: Coroutine[object, object, T]) -> T:
    return asyncio.run(work)


@pytest.mark.parametrize(
    ("action", "kind", "applied"), [(action, kind, applied) for action, kind, _ in BREAKS for applied in action.applied]
)
def test_what_breaks_a_connection_is_raised_and_says_whether_it_was_carried_out(
    action: Action, kind: type[ConnectionFault], applied: bool
) -> None:
    faults = Faults()
    faults.add("createTenant", action, applied=applied)
    sent, raised, there = tenant(faults)
    assert type(raised) is kind
    assert (raised.applied, there) == (applied, applied)
    assert all(message.get("more_body", True) for message in sent)


def test_a_reset_behind_the_answer_is_raised_when_all_of_it_was_sent() -> None:
    faults = Faults()
    faults.add("createTenant", Reset("after"))
    sent, raised, there = tenant(faults)
    assert isinstance(raised, ConnectionResetFault)
    assert (raised.when, raised.applied, there) == ("after", True, True)
    assert [message.get("more_body", False) for message in sent] == [False, False]


@pytest.mark.parametrize(("action", "applied"), [(action, applied) for action in WRONG for applied in action.applied])
def test_answers_that_are_wrong_are_sent_whole(action: Action, applied: bool) -> None:
    faults = Faults()
    faults.add("createTenant", action, applied=applied)
    sent, raised, there = tenant(faults)
    assert (raised, there) == (None, applied)
    assert sent[-1].get("more_body", False) is False
    length = dict(sent[0]["headers"])[b"content-length"]
    assert int(length) == sum(len(message["body"]) for message in sent[1:])


def test_a_slow_body_comes_in_so_many_pieces() -> None:
    faults = Faults()
    faults.add("createTenant", SlowBody(0.001, pieces=5))
    sent, _, _ = tenant(faults)
    assert len(sent) == 1 + 5


@pytest.mark.parametrize(("action", "kind", "error"), BREAKS)
def test_a_sync_client_of_httpx_sees_what_a_network_would_show(
    action: Action, kind: type[ConnectionFault], error: type[httpx.TransportError]
) -> None:
    faults = Faults()
    rule = faults.add("getVersion", action, times=1)
    with httpx.Client(transport=AsgiTransport(create_app(faults=faults)), base_url="http://chroma") as client:
        with pytest.raises(error) as caught:
            client.get("/api/v2/version")
        assert isinstance(caught.value.__cause__, kind)
        assert client.get("/api/v2/version").json() == "1.0.0"
    assert faults.hits(rule) == 1


@pytest.mark.parametrize(("action", "kind", "error"), BREAKS)
def test_an_async_client_of_httpx_sees_the_same(
    action: Action, kind: type[ConnectionFault], error: type[httpx.TransportError]
) -> None:
    faults = Faults()
    faults.add("getVersion", action, times=1)

    async def ask() -> None:
        transport = AsyncAsgiTransport(create_app(faults=faults))
        async with httpx.AsyncClient(transport=transport, base_url="http://chroma") as client:
            with pytest.raises(error) as caught:
                await client.get("/api/v2/version")
            assert isinstance(caught.value.__cause__, kind)
            assert (await client.get("/api/v2/version")).json() == "1.0.0"

    run(ask())


def test_a_latency_on_an_event_loop_lets_others_pass() -> None:
    faults = Faults()
    faults.add("getVersion", Latency(0.3))
    order: list[str] = []

    async def ask(client: httpx.AsyncClient, path: str) -> None:
        await client.get(path)
        order.append(path)

    async def both() -> None:
        transport = AsyncAsgiTransport(create_app(faults=faults), lifespan=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://chroma") as client:
            await asyncio.gather(ask(client, "/api/v2/version"), ask(client, "/api/v2/heartbeat"))

    run(both())
    assert order == ["/api/v2/heartbeat", "/api/v2/version"]


def test_without_rules_a_request_never_waits_for_the_event_loop() -> None:
    faults, log = Faults(), RequestLog()
    app = create_app(faults=faults, log=log)
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    path = "/api/v2/version"
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [],
    }
    answering = app(scope, receive, send)
    with pytest.raises(StopIteration):
        answering.send(None)
    assert sent[0]["status"] == 200


def test_an_unknown_operation_is_refused_when_the_server_is_made() -> None:
    faults = Faults()
    faults.add("addRecord", Status(503))
    with pytest.raises(ValueError, match="did you mean addRecords"):
        create_app(faults=faults)
