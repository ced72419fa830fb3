"""Which operation is repeated when its outcome is unknown, told by the operations themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from chromalink import AdminClient, Collection, HttpClient, RetryPolicy, Search
from chromalink.errors import ConnectionFailedError, InternalError, RateLimitError

from ..fake_chroma import FakeChroma

AT_ONCE = RetryPolicy(first_delay=0.0)
SEARCHED = {
    "ids": [[]],
    "documents": [None],
    "embeddings": [None],
    "metadatas": [None],
    "scores": [None],
    "select": [[]],
}
STATUS = {"num_indexed_ops": 0, "num_unindexed_ops": 0, "total_ops": 0, "op_indexing_progress": 1.0}

Doing = Callable[[HttpClient, Collection, AdminClient], object]

REPEATED: dict[str, tuple[str, Doing]] = {
    "heartbeat": ("GET heartbeat", lambda client, _, __: client.heartbeat()),
    "version": ("GET version", lambda client, _, __: client.get_version()),
    "identity": ("GET identity", lambda client, _, __: client.get_user_identity()),
    "limits": ("GET pre-flight-checks", lambda client, _, __: client.get_max_batch_size()),
    "list collections": ("GET collections", lambda client, _, __: client.list_collections()),
    "count collections": ("GET collections_count", lambda client, _, __: client.count_collections()),
    "get collection": ("GET collections/*", lambda client, _, __: client.get_collection("films", None)),
    "get or create": ("POST collections", lambda client, _, __: client.get_or_create_collection("films")),
    "delete collection": ("DELETE collections/*", lambda client, _, __: client.delete_collection("films")),
    "get": ("POST get", lambda _, films, __: films.get()),
    "query": ("POST query", lambda _, films, __: films.query(query_embeddings=[1.0])),
    "search": ("POST search", lambda _, films, __: films.search(Search())),
    "count": ("GET count", lambda _, films, __: films.count()),
    "indexing status": ("GET indexing_status", lambda _, films, __: films.get_indexing_status()),
    "add": ("POST add", lambda _, films, __: films.add(ids="a", embeddings=[1.0])),
    "upsert": ("POST upsert", lambda _, films, __: films.upsert(ids="a", embeddings=[1.0])),
    "update": ("POST update", lambda _, films, __: films.update(ids="a", embeddings=[1.0])),
    "delete by ids": ("POST delete", lambda _, films, __: films.delete(ids="a")),
    "get tenant": ("GET tenants/*", lambda _, __, admin: admin.get_tenant("acme")),
    "create tenant, exist_ok": ("POST tenants", lambda _, __, admin: admin.create_tenant("acme", exist_ok=True)),
    "create database, exist_ok": ("POST databases", lambda _, __, admin: admin.create_database("d", exist_ok=True)),
    "delete database": ("DELETE databases/*", lambda _, __, admin: admin.delete_database("d")),
}

SENT_ONCE: dict[str, tuple[str, Doing]] = {
    "create collection": ("POST collections", lambda client, _, __: client.create_collection("films")),
    "reset": ("POST reset", lambda client, _, __: client.reset()),
    "modify": ("PUT collections/*", lambda _, films, __: films.modify(name="movies")),
    "delete by filter": ("POST delete", lambda _, films, __: films.delete(where={"a": 1})),
    "delete by filter, bounded": ("POST delete", lambda _, films, __: films.delete(where={"a": 1}, limit=1)),
    "fork": ("POST fork", lambda _, films, __: films.fork("movies")),
    "attach function": ("POST attach", lambda _, films, __: films.attach_function("statistics", "f", "out")),
    "create tenant": ("POST tenants", lambda _, __, admin: admin.create_tenant("acme")),
    "create database": ("POST databases", lambda _, __, admin: admin.create_database("d")),
}

ANSWERS: dict[str, Any] = {
    "POST search": SEARCHED,
    "GET indexing_status": STATUS,
    "POST reset": True,
    "POST tenants": {},
    "POST databases": {},
    "DELETE databases/*": {},
}


def done(chroma: FakeChroma, doing: Doing, **options: Any) -> object:
    options = {"retries": AT_ONCE, **options}
    client = chroma.client(**options)
    films = client.get_collection("films", None)
    client.get_max_batch_size()
    chroma.requests.clear()
    fresh = chroma.client(**options)
    return doing(fresh, films, AdminClient(transport=chroma.transport(), **options))


def prepared(chroma: FakeChroma, operation: str, *replies: httpx.Response | Exception) -> None:
    """The replies to the operation when it is done, then success; making the collection is not disturbed."""
    before = {"GET collections/*": 1, "GET pre-flight-checks": 1}.get(operation, 0)
    stored = {"GET collections/*": chroma.stored, "GET pre-flight-checks": chroma.limits}.get(operation)
    chroma.reply(operation, *[httpx.Response(200, json=stored)] * before, *replies)
    if operation in ANSWERS:
        chroma.reply(operation, httpx.Response(200, json=ANSWERS[operation]))


@pytest.mark.parametrize("name", REPEATED)
@pytest.mark.parametrize("lost", [httpx.Response(502), httpx.ReadError("reset"), httpx.ReadTimeout("slow")], ids=repr)
def test_an_operation_that_repeating_does_not_harm_is_repeated_when_its_outcome_is_unknown(
    name: str, lost: httpx.Response | Exception, chroma: FakeChroma
) -> None:
    operation, doing = REPEATED[name]
    prepared(chroma, operation, lost)
    done(chroma, doing)
    assert chroma.operations().count(operation) == 2


@pytest.mark.parametrize("name", SENT_ONCE)
@pytest.mark.parametrize("lost", [httpx.Response(502), httpx.Response(504), httpx.ReadError("reset")], ids=repr)
def test_any_other_operation_is_sent_once_and_may_have_been_applied(
    name: str, lost: httpx.Response | Exception, chroma: FakeChroma
) -> None:
    operation, doing = SENT_ONCE[name]
    prepared(chroma, operation, lost)
    with pytest.raises((ConnectionFailedError, InternalError)) as caught:
        done(chroma, doing)
    assert isinstance(caught.value, ConnectionFailedError | InternalError)
    assert caught.value.maybe_applied
    assert chroma.operations().count(operation) == 1


@pytest.mark.parametrize("name", [*REPEATED, *(name for name in SENT_ONCE if name not in ("fork", "attach function"))])
@pytest.mark.parametrize("status", [429, 503])
def test_every_operation_is_repeated_when_the_server_did_nothing(name: str, status: int, chroma: FakeChroma) -> None:
    operation, doing = (REPEATED | SENT_ONCE)[name]
    prepared(chroma, operation, httpx.Response(status))
    done(chroma, doing)
    assert chroma.operations().count(operation) == 2


@pytest.mark.parametrize("name", [*REPEATED, *SENT_ONCE])
def test_no_operation_is_repeated_with_retries_0(name: str, chroma: FakeChroma) -> None:
    operation, doing = (REPEATED | SENT_ONCE)[name]
    prepared(chroma, operation, httpx.Response(429))
    with pytest.raises(RateLimitError):
        done(chroma, doing, retries=0)
    assert chroma.operations().count(operation) == 1


@pytest.mark.parametrize("name", [*REPEATED, *SENT_ONCE])
def test_a_failure_of_the_server_is_not_repeated(name: str, chroma: FakeChroma) -> None:
    operation, doing = (REPEATED | SENT_ONCE)[name]
    prepared(chroma, operation, httpx.Response(500))
    with pytest.raises(InternalError):
        done(chroma, doing)
    assert chroma.operations().count(operation) == 1
