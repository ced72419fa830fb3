"""Notes for a web application: async, and forgiving towards a network."""

from __future__ import annotations

from chromalink import AsyncClientAPI, AsyncCollection
from chromalink.errors import ChromaError, NoAnswerError, RateLimitError, UnsupportedByServerError

from . import index
from .note import Note, NotesUnavailable


class NoteService:
    """Made by `start`; safe to share by the requests of one event loop."""

    def __init__(self, client: AsyncClientAPI, notes: AsyncCollection) -> None:
        self._client = client
        self._notes = notes

    @classmethod
    async def start(cls, client: AsyncClientAPI) -> NoteService:
        return cls(client, await client.get_or_create_collection(index.NAME, index.schema()))

    async def ready(self) -> bool:
        """What a health check answers."""
        try:
            await self._client.heartbeat()
        except ChromaError:
            return False
        return True

    async def publish(self, note: Note) -> None:
        """Keep a new note; the client repeats a call that got no answer. Raises NotesUnavailable."""
        ids, texts, metadatas = index.columns([note])
        try:
            await self._notes.add(ids=ids, documents=texts, metadatas=metadatas)
        except RateLimitError as error:
            raise NotesUnavailable("too many notes at once", error.retry_after) from error
        except NoAnswerError as error:
            kept = "may not have been kept" if error.maybe_applied else "was not kept"
            raise NotesUnavailable(f"note {note.id} {kept}") from error

    async def notes(self, *ids: str) -> list[Note]:
        found = await self._notes.get(ids=list(ids), include=["documents", "metadatas"])
        return index.paired(found["ids"], found["documents"] or [], found["metadatas"] or [])

    async def search(self, text: str, *, author: str | None = None, limit: int = 3) -> list[Note]:
        """By meaning and by words; where the server has no search, by meaning alone."""
        try:
            return index.found(await self._notes.search(index.hybrid(text, author, limit)))
        except UnsupportedByServerError:
            where = None if author is None else {"author": author}
            near = await self._notes.query(query_texts=text, n_results=limit, where=where)
            return index.paired(near["ids"][0], (near["documents"] or [[]])[0], (near["metadatas"] or [[]])[0])

    async def __aenter__(self) -> NoteService:
        return self

    async def __aexit__(self, *exit: object) -> None:
        await self._client.aclose()
