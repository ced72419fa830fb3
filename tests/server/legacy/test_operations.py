"""Each of the 22 operations, by name."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest

from chromalink_mock import Settings, serve
from chromalink_mock.http.legacy.routes import ROUTES

from . import schemas
from .old_collection import OldCollection
from .operations import OPERATIONS, Operation, Request

NAMES = [operation.name for operation in OPERATIONS]


@pytest.fixture(scope="module")
def plain() -> Iterator[httpx.Client]:
    """A client of a server with the default settings."""
    with serve() as running, httpx.Client(base_url=running.url) as client:
        yield client


def sent(client: httpx.Client, operation: Operation, request: Request, old: OldCollection | None) -> httpx.Response:
    stands_for = {"{id}": old.id if old else str(uuid4()), "{name}": old.name if old else "x", "{fresh}": uuid4().hex}
    path = request.path
    body = {} if request.body is None else dict(request.body)
    for text, meant in stands_for.items():
        path = path.replace(text, meant)
        body = {key: meant if value == text else value for key, value in body.items()}
    return client.request(operation.method, f"/api/v1{path}", json=None if request.body is None else body)


@pytest.mark.parametrize("operation", [each for each in OPERATIONS if each.name != "Reset"], ids=lambda each: each.name)
def test_a_good_request_is_answered_in_the_old_shape(
    client: httpx.Client, old: OldCollection, operation: Operation
) -> None:
    answer = sent(client, operation, operation.good, old)
    assert answer.status_code == operation.status, answer.text
    schemas.check(operation.answer, answer.json())
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize("operation", [each for each in OPERATIONS if each.bad], ids=lambda each: each.name)
def test_a_bad_request_is_refused_in_the_old_shape(
    client: httpx.Client, old: OldCollection, operation: Operation
) -> None:
    assert operation.bad is not None
    answer = sent(client, operation, operation.bad, old)
    assert answer.status_code == operation.refusal, answer.text
    if operation.refusal == 422:
        schemas.check(schemas.HTTP_VALIDATION_ERROR, answer.json())
    else:
        assert isinstance(answer.json()["error"], str)


def test_a_reset_is_refused_in_the_old_words_unless_it_is_allowed(client: httpx.Client) -> None:
    answer = client.post("/api/v1/reset")
    assert answer.status_code == 500
    assert answer.json()["error"].startswith("ValueError('Resetting is not allowed by this configuration")


def test_a_reset_that_is_allowed_empties_the_server() -> None:
    with (
        serve(Settings(legacy_v1=True, allow_reset=True)) as running,
        httpx.Client(base_url=running.url) as client,
    ):
        client.post("/api/v1/collections", json={"name": "films"}).raise_for_status()
        assert client.post("/api/v1/reset").json() is True
        assert client.get("/api/v1/count_collections").json() == 0


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.name)
def test_by_default_the_operation_is_refused_as_recorded(plain: httpx.Client, operation: Operation) -> None:
    answer = sent(plain, operation, operation.good, None)
    if operation.path == "/api/v1":
        assert (answer.status_code, answer.content) == (404, b"")
    elif operation.method == "POST":
        assert (answer.status_code, answer.content) == (405, b"")
    else:
        text = "The v1 API is deprecated. Please use /v2 apis"
        assert (answer.status_code, answer.json()) == (410, {"error": "Unimplemented", "message": text})


def test_these_are_all_routes_that_there_are() -> None:
    def anonymous(path: str) -> str:
        return "/".join("{}" if segment.startswith("{") else segment for segment in path.split("/"))

    listed = sorted((operation.method, anonymous(operation.path)) for operation in OPERATIONS)
    assert len(set(NAMES)) == 22
    assert listed == sorted((route.method, anonymous(route.path)) for route in ROUTES)


@pytest.mark.parametrize("path", ["", "/heartbeat", "/count_collections", "/tenants/default_tenant"])
def test_one_slash_at_the_end_is_forgiven(client: httpx.Client, path: str) -> None:
    assert client.get(f"/api/v1{path}/").status_code == 200
