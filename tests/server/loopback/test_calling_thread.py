"""An application is called without a socket, in the calling thread or on the caller's loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import anyio
import orjson
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from chromalink_mock.faults import ConnectionResetFault, Faults, Latency, NoAnswerFault, Reset, Timeout
from chromalink_mock.http.workers import Workers
from chromalink_mock.loopback import Reply, Sent, call, call_async
from chromalink_mock.service import create_service

COLLECTIONS = b"/api/v2/tenants/default_tenant/databases/default_database/collections"
HEARTBEAT = Sent("GET", b"/api/v2/heartbeat")
BOTH_LOOPS = pytest.mark.parametrize("backend", ["asyncio", "trio"])

Calling = Callable[[ASGIApp, Sent], Reply]


def awaited_on(backend: str) -> Calling:
    return lambda app, sent: anyio.run(call_async, app, sent, backend=backend)


EVERY_WAY = pytest.mark.parametrize(
    "calling", [call, awaited_on("asyncio"), awaited_on("trio")], ids=["thread", "asyncio", "trio"]
)


def creating(name: str) -> Sent:
    return Sent(
        "POST", COLLECTIONS, headers=[(b"content-type", b"application/json")], body=orjson.dumps({"name": name})
    )


def names(reply: Reply) -> list[str]:
    return [one["name"] for one in orjson.loads(reply.body)]


def working_thread(found: list[str]) -> ASGIApp:
    """Answers with what a worker does, and notes on which thread it did it."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await Workers().run(lambda: found.append(threading.current_thread().name))
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    return app


async def waiting(scope: Scope, receive: Receive, send: Send) -> None:
    await _Never()


class _Never:
    def __await__(self):  # type: ignore[no-untyped-def]  # what it yields is of no loop
        yield


async def silent(scope: Scope, receive: Receive, send: Send) -> None:
    """Returns without an answer."""


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    pieces: list[bytes] = []
    while (message := await receive())["type"] == "http.request":
        pieces.append(message["body"])
    await send({"type": "http.response.start", "status": 200, "headers": [(b"x-pieces", str(len(pieces)).encode())]})
    await send({"type": "http.response.body", "body": scope["path"].encode(), "more_body": True})
    await send({"type": "http.response.body", "body": b"|" + b"".join(pieces)})


@EVERY_WAY
def test_an_answer_comes_whole(calling: Calling) -> None:
    reply = calling(create_service().answer, HEARTBEAT)
    assert reply.status == 200
    assert reply.headers["content-type"] == "application/json"
    assert reply.headers["content-length"] == str(len(reply.body))


@EVERY_WAY
@pytest.mark.parametrize(("body", "pieces"), [(b"ab", "1"), ([b"a", b"b"], "3"), ([], "1")])
def test_bodies_arrive_piece_by_piece_and_answers_are_joined(
    calling: Calling, body: bytes | list[bytes], pieces: str
) -> None:
    reply = calling(echo, Sent("POST", b"/a%20b", body=body))
    assert reply.headers == {"x-pieces": pieces}
    assert reply.body == b"/a b|" + b"".join([body] if isinstance(body, bytes) else body)


def test_work_is_done_in_the_calling_thread() -> None:
    found: list[str] = []
    assert call(working_thread(found), HEARTBEAT).status == 204
    assert found == [threading.current_thread().name]


@BOTH_LOOPS
def test_on_a_loop_work_is_done_in_a_worker_thread(backend: str) -> None:
    found: list[str] = []
    assert awaited_on(backend)(working_thread(found), HEARTBEAT).status == 204
    assert found != [threading.current_thread().name]


def test_a_call_below_a_running_loop_is_answered_there_and_then() -> None:
    found: list[str] = []

    async def main() -> int:
        return call(working_thread(found), HEARTBEAT).status

    assert asyncio.run(main()) == 204
    assert found == [threading.current_thread().name]


def test_after_a_call_below_a_running_loop_others_have_their_workers_again() -> None:
    found: list[str] = []

    async def main() -> None:
        call(silent_but_answering(), HEARTBEAT)
        await call_async(working_thread(found), HEARTBEAT)

    asyncio.run(main())
    assert found != [threading.current_thread().name]


def silent_but_answering() -> ASGIApp:
    return create_service().answer


def test_many_threads_call_one_server() -> None:
    answer = create_service().answer

    def create(number: int) -> int:
        return call(answer, creating(f"films{number:03}")).status

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(create, range(200))) == {200}
    assert names(call(answer, Sent("GET", COLLECTIONS))) != []
    assert sorted(names(call(answer, Sent("GET", COLLECTIONS)))) == [f"films{number:03}" for number in range(200)]


def test_an_application_that_waits_for_a_loop_is_refused() -> None:
    with pytest.raises(RuntimeError, match="waited for an event loop"):
        call(waiting, HEARTBEAT)


@EVERY_WAY
def test_an_application_that_says_nothing_is_told(calling: Calling) -> None:
    with pytest.raises(RuntimeError, match="GET /api/v2/heartbeat: the application sent no answer"):
        calling(silent, HEARTBEAT)


@EVERY_WAY
def test_a_fault_of_the_connection_is_raised(calling: Calling) -> None:
    faults = Faults()
    faults.add("heartbeat", Reset("during"), times=1)
    faults.add("heartbeat", Timeout(), times=1)
    answer = create_service(faults=faults).answer
    with pytest.raises(ConnectionResetFault):
        calling(answer, HEARTBEAT)
    with pytest.raises(NoAnswerFault):
        calling(answer, HEARTBEAT)
    assert calling(answer, HEARTBEAT).status == 200


@EVERY_WAY
def test_a_connection_that_breaks_behind_the_answer_is_of_no_concern(calling: Calling) -> None:
    faults = Faults()
    faults.add("createCollection", Reset("after"))
    answer = create_service(faults=faults).answer
    assert calling(answer, creating("films")).status == 200


@pytest.mark.parametrize("backend", [None, "asyncio", "trio"])
def test_patience_ends(backend: str | None) -> None:
    faults = Faults()
    faults.add("heartbeat", Latency(3600))
    answer = create_service(faults=faults).answer
    if backend is None:
        with pytest.raises(TimeoutError):
            call(answer, HEARTBEAT, 0.01)
    else:
        with pytest.raises(TimeoutError):
            anyio.run(call_async, answer, HEARTBEAT, 0.01, backend=backend)
    assert call(answer, Sent("GET", b"/api/v2/version"), 60.0).status == 200


def test_a_latency_within_the_patience_holds_up_the_answer_only() -> None:
    faults = Faults()
    faults.add("heartbeat", Latency(0.001))
    assert call(create_service(faults=faults).answer, HEARTBEAT, 60.0).status == 200
