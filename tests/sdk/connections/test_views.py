"""Views: the same connections under other options."""

from __future__ import annotations

from typing import Any

import anyio
import httpx
import pytest

from chromalink import AsyncHttpClient, EphemeralClient, HttpClient, RetryPolicy, Timeouts, errors

from ..fake_chroma import FakeChroma

BOTH_LOOPS = pytest.mark.parametrize("backend", ["asyncio", "trio"])


@pytest.fixture
def chroma() -> FakeChroma:
    return FakeChroma()


def read_limit(request: httpx.Request) -> float:
    limit: float = request.extensions["timeout"]["read"]
    return limit


def test_a_view_changes_what_it_names_and_nothing_of_the_original(chroma: FakeChroma) -> None:
    client = chroma.client(headers={"x-one": "1", "x-two": "1"}, timeout=9)
    view = client.with_options(timeout=3, headers={"X-Two": "2"})
    view.heartbeat()
    client.heartbeat()
    assert [(read_limit(one), one.headers["x-one"], one.headers["x-two"]) for one in chroma.requests] == [
        (3, "1", "2"),
        (9, "1", "1"),
    ]


@BOTH_LOOPS
def test_an_async_view_changes_what_it_names(backend: str, chroma: FakeChroma) -> None:
    async def main() -> None:
        async with chroma.async_client(timeout=9) as client:
            await client.with_options(timeout=3, headers={"x": "2"}).heartbeat()
            await client.heartbeat()

    anyio.run(main, backend=backend)
    assert [(read_limit(one), one.headers.get("x")) for one in chroma.requests] == [(3, "2"), (9, None)]


def test_no_timeout_is_not_the_same_as_none_given(chroma: FakeChroma) -> None:
    client = chroma.client(timeout=9)
    client.with_options().heartbeat()
    client.with_options(timeout=None).heartbeat()
    client.with_options(timeout=Timeouts(read=4)).heartbeat()
    assert [one.extensions["timeout"]["read"] for one in chroma.requests] == [9, None, 4]


def test_a_view_of_a_view_adds_to_it(chroma: FakeChroma) -> None:
    view = chroma.client().with_options(timeout=3, headers={"x": "1", "y": "1"}).with_options(headers={"y": "2"})
    view.heartbeat()
    sent = chroma.requests[0]
    assert (read_limit(sent), sent.headers["x"], sent.headers["y"]) == (3, "1", "2")
    view.with_options(timeout=5).heartbeat()
    assert read_limit(chroma.requests[1]) == 5


@pytest.mark.parametrize("retries", [0, RetryPolicy(retries=0)])
def test_a_view_has_retries_of_its_own(retries: int | RetryPolicy, chroma: FakeChroma) -> None:
    client = chroma.client(retries=RetryPolicy(retries=1, first_delay=0.0))
    chroma.reply("GET heartbeat", *[httpx.Response(503)] * 3)
    with pytest.raises(errors.InternalError):
        client.with_options(retries=retries).heartbeat()
    assert len(chroma.requests) == 1
    with pytest.raises(errors.InternalError):
        client.heartbeat()
    assert len(chroma.requests) == 3


def test_a_collection_has_views_too_and_those_of_a_client_make_collections_with_its_options(chroma: FakeChroma) -> None:
    client = chroma.client(timeout=9)
    collection = client.get_collection("films", None)
    collection.with_options(timeout=3).count()
    client.with_options(timeout=4).get_collection("films", None).count()
    collection.count()
    assert [read_limit(one) for one in chroma.asked("GET count")] == [3, 4, 9]


@BOTH_LOOPS
def test_an_async_collection_has_views_too(backend: str, chroma: FakeChroma) -> None:
    async def main() -> None:
        collection = await chroma.async_client().get_collection("films", None)
        await collection.with_options(timeout=3).count()

    anyio.run(main, backend=backend)
    assert [read_limit(one) for one in chroma.asked("GET count")] == [3]


def test_closing_a_view_leaves_the_client_open_and_closing_the_client_ends_the_view(chroma: FakeChroma) -> None:
    client = chroma.client()
    other = client.with_options(timeout=5)
    with client.with_options(timeout=3) as view:
        assert view.heartbeat() == 42
    with pytest.raises(errors.ClientClosedError):
        view.heartbeat()
    assert client.heartbeat() == 42
    client.close()
    with pytest.raises(errors.ClientClosedError):
        other.heartbeat()


def test_a_view_turns_to_another_database_by_itself(chroma: FakeChroma) -> None:
    client = chroma.client()
    view = client.with_options(timeout=3)
    view.set_database("films")
    assert (client.database, view.database) == ("default_database", "films")


def test_the_generated_client_of_a_view_has_its_options(chroma: FakeChroma) -> None:
    view = chroma.client(headers={"x": "1"}).with_options(timeout=3, headers={"x": "2"})
    view.low_level.get_httpx_client().get("/api/v2/heartbeat")
    assert (read_limit(chroma.requests[0]), chroma.requests[0].headers["x"]) == (3, "2")


def test_a_view_of_a_client_over_an_injected_one_has_its_own_timeout(chroma: FakeChroma) -> None:
    with httpx.Client(transport=chroma.transport(), timeout=77, headers={"theirs": "1"}) as given:
        client = HttpClient(http_client=given, validate=False)
        client.with_options(timeout=3).heartbeat()
        client.heartbeat()
    assert [read_limit(one) for one in chroma.requests] == [3, 77]
    assert {one.headers["theirs"] for one in chroma.requests} == {"1"}


@pytest.mark.parametrize(
    ("options", "names"),
    [({"timeout": 0}, "timeout"), ({"retries": -1}, "retries"), ({"headers": {"x": "\n"}}, "headers")],
)
def test_options_that_are_none_are_refused_by_name(options: dict[str, Any], names: str, chroma: FakeChroma) -> None:
    with pytest.raises(errors.InvalidInputError, match=f"^{names}"):
        chroma.client().with_options(**options)
    with pytest.raises(errors.InvalidInputError, match=f"^{names}"):
        AsyncHttpClient(transport=chroma.transport()).with_options(**options)


def test_a_view_of_a_client_in_this_process_works_and_leaves_it_open() -> None:
    with EphemeralClient() as client:
        with client.with_options(timeout=5, headers={"x": "1"}) as view:
            view.create_collection("films", embedding_function=None)
        assert client.count_collections() == 1
