"""Tenants, databases, collections and functions as they are, and how an entry of the journal changes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from .collection import Collection, Place
from .functions import AttachedFunction
from .identity import NIL
from .journal import (
    FORGETFUL,
    CatalogEntry,
    CollectionChanged,
    CollectionCreated,
    CollectionDropped,
    CollectionForked,
    DatabaseCreated,
    DatabaseDropped,
    DimensionFixed,
    Entry,
    Founded,
    FunctionAttached,
    FunctionDetached,
    Journal,
    RecordsAdded,
    RecordsExchanged,
    RecordsRemoved,
    RecordsUpdated,
    ResourceNamed,
    TenantCreated,
)


@dataclass(frozen=True, slots=True)
class Tenant:
    """A tenant; its resource name is the first part of the names that `resource` resolves."""

    name: str
    resource_name: str | None


@dataclass(frozen=True, slots=True)
class Database:
    """A database: its id, its tenant and name, and its collections by name."""

    id: UUID
    place: Place
    collections: dict[str, Collection] = field(default_factory=dict[str, Collection])


class Holdings:
    """What a catalog has; all of it empty at first. Not thread-safe for writing: the catalog guards it.

    Records are written through the collections, which keep in `journal` what they are told. Entries come here checked:
    what they name exists, and what they bring does not.
    """

    def __init__(self, journal: Journal = FORGETFUL) -> None:
        self.journal = journal
        self.tenants: dict[str, str | None] = {}
        """Resource names by tenant."""
        self.databases: dict[Place, Database] = {}
        self.collections: dict[UUID, Collection] = {}
        self.newest = NIL
        """The greatest id that was ever given."""

    def replay(self, entry: Entry) -> None:
        """Do again what was kept; a write to a collection that had been dropped meanwhile comes to nothing."""
        match entry:
            case DimensionFixed() | RecordsAdded() | RecordsUpdated() | RecordsExchanged() | RecordsRemoved():
                collection = self.collections.get(entry.collection)
                if collection is not None:
                    collection.replay(entry)
            case _:
                self.apply(entry)

    def apply(self, entry: CatalogEntry) -> list[Collection]:
        """Change what the entry says; returns the collections that are gone with it, to be closed."""
        match entry:
            case Founded(tenants=tenants, databases=databases):
                return self._found(tenants, databases)
            case TenantCreated(name=name):
                self.tenants[name] = None
            case ResourceNamed(tenant=tenant, resource_name=resource_name):
                self.tenants[tenant] = resource_name
            case DatabaseCreated(id=id, place=place):
                self.databases[place] = Database(self._given(id), place)
            case DatabaseDropped(place=place):
                return self._drop_database(place)
            case CollectionCreated(id=id, place=place, name=name, metadata=metadata, schema=schema):
                self.hold(Collection(id, place, name, metadata, schema, self.journal))
            case CollectionChanged():
                self._change(entry)
            case CollectionForked(id=id, source=source, name=name):
                self.hold(self.collections[source].fork(id, name))
            case CollectionDropped(id=id):
                return [self._drop(self.collections[id])]
            case FunctionAttached():
                self._attach(entry)
            case FunctionDetached(input=input, drop_output=drop_output):
                return self._detach(self.collections[input], drop_output=drop_output)
        return []

    def hold(self, collection: Collection) -> None:
        """Have this collection from now on; its database exists, and its name is free."""
        self._given(collection.id)
        self.databases[collection.place].collections[collection.name] = collection
        self.collections[collection.id] = collection

    def _found(self, tenants: Iterable[str], databases: Iterable[tuple[UUID, Place]]) -> list[Collection]:
        gone = list(self.collections.values())
        self.collections.clear()
        self.databases.clear()
        self.tenants.clear()
        self.tenants.update((tenant, None) for tenant in tenants)
        self.databases.update((place, Database(self._given(id), place)) for id, place in databases)
        return gone

    def _drop_database(self, place: Place) -> list[Collection]:
        gone = list(self.databases.pop(place).collections.values())
        for collection in gone:
            del self.collections[collection.id]
        return gone

    def _change(self, entry: CollectionChanged) -> None:
        collection = self.collections[entry.id]
        siblings = self.databases[collection.place].collections
        if entry.name != collection.name:
            del siblings[collection.name]
            siblings[entry.name] = collection
        collection.settle(entry.name, entry.metadata, entry.schema)

    def _drop(self, collection: Collection) -> Collection:
        del self.collections[collection.id]
        del self.databases[collection.place].collections[collection.name]
        for function in (collection.attached, collection.source):
            if function is not None:
                function.part()
        return collection

    def _attach(self, entry: FunctionAttached) -> None:
        collection = self.collections[entry.input]
        output = Collection(
            entry.output, collection.place, entry.asked.output_collection, None, entry.schema, self.journal
        )
        AttachedFunction(self._given(entry.id), entry.asked, collection, output)
        self.hold(output)

    def _detach(self, collection: Collection, *, drop_output: bool) -> list[Collection]:
        function = collection.attached
        assert function is not None
        function.part()
        return [self._drop(function.output)] if drop_output else []

    def _given(self, id: UUID) -> UUID:
        self.newest = max(self.newest, id)
        return id
