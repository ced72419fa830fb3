"""Clients over HTTP: what constructing one asks, what every request carries, and who closes what."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from typing import Any

import anyio
import httpx
import pytest
import respx

from chromalink import (
    AdminClient,
    AsyncAdminClient,
    AsyncCloudClient,
    AsyncHttpClient,
    CloudClient,
    HttpClient,
    config,
    errors,
)
from chromalink._async.transport import AsyncHttpTransport
from chromalink._core import http
from chromalink._core.effects import Request
from chromalink._sync.transport import HttpTransport
from chromalink_rest.api.collections import count_collections

from .fake_chroma import FakeChroma, description, operation

BOTH_LOOPS = pytest.mark.parametrize("backend", ["asyncio", "trio"])
OPENING = ["GET identity", "GET tenants/*", "GET databases/*"]
SEVERAL = ["a_database", "b_database"]


def test_an_http_client_checks_identity_tenant_and_database(chroma: FakeChroma) -> None:
    client = HttpClient(tenant="acme corp", database="a/b", transport=chroma.transport())
    assert chroma.operations() == OPENING
    assert chroma.requests[2].url.raw_path == b"/api/v2/tenants/acme%20corp/databases/a%2Fb"
    assert (client.tenant, client.database) == ("acme corp", "a/b")


def test_validate_false_asks_nothing(chroma: FakeChroma) -> None:
    HttpClient(transport=chroma.transport(), validate=False)
    assert chroma.requests == []


def test_admin_clients_ask_nothing(chroma: FakeChroma) -> None:
    AdminClient(transport=chroma.transport())
    AsyncAdminClient(transport=chroma.transport())
    assert chroma.requests == []


@BOTH_LOOPS
def test_an_async_client_asks_when_awaited(backend: str, chroma: FakeChroma) -> None:
    async def main() -> None:
        client = AsyncHttpClient(transport=chroma.transport())
        assert chroma.requests == []
        assert await client is client
        assert chroma.operations() == OPENING
        await client.aclose()

    anyio.run(main, backend=backend)


@BOTH_LOOPS
def test_an_async_client_asks_when_entered_and_then_no_more(backend: str, chroma: FakeChroma) -> None:
    async def main() -> None:
        async with await AsyncHttpClient(transport=chroma.transport()) as client:
            await client.count_collections()

    anyio.run(main, backend=backend)
    assert chroma.operations() == [*OPENING, "GET collections_count"]


@BOTH_LOOPS
def test_an_async_client_asks_before_its_first_call(backend: str, chroma: FakeChroma) -> None:
    async def main() -> None:
        client = AsyncHttpClient(transport=chroma.transport())
        await client.count_collections()
        await client.count_collections()
        await client.aclose()

    anyio.run(main, backend=backend)
    assert chroma.operations() == [*OPENING, "GET collections_count", "GET collections_count"]


def test_a_missing_database_fails_the_construction(chroma: FakeChroma) -> None:
    missing = {"error": "NotFoundError", "message": "Database [d] not found. Are you sure it exists?"}
    chroma.reply("GET databases/*", httpx.Response(404, json=missing))
    with pytest.raises(errors.NotFoundError, match="Are you sure it exists"):
        HttpClient(transport=chroma.transport())


def test_turning_to_a_missing_database_changes_nothing(chroma: FakeChroma) -> None:
    client = chroma.client()
    chroma.reply("GET databases/*", httpx.Response(404, json={"error": "NotFoundError", "message": "none"}))
    with pytest.raises(errors.NotFoundError):
        client.set_tenant("t", "d")
    client.count_collections()
    assert chroma.requests[-1].url.path == "/api/v2/tenants/default_tenant/databases/default_database/collections_count"


def test_turning_to_another_database_moves_the_next_calls(chroma: FakeChroma) -> None:
    client = chroma.client()
    client.set_tenant("acme")
    client.set_database("films")
    client.count_collections()
    assert chroma.requests[-1].url.path == "/api/v2/tenants/acme/databases/films/collections_count"
    assert (client.tenant, client.database) == ("acme", "films")


def test_every_request_carries_the_clients_headers(chroma: FakeChroma) -> None:
    client = HttpClient(headers={"X-One": "1"}, transport=chroma.transport())
    client.create_collection("films", embedding_function=None)
    assert {request.headers["x-one"] for request in chroma.requests} == {"1"}
    assert all(request.headers["user-agent"].startswith("chromalink/") for request in chroma.requests)
    assert chroma.requests[-1].headers["content-type"] == "application/json"


def test_async_clients_on_one_loop_keep_their_headers_apart() -> None:
    fakes = {name: FakeChroma() for name in ("first", "second")}

    async def main() -> None:
        clients = [
            AsyncHttpClient(host=name, headers={"x-key": name}, transport=fake.transport())
            for name, fake in fakes.items()
        ]
        for client in clients:
            await client
        async with anyio.create_task_group() as group:
            for client in clients * 3:
                group.start_soon(client.heartbeat)
        await clients[0].aclose()
        assert await clients[1].heartbeat() == 42
        await clients[1].aclose()

    anyio.run(main)
    for name, fake in fakes.items():
        assert {(one.headers["x-key"], one.url.host) for one in fake.requests} == {(name, name)}


@pytest.fixture
def _no_cloud_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CHROMA_API_KEY", "CHROMA_TENANT", "CHROMA_DATABASE"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("_no_cloud_variables")
def test_a_cloud_client_sends_its_key_and_learns_tenant_and_database(chroma: FakeChroma) -> None:
    chroma.identity = {"user_id": "u", "tenant": "acme", "databases": ["films"]}
    client = CloudClient(api_key="secret", transport=chroma.transport())
    assert (client.tenant, client.database) == ("acme", "films")
    assert chroma.operations() == OPENING
    assert {request.headers["x-chroma-token"] for request in chroma.requests} == {"secret"}
    assert str(chroma.requests[-1].url) == "https://api.trychroma.com/api/v2/tenants/acme/databases/films"


@pytest.mark.usefixtures("_no_cloud_variables")
def test_an_async_cloud_client_learns_tenant_and_database_too(chroma: FakeChroma) -> None:
    chroma.identity = {"user_id": "u", "tenant": "acme", "databases": ["films"]}

    async def main() -> tuple[str, str]:
        async with AsyncCloudClient(api_key="secret", transport=chroma.transport(), validate=False) as client:
            return client.tenant, client.database

    assert anyio.run(main) == ("acme", "films")
    assert chroma.operations() == ["GET identity"]


@pytest.mark.usefixtures("_no_cloud_variables")
@pytest.mark.parametrize(
    ("identity", "names"),
    [
        ({"tenant": "*", "databases": ["films"]}, "tenant"),
        ({"tenant": "acme", "databases": ["*"]}, "database"),
        ({"tenant": "acme", "databases": SEVERAL}, "database"),
        ({"tenant": "acme", "databases": []}, "database"),
    ],
)
def test_an_identity_that_does_not_settle_the_database_is_told(
    identity: dict[str, object], names: str, chroma: FakeChroma
) -> None:
    chroma.identity = {"user_id": "u", **identity}
    with pytest.raises(errors.InvalidInputError, match=f"^{names}: .*{names}="):
        CloudClient(api_key="secret", transport=chroma.transport())


@pytest.mark.usefixtures("_no_cloud_variables")
def test_an_explicit_database_settles_what_the_identity_leaves_open(chroma: FakeChroma) -> None:
    chroma.identity = {"user_id": "u", "tenant": "acme", "databases": SEVERAL}
    assert CloudClient(database="b_database", api_key="k", transport=chroma.transport()).database == "b_database"


def test_tls_contexts_verify_by_default_and_not_only_when_told() -> None:
    plain = config.ClientOptions(base_url="https://h", headers={})
    context = http.trust(plain)
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    lax = http.trust(config.ClientOptions(base_url="https://h", headers={}, verify=False))
    assert (lax.verify_mode, lax.check_hostname) == (ssl.CERT_NONE, False)


OPTIONS = config.ClientOptions(base_url="http://h", headers={})


def sync_network() -> httpx.MockTransport:
    return httpx.MockTransport(lambda request: httpx.Response(200, json="1.0.0"))


class SyncOnly(httpx.BaseTransport):
    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(200)


class AsyncOnly(httpx.AsyncBaseTransport):
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(200)


WRONG: list[Any] = [
    (HttpTransport, {"transport": AsyncOnly()}, "transport"),
    (HttpTransport, {"http_client": httpx.AsyncClient()}, "http_client"),
    (HttpTransport, {"transport": SyncOnly(), "http_client": httpx.Client()}, "transport, http_client"),
    (AsyncHttpTransport, {"transport": SyncOnly()}, "transport"),
    (AsyncHttpTransport, {"http_client": httpx.Client()}, "http_client"),
    (AsyncHttpTransport, {"transport": AsyncOnly(), "http_client": httpx.AsyncClient()}, "transport, http_client"),
]


@pytest.mark.parametrize(("kind", "injected", "names"), WRONG)
def test_an_injected_transport_of_the_other_colour_is_refused(
    kind: Callable[..., object], injected: dict[str, object], names: str
) -> None:
    with pytest.raises(errors.InvalidInputError, match=f"^{names}: expected"):
        kind(OPTIONS, **injected)


def test_requests_go_through_an_injected_client_hooks_and_all(chroma: FakeChroma) -> None:
    hooked: list[str] = []
    with httpx.Client(
        transport=chroma.transport(), event_hooks={"request": [lambda request: hooked.append(operation(request))]}
    ) as ours:
        with HttpClient(http_client=ours) as client:
            assert client.heartbeat() == 42
        assert hooked == [*OPENING, "GET heartbeat"]
        assert not ours.is_closed


@BOTH_LOOPS
def test_an_injected_async_client_is_used_and_left_open(backend: str, chroma: FakeChroma) -> None:
    async def main() -> None:
        async with httpx.AsyncClient(transport=chroma.transport()) as ours:
            async with AsyncHttpClient(http_client=ours) as client:
                assert await client.heartbeat() == 42
            assert not ours.is_closed

    anyio.run(main, backend=backend)


@pytest.mark.parametrize(("given", "expected"), [({}, 77.0), ({"timeout": 3.0}, 3.0)])
def test_an_injected_clients_timeout_counts_unless_one_was_chosen(
    given: dict[str, Any], expected: float, chroma: FakeChroma
) -> None:
    with httpx.Client(transport=chroma.transport(), timeout=77.0) as ours:
        HttpClient(http_client=ours, validate=False, **given).heartbeat()
    assert chroma.requests[0].extensions["timeout"]["read"] == expected


def test_own_clients_use_the_timeouts_of_the_options(chroma: FakeChroma) -> None:
    chroma.client().heartbeat()
    assert chroma.requests[0].extensions["timeout"] == {"connect": 5.0, "read": 60.0, "write": 60.0, "pool": 60.0}


def test_a_closed_client_says_so_and_sends_nothing(chroma: FakeChroma) -> None:
    client = chroma.client()
    collection = client.get_collection("films", None)
    client.close()
    client.close()
    chroma.requests.clear()
    for call in (client.heartbeat, collection.count):
        with pytest.raises(errors.ClientClosedError, match="closed"):
            call()
    assert chroma.requests == []


@BOTH_LOOPS
def test_a_closed_async_client_says_so(backend: str, chroma: FakeChroma) -> None:
    async def main() -> None:
        client = chroma.async_client()
        await client.aclose()
        await client.aclose()
        with pytest.raises(errors.ClientClosedError, match="heartbeat: "):
            await client.heartbeat()

    anyio.run(main, backend=backend)


def test_an_injected_client_closed_by_its_maker_is_told_as_closed(chroma: FakeChroma) -> None:
    ours = httpx.Client(transport=chroma.transport())
    client = HttpClient(http_client=ours)
    ours.close()
    with pytest.raises(errors.ClientClosedError):
        client.heartbeat()


def test_leaving_the_with_block_closes(chroma: FakeChroma) -> None:
    with chroma.client() as client, AdminClient(transport=chroma.transport()) as admin:
        assert client.heartbeat() == 42
    for call in (client.heartbeat, lambda: admin.get_tenant("t")):
        with pytest.raises(errors.ClientClosedError):
            call()


class Closing(httpx.BaseTransport):
    def __init__(self, handler: Callable[[httpx.Request], httpx.Response]) -> None:
        self.handler = handler
        self.closed = False

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self.handler(request)

    def close(self) -> None:
        self.closed = True


def refusing(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("[Errno 111] Connection refused", request=request)


def test_a_failed_construction_closes_the_connections() -> None:
    network = Closing(refusing)
    with pytest.raises(errors.ServerUnreachableError):
        HttpClient(transport=network, retries=0)
    assert network.closed


def test_an_unreachable_server_is_one_error_that_names_it() -> None:
    with pytest.raises(errors.ServerUnreachableError, match=r"http://localhost:8000 .*refused") as caught:
        HttpClient(transport=Closing(refusing), retries=0)
    assert isinstance(caught.value, ValueError | ConnectionError)
    assert not caught.value.maybe_applied


@pytest.mark.parametrize(
    ("response", "kind"),
    [
        (httpx.Response(200, html="<html>It works!</html>"), errors.DecodeError),
        (httpx.Response(200), errors.DecodeError),
        (httpx.Response(200, json={"status": "green"}), errors.DecodeError),
        (httpx.Response(200, json=[1, 2]), errors.DecodeError),
        (httpx.Response(200, json={"user_id": "", "tenant": "t", "databases": None}), errors.DecodeError),
        (httpx.Response(200, json={"user_id": "", "tenant": 5, "databases": []}), errors.DecodeError),
        (httpx.Response(404), errors.APIError),
        (httpx.Response(404, json={"detail": "Not Found"}), errors.APIError),
        (httpx.Response(301, headers={"location": "https://h/"}), errors.APIError),
        (httpx.Response(502, html="<html><center>nginx</center>"), errors.InternalError),
        (httpx.Response(407, html="<html>proxy login"), errors.APIError),
    ],
)
def test_a_server_that_is_not_chroma_is_one_typed_error_that_names_the_url(
    response: httpx.Response, kind: type[errors.ChromaError], chroma: FakeChroma
) -> None:
    chroma.reply("GET identity", response)
    with pytest.raises(errors.ChromaError, match=r"http://localhost:8000/api/v2/auth/identity") as caught:
        HttpClient(transport=chroma.transport(), retries=0)
    assert type(caught.value) is kind
    assert not isinstance(caught.value, errors.NotFoundError)


def test_an_answer_in_a_broken_encoding_is_a_decode_error(chroma: FakeChroma) -> None:
    broken = httpx.Response(200, headers={"content-encoding": "gzip"}, stream=httpx.ByteStream(b"no gzip"))
    chroma.reply("GET heartbeat", broken)
    with pytest.raises(errors.DecodeError, match="heartbeat"):
        chroma.client().heartbeat()


REQUEST = Request("heartbeat", "GET", "/api/v2/heartbeat")


@pytest.mark.parametrize(
    ("raised", "kind", "maybe_applied"),
    [
        (httpx.ConnectError("no"), errors.ConnectionFailedError, False),
        (httpx.ProxyError("no"), errors.ConnectionFailedError, False),
        (httpx.ConnectTimeout("slow"), errors.RequestTimeoutError, False),
        (httpx.PoolTimeout("slow"), errors.RequestTimeoutError, False),
        (httpx.ReadTimeout("slow"), errors.RequestTimeoutError, True),
        (httpx.WriteTimeout("slow"), errors.RequestTimeoutError, True),
        (httpx.ReadError("reset"), errors.ConnectionFailedError, True),
        (httpx.WriteError("reset"), errors.ConnectionFailedError, True),
        (httpx.RemoteProtocolError("disconnected"), errors.ConnectionFailedError, True),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_a_failure_of_the_network_is_typed_and_tells_what_may_have_happened(
    raised: Exception, kind: type[errors.NoAnswerError], maybe_applied: bool, chroma: FakeChroma
) -> None:
    chroma.reply("GET heartbeat", raised)
    with pytest.raises(errors.NoAnswerError, match="GET http://localhost:8000/api/v2/heartbeat: ") as caught:
        chroma.client(retries=0).heartbeat()
    assert type(caught.value) is kind
    assert caught.value.maybe_applied is maybe_applied
    assert caught.value.__cause__ is raised


def test_a_write_without_an_answer_says_that_it_may_have_happened(chroma: FakeChroma) -> None:
    chroma.reply("POST collections", httpx.ReadTimeout("slow"))
    with pytest.raises(errors.RequestTimeoutError, match=r"limit 60\.0 s") as caught:
        chroma.client().create_collection("films", embedding_function=None)
    assert caught.value.maybe_applied
    assert len(chroma.asked("POST collections")) == 1


def test_the_generated_client_works_over_the_same_connections_and_leaves_them_open(chroma: FakeChroma) -> None:
    with chroma.client(headers={"x-key": "k"}) as client:
        with client.low_level as low_level:
            assert count_collections.sync(client.tenant, client.database, client=low_level) == 0
        assert chroma.requests[-1].headers["x-key"] == "k"
        assert client.heartbeat() == 42


@BOTH_LOOPS
def test_the_generated_async_client_works_over_the_same_connections(backend: str, chroma: FakeChroma) -> None:
    async def main() -> None:
        async with chroma.async_client(headers={"x-key": "k"}) as client:
            async with client.low_level as low_level:
                assert await count_collections.asyncio(client.tenant, client.database, client=low_level) == 0
            assert chroma.requests[-1].headers["x-key"] == "k"
            assert await client.heartbeat() == 42

    anyio.run(main, backend=backend)


@respx.mock
def test_respx_sees_the_requests_of_a_client_of_either_colour() -> None:
    route = respx.get("http://localhost:8000/api/v2/version").respond(json="1.0.0")

    async def main() -> str:
        async with AsyncHttpClient(validate=False) as client:
            return await client.get_version()

    with HttpClient(validate=False) as client:
        assert client.get_version() == "1.0.0"
    assert anyio.run(main) == "1.0.0"
    assert route.call_count == 2


def test_admin_calls_ask_for_what_they_are_named_after(chroma: FakeChroma) -> None:
    for target in ("POST tenants", "POST databases", "DELETE databases/*"):
        chroma.reply(target, httpx.Response(200, json={}))
    chroma.reply("GET databases", httpx.Response(200, json=[{"id": description()["id"], "name": "d", "tenant": "t"}]))
    admin = AdminClient(transport=chroma.transport())
    admin.create_tenant("acme")
    admin.create_database("films", "acme")
    assert admin.get_tenant("acme") == {"name": "default_tenant"}
    assert admin.list_databases(limit=5, tenant="acme")[0]["name"] == "d"
    admin.delete_database("films", "acme")
    assert chroma.operations() == [
        "POST tenants",
        "POST databases",
        "GET tenants/*",
        "GET databases",
        "DELETE databases/*",
    ]
    assert dict(chroma.requests[3].url.params) == {"limit": "5"}
