"""Tenants and databases: by a client of their own, or by the admin side of another."""

from __future__ import annotations

from collections.abc import Iterator

import anyio
import httpx
import pytest

from chromalink import AdminClient, AsyncAdminClient, AsyncHttpClient, CloudClient, HttpClient
from chromalink.errors import ClientClosedError, NotFoundError, UniqueConstraintError, UnsupportedByServerError
from chromalink_mock import serve

from .fake_chroma import FakeChroma

TAKEN = {"error": "ChromaError", "message": "exists"}
GONE = {"error": "NotFoundError", "message": "gone"}


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serve() as server:
        yield server.port


def test_an_admin_client_needs_host_and_port_only(port: int) -> None:
    with AdminClient(host="127.0.0.1", port=port) as admin:
        admin.create_tenant("acme")
        admin.create_database("films", "acme")
        assert [one["name"] for one in admin.list_databases(tenant="acme")] == ["films"]
        assert "acme" in [one["name"] for one in admin.list_tenants()]


def test_the_admin_side_of_a_client_uses_its_tenant_and_connections(chroma: FakeChroma) -> None:
    client = chroma.client(tenant="acme", headers={"x-one": "1"})
    client.admin.get_database("films")
    client.admin.get_database("films", "other")
    paths = [request.url.path for request in chroma.requests]
    assert paths == ["/api/v2/tenants/acme/databases/films", "/api/v2/tenants/other/databases/films"]
    assert {request.headers["x-one"] for request in chroma.requests} == {"1"}
    client.close()
    with pytest.raises(ClientClosedError):
        client.admin.get_database("films")


def test_an_admin_client_is_about_the_default_tenant(chroma: FakeChroma) -> None:
    AdminClient(transport=chroma.transport()).get_database("films")
    assert chroma.requests[0].url.path == "/api/v2/tenants/default_tenant/databases/films"


def test_a_database_can_be_made_before_the_client_that_is_about_it_connects(port: int) -> None:
    async def main() -> int:
        client = AsyncHttpClient("127.0.0.1", port, database="to-be-made")
        await client.admin.create_database("to-be-made")
        async with client:
            return await client.count_collections()

    assert anyio.run(main) == 0


def test_the_admin_side_of_a_cloud_client_learns_the_tenant_from_the_key(chroma: FakeChroma) -> None:
    chroma.identity |= {"tenant": "mine", "databases": ["films"]}
    client = CloudClient(api_key="key-123", transport=chroma.transport())
    chroma.reply("GET databases", httpx.Response(200, json=[]))
    assert client.admin.list_databases() == []
    assert chroma.requests[-1].url.path == "/api/v2/tenants/mine/databases"


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_scripts_may_run_twice(backend: str, port: int) -> None:
    name = f"twice-{backend}"

    async def main() -> None:
        async with AsyncAdminClient(host="127.0.0.1", port=port) as admin:
            for _ in range(2):
                await admin.create_tenant(name, exist_ok=True)
                await admin.create_database("films", name, exist_ok=True)
            for _ in range(2):
                await admin.delete_database("films", name, missing_ok=True)
        async with AsyncHttpClient("127.0.0.1", port) as client:
            await client.create_collection(name, embedding_function=None)
            for _ in range(2):
                await client.delete_collection(name, missing_ok=True)

    anyio.run(main, backend=backend)
    with HttpClient("127.0.0.1", port) as client:
        assert client.count_collections() == 0


def test_without_saying_so_what_exists_or_is_missing_raises(port: int) -> None:
    with AdminClient(host="127.0.0.1", port=port) as admin, HttpClient("127.0.0.1", port) as client:
        with pytest.raises(UniqueConstraintError):
            admin.create_tenant("default_tenant")
        with pytest.raises(UniqueConstraintError):
            admin.create_database("default_database")
        with pytest.raises(NotFoundError):
            admin.delete_database("absent")
        with pytest.raises(NotFoundError):
            client.delete_collection("absent")


def test_exist_ok_swallows_no_other_error(chroma: FakeChroma) -> None:
    chroma.reply("POST tenants", httpx.Response(404, json=GONE))
    with pytest.raises(NotFoundError):
        AdminClient(transport=chroma.transport()).create_tenant("acme", exist_ok=True)


def test_missing_ok_swallows_no_other_error(chroma: FakeChroma) -> None:
    chroma.reply("DELETE collections/*", httpx.Response(409, json=TAKEN))
    with pytest.raises(UniqueConstraintError):
        chroma.client().delete_collection("films", missing_ok=True)


def test_a_server_that_lists_no_tenants_is_told_as_unsupported(chroma: FakeChroma) -> None:
    chroma.reply("GET tenants", httpx.Response(405))
    with pytest.raises(UnsupportedByServerError):
        AdminClient(transport=chroma.transport()).list_tenants()
