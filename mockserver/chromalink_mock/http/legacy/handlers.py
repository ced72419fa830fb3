"""What each operation of the old API does: decode, ask the engine, encode."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ...engine.collection import Collection, Place
from ...engine.errors import AlreadyExists, NotFound, RenameClash
from ...engine.values import Batch
from .. import encode as plain
from ..call import Call, is_heavy
from ..encode import Answer
from . import address, bodies, encode, names
from .bodies import Write
from .forms import Form
from .refusals import Refusal, conflict, detail, no_collection, not_found, raised, refused_as, value_error
from .vectors import invalid_dimension

API_VERSION = "0.5.15"
"""The release whose answers these are."""

_NO_RESET = (
    "Resetting is not allowed by this configuration (to enable it, set `allow_reset` to `True` in your Settings() "
    "or include `ALLOW_RESET=TRUE` in your environment variables)"
)


async def get_version(call: Call) -> Answer:
    return plain.json(API_VERSION)


async def get_pre_flight_checks(call: Call) -> Answer:
    return plain.json({"max_batch_size": bodies.MAX_BATCH_SIZE})


async def reset(call: Call) -> Answer:
    if not call.server.settings.allow_reset:
        raise value_error(_NO_RESET)
    await call.perform(call.server.catalog.reset, heavy=True)
    return plain.json(True)


async def create_tenant(call: Call) -> Answer:
    name = await call.payload(bodies.NAME)
    names.check_length("Tenant", name)
    with refused_as(AlreadyExists, conflict(f"Tenant {name} already exists")):
        call.server.catalog.create_tenant(name)
    return encode.NOTHING


async def get_tenant(call: Call) -> Answer:
    name = call.param("tenant")
    with refused_as(NotFound, not_found(f"Tenant {name} not found")):
        return plain.json({"name": call.server.catalog.tenant(name).name})


async def create_database(call: Call) -> Answer:
    place = Place(call.param("tenant"), await call.payload(bodies.NAME))
    call.permit(place)
    names.check_length("Database", place.database)
    # A missing tenant is answered in the same misleading words.
    taken = conflict(f"Database {place.database} already exists for tenant {place.tenant}")
    with refused_as(NotFound, taken), refused_as(AlreadyExists, taken):
        call.server.catalog.tenant(place.tenant)
        call.server.catalog.create_database(place)
    return encode.NOTHING


async def get_database(call: Call) -> Answer:
    place = call.any_place()
    missing = f"Database {place.database} not found for tenant {place.tenant}. Are you sure it exists?"
    with refused_as(NotFound, not_found(missing)):
        return plain.json(plain.database(call.server.catalog.database(place)))


async def list_collections(call: Call) -> Answer:
    page = address.page(call)
    found = call.server.catalog.collections(call.any_place(), page.limit, page.offset)
    return plain.json([encode.collection(collection) for collection in found])


async def count_collections(call: Call) -> Answer:
    return plain.json(call.server.catalog.count_collections(call.any_place()))


async def create_collection(call: Call) -> Answer:
    asked = (await call.payload(bodies.CREATE)).collection()
    place = call.any_place()
    with refused_as(NotFound, conflict(f"Database {place.database} does not exist for tenant {place.tenant}")):
        call.server.catalog.database(place)
    with refused_as(AlreadyExists, conflict(f"Collection {asked.name} already exists")):
        return plain.json(encode.collection(call.server.catalog.create_collection(place, asked)))


async def get_collection(call: Call) -> Answer:
    name = call.param("collection_id")
    with refused_as(NotFound, no_collection(name)):
        return plain.json(encode.collection(call.server.catalog.named(call.any_place(), name)))


async def update_collection(call: Call) -> Answer:
    asked = await call.payload(bodies.MODIFY)
    address.uuid(call)
    changes = asked.changes()
    collection = address.collection(call)
    taken = raised("IntegrityError", "UNIQUE constraint failed: collections.name, collections.database_id")
    with refused_as(RenameClash, taken):
        await call.perform(lambda: call.server.catalog.update_collection(collection, changes))
    return encode.NOTHING


async def delete_collection(call: Call) -> Answer:
    place, name = call.any_place(), call.param("collection_id")
    with refused_as(NotFound, value_error(f"Collection {name} does not exist.")):
        await call.perform(lambda: call.server.catalog.delete_collection(place, name), heavy=True)
    return encode.NOTHING


async def add_records(call: Call) -> Answer:
    # Alone of the three writes, this one answers a wrong dimension with a 500.
    await _write(call, bodies.ADD, Collection.add, partial(detail, 500))
    return plain.json(True, 201)


async def update_records(call: Call) -> Answer:
    await _write(call, bodies.UPDATE, Collection.update, invalid_dimension)
    return encode.NOTHING


async def upsert_records(call: Call) -> Answer:
    await _write(call, bodies.UPSERT, Collection.upsert, invalid_dimension)
    return encode.NOTHING


async def get_records(call: Call) -> Answer:
    asked = await call.payload(bodies.GET)
    collection = address.collection(call)
    selection = await call.perform(asked.selection)
    limit = asked.most or call.server.settings.default_limit
    return await call.perform(
        lambda: encode.records(collection.get(selection, limit, asked.skip, frozenset(asked.include)), asked.include),
        heavy=is_heavy(collection, selection, limit),
    )


async def query_records(call: Call) -> Answer:
    asked = await call.payload(bodies.QUERY)
    address.uuid(call)
    selection = await call.perform(asked.selection)
    collection = address.collection(call)
    vectors = await call.perform(lambda: asked.matrix(collection.dimension))
    return await call.perform(
        lambda: encode.neighbours(
            collection.query(vectors, asked.most, selection, frozenset(asked.include)), asked.include
        ),
        heavy=is_heavy(collection, selection, asked.most),
    )


async def delete_records(call: Call) -> Answer:
    asked = await call.payload(bodies.DELETE)
    address.uuid(call)
    selection = await call.perform(asked.selection)
    collection = address.collection(call)
    heavy = is_heavy(collection, selection, None)
    await call.perform(lambda: collection.delete(selection, None), heavy=heavy)
    return encode.NOTHING


async def count_records(call: Call) -> Answer:
    return plain.json(address.collection(call).count())


async def _write(
    call: Call,
    form: Form[Write],
    store: Callable[[Collection, Batch], object],
    mismatch: Callable[[str], Refusal],
) -> None:
    asked = await call.payload(form)
    collection = address.collection(call)
    await call.perform(lambda: store(collection, asked.batch(collection.dimension, mismatch)))
