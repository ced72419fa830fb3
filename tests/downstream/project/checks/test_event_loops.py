"""The service on asyncio and on trio, by anyio's plugin, and with real keys."""

from __future__ import annotations

import anyio
import pytest
from chromalink import AsyncClientAPI
from chromalink.errors import AuthorizationError, QuotaError
from chromalink.testing import MockServer

from notes.note import Note
from notes.service import NoteService

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


async def test_notes_are_published_and_found(async_chroma_client: AsyncClientAPI) -> None:
    service = await NoteService.start(async_chroma_client)
    async with anyio.create_task_group() as publishing:
        for number in range(10):
            publishing.start_soon(service.publish, Note(str(number), "ann", f"note {number}"))
    assert [note.text for note in await service.search("7", limit=1)] == ["note 7"]


@pytest.mark.chroma(faults="searchRecords:latency=60")
async def test_a_search_may_be_given_up(chroma_server: MockServer, async_chroma_client: AsyncClientAPI) -> None:
    service = await NoteService.start(async_chroma_client)
    with anyio.move_on_after(0) as patience:
        await service.search("anything")
    assert patience.cancelled_caught
    assert await service.ready()


async def test_the_service_works_with_the_key_of_a_cloud(chroma_cloud: MockServer) -> None:
    async with await NoteService.start(chroma_cloud.async_cloud_client()) as service:
        await service.publish(Note("1", "ann", "in the cloud"))
        assert [note.id for note in await service.search("cloud")] == ["1"]
        with pytest.raises(QuotaError):
            await service.search("cloud", limit=10_000)
    with pytest.raises(AuthorizationError):
        await NoteService.start(chroma_cloud.async_client())


@pytest.mark.chroma(auth="k3y=studio:archive")
async def test_a_key_leads_to_its_own_database(async_chroma_client: AsyncClientAPI) -> None:
    await NoteService.start(async_chroma_client)
    assert (async_chroma_client.tenant, async_chroma_client.database) == ("studio", "archive")
