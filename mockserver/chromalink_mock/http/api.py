"""The API as an ASGI application: find the operation, run its handler, send the answer."""

from __future__ import annotations

from urllib.parse import quote

from starlette.types import Receive, Scope, Send

from . import errors
from .call import Call, Server
from .encode import Answer
from .routes import LEGACY_METHODS, ROUTES, Route, RouteTree, is_legacy


class Api:
    """Answers HTTP requests; whatever goes wrong in one becomes its answer."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._tree = RouteTree(ROUTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await self._answer(scope, receive)
        body = b"" if scope["method"] == "HEAD" else answer.body
        headers = [*answer.headers, (b"content-length", str(len(answer.body)).encode())]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        method: str = scope["method"]
        path = _raw_path(scope)
        target = self._tree.find(path)
        if target is None:
            return _legacy(method) if is_legacy(path) else errors.no_route()
        route = target.routes.get(method)
        if route is None:
            return errors.wrong_method(target.routes)
        try:
            return await route.handler(self._call(scope, receive, route, target.params(route)))
        except Exception as error:
            return errors.answer_to(error, route.operation)

    def _call(self, scope: Scope, receive: Receive, route: Route, params: dict[str, str]) -> Call:
        return Call(self._server, scope, receive, params, raw_limit=route.raw_limit)


def _legacy(method: str) -> Answer:
    return errors.legacy_api() if method in LEGACY_METHODS else errors.wrong_method(LEGACY_METHODS)


def _raw_path(scope: Scope) -> bytes:
    raw: bytes | None = scope.get("raw_path")
    if raw is None:
        path: str = scope["path"]
        return quote(path).encode()
    return raw.partition(b"?")[0]
