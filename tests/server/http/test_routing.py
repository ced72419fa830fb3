"""Paths and methods: what exists, what does not, and how that is said."""

from __future__ import annotations

import httpx
import pytest

from chromalink_mock.http.routes import ROUTES, Route

from .collection_calls import COLLECTIONS, DATABASE, CollectionCalls, message

SEED_OPERATIONS = {
    "heartbeat",
    "getVersion",
    "createTenant",
    "getTenant",
    "listDatabases",
    "createDatabase",
    "getDatabase",
    "deleteDatabase",
    "listCollections",
    "createCollection",
    "getCollection",
    "updateCollection",
    "deleteCollection",
    "countRecords",
    "addRecords",
    "getRecords",
    "updateRecords",
    "upsertRecords",
    "deleteRecords",
    "queryRecords",
    "searchRecords",
}
FURTHER_OPERATIONS = {
    "getRoot",
    "reset",
    "getPreFlightChecks",
    "getHealthcheck",
    "getIdentity",
    "updateTenant",
    "listTenants",
    "countCollections",
    "getCollectionById",
    "getCollectionByCrn",
    "forkCollection",
    "countForks",
    "getIndexingStatus",
    "attachFunction",
    "getAttachedFunction",
    "detachFunction",
}
NO_TRACE = "0" * 32


def test_every_operation_has_exactly_one_route() -> None:
    operations = [route.operation for route in ROUTES]
    assert sorted(operations) == sorted(SEED_OPERATIONS | FURTHER_OPERATIONS)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/api/v2/",
        "/api/v2/nope",
        "/api/v2/heartbeat/",
        "//api/v2/heartbeat",
        "/API/v2/heartbeat",
        "/api/v2/collections/",
        "/api/v1",
        "/api/v1/",
        f"{COLLECTIONS}/",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS", "HEAD"])
def test_an_unknown_path_is_an_empty_404(client: httpx.Client, method: str, path: str) -> None:
    answer = client.request(method, str(client.base_url).rstrip("/") + path)
    assert (answer.status_code, answer.content) == (404, b"")
    assert "content-type" not in answer.headers
    assert answer.headers["chroma-trace-id"] == NO_TRACE


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("PUT", COLLECTIONS, "POST,GET,HEAD"),
        ("POST", f"{COLLECTIONS}/x", "GET,HEAD,PUT,DELETE"),
        ("GET", f"{COLLECTIONS}/x/add", "POST"),
        ("OPTIONS", f"{COLLECTIONS}/x/count", "GET,HEAD"),
        ("GET", f"{COLLECTIONS}/x/functions/attach", "POST"),
        ("PUT", "/api/v2/tenants/t", "GET,HEAD,PATCH"),
        ("PATCH", DATABASE, "GET,HEAD,DELETE"),
        ("GET", "/api/v2/reset", "POST"),
        ("POST", "/api/v1/heartbeat", "GET,HEAD,PUT,PATCH,DELETE,OPTIONS"),
    ],
)
def test_a_wrong_method_is_an_empty_405_that_names_the_right_ones(
    client: httpx.Client, method: str, path: str, allow: str
) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.content) == (405, b"")
    assert answer.headers["allow"] == allow
    assert "content-type" not in answer.headers


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_the_first_api_version_is_gone(client: httpx.Client, method: str) -> None:
    answer = client.request(method, "/api/v1/collections")
    assert answer.status_code == 410
    assert answer.json() == {"error": "Unimplemented", "message": "The v1 API is deprecated. Please use /v2 apis"}


@pytest.mark.parametrize("route", [route for route in ROUTES if route.method == "GET"], ids=lambda each: each.operation)
def test_head_answers_like_get_without_a_body(client: httpx.Client, collection: CollectionCalls, route: Route) -> None:
    path = route.path.format(
        tenant="default_tenant",
        database="default_database",
        tenant_name="default_tenant",
        collection_id=collection.id,
        crn="a:b",
        function_name="f",
    )
    got, head = client.get(path), client.head(path)
    assert head.status_code == got.status_code
    assert head.content == b""
    assert head.headers.get("content-type") == got.headers.get("content-type")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/api/v2/tenants/t%ff", "tenant_name"),
        ("/api/v2/tenants/t%ff/databases", "tenant"),
        ("/api/v2/tenants/default_tenant/databases/%ff", "database"),
        (f"{COLLECTIONS}/%ff/count", "collection_id"),
        ("/api/v2/collections/%ff", "crn"),
        (f"{COLLECTIONS}/x/functions/%ff", "function_name"),
    ],
)
def test_a_path_that_is_not_utf8_is_refused_by_parameter(client: httpx.Client, path: str, name: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 400
    assert message(answer) == f"Invalid URL: Invalid UTF-8 in `{name}`"


def test_an_encoded_slash_is_part_of_a_name(client: httpx.Client) -> None:
    assert message(client.get("/api/v2/tenants/a%2Fb")) == "Tenant [a/b] not found"


def test_an_error_carries_a_trace_id_and_a_success_does_not(client: httpx.Client) -> None:
    assert client.get("/api/v2/tenants/missing").headers["chroma-trace-id"] == NO_TRACE
    assert "chroma-trace-id" not in client.get("/api/v2/version").headers


def test_tenants_are_listed_in_pages(client: httpx.Client) -> None:
    for name in ("zeta", "alpha"):
        assert client.post("/api/v2/tenants", json={"name": name}).status_code == 200
    listed = client.get("/api/v2/tenants").json()
    assert listed == sorted(listed, key=lambda tenant: tenant["name"])
    assert {"name": "alpha", "resource_name": None} in listed
    assert client.get("/api/v2/tenants?limit=1&offset=1").json() == listed[1:2]
    assert client.get("/api/v2/tenants?limit=x").status_code == 400


@pytest.mark.parametrize(
    ("call", "body"),
    [("search", {"searches": []}), ("fork", {"new_name": "x"}), ("add", {"ids": [], "embeddings": []})],
)
def test_the_path_is_judged_before_the_collection_is_looked_up(
    client: httpx.Client, call: str, body: dict[str, object]
) -> None:
    short = client.post(f"/api/v2/tenants/default_tenant/databases/no/collections/zz/{call}", json=body)
    assert message(short) == "database name must be at least 3 characters"
    assert message(client.post(f"{COLLECTIONS}/zz/{call}", json=body)) == "Collection ID is not a valid UUIDv4"
    nil = "00000000-0000-0000-0000-000000000001"
    missing = client.post(f"{COLLECTIONS}/{nil.replace('-', '')}/{call}", json=body)
    assert (missing.status_code, message(missing)) == (404, f"Collection [{nil}] does not exist.")
