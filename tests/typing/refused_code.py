"""Code with a mistake on every marked line: type checkers must refuse each, so that no ignore is unneeded."""

# pyright: reportUnnecessaryTypeIgnoreComment=true

from __future__ import annotations

from collections.abc import AsyncIterator

from chromalink import AsyncHttpClient, HttpClient, Record


async def later() -> AsyncIterator[Record]:
    yield Record("a")


def inputs(client: HttpClient) -> None:
    films = client.get_collection("films")
    films.add([1, 2], [[1.0], [2.0]])  # type: ignore[list-item]  # ids are texts
    films.add("a", "text")  # type: ignore[arg-type]  # a text is no vector
    films.add("a", [1.0], metadatas={"k": object()})  # type: ignore[dict-item]  # no metadata value
    films.add("a", [1.0], metadatas={"k": None})  # type: ignore[dict-item]  # None removes, in updates only
    films.get(include=["document"])  # type: ignore[list-item]  # a field of another name
    films.query(query_texts=5)  # type: ignore[call-overload]  # a number is no text
    films.query(n_results="5")  # type: ignore[call-overload]  # a text is no number
    films.get(where="year > 1990")  # type: ignore[call-overload]  # a text is no filter
    films.add_many([1, 2])  # type: ignore[arg-type]  # numbers are no records
    films.add_many(5)  # type: ignore[arg-type]  # a number holds no records
    films.add_many([Record("a")], on_error="stop")  # type: ignore[arg-type]  # no such policy
    films.add_many([Record("a")], columns={"ids": "name"})  # type: ignore[dict-item]  # a field of another name
    Record(5)  # type: ignore[arg-type]  # ids are texts
    Record("a").id = "b"  # type: ignore[misc]  # records are frozen


def results(client: HttpClient) -> None:
    films = client.get_collection("films")
    len(films.get(include=["documents"])["documents"])  # type: ignore[arg-type]  # may not be included
    print(films.get()["embeddings"].shape)  # type: ignore[union-attr]  # not included
    films.peek()["uris"][0]  # type: ignore[index]  # not included
    films.query([1.0])["embeddings"][0]  # type: ignore[index]  # not included
    number: int = films.get()["ids"]  # type: ignore[assignment]  # a list
    len(films.get().distances)  # type: ignore[attr-defined]  # of queries only
    print(number)


async def colours(client: HttpClient, other: AsyncHttpClient) -> None:
    await client.heartbeat()  # type: ignore[misc]  # a sync client
    films = await other.get_collection("films")
    films.get()["ids"]  # type: ignore[index]  # not awaited
    for one in films.iter_records():  # type: ignore[attr-defined]  # asynchronous
        del one
