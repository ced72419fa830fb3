"""What holds for every operation there is, so that a new one cannot be forgotten."""

from __future__ import annotations

from uuid import uuid4

import httpx
import pytest

from chromalink_mock import RunningServer
from chromalink_mock.auth import ApiKey
from chromalink_mock.http.routes import ROUTES, Route

from .callers import BOOKS, DENIED, EVERYTHING, ONE, OTHER, TWO, caller, made

OPEN = {"getRoot", "heartbeat", "getVersion"}
RECORDS = {"ids": ["a"], "embeddings": [[1, 2]]}
BODIES: dict[str, object] = {
    "updateCollection": {"new_name": "taken"},
    "addRecords": RECORDS,
    "upsertRecords": RECORDS,
    "updateRecords": RECORDS,
    "getRecords": {},
    "queryRecords": {"query_embeddings": [[1, 2]]},
    "deleteRecords": {"ids": ["a"]},
    "searchRecords": {"searches": [{}]},
    "forkCollection": {"new_name": "forked"},
    "attachFunction": {"name": "f", "function_id": "record_counter", "output_collection": "counts", "params": None},
    "detachFunction": {"delete_output": False},
}
BY_UUID = [
    route
    for route in ROUTES
    if "{collection_id}" in route.path and route.operation not in ("getCollection", "deleteCollection")
]


def sent(client: httpx.Client, route: Route, tenant: str, database: str, id: str) -> httpx.Response:
    path = route.path.replace("{tenant}", tenant).replace("{tenant_name}", tenant).replace("{database}", database)
    path = path.replace("{collection_id}", id).replace("{crn}", "a:b:c").replace("{function_name}", "f")
    body = BODIES.get(route.operation)
    return client.request(route.method, path) if body is None else client.request(route.method, path, json=body)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.operation)
def test_every_operation_but_three_asks_for_a_key(server: RunningServer, route: Route) -> None:
    with caller(server, None) as client:
        answer = sent(client, route, "acme", "films", str(uuid4()))
    assert answer.status_code == (200 if route.operation in OPEN else 401)


@pytest.mark.parametrize(
    "route", [route for route in ROUTES if "{tenant" in route.path], ids=lambda route: route.operation
)
def test_no_operation_enters_a_foreign_tenant(server: RunningServer, route: Route) -> None:
    with caller(server, OTHER) as client:
        answer = sent(client, route, "acme", "films", str(uuid4()))
    assert (answer.status_code, answer.json()) == (403, DENIED)


@pytest.mark.parametrize(
    "route", [route for route in ROUTES if "{database}" in route.path], ids=lambda route: route.operation
)
def test_no_operation_enters_a_database_the_key_is_not_for(server: RunningServer, route: Route) -> None:
    with caller(server, ONE) as client:
        answer = sent(client, route, "acme", "books", str(uuid4()))
    assert (answer.status_code, answer.json()) == (403, DENIED)


@pytest.mark.parametrize("route", BY_UUID, ids=lambda route: route.operation)
@pytest.mark.parametrize("key", [ONE, TWO], ids=["one", "two"])
def test_no_operation_finds_a_collection_of_another_database(server: RunningServer, route: Route, key: ApiKey) -> None:
    with caller(server, EVERYTHING) as owner:
        id = made(owner, BOOKS, f"c{uuid4().hex}")
        assert owner.post(f"{BOOKS}/collections/{id}/add", json=RECORDS).status_code == 201
        with caller(server, key) as client:
            answer = sent(client, route, "acme", "films", id)
        assert answer.status_code == 404, answer.text
        assert owner.get(f"{BOOKS}/collections/{id}/count").json() == 1
