"""The operations on tenants and databases."""

from __future__ import annotations

from chromalink_rest.api.databases import create_database as create_database_endpoint
from chromalink_rest.api.databases import delete_database as delete_database_endpoint
from chromalink_rest.api.databases import get_database as get_database_endpoint
from chromalink_rest.api.databases import list_databases as list_databases_endpoint
from chromalink_rest.api.tenants import create_tenant as create_tenant_endpoint
from chromalink_rest.api.tenants import get_tenant as get_tenant_endpoint
from chromalink_rest.api.tenants import list_tenants as list_tenants_endpoint
from chromalink_rest.api.tenants import update_tenant as update_tenant_endpoint
from chromalink_rest.models import CreateDatabaseRequest, CreateTenantRequest, UpdateTenantRequest
from chromalink_rest.models import Database as DatabaseModel
from chromalink_rest.models import Tenant as TenantModel

from .._core.effects import Answer, Call
from ..types import Database, Tenant
from . import decode
from .requests import given, request


def create_tenant(name: str, *, exist_ok: bool = False) -> Call[None]:
    kwargs = create_tenant_endpoint._get_kwargs(body=CreateTenantRequest(name=name))
    return Call(request("createTenant", kwargs), decode.nothing, repeatable=exist_ok)


def get_tenant(name: str) -> Call[Tenant]:
    return Call(request("getTenant", get_tenant_endpoint._get_kwargs(name)), _tenant, repeatable=True)


def update_tenant(name: str, resource_name: str) -> Call[None]:
    kwargs = update_tenant_endpoint._get_kwargs(name, body=UpdateTenantRequest(resource_name=resource_name))
    return Call(request("updateTenant", kwargs), decode.nothing, repeatable=True)


def list_tenants(limit: int | None, offset: int | None) -> Call[list[Tenant]]:
    kwargs = list_tenants_endpoint._get_kwargs(limit=given(limit), offset=given(offset))
    return Call(request("listTenants", kwargs), _tenants, repeatable=True)


def create_database(tenant: str, name: str, *, exist_ok: bool = False) -> Call[None]:
    kwargs = create_database_endpoint._get_kwargs(tenant, body=CreateDatabaseRequest(name=name))
    return Call(request("createDatabase", kwargs), decode.nothing, repeatable=exist_ok)


def get_database(tenant: str, name: str) -> Call[Database]:
    return Call(request("getDatabase", get_database_endpoint._get_kwargs(tenant, name)), _database, repeatable=True)


def delete_database(tenant: str, name: str) -> Call[None]:
    kwargs = delete_database_endpoint._get_kwargs(tenant, name)
    return Call(request("deleteDatabase", kwargs), decode.nothing, repeatable=True, done_when_missing=True)


def list_databases(tenant: str, limit: int | None, offset: int | None) -> Call[list[Database]]:
    kwargs = list_databases_endpoint._get_kwargs(tenant, limit=given(limit), offset=given(offset))
    return Call(request("listDatabases", kwargs), _databases, repeatable=True)


def _told(model: DatabaseModel) -> Database:
    return Database(id=str(model.id), name=model.name, tenant=model.tenant)


def _tenant(answer: Answer) -> Tenant:
    return Tenant(name=decode.model(answer, TenantModel.from_dict).name)


def _tenants(answer: Answer) -> list[Tenant]:
    return [Tenant(name=one.name) for one in decode.models(answer, TenantModel.from_dict)]


def _database(answer: Answer) -> Database:
    return _told(decode.model(answer, DatabaseModel.from_dict))


def _databases(answer: Answer) -> list[Database]:
    return [_told(one) for one in decode.models(answer, DatabaseModel.from_dict)]
