"""Tenants and databases: what admin clients do."""

from __future__ import annotations

from ..._wire import databases as wire
from ...types import Database, Tenant
from ..checks import configuration as check
from ..checks import filters
from ..effects import Flow
from ..session import Session
from .system import sent


def create_tenant(session: Session, name: str) -> Flow[None]:
    yield from sent(session, wire.create_tenant(check.name(name)))


def get_tenant(session: Session, name: str) -> Flow[Tenant]:
    return (yield from sent(session, wire.get_tenant(check.name(name))))


def update_tenant(session: Session, name: str, resource_name: str) -> Flow[None]:
    call = wire.update_tenant(check.name(name), check.name(resource_name, "resource_name"))
    yield from sent(session, call)


def list_tenants(session: Session, limit: int | None, offset: int | None) -> Flow[list[Tenant]]:
    limit, offset = filters.optional_count(limit, "limit"), filters.optional_count(offset, "offset")
    return (yield from sent(session, wire.list_tenants(limit, offset)))


def create_database(session: Session, name: str, tenant: str) -> Flow[None]:
    yield from sent(session, wire.create_database(check.name(tenant, "tenant"), check.name(name)))


def get_database(session: Session, name: str, tenant: str) -> Flow[Database]:
    return (yield from sent(session, wire.get_database(check.name(tenant, "tenant"), check.name(name))))


def delete_database(session: Session, name: str, tenant: str) -> Flow[None]:
    yield from sent(session, wire.delete_database(check.name(tenant, "tenant"), check.name(name)))


def list_databases(session: Session, limit: int | None, offset: int | None, tenant: str) -> Flow[list[Database]]:
    limit, offset = filters.optional_count(limit, "limit"), filters.optional_count(offset, "offset")
    return (yield from sent(session, wire.list_databases(check.name(tenant, "tenant"), limit, offset)))
