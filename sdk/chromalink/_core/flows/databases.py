"""Tenants and databases: what admin clients do."""

from __future__ import annotations

from ..._wire import databases as wire
from ...errors import NotFoundError, UniqueConstraintError
from ...types import Database, Tenant
from ..checks import configuration as check
from ..checks import filters
from ..effects import Flow
from ..session import Session
from .system import scope, sent


def create_tenant(session: Session, name: str, *, exist_ok: bool) -> Flow[None]:
    call = wire.create_tenant(check.name(name), exist_ok=exist_ok)
    try:
        yield from sent(session, call)
    except UniqueConstraintError:
        if not exist_ok:
            raise


def get_tenant(session: Session, name: str) -> Flow[Tenant]:
    return (yield from sent(session, wire.get_tenant(check.name(name))))


def update_tenant(session: Session, name: str, resource_name: str) -> Flow[None]:
    call = wire.update_tenant(check.name(name), check.name(resource_name, "resource_name"))
    yield from sent(session, call)


def list_tenants(session: Session, limit: int | None, offset: int | None) -> Flow[list[Tenant]]:
    limit, offset = filters.optional_count(limit, "limit"), filters.optional_count(offset, "offset")
    return (yield from sent(session, wire.list_tenants(limit, offset)))


def create_database(session: Session, name: str, tenant: str | None, *, exist_ok: bool) -> Flow[None]:
    check.name(name)
    within = yield from _tenant(session, tenant)
    try:
        yield from sent(session, wire.create_database(within, name, exist_ok=exist_ok))
    except UniqueConstraintError:
        if not exist_ok:
            raise


def get_database(session: Session, name: str, tenant: str | None) -> Flow[Database]:
    check.name(name)
    within = yield from _tenant(session, tenant)
    return (yield from sent(session, wire.get_database(within, name)))


def delete_database(session: Session, name: str, tenant: str | None, *, missing_ok: bool) -> Flow[None]:
    check.name(name)
    within = yield from _tenant(session, tenant)
    try:
        yield from sent(session, wire.delete_database(within, name))
    except NotFoundError:
        if not missing_ok:
            raise


def list_databases(session: Session, limit: int | None, offset: int | None, tenant: str | None) -> Flow[list[Database]]:
    limit, offset = filters.optional_count(limit, "limit"), filters.optional_count(offset, "offset")
    within = yield from _tenant(session, tenant)
    return (yield from sent(session, wire.list_databases(within, limit, offset)))


def _tenant(session: Session, tenant: str | None) -> Flow[str]:
    """The tenant named, else the client's own; its database need not exist yet."""
    if tenant is not None:
        return check.name(tenant, "tenant")
    return session.tenant or (yield from scope(session)).tenant
