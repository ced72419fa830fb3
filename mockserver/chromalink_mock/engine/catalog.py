"""Tenants, databases and collections: the one owner of what exists.

Messages and orders as recorded from Chroma 1.5.9 (wire contract: tenants and databases, collections).
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from itertools import islice
from operator import attrgetter
from threading import RLock
from typing import TypeVar
from uuid import UUID

from .checkpoint import Checkpoints
from .collection import Collection, CollectionChanges, NewCollection, Place
from .errors import AlreadyExists, FailedPrecondition, InvalidArgument, NotFound, RenameClash
from .functions import FUNCTIONS, AttachedFunction, Attachment
from .holdings import Database, Holdings, Tenant
from .identity import NIL, read_uuid
from .journal import (
    CatalogEntry,
    CollectionChanged,
    CollectionCreated,
    CollectionDropped,
    CollectionForked,
    DatabaseCreated,
    DatabaseDropped,
    Founded,
    FunctionAttached,
    FunctionDetached,
    ResourceNamed,
    TenantCreated,
)
from .names import metadata_fault, name_fault, refuse_faults, tenant_name_fault
from .spann import SpannParameters
from .values import HnswParameters

T = TypeVar("T")

DEFAULT_TENANT = "default_tenant"
DEFAULT_DATABASE = "default_database"

_RENAME_CLASH = (
    "Database error: error returned from database: (code: 2067) "
    "UNIQUE constraint failed: collections.name, collections.database_id"
)


class Catalog:
    """Everything a server holds, behind one lock; made with the default tenant and database.

    `ids` gives a fresh id per call; ids that grow make lists (which ascend by id) show creation order. `defaults`
    are the HNSW settings of a collection that asks for none. With `strict_scope` a collection is found by its UUID
    only in its own tenant and database; otherwise everywhere, as recorded. With `spann`, collections are told as
    SPANN indexes with these settings by default. `tenants` and `places` are there from the start, also after a reset.
    `holdings` is what there is already; every change of it is kept in its journal first, and what cannot be kept is
    refused (NotKept) and changes nothing.

    Locks are taken in this order: a collection's records, the catalog, the journal.
    """

    def __init__(
        self,
        ids: Callable[[], UUID],
        defaults: HnswParameters,
        *,
        strict_scope: bool = False,
        spann: SpannParameters | None = None,
        tenants: Iterable[str] = (),
        places: Iterable[Place] = (),
        holdings: Holdings | None = None,
    ) -> None:
        self._ids = ids
        self._defaults = defaults
        self._strict_scope = strict_scope
        self._spann = spann
        self._first_tenants = (DEFAULT_TENANT, *tenants)
        self._first_places = tuple(places)
        self._lock = RLock()
        self._holdings = holdings or Holdings()
        self._journal = self._holdings.journal
        self._settle()

    def reset(self) -> None:
        """Drop everything and start again with the default tenant and database."""
        with self._lock:
            dropped = self._perform(self._founded())
        _close(dropped)

    def close(self) -> None:
        """Free what the collections hold."""
        with self._lock:
            dropped = list(self._holdings.collections.values())
        _close(dropped)

    def checkpoints(self) -> Checkpoints:
        """Who takes checkpoints of it and goes back to them; raises ValueError where changes are kept on disk."""
        return Checkpoints(self._holdings, self._lock)

    def create_tenant(self, name: str) -> None:
        fault = tenant_name_fault(name)
        if fault is not None:
            raise InvalidArgument(fault)
        with self._lock:
            if name in self._holdings.tenants:
                raise AlreadyExists(f"Tenant [{name}] already exists")
            self._perform(TenantCreated(name))

    def tenant(self, name: str) -> Tenant:
        """The tenant; raises NotFound.

        Its resource name is told once it has a database: without one it names nothing yet, and the recorded server
        tells none (wire contract: tenants and databases).
        """
        with self._lock:
            if name not in self._holdings.tenants:
                raise NotFound(f"Tenant [{name}] not found")
            named = any(place.tenant == name for place in self._databases)
            return Tenant(name, self._holdings.tenants[name] if named else None)

    def tenants(self, limit: int | None, offset: int) -> list[Tenant]:
        """The tenants by ascending name, each with its resource name."""
        with self._lock:
            return [
                Tenant(name, self._holdings.tenants[name])
                for name in _page(sorted(self._holdings.tenants), limit, offset)
            ]

    def name_resource(self, tenant: str, resource_name: str) -> None:
        """Give a tenant a resource name in place of the one it had; the empty one takes it away.

        Raises AlreadyExists when another tenant has it. A tenant that does not exist is none, as recorded.
        """
        with self._lock:
            others = {known for name, known in self._holdings.tenants.items() if name != tenant}
            if resource_name and resource_name in others:
                raise AlreadyExists(f"Tenant resource name [{resource_name}] already exists")
            if tenant in self._holdings.tenants:
                self._perform(ResourceNamed(tenant, resource_name or None))

    def resource(
        self, resource_name: str, database: str, collection: str, *, permitted: Callable[[Place], bool]
    ) -> Collection:
        """The collection that a resource name leads to; raises NotFound, also for a place that is not `permitted`."""
        with self._lock:
            for tenant, known in self._holdings.tenants.items():
                if known == resource_name and permitted(Place(tenant, database)):
                    return self.named(Place(tenant, database), collection)
        raise NotFound(f"Collection [{resource_name}:{database}:{collection}] does not exist")

    def create_database(self, place: Place) -> Database:
        """Make a database; its tenant need not exist."""
        fault = name_fault(place.database)
        if fault is not None:
            raise InvalidArgument(fault)
        with self._lock:
            if place in self._databases:
                raise AlreadyExists(f"Database [{place.database}] already exists")
            self._perform(DatabaseCreated(self._ids(), place))
            return self._databases[place]

    def database(self, place: Place) -> Database:
        found = self._databases.get(place)
        if found is None:
            raise NotFound(f"Database [{place.database}] not found. Are you sure it exists?")
        return found

    def databases(
        self, tenant: str, limit: int | None, offset: int, known: Container[str] | None = None
    ) -> list[Database]:
        """The tenant's databases by ascending name, of those in `known`; none for an unknown tenant."""
        with self._lock:
            found = [database for place, database in self._databases.items() if place.tenant == tenant]
        if known is not None:
            found = [database for database in found if database.place.database in known]
        return list(_page(sorted(found, key=lambda each: each.place.database.encode()), limit, offset))

    def delete_database(self, place: Place) -> None:
        """Remove a database and its collections."""
        with self._lock:
            if place not in self._databases:
                raise NotFound(f"Database [{place.database}] not found")
            dropped = self._perform(DatabaseDropped(place))
        _close(dropped)

    def create_collection(self, place: Place, asked: NewCollection) -> Collection:
        """Make a collection, or with `get_or_create` return the one of that name unchanged.

        Either way the request must be valid. Raises AlreadyExists, and InvalidArgument also for a missing database.
        """
        schema = asked.settled(self._defaults, self._spann)
        with self._lock:
            database = self._databases.get(place)
            if database is None:
                raise InvalidArgument(f"Database [{place.database}] does not exist")
            found = database.collections.get(asked.name)
            if found is not None and not asked.get_or_create:
                raise AlreadyExists(f"Collection [{asked.name}] already exists")
            if found is not None:
                return found
            entry = CollectionCreated(self._ids(), place, asked.name, asked.metadata, schema)
            self._perform(entry)
            return self._collections[entry.id]

    def fork_collection(self, collection: Collection, name: str) -> Collection:
        """A fork of the collection under a new name in the same database; raises InvalidArgument, AlreadyExists."""
        refuse_faults([("new_name", name_fault(name))])
        self._refuse_taken(collection, name)
        collection.catch_up()
        with collection.held(), self._lock:
            self._refuse_taken(collection, name)
            entry = CollectionForked(self._ids(), collection.id, name)
            self._perform(entry)
            return self._collections[entry.id]

    def count_forks(self, collection: Collection) -> int:
        """How many collections of the family are forks: all that come, over however many steps, from the same original.

        Every member of a family is told the same number (upstream: go/pkg/sysdb, CountForks). Upstream goes on counting
        a deleted fork until it is collected; here it is gone at once.
        """
        with self._lock:
            family = [each for each in self._collections.values() if each.root == collection.root]
        return sum(each.id != each.root for each in family)

    def attach_function(self, collection: Collection, asked: Attachment) -> tuple[AttachedFunction, bool]:
        """The function as attached, and whether it is new; its output collection is made with it.

        One function per collection. Raises InvalidArgument (names, an output as input), NotFound (the function),
        AlreadyExists (the output collection), FailedPrecondition (another function is attached).
        """
        asked.refuse_faults()
        with self._lock:
            known = collection.attached
            if known is not None and known.is_as(asked):
                return known, False
            if known is not None:
                raise FailedPrecondition(f"collection already has an attached function: {known}")
            if asked.function not in FUNCTIONS:
                raise NotFound(f"function not found: {asked.function}")
            if collection.source is not None:
                raise InvalidArgument("cannot attach function to an output collection")
            if collection.id not in self._collections:
                raise NotFound(f"Input collection [{collection.id}] does not exist")
            if asked.output_collection in self._databases[collection.place].collections:
                raise AlreadyExists(f"Output collection [{asked.output_collection}] already exists")
            schema = NewCollection(asked.output_collection).settled(self._defaults, self._spann)
            self._perform(FunctionAttached(self._ids(), collection.id, asked, self._ids(), schema))
            assert collection.attached is not None
            return collection.attached, True

    def attached_function(self, collection: Collection, name: str) -> AttachedFunction | None:
        """The function attached to the collection under that name; None where there is none."""
        found = collection.attached
        return found if found is not None and found.name == name else None

    def detach_function(self, function: AttachedFunction, *, delete_output: bool) -> None:
        """Take the function off its collection; its output stays as it is by now, or goes too."""
        function.catch_up()
        with self._lock:
            if function.input.attached is not function:
                return
            dropped = self._perform(FunctionDetached(function.input.id, delete_output))
        _close(dropped)

    def collections(self, place: Place, limit: int | None, offset: int) -> list[Collection]:
        """The collections of a database by ascending id; none when the database is missing."""
        return list(_page(sorted(self._of(place), key=attrgetter("id")), limit, offset))

    def count_collections(self, place: Place) -> int:
        return len(self._of(place))

    def named(self, place: Place, name: str) -> Collection:
        """The collection of that name in that database; raises NotFound."""
        database = self._databases.get(place)
        found = None if database is None else database.collections.get(name)
        if found is None:
            raise NotFound(f"Collection [{name}] does not exist")
        return found

    def addressed(self, place: Place, text: str) -> Collection:
        """The collection in that database whose id or, where none has that id, whose name it is; raises NotFound."""
        id = read_uuid(text)
        found = None if id is None else self._collections.get(id)
        return found if found is not None and found.place == place else self.named(place, text)

    def within(self, place: Place, id: UUID) -> Collection:
        """The collection of that id, if it is in that database; raises NotFound."""
        found = self._collections.get(id)
        if found is None or found.place != place:
            raise NotFound(f"Collection [{id}] does not exist")
        return found

    def collection(self, place: Place, id: UUID) -> Collection:
        """The collection of that id, as updates and record calls look it up; raises NotFound."""
        found = self._collections.get(id)
        if found is None or (self._strict_scope and found.place != place):
            raise NotFound(f"Collection [{id}] does not exist.")
        return found

    def anywhere(self, id: UUID) -> Collection:
        """The collection of that id in whatever tenant and database; raises NotFound."""
        found = self._collections.get(id)
        if found is None:
            raise NotFound(f"Collection [{id}] does not exist.")
        return found

    def update_collection(self, collection: Collection, changes: CollectionChanges) -> None:
        """Apply all of `changes` or, when anything is refused, nothing."""
        if changes.configuration is not None:
            changes.configuration.refuse_two_indexes()
        refuse_faults(
            [
                ("new_name", None if changes.name is None else name_fault(changes.name)),
                ("new_metadata", metadata_fault(changes.metadata)),
            ]
        )
        with self._lock:
            if collection.id not in self._collections:
                raise NotFound(f"Collection [{collection.id}] does not exist.")
            name = collection.name if changes.name is None else changes.name
            if name != collection.name and name in self._databases[collection.place].collections:
                raise RenameClash(_RENAME_CLASH, name)
            self._perform(CollectionChanged(collection.id, name, *collection.changed(changes)))
        if changes.configuration is not None:
            collection.retune()

    def delete_collection(self, place: Place, name: str) -> None:
        """Remove the collection of that name; raises NotFound."""
        self.drop(self.named(place, name))

    def drop(self, collection: Collection) -> None:
        """Remove a collection that was found before; raises NotFound when it is gone by now.

        A function attached to it, or filling it, goes with it; the output of the former stays.
        """
        if collection.attached is not None:
            collection.attached.catch_up()
        with self._lock:
            if collection.id not in self._collections:
                raise NotFound(f"Collection [{collection.name}] does not exist")
            dropped = self._perform(CollectionDropped(collection.id))
        _close(dropped)

    def _refuse_taken(self, collection: Collection, name: str) -> None:
        """Raise AlreadyExists where the collection's database has that name, NotFound where the collection is gone."""
        if collection.id not in self._collections:
            raise NotFound(f"Collection [{collection.id}] does not exist.")
        if name in self._databases[collection.place].collections:
            raise AlreadyExists(f"Collection [{name}] already exists")

    def _of(self, place: Place) -> list[Collection]:
        with self._lock:
            database = self._databases.get(place)
            return [] if database is None else list(database.collections.values())

    def _perform(self, entry: CatalogEntry) -> list[Collection]:
        """Keep the entry, then make the change; returns what is gone with it. Needs the lock."""
        with self._journal.recording(entry):
            return self._holdings.apply(entry)

    def _founded(self) -> Founded:
        first = {Place(DEFAULT_TENANT, DEFAULT_DATABASE): NIL}
        for place in self._first_places:
            if place not in first:
                first[place] = self._ids()
        return Founded(self._first_tenants, tuple((id, place) for place, id in first.items()))

    def _settle(self) -> None:
        """See to it that what is there from the start is there."""
        if not self._holdings.tenants:
            self._perform(self._founded())
        for tenant in self._first_tenants:
            if tenant not in self._holdings.tenants:
                self._perform(TenantCreated(tenant))
        for place in self._first_places:
            if place not in self._databases:
                self._perform(DatabaseCreated(self._ids(), place))

    @property
    def _databases(self) -> dict[Place, Database]:
        return self._holdings.databases

    @property
    def _collections(self) -> dict[UUID, Collection]:
        return self._holdings.collections


def _page(found: list[T], limit: int | None, offset: int) -> Iterator[T]:
    return islice(found, offset, None if limit is None else offset + limit)


def _close(collections: list[Collection]) -> None:
    for collection in collections:
        collection.close()
