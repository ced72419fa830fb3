"""Finding out what a server is and offers. No server says so: it is read off how it answers harmless requests."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from urllib.parse import urlsplit
from uuid import UUID

from ..._wire import collections, databases, functions, search
from ...errors import APIError, AuthorizationError
from ...types import ServerInfo
from ..effects import Answer, Call, Flow, Request
from ..embedder_choice import EmbedderChoice
from ..session import CollectionRef, Scope, Session
from ..transmit import NOT_APPLIED, UNKNOWN
from .system import limits, scope, sent, version

NOWHERE = UUID("00000000-0000-4000-8000-000000000000")
"""No collection has this id, so that what is asked of it can change nothing."""
NAME = "chromalink-survey"

ENGINE = frozenset({"search", "fork", "functions", "indexing_status"})
"""What the engine of a single-node Chroma refuses for every collection, though it knows the route."""


class Reaction(Enum):
    """How a server takes a request."""

    KNOWN = "known"
    REFUSED = "refused"
    UNKNOWN = "unknown"


def server_info(session: Session) -> Flow[ServerInfo]:
    where = yield from scope(session)
    told = yield from version(session)
    most = (yield from limits(session)).max_batch_size
    reactions: dict[str, Reaction] = {}
    for feature, probe in _probes(session, where).items():
        reactions[feature] = yield from _reaction(session, probe)
    kind = _kind(session, reactions)
    offered = {feature for feature, reaction in reactions.items() if reaction is Reaction.KNOWN}
    if kind == "single-node":
        offered -= ENGINE
    elif "search" in offered:
        offered.add("sparse_vectors")  # the same engine searches both
    return ServerInfo(told, kind, frozenset(offered), most)


def _probes(session: Session, where: Scope) -> dict[str, Request]:
    """One request for each feature that tells whether the server knows its route."""
    vectors_only = EmbedderChoice.of(None)
    ref = CollectionRef(session, NOWHERE, NAME, where.tenant, where.database, None, {}, None, vectors_only, None)
    return {
        "search": search.search(ref, [{}], "index_and_wal", explain=False).request,
        "fork": collections.fork_collection(ref, NAME).request,
        "functions": functions.detach_function(ref, NAME, delete_output=False).request,
        "indexing_status": collections.indexing_status(ref).request,
        "collections_by_id": collections.get_collection_by_id(ref.tenant, ref.database, ref.id).request,
        "list_tenants": databases.list_tenants(1, None).request,
    }


def _reaction(session: Session, probe: Request) -> Flow[Reaction]:
    try:
        yield from sent(session, Call(probe, _unread, repeatable=True))
    except AuthorizationError:
        raise
    except APIError as exc:
        if exc.status_code in NOT_APPLIED | UNKNOWN:
            raise  # it says nothing of the route
        if exc.status_code == 501:
            return Reaction.REFUSED
        return Reaction.KNOWN if exc.code or exc.status_code not in (404, 405) else Reaction.UNKNOWN
    return Reaction.KNOWN


def _kind(session: Session, reactions: Mapping[str, Reaction]) -> str:
    if reactions["list_tenants"] is Reaction.KNOWN:
        return "chromalink"
    if Reaction.REFUSED in reactions.values():
        return "single-node"
    host = urlsplit(session.options.base_url).hostname or ""
    return "cloud" if host.endswith("trychroma.com") else "distributed"


def _unread(answer: Answer) -> None:
    """What the answer says does not matter here."""
