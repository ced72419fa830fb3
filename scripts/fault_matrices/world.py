"""A server on a real port, always in the same state before a cell, and what can be seen of that state."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from threading import Condition
from typing import TypeAlias

import psutil  # type: ignore[import-untyped]  # it has no types

from chromalink import Collection
from chromalink.testing import MockServer
from chromalink_mock.faults import Reset
from chromalink_mock.request_log import Seen

from .cases import ACME, ARCHIVE, FILMS, RESOURCE, SONGS, TALLY
from .kinds import Fault

State: TypeAlias = Mapping[str, object]

_LONGEST = 5.0
"""Seconds to wait for the server to end what it has begun."""


class World:
    """One server with a tenant, a database, and a collection of three records that a function watches,
    beside one of another that none does."""

    def __init__(self, stack: ExitStack) -> None:
        self._ended = Condition()
        self.server = stack.enter_context(MockServer(port=0, observers=[self._note]))
        client = stack.enter_context(self.server.client())
        films = client.create_collection(FILMS, embedding_function=None, metadata={"told": False})
        vectors = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]
        films.add(["a", "b", "c"], vectors, [{"n": 1}, {"n": 2}, {"n": 3}], ["x", "y", "z"])
        films.attach_function("statistics", TALLY, "tallied")
        client.create_collection(SONGS, embedding_function=None).add(["s"], [[1.0]])
        client.admin.update_tenant("default_tenant", RESOURCE)
        client.admin.create_tenant(ACME)
        client.admin.create_database(ARCHIVE)
        self.collection_id = str(films.id)
        self.state()  # functions run when their output is read
        self._beginning = self.server.snapshot()

    def begin(self) -> None:
        """As at first: records, faults and log."""
        self.server.faults.clear()
        self.server.restore(self._beginning)
        self.server.requests.clear()

    @contextmanager
    def struck(self, operation: str, fault: Fault, times: int | None) -> Generator[ExitStack]:
        """The fault, from now on, to so many requests of the operation. Closing what is given ends it before."""
        self.server.requests.clear()
        with ExitStack() as lasting:
            if fault.action is None:
                lasting.enter_context(self.server.refusing())
            else:
                self.server.faults.add(operation, fault.action, times=times, applied=fault.applied)
                lasting.callback(self.server.faults.clear)
            yield lasting

    def count(self, operation: str) -> int:
        """How many requests of the operation have ended since the fault began."""
        return len(self.server.requests.of(operation))

    def count_when_ended(self, operation: str, expected: int) -> int:
        """As `count`, once so many have ended: an operation that begins late ends after its client has gone."""
        with self._ended:
            self._ended.wait_for(lambda: self.count(operation) >= expected, timeout=_LONGEST)
        return self.count(operation)

    def state(self) -> State:
        """All that the server holds, but for ids."""
        held = self.server.snapshot()
        found: dict[str, object] = {
            "tenants": held.tenants,
            "databases": set(held.databases),
            "functions": [(each.asked.name, each.asked.function) for each in held.functions],
        }
        for place in held.databases:
            with self.server.client(tenant=place.tenant, database=place.database, retries=0) as reader:
                for collection in reader.list_collections():
                    found[f"{place.tenant}/{place.database}/{collection.name}"] = _contents(collection)
        return found

    def left_open(self) -> int:
        """How many connections to the server somebody in this process still has."""
        port = int(self.server.url.rpartition(":")[2])
        sockets = psutil.Process().net_connections("tcp4")
        return sum(bool(each.raddr) and each.raddr[1] == port and each.status != psutil.CONN_CLOSE for each in sockets)

    def _note(self, _: Seen) -> None:
        with self._ended:
            self._ended.notify_all()


def _contents(collection: Collection) -> object:
    held = collection.get(include=["embeddings", "documents", "metadatas", "uris"])
    records = [
        (row["id"], None if row["embedding"] is None else row["embedding"].tolist(), row["document"], row["metadata"])
        for row in held.rows()
    ]
    return collection.metadata, collection.configuration, collection.fork_count(), records


def leaves_a_dying_connection(fault: Fault) -> bool:
    """Whether the connection breaks behind a whole answer, so that whoever uses it next may be too quick to notice."""
    return fault.action == Reset("after")
