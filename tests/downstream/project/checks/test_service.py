"""The service: under pytest-asyncio, with faults of a network and of a server."""

from __future__ import annotations

import asyncio

import pytest
import pytest_asyncio
from chromalink import AsyncClientAPI
from chromalink.errors import InternalError
from chromalink.testing import MockServer, Refused, Reset, Status, Timeout

from notes.note import Note, NotesUnavailable
from notes.service import NoteService

FERNS = Note("1", "ann", "Water the ferns before noon")
INVOICE = Note("2", "ben", "Invoice 4711 is still open")


@pytest_asyncio.fixture
async def service(async_chroma_client: AsyncClientAPI) -> NoteService:
    return await NoteService.start(async_chroma_client)


@pytest.mark.asyncio
async def test_what_is_published_is_found(service: NoteService) -> None:
    await service.publish(FERNS)
    await service.publish(INVOICE)
    assert await service.search("ferns", limit=1) == [FERNS]
    assert await service.search("ferns", author="ben") == [INVOICE]


@pytest.mark.asyncio
async def test_many_may_publish_at_once(service: NoteService) -> None:
    notes = [Note(str(number), "ann", f"note {number}") for number in range(30)]
    await asyncio.gather(*map(service.publish, notes))
    assert set(await service.notes(*(note.id for note in notes))) == set(notes)


@pytest.mark.asyncio
async def test_a_server_that_refuses_is_not_ready(service: NoteService, chroma_server: MockServer) -> None:
    with chroma_server.refusing():
        assert not await service.ready()
    assert await service.ready()


@pytest.mark.asyncio
async def test_a_busy_server_is_asked_again(service: NoteService, chroma_server: MockServer) -> None:
    chroma_server.faults.add("addRecords", Status(503), times=2)
    await service.publish(FERNS)
    assert await service.notes("1") == [FERNS]
    chroma_server.requests.of("addRecords").with_body(ids=["1"]).times(3)


@pytest.mark.asyncio
@pytest.mark.parametrize("fault", [Reset("before"), Reset("during"), Timeout()])
async def test_a_note_whose_answer_was_lost_is_sent_again_and_kept_once(
    service: NoteService, chroma_server: MockServer, fault: Reset | Timeout
) -> None:
    chroma_server.faults.add("addRecords", fault, times=1, applied=True)
    await service.publish(FERNS)
    assert await service.notes("1") == [FERNS]
    chroma_server.requests.of("addRecords").with_body(ids=["1"]).times(2)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("fault", "applied", "told", "kept"),
    [
        (Refused(), False, "was not kept", []),
        (Reset("before"), False, "may not have been kept", []),
        (Reset("before"), True, "may not have been kept", [FERNS]),
    ],
)
async def test_a_note_without_an_answer_is_told_as_what_it_is(
    service: NoteService,
    chroma_server: MockServer,
    fault: Refused | Reset,
    applied: bool,
    told: str,
    kept: list[Note],
) -> None:
    chroma_server.faults.add("addRecords", fault, applied=applied)
    with pytest.raises(NotesUnavailable, match=f"^note 1 {told}$"):
        await service.publish(FERNS)
    assert await service.notes("1") == kept


@pytest.mark.asyncio
async def test_too_many_notes_are_told_when_to_come_again(service: NoteService, chroma_server: MockServer) -> None:
    chroma_server.faults.add("addRecords", Status(429, retry_after=3600))
    with pytest.raises(NotesUnavailable) as caught:
        await service.publish(FERNS)
    assert caught.value.wait == 3600
    chroma_server.requests.of("addRecords").once()


@pytest.mark.asyncio
async def test_a_server_without_search_is_asked_by_meaning(service: NoteService, chroma_server: MockServer) -> None:
    await service.publish(FERNS)
    await service.publish(INVOICE)
    chroma_server.faults.add("searchRecords", Status(501))
    assert await service.search("water the ferns", limit=1) == [FERNS]
    assert await service.search("water the ferns", author="ben") == [INVOICE]
    chroma_server.requests.of("queryRecords").times(2)


@pytest.mark.asyncio
@pytest.mark.chroma(seed=7, faults=[{"operation": "addRecords", "status": 500, "probability": 0.5}])
async def test_chance_is_the_same_every_time(service: NoteService) -> None:
    kept = []
    for number in range(8):
        try:
            await service.publish(Note(str(number), "ann", "a note"))
        except InternalError:
            continue
        kept.append(number)
    assert kept == [2, 4, 7]
