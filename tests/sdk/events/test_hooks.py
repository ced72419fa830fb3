"""What hooks hear of a client's calls, and that they harm none."""

from __future__ import annotations

import logging
from typing import Any

import anyio
import anyio.lowlevel
import httpx
import pytest

from chromalink import AdminClient, Hooks, RetryPolicy
from chromalink.errors import EmbeddingError, InvalidInputError, NotFoundError, RateLimitError
from chromalink.events import EmbedEvent, Event, RequestEvent, ResponseEvent, RetryEvent

from ..fake_chroma import COLLECTION_ID, FakeChroma

BACKENDS = pytest.mark.parametrize("backend", ["asyncio", "trio"])
AT_ONCE = RetryPolicy(first_delay=0.0)
WITHIN = "http://localhost:8000/api/v2/tenants/default_tenant/databases/default_database"


class Heard:
    """Hooks that keep every event."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        keep = self.events.append
        self.hooks = Hooks(request=keep, response=keep, retry=keep, embed=keep)

    def kinds(self) -> list[str]:
        return [type(event).__name__ for event in self.events]

    def requests(self) -> list[RequestEvent]:
        return [event for event in self.events if isinstance(event, RequestEvent)]

    def responses(self) -> list[ResponseEvent]:
        return [event for event in self.events if isinstance(event, ResponseEvent)]


class TwoLetters:
    """Embeds a text by its first two letters."""

    def __call__(self, input: list[str]) -> list[list[float]]:
        return [[float(ord(letter)) for letter in text[:2]] for text in input]


class Broken(TwoLetters):
    def __call__(self, input: list[str]) -> list[list[float]]:
        raise OSError("no model")


def test_a_call_is_a_request_and_an_answer(chroma: FakeChroma) -> None:
    heard = Heard()
    headers = {"chroma-trace-id": "0abc", "x-request-id": "r-7"}
    chroma.reply("GET version", httpx.Response(200, json="1.0.0", headers=headers))
    chroma.client(hooks=heard.hooks).get_version()
    asked, answered = heard.events
    assert asked == RequestEvent(1, 1, "getVersion", "GET", "http://localhost:8000/api/v2/version")
    assert isinstance(answered, ResponseEvent)
    assert (answered.request, answered.status, answered.error, answered.will_retry) == (asked, 200, None, False)
    assert (answered.trace_id, answered.request_id) == ("0abc", "r-7")
    assert answered.total_seconds >= answered.seconds >= 0


def test_a_repetition_is_told_between_its_attempts(chroma: FakeChroma) -> None:
    heard = Heard()
    chroma.reply("GET version", httpx.Response(429), httpx.Response(200, json="1.0.0"))
    chroma.client(hooks=heard.hooks, retries=AT_ONCE).get_version()
    assert heard.kinds() == ["RequestEvent", "ResponseEvent", "RetryEvent", "RequestEvent", "ResponseEvent"]
    failed, last = heard.responses()
    assert (failed.status, failed.will_retry, type(failed.error)) == (429, True, RateLimitError)
    assert (last.status, last.will_retry, last.error) == (200, False, None)
    again = heard.events[2]
    assert isinstance(again, RetryEvent)
    assert (again.error, again.delay, again.request.attempt) == (failed.error, 0.0, 1)
    assert [(one.call, one.attempt) for one in heard.requests()] == [(1, 1), (1, 2)]


def test_the_error_of_the_last_attempt_is_the_callers(chroma: FakeChroma) -> None:
    heard = Heard()
    chroma.reply("GET collections/*", httpx.Response(404, json={"error": "NotFoundError", "message": "gone"}))
    with pytest.raises(NotFoundError) as caught:
        chroma.client(hooks=heard.hooks).get_collection("films")
    assert heard.responses()[-1].error is caught.value


@pytest.mark.parametrize(
    "reply", [httpx.ReadError("reset"), httpx.Response(200, text="<html>")], ids=["no answer", "no JSON"]
)
def test_an_answer_that_is_none_is_told_with_its_error(reply: httpx.Response | Exception, chroma: FakeChroma) -> None:
    heard = Heard()
    chroma.reply("GET version", reply)
    with pytest.raises(Exception, match="api/v2/version") as caught:
        chroma.client(hooks=heard.hooks, retries=0).get_version()
    (answered,) = heard.responses()
    assert answered.error is caught.value
    assert answered.status == (None if isinstance(reply, Exception) else 200)


def test_events_name_tenant_database_collection_and_records(chroma: FakeChroma) -> None:
    heard = Heard()
    client = chroma.client(hooks=heard.hooks)
    films = client.create_collection("films", embedding_function=None)
    films.add(ids=["a", "b", "c"], embeddings=[[1.0], [2.0], [3.0]])
    films.query(query_embeddings=[[1.0], [2.0]])
    films.delete(ids=["a"])
    films.count()
    told = {one.operation: one for one in heard.requests()}
    assert told["createCollection"].url == f"{WITHIN}/collections"
    assert told["addRecords"].url == f"{WITHIN}/collections/{COLLECTION_ID}/add"
    where = {(one.tenant, one.database) for name, one in told.items() if name != "getPreFlightChecks"}
    assert where == {("default_tenant", "default_database")}
    assert {name: (one.collection, one.records) for name, one in told.items()} == {
        "createCollection": ("films", None),
        "getPreFlightChecks": (None, None),
        "addRecords": ("films", 3),
        "queryRecords": ("films", 2),
        "deleteRecords": ("films", 1),
        "countRecords": ("films", None),
    }


def test_names_in_paths_are_told_as_they_are(chroma: FakeChroma) -> None:
    heard = Heard()
    admin = AdminClient(transport=chroma.transport(), hooks=heard.hooks)
    admin.get_database("a b/c", "t\xfc")
    (asked,) = heard.requests()
    assert (asked.tenant, asked.database) == ("t\xfc", "a b/c")


def test_calls_are_numbered_per_client(chroma: FakeChroma) -> None:
    heard = Heard()
    client = chroma.client(hooks=heard.hooks)
    client.heartbeat()
    client.heartbeat()
    chroma.client(hooks=heard.hooks).heartbeat()
    assert [one.call for one in heard.requests()] == [1, 2, 1]


def test_embedding_is_told_with_what_it_took(chroma: FakeChroma) -> None:
    heard = Heard()
    films = chroma.client(hooks=heard.hooks).get_collection("films", TwoLetters())
    films.add(ids=["a", "b"], documents=["heist", "robots"])
    films.query(query_texts="heist")
    told = [event for event in heard.events if isinstance(event, EmbedEvent)]
    assert [(one.inputs, one.query, one.error) for one in told] == [(2, False, None), (1, True, None)]
    assert all(one.seconds >= 0 for one in told)


def test_an_embedding_function_that_raises_is_told_with_what_it_raised(chroma: FakeChroma) -> None:
    heard = Heard()
    films = chroma.client(hooks=heard.hooks).get_collection("films", Broken())
    with pytest.raises(EmbeddingError):
        films.add(ids="a", documents="heist")
    (told,) = [event for event in heard.events if isinstance(event, EmbedEvent)]
    assert isinstance(told.error, OSError)


def test_several_hooks_all_hear(chroma: FakeChroma) -> None:
    one, other = Heard(), Heard()
    chroma.client(hooks=[one.hooks, other.hooks]).heartbeat()
    assert one.events == other.events
    assert len(one.events) == 2


@BACKENDS
def test_hooks_of_an_async_client_may_be_of_either_colour(backend: str, chroma: FakeChroma) -> None:
    heard: list[str] = []

    async def waited(event: RequestEvent) -> None:
        await anyio.lowlevel.checkpoint()
        heard.append(f"async {event.operation}")

    def plain(event: ResponseEvent) -> None:
        heard.append(f"sync {event.status}")

    async def main() -> None:
        await chroma.async_client(hooks=Hooks(request=waited, response=plain)).heartbeat()

    anyio.run(main, backend=backend)
    assert heard == ["async heartbeat", "sync 200"]


def test_an_async_hook_is_refused_by_a_sync_client(chroma: FakeChroma) -> None:
    async def waited(event: ResponseEvent) -> None:
        """Never called."""

    with pytest.raises(InvalidInputError, match=r"^hooks: expected a sync function as response"):
        chroma.client(hooks=Hooks(response=waited))
    assert chroma.requests == []


@pytest.mark.parametrize("given", [print, [print], [None], Hooks(request="print"), "hooks"])  # type: ignore[arg-type]  # what is refused
def test_what_are_no_hooks_is_refused(given: Any, chroma: FakeChroma) -> None:
    with pytest.raises(InvalidInputError, match=r"^hooks"):
        chroma.client(hooks=given)
    assert chroma.requests == []


@pytest.mark.parametrize("colour", ["sync", "asyncio", "trio"])
def test_a_hook_that_raises_harms_neither_the_call_nor_the_next_hook(
    colour: str, chroma: FakeChroma, caplog: pytest.LogCaptureFixture
) -> None:
    heard = Heard()

    def broken(event: Event) -> None:
        raise RuntimeError("in the user's hook")

    hooks = [Hooks(request=broken, response=broken), heard.hooks]
    if colour == "sync":
        found = chroma.client(hooks=hooks).heartbeat()
    else:
        found = anyio.run(chroma.async_client(hooks=hooks).heartbeat, backend=colour)
    assert found == 42
    assert heard.kinds() == ["RequestEvent", "ResponseEvent"]
    assert [(one.name, one.levelno) for one in caplog.records] == [("chromalink", logging.WARNING)] * 2
    assert "in the user's hook" in caplog.text


def test_a_client_without_hooks_makes_no_events(chroma: FakeChroma) -> None:
    heard = Heard()
    chroma.client().heartbeat()
    assert heard.events == []
