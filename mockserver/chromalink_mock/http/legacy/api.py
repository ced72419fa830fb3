"""The old API: finds the operation, runs its handler, and answers refusals in the old words."""

from __future__ import annotations

from starlette.types import Receive, Scope

from ..call import Call, Server
from ..encode import Answer
from ..routes import RouteTree
from . import address, refusals
from .routes import ROOT, ROUTES

_ROOT = ROOT.encode()
_TRACE_ID = (b"chroma-trace-id", b"0")


class LegacyApi:
    """Answers the requests below `/api/v1`; whatever goes wrong in one becomes its answer."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._tree = RouteTree(ROUTES)

    def serves(self, raw_path: bytes) -> bool:
        """Whether a path belongs to the old API."""
        return raw_path == _ROOT or raw_path.startswith(_ROOT + b"/")

    def operation(self, method: str, raw_path: bytes) -> str | None:
        """The operationId of a request; None where no handler is meant."""
        target = self._tree.find(raw_path.removesuffix(b"/"))
        route = None if target is None or method == "HEAD" else target.routes.get(method)
        return None if route is None else route.operation

    async def answer(self, scope: Scope, receive: Receive, raw_path: bytes) -> Answer:
        """The answer to a request; `raw_path` is its path without the query string."""
        answer = await self._answer(scope, receive, raw_path.removesuffix(b"/"))
        return answer.with_header(*_TRACE_ID)

    async def _answer(self, scope: Scope, receive: Receive, path: bytes) -> Answer:
        target = None if b"%2f" in path.lower() else self._tree.find(path)
        if target is None:
            return refusals.detail(404, "Not Found").answer
        method: str = scope["method"]
        # A HEAD was no GET to the old server.
        route = None if method == "HEAD" else target.routes.get(method)
        if route is None:
            # Only the first of the methods that the path knows is named.
            allowed = next(iter(target.routes)).encode()
            return refusals.detail(405, "Method Not Allowed").answer.with_header(b"allow", allowed)
        try:
            params = address.named(route.operation, target.params(route), scope["query_string"])
            call = await Call.admitted(
                self._server, scope, receive, params, operation=route.operation, raw_limit=route.raw_limit
            )
            return await route.handler(call)
        except Exception as error:
            return refusals.answer_to(error, route.operation)
