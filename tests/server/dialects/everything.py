"""What a client does beyond the round trip, told once and done in either colour."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Generator
from functools import partial
from typing import Any, TypeAlias
from uuid import uuid4

from chromalink import K, Knn, Search
from chromalink.errors import InvalidArgumentError, NotFoundError, UniqueConstraintError

Call: TypeAlias = Callable[[], Any]
Story: TypeAlias = Generator[Call, Any, None]

REFUSALS = (InvalidArgumentError, NotFoundError, UniqueConstraintError)


def administration(admin: Any) -> Story:
    """Tenants and databases. Yields calls and gets what they return, or their refusal."""
    tenant = f"t{uuid4().hex}"
    yield lambda: admin.create_tenant(tenant)
    assert (yield lambda: admin.get_tenant(tenant)) == {"name": tenant}
    assert isinstance((yield lambda: admin.create_tenant(tenant)), UniqueConstraintError)
    yield lambda: admin.update_tenant(tenant, f"r{tenant}")
    assert tenant in [one["name"] for one in (yield lambda: admin.list_tenants())]
    yield lambda: admin.create_database("films", tenant=tenant)
    made = yield lambda: admin.get_database("films", tenant=tenant)
    assert (yield lambda: admin.list_databases(limit=3, offset=0, tenant=tenant)) == [made]
    refused = yield lambda: admin.create_database("films", tenant=tenant)
    assert isinstance(refused, UniqueConstraintError)
    assert (refused.code, str(refused.message)) == ("", "Database [films] already exists")
    yield lambda: admin.delete_database("films", tenant=tenant)
    assert isinstance((yield lambda: admin.get_database("films", tenant=tenant)), NotFoundError)


def collections(admin: Any, client: Any) -> Story:
    """Collections and records, in a database of their own; at the end the server is emptied."""
    tenant, plain = f"t{uuid4().hex}", {"embedding_function": None}
    yield lambda: admin.create_tenant(tenant)
    yield lambda: admin.update_tenant(tenant, f"r{tenant}")
    yield lambda: admin.create_database("films", tenant=tenant)
    yield lambda: client.set_tenant(tenant, database="films")
    yield lambda: client.set_database("films")
    assert (yield lambda: client.heartbeat()) > 0
    assert (yield lambda: client.get_version()) == "1.0.0"
    assert (yield lambda: client.get_max_batch_size()) == 5461
    assert (yield lambda: client.get_user_identity())["tenant"] == "default_tenant"

    films = yield lambda: client.get_or_create_collection("one", metadata={"k": 1}, **plain)
    assert isinstance((yield lambda: client.create_collection("one", **plain)), UniqueConstraintError)
    for address in ("one", str(films.id)):
        found = yield partial(client.get_collection, address, **plain)
        assert (found.id, found.metadata, found.tenant, found.database) == (films.id, {"k": 1}, tenant, "films")
    assert (yield lambda: client.get_collection_by_id(films.id, **plain)).name == "one"
    assert (yield lambda: client.get_collection_by_crn(f"r{tenant}:films:one", **plain)).id == films.id

    yield lambda: films.add(["a", "b"], [[1.0, 0.0], [0.0, 1.0]], metadatas=[{"n": 1}, {"n": 2}])
    refused = yield lambda: films.add(["c", "b"], [[1.0, 0.0], [0.0, 1.0]])
    assert isinstance(refused, InvalidArgumentError)
    assert refused.message == "ids: expected new ids, each once, got 'b', which exists"
    assert isinstance((yield lambda: films.update("zz", metadatas={"n": 3})), NotFoundError)
    yield lambda: films.update("b", metadatas={"n": 3})
    yield lambda: films.upsert(["c"], [[4.0, 4.0]])
    assert (yield lambda: films.count()) == 3
    assert (yield lambda: films.get(ids="a"))["included"] == ["metadatas", "documents"]
    assert (yield lambda: films.peek(1))["ids"] == ["a"]
    near = yield lambda: films.query([[1.0, 0.0]], n_results=1, include=["distances"])
    assert (near["ids"], near["distances"], near["included"]) == ([["a"]], [[0.0]], ["distances"])
    ranked = yield lambda: films.search(Search().rank(Knn([1.0, 0.0])).limit(2).select(K("n"), K.SCORE))
    assert (ranked["ids"], ranked["scores"]) == ([["a", "b"]], [[0.0, 2.0]])
    assert (yield lambda: films.get_indexing_status())["total_ops"] > 0
    copy = yield lambda: films.fork("copy")
    assert ((yield lambda: copy.count()), (yield lambda: films.fork_count())) == (3, 1)
    attached, created = yield lambda: films.attach_function("record_counter", "counter", "counted")
    assert created
    assert (yield lambda: films.get_attached_function("counter")) == attached
    assert (yield lambda: films.detach_function("counter"))
    assert (yield lambda: films.delete(ids=["a", "zz"])) == {"deleted": 1}
    assert (yield lambda: films.delete(where={"n": 3}, limit=1)) == {"deleted": 1}

    yield lambda: films.modify(name="two", metadata={"k": 2})
    listed = yield lambda: client.list_collections(limit=9, offset=0)
    assert {one.name: one.metadata for one in listed}["two"] == {"k": 2}
    before = yield lambda: client.count_collections()
    yield lambda: client.delete_collection("copy")
    yield lambda: client.delete_collection(str(films.id))
    assert (yield lambda: client.count_collections()) == before - 2
    assert isinstance((yield lambda: client.get_collection("two", **plain)), NotFoundError)
    assert (yield lambda: client.reset()) is True


def done(story: Story) -> None:
    """Do what is told, with blocking calls."""
    call = next(story)
    while True:
        outcome: object
        try:
            outcome = call()
        except REFUSALS as refusal:
            outcome = refusal
        try:
            call = story.send(outcome)
        except StopIteration:
            return


async def adone(story: Story) -> None:
    """Do what is told, with calls to be awaited."""
    call = next(story)
    while True:
        outcome: object
        try:
            outcome = call()
            if inspect.isawaitable(outcome):
                outcome = await outcome
        except REFUSALS as refusal:
            outcome = refusal
        try:
            call = story.send(outcome)
        except StopIteration:
            return
