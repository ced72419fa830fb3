"""Our own clients against a server that follows the document of the Cloud."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import anyio
import httpx
import pytest

from chromalink import AdminClient, AsyncAdminClient, AsyncHttpClient, HttpClient
from chromalink.errors import NotFoundError, UniqueConstraintError
from chromalink_mock import RunningServer, Settings, serve
from crosschecks.round_trip import RoundTrip

from .everything import administration, adone, collections, done

BACKENDS = ("asyncio", "trio")


def test_a_sync_client_makes_the_round_trip(cloud_server: RunningServer) -> None:
    with HttpClient(host=cloud_server.host, port=cloud_server.port) as client:
        assert len(RoundTrip(client, NotFoundError, UniqueConstraintError).run()) == 24


@pytest.mark.parametrize("backend", BACKENDS)
def test_an_async_client_makes_the_round_trip(cloud_server: RunningServer, backend: str) -> None:
    async def trip() -> list[str]:
        async with AsyncHttpClient(host=cloud_server.host, port=cloud_server.port) as client:
            return await RoundTrip(client, NotFoundError, UniqueConstraintError).arun()

    assert len(anyio.run(trip, backend=backend)) == 24


@pytest.fixture
def resettable() -> Iterator[RunningServer]:
    """A server that only one test talks to."""
    with serve(Settings(dialect="cloud-openapi", allow_reset=True)) as running:
        yield running


def test_sync_clients_do_everything_else(resettable: RunningServer) -> None:
    place: dict[str, Any] = {"host": resettable.host, "port": resettable.port}
    with AdminClient(**place) as admin, HttpClient(**place) as client:
        done(administration(admin))
        done(collections(admin, client))
        client.set_tenant("default_tenant")
        assert client.count_collections() == 0


@pytest.mark.parametrize("backend", BACKENDS)
def test_async_clients_do_everything_else(resettable: RunningServer, backend: str) -> None:
    place: dict[str, Any] = {"host": resettable.host, "port": resettable.port}

    async def story() -> int:
        async with AsyncAdminClient(**place) as admin, AsyncHttpClient(**place) as client:
            await adone(administration(admin))
            await adone(collections(admin, client))
            await client.set_tenant("default_tenant")
            return await client.count_collections()

    assert anyio.run(story, backend=backend) == 0


MINIMAL = {"id": "0198c3a4-0000-4000-8000-000000000001", "name": "one"}


def answering(body: object) -> Any:
    """A client of a server whose every answer has this body."""
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json=body))
    return HttpClient(tenant="acme", database="films", validate=False, http_client=httpx.Client(transport=transport))


def test_a_collection_needs_no_more_than_the_document_requires() -> None:
    with answering(MINIMAL) as client:
        found = client.get_collection("one", embedding_function=None)
    assert (found.id, found.name) == (UUID(MINIMAL["id"]), "one")
    assert (found.tenant, found.database, found.metadata, found.schema) == ("acme", "films", None, None)


def test_listed_collections_need_no_more_either() -> None:
    with answering([MINIMAL]) as client:
        assert [(one.name, one.tenant) for one in client.list_collections()] == [("one", "acme")]
