"""With keys, collections are told as SPANN indexes, as Chroma Cloud tells them; the same engine answers."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest

from chromalink_mock import RunningServer, Settings, serve
from chromalink_mock.auth import BasicUser

from .callers import EVERYTHING, FILMS, OPERATOR, caller

DEFAULTS = {
    "space": "l2",
    "search_nprobe": 64,
    "write_nprobe": 32,
    "ef_construction": 200,
    "ef_search": 200,
    "max_neighbors": 64,
    "reassign_neighbor_count": 64,
    "split_threshold": 50,
    "merge_threshold": 25,
}
IN_SCHEMA = {
    "search_rng_factor": 1.0,
    "search_rng_epsilon": 10.0,
    "nreplica_count": 8,
    "write_rng_factor": 1.0,
    "write_rng_epsilon": 5.0,
    "num_samples_kmeans": 1000,
    "initial_lambda": 100.0,
    "num_centers_to_merge_to": 8,
    **{name: value for name, value in DEFAULTS.items() if name != "space"},
}


@pytest.fixture
def client(server: RunningServer) -> Iterator[httpx.Client]:
    with caller(server, EVERYTHING) as client:
        yield client


def created(client: httpx.Client, **body: object) -> dict[str, object]:
    answer = client.post(f"{FILMS}/collections", json={"name": f"c{uuid4().hex}", **body})
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


def spann(collection: dict[str, object]) -> dict[str, object]:
    """The SPANN settings told; the schema must agree with them."""
    configuration, schema = collection["configuration_json"], collection["schema"]
    assert isinstance(configuration, dict)
    assert isinstance(schema, dict)
    assert configuration["hnsw"] is None
    told: dict[str, object] = configuration["spann"]
    for place in (schema["defaults"], schema["keys"]["#embedding"]):
        config = place["float_list"]["vector_index"]["config"]
        assert "hnsw" not in config
        assert {"space": config["space"], **config["spann"]}.items() >= told.items()
    return told


def test_a_plain_collection_has_the_published_defaults(client: httpx.Client) -> None:
    collection = created(client)
    assert spann(collection) == DEFAULTS
    schema = collection["schema"]
    assert isinstance(schema, dict)
    config = schema["keys"]["#embedding"]["float_list"]["vector_index"]["config"]
    assert config == {"space": "l2", "source_key": "#document", "spann": IN_SCHEMA}


def test_every_answer_about_the_collection_tells_the_same(client: httpx.Client) -> None:
    collection = created(client, configuration={"spann": {"search_nprobe": 9}})
    name, id = collection["name"], collection["id"]
    listed = [one for one in client.get(f"{FILMS}/collections").json() if one["id"] == id]
    found = [client.get(f"{FILMS}/collections/{name}").json(), client.get(f"{FILMS}/collections/by-id/{id}").json()]
    again = created(client, name=name, get_or_create=True, configuration={"spann": {"search_nprobe": 1}})
    assert [*listed, *found, again] == [collection] * 4


def test_settings_of_a_create_are_kept(client: httpx.Client) -> None:
    asked = {
        "space": "cosine",
        "search_nprobe": 10,
        "write_nprobe": 11,
        "ef_construction": 12,
        "ef_search": 13,
        "max_neighbors": 14,
        "reassign_neighbor_count": 15,
        "split_threshold": 100,
        "merge_threshold": 16,
    }
    assert spann(created(client, configuration={"spann": asked})) == asked
    some = {"space": None, "search_nprobe": 7}
    assert spann(created(client, configuration={"spann": some})) == {**DEFAULTS, "search_nprobe": 7}


@pytest.mark.parametrize(
    "body",
    [
        {"configuration": {"hnsw": {"space": "ip", "ef_search": 5, "max_neighbors": 6}}},
        {"metadata": {"hnsw:space": "ip", "hnsw:M": 6}},
    ],
)
def test_of_hnsw_settings_the_space_is_kept(client: httpx.Client, body: dict[str, object]) -> None:
    assert spann(created(client, **body)) == {**DEFAULTS, "space": "ip"}


def test_an_embedding_function_is_told_beside_the_index(client: httpx.Client) -> None:
    function = {"type": "known", "name": "default", "config": {}}
    configuration = created(client, configuration={"embedding_function": function})["configuration_json"]
    assert configuration == {"hnsw": None, "spann": DEFAULTS, "embedding_function": function}


def test_settings_of_a_schema_are_kept(client: httpx.Client) -> None:
    config = {"space": "cosine", "spann": {"search_nprobe": 3, "search_rng_factor": 2.5, "quantize": "none"}}
    index = {"float_list": {"vector_index": {"enabled": True, "config": config}}}
    collection = created(client, schema={"defaults": {}, "keys": {"#embedding": index}})
    configuration, schema = collection["configuration_json"], collection["schema"]
    assert isinstance(configuration, dict)
    assert isinstance(schema, dict)
    assert configuration["spann"] == {**DEFAULTS, "space": "cosine", "search_nprobe": 3}
    told = schema["keys"]["#embedding"]["float_list"]["vector_index"]["config"]["spann"]
    assert told == {**IN_SCHEMA, "search_nprobe": 3, "search_rng_factor": 2.5, "quantize": "none"}


@pytest.mark.parametrize(
    ("setting", "value"),
    [("search_nprobe", 129), ("split_threshold", 24), ("merge_threshold", 101), ("ef_search", 201)],
)
def test_settings_out_of_range_are_refused(client: httpx.Client, setting: str, value: int) -> None:
    body = {"name": f"c{uuid4().hex}", "configuration": {"spann": {setting: value}}}
    refused = client.post(f"{FILMS}/collections", json=body)
    assert refused.status_code == 400
    assert refused.json()["error"] == "InvalidArgumentError"
    assert f"Invalid SPANN configuration: {setting}: Validation error: range" in refused.json()["message"]
    assert client.get(f"{FILMS}/collections/{body['name']}").status_code == 404


@pytest.mark.parametrize(
    "configuration", [{"spann": {"bogus": 1}}, {"spann": {"search_nprobe": "9"}}, {"spann": {"space": "L2"}}]
)
def test_settings_of_the_wrong_shape_are_refused(client: httpx.Client, configuration: dict[str, object]) -> None:
    answer = client.post(f"{FILMS}/collections", json={"name": "shape", "configuration": configuration})
    assert answer.status_code == 422


def test_both_kinds_of_index_are_refused(client: httpx.Client) -> None:
    answer = client.post(f"{FILMS}/collections", json={"name": "both", "configuration": {"spann": {}, "hnsw": {}}})
    assert (answer.status_code, answer.json()["message"]) == (400, "Multiple vector index configurations provided")


def test_an_update_changes_search_nprobe_and_ef_search(client: httpx.Client) -> None:
    collection = created(client, configuration={"spann": {"split_threshold": 30}})
    path = f"{FILMS}/collections/{collection['id']}"
    for change in ({"search_nprobe": 5}, {"ef_search": 6}):
        assert client.put(path, json={"new_configuration": {"spann": change}}).status_code == 200
    changed = client.get(f"{FILMS}/collections/{collection['name']}").json()
    expected = {**DEFAULTS, "split_threshold": 30, "search_nprobe": 5, "ef_search": 6}
    assert spann(changed) == expected
    for other in DEFAULTS.keys() - {"search_nprobe", "ef_search"}:
        refused = client.put(path, json={"new_configuration": {"spann": {other: "l2" if other == "space" else 30}}})
        assert refused.status_code == 422, other
    too_much = client.put(path, json={"new_configuration": {"spann": {"ef_search": 201}}})
    assert too_much.status_code == 400
    ignored = client.put(path, json={"new_configuration": {"hnsw": {"ef_search": 1, "max_neighbors": 2}}})
    assert ignored.status_code == 200
    assert spann(client.get(f"{FILMS}/collections/{collection['name']}").json()) == expected


def test_the_same_engine_answers(client: httpx.Client) -> None:
    collection = created(client, configuration={"spann": {"space": "ip"}})
    path = f"{FILMS}/collections/{collection['id']}"
    client.post(f"{path}/add", json={"ids": ["a", "b"], "embeddings": [[1, 0], [0, 2]]})
    found = client.post(f"{path}/query", json={"query_embeddings": [[0, 1]], "include": ["distances"]}).json()
    assert (found["ids"], found["distances"]) == ([["b", "a"]], [[-1.0, 1.0]])


@pytest.mark.parametrize("settings", [Settings(), Settings(basic_users=(BasicUser("ada", "secret"),))])
def test_without_keys_collections_are_told_as_recorded(settings: Settings) -> None:
    database = "/api/v2/tenants/default_tenant/databases/default_database"
    with serve(settings) as server, httpx.Client(base_url=server.url, auth=("ada", "secret")) as client:
        body = {"name": "plain", "configuration": {"spann": {"space": "ip", "search_nprobe": 3}}}
        found = client.post(f"{database}/collections", json=body).json()
    assert found["configuration_json"]["spann"] is None
    assert found["configuration_json"]["hnsw"]["space"] == "ip"
    assert "spann" not in found["schema"]["keys"]["#embedding"]["float_list"]["vector_index"]["config"]


def test_operators_see_the_same_shape(server: RunningServer) -> None:
    with caller(server, OPERATOR) as client:
        assert spann(created(client)) == DEFAULTS
