"""Notes for scripts: plain calls, no event loop."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence

from chromalink import ClientAPI, HttpClient

from . import index
from .note import Note


class Board:
    def __init__(self, client: ClientAPI) -> None:
        self._notes = client.get_or_create_collection(index.NAME, index.schema())

    def pin(self, notes: Iterable[Note]) -> None:
        ids, texts, metadatas = index.columns(notes)
        self._notes.upsert(ids=ids, documents=texts, metadatas=metadatas)

    def take_down(self, *ids: str) -> None:
        self._notes.delete(ids=list(ids))

    def search(self, text: str, *, author: str | None = None, limit: int = 3) -> list[Note]:
        return index.found(self._notes.search(index.hybrid(text, author, limit)))

    def __len__(self) -> int:
        return self._notes.count()


def main(arguments: Sequence[str] | None = None) -> None:
    """notes URL TEXT: print what is found."""
    parser = argparse.ArgumentParser(prog="notes")
    parser.add_argument("url")
    parser.add_argument("text")
    asked = parser.parse_args(arguments)
    with HttpClient(asked.url) as client:
        for note in Board(client).search(asked.text):
            print(f"{note.author}: {note.text}")
