"""Both versions of the API on the same data, and what bounds a request of the first."""

from __future__ import annotations

from uuid import uuid4

import httpx
import pytest

from chromalink_mock import Settings, serve
from chromalink_mock.auth import ApiKey

from . import schemas
from .old_collection import V1, V2, OldCollection
from .operations import OPERATIONS


def test_records_written_by_the_first_version_are_read_by_the_second(old: OldCollection) -> None:
    found = old.post_v2("get", {"include": ["embeddings", "documents", "metadatas", "uris"]}).json()
    assert found["ids"] == ["a", "b", "c"]
    assert found["embeddings"] == [[1, 0], [0, 1], [1, 1]]
    assert found["documents"] == ["apple", None, "cherry"]
    assert found["metadatas"] == [{"n": 1}, {"n": 2.5}, None]
    assert found["uris"] == ["u1", None, None]


def test_records_written_by_the_second_version_are_read_by_the_first(client: httpx.Client) -> None:
    made = client.post(
        V2, json={"name": uuid4().hex, "configuration": {"hnsw": {"space": "ip", "ef_search": 7}}}
    ).json()
    both = OldCollection(client, made["id"], made["name"])
    both.post_v2("add", {"ids": ["a"], "embeddings": [[1, 2]], "metadatas": [{"n": 1}]}).raise_for_status()
    assert both.post("get", {}).json()["metadatas"] == [{"n": 1}]
    assert both.post("query", {"query_embeddings": [[1, 2]]}).json()["ids"] == [["a"]]
    told = client.get(f"{V1}/{both.name}").json()
    assert (told["id"], told["dimension"]) == (both.id, 2)
    assert told["configuration_json"]["hnsw_configuration"]["space"] == "ip"
    assert told["configuration_json"]["hnsw_configuration"]["ef_search"] == 7


def test_changes_through_either_version_are_seen_by_the_other(old: OldCollection) -> None:
    old.post_v2("update", {"ids": ["a"], "documents": ["apricot"]}).raise_for_status()
    old.post("delete", {"ids": ["b"]}).raise_for_status()
    assert old.post("get", {}).json()["documents"] == ["apricot", "cherry"]
    assert old.client.get(f"{V2}/{old.id}/count").json() == 2


def test_tenants_databases_and_names_are_shared(client: httpx.Client) -> None:
    tenant, name = f"t{uuid4().hex}", uuid4().hex
    client.post("/api/v1/tenants", json={"name": tenant}).raise_for_status()
    client.post(f"/api/v2/tenants/{tenant}/databases", json={"name": "films"}).raise_for_status()
    client.post(f"{V1}?tenant={tenant}&database=films", json={"name": name}).raise_for_status()
    there = client.get(f"/api/v2/tenants/{tenant}/databases/films/collections/{name}").json()
    assert (there["name"], there["tenant"], there["database"]) == (name, tenant, "films")
    assert client.get(f"{V1}/{name}").status_code == 400
    assert client.get(f"/api/v1/count_collections?tenant={tenant}&database=films").json() == 1


def test_a_write_of_too_many_records_is_refused_as_a_whole(old: OldCollection) -> None:
    many = [str(number) for number in range(41_667)]
    answer = old.post("add", {"ids": many, "embeddings": [[1, 2]] * len(many)})
    assert answer.json() == {"error": "ValueError('Batch size 41667 exceeds maximum batch size 41666')"}
    assert old.client.get(f"{V1}/{old.id}/count").json() == 3


@pytest.mark.parametrize("number", [10**30, 2**63, 2**32 + 1])
def test_numbers_beyond_all_bounds_ask_for_everything_or_pass_over_it(old: OldCollection, number: int) -> None:
    assert len(old.post("get", {"limit": str(number)}).json()["ids"]) == 3
    assert old.post("get", {"offset": str(number)}).json()["ids"] == []
    assert len(old.post("query", {"query_embeddings": [[1, 0]], "n_results": str(number)}).json()["ids"][0]) == 3
    assert old.client.get(f"{V1}?limit={number}&offset={number}").json() == []


def test_deep_and_broken_bodies_are_refused_and_the_server_lives_on(old: OldCollection) -> None:
    deep: dict[str, object] = {"n": 1}
    for _ in range(200):
        deep = {"$and": [deep, deep]} if len(str(deep)) < 1000 else {"$and": [deep, {"n": 1}]}
    assert old.post("get", {"where": deep}).status_code == 500
    for body in (b"[" * 100_000, b"\xff\xfe{", b'{"ids": "\\ud800"}', b"{"):
        answer = old.client.post(f"{V1}/{old.id}/get", content=body, headers={"content-type": "application/json"})
        assert answer.status_code in (400, 422, 500)
        assert answer.json().keys() <= {"detail", "error", "message"}
    assert old.client.get(f"{V1}/{old.id}/count").json() == 3


def test_a_body_over_the_limit_is_refused() -> None:
    with (
        serve(Settings(legacy_v1=True, max_payload_size_bytes=100)) as running,
        httpx.Client(base_url=running.url) as client,
    ):
        answer = client.post("/api/v1/tenants", json={"name": "x" * 100})
    assert (answer.status_code, answer.json()) == (413, {"detail": "Payload too large"})


def test_with_keys_a_caller_reaches_only_what_the_key_is_bound_to() -> None:
    keys = (ApiKey("mine", "tenant-one", ("films",)), ApiKey("theirs", "tenant-two"))
    with (
        serve(Settings(legacy_v1=True, api_keys=keys)) as running,
        httpx.Client(base_url=running.url) as client,
    ):
        mine, theirs = {"x-chroma-token": "mine"}, {"x-chroma-token": "theirs"}
        where = "tenant=tenant-one&database=films"
        made = client.post(f"{V1}?{where}", json={"name": "one"}, headers=mine).json()
        path = f"{V1}/{made['id']}"
        assert client.get("/api/v1/heartbeat").status_code == 200
        assert client.get(f"{path}/count").status_code == 401
        assert client.get(f"{path}/count", headers=mine).json() == 0
        assert client.get(f"{V1}/one?{where}", headers=theirs).status_code == 403
        hidden = client.get(f"{path}/count", headers=theirs)
        assert (hidden.status_code, hidden.json()["error"]) == (400, "InvalidCollection")
        assert client.put(path, json={"new_name": "two"}, headers=theirs).status_code == 400
        assert client.post("/api/v1/tenants", json={"name": "tenant-three"}, headers=mine).status_code == 403
        assert client.post("/api/v1/reset", headers=mine).status_code == 403


def test_every_operation_asks_for_a_key_but_those_that_tell_nothing() -> None:
    with (
        serve(Settings(legacy_v1=True, api_keys=(ApiKey("mine", "tenant-one"),))) as running,
        httpx.Client(base_url=running.url) as client,
    ):
        open_to_all = [
            operation.name
            for operation in OPERATIONS
            if client.request(operation.method, operation.path.replace("{", "").replace("}", "")).status_code != 401
        ]
    assert open_to_all == ["Root", "Version", "Heartbeat"]


def test_several_faults_are_told_at_once(client: httpx.Client) -> None:
    answer = client.post(V1, json={"get_or_create": [], "metadata": 4})
    schemas.check(schemas.HTTP_VALIDATION_ERROR, answer.json())
    assert [fault["loc"] for fault in answer.json()["detail"]] == [
        ["body", "name"],
        ["body", "metadata"],
        ["body", "get_or_create"],
    ]
