"""The effects of large work, in both drivers: flows side by side, items of iterators, pages to the caller."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import anyio
import httpx
import pytest

from chromalink import config
from chromalink._async.driver import AsyncDriver
from chromalink._async.transport import AsyncHttpTransport
from chromalink._core.effects import Flow, compute, emit, pull, sleep, together
from chromalink._sync.driver import Driver
from chromalink._sync.transport import HttpTransport

OPTIONS = config.ClientOptions(base_url="http://h", headers={})
ANSWERS = httpx.MockTransport(lambda request: httpx.Response(200))
EITHER = pytest.mark.parametrize("colour", ["sync", "asyncio", "trio"])


def run(colour: str, flow: Flow[Any]) -> Any:
    if colour == "sync":
        return Driver(HttpTransport(OPTIONS, ANSWERS)).run(flow)

    async def main() -> Any:
        return await AsyncDriver(AsyncHttpTransport(OPTIONS, ANSWERS)).run(flow)

    return anyio.run(main, backend=colour)


def feeding(flows: Iterator[Flow[Any]]) -> Callable[[], Flow[Flow[Any] | None]]:
    def feed() -> Flow[Flow[Any] | None]:
        yield from sleep(0)
        return next(flows, None)

    return feed


def answering(value: int) -> Flow[int]:
    yield from sleep(0)
    return value


def failing() -> Flow[int]:
    yield from sleep(0)
    raise LookupError("oops")


@EITHER
@pytest.mark.parametrize("in_flight", [1, 3, 50])
def test_results_come_in_the_order_of_the_flows(colour: str, in_flight: int) -> None:
    assert run(colour, together(feeding(map(answering, range(20))), in_flight)) == list(range(20))


@EITHER
@pytest.mark.parametrize("in_flight", [1, 2])
def test_the_first_exception_is_raised_as_it_is_and_no_more_flows_are_made(colour: str, in_flight: int) -> None:
    made: list[int] = []

    def flows() -> Iterator[Flow[int]]:
        for place in range(1000):
            made.append(place)
            yield failing()

    with pytest.raises(LookupError, match="oops"):
        run(colour, together(feeding(flows()), in_flight))
    assert len(made) < 1000


@EITHER
def test_what_feeding_raises_is_raised(colour: str) -> None:
    def feed() -> Flow[Flow[int] | None]:
        yield from sleep(0)
        raise LookupError("nothing to eat")

    with pytest.raises(LookupError, match="nothing to eat"):
        run(colour, together(feed, 2))


@EITHER
def test_every_flow_is_closed(colour: str) -> None:
    closed: list[int] = []

    def watched(place: int) -> Flow[int]:
        try:
            return (yield from compute(sum, [place]))
        finally:
            closed.append(place)

    run(colour, together(feeding(map(watched, range(5))), 2))
    assert sorted(closed) == [0, 1, 2, 3, 4]


@EITHER
def test_items_are_taken_so_many_at_a_time_and_kept_at_once(colour: str) -> None:
    source = iter(range(5))

    def flow() -> Flow[list[list[int]]]:
        found = []
        while page := (yield from pull(source, 2, lambda item: 10 * int(str(item)))):
            found.append(page)
        return found

    assert run(colour, flow()) == [[0, 10], [20, 30], [40]]


def pages(closed: list[bool]) -> Flow[None]:
    try:
        yield from emit([1, 2])
        yield from sleep(0)
        yield from emit([])
        yield from emit([3])
    finally:
        closed.append(True)


def test_a_sync_stream_hands_on_what_is_emitted() -> None:
    closed: list[bool] = []
    driver = Driver(HttpTransport(OPTIONS, ANSWERS))
    assert list(driver.stream(pages(closed))) == [1, 2, 3]
    stream = driver.stream(pages(closed))
    assert next(stream) == 1
    stream.close()
    assert closed == [True, True]


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_an_async_stream_hands_on_what_is_emitted(backend: str) -> None:
    closed: list[bool] = []

    async def main() -> None:
        driver = AsyncDriver(AsyncHttpTransport(OPTIONS, ANSWERS))
        assert [item async for item in driver.stream(pages(closed))] == [1, 2, 3]
        stream = driver.stream(pages(closed))
        assert await anext(stream) == 1
        await stream.aclose()

    anyio.run(main, backend=backend)
    assert closed == [True, True]
