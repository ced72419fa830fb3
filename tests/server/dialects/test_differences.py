"""Where the OpenAPI document of the Cloud and recorded servers differ, on both servers; records stand beside this.

The rows are those of the wire contract: differences from the seed specs.
"""

from __future__ import annotations

from uuid import uuid4

import httpx
import pytest

from chromalink_mock import Settings, serve
from chromalink_mock.auth import read_api_key

from .described import Described
from .sides import Both, Side

JSON = {"content-type": "application/json"}


def test_a_bearer_token_is_welcome_and_not_needed(both: Both) -> None:
    for side in (both.chroma, both.cloud):
        headers = {"authorization": "Bearer whatever"}
        assert side.client.get("/api/v2/version", headers=headers).status_code == 200
        assert side.client.get(side.collections, headers=headers).json() == []


def test_with_keys_a_bearer_token_is_asked_for() -> None:
    settings = Settings(dialect="cloud-openapi", api_keys=(read_api_key("secret=acme"),))
    with serve(settings) as server:
        tenant = f"{server.url}/api/v2/tenants/acme"
        assert httpx.get(tenant, headers={"authorization": "Bearer secret"}).json() == {"name": "acme"}
        refused = httpx.get(tenant)
        assert httpx.get(f"{server.url}/api/v2/heartbeat").status_code == 200
    assert refused.status_code == 401
    assert refused.json()["error"] == refused.json()["message"]


def test_a_made_tenant_is_told(both: Both) -> None:
    name = f"t{uuid4().hex}"
    assert both.chroma.client.post("/api/v2/tenants", json={"name": name}).json() == {}
    assert both.cloud.client.post("/api/v2/tenants", json={"name": name}).json() == {"name": name}


def test_a_made_database_is_told(both: Both) -> None:
    def create(side: Side) -> tuple[object, object]:
        made = side.client.post(side.databases, json={"name": "fresh"}).json()
        return made, side.client.get(f"{side.databases}/fresh").json()

    assert create(both.chroma)[0] == {}
    made, found = create(both.cloud)
    assert made == found


def test_a_tenant_is_its_name_and_nothing_else(both: Both) -> None:
    def told(side: Side) -> object:
        return side.client.get(f"/api/v2/tenants/{side.tenant}").json()

    assert told(both.chroma) == {"name": both.chroma.tenant, "resource_name": None}
    assert told(both.cloud) == {"name": both.cloud.tenant}


@pytest.mark.parametrize("kind", ["databases", "collections"])
def test_a_list_without_room_is_refused(both: Both, kind: str) -> None:
    def listed(side: Side, limit: int) -> httpx.Response:
        side.empty()
        path = side.databases if kind == "databases" else side.collections
        return side.client.get(path, params={"limit": limit})

    assert listed(both.chroma, 0).json() == []
    refused = listed(both.cloud, 0)
    assert (refused.status_code, refused.json()["error"]) == (400, "limit: expected at least 1, got 0")
    assert len(listed(both.cloud, 1).json()) == 1


def test_missing_tenants_have_no_databases_and_may_be_given_some(both: Both) -> None:
    """The document says nothing else: as recorded in both."""
    for side in (both.chroma, both.cloud):
        path = f"/api/v2/tenants/missing{uuid4().hex}/databases"
        assert side.client.get(path).json() == []
        assert side.client.post(path, json={"name": "first"}).status_code == 200


def test_deleting_a_database_tells_nothing_in_either(both: Both) -> None:
    for side in (both.chroma, both.cloud):
        deleted = side.client.delete(f"{side.databases}/{side.database}")
        assert (deleted.status_code, deleted.json()) == (200, {})
        assert side.client.delete(f"{side.databases}/{side.database}").status_code == 404


def test_a_collection_is_got_by_its_id_too(both: Both) -> None:
    def got(side: Side) -> tuple[httpx.Response, httpx.Response]:
        made = side.create().json()
        return tuple(side.client.get(f"{side.collections}/{made[key]}") for key in ("name", "id"))  # type: ignore[return-value]  # two keys, two answers

    by_name, by_id = got(both.chroma)
    assert (by_name.status_code, by_id.status_code) == (200, 404)
    by_name, by_id = got(both.cloud)
    assert by_name.status_code == 200
    assert by_name.json() == by_id.json()


def test_a_collection_is_deleted_by_its_id_or_its_name(both: Both) -> None:
    def delete(side: Side, key: str) -> int:
        made = side.create().json()
        status = side.client.delete(f"{side.collections}/{made[key]}").status_code
        assert len(side.client.get(side.collections).json()) == (0 if status == 200 else 1)
        return status

    assert delete(both.chroma, "name") == 200
    assert delete(both.chroma, "id") == 404
    assert delete(both.cloud, "name") == 200
    assert delete(both.cloud, "id") == 200
    assert both.cloud.client.delete(f"{both.cloud.collections}/{uuid4()}").status_code == 404


def test_an_id_goes_before_a_name_that_looks_like_one(both: Both) -> None:
    side = both.cloud
    first = side.create().json()
    namesake = side.create(name=first["id"]).json()
    assert side.client.get(f"{side.collections}/{first['id']}").json()["id"] == first["id"]
    side.client.delete(f"{side.collections}/{first['id']}")
    assert side.client.get(f"{side.collections}/{first['id']}").json()["id"] == namesake["id"]


def test_a_collection_of_another_database_is_not_reached_by_its_id(both: Both) -> None:
    side = both.cloud
    elsewhere = Side(side.client, side.tenant, "elsewhere")
    assert side.client.post(side.databases, json={"name": "elsewhere"}).status_code == 200
    id = side.empty().id
    assert elsewhere.client.get(f"{elsewhere.collections}/{id}").status_code == 404
    assert elsewhere.client.delete(f"{elsewhere.collections}/{id}").status_code == 404


def test_a_changed_collection_is_told(both: Both) -> None:
    def change(side: Side) -> tuple[object, object]:
        made = side.create(metadata={"kept": 1}).json()
        changes = {"new_name": "renamed", "new_metadata": {"new": 2}}
        told = side.client.put(f"{side.collections}/{made['id']}", json=changes).json()
        return told, side.client.get(f"{side.collections}/renamed").json()

    assert change(both.chroma)[0] == {}
    told, found = change(both.cloud)
    assert told == found
    assert found["metadata"] == {"new": 2}  # type: ignore[index]  # a collection


def test_empty_metadata_takes_the_metadata_away(both: Both) -> None:
    def change(side: Side) -> httpx.Response:
        made = side.create(metadata={"kept": 1}).json()
        return side.client.put(f"{side.collections}/{made['id']}", json={"new_metadata": {}})

    assert change(both.chroma).status_code == 400
    assert change(both.cloud).json()["metadata"] is None
    assert both.chroma.create(metadata={}).status_code == 400
    assert both.cloud.create(metadata={}).json()["metadata"] is None


def test_renaming_to_a_taken_name_is_a_conflict(both: Both) -> None:
    def rename(side: Side) -> httpx.Response:
        side.create(name="taken")
        return side.client.put(f"{side.collections}/{side.empty().id}", json={"new_name": "taken"})

    assert rename(both.chroma).status_code == 500
    refused = rename(both.cloud)
    assert (refused.status_code, refused.json()["error"]) == (409, "Collection [taken] already exists")


def test_a_collection_has_the_fields_of_the_document_and_the_recorded_ones(both: Both) -> None:
    fields = [set(side.create().json()) for side in (both.chroma, both.cloud)]
    assert fields[0] == fields[1]
    assert fields[1] >= {"id", "name", "metadata", "tenant", "database", "configuration_json", "schema", "dimension"}


def test_a_collection_takes_a_configuration_in_either(both: Both) -> None:
    for side in (both.chroma, both.cloud):
        made = side.create(configuration={"hnsw": {"space": "cosine"}}).json()
        assert made["configuration_json"]["hnsw"]["space"] == "cosine"


def test_a_collection_in_a_missing_database_is_a_400_in_either(both: Both) -> None:
    """The document says nothing else: as recorded in both."""
    for side in (both.chroma, both.cloud):
        assert side.client.post(f"{side.databases}/missing/collections", json={"name": "one"}).status_code == 400


def test_a_taken_name_is_a_conflict_in_either(both: Both) -> None:
    for side in (both.chroma, both.cloud):
        made = side.create(name="taken").json()
        assert side.create(name="taken").status_code == 409
        assert side.create(name="taken", get_or_create=True).json()["id"] == made["id"]


def test_errors_say_what_went_wrong_under_error(both: Both) -> None:
    def refused(side: Side) -> dict[str, str]:
        answer = side.client.get(f"{side.collections}/missing")
        assert answer.status_code == 404
        assert answer.headers["chroma-trace-id"] == "0" * 32
        found: dict[str, str] = answer.json()
        return found

    text = "Collection [missing] does not exist"
    assert refused(both.chroma) == {"error": "NotFoundError", "message": text}
    assert refused(both.cloud) == {"error": text, "message": text}


@pytest.mark.parametrize(
    ("content", "headers", "recorded", "reason"),
    [
        (b'{"name":1}', JSON, 422, "invalid type: integer `1`, expected a string"),
        (b'{"name":"one"}', {"content-type": "text/plain"}, 415, "Expected request with"),
        (b'{"name"', JSON, 400, "Failed to parse the request body as JSON"),
    ],
)
def test_bad_bodies_are_a_400(both: Both, content: bytes, headers: dict[str, str], recorded: int, reason: str) -> None:
    def create(side: Side) -> httpx.Response:
        return side.client.post(side.collections, content=content, headers=headers)

    assert create(both.chroma).status_code == recorded
    refused = create(both.cloud)
    assert refused.status_code == 400
    assert reason in refused.json()["error"]


@pytest.mark.parametrize("path", ["", "/some-id/add"])
def test_too_large_a_body_is_a_400(described: Described, path: str) -> None:
    """Recorded: 413, for writes in plain text."""
    body = {"name": "x" * 200, "ids": ["x" * 200]}
    for dialect, status in (("chroma", 413), ("cloud-openapi", 400)):
        settings = Settings(max_payload_size_bytes=100, dialect=dialect)  # type: ignore[arg-type]  # names of dialects
        with serve(settings) as server:
            collections = f"{server.url}/api/v2/tenants/default_tenant/databases/default_database/collections"
            refused = httpx.post(collections + path, json=body)
        assert refused.status_code == status
        if status == 400:
            assert described.violations(refused) == []


def test_what_is_no_operation_is_answered_alike(both: Both) -> None:
    def answers(side: Side) -> list[tuple[int, str]]:
        asked = [("GET", "/api/v2/nothing"), ("DELETE", "/api/v2/version"), ("GET", "/api/v1/collections")]
        found = [side.client.request(method, path) for method, path in asked]
        return [(answer.status_code, answer.text) for answer in found]

    assert answers(both.cloud) == answers(both.chroma)
    assert [status for status, _ in answers(both.cloud)] == [404, 405, 410]


def test_operations_that_the_document_lacks_are_answered_alike(both: Both) -> None:
    def answers(side: Side) -> list[object]:
        made = side.create(name="one").json()
        by_id = side.client.get(f"{side.collections}/by-id/{made['id']}").json()
        missing = side.client.get(f"{side.collections}/by-id/{uuid4()}").json()["error"]
        others = ("/api/v2/healthcheck", "/api/v2/pre-flight-checks", "/api/v2/auth/identity")
        count = side.client.get(f"{side.databases}/{side.database}/collections_count").json()
        return [by_id == made, missing, count, *(side.client.get(path).json() for path in others)]

    assert answers(both.cloud) == answers(both.chroma)
