"""Drivers perform effects, and close every flow they were handed."""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable, Sequence
from typing import Any, cast

import anyio
import anyio.lowlevel
import httpx
import pytest
import sniffio

from chromalink import config, errors
from chromalink._async.driver import AsyncDriver
from chromalink._async.transport import AsyncHttpTransport
from chromalink._core.effects import Answer, Flow, Request, compute, draw, exchange, now, sleep
from chromalink._sync.driver import Driver
from chromalink._sync.transport import HttpTransport

OPTIONS = config.ClientOptions(base_url="http://h", headers={})
PING = Request("heartbeat", "GET", "/api/v2/heartbeat")
BOTH_LOOPS = pytest.mark.parametrize("backend", ["asyncio", "trio"])

Handler = Callable[[httpx.Request], httpx.Response]


def ok(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, text="pong")


def unreachable(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("refused", request=request)


def in_sync(flow: Flow[Any], handler: Handler = ok) -> Any:
    return Driver(HttpTransport(OPTIONS, httpx.MockTransport(handler))).run(flow)


def in_async(flow: Flow[Any], backend: str, handler: Handler = ok) -> Any:
    async def main() -> Any:
        return await AsyncDriver(AsyncHttpTransport(OPTIONS, httpx.MockTransport(handler))).run(flow)

    return anyio.run(main, backend=backend)


def watched(closed: list[str], flow: Callable[[], Flow[Any]]) -> Flow[Any]:
    try:
        return (yield from flow())
    finally:
        closed.append("closed")


def everything() -> Flow[tuple[bytes, bool, bool, int]]:
    before = yield from now()
    yield from sleep(0)
    answer: Answer = yield from exchange(PING)
    after = yield from now()
    number = yield from draw()
    length = yield from compute(len, ["a", "b"])
    return answer.content, after >= before, 0 <= number <= 1, length


def test_the_sync_driver_performs_every_effect() -> None:
    assert in_sync(everything()) == (b"pong", True, True, 2)


@BOTH_LOOPS
def test_the_async_driver_performs_every_effect_on_either_loop(backend: str) -> None:
    assert in_async(everything(), backend) == (b"pong", True, True, 2)


def failing(where: list[str]) -> Flow[str]:
    try:
        yield from exchange(PING)
    except errors.ConnectionFailedError:
        where.append("inside the flow")
        raise
    return "answered"


def test_the_sync_driver_throws_failures_into_the_flow_and_closes_it() -> None:
    seen: list[str] = []
    with pytest.raises(errors.ConnectionFailedError):
        in_sync(watched(seen, lambda: failing(seen)), unreachable)
    assert seen == ["inside the flow", "closed"]


@BOTH_LOOPS
def test_the_async_driver_throws_failures_into_the_flow_and_closes_it(backend: str) -> None:
    seen: list[str] = []
    with pytest.raises(errors.ConnectionFailedError):
        in_async(watched(seen, lambda: failing(seen)), backend, unreachable)
    assert seen == ["inside the flow", "closed"]


def interrupted(argument: Sequence[Any]) -> None:
    raise KeyboardInterrupt


def test_ctrl_c_in_an_effect_closes_the_flow_of_the_sync_driver() -> None:
    seen: list[str] = []
    flow = watched(seen, lambda: compute(interrupted, []))  # held, so that nothing but the driver closes it
    with pytest.raises(KeyboardInterrupt):
        in_sync(flow)
    assert seen == ["closed"]
    assert inspect.getgeneratorstate(flow) == inspect.GEN_CLOSED


@BOTH_LOOPS
def test_cancellation_closes_the_flow_of_the_async_driver(backend: str) -> None:
    seen: list[str] = []
    flows: list[Flow[Any]] = []  # held, so that nothing but the driver closes it

    async def main() -> None:
        driver = AsyncDriver(AsyncHttpTransport(OPTIONS, httpx.MockTransport(ok)))
        async with anyio.create_task_group() as group:

            async def cancel(argument: Sequence[Any]) -> None:
                group.cancel_scope.cancel()
                await anyio.sleep_forever()

            flows.append(watched(seen, lambda: compute(cast("Callable[[Any], None]", cancel), [])))
            await driver.run(flows[0])

    anyio.run(main, backend=backend)
    assert seen == ["closed"]
    assert inspect.getgeneratorstate(flows[0]) == inspect.GEN_CLOSED


@BOTH_LOOPS
def test_sync_user_code_runs_off_the_loop_thread(backend: str) -> None:
    loop_thread: list[threading.Thread] = []

    async def main() -> threading.Thread:
        loop_thread.append(threading.current_thread())
        driver = AsyncDriver(AsyncHttpTransport(OPTIONS, httpx.MockTransport(ok)))
        return await driver.run(compute(lambda _: threading.current_thread(), []))

    assert anyio.run(main, backend=backend) is not loop_thread[0]


def test_sync_user_code_runs_in_the_callers_thread_under_the_sync_driver() -> None:
    assert in_sync(compute(lambda _: threading.current_thread(), [])) is threading.current_thread()


@BOTH_LOOPS
def test_async_user_code_is_awaited_on_the_loop(backend: str) -> None:
    async def library(argument: Sequence[Any]) -> str:
        await anyio.lowlevel.checkpoint()
        return sniffio.current_async_library()

    assert in_async(compute(library, []), backend) == backend


def stopping(argument: Sequence[Any]) -> None:
    raise StopIteration("not the flow's own")


def guarded() -> Flow[str]:
    try:
        yield from compute(stopping, [])
    except RuntimeError:
        return "caught"
    return "missed"


def test_a_stop_iteration_of_user_code_does_not_end_the_flow() -> None:
    assert in_sync(guarded()) == "caught"
    assert in_async(guarded(), "asyncio") == "caught"


def failing_open() -> Flow[None]:
    yield from exchange(PING)
    raise errors.InvalidInputError("tenant: unsettled")


def test_a_failed_opening_closes_the_sync_transport() -> None:
    transport = HttpTransport(OPTIONS, httpx.MockTransport(ok))
    with pytest.raises(errors.InvalidInputError):
        Driver(transport).open(failing_open())
    with pytest.raises(errors.ClientClosedError):
        transport.send(PING)


@BOTH_LOOPS
def test_a_failed_opening_closes_the_async_transport(backend: str) -> None:
    async def main() -> None:
        transport = AsyncHttpTransport(OPTIONS, httpx.MockTransport(ok))
        with pytest.raises(errors.InvalidInputError):
            await AsyncDriver(transport).open(failing_open())
        with pytest.raises(errors.ClientClosedError):
            await transport.send(PING)

    anyio.run(main, backend=backend)
