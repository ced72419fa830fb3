"""The API as an ASGI application: find the operation, run its handler, send the answer."""

from __future__ import annotations

from urllib.parse import quote

from starlette.types import Receive, Scope, Send

from . import errors
from .call import Call, Server
from .encode import Answer
from .legacy.api import LegacyApi
from .routes import LEGACY_METHODS, RouteTree, is_legacy


class Api:
    """Answers HTTP requests; whatever goes wrong in one becomes its answer."""

    def __init__(self, server: Server, operations: RouteTree) -> None:
        self._server = server
        self._tree = operations
        self._legacy = LegacyApi(server) if server.settings.legacy_v1 else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await transmit(await self.answer(scope, receive), scope, send)

    def operation(self, scope: Scope) -> str | None:
        """The operationId of a request; None where no handler is meant."""
        path = _raw_path(scope)
        method: str = scope["method"]
        if self._legacy is not None and self._legacy.serves(path):
            return self._legacy.operation(method, path)
        target = self._tree.find(path)
        route = None if target is None else target.routes.get(method)
        return None if route is None else route.operation

    async def answer(self, scope: Scope, receive: Receive) -> Answer:
        """The answer to a request, which has then been carried out."""
        method: str = scope["method"]
        path = _raw_path(scope)
        if self._legacy is not None and self._legacy.serves(path):
            return await self._legacy.answer(scope, receive, path)
        target = self._tree.find(path)
        if target is None:
            return _legacy(method) if is_legacy(path) else errors.no_route()
        route = target.routes.get(method)
        if route is None:
            return errors.wrong_method(target.routes)
        try:
            params = target.params(route)
            call = await Call.admitted(
                self._server, scope, receive, params, operation=route.operation, raw_limit=route.raw_limit
            )
            return await route.handler(call)
        except Exception as error:
            return route.refuse(error, route.operation)


async def transmit(answer: Answer, scope: Scope, send: Send) -> None:
    """Send a whole answer; to a HEAD without its body."""
    headers = [*answer.headers, (b"content-length", str(len(answer.body)).encode())]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else answer.body})


def _legacy(method: str) -> Answer:
    return errors.legacy_api() if method in LEGACY_METHODS else errors.wrong_method(LEGACY_METHODS)


def _raw_path(scope: Scope) -> bytes:
    raw: bytes | None = scope.get("raw_path")
    if raw is None:
        path: str = scope["path"]
        return quote(path).encode()
    return raw.partition(b"?")[0]
