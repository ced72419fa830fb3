"""Reaching the server, and settling which tenant and database calls are about."""

from __future__ import annotations

from typing import TypeVar

from ..._wire import databases as wire_databases
from ..._wire import system as wire
from ...errors import ConnectionFailedError, InvalidInputError, ServerUnreachableError
from ...types import UserIdentity
from ..checks import configuration as check
from ..effects import Call, Flow
from ..quotas import CLOUD_RECORDS
from ..session import UNLIMITED, Limits, Scope, Session
from ..transmit import transmit

T = TypeVar("T")


def sent(session: Session, call: Call[T]) -> Flow[T]:
    """What the server answers to `call`, under the client's retry policy."""
    return (yield from transmit(call, session.options.retries, session.line()))


def scope(session: Session) -> Flow[Scope]:
    """The tenant and database of the client, settled by the first call."""
    if session.scope is None:
        yield from connect(session)
    if session.scope is None:
        raise AssertionError("connect settles the scope")
    return session.scope


def connect(session: Session) -> Flow[None]:
    """Settle the scope, once: from the options, else from the server's identity; then look it up."""
    if session.scope is not None:
        return
    try:
        found = yield from _resolved(session)
        if session.options.validate:
            yield from _looked_up(session, found)
    except ServerUnreachableError:
        raise
    except ConnectionFailedError as exc:
        raise ServerUnreachableError(
            f"no Chroma server could be reached at {session.options.base_url} ({exc}); is it running, and is this its"
            " host and port?",
            maybe_applied=exc.maybe_applied,
        ) from exc
    session.scope = found


def heartbeat(session: Session) -> Flow[int]:
    return (yield from sent(session, wire.heartbeat()))


def version(session: Session) -> Flow[str]:
    return (yield from sent(session, wire.version()))


def reset(session: Session) -> Flow[bool]:
    return (yield from sent(session, wire.reset()))


def identity(session: Session) -> Flow[UserIdentity]:
    return (yield from sent(session, wire.identity()))


def limits(session: Session) -> Flow[Limits]:
    """What the server takes in one write, on the Cloud also the account; asked once per client."""
    if session.limits is None:
        found = (yield from sent(session, wire.limits())) if session.options.preflight else UNLIMITED
        session.limits = found.within(CLOUD_RECORDS) if session.options.from_identity else found
    return session.limits


def max_batch_size(session: Session) -> Flow[int]:
    known = yield from limits(session)
    return -1 if known.max_batch_size is None else known.max_batch_size


def set_tenant(session: Session, tenant: str, database: str) -> Flow[None]:
    chosen = Scope(check.name(tenant, "tenant"), check.name(database, "database"))
    yield from _looked_up(session, chosen)
    session.scope = chosen


def set_database(session: Session, database: str) -> Flow[None]:
    current = yield from scope(session)
    yield from set_tenant(session, current.tenant, database)


def _looked_up(session: Session, chosen: Scope) -> Flow[None]:
    yield from sent(session, wire_databases.get_tenant(chosen.tenant))
    yield from sent(session, wire_databases.get_database(chosen.tenant, chosen.database))


def _resolved(session: Session) -> Flow[Scope]:
    tenant, database = session.options.tenant, session.options.database
    if not session.options.validate and tenant and database:
        return Scope(tenant, database)
    known = yield from identity(session)
    return Scope(tenant or _only("tenant", [known["tenant"]]), database or _only("database", known["databases"]))


def _only(kind: str, found: list[str]) -> str:
    if len(found) == 1 and found[0] not in ("", "*"):
        return found[0]
    raise InvalidInputError(
        f"{kind}: the key does not settle it (it allows {', '.join(found) or 'none'}); pass {kind}= or set"
        f" CHROMA_{kind.upper()}"
    )
