"""Operations on tenants and databases."""

from __future__ import annotations

from collections.abc import Callable

from ...engine.collection import Place
from ...engine.holdings import Database
from .. import encode
from ..call import Call
from ..decode import collections as decode
from ..decode.query_string import Page
from ..encode import Answer


async def create_tenant(call: Call, told: Callable[[str], object] = encode.nothing) -> Answer:
    name = await call.payload(decode.CREATE_TENANT)
    call.server.catalog.create_tenant(name)
    return encode.json(told(name))


async def list_tenants(call: Call) -> Answer:
    """Ours only: the recorded server has no such list."""
    page = call.page()
    found = call.server.catalog.tenants(page.limit, page.offset)
    return encode.json([encode.tenant(tenant) for tenant in found])


async def get_tenant(call: Call) -> Answer:
    return encode.json(encode.tenant(call.server.catalog.tenant(call.param("tenant_name"))))


async def update_tenant(call: Call) -> Answer:
    """Accepts any tenant, as recorded; the resource name of one that exists is kept."""
    call.server.catalog.name_resource(call.param("tenant_name"), await call.payload(decode.UPDATE_TENANT))
    return encode.NOTHING


async def create_database(call: Call, told: Callable[[Database], object] = encode.nothing) -> Answer:
    name = await call.payload(decode.CREATE_DATABASE)
    place = Place(call.param("tenant"), name)
    call.permit(place)
    made = call.server.catalog.create_database(place)
    return encode.json(told(made))


async def list_databases(call: Call, paged: Callable[[Call], Page] = Call.page) -> Answer:
    page = paged(call)
    found = call.server.catalog.databases(call.param("tenant"), page.limit, page.offset, call.known_databases())
    return encode.json([encode.database(database) for database in found])


async def get_database(call: Call) -> Answer:
    return encode.json(encode.database(call.server.catalog.database(call.place())))


async def delete_database(call: Call) -> Answer:
    place = call.any_place()
    await call.perform(lambda: call.server.catalog.delete_database(place), heavy=True)
    return encode.NOTHING
