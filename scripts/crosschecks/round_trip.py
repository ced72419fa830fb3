"""The round trip that both clients run against both servers: only what their APIs have in common.

Each step is a call and what it must answer; the async variant awaits the same calls in the same order.
"""

from __future__ import annotations

import inspect
import uuid
from collections.abc import Callable
from typing import Any

VECTORS = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [-0.5, 0.0, 1.0], [0.9, 0.1, 0.0]]
METADATAS = [{"n": 1, "kind": "x"}, {"n": 2.5, "kind": "y"}, {"n": 3, "kind": "x", "tags": ["a", "b"]}, {"n": 4}]
DOCUMENTS = ["about pineapple", "about oranges", "about csv files", "about pineapple pizza"]

Step = Callable[..., Any]


class RoundTrip:
    """The story, told as generator: yields the (maybe awaitable) outcome of each call, gets its value back."""

    def __init__(self, client: Any, not_found: type[Exception], exists: type[Exception]) -> None:
        self.client, self.not_found, self.exists = client, not_found, exists
        self.name = f"crosscheck-{uuid.uuid4().hex[:12]}"
        self.passed: list[str] = []

    def check(self, what: str, found: object, expected: object) -> None:
        if found != expected:
            raise AssertionError(f"{what}: expected {expected!r}, got {found!r}")
        self.passed.append(what)

    def story(self) -> Any:
        client = self.client
        self.check("heartbeat", (yield lambda: client.heartbeat()) > 0, True)
        self.check("get_version", isinstance((yield lambda: client.get_version()), str), True)
        before = yield lambda: client.count_collections()
        films = yield lambda: client.create_collection(
            self.name, embedding_function=None, metadata={"made": "here"}, configuration={"hnsw": {"space": "cosine"}}
        )
        self.check("create_collection", (films.name, films.metadata), (self.name, {"made": "here"}))
        self.check("count_collections", (yield lambda: client.count_collections()), before + 1)
        yield lambda: films.add(ids=list("abcd"), embeddings=VECTORS, metadatas=METADATAS, documents=DOCUMENTS)
        self.check("add, count", (yield lambda: films.count()), 4)
        found = yield lambda: films.get(where={"kind": "x"}, include=["metadatas", "embeddings", "documents", "uris"])
        self.check("get where", found["ids"], ["a", "c"])
        self.check("get metadatas", found["metadatas"], [METADATAS[0], METADATAS[2]])
        self.check("get embeddings", [[float(x) for x in row] for row in found["embeddings"]], [VECTORS[0], VECTORS[2]])
        self.check("get uris", found["uris"], [None, None])
        found = yield lambda: films.get(where_document={"$regex": "pine.*pizza"}, include=[])
        self.check("get regex", (found["ids"], found["documents"]), (["d"], None))
        found = yield lambda: films.get(ids=["d", "a", "zz"], limit=1, offset=1)
        self.check("get ids limit offset", found["ids"], ["d"])
        self.check("peek", (yield lambda: films.peek(2))["ids"], ["a", "b"])
        near = yield lambda: films.query(query_embeddings=[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]], n_results=2)
        self.check("query", near["ids"], [["a", "d"], ["b", "d"]])
        self.check("query distance", abs(near["distances"][0][0]) < 1e-6, True)
        near = yield lambda: films.query(query_embeddings=[VECTORS[0]], n_results=9, where={"n": {"$gte": 2}})
        self.check("query where", near["ids"], [["d", "b", "c"]])
        near = yield lambda: films.query(query_embeddings=[VECTORS[0]], ids=["b", "d"], n_results=1)
        self.check("query ids", near["ids"], [["d"]])
        yield lambda: films.update(ids="a", metadatas={"n": 10}, documents="rewritten", embeddings=[0.0, 0.0, 1.0])
        found = yield lambda: films.get(ids="a")
        self.check("update", (found["metadatas"], found["documents"]), ([{"n": 10, "kind": "x"}], ["rewritten"]))
        yield lambda: films.upsert(ids=["a", "e"], embeddings=VECTORS[:2], metadatas=[{"n": 11}, {"n": 12}])
        self.check("upsert", (yield lambda: films.get(where={"n": {"$in": [11, 12]}}))["ids"], ["a", "e"])
        yield lambda: films.modify(
            name=self.name + "-2", metadata={"made": "there"}, configuration={"hnsw": {"ef_search": 150}}
        )
        again = yield lambda: client.get_collection(self.name + "-2", embedding_function=None)
        self.check("modify", (again.metadata, again.configuration_json["hnsw"]["ef_search"]), ({"made": "there"}, 150))
        self.check("delete", dict((yield lambda: films.delete(where={"kind": "y"}))), {"deleted": 1})
        yield lambda: films.delete(ids=["a"])
        self.check("count after delete", (yield lambda: films.count()), 3)
        listed = yield lambda: client.list_collections()
        self.check("list_collections", self.name + "-2" in [one.name for one in listed], True)
        refused = yield lambda: client.create_collection(self.name + "-2", embedding_function=None)
        self.check("create twice", isinstance(refused, self.exists), True)
        yield lambda: client.delete_collection(self.name + "-2")
        refused = yield lambda: client.get_collection(self.name + "-2", embedding_function=None)
        self.check("get after delete", isinstance(refused, self.not_found), True)

    def run(self) -> list[str]:
        story = self.story()
        call = next(story)
        while True:
            try:
                outcome = call()
            except (self.not_found, self.exists) as refusal:
                outcome = refusal
            try:
                call = story.send(outcome)
            except StopIteration:
                return self.passed

    async def arun(self) -> list[str]:
        story = self.story()
        call = next(story)
        while True:
            try:
                outcome = call()
                if inspect.isawaitable(outcome):
                    outcome = await outcome
            except (self.not_found, self.exists) as refusal:
                outcome = refusal
            try:
                call = story.send(outcome)
            except StopIteration:
                return self.passed
