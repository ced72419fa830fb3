"""All that a catalog has at one moment, kept to come back to: for tests that share what took long to prepare."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from uuid import UUID
from weakref import ref

from .collection import Collection, Place
from .functions import FunctionImage
from .holdings import Database, Holdings
from .journal import FORGETFUL


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """Tenants, databases, collections, functions and records as they were; to be given back to where it is from."""

    tenants: Mapping[str, str | None]
    databases: Mapping[Place, UUID]
    collections: Mapping[UUID, Collection]
    """Forks that nobody writes to, each under the id and name of its original."""
    functions: tuple[FunctionImage, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """A collection and a fork of it; which are alike until the collection is changed."""

    live: ref[Collection]
    kept: Collection

    def says(self, live: Collection) -> bool:
        """Whether this is that collection, and it has not been changed since: operations are only ever counted up."""
        kept = self.kept
        return (
            self.live() is live
            and live.operations == kept.operations
            and live.dimension == kept.dimension
            and live.name == kept.name
            and live.metadata is kept.metadata
            and live.schema is kept.schema
        )


class Checkpoints:
    """Takes checkpoints of one catalog and goes back to them; `lock` guards its holdings.

    Both cost a glance at each collection, and a fork (no copy of records) of those that have changed. Meant for a
    moment at which nothing is being asked: what is, is served, but may be lost. Raises ValueError for a catalog that
    keeps what it has on disk, where going back would have to be kept, too.
    """

    def __init__(self, holdings: Holdings, lock: AbstractContextManager[object]) -> None:
        if holdings.journal is not FORGETFUL:
            raise ValueError("a server that keeps its data on disk has no checkpoints")
        self._holdings = holdings
        self._lock = lock
        self._known: dict[UUID, _Known] = {}

    def take(self) -> Checkpoint:
        """What there is now."""
        with self._lock:
            tenants = dict(self._holdings.tenants)
            databases = {place: database.id for place, database in self._holdings.databases.items()}
            collections = dict(self._holdings.collections)
            functions = tuple(each.attached.image() for each in collections.values() if each.attached is not None)
        # Forks take the locks of the records, which come before that of the catalog.
        kept = {id: self._kept(each) for id, each in collections.items()}
        self._known = {id: known for id, known in self._known.items() if id in kept}
        return Checkpoint(tenants, databases, kept, functions)

    def back_to(self, checkpoint: Checkpoint) -> None:
        """Have what there was; ids that were given since are not given again."""
        with self._lock:
            before = dict(self._holdings.collections)
            self._replace(checkpoint, before)
            gone = [each for id, each in before.items() if self._holdings.collections.get(id) is not each]
        for collection in gone:
            collection.close()

    def _kept(self, live: Collection) -> Collection:
        known = self._known.get(live.id)
        if known is not None and known.says(live):
            return known.kept
        with live.held():
            kept = live.fork(live.id, live.name)
        self._known[live.id] = _Known(ref(live), kept)
        return kept

    def _replace(self, checkpoint: Checkpoint, before: Mapping[UUID, Collection]) -> None:
        holdings = self._holdings
        for collection in before.values():
            if collection.attached is not None:
                collection.attached.part()
        holdings.tenants.clear()
        holdings.tenants.update(checkpoint.tenants)
        holdings.databases.clear()
        holdings.databases.update((place, Database(id, place)) for place, id in checkpoint.databases.items())
        holdings.collections.clear()
        for id, kept in checkpoint.collections.items():
            holdings.hold(self._live(before.get(id), kept))
        for function in checkpoint.functions:
            function.revive(holdings.collections)

    def _live(self, live: Collection | None, kept: Collection) -> Collection:
        """The collection that is there if it is as it was kept, else a fork of what was kept."""
        known = self._known.get(kept.id)
        if live is not None and known is not None and known.kept is kept and known.says(live):
            return live
        fresh = kept.fork(kept.id, kept.name)
        self._known[kept.id] = _Known(ref(fresh), kept)
        return fresh
