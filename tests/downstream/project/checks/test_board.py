"""The board: fixtures, request log, snapshots, a real port."""

from __future__ import annotations

import pytest
from chromalink import ClientAPI, HttpClient
from chromalink.errors import InternalError
from chromalink.testing import MockServer

from notes.board import Board, main
from notes.note import Note

NOTES = [
    Note("1", "ann", "Water the ferns before noon"),
    Note("2", "ann", "Invoice 4711 is still open"),
    Note("3", "ben", "The ferns in the hall need light"),
]


@pytest.fixture
def board(chroma_client: ClientAPI) -> Board:
    board = Board(chroma_client)
    board.pin(NOTES)
    return board


def test_notes_are_found_by_words_and_by_author(board: Board) -> None:
    assert [note.id for note in board.search("4711", limit=1)] == ["2"]
    assert {note.id for note in board.search("ferns", limit=2)} == {"1", "3"}
    assert [note.text for note in board.search("ferns", author="ben")] == ["The ferns in the hall need light"]


def test_a_note_pinned_again_replaces_the_old_one(board: Board) -> None:
    board.pin([Note("2", "ann", "Invoice 4711 is paid")])
    assert len(board) == 3
    assert board.search("4711", limit=1)[0].text == "Invoice 4711 is paid"


def test_notes_are_pinned_in_one_request(board: Board, chroma_server: MockServer) -> None:
    sent = chroma_server.requests.of("upsertRecords").with_body(ids=["1", "2", "3"]).once()
    assert isinstance(sent.body, dict)
    assert sent.body["metadatas"][2]["author"] == "ben"


def test_a_search_asks_once_and_writes_nothing(board: Board, chroma_server: MockServer) -> None:
    chroma_server.requests.clear()
    board.search("ferns")
    assert [seen.operation for seen in chroma_server.requests.all()] == ["searchRecords"]


def test_every_change_can_be_tried_from_the_same_start(board: Board, chroma_server: MockServer) -> None:
    before = chroma_server.snapshot()
    for gone in ("1", "2", "3"):
        board.take_down(gone)
        assert len(board) == 2
        chroma_server.restore(before)
    assert len(board) == 3


@pytest.mark.chroma(faults="createCollection:503:times=2")
def test_a_busy_server_is_asked_again(board: Board, chroma_server: MockServer) -> None:
    assert len(board) == 3
    chroma_server.requests.of("createCollection").times(3)


@pytest.mark.chroma(faults="deleteRecords:500")
def test_a_note_that_could_not_be_taken_down_stays(board: Board) -> None:
    with pytest.raises(InternalError):
        board.take_down("1")
    assert len(board) == 3


def test_the_command_prints_what_is_found(chroma_server_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with HttpClient(chroma_server_url) as client:
        Board(client).pin(NOTES)
    main([chroma_server_url, "invoice 4711"])
    assert capsys.readouterr().out.startswith("ann: Invoice 4711 is still open\n")


@pytest.mark.parametrize("turn", range(3))
def test_the_port_is_empty_for_every_test(chroma_server_url: str, turn: int) -> None:
    with HttpClient(chroma_server_url) as client:
        assert client.list_collections() == []
        Board(client).pin(NOTES[turn:])
