"""What a server is and offers, read off how it answers; and old servers that say less."""

from __future__ import annotations

import anyio
import httpx
import pytest

from chromalink import AsyncHttpClient, HttpClient
from chromalink.errors import AuthorizationError, InternalError, RateLimitError
from chromalink.types import ServerInfo
from chromalink_mock import Settings, serve

from .fake_chroma import FakeChroma, operation

NOT_FOUND = httpx.Response(404, json={"error": "NotFoundError", "message": "Collection does not exist."})
REFUSED = httpx.Response(501, json={"error": "ChromaError", "message": "unsupported for local chroma"})
NO_ROUTE = httpx.Response(404)
PROBES = ("POST search", "POST fork", "POST detach", "GET indexing_status", "GET by-id/*", "GET tenants")
EVERYTHING = frozenset({"search", "sparse_vectors", "fork", "functions", "indexing_status", "collections_by_id"})


def told(chroma: FakeChroma, *replies: httpx.Response, host: str = "localhost") -> ServerInfo:
    """What a client makes of these answers to its probes, in order."""
    for probe, reply in zip(PROBES, replies, strict=True):
        chroma.reply(probe, reply)
    return chroma.client(host=host).server_info()


def test_a_single_node_server_of_1_5_offers_little() -> None:
    found = told(FakeChroma(), NOT_FOUND, NOT_FOUND, REFUSED, NOT_FOUND, NOT_FOUND, httpx.Response(405))
    assert found == ServerInfo("1.0.0", "single-node", frozenset({"collections_by_id"}), 5461)


def test_a_single_node_server_of_1_0_offers_less() -> None:
    found = told(FakeChroma(), NO_ROUTE, REFUSED, NO_ROUTE, NO_ROUTE, NO_ROUTE, httpx.Response(405))
    assert found == ServerInfo("1.0.0", "single-node", frozenset(), 5461)


@pytest.mark.parametrize(("host", "kind"), [("db.example", "distributed"), ("https://api.trychroma.com", "cloud")])
def test_a_server_that_refuses_nothing_is_distributed(host: str, kind: str) -> None:
    found = told(FakeChroma(), *[NOT_FOUND] * 5, httpx.Response(405), host=host)
    assert (found.kind, found.features) == (kind, EVERYTHING)


def test_a_server_that_lists_tenants_is_ours_even_where_it_forbids_it() -> None:
    forbidden = httpx.Response(403, json={"error": "ChromaError", "message": "Permission denied."})
    found = told(FakeChroma(), *[NOT_FOUND] * 5, forbidden)
    assert (found.kind, found.features) == ("chromalink", EVERYTHING | {"list_tenants"})


def test_a_refused_key_is_an_error_and_no_finding(chroma: FakeChroma) -> None:
    chroma.reply("POST search", httpx.Response(401, json={"error": "ChromaError", "message": "Permission denied."}))
    with pytest.raises(AuthorizationError):
        chroma.client().server_info()


@pytest.mark.parametrize("probe", PROBES)
@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_an_answer_that_says_nothing_of_the_operation_is_no_finding(
    probe: str, status: int, chroma: FakeChroma
) -> None:
    chroma.reply(probe, httpx.Response(status))
    with pytest.raises((InternalError, RateLimitError)):
        chroma.client(retries=0).server_info()


def test_the_probes_are_about_no_collection_there_is(chroma: FakeChroma) -> None:
    told(chroma, *[NOT_FOUND] * 5, httpx.Response(405))
    nowhere = "00000000-0000-4000-8000-000000000000"
    asked = [request for request in chroma.requests if operation(request) in PROBES[:5]]
    assert len(asked) == 5
    assert all(nowhere in request.url.path for request in asked)


def test_our_own_server_tells_of_itself_to_both_colours_and_is_left_as_it_was() -> None:
    with serve(settings=Settings()) as server:

        async def main() -> ServerInfo:
            async with AsyncHttpClient("127.0.0.1", server.port) as client:
                return await client.server_info()

        with HttpClient("127.0.0.1", server.port) as client:
            found = client.server_info()
            assert client.count_collections() == 0
        assert anyio.run(main) == found
    assert (found.kind, found.features) == ("chromalink", EVERYTHING | {"list_tenants"})
    assert found.max_batch_size is not None


def test_a_delete_that_tells_no_number_is_a_success() -> None:
    """Chroma 1.0 answers {}."""
    chroma = FakeChroma()
    films = chroma.collection()
    chroma.reply("POST delete", *[httpx.Response(200, json={})] * 2)
    assert films.delete(ids=["a", "b"]) == {"deleted": 2}
    assert films.delete(where={"n": 1}) == {"deleted": -1}


def test_fields_nobody_knows_are_ignored(chroma: FakeChroma) -> None:
    new = {"of-the-future": {"nested": [1]}}
    chroma.limits |= new
    chroma.identity |= new
    chroma.stored |= new
    chroma.reply("POST get", httpx.Response(200, json={"ids": ["a"], "documents": ["x"], "include": [], **new}))
    client = chroma.client()
    films = client.get_collection("films", None)
    assert client.get_user_identity()["tenant"] == "default_tenant"
    assert client.get_max_batch_size() == 5461
    assert films.get()["documents"] == ["x"]


@pytest.mark.parametrize(
    "missing", ["metadata", "schema", "dimension", "log_position", "version", "tenant", "database"]
)
def test_a_description_without_what_is_not_needed_opens(missing: str, chroma: FakeChroma) -> None:
    chroma.stored = {name: value for name, value in chroma.stored.items() if name != missing}
    films = chroma.client().get_collection("films", None)
    assert (films.name, films.tenant, films.database) == ("films", "default_tenant", "default_database")


@pytest.mark.parametrize(
    ("limits", "most"),
    [({}, -1), ({"max_batch_size": 10}, 10), ({"supports_base64_encoding": True}, -1), ({"max_batch_size": None}, -1)],
)
def test_limits_that_a_server_leaves_out_are_none(limits: dict[str, object], most: int, chroma: FakeChroma) -> None:
    chroma.limits = limits
    films = chroma.client().get_collection("films", None)
    assert chroma.client().get_max_batch_size() == most
    films.add(ids="a", embeddings=[1.0])
    assert chroma.operations()[-1] == "POST add"
