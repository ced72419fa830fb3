"""What a network would do to a call happens to one in process too."""

from __future__ import annotations

from collections.abc import Callable

import anyio
import pytest

from chromalink import ClientAPI, RetryPolicy, config, errors
from chromalink._async.client import AsyncClientAPI
from chromalink._async.in_process import AsyncInProcessTransport
from chromalink._sync.in_process import InProcessTransport
from chromalink.config import ClientOptions, Timeouts
from chromalink.embedded import Engine, Held
from chromalink_mock.faults import (
    Action,
    Corrupt,
    Faults,
    Latency,
    Refused,
    Reset,
    SlowBody,
    Status,
    Timeout,
    Truncated,
)
from chromalink_mock.service import create_service

Made = Callable[[], list[str]]


def options(*, retries: int, read: float | None = None) -> ClientOptions:
    return ClientOptions(
        base_url=config.EMBEDDED_URL,
        headers={"x-shown": "yes"},
        validate=False,
        preflight=False,
        retries=RetryPolicy(retries=retries, first_delay=0.0),
        timeouts=Timeouts(None, read, None),
    )


def engine(faults: Faults) -> Engine:
    service = create_service(faults=faults)
    return Engine(Held(service.answer, service.close))


def making(faults: Faults, colour: str, chosen: ClientOptions) -> list[str]:
    """Make a collection, and say which there are."""
    if colour == "sync":
        with ClientAPI(chosen, InProcessTransport(engine(faults), chosen)) as client:
            client.create_collection("films", embedding_function=None)
            return [one.name for one in client.list_collections()]

    async def main() -> list[str]:
        async with AsyncClientAPI(chosen, AsyncInProcessTransport(engine(faults), chosen)) as client:
            await client.create_collection("films", embedding_function=None)
            return [one.name for one in await client.list_collections()]

    return anyio.run(main, backend=colour)


COLOURS = pytest.mark.parametrize("colour", ["sync", "asyncio", "trio"])


@COLOURS
@pytest.mark.parametrize(
    ("action", "error", "maybe_applied"),
    [
        (Refused(), errors.ConnectionFailedError, False),
        (Reset("before"), errors.ConnectionFailedError, True),
        (Reset("during"), errors.ConnectionFailedError, True),
        (Truncated(), errors.ConnectionFailedError, True),
        (Timeout(), errors.RequestTimeoutError, True),
        (Latency(3600), errors.RequestTimeoutError, True),
        (SlowBody(3600), errors.RequestTimeoutError, True),
    ],
)
def test_a_broken_connection_is_an_error_of_ours(
    colour: str, action: Action, error: type[errors.NoAnswerError], maybe_applied: bool
) -> None:
    faults = Faults()
    faults.add("createCollection", action)
    with pytest.raises(error, match="POST http://embedded/api/v2/") as failure:
        making(faults, colour, options(retries=0, read=0.05))
    assert failure.value.maybe_applied is maybe_applied


@COLOURS
@pytest.mark.parametrize("action", [Refused(), Status(503)])
def test_what_was_not_applied_is_repeated(colour: str, action: Action) -> None:
    faults = Faults()
    rule = faults.add("createCollection", action, times=2)
    assert making(faults, colour, options(retries=2)) == ["films"]
    assert faults.hits(rule) == 2


@COLOURS
def test_what_may_have_been_applied_is_not_repeated(colour: str) -> None:
    faults = Faults()
    rule = faults.add("createCollection", Reset("before"))
    with pytest.raises(errors.ConnectionFailedError):
        making(faults, colour, options(retries=2))
    assert faults.hits(rule) == 1


@COLOURS
def test_a_corrupt_answer_is_a_decode_error(colour: str) -> None:
    faults = Faults()
    faults.add("createCollection", Corrupt())
    with pytest.raises(errors.DecodeError):
        making(faults, colour, options(retries=0))


@COLOURS
def test_a_reset_behind_the_answer_is_not_noticed(colour: str) -> None:
    faults = Faults()
    faults.add("createCollection", Reset("after"))
    assert making(faults, colour, options(retries=0)) == ["films"]
