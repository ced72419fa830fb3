"""Runs in the old official client's environment: `python -m crosschecks.legacy_client HOST PORT`, sync, then async.

All calls of chromadb-client 0.5.15 that reach a server, each with what it must answer. The server must allow a reset,
and is empty afterwards.
"""

from __future__ import annotations

import asyncio
import inspect
import sys
import uuid
from collections.abc import Callable
from typing import Any

import chromadb
from chromadb.api.async_client import AsyncAdminClient
from chromadb.config import Settings
from chromadb.errors import InvalidCollectionException, InvalidDimensionException

VECTORS = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [-0.5, 0.0, 1.0], [0.75, 0.25, 0.0]]
METADATAS = [{"n": 1, "kind": "x"}, {"n": 2.5, "kind": "y"}, {"n": 3, "kind": "x", "seen": True}, {"n": 4, "kind": "z"}]
DOCUMENTS = ["about pineapple", "about oranges", "about csv files", "about pineapple pizza"]
URIS = ["mem:a", "mem:b", "mem:c", "mem:d"]
EVERYTHING = ["embeddings", "documents", "metadatas", "uris"]


class Story:
    """Yields each call, which may be awaitable, and gets its value or the error it raised."""

    def __init__(self, client: Any, admin: Any) -> None:
        self.client, self.admin = client, admin
        self.mark = uuid.uuid4().hex[:12]
        self.passed: list[str] = []

    def check(self, what: str, found: object, expected: object) -> None:
        if found != expected:
            raise AssertionError(f"{what}: expected {expected!r}, got {found!r}")
        self.passed.append(what)

    def told(self) -> Any:
        yield from self.server()
        films = yield from self.collections()
        yield from self.records(films)
        yield from self.changes(films)
        yield from self.refusals(films)
        yield from self.farewell()

    def server(self) -> Any:
        client, admin, tenant = self.client, self.admin, f"tenant-{self.mark}"
        self.check("heartbeat", (yield lambda: client.heartbeat()) > 0, True)
        self.check("get_version", (yield lambda: client.get_version()).startswith("0.5."), True)
        self.check("get_max_batch_size", (yield lambda: client.get_max_batch_size()) > 1000, True)
        self.check("create_tenant", (yield lambda: admin.create_tenant(tenant)), None)
        self.check("get_tenant", (yield lambda: admin.get_tenant(tenant)), {"name": tenant})
        self.check("create_database", (yield lambda: admin.create_database("films", tenant)), None)
        database = yield lambda: admin.get_database("films", tenant)
        self.check("get_database", (database["name"], database["tenant"]), ("films", tenant))
        self.check("get_database, its id", str(uuid.UUID(str(database["id"]))), str(database["id"]))
        refused = yield lambda: admin.get_database("nothing", tenant)
        self.check("get_database of none", "not found" in str(refused), True)
        refused = yield lambda: admin.get_tenant(f"{tenant}-2")
        self.check("get_tenant of none", "not found" in str(refused), True)
        self.check("set_tenant", (yield lambda: client.set_tenant(tenant, "films")), None)
        self.check("count_collections there", (yield lambda: client.count_collections()), 0)
        self.check("set_database", (yield lambda: client.set_database("films")), None)
        refused = yield lambda: client.set_tenant(f"{tenant}-2")
        self.check("set_tenant of none", "not found" in str(refused), True)

    def collections(self) -> Any:
        client, name = self.client, f"films-{self.mark}"
        films = yield lambda: client.create_collection(
            name, metadata={"made": "here", "hnsw:space": "cosine"}, embedding_function=None
        )
        self.check("create_collection", (films.name, films.metadata["made"]), (name, "here"))
        self.check("create_collection, its place", films.tenant, f"tenant-{self.mark}")
        self.check("count_collections", (yield lambda: client.count_collections()), 1)
        again = yield lambda: client.get_collection(name, embedding_function=None)
        self.check("get_collection", (again.id, again.metadata), (films.id, films.metadata))
        self.check("configuration_json", "hnsw_configuration" in again.configuration_json, True)
        again = yield lambda: client.get_or_create_collection(name, metadata={"other": 1}, embedding_function=None)
        self.check(
            "get_or_create_collection of one that is there", (again.id, again.metadata["made"]), (films.id, "here")
        )
        other = yield lambda: client.get_or_create_collection(f"other-{self.mark}", embedding_function=None)
        self.check("get_or_create_collection of a new one", other.id != films.id, True)
        listed = yield lambda: client.list_collections()
        self.check("list_collections", {one.name for one in listed}, {name, f"other-{self.mark}"})
        some = yield lambda: client.list_collections(limit=1, offset=1)
        self.check("list_collections limit offset", [one.name for one in some], [listed[1].name])
        return films

    def records(self, films: Any) -> Any:
        added = yield lambda: films.add(
            ids=list("abcd"), embeddings=VECTORS, metadatas=METADATAS, documents=DOCUMENTS, uris=URIS
        )
        self.check("add", added, None)
        self.check("count", (yield lambda: films.count()), 4)
        found = yield lambda: films.get(where={"kind": "x"}, include=EVERYTHING)
        self.check("get where", found["ids"], ["a", "c"])
        self.check("get metadatas", found["metadatas"], [METADATAS[0], METADATAS[2]])
        self.check("get documents", found["documents"], [DOCUMENTS[0], DOCUMENTS[2]])
        self.check("get uris", (found["uris"], found["data"]), (["mem:a", "mem:c"], None))
        self.check("get embeddings", _numbers(found["embeddings"]), [VECTORS[0], VECTORS[2]])
        self.check("get included", set(found["included"]), set(EVERYTHING))
        found = yield lambda: films.get(where_document={"$contains": "pizza"}, include=[])
        self.check("get where_document", (found["ids"], found["documents"]), (["d"], None))
        found = yield lambda: films.get(ids=["d", "a", "zz"], limit=1, offset=1)
        self.check("get ids limit offset", found["ids"], ["d"])
        peeked = yield lambda: films.peek(2)
        self.check("peek", (peeked["ids"], _numbers(peeked["embeddings"])), (["a", "b"], VECTORS[:2]))
        near = yield lambda: films.query(query_embeddings=VECTORS[:2], n_results=2, include=[*EVERYTHING, "distances"])
        self.check("query", near["ids"], [["a", "d"], ["b", "d"]])
        self.check("query distances", abs(near["distances"][0][0]) < 1e-6 < near["distances"][0][1], True)
        self.check("query metadatas", near["metadatas"][1], [METADATAS[1], METADATAS[3]])
        self.check("query documents", near["documents"][1], [DOCUMENTS[1], DOCUMENTS[3]])
        self.check("query uris", (near["uris"][0], near["data"]), (["mem:a", "mem:d"], None))
        near = yield lambda: films.query(
            query_embeddings=[VECTORS[0]], where={"$and": [{"n": {"$gte": 2}}, {"kind": {"$ne": "z"}}]}
        )
        self.check("query where", near["ids"], [["b", "c"]])
        near = yield lambda: films.query(query_embeddings=VECTORS[0], where_document={"$not_contains": "pineapple"})
        self.check("query where_document, one vector", near["ids"], [["b", "c"]])

    def changes(self, films: Any) -> Any:
        yield lambda: films.update(ids="a", metadatas={"n": 10}, documents="rewritten", embeddings=[0.0, 0.0, 1.0])
        found = yield lambda: films.get(ids="a", include=EVERYTHING)
        self.check("update", (found["metadatas"], found["documents"]), ([{"n": 10, "kind": "x"}], ["rewritten"]))
        self.check(
            "update embeddings, uris kept", (_numbers(found["embeddings"]), found["uris"]), ([[0, 0, 1]], ["mem:a"])
        )
        yield lambda: films.upsert(ids=["a", "e"], embeddings=VECTORS[:2], metadatas=[{"n": 11}, {"n": 12}])
        self.check("upsert", (yield lambda: films.get(where={"n": {"$in": [11, 12]}}))["ids"], ["a", "e"])
        self.check("delete where", (yield lambda: films.delete(where={"kind": "y"})), None)
        self.check("delete where_document", (yield lambda: films.delete(where_document={"$contains": "csv"})), None)
        self.check("delete ids", (yield lambda: films.delete(ids=["a", "zz"])), None)
        self.check("get after delete", (yield lambda: films.get())["ids"], ["d", "e"])
        yield lambda: films.modify(name=f"{films.name}-2", metadata={"made": "there"})
        again = yield lambda: self.client.get_collection(f"films-{self.mark}-2", embedding_function=None)
        self.check("modify", (again.id, again.metadata), (films.id, {"made": "there"}))

    def refusals(self, films: Any) -> Any:
        client = self.client
        refused = yield lambda: films.query(query_embeddings=[[1.0]], n_results=1)
        self.check("query of another dimension", isinstance(refused, InvalidDimensionException), True)
        refused = yield lambda: films.upsert(ids=["f"], embeddings=[[1.0]])
        self.check("upsert of another dimension", isinstance(refused, InvalidDimensionException), True)
        refused = yield lambda: films.add(ids=["f"], embeddings=[[1.0]])
        self.check("add of another dimension", "does not match collection dimensionality 3" in str(refused), True)
        refused = yield lambda: client.create_collection(films.name, embedding_function=None)
        self.check("create_collection twice", f"Collection {films.name} already exists" in str(refused), True)
        refused = yield lambda: client.create_collection("no", embedding_function=None)
        self.check("create_collection with a bad name", "Expected collection name that" in str(refused), True)
        refused = yield lambda: client.get_collection("nothing", embedding_function=None)
        self.check("get_collection of none", isinstance(refused, InvalidCollectionException), True)
        refused = yield lambda: client.delete_collection("nothing")
        self.check(
            "delete_collection of none", "ValueError('Collection nothing does not exist.')" in str(refused), True
        )

    def farewell(self) -> Any:
        client = self.client
        self.check("delete_collection", (yield lambda: client.delete_collection(f"films-{self.mark}-2")), None)
        self.check("count_collections after it", (yield lambda: client.count_collections()), 1)
        self.check("reset", (yield lambda: client.reset()), True)
        refused = yield lambda: self.admin.get_tenant(f"tenant-{self.mark}")
        self.check("get_tenant after reset", "not found" in str(refused), True)
        self.check("set_tenant back", (yield lambda: client.set_tenant("default_tenant", "default_database")), None)
        self.check("list_collections after reset", (yield lambda: client.list_collections()), [])

    async def run(self) -> list[str]:
        """Tell the story; the names of the checks passed."""
        story = self.told()
        call: Callable[[], Any] = next(story)
        while True:
            try:
                outcome = call()
                if inspect.isawaitable(outcome):
                    outcome = await outcome
            except Exception as error:  # refusals come as several unrelated classes
                outcome = error
            try:
                call = story.send(outcome)
            except StopIteration:
                return self.passed


def _numbers(rows: Any) -> list[list[float]]:
    return [[float(value) for value in row] for row in rows]


def _settings(implementation: str, host: str, port: int) -> Settings:
    return Settings(
        chroma_api_impl=implementation,
        chroma_server_host=host,
        chroma_server_http_port=port,
        anonymized_telemetry=False,
    )


async def main(host: str, port: int) -> None:
    def settings(implementation: str) -> Settings:
        return _settings(f"chromadb.api.{implementation}", host, port)

    client = chromadb.HttpClient(host=host, port=port, settings=settings("fastapi.FastAPI"))
    passed = await Story(client, chromadb.AdminClient(settings("fastapi.FastAPI"))).run()
    print(f"chromadb-client 0.5.15, HttpClient: {len(passed)} checks passed: {'; '.join(passed)}")
    aclient = await chromadb.AsyncHttpClient(host=host, port=port, settings=settings("async_fastapi.AsyncFastAPI"))
    passed = await Story(aclient, AsyncAdminClient(settings("async_fastapi.AsyncFastAPI"))).run()
    print(f"chromadb-client 0.5.15, AsyncHttpClient: {len(passed)} checks passed")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
