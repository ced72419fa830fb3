"""Ordinary code that reads and writes many records: type checkers must take every line."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import polars

from chromalink import AsyncHttpClient, BulkProgress, BulkResult, HttpClient, Record
from chromalink.errors import BulkError


def records() -> Iterator[Record]:
    yield Record("a", [1.0, 2.0], "text", {"n": 1})
    yield Record(id="b", embedding=np.zeros(2), metadata={"gone": None}, uri="u")


async def later() -> AsyncIterator[Mapping[str, object]]:
    yield {"id": "a", "embedding": (1, 2)}


def tell(now: BulkProgress) -> None:
    print(now.done, now.total)


def inputs(client: HttpClient, half: npt.NDArray[np.float16], double: npt.NDArray[np.float64]) -> None:
    films = client.get_collection("films")
    names: tuple[str, ...] = ("a", "b")
    integers: list[list[int]] = [[1, 2], [3, 4]]
    rows: Sequence[npt.NDArray[np.float32]] = [np.zeros(2, np.float32)] * 2
    metadatas: list[dict[str, str]] = [{"k": "v"}, {"k": "w"}]
    films.add(names, integers)
    films.add(names, half)
    films.add(names, double, metadatas)
    films.upsert(names, rows, documents=("x", "y"))
    films.query(rows)
    films.query(half, ids=names, include=("documents",))


def results(client: HttpClient) -> float:
    films = client.get_collection("films")
    texts: list[str | None] = films.get()["documents"]
    texts += films.get(["a"], limit=1).documents
    vectors: npt.NDArray[np.float32] = films.peek()["embeddings"]
    chosen: npt.NDArray[np.float32] = films.get(include=["embeddings"]).embeddings
    found = films.query(query_texts="text")
    distances: list[list[float | None]] = found["distances"]
    ids: list[list[str]] = found["ids"]
    of_each: list[npt.NDArray[np.float32]] = films.query([1.0], include=["embeddings"]).embeddings
    perhaps: npt.NDArray[np.float32] | None = films.get(include=["embeddings"])["embeddings"]
    assert perhaps is not None
    return float(vectors[0, 0] + chosen[0, 0] + of_each[0][0, 0]) + len(texts) + len(distances) + len(ids[0])


def ingest(client: HttpClient, frame: polars.DataFrame) -> list[str]:
    films = client.get_collection("films")
    films.add_many(records(), batch_size=100, in_flight=4, progress=tell)
    films.add_many(frame, columns={"id": "name", "metadata": ["year", "kind"]}, progress=True)
    films.upsert_many(films.get(include=["embeddings"]).rows(), on_error="continue")
    result = BulkResult()
    try:
        films.add_many([{"id": "a", "document": "x"}], resume_from=result)
    except BulkError as exc:
        return exc.failed + films.add_many(records(), resume_from=exc).unknown
    ids: list[str] = [one.id for one in films.iter_records(page_size=10)]
    ids += [one.name for one in client.iter_collections()] + [one["name"] for one in client.admin.iter_databases()]
    return ids + [id for outcome in result.outcomes() if outcome.state == "landed" for id in outcome.ids]


async def asynchronous() -> list[str]:
    async with AsyncHttpClient() as client:
        films = await client.get_collection("films")
        await films.add_many(later(), in_flight=2)
        await films.add_many(records())
        documents: list[str | None] = (await films.get())["documents"]
        shape: tuple[int, ...] = (await films.peek(3)).embeddings.shape
        names = [one.id async for one in films.iter_records()]
        return [*names, str(shape), *(one for one in documents if one is not None)]
