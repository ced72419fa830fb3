"""One call of every public method of the clients, and what must come of it. Told once, for both colours."""

from __future__ import annotations

import inspect
import uuid
from collections.abc import AsyncIterator, Callable, Generator
from dataclasses import dataclass
from typing import Any

from chromalink import Search
from chromalink.errors import (
    APIError,
    ChromaAuthError,
    ConnectionFailedError,
    InternalError,
    NotFoundError,
    UniqueConstraintError,
    UnsupportedByServerError,
)

VECTORS = [[1.0, 0.0], [0.0, 1.0], [0.7, 0.7]]
DOCUMENTS = ["about pineapple", "about oranges", "about both"]
METADATAS = [{"n": 1, "kind": "x"}, {"n": 2.5, "kind": "y"}, {"n": 3, "kind": "x"}]

UNOFFERED: tuple[type[Exception], ...] = (UnsupportedByServerError,)
"""How a server says that it lacks a method: 501 or 405; the bare 404 of a route it does not know counts too."""


class SkewError(Exception):
    """A method did not do what it should."""


@dataclass(frozen=True, slots=True)
class Step:
    """A call; `method` names what it exercises, `lacking` the errors by which a server may decline it."""

    method: str
    call: Callable[[], Any]
    holds: Callable[[Any], bool] = lambda _: True
    lacking: tuple[type[Exception], ...] = ()
    raises: type[Exception] | None = None


class Story:
    """Yields the steps in order; what a step gave is sent back, None where the server declined it."""

    def __init__(self, client: Any, admin: Any) -> None:
        self.client, self.admin = client, admin
        self.tag = uuid.uuid4().hex[:10]

    def steps(self) -> Generator[Step, Any, Any]:
        yield from self._server()
        yield from self._admin()
        films = yield from self._collections()
        yield from self._records(films)
        yield from self._beyond(films)
        yield from self._end(films)

    def _server(self) -> Generator[Step, Any, Any]:
        client = self.client
        yield Step("client.heartbeat", client.heartbeat, lambda found: found > 10**18)
        yield Step("client.get_version", client.get_version, lambda found: isinstance(found, str))
        yield Step("client.get_user_identity", client.get_user_identity, lambda found: "tenant" in found)
        yield Step("client.get_max_batch_size", client.get_max_batch_size, lambda found: found > 0)
        yield Step("client.server_info", client.server_info, lambda found: found.kind in ("single-node", "chromalink"))
        yield Step("client.with_options", lambda: client.with_options(timeout=20).heartbeat())
        yield Step("client.reset", client.reset, lambda found: found is True, lacking=(ChromaAuthError,))

    def _admin(self) -> Generator[Step, Any, Any]:
        admin, tenant, base = self.admin, f"tenant-{self.tag}", f"base-{self.tag}"
        yield Step("admin.create_tenant", lambda: admin.create_tenant(tenant))
        yield Step("admin.create_tenant", lambda: admin.create_tenant(tenant), raises=UniqueConstraintError)
        yield Step("admin.create_tenant", lambda: admin.create_tenant(tenant, exist_ok=True))
        yield Step("admin.get_tenant", lambda: admin.get_tenant(tenant), lambda found: found["name"] == tenant)
        yield Step("admin.update_tenant", lambda: admin.update_tenant(tenant, f"crn-{self.tag}"), lacking=UNOFFERED)
        yield Step("admin.list_tenants", lambda: admin.list_tenants(), lacking=(UnsupportedByServerError,))
        yield Step("admin.create_database", lambda: admin.create_database(base, tenant))
        yield Step("admin.create_database", lambda: admin.create_database(base, tenant, exist_ok=True))
        yield Step(
            "admin.get_database", lambda: admin.get_database(base, tenant), lambda found: found["tenant"] == tenant
        )
        yield Step(
            "admin.list_databases",
            lambda: admin.list_databases(tenant=tenant),
            lambda found: [one["name"] for one in found] == [base],
        )
        yield Step(
            "admin.iter_databases",
            lambda: collected(admin.iter_databases(page_size=1, tenant=tenant)),
            lambda found: [one["name"] for one in found] == [base],
        )
        yield Step("client.set_tenant", lambda: self.client.set_tenant(tenant, base))
        yield Step("client.set_database", lambda: self.client.set_database(base))
        yield Step("client.admin", lambda: self.client.admin.get_database(base), lambda found: found["name"] == base)
        yield Step("client.set_database", lambda: self.client.set_database("absent"), raises=NotFoundError)

    def _collections(self) -> Generator[Step, Any, Any]:
        client, name = self.client, f"films-{self.tag}"
        films = yield Step(
            "client.create_collection",
            lambda: client.create_collection(
                name,
                embedding_function=None,
                metadata={"made": "here"},
                configuration={"hnsw": {"space": "cosine"}},
            ),
            lambda found: (found.name, found.metadata) == (name, {"made": "here"}),
        )
        again = lambda: client.create_collection(name, embedding_function=None)  # noqa: E731 - a call, put off
        yield Step("client.create_collection", again, raises=UniqueConstraintError)
        same: Callable[[Any], bool] = lambda found: found.id == films.id  # noqa: E731 - a check, put off
        yield Step("client.get_or_create_collection", lambda: client.get_or_create_collection(name, None), same)
        yield Step("client.get_collection", lambda: client.get_collection(name, None), same)
        yield Step("client.get_collection", lambda: client.get_collection("absent", None), raises=NotFoundError)
        yield Step(
            "client.get_collection_by_id",
            lambda: client.get_collection_by_id(films.id, None),
            same,
            lacking=UNOFFERED,
        )
        yield Step(
            "client.get_collection_by_crn",
            lambda: client.get_collection_by_crn(f"crn-{self.tag}:base-{self.tag}:{name}", None),
            same,
            lacking=(*UNOFFERED, ConnectionFailedError),
        )
        yield Step(
            "client.list_collections", client.list_collections, lambda found: [one.id for one in found] == [films.id]
        )
        yield Step(
            "client.iter_collections",
            lambda: collected(client.iter_collections(page_size=1)),
            lambda found: [one.id for one in found] == [films.id],
        )
        yield Step("client.count_collections", client.count_collections, lambda found: found == 1)
        return films

    def _records(self, films: Any) -> Generator[Step, Any, Any]:
        columns = {"embeddings": VECTORS, "documents": DOCUMENTS, "metadatas": METADATAS}
        yield Step("collection.add", lambda: films.add(list("abc"), **columns))
        yield Step("collection.add", lambda: films.add("d", embeddings=[1.0, 2.0, 3.0]), raises=APIError)
        yield Step("collection.count", films.count, lambda found: found == 3)
        yield Step(
            "collection.get",
            lambda: films.get(where={"kind": "x"}, include=["metadatas", "embeddings"]),
            lambda found: found["ids"] == ["a", "c"] and found["embeddings"].shape == (2, 2),
        )
        yield Step(
            "collection.get",
            lambda: films.get(where_document={"$regex": "pine.*"}, include=["documents"]),
            lambda found: found["ids"] == ["a"],
        )
        yield Step("collection.peek", lambda: films.peek(2), lambda found: found["ids"] == ["a", "b"])
        yield Step(
            "collection.query",
            lambda: films.query([[1.0, 0.1]], n_results=2, where={"n": {"$gte": 1}}),
            lambda found: found["ids"] == [["a", "c"]],
        )
        yield Step("collection.update", lambda: films.update("a", metadatas={"n": 10}))
        yield Step("collection.upsert", lambda: films.upsert(["a", "e"], embeddings=[[0.5, 0.5], [0.1, 0.9]]))
        records = [{"id": f"m{number}", "embedding": [1.0, float(number)]} for number in range(5)]
        yield Step("collection.add_many", lambda: films.add_many(records, batch_size=2))
        yield Step("collection.upsert_many", lambda: films.upsert_many(iter(records), batch_size=3, in_flight=2))
        yield Step(
            "collection.iter_records",
            lambda: collected(films.iter_records(page_size=4)),
            lambda found: len(found) == 9,
        )
        yield Step("collection.with_options", lambda: films.with_options(retries=0).count(), lambda found: found == 9)
        yield Step("collection.delete", lambda: films.delete(ids=["e"]), lambda found: found is not None)
        yield Step("collection.delete", lambda: films.delete(where={"n": 3}))
        yield Step("collection.count", films.count, lambda found: found == 7)

    def _beyond(self, films: Any) -> Generator[Step, Any, Any]:
        """What single-node servers of Chroma decline."""
        lacking = UNOFFERED
        yield Step("collection.search", lambda: films.search(Search().limit(2)), lacking=lacking)
        yield Step("collection.fork", lambda: films.fork(f"fork-{self.tag}"), lacking=lacking)
        yield Step("collection.fork_count", films.fork_count, lacking=lacking)
        yield Step("collection.get_indexing_status", films.get_indexing_status, lacking=(*lacking, InternalError))
        attach = lambda: films.attach_function("record_counter", "counter", f"out-{self.tag}")  # noqa: E731 - put off
        yield Step("collection.attach_function", attach, lacking=lacking)
        yield Step(
            "collection.get_attached_function",
            lambda: films.get_attached_function("counter"),
            lacking=(*lacking, NotFoundError),
        )
        yield Step("collection.detach_function", lambda: films.detach_function("counter"), lacking=lacking)

    def _end(self, films: Any) -> Generator[Step, Any, Any]:
        yield Step("collection.modify", lambda: films.modify(name=f"movies-{self.tag}", metadata={"k": 1}))
        moved = f"movies-{self.tag}"
        yield Step("client.get_collection", lambda: self.client.get_collection(moved, None))
        yield Step("client.delete_collection", lambda: self.client.delete_collection(moved))
        yield Step("client.delete_collection", lambda: self.client.delete_collection(moved), raises=NotFoundError)
        yield Step("client.delete_collection", lambda: self.client.delete_collection(moved, missing_ok=True))
        tenant, base = f"tenant-{self.tag}", f"base-{self.tag}"
        yield Step("admin.delete_database", lambda: self.admin.delete_database(base, tenant))
        gone = lambda: self.admin.delete_database(base, tenant, missing_ok=True)  # noqa: E731 - a call, put off
        yield Step("admin.delete_database", gone)


def collected(items: Any) -> Any:
    """A list of what an iterator of either colour gives."""
    return _awaited(items) if isinstance(items, AsyncIterator) else list(items)


async def _awaited(items: AsyncIterator[Any]) -> list[Any]:
    return [item async for item in items]


def judged(step: Step, found: Any, error: Exception | None) -> str:
    """What the table says of a step: "yes", or what the server said instead; raises SkewError for anything else."""
    if step.raises is not None:
        if not isinstance(error, step.raises):
            raise SkewError(f"{step.method}: expected {step.raises.__name__}, got {error!r}, {found!r}")
        return "yes"
    if error is not None:
        if isinstance(error, step.lacking) or (step.lacking and _knows_no_route(error)):
            return type(error).__name__
        raise SkewError(f"{step.method}: {error!r}") from error
    if not step.holds(found):
        raise SkewError(f"{step.method}: got {found!r}")
    return "yes"


def _knows_no_route(error: Exception) -> bool:
    return type(error) is APIError and (error.status_code, error.code) == (404, "")


def told_sync(client: Any, admin: Any) -> dict[str, str]:
    """The verdict for each method, by a sync client."""
    table: dict[str, str] = {}
    story, found = Story(client, admin).steps(), None
    while True:
        try:
            step = story.send(found)
        except StopIteration:
            return table
        found, error = None, None
        try:
            found = step.call()
        except Exception as exc:
            error = exc
        note(table, step, judged(step, found, error))


async def told_async(client: Any, admin: Any) -> dict[str, str]:
    """The verdict for each method, by an async client."""
    table: dict[str, str] = {}
    story, found = Story(client, admin).steps(), None
    while True:
        try:
            step = story.send(found)
        except StopIteration:
            return table
        found, error = None, None
        try:
            found = step.call()
            if inspect.isawaitable(found):
                found = await found
        except Exception as exc:
            error = exc
        note(table, step, judged(step, found, error))


def note(table: dict[str, str], step: Step, verdict: str) -> None:
    """A method of several steps is what its worst step is."""
    if table.get(step.method, "yes") == "yes":
        table[step.method] = verdict
