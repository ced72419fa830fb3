"""The program under test: it remembers films and suggests one."""

from __future__ import annotations

from collections.abc import Mapping

from chromalink import AsyncClientAPI, ClientAPI, Collection, HashingEmbeddingFunction

EMBED = HashingEmbeddingFunction()


class Films:
    """Films by their titles, each with a plot and a year."""

    def __init__(self, client: ClientAPI) -> None:
        self._collection: Collection = client.get_or_create_collection("films", embedding_function=EMBED)

    def add(self, plots: Mapping[str, str], *, year: int) -> None:
        self._collection.upsert(
            ids=list(plots), documents=list(plots.values()), metadatas=[{"year": year} for _ in plots]
        )

    def suggest(self, wish: str, *, since: int = 0) -> str | None:
        """The title that fits best; None where there is no film of these years."""
        found = self._collection.query(query_texts=wish, n_results=1, where={"year": {"$gte": since}}).first()
        return None if found is None else found["id"]


async def titles(client: AsyncClientAPI) -> list[str]:
    """All titles in the order in which they were added."""
    collection = await client.get_or_create_collection("films", embedding_function=EMBED)
    return (await collection.get(include=[])).ids
