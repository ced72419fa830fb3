"""All that holdings hold at one moment, to be written down, and holdings made again of what was written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

import numpy as np

from .collection import Collection, Place
from .configuration import CollectionMetadata
from .functions import FunctionImage
from .graph import GraphImage
from .holdings import Database, Holdings
from .readers_writer import ReadersWriterLock
from .schema import Schema
from .table import RecordTable
from .values import LearnedKind, MetadataValue


@dataclass(frozen=True, slots=True)
class CollectionImage:
    """A collection without its records."""

    id: UUID
    place: Place
    name: str
    metadata: CollectionMetadata | None
    schema: Schema
    root: UUID
    dimension: int | None
    operations: int
    count: int
    kinds: Mapping[str, tuple[LearnedKind, ...]]
    keys: tuple[str, ...]
    """The metadata keys that have a column, in order."""


@dataclass(frozen=True, slots=True)
class HoldingsImage:
    """Holdings without records."""

    newest: UUID
    tenants: Mapping[str, str | None]
    databases: tuple[tuple[UUID, Place], ...]
    collections: tuple[CollectionImage, ...]
    functions: tuple[FunctionImage, ...]


@dataclass(frozen=True, slots=True)
class Still:
    """The image of holdings, and for each of its collections the records, shared with it until it writes."""

    image: HoldingsImage
    tables: Sequence[RecordTable]
    graphs: Sequence[GraphImage | None]


def still(holdings: Holdings) -> Still:
    """What there is now; nothing may be written meanwhile. Costs little, however many records there are."""
    collections = list(holdings.collections.values())
    tables = [collection.records.table.image(ReadersWriterLock()) for collection in collections]
    image = HoldingsImage(
        newest=holdings.newest,
        tenants=dict(holdings.tenants),
        databases=tuple((database.id, place) for place, database in holdings.databases.items()),
        collections=tuple(_image(*each) for each in zip(collections, tables, strict=True)),
        functions=tuple(each.attached.image() for each in collections if each.attached is not None),
    )
    indexes = [collection.records.table.index for collection in collections]
    return Still(image, tables, [None if index is None else index.image() for index in indexes])


def holdings_of(image: HoldingsImage, into: Holdings) -> list[Collection]:
    """Fill empty holdings; the collections, in order, still lack their records."""
    into.tenants.update(image.tenants)
    into.databases.update((place, Database(id, place)) for id, place in image.databases)
    for each in image.collections:
        made = Collection(each.id, each.place, each.name, each.metadata, each.schema, into.journal)
        made.root = each.root
        into.hold(made)
    found = into.collections
    for function in image.functions:
        function.revive(found)
    into.newest = image.newest
    return [found[each.id] for each in image.collections]


class Chunk(NamedTuple):
    """The next records."""

    ids: Sequence[str]
    documents: Sequence[str | None]


class ColumnPart(NamedTuple):
    """Values of one metadata key."""

    key: str
    slots: Sequence[int]
    values: Sequence[MetadataValue]


def restore(table: RecordTable, image: CollectionImage, parts: Iterable[Chunk | ColumnPart]) -> None:
    """Fill an empty table: ids with documents in order, then values by key and slot; vectors are yet to come."""
    if image.dimension is not None and table.dimension is None:
        table.fix_dimension(image.dimension)
    for key in image.keys:
        table.metadata.restore(key, image.count)
    for part in parts:
        if isinstance(part, ColumnPart):
            table.metadata.write(part.key, part.slots, part.values, image.count)
            continue
        slots = range(len(table.ids), len(table.ids) + len(part.ids))
        table.ids.extend(part.ids)
        table.slot_of.update(zip(part.ids, slots, strict=True))
        table.documents.append(len(part.ids))
        table.documents.write(slots, part.documents)
    table.live = np.ones(len(table.ids), np.bool_)
    table.metadata.value_kinds = dict(image.kinds)
    table.operations = image.operations


def _image(collection: Collection, table: RecordTable) -> CollectionImage:
    return CollectionImage(
        id=collection.id,
        place=collection.place,
        name=collection.name,
        metadata=collection.metadata,
        schema=collection.schema,
        root=collection.root,
        dimension=table.dimension,
        operations=table.operations,
        count=len(table.slot_of),
        kinds=table.metadata.value_kinds,
        keys=tuple(table.metadata.columns),
    )
