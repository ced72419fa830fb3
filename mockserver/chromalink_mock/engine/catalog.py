"""Tenants, databases and collections: the one owner of what exists.

Messages and orders as recorded from Chroma 1.5.9 (wire contract: tenants and databases, collections).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from operator import attrgetter
from threading import RLock
from typing import TypeVar
from uuid import UUID

from .collection import Collection, CollectionChanges, NewCollection, Place
from .configuration import resolve
from .errors import AlreadyExists, Internal, InvalidArgument, NotFound
from .identity import NIL
from .names import metadata_fault, name_fault, refuse_faults
from .schema import reconcile
from .values import HnswParameters

T = TypeVar("T")

DEFAULT_TENANT = "default_tenant"
DEFAULT_DATABASE = "default_database"

_MIN_TENANT_LENGTH = 3
_RENAME_CLASH = (
    "Database error: error returned from database: (code: 2067) "
    "UNIQUE constraint failed: collections.name, collections.database_id"
)


@dataclass(frozen=True, slots=True)
class Database:
    """A database: its id, its tenant and name, and its collections by name."""

    id: UUID
    place: Place
    collections: dict[str, Collection] = field(default_factory=dict[str, Collection])


class Catalog:
    """Everything a server holds, behind one lock; made with the default tenant and database.

    `ids` gives a fresh id per call; ids that grow make lists (which ascend by id) show creation order. `defaults`
    are the HNSW settings of a collection that asks for none. With `strict_scope` a collection is found by its UUID
    only in its own tenant and database; otherwise everywhere, as recorded.
    """

    def __init__(self, ids: Callable[[], UUID], defaults: HnswParameters, *, strict_scope: bool = False) -> None:
        self._ids = ids
        self._defaults = defaults
        self._strict_scope = strict_scope
        self._lock = RLock()
        self._tenants: dict[str, None] = {}
        self._databases: dict[Place, Database] = {}
        self._collections: dict[UUID, Collection] = {}
        self._fill()

    def reset(self) -> None:
        """Drop everything and start again with the default tenant and database."""
        with self._lock:
            dropped = list(self._collections.values())
            self._tenants.clear()
            self._databases.clear()
            self._collections.clear()
            self._fill()
        _close(dropped)

    def close(self) -> None:
        """Free what the collections hold."""
        with self._lock:
            dropped = list(self._collections.values())
        _close(dropped)

    def create_tenant(self, name: str) -> None:
        if len(name) < _MIN_TENANT_LENGTH:
            shown = name.replace("\\", "\\\\").replace('"', '\\"')
            rule = f'length [{{"min": Number({_MIN_TENANT_LENGTH}), "value": String("{shown}")}}]'
            raise InvalidArgument(f"Validation error: name: Validation error: {rule}")
        with self._lock:
            if name in self._tenants:
                raise AlreadyExists(f"Tenant [{name}] already exists")
            self._tenants[name] = None

    def tenant(self, name: str) -> str:
        """The tenant's name; raises NotFound."""
        if name not in self._tenants:
            raise NotFound(f"Tenant [{name}] not found")
        return name

    def tenants(self, limit: int | None, offset: int) -> list[str]:
        """The tenants' names, ascending."""
        with self._lock:
            return list(_page(sorted(self._tenants), limit, offset))

    def create_database(self, place: Place) -> None:
        """Make a database; its tenant need not exist."""
        fault = name_fault(place.database)
        if fault is not None:
            raise InvalidArgument(fault)
        with self._lock:
            if place in self._databases:
                raise AlreadyExists(f"Database [{place.database}] already exists")
            self._databases[place] = Database(self._ids(), place)

    def database(self, place: Place) -> Database:
        found = self._databases.get(place)
        if found is None:
            raise NotFound(f"Database [{place.database}] not found. Are you sure it exists?")
        return found

    def databases(self, tenant: str, limit: int | None, offset: int) -> list[Database]:
        """The tenant's databases by ascending name; none for an unknown tenant."""
        with self._lock:
            found = [database for place, database in self._databases.items() if place.tenant == tenant]
        return list(_page(sorted(found, key=lambda each: each.place.database.encode()), limit, offset))

    def delete_database(self, place: Place) -> None:
        """Remove a database and its collections."""
        with self._lock:
            database = self._databases.pop(place, None)
            if database is None:
                raise NotFound(f"Database [{place.database}] not found")
            dropped = list(database.collections.values())
            for collection in dropped:
                del self._collections[collection.id]
        _close(dropped)

    def create_collection(self, place: Place, asked: NewCollection) -> Collection:
        """Make a collection, or with `get_or_create` return the one of that name unchanged.

        Either way the request must be valid. Raises AlreadyExists, and InvalidArgument also for a missing database.
        """
        asked.configuration.refuse_two_indexes()
        refuse_faults(
            [
                ("name", name_fault(asked.name)),
                ("metadata", metadata_fault(asked.metadata)),
                ("schema", None if asked.schema is None else asked.schema.fault()),
            ]
        )
        configuration = resolve(asked.configuration, asked.metadata, self._defaults)
        schema = reconcile(asked.schema, configuration, self._defaults)
        with self._lock:
            database = self._databases.get(place)
            if database is None:
                raise InvalidArgument(f"Database [{place.database}] does not exist")
            found = database.collections.get(asked.name)
            if found is not None and not asked.get_or_create:
                raise AlreadyExists(f"Collection [{asked.name}] already exists")
            if found is not None:
                return found
            made = Collection(self._ids(), place, asked.name, asked.metadata, schema)
            database.collections[asked.name] = self._collections[made.id] = made
            return made

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
            if changes.name is not None and changes.name != collection.name:
                self._rename(collection, changes.name)
            collection.change(changes)

    def delete_collection(self, place: Place, name: str) -> None:
        with self._lock:
            collection = self.named(place, name)
            del self._databases[place].collections[name]
            del self._collections[collection.id]
        collection.close()

    def _rename(self, collection: Collection, name: str) -> None:
        siblings = self._databases[collection.place].collections
        if name in siblings:
            raise Internal(_RENAME_CLASH)
        del siblings[collection.name]
        siblings[name] = collection
        collection.rename(name)

    def _of(self, place: Place) -> list[Collection]:
        with self._lock:
            database = self._databases.get(place)
            return [] if database is None else list(database.collections.values())

    def _fill(self) -> None:
        self._tenants[DEFAULT_TENANT] = None
        place = Place(DEFAULT_TENANT, DEFAULT_DATABASE)
        self._databases[place] = Database(NIL, place)


def _page(found: list[T], limit: int | None, offset: int) -> Iterator[T]:
    return islice(found, offset, None if limit is None else offset + limit)


def _close(collections: list[Collection]) -> None:
    for collection in collections:
        collection.close()
